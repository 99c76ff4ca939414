//! The address that a browser on another machine ended on, or the code in it, pasted into the terminal.

use std::io::{BufRead as _, IsTerminal as _};

use oauth2::CsrfToken;
use tokio::sync::mpsc;

use super::listener::{CallbackOutcome, ExpectedRedirect, Redirect};
use crate::secret::Secret;

/// Lines that are pasted from now on. Nothing comes unless somebody sits there: other input is not ours to read.
pub(super) fn lines() -> mpsc::Receiver<String> {
    let (sender, lines) = mpsc::channel(1);
    if std::io::stdin().is_terminal() {
        let read = move || {
            for line in std::io::stdin().lock().lines().map_while(Result::ok) {
                if sender.blocking_send(line).is_err() {
                    return;
                }
            }
        };
        // It is left behind when the sign-in is over: nothing ends a read from a terminal. Without a thread nothing is pasted.
        let _ = std::thread::Builder::new().name("paste".to_owned()).spawn(read);
    }
    lines
}

/// What a pasted line means.
///
/// # Errors
/// It is no answer to this sign-in; the text says why.
pub(super) fn parse(line: &str, expected: &ExpectedRedirect) -> Result<CallbackOutcome, &'static str> {
    const UNKNOWN: &str = "that is neither the address that the browser ended on nor a code";
    let line = line.trim().trim_matches(['"', '\'']);
    if line.is_empty() || line.contains(char::is_whitespace) {
        return Err(UNKNOWN);
    }
    let query = match line.split_once('?') {
        Some((_, query)) => query,
        None if line.contains('=') && line.contains('&') => line,
        // The proof key says that a code belongs to this sign-in: one of another is refused by the provider.
        None if !line.contains("://") => return Ok(CallbackOutcome::Code(Secret::new(line))),
        None => return Err(UNKNOWN),
    };
    let query = query.split('#').next().unwrap_or_default();
    let redirect = Redirect::parse(query).map_err(|()| "that address has a parameter twice")?;
    let Some(state) = &redirect.state else {
        return Err("that address has no state in it: paste it whole");
    };
    if CsrfToken::new(state.clone()) != expected.state {
        return Err("that address belongs to another sign-in");
    }
    redirect.answer(expected).ok_or(UNKNOWN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_or_a_code_can_be_pasted() {
        let expected = ExpectedRedirect {
            state: CsrfToken::new("right".to_owned()),
            issuer: "https://idp.example.com".to_owned(),
            needs_issuer: false,
        };
        let code = |text: &str| Ok(CallbackOutcome::Code(Secret::new(text)));
        for line in [
            "http://127.0.0.1:8400/callback?code=abc&state=right",
            "  \"http://127.0.0.1:8400/callback?state=right&code=abc#x\" \n",
            "code=abc&state=right",
            "abc",
        ] {
            assert_eq!(parse(line, &expected), code("abc"), "{line}");
        }
        for (line, problem) in [
            ("", "that is neither the address that the browser ended on nor a code"),
            (
                "yes please",
                "that is neither the address that the browser ended on nor a code",
            ),
            (
                "http://127.0.0.1:8400/callback",
                "that is neither the address that the browser ended on nor a code",
            ),
            (
                "http://x/?state=right",
                "that is neither the address that the browser ended on nor a code",
            ),
            ("http://x/?code=abc", "that address has no state in it: paste it whole"),
            (
                "http://x/?code=abc&state=wrong",
                "that address belongs to another sign-in",
            ),
            (
                "http://x/?code=abc&code=abc&state=right",
                "that address has a parameter twice",
            ),
        ] {
            assert_eq!(parse(line, &expected), Err(problem), "{line}");
        }
        assert_eq!(
            parse("http://x/?error=access_denied&state=right", &expected),
            Ok(CallbackOutcome::Refused {
                error: "access_denied".to_owned(),
                description: None
            })
        );
    }
}
