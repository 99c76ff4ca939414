//! The files of the machine: read in bounds, and what tells one from another.

use std::borrow::Cow;
use std::ffi::OsString;
use std::fs::Metadata;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::Host;

#[cfg(unix)]
mod folder;
mod once;

#[cfg(unix)]
pub use folder::OpenFolder;
pub(super) use once::Seen;

/// Which file a path leads to: the same file has the same identity under every name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum FileId {
    /// The device and the number of the file on it.
    Inode(u64, u64),
    /// Where the system gives no numbers: the path with links resolved, in lower case.
    Path(PathBuf),
}

/// Stands for `/etc/x` and the like on Windows, which would else be looked for on the drive that one happens to be on,
/// where anybody may have put it. Only an administrator could make it.
const NOWHERE: &str = r"C:\Windows\System32\no-such-folder\x";

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

/// What is in a directory under one name.
#[derive(Debug)]
pub struct Entry {
    /// The name.
    pub name: OsString,
    /// It is a link.
    pub is_link: bool,
    /// What it leads to, links followed. `None`: to nothing, or it may not be looked at.
    pub metadata: Option<Metadata>,
}

impl Host {
    pub(super) fn real<'a>(&self, path: &'a Path) -> Cow<'a, Path> {
        if self.is_real() {
            let is_of_no_drive = cfg!(windows) && path.has_root() && !path.is_absolute();
            return Cow::Borrowed(if is_of_no_drive { Path::new(NOWHERE) } else { path });
        }
        Cow::Owned(self.root.join(path.strip_prefix("/").unwrap_or(path)))
    }

    /// A regular file's bytes.
    ///
    /// # Errors
    /// It cannot be read, is no regular file (a pipe would hold us for ever), or is larger than `limit` bytes.
    pub fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        let path = self.real(path);
        let metadata = fs_err::metadata(&path)?;
        if !metadata.is_file() {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                format!("{} is not a regular file", path.display()),
            ));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(metadata.len().min(limit)).unwrap_or(0));
        // Files in /proc have a size of 0 and bytes all the same.
        // Through `fs_err` the buffer would be filled with zeros first.
        let file = fs_err::File::open(path.as_ref())?.into_file();
        file.take(limit.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(|error| io::Error::new(error.kind(), format!("cannot read {}: {error}", path.display())))?;
        if bytes.len() as u64 > limit {
            return Err(io::Error::new(
                io::ErrorKind::FileTooLarge,
                format!("{} is larger than {limit} bytes", path.display()),
            ));
        }
        Ok(bytes)
    }

    /// A regular file's text; bytes that are not UTF-8 become `U+FFFD`, and a byte order mark is left out.
    ///
    /// # Errors
    /// As [`Host::read`].
    pub fn read_text(&self, path: &Path, limit: u64) -> io::Result<String> {
        let bytes = self.read(path, limit)?;
        let text =
            String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
    }

    /// A regular file for reading parts of it.
    ///
    /// # Errors
    /// It cannot be opened, or is no regular file.
    pub fn open(&self, path: &Path) -> io::Result<fs_err::File> {
        let path = self.real(path);
        if !fs_err::metadata(&path)?.is_file() {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                format!("{} is not a regular file", path.display()),
            ));
        }
        fs_err::File::open(path.into_owned())
    }

    /// What a path leads to, links followed.
    ///
    /// # Errors
    /// It leads to nothing, or may not be followed.
    pub fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        fs_err::metadata(self.real(path))
    }

    /// What a path itself is, links not followed.
    ///
    /// # Errors
    /// It is not there, or may not be looked at.
    pub fn symlink_metadata(&self, path: &Path) -> io::Result<Metadata> {
        fs_err::symlink_metadata(self.real(path))
    }

    /// The path leads to something.
    pub fn exists(&self, path: &Path) -> bool {
        self.metadata(path).is_ok()
    }

    /// The path leads to a directory.
    pub fn is_directory(&self, path: &Path) -> bool {
        self.metadata(path).is_ok_and(|metadata| metadata.is_dir())
    }

    /// The path leads to a regular file.
    pub fn is_file(&self, path: &Path) -> bool {
        self.metadata(path).is_ok_and(|metadata| metadata.is_file())
    }

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
            use rustix::fs::{Access, AtFlags, CWD, StatVfsMountFlags, accessat, statvfs};
            let path = self.real(path);
            if accessat(CWD, path.as_ref(), Access::EXEC_OK, AtFlags::EACCESS) != Err(rustix::io::Errno::ACCESS) {
                return RunRight::Yes;
            }
            let is_noexec = statvfs(path.as_ref()).is_ok_and(|mount| mount.f_flag.contains(StatVfsMountFlags::NOEXEC));
            if is_noexec { RunRight::NoExecMount } else { RunRight::No }
        }
        #[cfg(not(unix))]
        {
            let _ = path;
            RunRight::Yes
        }
    }

    /// The names in a directory, sorted.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn list(&self, path: &Path) -> io::Result<Vec<OsString>> {
        let mut names = fs_err::read_dir(self.real(path))?
            .map(|entry| entry.map(|entry| entry.file_name()))
            .collect::<Result<Vec<_>, _>>()?;
        names.sort_unstable();
        Ok(names)
    }

    /// Where a link points to, one step.
    ///
    /// # Errors
    /// It is no link, or may not be read.
    pub fn read_link(&self, path: &Path) -> io::Result<PathBuf> {
        fs_err::read_link(self.real(path))
    }

    /// The path with every link resolved.
    ///
    /// # Errors
    /// It leads to nothing, or in a circle.
    pub fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        let real = match fs_err::canonicalize(self.real(path)) {
            Ok(real) => real,
            Err(error) => app_alias(&self.real(path)).ok_or(error)?,
        };
        if self.is_real() {
            return Ok(plain(real));
        }
        let root = fs_err::canonicalize(&self.root)?;
        Ok(Path::new("/").join(real.strip_prefix(root).unwrap_or(&real)))
    }

    /// Which file a path leads to, links followed.
    ///
    /// # Errors
    /// It leads to nothing, or may not be looked at.
    pub fn identity(&self, path: &Path) -> io::Result<FileId> {
        self.metadata(path)
            .and_then(|metadata| self.identity_of(path, &metadata))
    }

    /// As [`Host::identity`], where the metadata is there already.
    ///
    /// # Errors
    /// Where the system gives no numbers: as [`Host::canonicalize`].
    pub fn identity_of(&self, path: &Path, metadata: &Metadata) -> io::Result<FileId> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            let _ = path;
            Ok(FileId::Inode(metadata.dev(), metadata.ino()))
        }
        #[cfg(not(unix))]
        {
            let _ = metadata;
            self.canonicalize(path)
                .map(|path| FileId::Path(PathBuf::from(path.to_string_lossy().to_lowercase())))
        }
    }

    /// Which file a path leads to, and everything that changes when it is changed or replaced: for keys of what is remembered.
    ///
    /// # Errors
    /// It leads to nothing, or may not be looked at.
    pub fn identity_and_stamp(&self, path: &Path) -> io::Result<(FileId, String)> {
        let metadata = self.metadata(path)?;
        Ok((self.identity_of(path, &metadata)?, stamp(path, &metadata)))
    }

    /// Everything that changes when a file is changed or replaced.
    ///
    /// # Errors
    /// It leads to nothing, or may not be looked at.
    pub fn stamp(&self, path: &Path) -> io::Result<String> {
        self.metadata(path).map(|metadata| stamp(path, &metadata))
    }

    /// The entries of a directory, in no order.
    ///
    /// # Errors
    /// The directory cannot be read.
    pub fn entries(&self, directory: &Path) -> io::Result<impl Iterator<Item = Entry>> {
        Ok(std::fs::read_dir(self.real(directory))?.flatten().map(|entry| {
            let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
            // The second call is only for links: the first one needs no path to be walked.
            let metadata = if is_link {
                std::fs::metadata(entry.path()).ok()
            } else {
                entry.metadata().ok()
            };
            Entry {
                name: entry.file_name(),
                is_link,
                metadata,
            }
        }))
    }

    /// The names in a directory and which of them are folders, sorted; links are not followed, and are no folders.
    ///
    /// # Errors
    /// The directory cannot be read.
    pub fn list_kinds(&self, directory: &Path) -> io::Result<Vec<(OsString, bool)>> {
        let mut entries: Vec<(OsString, bool)> = fs_err::read_dir(self.real(directory))?
            .flatten()
            .map(|entry| {
                let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
                (entry.file_name(), is_folder)
            })
            .collect();
        entries.sort_unstable();
        Ok(entries)
    }

    /// Makes a folder that only the user can enter, and those above it that are not there.
    ///
    /// # Errors
    /// It cannot be made. The error names it.
    pub fn make_private_folder(folder: &Path) -> io::Result<()> {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::DirBuilderExt as _;
            builder.mode(0o700);
        }
        builder.create(folder).map_err(|error| {
            io::Error::new(
                error.kind(),
                format!("cannot make the folder {}: {error}", folder.display()),
            )
        })
    }
}

