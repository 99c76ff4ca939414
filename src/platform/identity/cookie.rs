//! The cookie of somebody who is signed in to the pages.

use axum::http::{HeaderMap, HeaderValue, header};
use jiff::Timestamp;

use super::{Caller, token};
use crate::platform::Shared;
use crate::platform::http::errors::Refusal;
use crate::platform::store::Credential;

/// The cookie's name.
pub(crate) const COOKIE: &str = "devenv_session";

/// Somebody who is signed in to the pages.
#[derive(Debug, Clone)]
pub(crate) struct Signed {
    pub(crate) caller: Caller,
    /// What a form of theirs must bring along.
    pub(crate) csrf: String,
}

impl Signed {
    /// The one whose session it is. `None`: nobody is signed in.
    pub(crate) async fn of(platform: &Shared, headers: &HeaderMap) -> Result<Option<Self>, Refusal> {
        let Some(text) = cookie_value(headers, COOKIE) else {
            return Ok(None);
        };
        Self::at(platform, text, Timestamp::now()).await
    }

    /// The same, by the text of the cookie, at a time. What the session stands for is looked up each time: a session does not
    /// outlive the token that it began with, nor a place for its issuer in the settings.
    pub(super) async fn at(platform: &Shared, text: &str, now: Timestamp) -> Result<Option<Self>, Refusal> {
        let hash = token::hash(text.as_bytes());
        let Some(session) = platform.store.session(hash, now).await? else {
            return Ok(None);
        };
        let token = match &session.credential {
            Credential::Token(id) => platform.store.token_by_id(id).await?,
            Credential::Issuer(_) => None,
        };
        let caller = match &session.credential {
            Credential::Token(_) => token.filter(|token| token::is_valid(token, now)).map(Caller::of_token),
            Credential::Issuer(url) => platform.bearers.trusts(url).then(|| Caller {
                subject: session.subject,
                role: session.role,
                for_others: false,
                expires_at: Some(session.expires_at),
                credential: session.credential.clone(),
            }),
        };
        Ok(caller.map(|caller| Self {
            caller,
            csrf: session.csrf,
        }))
    }
}

/// The value of a cookie.
pub(crate) fn cookie_value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name && !value.is_empty()).then_some(value))
}

/// Sets a cookie that scripts cannot read and other sites cannot send along with a form.
pub(crate) fn set_cookie(name: &str, value: &str, seconds: i64, secure: bool) -> Option<HeaderValue> {
    let secure = if secure { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    HeaderValue::try_from(text).ok()
}

/// Takes a cookie away.
pub(crate) fn clear_cookie(name: &str, secure: bool) -> Option<HeaderValue> {
    set_cookie(name, "", 0, secure)
}
