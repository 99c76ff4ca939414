//! Scans that wait to be uploaded: one file each, none lost, and none sent by two processes at once.
//!
//! Whoever sends a scan holds the lock of its file, and removes the file only when the platform has it. The lock is the
//! system's: it ends with its process, however that ends.

mod limits;
#[cfg(test)]
mod tests;

pub use limits::{DropReason, Dropped, OutboxLimits};

use std::fs::TryLockError;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use uuid::Uuid;

use super::clock;
use super::file::{self, Durability};
use crate::error::{ExitCode, Explain};
use crate::host::Host;
use crate::text;

/// The folder of the outbox in devenv's state folder.
const FOLDER: &str = "outbox";

/// The ending of the file beside a scan that says which platform it is for.
const TARGET_EXTENSION: &str = "platform";
/// The longest such file that is read.
const LONGEST_TARGET_BYTES: u64 = 4_096;
/// Begins the line of that file with the time before which the platform wants no further try.
const NOT_BEFORE: &str = "not-before: ";

/// The scans that wait to be uploaded.
#[derive(Debug)]
pub struct Outbox<'h> {
    host: &'h Host,
    folder: PathBuf,
}

/// A scan that is to be uploaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingScan {
    /// Its id, which is the idempotency key of every try to upload it.
    pub scan_id: Uuid,
    /// Its size.
    pub bytes: u64,
    /// Where it is to go. `None`: no platform was known when it was taken.
    pub target: Option<Target>,
}

/// The platform that a pending scan is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The platform's address, without a slash at its end.
    pub platform: String,
    /// The time before which the platform wants no further try.
    pub not_before: Option<Timestamp>,
}

impl Target {
    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let platform = lines.next().filter(|line| !line.is_empty())?.to_owned();
        let not_before = lines.find_map(|line| line.strip_prefix(NOT_BEFORE)?.parse().ok());
        Some(Self { platform, not_before })
    }

    fn text(&self) -> String {
        let not_before = self.not_before.map(|time| format!("\n{NOT_BEFORE}{time}"));
        format!("{}{}", self.platform, not_before.unwrap_or_default())
    }
}

/// What can be wrong with the outbox.
#[derive(Debug, thiserror::Error)]
pub enum OutboxError {
    /// It would fill the outbox by itself.
    #[error("the scan is too large for the outbox: {}, and all pending scans together may have {}", text::bytes(*.bytes), text::bytes(*.limit))]
    TooLarge {
        /// Its size.
        bytes: u64,
        /// What all of them may have.
        limit: u64,
    },
    /// A file cannot be read, written, locked or removed.
    #[error("cannot {action} the pending scan {}", .path.display())]
    File {
        /// What was tried.
        action: &'static str,
        /// With which.
        path: PathBuf,
        /// Why it failed.
        #[source]
        source: io::Error,
    },
}

impl Explain for OutboxError {
    fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "scan_too_large",
            Self::File { .. } => "outbox_failed",
        }
    }

    fn exit(&self) -> ExitCode {
        ExitCode::ScanIncomplete
    }
}

/// A scan that this process alone may send, until this value goes.
#[derive(Debug)]
pub struct Claimed {
    /// Its id, which is the key of every try to upload it.
    pub scan_id: Uuid,
    /// It as JSON: what is to be uploaded.
    pub bytes: Vec<u8>,
    path: PathBuf,
    /// The lock is on it.
    file: fs_err::File,
}

impl Claimed {
    /// The platform has it: it waits no longer.
    ///
    /// # Errors
    /// The file cannot be removed. It will be sent again, and the platform knows it by its id.
    pub fn acknowledge(self) -> Result<(), OutboxError> {
        // The lock is still held: nobody else can have begun to send it.
        let removed = remove(&self.path);
        if removed.is_ok() {
            // A note of a scan that is gone says nothing.
            let _ = fs_err::remove_file(self.path.with_extension(TARGET_EXTENSION));
        }
        drop(self.file);
        removed
    }
}

impl<'h> Outbox<'h> {
    /// The outbox in devenv's state folder. It need not be there yet.
    pub fn in_state(host: &'h Host, state: &Path) -> Self {
        Self {
            host,
            folder: state.join(FOLDER),
        }
    }

    /// Adds a scan that is to be uploaded. When this has returned, the scan survives a power failure.
    ///
    /// Nothing is dropped to make room: [`Outbox::enforce_limits`] does that, for scans that are still pending after an upload was tried.
    ///
    /// # Errors
    /// The scan is too large, or cannot be written; the other pending scans are unharmed.
    pub fn enqueue(
        &self,
        scan_id: Uuid,
        bytes: &[u8],
        target: Option<&Target>,
        limits: &OutboxLimits,
    ) -> Result<(), OutboxError> {
        let size = bytes.len() as u64;
        if size > limits.bytes {
            return Err(OutboxError::TooLarge {
                bytes: size,
                limit: limits.bytes,
            });
        }
        let path = self.path(scan_id);
        if let Some(target) = target {
            // Before the scan: whoever finds it knows where it is to go.
            self.set_target(scan_id, target).map_err(|source| OutboxError::File {
                action: "write",
                path: path.clone(),
                source,
            })?;
        }
        // A scan never changes. One that waits already may be locked, and what takes its place would not be.
        if !self.host.exists(&path) {
            file::write_whole(&path, bytes, Durability::Fsync).map_err(|source| OutboxError::File {
                action: "write",
                path,
                source,
            })?;
            // Another process may have removed the note of a scan that was not there yet.
            if let Some(target) = target.filter(|_| self.target(scan_id).is_none()) {
                let _ = self.set_target(scan_id, target);
            }
        }
        Ok(())
    }

