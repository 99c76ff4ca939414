//! Uploads several scans in order and collects the results.

use uuid::Uuid;

use super::{Answer, Uploaded};
use crate::api::UploadError;
use crate::cli::Failed;
use crate::cli::output::Output;
use crate::cli::platform_connection::PlatformConnection;

/// The results so far.
pub(super) struct Sending<'o> {
    output: &'o Output,
    connection: PlatformConnection<'o>,
    /// Whether to print the requests without sending them.
    is_dry: bool,
    /// The number of scans, and how many were tried.
    all: usize,
    tried: usize,
    uploaded: Vec<Uploaded>,
    failures: Vec<Failed>,
}

impl<'o> Sending<'o> {
    /// Starts an upload of `all` scans.
    pub(super) fn begin(connection: PlatformConnection<'o>, all: usize, is_dry: bool, output: &'o Output) -> Self {
        Self {
            output,
            connection,
            is_dry,
            all,
            tried: 0,
            uploaded: Vec::new(),
            failures: Vec::new(),
        }
    }

    /// Uploads a scan, or prints the request. `name`: its name in an error.
    ///
    /// `Some(true)`: it is uploaded. `None`: it failed, and all others would fail for the same reason.
    pub(super) fn send(&mut self, name: &str, scan_id: Uuid, bytes: &[u8]) -> Result<Option<bool>, Failed> {
        if self.is_dry {
            self.output.answer(&self.connection.request(scan_id, bytes)?)?;
            return Ok(Some(false));
        }
        if self.all > 1 {
            self.output.progress(self.tried, self.all);
        }
        if self.tried > 0 {
            self.connection.reset_deadline();
        }
        self.tried += 1;
        match self.connection.send(scan_id, bytes) {
            Ok(sent) => {
                self.uploaded.push(Uploaded::of(scan_id, sent));
                Ok(Some(true))
            }
            Err(failed) => {
                let next_may_go = is_of_the_scan(&failed);
                self.failed(Failed {
                    error: failed.error.context(format!("cannot upload {name}")),
                    ..failed
                });
                Ok(next_may_go.then_some(false))
            }
        }
    }

    /// Adds a failure that does not stop the others.
    pub(super) fn failed(&mut self, failed: Failed) {
        self.failures.push(failed);
    }

    /// Reports what was uploaded. Returns the last failure, if there is one.
    pub(super) fn finish(mut self) -> Result<(), Failed> {
        if self.is_dry {
            // Each request was printed.
        } else if self.output.json {
            self.output.answer_json(&Answer {
                schema_version: "1.0",
                uploaded: self.uploaded,
            })?;
        } else {
            let lines = self.uploaded.iter().map(|scan| format!("{}\n", scan.location));
            self.output.answer(lines.collect::<String>().as_bytes())?;
        }
        let last = self.failures.pop();
        for failed in &self.failures {
            self.output.warn(&failed.one_line());
        }
        last.map_or(Ok(()), Err)
    }
}

/// Whether the failure affects only this scan.
fn is_of_the_scan(failed: &Failed) -> bool {
    failed
        .error
        .downcast_ref::<UploadError>()
        .is_some_and(UploadError::is_of_the_scan)
}
