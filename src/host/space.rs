//! How much a file system holds, and how much of it is left.

use std::io;
use std::path::Path;

use super::Host;

/// The size of a file system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Space {
    /// Its size.
    pub total_bytes: u64,
    /// What an ordinary user can still write.
    pub available_bytes: u64,
    /// Files it can hold. `None`: it has no such limit, or does not say.
    pub total_inodes: Option<u64>,
    /// Files an ordinary user can still make.
    pub available_inodes: Option<u64>,
}

impl Host {
    /// The space of the file system that a path is on. A network's file system whose server is away holds the caller up.
    ///
    /// # Errors
    /// The path leads to nothing, or the system does not say.
    #[cfg(unix)]
    pub fn space(&self, path: &Path) -> io::Result<Space> {
        let found = rustix::fs::statvfs(self.real(path).as_ref())?;
        // Sizes are in fragments; btrfs and others without a table of files say 0.
        let inodes = (found.f_files > 0).then_some(found.f_files);
        Ok(Space {
            total_bytes: found.f_blocks.saturating_mul(found.f_frsize),
            available_bytes: found.f_bavail.saturating_mul(found.f_frsize),
            total_inodes: inodes,
            available_inodes: inodes.map(|_| found.f_favail),
        })
    }

    /// The space of the file system that a path is on. A network drive whose server is away holds the caller up.
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