    /// What waits, oldest first.
    ///
    /// # Errors
    /// The folder is there and cannot be listed.
    pub fn pending(&self) -> Result<Vec<PendingScan>, OutboxError> {
        let names = match self.host.list(&self.folder) {
            Ok(names) => names,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(source) => {
                return Err(OutboxError::File {
                    action: "list",
                    path: self.folder.clone(),
                    source,
                });
            }
        };
        let id = |name: &str| Uuid::try_parse(name.strip_suffix(".json")?).ok();
        let ids = names.iter().filter_map(|name| id(name.to_str()?));
        // One that is gone meanwhile was sent by another process.
        let waiting = ids.filter_map(|scan_id| {
            let metadata = self.host.metadata(&self.path(scan_id)).ok()?;
            metadata.is_file().then(|| PendingScan {
                scan_id,
                bytes: metadata.len(),
                target: self.target(scan_id),
            })
        });
        Ok(waiting.collect())
    }

    /// Notes which platform a scan is for. Without the note it goes to the platform of whoever uploads it.
    ///
    /// # Errors
    /// The note cannot be written.
    pub fn set_target(&self, scan_id: Uuid, target: &Target) -> io::Result<()> {
        let note = self.path(scan_id).with_extension(TARGET_EXTENSION);
        file::write_whole(&note, target.text().as_bytes(), Durability::NoSync)
    }

    fn target(&self, scan_id: Uuid) -> Option<Target> {
        let note = self.path(scan_id).with_extension(TARGET_EXTENSION);
        Target::parse(&self.host.read_text(&note, LONGEST_TARGET_BYTES).ok()?)
    }

    /// The scans for one platform that it may be asked to take now, oldest first. Those that have no target are not among them.
    ///
    /// # Errors
    /// The directory is there and cannot be listed.
    pub fn pending_for(&self, platform: &str, now: Timestamp) -> Result<Vec<PendingScan>, OutboxError> {
        let mut pending = self.pending()?;
        pending.retain(|scan| {
            let target = scan.target.as_ref().filter(|target| target.platform == platform);
            target.is_some_and(|target| target.not_before.is_none_or(|time| time <= now))
        });
        Ok(pending)
    }

    /// Takes a scan to send it. `None`: it no longer waits, or another process is sending it.
    ///
    /// # Errors
    /// It cannot be read or locked.
    pub fn claim(&self, scan_id: Uuid) -> Result<Option<Claimed>, OutboxError> {
        let path = self.path(scan_id);
        let failed = |action, source| OutboxError::File {
            action,
            path: path.clone(),
            source,
        };
        if self.host.metadata(&path).is_ok_and(|metadata| !metadata.is_file()) {
            // A pipe would be waited for.
            return Err(failed(
                "read",
                io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file"),
            ));
        }
        let mut options = fs_err::OpenOptions::new();
        // Some systems lock only what may be written.
        let mut file = match options.read(true).write(true).open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(failed("read", source)),
        };
        match file.file().try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(source)) => return Err(failed("lock", source)),
        }
        // Between the opening and the lock another process may have sent and removed it, and a third one put it there anew.
        let locked = file
            .metadata()
            .and_then(|metadata| self.host.identity_of(&path, &metadata));
        if self.host.identity(&path).ok() != Some(locked.map_err(|source| failed("read", source))?) {
            return Ok(None);
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(|source| failed("read", source))?;
        Ok(Some(Claimed {
            scan_id,
            bytes,
            path,
            file,
        }))
    }

    /// Drops a scan that waits. `false`: it no longer waits, or is being sent right now.
    ///
    /// # Errors
    /// It cannot be read, locked or removed.
    pub fn drop(&self, scan_id: Uuid) -> Result<bool, OutboxError> {
        match self.claim(scan_id)? {
            Some(held) => held.acknowledge().map(|()| true),
            None => Ok(false),
        }
    }

    /// Drops what is beyond the limits, and says what that was. What is too old goes when it was that an hour ago as well.
    ///
    /// # Errors
    /// The folder cannot be listed. A scan that cannot be removed goes on waiting.
    pub fn enforce_limits(&self, limits: &OutboxLimits, now: Timestamp) -> Result<Vec<Dropped>, OutboxError> {
        file::remove_abandoned(&self.folder, now);
        self.remove_notes_of_none();
        let pending = self.pending()?;
        let mut dropped = limits.beyond(&pending, now);
        let is_any_old = dropped.iter().any(|dropped| dropped.reason == DropReason::TooOld);
        if !clock::is_confirmed(self.host, &self.folder, is_any_old, now) {
            let of_any_age = OutboxLimits {
                days: u32::MAX,
                ..*limits
            };
            dropped = of_any_age.beyond(&pending, now);
        }
        dropped.retain(|dropped| self.drop(dropped.scan_id).unwrap_or(false));
        Ok(dropped)
    }

    /// Removes notes whose scan is gone: a process was killed between the two.
    fn remove_notes_of_none(&self) {
        for name in self.host.list(&self.folder).unwrap_or_default() {
            let note = self.folder.join(name);
            let is_note = note.extension().is_some_and(|extension| extension == TARGET_EXTENSION);
            if is_note && !self.host.exists(&note.with_extension("json")) {
                let _ = fs_err::remove_file(note);
            }
        }
    }

    fn path(&self, scan_id: Uuid) -> PathBuf {
        self.folder.join(format!("{scan_id}.json"))
    }
}

fn remove(path: &Path) -> Result<(), OutboxError> {
    match fs_err::remove_file(path) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => Err(OutboxError::File {
            action: "remove",
            path: path.to_owned(),
            source,
        }),
        _ => Ok(()),
    }
}
