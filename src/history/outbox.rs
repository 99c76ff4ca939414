//! The outbox: pending uploads, one file each. None is lost, and no two processes send the same one.
//!
//! A process that sends a scan holds the lock of its file, and removes the file only when the platform has stored it. The system
//! releases the lock when the process ends, however it ends.

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

/// The directory of the outbox in devenv's state directory.
const DIRECTORY: &str = "outbox";

/// The ending of the file beside a scan that names the platform it is for (the target file).
const TARGET_EXTENSION: &str = "platform";
/// The largest target file that is read.
const LONGEST_TARGET_BYTES: u64 = 4_096;
/// Starts the line of the target file with the time before which the platform wants no further try.
const NOT_BEFORE: &str = "not-before: ";

/// The pending uploads.
#[derive(Debug)]
pub struct Outbox<'h> {
    host: &'h Host,
    directory: PathBuf,
}

/// A pending upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingScan {
    /// Its id, the idempotency key of every try.
    pub scan_id: Uuid,
    /// Its size in bytes.
    pub bytes: u64,
    /// The platform that it is for. `None`: none was known when it was taken.
    pub target: Option<Target>,
}

/// The platform that a pending upload is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The platform's address, without a trailing slash.
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

/// Errors of the outbox.
#[derive(Debug, thiserror::Error)]
pub enum OutboxError {
    /// The scan is larger than the whole outbox may be.
    #[error("the scan is too large for the outbox: {}, and all pending scans together may have {}", text::bytes(*.bytes), text::bytes(*.limit))]
    TooLarge {
        /// Its size in bytes.
        bytes: u64,
        /// The limit of all pending uploads in bytes.
        limit: u64,
    },
    /// A file cannot be read, written, locked or removed.
    #[error("cannot {action} the pending scan {}", .path.display())]
    File {
        /// The failed action.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// The cause.
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

/// A scan that only this process may send, until this value is dropped.
#[derive(Debug)]
pub struct Claimed {
    /// Its id, the idempotency key of every try.
    pub scan_id: Uuid,
    /// The scan as JSON, to be uploaded.
    pub bytes: Vec<u8>,
    path: PathBuf,
    /// The locked file.
    file: fs_err::File,
}

impl Claimed {
    /// Removes the scan: the platform has stored it.
    ///
    /// # Errors
    /// The file cannot be removed. It will be sent again, and the platform recognises it by its id.
    pub fn acknowledge(self) -> Result<(), OutboxError> {
        // The lock is still held, so no other process is sending it.
        let removed = remove(&self.path);
        if removed.is_ok() {
            // A target file without its scan means nothing.
            let _ = fs_err::remove_file(self.path.with_extension(TARGET_EXTENSION));
        }
        drop(self.file);
        removed
    }
}

impl<'h> Outbox<'h> {
    /// The outbox in devenv's state directory, which need not exist yet.
    pub fn in_state(host: &'h Host, state: &Path) -> Self {
        Self {
            host,
            directory: state.join(DIRECTORY),
        }
    }

    /// Adds a scan. When this returns, the scan survives a power failure.
    ///
    /// Nothing is dropped to make room: [`Outbox::enforce_limits`] does that after an upload was tried.
    ///
    /// # Errors
    /// The scan is too large or cannot be written. The other scans are unharmed.
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
            // Written first, so that a process which finds the scan knows its target.
            self.set_target(scan_id, target).map_err(|source| OutboxError::File {
                action: "write",
                path: path.clone(),
                source,
            })?;
        }
        // A scan never changes. The existing file may be locked, and a new one in its place would not be.
        if !self.host.exists(&path) {
            file::write_whole(&path, bytes, Durability::Fsync).map_err(|source| OutboxError::File {
                action: "write",
                path,
                source,
            })?;
            // Another process may have removed the target file while its scan did not exist yet.
            if let Some(target) = target.filter(|_| self.target(scan_id).is_none()) {
                let _ = self.set_target(scan_id, target);
            }
        }
        Ok(())
    }

