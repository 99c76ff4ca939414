//! Files that are written whole or not at all, by several processes at once.

use std::io::{self, Write as _};
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use uuid::Uuid;

use crate::host::Host;

/// The ending of a file that is being written.
const UNFINISHED: &str = ".tmp";
/// No writer takes as long: what is older was left behind by one that was killed.
const ABANDONED_AFTER: Duration = Duration::from_hours(1);

/// What a file that was written outlives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Durability {
    /// The end of this process. It costs nothing.
    NoSync,
    /// A cut of the power. It waits for the disk.
    Fsync,
}

/// Writes a file that only the user can read, in a folder that only the user can enter.
///
/// # Errors
/// It cannot be written; what was there under that name is unharmed, and nothing else is left behind.
pub(super) fn write_whole(path: &Path, bytes: &[u8], durability: Durability) -> io::Result<()> {
    let folder = path
        .parent()
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "a file in no folder"))?;
    if !folder.is_dir() {
        Host::make_private_folder(folder)?;
    }
    // A name of its own, so that two writers never write into one another's file.
    let temporary = folder.join(format!(".{}{UNFINISHED}", Uuid::new_v4().simple()));
    let written = write_new(&temporary, bytes, durability).and_then(|()| fs_err::rename(&temporary, path));
    if written.is_err() {
        let _ = fs_err::remove_file(&temporary);
    }
    match durability {
        Durability::NoSync => written,
        Durability::Fsync => written.and_then(|()| sync_names(folder)),
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

/// Waits until the names in a folder are on the disk. Source: fsync(2): a file that is synced may have no name yet.
fn sync_names(folder: &Path) -> io::Result<()> {
    // Elsewhere a folder cannot be opened as a file; there the system keeps names by itself.
    if cfg!(unix) {
        fs_err::File::open(folder)?.sync_all()
    } else {
        Ok(())
    }
}

/// Removes what writers that were killed have left in a folder.
pub(super) fn remove_abandoned(folder: &Path, now: Timestamp) {
    let Ok(entries) = fs_err::read_dir(folder) else { return };
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
