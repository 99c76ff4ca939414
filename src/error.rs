//! Exit codes, and how an error is shown.

use std::error::Error;
use std::fmt::Write as _;

/// The exit codes of `devenv`. They never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum ExitCode {
    /// Done, and the policy is met.
    Success = 0,
    /// The scan is complete and the policy is not met.
    PolicyNotMet = 1,
    /// A wrong flag, value or settings file.
    Usage = 2,
    /// Sign-in is needed, or was refused.
    SignIn = 3,
    /// The network or the platform failed.
    Platform = 4,
    /// The scan could not be completed or its result not written.
    ScanIncomplete = 5,
    /// A bug in devenv.
    Bug = 101,
    /// Ctrl-C.
    Interrupted = 130,
}

impl From<ExitCode> for std::process::ExitCode {
    fn from(code: ExitCode) -> Self {
        Self::from(code as u8)
    }
}

/// An error that a user can act on: its name, what to do, and the exit code.
pub trait Explain: Error {
    /// A stable name, `snake_case`, for `--json`.
    fn code(&self) -> &'static str;
    /// What to do about it, if there is something.
    fn hint(&self) -> Option<String> {
        None
    }
    /// The code that the process ends with.
    fn exit(&self) -> ExitCode;
}

/// How many causes are shown. Deeper ones help only developers.
const MOST_CAUSES: usize = 2;

/// Writes an error, its causes and a hint, as the last thing a user sees.
pub fn render(error: &(dyn Error + 'static), hint: Option<&str>) -> String {
    let mut text = format!("error: {}\n", indented(&crate::text::escape(&error.to_string())));
    for cause in causes(error) {
        let _ = writeln!(text, "  caused by: {}", indented(&crate::text::escape(&cause)));
    }
    if let Some(hint) = hint {
        let _ = writeln!(text, "hint: {}", indented(&crate::text::escape(hint)));
    }
    text
}

/// Indents all but the first line, so that none of them looks like a line of devenv itself.
fn indented(text: &str) -> String {
    text.trim_end().replace('\n', "\n    ")
}

/// The texts of the first causes of an error.
///
/// A cause whose text its parent already ends with is left out, since some libraries repeat it.
pub fn causes(error: &(dyn Error + 'static)) -> Vec<String> {
    let mut found = Vec::new();
    let mut last = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause.filter(|_| found.len() < MOST_CAUSES) {
        let message = error.to_string();
        if !last.ends_with(&message) {
            found.push(without_operation(&message).trim_end().to_owned());
        }
        last = message;
        cause = error.source();
    }
    found
}

/// The system's reason from a message of `fs_err`: "failed to open file `/a/b`: Permission denied". devenv's own message already
/// says what failed, and for which file.
fn without_operation(message: &str) -> &str {
    match message
        .strip_prefix("failed to ")
        .and_then(|rest| rest.rsplit_once("`: "))
    {
        Some((_, reason)) => reason,
        None => message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("cannot write the scan")]
    struct Outer(#[source] std::io::Error);

    #[test]
    fn an_error_is_shown_with_its_causes_and_a_hint() {
        let error = Outer(std::io::Error::other("disk\u{1b}[31m full"));
        assert_eq!(
            render(&error, Some("free some space")),
            "error: cannot write the scan\n  caused by: disk\\u{1b}[31m full\nhint: free some space\n"
        );
    }

    #[test]
    fn the_reason_of_a_file_error_is_the_system_s() {
        let error = Outer(fs_err::File::open("/nowhere/at/all").unwrap_err());
        let expected = "error: cannot write the scan\n  caused by: No such file or directory (os error 2)\n";
        if cfg!(unix) {
            assert_eq!(render(&error, None), expected);
        }
    }

    #[derive(Debug, thiserror::Error)]
    #[error("cause {depth}")]
    struct Nested {
        depth: u8,
        source: Option<Box<Self>>,
    }

    #[test]
    fn two_causes_are_shown() {
        let chain = (0..4)
            .rev()
            .fold(None, |source, depth| Some(Box::new(Nested { depth, source })));
        let text = chain.map(|error| render(&*error, None));
        let expected = "error: cause 0\n  caused by: cause 1\n  caused by: cause 2\n";
        assert_eq!(text.as_deref(), Some(expected));
    }
}
