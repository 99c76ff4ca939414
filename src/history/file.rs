//! Writes files so that readers see a complete one, whatever other processes do.

use std::io::{self, Write as _};
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use uuid::Uuid;

use crate::host::Host;

/// The ending of a file that is being written.
const UNFINISHED: &str = ".tmp";
/// No writer takes longer. An older file was left by one that was killed.
const ABANDONED_AFTER: Duration = Duration::from_hours(1);

/// What a written file survives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Durability {
    /// The end of this process. Free.
    NoSync,
    /// A power failure. Waits for the disk.
    Fsync,
}

/// Writes a file of mode 0600 in a directory of mode 0700.
///
/// # Errors
/// It cannot be written. The old file is unharmed, and nothing else is left.
pub(super) fn write_whole(path: &Path, bytes: &[u8], durability: Durability) -> io::Result<()> {
    let directory = path
        .parent()
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "a file in no directory"))?;
    if !directory.is_dir() {
        Host::make_private_directory(directory)?;
    }
    // A unique name, so that two writers never write the same file.
    let temporary = directory.join(format!(".{}{UNFINISHED}", Uuid::new_v4().simple()));
    let written = write_new(&temporary, bytes, durability).and_then(|()| fs_err::rename(&temporary, path));
    if written.is_err() {
        let _ = fs_err::remove_file(&temporary);
    }
    match durability {
        Durability::NoSync => written,
        Durability::Fsync => written.and_then(|()| sync_names(directory)),
    }
}

fn write_new(path: &Path, bytes: &[u8], durability: Durability) -> io::Result<()> {
    let mut options = fs_err::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use fs_err::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    match durability {
        Durability::NoSync => file.flush(),
        Durability::Fsync => file.sync_all(),
    }
}

/// Waits until the names in a directory are on the disk. Source: fsync(2): syncing a file does not sync its name.
fn sync_names(directory: &Path) -> io::Result<()> {
    // Windows cannot open a directory as a file, and syncs names itself.
    if cfg!(unix) {
        fs_err::File::open(directory)?.sync_all()
    } else {
        Ok(())
    }
}

/// Removes unfinished files that killed writers left in a directory.
pub(super) fn remove_abandoned(directory: &Path, now: Timestamp) {
    let Ok(entries) = fs_err::read_dir(directory) else {
        return;
    };
    for entry in entries.flatten() {
        let is_unfinished = entry
            .file_name()
            .to_str()
            .is_some_and(|name| name.starts_with('.') && name.ends_with(UNFINISHED));
        if !is_unfinished {
            continue;
        }
        let written = entry.metadata().and_then(|metadata| metadata.modified()).ok();
        let age = written
            .and_then(|time| Timestamp::try_from(time).ok())
            .and_then(|time| Duration::try_from(now.duration_since(time)).ok());
        if age.is_some_and(|age| age > ABANDONED_AFTER) {
            let _ = fs_err::remove_file(entry.path());
        }
    }
}
