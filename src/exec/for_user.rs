//! Programs that are started for the user and have no deadline: one that the user watches in the terminal, and one that outlives
//! devenv, a browser.

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
/// It reads what the user types. It prints to standard error, since standard output is for devenv's own answer. It stays in
/// devenv's process group, so that Ctrl-C in the terminal reaches it. It is never killed, since half an installation is worse than
/// a slow one, and services that it starts keep running.
///
/// # Errors
/// The program could not be started.
pub fn attend(program: &Attended<'_>) -> Result<Ended, ExecError> {
    if !program.path.is_absolute() {
        return Err(ExecError::Relative(program.path.to_owned()));
    }
    platform::release_new_programs();
    #[expect(clippy::disallowed_methods, reason = "programs that the user runs start only here")]
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

/// Starts a program and does not wait for it.
///
/// # Errors
/// The path is relative, or the system refuses to run it.
pub fn launch(path: &Path, arguments: &[String], environment: &[(OsString, OsString)]) -> Result<(), ExecError> {
    if !path.is_absolute() {
        return Err(ExecError::Relative(path.to_owned()));
    }
    #[expect(clippy::disallowed_methods, reason = "the user's browser starts only here")]
    let mut command = std::process::Command::new(path);
    command
        .args(arguments)
        .env_clear()
        .envs(environment.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    #[cfg(unix)]
    {
        // Ctrl-C in this terminal must not reach the browser.
        use std::os::unix::process::CommandExt as _;
        command.process_group(0);
    }
    let mut child = command.spawn().map_err(|source| ExecError::Start {
        path: path.to_owned(),
        source,
    })?;
    // Collects it if it ends first. If no thread can start, the system collects it after devenv has ended.
    let _ = std::thread::Builder::new()
        .name("browser".to_owned())
        .spawn(move || child.wait());
    Ok(())
}
