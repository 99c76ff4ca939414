//! The one door to the machine: environment, files, clock, programs. In tests, a folder stands in for `/`.

use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::fs::Metadata;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;

use crate::exec::{self, ExecError, Output, Program};

/// A machine as it is seen by one user in one directory.
#[derive(Debug, Clone)]
pub struct Host {
    environment: Vec<(OsString, OsString)>,
    directory: PathBuf,
    /// Stands before every path that is read. Empty: the real machine.
    root: PathBuf,
    now: Option<Timestamp>,
    temp: Option<PathBuf>,
}

impl Host {
    /// This machine, as it is for this process.
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the door through which the environment is read"
    )]
    pub fn this() -> Self {
        Self {
            environment: std::env::vars_os().collect(),
            // A directory that was removed under us: then nothing is known of where we are.
            directory: std::env::current_dir()
                .unwrap_or_else(|_| PathBuf::from(if cfg!(windows) { "C:\\" } else { "/" })),
            root: PathBuf::new(),
            now: None,
            temp: None,
        }
    }

    /// A machine made of the files below `root`, for tests: `/etc/os-release` is read from `root/etc/os-release`.
    pub fn fixture(root: &Path, directory: &str, environment: &[(&str, &str)]) -> Self {
        Self {
            environment: environment
                .iter()
                .map(|(name, value)| ((*name).into(), (*value).into()))
                .collect(),
            directory: PathBuf::from(directory),
            root: root.to_owned(),
            now: Some(Timestamp::UNIX_EPOCH),
            temp: None,
        }
    }

    /// The same machine seen from another directory.
    #[must_use]
    pub fn at(mut self, directory: PathBuf) -> Self {
        self.directory = directory;
        self
    }

    /// The same machine with a folder for what programs must write. It is made when the first one starts.
    #[must_use]
    pub fn with_temp(mut self, temp: PathBuf) -> Self {
        self.temp = Some(temp);
        self
    }

    /// A variable of the environment. An empty one counts as not set. On Windows its case does not matter.
    pub fn env(&self, name: &str) -> Option<&OsStr> {
        self.environment
            .iter()
            .find(|(other, _)| {
                if cfg!(windows) {
                    other.eq_ignore_ascii_case(name)
                } else {
                    other == name
                }
            })
            .map(|(_, value)| value.as_os_str())
            .filter(|value| !value.is_empty())
    }

    /// A variable that is text; one that is not UTF-8 counts as not set.
    pub fn env_text(&self, name: &str) -> Option<&str> {
        self.env(name)?.to_str()
    }

    /// A variable that is an absolute path.
    pub fn env_path(&self, name: &str) -> Option<PathBuf> {
        self.env(name).map(PathBuf::from).filter(|path| path.is_absolute())
    }

    /// The names of all variables.
    pub fn env_names(&self) -> impl Iterator<Item = &OsStr> {
        self.environment.iter().map(|(name, _)| name.as_os_str())
    }

    /// The directory that the user is in.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The user's home folder. `None`: not set, or not absolute.
    pub fn home(&self) -> Option<PathBuf> {
        self.env_path("HOME").or_else(|| {
            if cfg!(windows) {
                self.env_path("USERPROFILE")
            } else {
                None
            }
        })
    }

    /// The time now, UTC.
    pub fn now(&self) -> Timestamp {
        self.now.unwrap_or_else(Timestamp::now)
    }

    /// This is the machine that the program runs on, not a fixture.
    pub fn is_real(&self) -> bool {
        self.root.as_os_str().is_empty()
    }

    fn real<'a>(&self, path: &'a Path) -> Cow<'a, Path> {
        if self.is_real() {
            return Cow::Borrowed(path);
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
        fs_err::File::open(path.as_ref())?
            .take(limit.saturating_add(1))
            .read_to_end(&mut bytes)?;
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
        let real = fs_err::canonicalize(self.real(path))?;
        if self.is_real() {
            return Ok(plain(real));
        }
        let root = fs_err::canonicalize(&self.root)?;
        Ok(Path::new("/").join(real.strip_prefix(root).unwrap_or(&real)))
    }

    /// The nearest of `directory` and its parents for which `found` holds.
    pub fn ancestor<'a>(&self, directory: &'a Path, mut found: impl FnMut(&Path) -> bool) -> Option<&'a Path> {
        directory.ancestors().find(|ancestor| found(ancestor))
    }

    /// The first program of this name on `path`, as the `which` command finds it; links are not followed.
    pub fn find_program(&self, name: &str, path: &OsStr) -> Option<PathBuf> {
        // `which` looks at the real machine: in a fixture there is no program.
        self.is_real()
            .then(|| which::which_in_global(name, Some(path)).ok()?.next())
            .flatten()
    }

    /// Starts a program and waits for it, in a directory that is neither the project nor the home folder.
    ///
    /// `path` becomes the program's PATH.
    ///
    /// # Errors
    /// It cannot be started.
    pub fn run(
        &self,
        program: &Path,
        arguments: &[String],
        path: OsString,
        timeout: Duration,
    ) -> Result<Output, ExecError> {
        if let Some(temp) = &self.temp {
            // Without it programs get the system's folder for temporary files.
            let _ = fs_err::create_dir_all(temp);
        }
        let temp = self
            .temp
            .as_ref()
            .filter(|temp| temp.is_dir())
            .map(|temp| temp.clone().into_os_string());
        let variables = self
            .environment
            .iter()
            .map(|(name, value)| (name.as_os_str(), value.as_os_str()));
        let neutral = match self.env_path("SystemRoot") {
            Some(root) if cfg!(windows) => root,
            _ => PathBuf::from("/"),
        };
        let environment = exec::scrub(variables, path, temp);
        exec::run(&Program {
            path: program,
            arguments,
            environment: &environment,
            directory: &neutral,
            timeout,
        })
    }
}

