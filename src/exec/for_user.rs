//! Programs that are the user's own affair: one that the user watches in the terminal, and one that outlives us, a browser.
//! Neither has a deadline.

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

/// Starts a program and leaves it alone.
///
/// # Errors
/// The path is relative, or the system refuses to run it.
pub fn launch(path: &Path, arguments: &[String], environment: &[(OsString, OsString)]) -> Result<(), ExecError> {
    if !path.is_absolute() {
        return Err(ExecError::Relative(path.to_owned()));
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "beside `run`, the one place where programs start"
    )]
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
        // Ctrl-C here is not for the browser.
        use std::os::unix::process::CommandExt as _;
        command.process_group(0);
    }
    let mut child = command.spawn().map_err(|source| ExecError::Start {
        path: path.to_owned(),
        source,
    })?;
    // Collects it if it ends before us. Without a thread the system does so after us.
    let _ = std::thread::Builder::new()
        .name("browser".to_owned())
        .spawn(move || child.wait());
    Ok(())
}
