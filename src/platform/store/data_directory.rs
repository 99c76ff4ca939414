//! The data directory of the embedded store: created, and locked by those who use it.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::{Duration, Instant};

use super::StoreError;

/// Locked by the one process that stores scans.
const LOCK_FILE: &str = "lock";
/// Locked by every process that has the index open: shared, or by one alone that replaces its file.
const INDEX_LOCK_FILE: &str = "index.lock";
/// How long a command waits for one that replaces the index.
const PATIENCE: Duration = Duration::from_secs(10);

/// Held while this process alone stores scans. The system releases it when the process ends.
#[derive(Debug)]
pub(crate) struct DataLock(#[expect(dead_code, reason = "the lock is the open file's")] fs_err::File);

/// Held while this process has the index open.
#[derive(Debug)]
pub(crate) struct IndexLock(#[expect(dead_code, reason = "the lock is the open file's")] fs_err::File);

impl DataLock {
    /// Makes sure that no other process serves from this data directory or rebuilds its index.
    pub(crate) fn acquire(data: &Path) -> Result<Self, StoreError> {
        let file = lock_file(data, LOCK_FILE)?;
        if lock(data, || file.file().try_lock())? {
            Ok(Self(file))
        } else {
            Err(StoreError::InUse { path: data.to_owned() })
        }
    }
}

impl IndexLock {
    /// Shared with other processes that read and write the index.
    pub(crate) fn shared(data: &Path) -> Result<Self, StoreError> {
        Self::acquire(data, File::try_lock_shared)
    }

    /// Alone: the file of the index is replaced.
    pub(crate) fn exclusive(data: &Path) -> Result<Self, StoreError> {
        Self::acquire(data, File::try_lock)
    }

    fn acquire(data: &Path, attempt: impl Fn(&File) -> Result<(), TryLockError>) -> Result<Self, StoreError> {
        let file = lock_file(data, INDEX_LOCK_FILE)?;
        let start = Instant::now();
        while !lock(data, || attempt(file.file()))? {
            if start.elapsed() > PATIENCE {
                return Err(StoreError::InUse { path: data.to_owned() });
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(Self(file))
    }
}

fn lock_file(data: &Path, name: &str) -> Result<fs_err::File, StoreError> {
    let mut options = fs_err::OpenOptions::new();
    options.create(true).write(true).truncate(false);
    options.open(data.join(name)).map_err(|source| failed(data, source))
}

/// Whether a lock was acquired. `false`: another process has it.
fn lock(data: &Path, attempt: impl Fn() -> Result<(), TryLockError>) -> Result<bool, StoreError> {
    match attempt() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        // Some file systems have no locks.
        Err(TryLockError::Error(error)) if error.kind() == std::io::ErrorKind::Unsupported => Ok(true),
        Err(TryLockError::Error(error)) => Err(failed(data, error)),
    }
}

fn failed(data: &Path, source: std::io::Error) -> StoreError {
    StoreError::DataDirectory {
        path: data.to_owned(),
        source,
    }
}

/// Makes a directory that only this user can enter, and those above it, and waits until the disk has their names. One that
/// exists stays as it is.
pub(crate) fn make(directory: &Path) -> Result<(), StoreError> {
    make_all(directory).map_err(|source| failed(directory, source))
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
pub(super) fn sync_directory(directory: &Path) -> std::io::Result<()> {
    fs_err::File::open(directory)?.sync_all()
}

/// Windows writes names with the file system's own log, and opens no directory as a file.
#[cfg(not(unix))]
pub(super) fn sync_directory(_: &Path) -> std::io::Result<()> {
    Ok(())
}
