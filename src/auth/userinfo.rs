//! Asks the provider or the platform for the owner of a token.

use std::time::Duration;

use serde::Deserialize;
use url::Url;

use super::discovery::api_on;
use super::http::{self, Http};
use super::id_token::Account;
use super::session::{Bearer, Method, Session};
use super::{AuthError, Runtime, lenient};
use crate::web::ProblemText;

/// The timeout of the platform's answer.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The answer of the user info endpoint. Source: OpenID Connect Core 5.3.
#[derive(Debug, Deserialize)]
struct UserInfo {
    sub: String,
    #[serde(default, deserialize_with = "lenient::text")]
    email: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    username: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    preferred_username: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    name: Option<String>,
    #[serde(default, deserialize_with = "lenient::names")]
    groups: Vec<String>,
}

/// The result of asking a provider for the owner of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Userinfo {
    /// The owner.
    Account(Account),
    /// The provider has no such endpoint, or the session lacks the scope for it.
    NotOffered,
    /// The provider refuses this token (it is for another audience, or was revoked), or names another user.
    Refused,
}

/// The owner of a token, as the platform sees it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PlatformIdentity {
    /// The id under which the platform stores scans.
    pub developer_id: String,
    /// The role on the platform.
    pub role: Option<String>,
}

/// Asks a platform for the owner of a token. `None`: it does not tell. `api`: the base address of its API, on the platform's own server.
///
/// # Errors
/// It does not answer, or refuses the token.
pub fn fetch_platform_identity(
    http: &Http,
    runtime: &Runtime,
    (platform, api): (&str, &str),
    bearer: &Bearer,
) -> Result<Option<PlatformIdentity>, AuthError> {
    let api = api_on(&http::parse_url("the platform", platform)?, api)?;
    let url = http::parse_url("the platform's API", &format!("{}/me", api.trim_end_matches('/')))?;
    let answer = runtime.wait_for(async {
        tokio::time::timeout(TIMEOUT, http.get(&url, Some(&bearer.token)))
            .await
            .unwrap_or(Err(AuthError::NoAnswer { after: TIMEOUT }))
    })?;
    match answer.status().as_u16() {
        200 => http::parse(&url, answer.body()).map(Some),
        404 => Ok(None),
        401 | 403 | 431 => Err(AuthError::TokenRefused {
            api,
            words: ProblemText::parse(answer.body(), Some(&bearer.token)).reason,
        }),
        _ => Err(http::refusal(&url, &answer)),
    }
}

/// Asks the provider for the owner of a session's token.
///
/// # Errors
/// The provider cannot be reached, or its answer cannot be read.
pub fn fetch_userinfo(session: &Session, bearer: &Bearer) -> Result<Userinfo, AuthError> {
    let endpoint = match (&session.provider, session.method) {
        (Some(provider), Method::Browser) => provider.userinfo_endpoint.as_ref(),
        _ => None,
    };
    // Without the scope `openid` the provider cannot answer.
    let Some(endpoint) = endpoint.filter(|_| session.scopes.iter().any(|scope| scope == "openid")) else {
        return Ok(Userinfo::NotOffered);
    };
    let http = Http::new(session.ca_file.as_deref())?;
    let signed_in = session.account.as_ref().map(|account| account.subject.as_str());
    match Runtime::start()?.wait_for(ask(&http, endpoint, bearer)) {
        // An answer about another subject must not be used. Source: OpenID Connect Core 5.3.2.
        Ok(account) if signed_in.is_some_and(|subject| subject != account.subject) => Ok(Userinfo::Refused),
        Ok(account) => Ok(Userinfo::Account(account)),
        // This does not end the session; only a refused refresh does.
        Err(AuthError::Status { status: 401 | 403, .. }) => Ok(Userinfo::Refused),
        Err(error) => Err(error),
    }
}

async fn ask(http: &Http, endpoint: &Url, bearer: &Bearer) -> Result<Account, AuthError> {
    let info: UserInfo = http.get_json(endpoint, Some(bearer.token.reveal())).await?;
    let mut groups = info.groups;
    groups.sort();
    groups.dedup();
    Ok(Account {
        name: info
            .username
            .or(info.preferred_username)
            .or(info.name)
            .filter(|name| *name != info.sub),
        subject: info.sub,
        email: info.email,
        groups,
    })
}