    /// The pending uploads, oldest first.
    ///
    /// # Errors
    /// The directory exists and cannot be listed.
    pub fn pending(&self) -> Result<Vec<PendingScan>, OutboxError> {
        let names = match self.host.list(&self.directory) {
            Ok(names) => names,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(source) => {
                return Err(OutboxError::File {
                    action: "list",
                    path: self.directory.clone(),
                    source,
                });
            }
        };
        let id = |name: &str| Uuid::try_parse(name.strip_suffix(".json")?).ok();
        let ids = names.iter().filter_map(|name| id(name.to_str()?));
        // A file that is gone by now was sent by another process.
        let pending = ids.filter_map(|scan_id| {
            let metadata = self.host.metadata(&self.path(scan_id)).ok()?;
            metadata.is_file().then(|| PendingScan {
                scan_id,
                bytes: metadata.len(),
                target: self.target(scan_id),
            })
        });
        Ok(pending.collect())
    }

    /// Sets the platform that a scan is for. Without a target, it goes to the platform of the user who uploads it.
    ///
    /// # Errors
    /// The target file cannot be written.
    pub fn set_target(&self, scan_id: Uuid, target: &Target) -> io::Result<()> {
        let note = self.path(scan_id).with_extension(TARGET_EXTENSION);
        file::write_whole(&note, target.text().as_bytes(), Durability::NoSync)
    }

    fn target(&self, scan_id: Uuid) -> Option<Target> {
        let note = self.path(scan_id).with_extension(TARGET_EXTENSION);
        Target::parse(&self.host.read_text(&note, LONGEST_TARGET_BYTES).ok()?)
    }

    /// The scans for one platform that may be sent now, oldest first; none without a target.
    ///
    /// # Errors
    /// The directory exists and cannot be listed.
    pub fn pending_for(&self, platform: &str, now: Timestamp) -> Result<Vec<PendingScan>, OutboxError> {
        let mut pending = self.pending()?;
        pending.retain(|scan| {
            let target = scan.target.as_ref().filter(|target| target.platform == platform);
            target.is_some_and(|target| target.not_before.is_none_or(|time| time <= now))
        });
        Ok(pending)
    }

    /// Locks a scan to send it. `None`: it is no longer pending, or another process is sending it.
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
            // Reading a pipe would block.
            return Err(failed(
                "read",
                io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file"),
            ));
        }
        let mut options = fs_err::OpenOptions::new();
        // Some systems lock only files that are open for writing.
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
        // Between opening and locking, another process may have sent and removed the file, and a third one may have added it again.
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

    /// Drops a pending upload. `false`: it is no longer pending, or is being sent.
    ///
    /// # Errors
    /// It cannot be read, locked or removed.
    pub fn drop(&self, scan_id: Uuid) -> Result<bool, OutboxError> {
        match self.claim(scan_id)? {
            Some(held) => held.acknowledge().map(|()| true),
            None => Ok(false),
        }
    }

    /// Drops scans beyond the limits and returns them. A scan is dropped for its age only if scans have been too old for a week.
    ///
    /// # Errors
    /// The directory cannot be listed. A scan that cannot be removed stays pending.
    pub fn enforce_limits(&self, limits: &OutboxLimits, now: Timestamp) -> Result<Vec<Dropped>, OutboxError> {
        file::remove_abandoned(&self.directory, now);
        self.remove_orphaned_targets();
        let pending = self.pending()?;
        let mut dropped = limits.beyond(&pending, now);
        let is_any_old = dropped.iter().any(|dropped| dropped.reason == DropReason::TooOld);
        if !clock::is_confirmed(self.host, &self.directory, is_any_old, now) {
            let of_any_age = OutboxLimits {
                days: u32::MAX,
                ..*limits
            };
            dropped = of_any_age.beyond(&pending, now);
        }
        dropped.retain(|dropped| self.drop(dropped.scan_id).unwrap_or(false));
        Ok(dropped)
    }

    /// Removes target files without a scan: a process was killed between removing the two.
    fn remove_orphaned_targets(&self) {
        for name in self.host.list(&self.directory).unwrap_or_default() {
            let note = self.directory.join(name);
            let is_note = note.extension().is_some_and(|extension| extension == TARGET_EXTENSION);
            if is_note && !self.host.exists(&note.with_extension("json")) {
                let _ = fs_err::remove_file(note);
            }
        }
    }

    fn path(&self, scan_id: Uuid) -> PathBuf {
        self.directory.join(format!("{scan_id}.json"))
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
