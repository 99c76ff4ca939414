//! Sign-in by pasting into the terminal: the address of the browser's last page, or the code in it.

mod terminal;

use std::time::Duration;

use oauth2::CsrfToken;
use tokio::sync::mpsc;

use super::listener::{CallbackOutcome, ExpectedRedirect, Redirect};
use crate::secret::Secret;
use terminal::Terminal;
pub use terminal::restore_terminal;

/// Lines within this time are one paste: a terminal or a chat may have wrapped the address.
const SAME_PASTE: Duration = Duration::from_millis(150);
/// The longest address that is joined from lines.
const LONGEST_BYTES: usize = 64 * 1024;

const UNKNOWN: &str = "this is neither the address of the browser's last page nor a code";

/// The lines that the user pastes.
#[derive(Debug)]
pub(super) struct Pasted {
    lines: mpsc::Receiver<String>,
    /// An incomplete address; its rest may follow on the next line.
    begun: String,
    /// A line that was read but not used yet.
    held: Option<String>,
    _terminal: Option<Terminal>,
}

impl Pasted {
    /// Starts to read. Nothing is read unless standard input is a terminal.
    pub(super) fn start() -> Self {
        let (terminal, lines) = Terminal::read_lines();
        Self {
            lines,
            begun: String::new(),
            held: None,
            _terminal: terminal,
        }
    }

    /// Waits for the next line or address and returns its meaning. `None`: there will be no more.
    pub(super) async fn next(&mut self, expected: &ExpectedRedirect) -> Option<Result<CallbackOutcome, &'static str>> {
        let mut line = match self.held.take() {
            Some(line) => line,
            None => self.lines.recv().await?,
        };
        loop {
            let answer = add(&mut self.begun, &line, expected);
            if answer.is_ok() || self.begun.is_empty() {
                return Some(answer);
            }
            // The rest of the address may be on the next line of the same paste.
            line = match tokio::time::timeout(SAME_PASTE, self.lines.recv()).await {
                Ok(Some(rest)) if !rest.contains("://") => rest,
                Ok(other) => {
                    self.held = other;
                    return Some(answer);
                }
                Err(_) => return Some(answer),
            };
        }
    }
}

/// The meaning of a paste, appended to an incomplete address.
fn add(begun: &mut String, text: &str, expected: &ExpectedRedirect) -> Result<CallbackOutcome, &'static str> {
    let text = text.trim().trim_matches(['"', '\'']);
    let is_address = text.contains("://");
    if !begun.is_empty() && !is_address && begun.len() + text.len() <= LONGEST_BYTES {
        let whole = format!("{begun}{text}");
        let answer = parse(&whole, expected);
        if answer.is_ok() || parse(text, expected).is_err() {
            *begun = whole;
            return answer;
        }
    } else if is_address {
        text.clone_into(begun);
    }
    parse(text, expected)
}

/// The meaning of a pasted text.
///
/// # Errors
/// It is not the answer to this sign-in; the text says why.
fn parse(text: &str, expected: &ExpectedRedirect) -> Result<CallbackOutcome, &'static str> {
    if text.is_empty() || text.contains(char::is_whitespace) {
        return Err(UNKNOWN);
    }
    let query = match text.split_once('?') {
        Some((_, query)) => query,
        None if text.contains('=') && text.contains('&') => text,
        // A code of another sign-in does not match the PKCE verifier: the provider refuses it.
        None if !text.contains("://") => return Ok(CallbackOutcome::Code(Secret::new(text))),
        None => return Err(UNKNOWN),
    };
    let query = query.split('#').next().unwrap_or_default();
    let redirect = Redirect::parse(query).map_err(|()| "this address has a parameter twice")?;
    let Some(state) = &redirect.state else {
        return Err("this address has no `state`: paste all of it");
    };
    if CsrfToken::new(state.clone()) != expected.state {
        return Err("this address belongs to another sign-in");
    }
    redirect.answer(expected).ok_or(UNKNOWN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expected() -> ExpectedRedirect {
        ExpectedRedirect {
            state: CsrfToken::new("right".to_owned()),
            issuer: "https://idp.example.com".to_owned(),
            needs_issuer: false,
        }
    }

    #[expect(clippy::unnecessary_wraps, reason = "it is compared with what `add` returns")]
    fn code(text: &str) -> Result<CallbackOutcome, &'static str> {
        Ok(CallbackOutcome::Code(Secret::new(text)))
    }

    /// The results of several pastes.
    fn answers(pastes: &[&str]) -> Vec<Result<CallbackOutcome, &'static str>> {
        let mut begun = String::new();
        pastes.iter().map(|text| add(&mut begun, text, &expected())).collect()
    }

    #[test]
    fn an_address_or_a_code_can_be_pasted() {
        for line in [
            "http://127.0.0.1:8400/callback?code=abc&state=right",
            "  \"http://127.0.0.1:8400/callback?state=right&code=abc#x\" \n",
            "code=abc&state=right",
            "abc",
        ] {
            assert_eq!(answers(&[line]), [code("abc")], "{line}");
        }
        for (line, problem) in [
            ("", UNKNOWN),
            ("yes please", UNKNOWN),
            ("http://127.0.0.1:8400/callback", UNKNOWN),
            ("http://x/?state=right", UNKNOWN),
            ("http://x/?code=abc", "this address has no `state`: paste all of it"),
            (
                "http://x/?code=abc&state=wrong",
                "this address belongs to another sign-in",
            ),
            (
                "http://x/?code=abc&code=abc&state=right",
                "this address has a parameter twice",
            ),
        ] {
            assert_eq!(answers(&[line]), [Err(problem)], "{line}");
        }
        assert_eq!(
            answers(&["http://x/?error=access_denied&state=right"]),
            [Ok(CallbackOutcome::Refused {
                error: "access_denied".to_owned(),
                description: None
            })]
        );
    }

    #[test]
    fn wrapped_lines_of_an_address_are_joined() {
        let incomplete = || Err("this address has no `state`: paste all of it");
        assert_eq!(
            answers(&["http://x/?code=ab", "c&state=right"]),
            [incomplete(), code("abc")]
        );
        assert_eq!(
            answers(&["http://x/?code=abc&state=ri", "ght"]),
            [Err("this address belongs to another sign-in"), code("abc")]
        );
        assert_eq!(
            answers(&["http://x/?state=right&code=a", "bc"]),
            [code("a"), code("abc")]
        );
        let again = "http://x/?code=abc&state=right";
        assert_eq!(answers(&["http://x/?code=ab", again]), [incomplete(), code("abc")]);
    }
}
