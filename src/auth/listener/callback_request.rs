//! Classifies requests to the callback address: the answer to this sign-in, other browser requests, or forged ones.

use std::sync::Mutex;

use oauth2::CsrfToken;
use url::form_urlencoded;

use super::page::CallbackPage;
use crate::secret::Secret;

/// The path of the callback address. It is registered with providers and never changes.
pub(in crate::auth) const PATH: &str = "/callback";
/// Requests with a wrong state until the sign-in is given up.
const MAX_BAD_STATES: usize = 50;

/// The error codes of an authorization endpoint. Sources: RFC 6749 4.1.2.1; OpenID Connect Core 3.1.2.6.
const ERROR_CODES: [&str; 11] = [
    "access_denied",
    "account_selection_required",
    "consent_required",
    "interaction_required",
    "invalid_request",
    "invalid_scope",
    "login_required",
    "server_error",
    "temporarily_unavailable",
    "unauthorized_client",
    "unsupported_response_type",
];

/// What the redirect of this sign-in must contain.
#[derive(Debug, Clone)]
pub(in crate::auth) struct ExpectedRedirect {
    /// Compared in constant time.
    pub(in crate::auth) state: CsrfToken,
    /// The issuer.
    pub(in crate::auth) issuer: String,
    /// Whether the provider names itself in each redirect (RFC 9207).
    pub(in crate::auth) needs_issuer: bool,
}

/// The provider's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::auth) enum CallbackOutcome {
    /// A code.
    Code(Secret),
    /// A refusal that belongs to this sign-in.
    Refused {
        /// Its error code.
        error: String,
        /// Its text.
        description: Option<String>,
    },
    /// A refusal without a state, as Cognito sends some. Anybody may have sent it, so only a known error code is shown.
    Unverified(Option<&'static str>),
    /// The redirect names another issuer.
    OtherIssuer(String),
    /// The redirect lacks the issuer that it must name.
    NoIssuer,
    /// Too many requests had a wrong state.
    TooManyBadStates(usize),
}

/// Earlier requests.
#[derive(Debug, Default)]
pub(super) struct CallbackState(Mutex<CallbackCounts>);

#[derive(Debug, Default)]
struct CallbackCounts {
    is_settled: bool,
    bad_states: usize,
    /// Whether a refusal without a state was reported. It is reported once.
    has_reported: bool,
}

impl CallbackState {
    pub(super) fn settle(&self) {
        self.seen().is_settled = true;
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, CallbackCounts> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// How to handle a request.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum CallbackAction {
    /// Only send a page.
    Show(CallbackPage),
    /// Send a page and report the outcome.
    Tell(CallbackPage, CallbackOutcome),
    /// The wait is over; the page follows when the result is known.
    Take(CallbackOutcome),
}

/// Classifies a request by its headers.
pub(super) fn classify(head: &[u8], expected: &ExpectedRedirect, port: u16, state: &CallbackState) -> CallbackAction {
    let mut headers = [httparse::EMPTY_HEADER; 100];
    let mut request = httparse::Request::new(&mut headers);
    let Ok(httparse::Status::Complete(_)) = request.parse(head) else {
        return CallbackAction::Show(CallbackPage::Bad);
    };
    let header = |name: &str| {
        let mut found = request
            .headers
            .iter()
            .filter(|header| header.name.eq_ignore_ascii_case(name));
        (found.next().map(|header| header.value), found.next().is_some())
    };
    // Another host name: a page elsewhere that resolved its own name to this machine.
    let hosts = ["127.0.0.1", "localhost", "[::1]"].map(|host| format!("{host}:{port}"));
    match header("host") {
        (Some(host), false) if hosts.iter().any(|own| host.eq_ignore_ascii_case(own.as_bytes())) => {}
        _ => return CallbackAction::Show(CallbackPage::Misdirected),
    }
    let (path, query) = match request.path.unwrap_or_default().split_once('?') {
        Some((path, query)) => (path, query),
        None => (request.path.unwrap_or_default(), ""),
    };
    match (request.method.unwrap_or_default(), path) {
        // A preflight of another page gets no permission, and a request for the icon changes nothing.
        ("OPTIONS", _) | ("GET", "/favicon.ico") => return CallbackAction::Show(CallbackPage::Empty),
        ("GET", PATH) => {}
        ("GET", _) => return CallbackAction::Show(CallbackPage::NotFound),
        _ => return CallbackAction::Show(CallbackPage::OnlyGet),
    }
    // The redirect of a whole page has no origin. Requests by scripts or frames of other pages are not redirects.
    let navigates = header("sec-fetch-mode").0.is_none_or(|mode| mode == b"navigate");
    let is_page = header("sec-fetch-dest")
        .0
        .is_none_or(|destination| destination == b"document");
    if !navigates || !is_page || header("origin").0.is_some() {
        return CallbackAction::Show(CallbackPage::Bad);
    }
    callback(query, expected, state)
}

fn callback(query: &str, expected: &ExpectedRedirect, state: &CallbackState) -> CallbackAction {
    let Ok(redirect) = Redirect::parse(query) else {
        return CallbackAction::Show(CallbackPage::Bad);
    };
    let mut seen = state.seen();
    let belongs = redirect
        .state
        .as_ref()
        .is_some_and(|state| CsrfToken::new(state.clone()) == expected.state);
    if !belongs {
        seen.bad_states += 1;
        if seen.bad_states >= MAX_BAD_STATES {
            return CallbackAction::Tell(CallbackPage::Bad, CallbackOutcome::TooManyBadStates(seen.bad_states));
        }
        return match (&redirect.state, redirect.error) {
            (None, Some(error)) if !seen.has_reported => {
                seen.has_reported = true;
                let known = ERROR_CODES.into_iter().find(|code| *code == error);
                CallbackAction::Tell(CallbackPage::Bad, CallbackOutcome::Unverified(known))
            }
            _ => CallbackAction::Show(CallbackPage::Bad),
        };
    }
    if seen.is_settled {
        return CallbackAction::Show(CallbackPage::Already);
    }
    match redirect.answer(expected) {
        Some(answer) => {
            seen.is_settled = true;
            CallbackAction::Take(answer)
        }
        None => CallbackAction::Show(CallbackPage::Bad),
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

    /// The meaning of a redirect with the right state. `None`: it has none.
    pub(in crate::auth) fn answer(self, expected: &ExpectedRedirect) -> Option<CallbackOutcome> {
        match self.issuer {
            Some(issuer) if issuer != expected.issuer => return Some(CallbackOutcome::OtherIssuer(issuer)),
            None if expected.needs_issuer => return Some(CallbackOutcome::NoIssuer),
            _ => {}
        }
        match (self.error, self.code) {
            (Some(error), _) => Some(CallbackOutcome::Refused {
                error,
                description: self.description,
            }),
            (None, Some(code)) if !code.reveal().is_empty() => Some(CallbackOutcome::Code(code)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
