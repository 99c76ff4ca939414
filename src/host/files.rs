//! Reads files with a size limit, and tells whether two paths are the same file.

use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::fs::Metadata;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::Host;

#[cfg(unix)]
mod directory;
mod once;
mod rights;

#[cfg(unix)]
pub use directory::OpenDirectory;
pub(super) use once::Seen;
pub use rights::{RunRight, WriteRight};

/// Identifies the file that a path leads to. All paths of one file have the same identity.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum FileId {
    /// The device, and the file's number on it.
    Inode(u64, u64),
    /// On systems without such numbers: the path with links resolved, in lower case.
    Path(PathBuf),
}

/// Replaces `/etc/x` and the like on Windows, which would be read from the current drive, where anybody may have put it. Only an
/// administrator could create this path.
const NOWHERE: &str = r"C:\Windows\System32\no-such-directory\x";

/// An entry of a directory.
#[derive(Debug)]
pub struct Entry {
    /// The name.
    pub name: OsString,
    /// Whether it is a link.
    pub is_link: bool,
    /// What it leads to was looked at.
    pub is_followed: bool,
    /// The metadata of the file, links followed. `None`: it leads to nothing, or this user may not read its metadata.
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

    /// Reads a regular file.
    ///
    /// # Errors
    /// It cannot be read, is not a regular file (a pipe would block for ever), or is larger than `limit` bytes.
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
        // Files in /proc have a size of 0 but are not empty.
        // `fs_err` would fill the buffer with zeros first.
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

    /// Reads a regular file as text. A byte order mark is left out; it may say that the file is in UTF-16. Bytes that are not UTF-8
    /// become `U+FFFD`.
    ///
    /// # Errors
    /// As [`Host::read`].
    pub fn read_text(&self, path: &Path, limit: u64) -> io::Result<String> {
        self.read_text_and_encoding(path, limit).map(|(text, _)| text)
    }

    /// As [`Host::read_text`]; the flag says that the file is UTF-16.
    ///
    /// # Errors
    /// As [`Host::read`].
    pub fn read_text_and_encoding(&self, path: &Path, limit: u64) -> io::Result<(String, bool)> {
        let bytes = self.read(path, limit)?;
        if let Some(text) = utf16(&bytes) {
            return Ok((text, true));
        }
        let text =
            String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
        Ok((text, false))
    }

    /// Opens a regular file.
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

