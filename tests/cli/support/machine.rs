//! A home, a project, devenv's own directories and a PATH of fake programs, in a directory that is removed after the test.

use std::ffi::{OsStr, OsString};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::run::{Run, SPAWNING};

/// A machine without any tools.
pub(crate) struct Machine {
    directory: tempfile::TempDir,
}

impl Machine {
    pub(crate) fn new() -> Self {
        let machine = Self {
            directory: tempfile::tempdir().unwrap(),
        };
        for directory in ["home", "tools/bin", "empty", "devenv"] {
            std::fs::create_dir_all(machine.path(directory)).unwrap();
        }
        machine
    }

    /// Text that is in the arguments or the environment of every process that this machine's programs start.
    #[cfg(target_os = "linux")]
    pub(crate) fn tag(&self) -> &str {
        self.directory.path().to_str().unwrap()
    }

    pub(crate) fn path(&self, below: impl AsRef<Path>) -> PathBuf {
        self.directory.path().canonicalize().unwrap().join(below)
    }

    /// The only directory on PATH.
    pub(crate) fn bin(&self) -> PathBuf {
        self.path("tools/bin")
    }

    /// Puts a shell script on PATH. It must call other programs by absolute paths.
    pub(crate) fn program(&self, name: impl AsRef<OsStr>, script: &str) -> PathBuf {
        self.program_in(&self.bin(), name, script)
    }

    pub(crate) fn program_in(&self, directory: &Path, name: impl AsRef<OsStr>, script: &str) -> PathBuf {
        self.executable(
            &directory.join(name.as_ref()),
            format!("#!/bin/sh\n{script}\n").as_bytes(),
        )
    }

    /// An executable file with this content.
    pub(crate) fn executable(&self, path: &Path, bytes: &[u8]) -> PathBuf {
        assert!(path.starts_with(self.path("")));
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        // The system refuses to run a file that another new process still has open for writing.
        let _none_starts = SPAWNING.write();
        std::fs::write(path, bytes).unwrap();
        std::fs::set_permissions(path, PermissionsExt::from_mode(0o755)).unwrap();
        path.to_owned()
    }

    /// The user's `config.toml`.
    pub(crate) fn settings(&self, text: &str) {
        let directory = self.path("devenv/config");
        std::fs::create_dir_all(&directory).unwrap();
        std::fs::write(directory.join("config.toml"), text).unwrap();
    }

    /// Defines tools of the user, whose version is the word after their name.
    pub(crate) fn tools_of_mine(&self, names: &[&str]) {
        let tables = names.iter().map(|name| {
            format!(
                "[tools.{name}]\ncommand = {{ arguments = [\"--version\"], patterns = [\"{name} {{version}}\"] }}\n"
            )
        });
        self.settings(&tables.collect::<String>());
    }

    /// `devenv` with these arguments, in an empty directory, with a minimal environment.
    pub(crate) fn devenv(&self, arguments: impl IntoIterator<Item = impl Into<OsString>>) -> Run {
        let run = Run::new(arguments)
            .env("HOME", self.path("home"))
            .env("PATH", self.bin())
            .env("LC_ALL", "C.UTF-8")
            .env("DEVENV_CONFIG_DIR", self.path("devenv/config"))
            .env("DEVENV_CACHE_DIR", self.path("devenv/cache"))
            .env("DEVENV_STATE_DIR", self.path("devenv/state"));
        run.directory(self.path("empty"))
    }

    /// A scan of programs on PATH as JSON, with enough time for a busy machine.
    pub(crate) fn scan(&self, more: &[&str]) -> Run {
        let mut arguments = vec!["scan", "--json", "--only", "tools,path", "--jobs", "16"];
        for (flag, seconds) in [("--timeout", "60"), ("--program-timeout", "30")] {
            if !more.contains(&flag) {
                arguments.extend([flag, seconds]);
            }
        }
        self.devenv(arguments.iter().chain(more))
    }
}
