//! A session in the browser: the cookie that it is found by, and the caller whom it stands for.

use axum::http::{HeaderMap, HeaderValue, header};
use jiff::Timestamp;

use super::errors::ApiError;
use crate::platform::Shared;
use crate::platform::identity::{Caller, hash, is_valid};
use crate::platform::store::Credential;

/// The cookie's name.
pub(crate) const COOKIE: &str = "devenv_session";

/// Somebody who is signed in to the pages.
#[derive(Debug, Clone)]
pub(crate) struct WebSession {
    pub(crate) caller: Caller,
    /// What each form of theirs must contain.
    pub(crate) csrf: String,
}

impl WebSession {
    /// The session whose cookie a request has. `None`: nobody is signed in.
    pub(crate) async fn of(platform: &Shared, headers: &HeaderMap) -> Result<Option<Self>, ApiError> {
        let Some(text) = cookie_value(headers, COOKIE) else {
            return Ok(None);
        };
        Self::at(platform, text, Timestamp::now()).await
    }

    /// The session that a cookie's value names, at a time. Its credential is checked each time: a session ends when its token is
    /// revoked or its issuer is removed from the settings.
    pub(crate) async fn at(platform: &Shared, text: &str, now: Timestamp) -> Result<Option<Self>, ApiError> {
        let hash = hash(text.as_bytes());
        let Some(session) = platform.store.session(hash, now).await? else {
            return Ok(None);
        };
        let token = match &session.credential {
            Credential::Token(id) => platform.store.token_by_id(id).await?,
            Credential::Issuer(_) => None,
        };
        let caller = match &session.credential {
            Credential::Token(_) => token.filter(|token| is_valid(token, now)).map(Caller::of_token),
            Credential::Issuer(url) => platform.verifier.trusts(url).then(|| Caller {
                developer_id: session.developer_id,
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