/// `path` is `folder` or below it. On Windows case does not matter.
pub fn is_below(path: &Path, folder: &Path) -> bool {
    if !cfg!(windows) {
        return path.starts_with(folder);
    }
    let lower = |path: &Path| PathBuf::from(path.to_string_lossy().to_lowercase());
    lower(path).starts_with(lower(folder))
}

/// Where a program that a Windows app puts into `WindowsApps` is: it is no link, and cannot be opened, only started.
/// Source: Microsoft, "Reparse Point Tags", `IO_REPARSE_TAG_APPEXECLINK`.
fn app_alias(path: &Path) -> Option<PathBuf> {
    let is_alias = cfg!(windows) && fs_err::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file());
    is_alias
        .then(|| Some(fs_err::canonicalize(path.parent()?).ok()?.join(path.file_name()?)))
        .flatten()
}

/// Everything that changes when a file is changed or replaced: its path, with links resolved, and what is known of it.
pub fn stamp(path: &Path, metadata: &Metadata) -> String {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        format!(
            "{} {} {} {} {}.{:09} {}.{:09}",
            path.display(),
            metadata.dev(),
            metadata.ino(),
            metadata.len(),
            metadata.mtime(),
            metadata.mtime_nsec(),
            metadata.ctime(),
            metadata.ctime_nsec()
        )
    }
    #[cfg(not(unix))]
    {
        let since = |time: io::Result<std::time::SystemTime>| {
            time.ok()
                .and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok())
                .unwrap_or_default()
                .as_nanos()
        };
        format!(
            "{} {} {} {}",
            path.display(),
            metadata.len(),
            since(metadata.modified()),
            since(metadata.created())
        )
    }
}

/// Windows answers with paths of the form `\\?\C:\x`, which no user would write.
fn plain(path: PathBuf) -> PathBuf {
    match path.to_str().and_then(|text| text.strip_prefix(r"\\?\")) {
        Some(rest) if !rest.starts_with("UNC\\") => PathBuf::from(rest),
        _ => path,
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests;
