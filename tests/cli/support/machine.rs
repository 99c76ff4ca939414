//! A home, a project, devenv's own folders and a PATH of fake programs, in a folder that goes with the test.

use std::ffi::{OsStr, OsString};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::run::{Run, SPAWNING};

/// A machine on which nothing is installed yet.
pub(crate) struct Machine {
    folder: tempfile::TempDir,
}

impl Machine {
    pub(crate) fn new() -> Self {
        let machine = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        for folder in ["home", "tools/bin", "empty", "devenv"] {
            std::fs::create_dir_all(machine.path(folder)).unwrap();
        }
        machine
    }

    /// Stands in the arguments or the environment of every process that a program of this machine starts.
    #[cfg(target_os = "linux")]
    pub(crate) fn tag(&self) -> &str {
        self.folder.path().to_str().unwrap()
    }

    pub(crate) fn path(&self, below: impl AsRef<Path>) -> PathBuf {
        self.folder.path().canonicalize().unwrap().join(below)
    }

    /// The folder that PATH consists of.
    pub(crate) fn bin(&self) -> PathBuf {
        self.path("tools/bin")
    }

    /// Puts a shell script on PATH. It finds no other program there: it names them by their absolute paths.
    pub(crate) fn program(&self, name: impl AsRef<OsStr>, script: &str) -> PathBuf {
        self.program_in(&self.bin(), name, script)
    }

    pub(crate) fn program_in(&self, folder: &Path, name: impl AsRef<OsStr>, script: &str) -> PathBuf {
        self.executable(&folder.join(name.as_ref()), format!("#!/bin/sh\n{script}\n").as_bytes())
    }

    /// A file with the permission to be run, whatever is in it.
    pub(crate) fn executable(&self, path: &Path, bytes: &[u8]) -> PathBuf {
        assert!(path.starts_with(self.path("")));
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        // A program cannot be run while a process that was started meanwhile has it open for writing.
        let _none_starts = SPAWNING.write();
        std::fs::write(path, bytes).unwrap();
        std::fs::set_permissions(path, PermissionsExt::from_mode(0o755)).unwrap();
        path.to_owned()
    }

    /// The user's `config.toml`.
    pub(crate) fn settings(&self, text: &str) {
        let folder = self.path("devenv/config");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("config.toml"), text).unwrap();
    }

    /// A tool of the user's own, whose version is the word behind its name.
    pub(crate) fn tools_of_mine(&self, names: &[&str]) {
        let tables = names.iter().map(|name| {
            format!(
                "[tools.{name}]\ncommand = {{ arguments = [\"--version\"], patterns = [\"{name} {{version}}\"] }}\n"
            )
        });
        self.settings(&tables.collect::<String>());
    }

    /// `devenv` with these arguments, in an empty directory, with an environment of nothing but what it needs.
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

    /// A scan of the programs on PATH alone, as JSON, with time enough on a busy machine.
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
