//! What the program ends with, and how an error is told.

use std::error::Error;
use std::fmt::Write as _;

/// The exit codes of `devenv`, fixed for good.
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

/// An error that a user can act on.
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

/// Causes that are shown; what is below them is of use to nobody but a developer.
pub const MOST_CAUSES: usize = 2;

/// Writes an error and its causes, as the last thing a user sees.
///
/// A cause whose text its parent already ends with is left out, since some libraries repeat it.
pub fn render(error: &(dyn Error + 'static), hint: Option<&str>) -> String {
    let mut text = String::new();
    let mut last = crate::text::escape(&error.to_string()).into_owned();
    let _ = writeln!(text, "error: {last}");
    let mut cause = error.source();
    let mut told = 0;
    while let Some(error) = cause.filter(|_| told < MOST_CAUSES) {
        let message = crate::text::escape(&error.to_string()).into_owned();
        if !last.ends_with(&message) {
            let _ = writeln!(text, "  caused by: {}", message.trim_end().replace('\n', "\n    "));
            told += 1;
        }
        last = message;
        cause = error.source();
    }
    if let Some(hint) = hint {
        let _ = writeln!(text, "hint: {}", crate::text::escape(hint));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("cannot write the scan")]
    struct Outer(#[source] std::io::Error);

    #[test]
    fn an_error_is_told_with_its_causes_and_a_way_out() {
        let error = Outer(std::io::Error::other("disk\u{1b}[31m full"));
        assert_eq!(
            render(&error, Some("free some space")),
            "error: cannot write the scan\n  caused by: disk\\u{1b}[31m full\nhint: free some space\n"
        );
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
