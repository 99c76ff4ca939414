//! A session: the user, the platform, how they signed in, and a token to send.

use std::path::PathBuf;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::discovery::Provider;
use super::id_token::Account;
use super::{Storage, jwt_claims};
use crate::secret::Secret;

/// How the user signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// In a browser.
    Browser,
    /// With a token that they had.
    Token,
    /// As a machine, with a client's secret.
    ClientCredentials,
    /// As a CI job, with an ID token for each request.
    Ci,
}

/// The description of a session, without its secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// How the user signed in.
    pub method: Method,
    /// The platform's address.
    #[serde(default)]
    pub platform: Option<String>,
    /// The base address of the platform's API.
    #[serde(default)]
    pub api: Option<String>,
    /// The audience of tokens from CI.
    #[serde(default)]
    pub audience: Option<String>,
    /// The provider. `None`: the token is the platform's own, or a CI's.
    #[serde(default)]
    pub provider: Option<Provider>,
    /// The app client.
    #[serde(default)]
    pub client_id: Option<String>,
    /// The registered callback address that was used.
    #[serde(default)]
    pub callback: Option<String>,
    /// The requested scopes.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// The user.
    #[serde(default)]
    pub account: Option<Account>,
    /// The user's role on the platform at the sign-in. `None`: not asked, or not told.
    #[serde(default)]
    pub role: Option<String>,
    /// The time of the sign-in.
    pub signed_in_at: Timestamp,
    /// How long the session can be renewed. `None`: the provider does not say.
    #[serde(default)]
    pub session_ends_at: Option<Timestamp>,
    /// When the access token expires. `None`: unknown.
    #[serde(default)]
    pub access_expires_at: Option<Timestamp>,
    /// Whether the provider refused to refresh the session.
    #[serde(default)]
    pub has_ended: bool,
    /// Where the tokens are stored.
    pub storage: Storage,
    /// Certificates to trust as well as the system's.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
}

/// Where a token comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// `DEVENV_TOKEN`.
    Variable,
    /// An ID token of a CI job.
    Ci,
    /// `DEVENV_CLIENT_ID` and `DEVENV_CLIENT_SECRET`.
    ClientCredentials,
    /// `devenv login`.
    Session,
}

/// A token to send with requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bearer {
    /// The token.
    pub token: Secret,
    /// Where it comes from.
    pub origin: Origin,
    /// `None`: unknown.
    pub expires_at: Option<Timestamp>,
}

impl Bearer {
    /// The owner that the token itself names, unverified: the platform verifies it.
    pub fn account(&self) -> Option<Account> {
        jwt_claims::claims(&self.token).map(jwt_claims::Claims::into_account)
    }

    /// The issuer that the token itself names, unverified.
    pub fn issuer(&self) -> Option<String> {
        jwt_claims::claims(&self.token)?.iss
    }

    /// The expiry that the token itself names, unverified.
    pub fn stated_end(&self) -> Option<Timestamp> {
        Timestamp::from_second(jwt_claims::claims(&self.token)?.exp?).ok()
    }
}
