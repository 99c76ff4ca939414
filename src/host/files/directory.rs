//! A directory that is held open, so that the path to it is walked once for many files.

use std::io;
use std::path::Path;

use rustix::fd::OwnedFd;
use rustix::fs::{AtFlags, Mode, OFlags, Stat};

use crate::host::Host;

/// A directory that is held open.
#[derive(Debug)]
pub struct OpenDirectory(OwnedFd);

impl OpenDirectory {
    /// The metadata of a path below the directory. A link at its end is not followed.
    ///
    /// # Errors
    /// Nothing is there, or this user may not read its metadata.
    pub fn stat(&self, below: &Path) -> io::Result<Stat> {
        Ok(rustix::fs::statat(&self.0, below, AtFlags::SYMLINK_NOFOLLOW)?)
    }
}

impl Host {
    /// Opens a directory.
    ///
    /// # Errors
    /// It is no directory, or cannot be read.
    pub fn open_directory(&self, path: &Path) -> io::Result<OpenDirectory> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        Ok(OpenDirectory(rustix::fs::open(
            self.real(path).as_ref(),
            flags,
            Mode::empty(),
        )?))
    }
}
