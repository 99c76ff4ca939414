//! What this user may do with a file, asked of the system without doing it.

use std::path::Path;

use super::Host;

/// Whether a file may be run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunRight {
    /// It may.
    Yes,
    /// This user may not.
    No,
    /// Nobody may: its file system is mounted without the right to run programs.
    NoExecMount,
}

/// Whether a directory may be written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriteRight {
    /// It may.
    Yes,
    /// This user may not.
    No,
    /// Nobody may: its file system is mounted for reading only.
    ReadOnlyMount,
}

impl Host {
    /// A link that leads back to itself, directly or by way of others.
    pub fn is_link_loop(&self, path: &Path) -> bool {
        #[cfg(unix)]
        {
            rustix::fs::stat(self.real(path).as_ref()).is_err_and(|error| error == rustix::io::Errno::LOOP)
        }
        #[cfg(not(unix))]
        {
            let _ = path;
            false
        }
    }

    /// Whether this user may run a file.
    ///
    /// Asked of the system, which knows groups, access control lists and mounts; where that is not so, a file that is there may be run.
    pub fn may_run(&self, path: &Path) -> RunRight {
        #[cfg(unix)]
        {
            use rustix::fs::{Access, AtFlags, CWD, accessat};
            let is_denied = accessat(CWD, self.real(path).as_ref(), Access::EXEC_OK, AtFlags::EACCESS)
                == Err(rustix::io::Errno::ACCESS);
            match is_denied {
                false => RunRight::Yes,
                true if self.is_on_noexec_mount(path) => RunRight::NoExecMount,
                true => RunRight::No,
            }
        }
        #[cfg(not(unix))]
        {
            let _ = path;
            RunRight::Yes
        }
    }

    /// Whether this user may make files in a directory. Asked of the system, without making one; elsewhere than on Unix it is not known, and
    /// counts as yes.
    pub fn may_write(&self, directory: &Path) -> WriteRight {
        #[cfg(unix)]
        {
            use rustix::fs::{Access, AtFlags, CWD, accessat};
            use rustix::io::Errno;
            let rights = Access::WRITE_OK | Access::EXEC_OK;
            match accessat(CWD, self.real(directory).as_ref(), rights, AtFlags::EACCESS) {
                Err(Errno::ROFS) => WriteRight::ReadOnlyMount,
                Err(Errno::ACCESS | Errno::PERM) => WriteRight::No,
                _ => WriteRight::Yes,
            }
        }
        #[cfg(not(unix))]
        {
            let _ = directory;
            WriteRight::Yes
        }
    }

    /// A path is on a file system that is mounted without the right to run programs.
    pub fn is_on_noexec_mount(&self, path: &Path) -> bool {
        #[cfg(unix)]
        {
            use rustix::fs::{StatVfsMountFlags, statvfs};
            statvfs(self.real(path).as_ref()).is_ok_and(|mount| mount.f_flag.contains(StatVfsMountFlags::NOEXEC))
        }
        #[cfg(not(unix))]
        {
            let _ = path;
            false
        }
    }
}
