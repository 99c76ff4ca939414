//! The size and the free space of a file system.

use std::io;
use std::path::Path;

use super::Host;

/// The size and the free space of a file system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Space {
    /// Its size.
    pub total_bytes: u64,
    /// What an ordinary user can still write, in bytes.
    pub available_bytes: u64,
    /// Files that it can hold. `None`: there is no limit, or the system does not say.
    pub total_inodes: Option<u64>,
    /// Files that an ordinary user can still create.
    pub available_inodes: Option<u64>,
}

impl Host {
    /// The space of the file system that a path is on. Blocks if it is a network file system whose server does not answer.
    ///
    /// # Errors
    /// The path leads to nothing, or the system does not say.
    #[cfg(unix)]
    pub fn space(&self, path: &Path) -> io::Result<Space> {
        let found = rustix::fs::statvfs(self.real(path).as_ref())?;
        // Sizes are in fragments. File systems without a fixed number of files (btrfs) report 0.
        let inodes = (found.f_files > 0).then_some(found.f_files);
        Ok(Space {
            total_bytes: found.f_blocks.saturating_mul(found.f_frsize),
            available_bytes: found.f_bavail.saturating_mul(found.f_frsize),
            total_inodes: inodes,
            available_inodes: inodes.map(|_| found.f_favail),
        })
    }

    /// The space of the file system that a path is on. Blocks if it is a network drive whose server does not answer.
    ///
    /// # Errors
    /// The path leads to nothing, or the system does not say.
    #[cfg(windows)]
    pub fn space(&self, path: &Path) -> io::Result<Space> {
        let found = fs4::statvfs(self.real(path))?;
        Ok(Space {
            total_bytes: found.total_space(),
            available_bytes: found.available_space(),
            total_inodes: None,
            available_inodes: None,
        })
    }
}
