//! A folder that many files are looked at in. It is held open, so that the way to it is walked once.

use std::io;
use std::path::Path;

use rustix::fd::OwnedFd;
use rustix::fs::{AtFlags, Mode, OFlags, Stat};

use crate::host::Host;

/// A folder that is held open.
#[derive(Debug)]
pub struct OpenFolder(OwnedFd);

impl OpenFolder {
    /// What a path below the folder is, a link at its end not followed.
    ///
    /// # Errors
    /// It is not there, or may not be looked at.
    pub fn look(&self, below: &Path) -> io::Result<Stat> {
        Ok(rustix::fs::statat(&self.0, below, AtFlags::SYMLINK_NOFOLLOW)?)
    }
}

impl Host {
    /// Opens a folder.
    ///
    /// # Errors
    /// It is none, or may not be read.
    pub fn open_folder(&self, path: &Path) -> io::Result<OpenFolder> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        Ok(OpenFolder(rustix::fs::open(
            self.real(path).as_ref(),
            flags,
            Mode::empty(),
        )?))
    }
}
