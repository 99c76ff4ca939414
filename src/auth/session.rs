//! A session: who signed in, to what and how, and a token that can be sent.

use std::path::PathBuf;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::discovery::Provider;
use super::id_token::Account;
use super::{Storage, jwt_claims};
use crate::secret::Secret;

/// How somebody signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// In a browser.
    Browser,
    /// With a token that they had.
    Token,
    /// As a machine, with a client's own secret.
    ClientCredentials,
    /// As a job of a CI, which vouches for it each time.
    Ci,
}

/// What is kept of a sign-in beside its secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// How.
    pub method: Method,
    /// The platform's address.
    #[serde(default)]
    pub platform: Option<String>,
    /// Where the platform's API begins.
    #[serde(default)]
    pub api: Option<String>,
    /// Whom tokens from CI are for.
    #[serde(default)]
    pub audience: Option<String>,
    /// The provider. `None`: the token is the platform's own, or a CI's.
    #[serde(default)]
    pub provider: Option<Provider>,
    /// The app client.
    #[serde(default)]
    pub client_id: Option<String>,
    /// The callback address that the provider knew.
    #[serde(default)]
    pub callback: Option<String>,
    /// The scopes that were asked for.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// Who.
    #[serde(default)]
    pub account: Option<Account>,
    /// What they may do on the platform, as it said at the sign-in. `None`: it was not asked, or does not say.
    #[serde(default)]
    pub role: Option<String>,
    /// When.
    pub signed_in_at: Timestamp,
    /// Until when the session can be renewed. `None`: the provider does not say.
    #[serde(default)]
    pub session_ends_at: Option<Timestamp>,
    /// Until when the access token is good. `None`: not said.
    #[serde(default)]
    pub access_expires_at: Option<Timestamp>,
    /// The provider took no refresh any more.
    #[serde(default)]
    pub has_ended: bool,
    /// Where the tokens are.
    pub storage: Storage,
    /// Certificates to trust beside the system's.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
}

/// Where a token comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// `DEVENV_TOKEN`.
    Variable,
    /// The identity that a CI gives a job.
    Ci,
    /// `DEVENV_CLIENT_ID` and `DEVENV_CLIENT_SECRET`.
    ClientCredentials,
    /// `devenv login`.
    Session,
}

/// A token that can be sent now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bearer {
    /// The token.
    pub token: Secret,
    /// Where it comes from.
    pub origin: Origin,
    /// `None`: not known.
    pub expires_at: Option<Timestamp>,
}

impl Bearer {
    /// Whose it is, as far as the token itself says. Nothing is checked: the platform does that.
    pub fn account(&self) -> Option<Account> {
        jwt_claims::claims(&self.token).map(jwt_claims::Claims::into_account)
    }

    /// Who wrote it, as far as the token itself says.
    pub fn issuer(&self) -> Option<String> {
        jwt_claims::claims(&self.token)?.iss
    }

    /// When it ends, as far as the token itself says.
    pub fn stated_end(&self) -> Option<Timestamp> {
        Timestamp::from_second(jwt_claims::claims(&self.token)?.exp?).ok()
    }
}