    /// The metadata of the file that a path leads to, links followed.
    ///
    /// # Errors
    /// It leads to nothing, or this user may not follow it.
    pub fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        fs_err::metadata(self.real(path))
    }

    /// The metadata of the path itself, links not followed.
    ///
    /// # Errors
    /// Nothing is there, or this user may not read its metadata.
    pub fn symlink_metadata(&self, path: &Path) -> io::Result<Metadata> {
        fs_err::symlink_metadata(self.real(path))
    }

    /// Whether the path leads to anything.
    pub fn exists(&self, path: &Path) -> bool {
        self.metadata(path).is_ok()
    }

    /// Whether the path leads to a directory.
    pub fn is_directory(&self, path: &Path) -> bool {
        self.metadata(path).is_ok_and(|metadata| metadata.is_dir())
    }

    /// Whether the path leads to a regular file.
    pub fn is_file(&self, path: &Path) -> bool {
        self.metadata(path).is_ok_and(|metadata| metadata.is_file())
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

    /// The target of a link, one step.
    ///
    /// # Errors
    /// It is no link, or cannot be read.
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

    /// The identity of the file that a path leads to, links followed.
    ///
    /// # Errors
    /// It leads to nothing, or this user may not read its metadata.
    pub fn identity(&self, path: &Path) -> io::Result<FileId> {
        self.metadata(path)
            .and_then(|metadata| self.identity_of(path, &metadata))
    }

    /// As [`Host::identity`], with metadata that was read before.
    ///
    /// # Errors
    /// On systems without file numbers: as [`Host::canonicalize`].
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

    /// The identity and the [`stamp`] of the file that a path leads to: for keys of the cache.
    ///
    /// # Errors
    /// It leads to nothing, or this user may not read its metadata.
    pub fn identity_and_stamp(&self, path: &Path) -> io::Result<(FileId, String)> {
        let metadata = self.metadata(path)?;
        Ok((self.identity_of(path, &metadata)?, stamp(path, &metadata)))
    }

    /// The [`stamp`] of a file.
    ///
    /// # Errors
    /// It leads to nothing, or this user may not read its metadata.
    pub fn stamp(&self, path: &Path) -> io::Result<String> {
        self.metadata(path).map(|metadata| stamp(path, &metadata))
    }

    /// The entries of a directory, unsorted. `follows` is asked for each link before it is followed: what it leads to may hang.
    ///
    /// # Errors
    /// The directory cannot be read.
    pub fn entries(
        &self,
        directory: &Path,
        mut follows: impl FnMut(&OsStr) -> bool,
    ) -> io::Result<impl Iterator<Item = Entry>> {
        Ok(std::fs::read_dir(self.real(directory))?.flatten().map(move |entry| {
            let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
            let name = entry.file_name();
            let is_followed = !is_link || follows(&name);
            let metadata = match (is_link, is_followed) {
                (_, false) => None,
                // A second call is needed only for links: the first one walks no path.
                (true, _) => std::fs::metadata(entry.path()).ok(),
                (false, _) => entry.metadata().ok(),
            };
            Entry {
                name,
                is_link,
                is_followed,
                metadata,
            }
        }))
    }

    /// The names in a directory, sorted, each with whether it is a directory. Links are not followed and count as no directories.
    ///
    /// # Errors
    /// The directory cannot be read.
    pub fn list_kinds(&self, directory: &Path) -> io::Result<Vec<(OsString, bool)>> {
        let mut entries: Vec<(OsString, bool)> = fs_err::read_dir(self.real(directory))?
            .flatten()
            .map(|entry| {
                let is_directory = entry.file_type().is_ok_and(|kind| kind.is_dir());
                (entry.file_name(), is_directory)
            })
            .collect();
        entries.sort_unstable();
        Ok(entries)
    }

    /// Makes a directory of mode 0700, and missing directories above it.
    ///
    /// # Errors
    /// It cannot be made. The error names the directory.
    pub fn make_private_directory(directory: &Path) -> io::Result<()> {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::DirBuilderExt as _;
            builder.mode(0o700);
        }
        builder.create(directory).map_err(|error| {
            io::Error::new(
                error.kind(),
                format!("cannot make the directory {}: {error}", directory.display()),
            )
        })
    }
}

/// The text of a file that begins with UTF-16's byte order mark, as Windows PowerShell writes. `None`: it does not.
fn utf16(bytes: &[u8]) -> Option<String> {
    let decode: fn([u8; 2]) -> u16 = match bytes {
        [0xff, 0xfe, ..] => u16::from_le_bytes,
        [0xfe, 0xff, ..] => u16::from_be_bytes,
        _ => return None,
    };
    let units: Vec<u16> = bytes
        .get(2..)?
        .as_chunks::<2>()
        .0
        .iter()
        .map(|unit| decode(*unit))
        .collect();
    Some(String::from_utf16_lossy(&units))
}

/// Whether `path` is `directory` or below it. On Windows, case is ignored.
pub fn is_below(path: &Path, directory: &Path) -> bool {
    if !cfg!(windows) {
        return path.starts_with(directory);
    }
    let lower = |path: &Path| PathBuf::from(path.to_string_lossy().to_lowercase());
    lower(path).starts_with(lower(directory))
}

/// The program that an entry of Windows' `WindowsApps` starts. Such an entry is no link and cannot be opened, only started.
/// Source: Microsoft, "Reparse Point Tags", `IO_REPARSE_TAG_APPEXECLINK`.
fn app_alias(path: &Path) -> Option<PathBuf> {
    let is_alias = cfg!(windows) && fs_err::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file());
    is_alias
        .then(|| Some(fs_err::canonicalize(path.parent()?).ok()?.join(path.file_name()?)))
        .flatten()
}

/// Text that changes when a file is changed or replaced: its path with links resolved, and its metadata.
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

/// Removes Windows' prefix `\\?\C:\x`, which no user would write.
fn plain(path: PathBuf) -> PathBuf {
    match path.to_str().and_then(|text| text.strip_prefix(r"\\?\")) {
        Some(rest) if !rest.starts_with("UNC\\") => PathBuf::from(rest),
        _ => path,
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests;
