//! Runs the program under test and collects its output.

use std::ffi::{OsStr, OsString};
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::RwLock;
use std::sync::mpsc::{Receiver, channel};

use serde_json::Value;

use super::process::{DEADLINE, eventually};

/// Locked for reading while a process starts, and for writing while a program is written: see `Machine::executable`.
pub(super) static SPAWNING: RwLock<()> = RwLock::new(());

/// A run of `devenv` that has not started yet.
pub(crate) struct Run {
    command: Command,
}

/// The output and exit code of a run.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    /// `None`: a signal ended it.
    pub(crate) code: Option<i32>,
}

impl Run {
    pub(crate) fn new(arguments: impl IntoIterator<Item = impl Into<OsString>>) -> Self {
        Self::of(env!("CARGO_BIN_EXE_devenv"), arguments)
    }

    /// Another program that starts `devenv`: a shell, strace.
    #[expect(clippy::disallowed_methods, reason = "the program under test is started here")]
    pub(crate) fn of(program: impl AsRef<OsStr>, arguments: impl IntoIterator<Item = impl Into<OsString>>) -> Self {
        let mut command = Command::new(program);
        command.env_clear().stdin(Stdio::null());
        command.args(arguments.into_iter().map(Into::into));
        Self { command }
    }

    /// The same run, started by another program that gets it as its last arguments.
    pub(crate) fn through(self, program: &str, arguments: &[&str]) -> Self {
        let mut outer = Self::of(program, arguments);
        outer.command.arg(self.command.get_program());
        outer.command.args(self.command.get_args());
        for (name, value) in self.command.get_envs() {
            outer.command.env(name, value.unwrap());
        }
        if let Some(directory) = self.command.get_current_dir() {
            outer.command.current_dir(directory);
        }
        outer
    }

    pub(crate) fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.command.arg(argument);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn without_env(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    pub(crate) fn directory(mut self, directory: impl AsRef<Path>) -> Self {
        self.command.current_dir(directory);
        self
    }

    /// Gives it a pipe as standard input: see [`Child::stdin`].
    pub(crate) fn with_input(mut self) -> Self {
        self.command.stdin(Stdio::piped());
        self
    }

    /// Starts it with piped streams.
    pub(crate) fn start(mut self) -> Child {
        self.command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let _none_is_written = SPAWNING.read();
        self.command.spawn().unwrap()
    }

    pub(crate) fn run(self) -> Outcome {
        finish(self.start())
    }

    /// The JSON on standard output of a run that must end with 0 or 1 and print nothing else.
    pub(crate) fn json(self) -> Value {
        let outcome = self.run();
        assert!(matches!(outcome.code, Some(0 | 1)), "{outcome:#?}");
        assert_eq!(outcome.stderr, "");
        outcome.json()
    }
}

impl Outcome {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }
}

/// Waits for a run to end and for all of its output.
pub(crate) fn finish(mut child: Child) -> Outcome {
    let stdout = drain(child.stdout.take().unwrap());
    let stderr = drain(child.stderr.take().unwrap());
    let mut status = None;
    eventually("devenv ends", || {
        status = child.try_wait().unwrap();
        status.is_some()
    });
    let text = |bytes: Receiver<Vec<u8>>| {
        let bytes = bytes
            .recv_timeout(DEADLINE)
            .expect("devenv has ended, but its streams are still open");
        String::from_utf8(bytes).expect("output is UTF-8")
    };
    Outcome {
        stdout: text(stdout),
        stderr: text(stderr),
        code: status.unwrap().code(),
    }
}

fn drain(mut pipe: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = pipe.read_to_end(&mut bytes);
        let _ = sender.send(bytes);
    });
    receiver
}