/// Windows answers with paths of the form `\\?\C:\x`, which no user would write.
fn plain(path: PathBuf) -> PathBuf {
    match path.to_str().and_then(|text| text.strip_prefix(r"\\?\")) {
        Some(rest) if !rest.starts_with("UNC\\") => PathBuf::from(rest),
        _ => path,
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_fixture_is_a_machine_of_its_own() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(root.path().join("opt/go-1.2/bin")).unwrap();
        std::fs::create_dir_all(root.path().join("bin")).unwrap();
        std::fs::write(root.path().join("opt/go-1.2/bin/go"), "\u{feff}go").unwrap();
        std::os::unix::fs::symlink("../opt/go-1.2/bin/go", root.path().join("bin/go")).unwrap();
        let host = Host::fixture(root.path(), "/work", &[("HOME", "/home/anna"), ("EMPTY", "")]);
        assert_eq!(
            host.canonicalize(Path::new("/bin/go")).unwrap(),
            Path::new("/opt/go-1.2/bin/go")
        );
        assert_eq!(host.read_text(Path::new("/bin/go"), 100).unwrap(), "go");
        assert_eq!(
            (host.home(), host.env("EMPTY")),
            (Some(PathBuf::from("/home/anna")), None)
        );
        assert_eq!(host.list(Path::new("/")).unwrap(), ["bin", "opt"]);
    }

    #[test]
    fn what_is_no_regular_file_or_too_large_is_not_read() {
        let host = Host::this();
        assert_eq!(
            host.read(Path::new("/dev/zero"), 10).unwrap_err().kind(),
            io::ErrorKind::InvalidInput
        );
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "12345").unwrap();
        assert_eq!(
            host.read(file.path(), 4).unwrap_err().kind(),
            io::ErrorKind::FileTooLarge
        );
        assert_eq!(host.read(file.path(), 5).unwrap(), b"12345");
    }
}
