//! Scans that wait to be uploaded: one file each, none lost, and none sent by two processes at once.
//!
//! Whoever sends a scan holds the lock of its file, and removes the file only when the platform has it. The lock is the
//! system's: it ends with its process, however that ends.

#[cfg(test)]
mod tests;

use std::fs::TryLockError;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::file::{self, Durability};
use super::limits::taken_at;
use crate::error::{ExitCode, Explain};
use crate::host::Host;
use crate::text;

/// The folder of the outbox in devenv's state folder.
const FOLDER: &str = "outbox";

/// The ending of the file beside a scan that says which platform it waits for.
const ADDRESS: &str = "platform";
/// More is no platform's address.
const LONGEST_ADDRESS: u64 = 2_048;

/// The scans that wait to be uploaded.
#[derive(Debug)]
pub struct Outbox<'h> {
    host: &'h Host,
    folder: PathBuf,
}

/// What may wait at most. What is beyond goes, the oldest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutboxLimits {
    /// So many scans.
    pub scans: usize,
    /// So many bytes in all.
    pub bytes: u64,
    /// For so many days.
    pub days: u32,
}

impl Default for OutboxLimits {
    fn default() -> Self {
        Self {
            scans: 20,
            bytes: 10 * 1024 * 1024,
            days: 30,
        }
    }
}

/// A scan that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Its id, which is the key of every try to upload it.
    pub scan_id: Uuid,
    /// Its size.
    pub bytes: u64,
}

/// A scan that will not be uploaded any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropped {
    /// Which.
    pub scan_id: Uuid,
    /// Why.
    pub reason: DropReason,
}

/// Why a scan no longer waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DropReason {
    /// Too many wait.
    TooMany,
    /// Those that wait are too large together.
    TooLarge,
    /// It waited too long.
    TooOld,
}

impl DropReason {
    /// In words that follow `the scan was dropped:`.
    pub fn words(self) -> &'static str {
        match self {
            Self::TooMany => "too many wait to be uploaded",
            Self::TooLarge => "those that wait to be uploaded are too large together",
            Self::TooOld => "it waited too long",
        }
    }
}

/// What can be wrong with the outbox.
#[derive(Debug, thiserror::Error)]
pub enum OutboxError {
    /// It would fill the outbox by itself.
    #[error("the scan is too large to wait: {}, and all that wait may have {}", text::bytes(*.bytes), text::bytes(*.limit))]
    TooLarge {
        /// Its size.
        bytes: u64,
        /// What all of them may have.
        limit: u64,
    },
    /// A file cannot be read, written, locked or removed.
    #[error("cannot {action} the waiting scan {}", .path.display())]
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
pub struct Held {
    /// Its id, which is the key of every try to upload it.
    pub scan_id: Uuid,
    /// It as JSON: what is to be uploaded.
    pub bytes: Vec<u8>,
    path: PathBuf,
    /// The lock is on it.
    file: fs_err::File,
}

impl Held {
    /// The platform has it: it waits no longer.
    ///
    /// # Errors
    /// The file cannot be removed. It will be sent again, and the platform knows it by its id.
    pub fn sent(self) -> Result<(), OutboxError> {
        // The lock is still held: nobody else can have begun to send it.
        let removed = remove(&self.path);
        if removed.is_ok() {
            // A note of a scan that is gone says nothing.
            let _ = fs_err::remove_file(self.path.with_extension(ADDRESS));
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

    /// Lets a scan wait. When this has returned, the scan outlives a cut of the power.
    ///
    /// What is beyond the limits is dropped, the oldest first, unless it is being sent right now.
    ///
    /// # Errors
    /// It is too large by itself, or cannot be written; what waits is unharmed.
    pub fn put(
        &self,
        scan_id: Uuid,
        bytes: &[u8],
        limits: &OutboxLimits,
        now: Timestamp,
    ) -> Result<Vec<Dropped>, OutboxError> {
        self.put_for_now(scan_id, bytes, limits)?;
        self.enforce(limits, now)
    }

    /// The same, and nothing is dropped for it: it is about to be sent. What goes on waiting is to be [`Outbox::enforce`]d.
    ///
    /// # Errors
    /// As [`Outbox::put`].
    pub fn put_for_now(&self, scan_id: Uuid, bytes: &[u8], limits: &OutboxLimits) -> Result<(), OutboxError> {
        let size = bytes.len() as u64;
        if size > limits.bytes {
            return Err(OutboxError::TooLarge {
                bytes: size,
                limit: limits.bytes,
            });
        }
        let path = self.path(scan_id);
        // A scan never changes. One that waits already may be locked, and what takes its place would not be.
        if !self.host.exists(&path) {
            file::write_whole(&path, bytes, Durability::OfMachine).map_err(|source| OutboxError::File {
                action: "write",
                path,
                source,
            })?;
        }
        Ok(())
    }

    /// What waits, oldest first.
    ///
    /// # Errors
    /// The folder is there and cannot be listed.
    pub fn waiting(&self) -> Result<Vec<Waiting>, OutboxError> {
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
            metadata.is_file().then_some(Waiting {
                scan_id,
                bytes: metadata.len(),
            })
        });
        Ok(waiting.collect())
    }

