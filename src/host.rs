//! All access to the machine: environment, files, clock, programs. In tests, a directory stands in for `/`.

mod socket;
mod space;

pub use socket::Endpoint;
pub use space::Space;

mod files;

use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use jiff::Timestamp;

use crate::exec::{self, Attended, Program};

pub use crate::exec::{Ended, ExecError, Output};
#[cfg(unix)]
pub use files::OpenDirectory;
pub use files::{FileId, RunRight, WriteRight, is_below, stamp};

/// Secret variables of devenv, which no other program gets.
const OUR_SECRETS: [&str; 3] = ["DEVENV_TOKEN", "DEVENV_CLIENT_SECRET", "DEVENV_ID_TOKEN"];

/// A machine as one user sees it from one directory.
#[derive(Debug, Clone)]
pub struct Host {
    environment: Vec<(OsString, OsString)>,
    directory: PathBuf,
    /// Prefix of every path that is read. Empty: the real machine.
    root: PathBuf,
    now: Option<Timestamp>,
    temp: Option<Temp>,
    seen: files::Seen,
}

/// The directory for temporary files of programs, with an empty directory in it that they start in. It is made once: if somebody
/// removes it, it is not made again.
#[derive(Debug, Clone)]
struct Temp {
    path: PathBuf,
    is_there: Arc<OnceLock<bool>>,
}

impl Temp {
    fn make(&self) -> std::io::Result<()> {
        Host::make_private_directory(&self.path)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::DirBuilderExt as _;
            // Read-only, so that it stays empty for every program.
            std::fs::DirBuilder::new().mode(0o500).create(self.empty())
        }
        #[cfg(not(unix))]
        std::fs::create_dir(self.empty())
    }

    fn empty(&self) -> PathBuf {
        self.path.join("empty")
    }
}

impl Host {
    /// The real machine, as this process sees it.
    #[expect(clippy::disallowed_methods, reason = "the environment is read only here")]
    pub fn this() -> Self {
        Self {
            environment: std::env::vars_os().collect(),
            // The current directory was removed: it counts as unknown.
            directory: std::env::current_dir()
                .unwrap_or_else(|_| PathBuf::from(if cfg!(windows) { "C:\\" } else { "/" })),
            root: PathBuf::new(),
            now: None,
            temp: None,
            seen: files::Seen::default(),
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
            seen: files::Seen::default(),
        }
    }

    /// The same machine, seen from another directory.
    #[must_use]
    pub fn at(mut self, directory: PathBuf) -> Self {
        self.directory = directory;
        self
    }

    /// The same machine, with a directory for temporary files of programs. It is made when the first program starts.
    #[must_use]
    pub fn with_temp(mut self, temp: PathBuf) -> Self {
        self.temp = Some(Temp {
            path: temp,
            is_there: Arc::default(),
        });
        self
    }

    /// A variable. An empty one counts as not set. On Windows, names ignore case.
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

    /// A variable as text. One that is not UTF-8 counts as not set.
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

    /// The current directory.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The user's home directory. `None`: not set, or not absolute.
    pub fn home(&self) -> Option<PathBuf> {
        self.env_path("HOME").or_else(|| {
            if cfg!(windows) {
                self.env_path("USERPROFILE")
            } else {
                None
            }
        })
    }

    /// The current time.
    pub fn now(&self) -> Timestamp {
        self.now.unwrap_or_else(Timestamp::now)
    }

    /// Whether this is the real machine, not a fixture.
    pub fn is_real(&self) -> bool {
        self.root.as_os_str().is_empty()
    }

    /// The path for a library that opens files itself: below the fixture's directory in tests, else the path unchanged.
    pub fn on_disk<'a>(&self, path: &'a Path) -> Cow<'a, Path> {
        self.real(path)
    }

    /// The first program of this name on `path`, as the `which` command finds it; links are not followed.
    pub fn find_program(&self, name: &str, path: &OsStr) -> Option<PathBuf> {
        // `which` reads the real machine: a fixture has no programs.
        self.is_real()
            .then(|| which::which_in_global(name, Some(path)).ok()?.next())
            .flatten()
    }

    /// Starts a program in an empty directory and waits for it: files in the directory where it starts could change what it does.
    ///
    /// If that directory cannot be made (no home directory), programs start in `/`, which only root can write to. The system's
    /// directory for temporary files would be worse: programs may read settings from directories above, and anybody can write to it.
    ///
    /// `path` becomes the program's PATH. Variables that lead below `avoid` are not passed.
    ///
    /// # Errors
    /// It cannot be started.
    pub fn run(
        &self,
        program: &Path,
        arguments: &[String],
        path: OsString,
        avoid: Option<&Path>,
        timeout: Duration,
    ) -> Result<Output, ExecError> {
        // Without it, programs use the system's directory for temporary files.
        let temp = self
            .temp
            .as_ref()
            .filter(|temp| *temp.is_there.get_or_init(|| temp.make().is_ok()));
        let variables = self
            .environment
            .iter()
            .map(|(name, value)| (name.as_os_str(), value.as_os_str()))
            .filter(|(_, value)| !avoid.is_some_and(|avoid| self.leads_below(value, avoid)));
        let directory = match (temp, self.env_path("SystemRoot")) {
            (Some(temp), _) => temp.empty(),
            (None, Some(root)) if cfg!(windows) => root,
            _ => PathBuf::from("/"),
        };
        let environment = exec::scrub(variables, path, temp.map(|temp| temp.path.clone().into_os_string()));
        exec::run(&Program {
            path: program,
            arguments,
            environment: &environment,
            directory: &directory,
            timeout,
        })
    }

    /// Starts a program that the user agreed to, with the user's own environment, in the user's directory and terminal.
    ///
    /// # Errors
    /// It cannot be started.
    pub fn attend(&self, program: &Path, arguments: &[String]) -> Result<Ended, ExecError> {
        exec::attend(&Attended {
            path: program,
            arguments,
            environment: &self.environment,
            directory: &self.directory,
        })
    }

    /// Starts a program with the user's whole environment but devenv's secrets: for one that works only as the user, such as a CI's
    /// own client.
    ///
    /// # Errors
    /// As [`Host::run`].
    pub fn run_as_user(&self, program: &Path, arguments: &[String], timeout: Duration) -> Result<Output, ExecError> {
        exec::run(&Program {
            path: program,
            arguments,
            environment: &self.without_our_secrets(),
            directory: &self.directory,
            timeout,
        })
    }

    /// Whether a variable's value names a place below a directory, as a path or in a list of them, by its text or through links.
    fn leads_below(&self, value: &OsStr, directory: &Path) -> bool {
        std::env::split_paths(value)
            .filter(|path| path.is_absolute())
            .any(|path| {
                let resolved = self.canonicalize(&path);
                is_below(&path, directory) || resolved.is_ok_and(|resolved| is_below(&resolved, directory))
            })
    }

    /// Starts a program that outlives devenv, such as a browser, with the user's whole environment but devenv's secrets.
    ///
    /// # Errors
    /// It cannot be started.
    pub fn launch(&self, program: &Path, arguments: &[String]) -> Result<(), ExecError> {
        exec::launch(program, arguments, &self.without_our_secrets())
    }

    fn without_our_secrets(&self) -> Vec<(OsString, OsString)> {
        let ours = |name: &OsStr| OUR_SECRETS.iter().any(|secret| name.eq_ignore_ascii_case(secret));
        self.environment
            .iter()
            .filter(|(name, _)| !ours(name))
            .cloned()
            .collect()
    }
}
