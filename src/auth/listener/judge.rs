//! What a request to the callback address is: the answer to this sign-in, something else that a browser does, or somebody's try.

use std::sync::Mutex;

use oauth2::CsrfToken;
use oauth2::url::form_urlencoded;

use super::page::Page;
use crate::secret::Secret;

/// The path of the callback address. It is registered: it never changes.
pub(in crate::auth) const PATH: &str = "/callback";
/// Requests with a wrong state before the sign-in is given up.
const STRAYS: usize = 50;

/// What a redirect of this sign-in has in it.
#[derive(Debug, Clone)]
pub(in crate::auth) struct Expected {
    /// Compared in constant time.
    pub(in crate::auth) state: CsrfToken,
    /// The issuer.
    pub(in crate::auth) issuer: String,
    /// The provider names itself in each redirect (RFC 9207).
    pub(in crate::auth) needs_issuer: bool,
}

/// What the provider had to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::auth) enum Answer {
    /// A code.
    Code(Secret),
    /// A refusal that belongs to this sign-in.
    Refused {
        /// Its code.
        error: String,
        /// Its text.
        description: Option<String>,
    },
    /// A refusal without a state, as Cognito sends some: anybody could have sent it.
    Stray {
        /// Its code.
        error: String,
        /// Its text.
        description: Option<String>,
    },
    /// The redirect names another issuer.
    OtherIssuer(String),
    /// The redirect names no issuer, though it should.
    NoIssuer,
    /// There were too many with a wrong state.
    TooManyStrays(usize),
}

/// What was seen so far.
#[derive(Debug, Default)]
pub(super) struct State(Mutex<Seen>);

#[derive(Debug, Default)]
struct Seen {
    is_settled: bool,
    strays: usize,
}

impl State {
    pub(super) fn settle(&self) {
        self.seen().is_settled = true;
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// What is to be done about a request.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing but an answer.
    Show(Page),
    /// An answer, and somebody should know.
    Tell(Page, Answer),
    /// It ends the wait; the page follows when it is known how.
    Take(Answer),
}

/// Judges a request by its head.
pub(super) fn judge(head: &[u8], expected: &Expected, port: u16, state: &State) -> Verdict {
    let mut headers = [httparse::EMPTY_HEADER; 100];
    let mut request = httparse::Request::new(&mut headers);
    let Ok(httparse::Status::Complete(_)) = request.parse(head) else {
        return Verdict::Show(Page::Bad);
    };
    let header = |name: &str| {
        let mut found = request
            .headers
            .iter()
            .filter(|header| header.name.eq_ignore_ascii_case(name));
        (found.next().map(|header| header.value), found.next().is_some())
    };
    // Another name for this machine: a page elsewhere that made its own name lead here.
    let hosts = ["127.0.0.1", "localhost", "[::1]"].map(|host| format!("{host}:{port}"));
    match header("host") {
        (Some(host), false) if hosts.iter().any(|own| host.eq_ignore_ascii_case(own.as_bytes())) => {}
        _ => return Verdict::Show(Page::Misdirected),
    }
    let (path, query) = match request.path.unwrap_or_default().split_once('?') {
        Some((path, query)) => (path, query),
        None => (request.path.unwrap_or_default(), ""),
    };
    match (request.method.unwrap_or_default(), path) {
        // What a page asks before a request of its own. It gets no leave, and uses nothing up.
        ("OPTIONS", _) | ("GET", "/favicon.ico") => return Verdict::Show(Page::Empty),
        ("GET", PATH) => {}
        ("GET", _) => return Verdict::Show(Page::NotFound),
        _ => return Verdict::Show(Page::OnlyGet),
    }
    // A redirect of a whole page has no origin. What a script of a page asks for is not a redirect.
    let navigates = header("sec-fetch-mode").0.is_none_or(|mode| mode == b"navigate");
    if !navigates || header("origin").0.is_some() {
        return Verdict::Show(Page::Bad);
    }
    callback(query, expected, state)
}

fn callback(query: &str, expected: &Expected, state: &State) -> Verdict {
    let Ok(redirect) = Redirect::parse(query) else {
        return Verdict::Show(Page::Bad);
    };
    let mut seen = state.seen();
    let belongs = redirect
        .state
        .as_ref()
        .is_some_and(|state| CsrfToken::new(state.clone()) == expected.state);
    if !belongs {
        seen.strays += 1;
        if seen.strays >= STRAYS {
            return Verdict::Tell(Page::Bad, Answer::TooManyStrays(seen.strays));
        }
        return match (&redirect.state, redirect.error) {
            (None, Some(error)) => {
                let description = redirect.description;
                Verdict::Tell(Page::Bad, Answer::Stray { error, description })
            }
            _ => Verdict::Show(Page::Bad),
        };
    }
    if seen.is_settled {
        return Verdict::Show(Page::Already);
    }
    match redirect.answer(expected) {
        Some(answer) => {
            seen.is_settled = true;
            Verdict::Take(answer)
        }
        None => Verdict::Show(Page::Bad),
    }
}

/// The parameters of a redirect.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::auth) struct Redirect {
    pub(in crate::auth) code: Option<Secret>,
    pub(in crate::auth) state: Option<String>,
    error: Option<String>,
    description: Option<String>,
    issuer: Option<String>,
}

impl Redirect {
    /// Reads a query. RFC 6749 3.1: no parameter comes twice.
    pub(in crate::auth) fn parse(query: &str) -> Result<Self, ()> {
        let mut redirect = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = value.into_owned();
            let was = match name.as_ref() {
                "code" => redirect.code.replace(Secret::new(value)).is_some(),
                "state" => redirect.state.replace(value).is_some(),
                "error" => redirect.error.replace(value).is_some(),
                "error_description" => redirect.description.replace(value).is_some(),
                "iss" => redirect.issuer.replace(value).is_some(),
                _ => false,
            };
            if was {
                return Err(());
            }
        }
        Ok(redirect)
    }

    /// What a redirect with the right state means. `None`: nothing.
    pub(in crate::auth) fn answer(self, expected: &Expected) -> Option<Answer> {
        match self.issuer {
            Some(issuer) if issuer != expected.issuer => return Some(Answer::OtherIssuer(issuer)),
            None if expected.needs_issuer => return Some(Answer::NoIssuer),
            _ => {}
        }
        match (self.error, self.code) {
            (Some(error), _) => Some(Answer::Refused {
                error,
                description: self.description,
            }),
            (None, Some(code)) if !code.reveal().is_empty() => Some(Answer::Code(code)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
