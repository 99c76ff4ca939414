//! Runs a program that the user agreed to and watches: it has the terminal, and as long as it likes.

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::process::Stdio;

use super::{Ended, ExecError, ended, platform};

/// A program for the user to watch.
#[derive(Debug)]
pub struct Attended<'a> {
    /// The file to run, absolute.
    pub path: &'a Path,
    /// Its arguments.
    pub arguments: &'a [String],
    /// Its whole environment: the user's own.
    pub environment: &'a [(OsString, OsString)],
    /// Where it runs.
    pub directory: &'a Path,
}

/// Starts a program in the user's terminal and waits for its end.
///
/// It reads what the user types. What it prints goes to standard error: standard output is for our own answer. It stays in our
/// process group, so that Ctrl-C reaches it from the terminal; it is never killed, since half an installation is worse than
/// a slow one, and what it leaves running (a service, say) is left running.
///
/// # Errors
/// The program could not be started.
pub fn attend(program: &Attended<'_>) -> Result<Ended, ExecError> {
    if !program.path.is_absolute() {
        return Err(ExecError::Relative(program.path.to_owned()));
    }
    platform::disown_what_starts_now();
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place where programs of the user's start"
    )]
    let status = std::process::Command::new(program.path)
        .args(program.arguments)
        .env_clear()
        .envs(program.environment.iter().map(|(name, value)| (name, value)))
        .current_dir(program.directory)
        .stdout(Stdio::from(io::stderr()))
        .status()
        .map_err(|source| ExecError::Start {
            path: program.path.to_owned(),
            source,
        })?;
    Ok(ended(status))
}
