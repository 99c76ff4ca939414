//! The pages that the browser shows. They are constant: nothing from a request is in them.

use std::fmt::Write as _;

/// A page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::auth) enum CallbackPage {
    /// The sign-in succeeded and is saved.
    SignedIn,
    /// The sign-in failed; the terminal shows why.
    Failed,
    /// Another tab finished first.
    Already,
    /// The request does not belong to this sign-in.
    Bad,
    /// There is no such page.
    NotFound,
    /// The method is not GET.
    OnlyGet,
    /// The request is for another host.
    Misdirected,
    /// The request is too long.
    TooLong,
    /// Nothing to show.
    Empty,
}

/// The style of all pages. Its hash is in [`STYLE_HASH`].
const STYLE: &str = ":root{color-scheme:light dark}body{font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:18vh auto 0;padding:0 1.5rem}\
h1{font-size:1.6rem;font-weight:600;margin:0 0 .6rem}p{margin:0;opacity:.8}";
/// SHA-256 of [`STYLE`] for the content security policy, which allows nothing else.
const STYLE_HASH: &str = "+Uttwbpz+cXGxlFyPNOxcRDNzfhBbYwnqboIlMrdG8s=";

impl CallbackPage {
    fn status(self) -> &'static str {
        match self {
            Self::SignedIn | Self::Failed | Self::Already => "200 OK",
            Self::Bad => "400 Bad Request",
            Self::NotFound => "404 Not Found",
            Self::OnlyGet => "405 Method Not Allowed",
            Self::Misdirected => "421 Misdirected Request",
            Self::TooLong => "431 Request Header Fields Too Large",
            Self::Empty => "204 No Content",
        }
    }

    fn text(self) -> (&'static str, &'static str) {
        match self {
            Self::SignedIn => (
                "You are signed in",
                "You can close this page and go back to the terminal.",
            ),
            Self::Failed => (
                "The sign-in did not succeed",
                "The terminal says why. You can close this page.",
            ),
            Self::Already => (
                "This sign-in is over",
                "Another page finished it first. You can close this one and go back to the terminal.",
            ),
            _ => (
                "This is not the answer that devenv expects",
                "If you were signing in, go back to the terminal and run <code>devenv login</code> again.",
            ),
        }
    }

    /// The whole response, headers and body.
    pub(super) fn response(self) -> String {
        let mut body = String::new();
        if self != Self::Empty {
            let (title, text) = self.text();
            let _ = writeln!(
                body,
                "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
                <title>devenv: {title}</title><style>{STYLE}</style><h1>{title}</h1><p>{text}</p></html>"
            );
        }
        let allow = if self == Self::OnlyGet { "Allow: GET\r\n" } else { "" };
        format!(
            "HTTP/1.1 {}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n{allow}\
            Content-Security-Policy: default-src 'none'; style-src 'sha256-{STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n\
            Referrer-Policy: no-referrer\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nX-Frame-Options: DENY\r\n\
            Connection: close\r\n\r\n{body}",
            self.status(),
            body.len()
        )
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use sha2::Digest as _;

    use super::*;

    #[test]
    fn the_content_security_policy_allows_the_style() {
        let hash = base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(STYLE));
        assert_eq!(hash, STYLE_HASH);
    }

    #[test]
    fn no_page_loads_or_links_anything() {
        for page in [
            CallbackPage::SignedIn,
            CallbackPage::Failed,
            CallbackPage::Already,
            CallbackPage::Bad,
            CallbackPage::NotFound,
        ] {
            let response = page.response();
            for outside in ["http://", "https://", "href", "src=", "<script", "url("] {
                assert!(!response.contains(outside), "{page:?}: {outside}");
            }
        }
    }
}
