//! A lock, so that only one of the user's processes refreshes a session.

use std::fs::TryLockError;
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use super::AuthError;
use crate::host::Host;

/// How long to wait for another process: the timeout of a request, and some more.
const TIMEOUT: Duration = Duration::from_secs(45);
/// The pause between tries.
const PAUSE: Duration = Duration::from_millis(15);

/// The lock, until it is dropped. Its file stays: if it were removed, one process could hold the old file and another a new one.
#[derive(Debug)]
pub(super) struct Lock {
    _file: fs_err::File,
}

impl Lock {
    /// Waits for the lock of a profile.
    ///
    /// # Errors
    /// The lock cannot be had.
    pub(super) fn wait(path: &Path, profile: &str) -> Result<Self, AuthError> {
        let failed = |source| AuthError::File {
            action: "lock",
            path: path.to_owned(),
            source,
        };
        if let Some(directory) = path.parent().filter(|directory| !directory.is_dir()) {
            Host::make_private_directory(directory).map_err(failed)?;
        }
        // Opening a pipe would block, and a link may lead anywhere.
        if fs_err::symlink_metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
            return Err(failed(io::Error::new(
                io::ErrorKind::InvalidInput,
                "it is not a regular file",
            )));
        }
        let mut options = fs_err::OpenOptions::new();
        options.write(true).create(true).truncate(false);
        #[cfg(unix)]
        {
            use fs_err::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        let file = options.open(path).map_err(failed)?;
        let until = Instant::now() + TIMEOUT;
        loop {
            match file.file().try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::WouldBlock) if Instant::now() < until => std::thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) => {
                    return Err(AuthError::Locked {
                        profile: profile.to_owned(),
                        after: TIMEOUT,
                    });
                }
                Err(TryLockError::Error(error)) => return Err(failed(error)),
            }
        }
    }
}
