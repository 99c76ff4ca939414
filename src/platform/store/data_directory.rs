//! The data directory of the embedded store: made, and locked by the one process that writes scans to it.

use std::fs::TryLockError;
use std::path::Path;

use super::StoreError;

/// Whoever takes scans in holds the lock of this file.
const LOCK_FILE: &str = "lock";

/// Held while this process alone takes scans in. The system releases it when the process ends.
#[derive(Debug)]
pub(crate) struct DataLock(#[expect(dead_code, reason = "the lock is the open file's")] fs_err::File);

impl DataLock {
    /// Makes sure that no other process serves from this data directory or rebuilds its index.
    pub(crate) fn acquire(data: &Path) -> Result<Self, StoreError> {
        let failed = |source| StoreError::DataDirectory {
            path: data.to_owned(),
            source,
        };
        let mut options = fs_err::OpenOptions::new();
        options.create(true).write(true).truncate(false);
        let file = options.open(data.join(LOCK_FILE)).map_err(failed)?;
        match file.file().try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(StoreError::InUse { path: data.to_owned() }),
            // Some file systems have no locks.
            Err(TryLockError::Error(error)) if error.kind() == std::io::ErrorKind::Unsupported => Ok(Self(file)),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }
}

/// Makes a directory that only this user can enter, and those above it, and waits until the disk has their names. One that
/// exists stays as it is.
pub(crate) fn make(directory: &Path) -> Result<(), StoreError> {
    make_all(directory).map_err(|source| StoreError::DataDirectory {
        path: directory.to_owned(),
        source,
    })
}

fn make_all(directory: &Path) -> std::io::Result<()> {
    if directory.is_dir() {
        return Ok(());
    }
    let parent = directory.parent().filter(|parent| !parent.as_os_str().is_empty());
    if let Some(parent) = parent
        && !parent.is_dir()
    {
        make_all(parent)?;
    }
    fs_err::create_dir(directory)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs_err::set_permissions(directory, std::fs::Permissions::from_mode(0o700))?;
    }
    sync_directory(parent.unwrap_or(Path::new(".")))
}

#[cfg(unix)]
fn sync_directory(directory: &Path) -> std::io::Result<()> {
    fs_err::File::open(directory)?.sync_all()
}

/// Windows writes names with the file system's own log, and opens no directory as a file.
#[cfg(not(unix))]
fn sync_directory(_: &Path) -> std::io::Result<()> {
    Ok(())
}
