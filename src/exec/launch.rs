//! Starts a program that is the user's own affair: a browser. It outlives us, and we learn nothing of it.

use std::ffi::OsString;
use std::path::Path;
use std::process::Stdio;

use super::ExecError;

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
