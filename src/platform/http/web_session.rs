//! A session in the browser: the cookie that it is found by, and the caller whom it stands for.

use axum::http::{HeaderMap, HeaderValue, header};
use jiff::Timestamp;

use super::audit;
use super::errors::ApiError;
use crate::api::wire::{BrowserSession, Token};
use crate::platform::identity::{Caller, hash, hex, is_valid};
use crate::platform::store::{Credential, Session};
use crate::platform::{Platform, Shared};

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
        let Some(text) = cookie_value(platform, headers, COOKIE) else {
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

/// All browser sessions, with the hashes that the store knows them by. Those whose token or issuer no longer counts have ended.
async fn sessions(platform: &Platform) -> Result<Vec<([u8; 32], BrowserSession)>, ApiError> {
    let now = Timestamp::now();
    let tokens = platform.store.tokens().await?;
    let is_alive = |session: &Session| match &session.credential {
        Credential::Token(id) => tokens
            .iter()
            .any(|token: &Token| token.id == *id && is_valid(token, now)),
        Credential::Issuer(url) => platform.verifier.trusts(url),
    };
    let sessions = platform.store.sessions(now).await?.into_iter();
    let shown = sessions
        .filter(|(_, session)| is_alive(session))
        .map(|(hash, session)| {
            let (token_id, issuer) = match session.credential {
                Credential::Token(id) => (Some(id), None),
                Credential::Issuer(url) => (None, Some(url)),
            };
            let shown = BrowserSession {
                id: hex(hash.split_at(8).0),
                developer_id: session.developer_id,
                role: session.role,
                token_id,
                issuer,
                expires_at: session.expires_at,
            };
            (hash, shown)
        });
    Ok(shown.collect())
}

/// All browser sessions, those that end last first.
pub(crate) async fn all(platform: &Platform) -> Result<Vec<BrowserSession>, ApiError> {
    Ok(sessions(platform)
        .await?
        .into_iter()
        .map(|(_, session)| session)
        .collect())
}

/// Ends the session of that id. `false`: there is none.
pub(crate) async fn end(platform: &Platform, id: &str) -> Result<bool, ApiError> {
    let Some((hash, session)) = sessions(platform)
        .await?
        .into_iter()
        .find(|(_, session)| session.id == id)
    else {
        return Ok(false);
    };
    platform.store.end_session(hash).await?;
    audit::note(
        platform,
        "session_ended",
        &format!("{} {}", session.id, session.developer_id),
    )
    .await;
    Ok(true)
}

/// The name of a cookie in the browser. The prefixes have browsers hold what the cookie says of itself. Source: RFC 6265bis, 4.1.3.
fn full_name(platform: &Platform, name: &str) -> String {
    match (platform.settings.is_secure(), platform.base.is_empty()) {
        (true, true) => format!("__Host-{name}"),
        (true, false) => format!("__Secure-{name}"),
        (false, _) => name.to_owned(),
    }
}

/// The value of a cookie.
pub(crate) fn cookie_value<'a>(platform: &Platform, headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let name = full_name(platform, name);
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name && !value.is_empty()).then_some(value))
}

/// Sets a cookie that scripts cannot read and other sites cannot send along with a form.
pub(crate) fn set_cookie(platform: &Platform, name: &str, value: &str, seconds: i64) -> Option<HeaderValue> {
    let name = full_name(platform, name);
    let secure = if platform.settings.is_secure() { "; Secure" } else { "" };
    let path = if platform.base.is_empty() { "/" } else { &platform.base };
    let text = format!("{name}={value}; Path={path}; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    HeaderValue::try_from(text).ok()
}

/// Removes a cookie.
pub(crate) fn clear_cookie(platform: &Platform, name: &str) -> Option<HeaderValue> {
    set_cookie(platform, name, "", 0)
}
