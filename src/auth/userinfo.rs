//! Asks the provider, or the platform, whose a token is.

use std::time::Duration;

use oauth2::url::Url;
use serde::Deserialize;

use super::http::{self, Http};
use super::id_token::Account;
use super::session::{Bearer, Method, Session};
use super::session_store::Sessions;
use super::{AuthError, Runtime};

/// How long the platform may take to say whose a token is.
const PATIENCE: Duration = Duration::from_secs(10);

/// What the user info endpoint says. Source: OpenID Connect Core 5.3.
#[derive(Debug, Deserialize)]
struct UserInfo {
    sub: String,
    email: Option<String>,
    username: Option<String>,
    preferred_username: Option<String>,
    name: Option<String>,
    #[serde(default)]
    groups: Vec<String>,
}

/// Whose a token is, as the platform sees it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PlatformIdentity {
    /// The name that it keeps scans under.
    pub developer_id: String,
    /// What they may do there.
    pub role: Option<String>,
}

/// Asks a platform whose a token is. `None`: it does not say. `api`: where its interface begins.
///
/// # Errors
/// It does not answer, or does not take the token.
pub fn fetch_platform_identity(
    http: &Http,
    runtime: &Runtime,
    api: &str,
    bearer: &Bearer,
) -> Result<Option<PlatformIdentity>, AuthError> {
    let url = http::parse_url("the platform's interface", &format!("{}/me", api.trim_end_matches('/')))?;
    let ask = http.get_json(&url, Some(bearer.token.reveal()));
    let answer = runtime.wait_for(async {
        tokio::time::timeout(PATIENCE, ask)
            .await
            .unwrap_or(Err(AuthError::NoAnswer { after: PATIENCE }))
    });
    match answer {
        Ok(identity) => Ok(Some(identity)),
        Err(AuthError::Status { status: 404, .. }) => Ok(None),
        Err(AuthError::Status { status: 401 | 403, .. }) => Err(AuthError::TokenRefused { api: api.to_owned() }),
        Err(error) => Err(error),
    }
}

/// Asks whose the token of a session is. `None`: the provider cannot be asked about it.
///
/// # Errors
/// The provider does not answer, or takes neither this token nor a new one.
pub fn fetch_userinfo(
    sessions: &Sessions,
    profile: &str,
    session: &Session,
    bearer: &Bearer,
) -> Result<Option<Account>, AuthError> {
    let endpoint = match (&session.provider, session.method) {
        (Some(provider), Method::Browser) => provider.userinfo_endpoint.as_ref(),
        _ => None,
    };
    // Without the scope `openid` the provider has nothing to say.
    let Some(endpoint) = endpoint.filter(|_| session.scopes.iter().any(|scope| scope == "openid")) else {
        return Ok(None);
    };
    let http = Http::new(session.ca_file.as_deref())?;
    let ask = |bearer: &Bearer| Runtime::start()?.wait_for(ask(&http, endpoint, bearer));
    match ask(bearer) {
        // It may have been revoked, or the clocks differ: once more, with a new one.
        Err(AuthError::Status { status: 401, .. }) => {
            let fresh = sessions.bearer_unless(profile, session, Some(&bearer.token))?;
            ask(&fresh).map(Some).map_err(|error| match error {
                AuthError::Status { status: 401, .. } => AuthError::SessionEnded {
                    profile: profile.to_owned(),
                    source: Some(Box::new(error)),
                },
                other => other,
            })
        }
        answer => answer.map(Some),
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