    /// Notes which platform a scan waits for. Without the note it is sent only by whoever means this very scan.
    ///
    /// # Errors
    /// The note cannot be written.
    pub fn address(&self, scan_id: Uuid, platform: &str) -> io::Result<()> {
        let note = self.path(scan_id).with_extension(ADDRESS);
        file::write_whole(&note, platform.as_bytes(), Durability::OfProcess)
    }

    /// What waits for a platform, oldest first.
    ///
    /// # Errors
    /// The folder is there and cannot be listed.
    pub fn waiting_for(&self, platform: &str) -> Result<Vec<Waiting>, OutboxError> {
        let mut waiting = self.waiting()?;
        waiting.retain(|scan| {
            let note = self.path(scan.scan_id).with_extension(ADDRESS);
            self.host
                .read(&note, LONGEST_ADDRESS)
                .is_ok_and(|address| address == platform.as_bytes())
        });
        Ok(waiting)
    }

    /// Takes a scan to send it. `None`: it no longer waits, or another process is sending it.
    ///
    /// # Errors
    /// It cannot be read or locked.
    pub fn take(&self, scan_id: Uuid) -> Result<Option<Held>, OutboxError> {
        let path = self.path(scan_id);
        let failed = |action, source| OutboxError::File {
            action,
            path: path.clone(),
            source,
        };
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
        Ok(Some(Held {
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
        match self.take(scan_id)? {
            Some(held) => held.sent().map(|()| true),
            None => Ok(false),
        }
    }

    /// Drops what is beyond the limits, and says what that was.
    ///
    /// # Errors
    /// The folder cannot be listed. A scan that cannot be removed goes on waiting.
    pub fn enforce(&self, limits: &OutboxLimits, now: Timestamp) -> Result<Vec<Dropped>, OutboxError> {
        file::remove_abandoned(&self.folder, now);
        self.remove_notes_of_none();
        let mut dropped = limits.beyond(&self.waiting()?, now);
        dropped.retain(|dropped| self.drop(dropped.scan_id).unwrap_or(false));
        Ok(dropped)
    }

    /// Removes notes whose scan is gone: a process was killed between the two.
    fn remove_notes_of_none(&self) {
        for name in self.host.list(&self.folder).unwrap_or_default() {
            let note = self.folder.join(name);
            let is_note = note.extension().is_some_and(|extension| extension == ADDRESS);
            if is_note && !self.host.exists(&note.with_extension("json")) {
                let _ = fs_err::remove_file(note);
            }
        }
    }

    fn path(&self, scan_id: Uuid) -> PathBuf {
        self.folder.join(format!("{scan_id}.json"))
    }
}

impl OutboxLimits {
    /// Those of `waiting`, oldest first, that are too old, too many or too large together.
    fn beyond(&self, waiting: &[Waiting], now: Timestamp) -> Vec<Dropped> {
        let oldest = now.checked_sub(SignedDuration::from_hours(24 * i64::from(self.days)));
        let is_old = |id: Uuid| matches!((taken_at(id), &oldest), (Some(taken_at), Ok(oldest)) if taken_at < *oldest);
        let (mut scans, mut bytes) = (0_usize, 0_u64);
        let mut beyond = Vec::new();
        // From the newest: what is older than one that finds no room finds none either.
        let mut full = None;
        for scan in waiting.iter().rev() {
            scans += 1;
            bytes = bytes.saturating_add(scan.bytes);
            if scans > self.scans {
                full = full.or(Some(DropReason::TooMany));
            } else if bytes > self.bytes {
                full = full.or(Some(DropReason::TooLarge));
            }
            let reason = if is_old(scan.scan_id) {
                Some(DropReason::TooOld)
            } else {
                full
            };
            beyond.extend(reason.map(|reason| Dropped {
                scan_id: scan.scan_id,
                reason,
            }));
        }
        beyond.reverse();
        beyond
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
