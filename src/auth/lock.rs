//! One refresh at a time, among all processes of the user.

use std::fs::TryLockError;
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use super::AuthError;
use crate::host::Host;

/// How long another process may take to refresh: its own deadline for an exchange, and some.
const PATIENCE: Duration = Duration::from_secs(45);
/// How long to wait before the next look.
const PAUSE: Duration = Duration::from_millis(15);

/// The lock, until this goes. The file stays: one that was removed could be held by one and made anew by another.
#[derive(Debug)]
pub(super) struct Lock {
    _file: fs_err::File,
}

impl Lock {
    /// Waits for the lock of a profile.
    ///
    /// # Errors
    /// It cannot be had.
    pub(super) fn wait(path: &Path, profile: &str) -> Result<Self, AuthError> {
        let failed = |source| AuthError::File {
            action: "lock",
            path: path.to_owned(),
            source,
        };
        if let Some(folder) = path.parent().filter(|folder| !folder.is_dir()) {
            Host::make_private_folder(folder).map_err(failed)?;
        }
        // A pipe would be waited for, and a link may lead anywhere.
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
        let until = Instant::now() + PATIENCE;
        loop {
            match file.file().try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::WouldBlock) if Instant::now() < until => std::thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) => {
                    return Err(AuthError::Locked {
                        profile: profile.to_owned(),
                        after: PATIENCE,
                    });
                }
                Err(TryLockError::Error(error)) => return Err(failed(error)),
            }
        }
    }
}
