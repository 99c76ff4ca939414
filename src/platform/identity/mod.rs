//! Who is asking, and what they may do.

mod claims;
mod error;
mod issuer;
mod keys;
mod pages_client;
mod signing_key;
mod token;
mod token_verifier;
mod trusted_issuer;
mod user_ids;

#[cfg(test)]
mod tests;

pub(crate) use error::IdentityError;
pub use issuer::Issuer;
pub use token::NewTokenRequest;
pub(crate) use token::{hash, hex, is_developer_id, is_valid, mint, random};
pub(crate) use token_verifier::TokenVerifier;

use jiff::Timestamp;

use crate::api::wire::{Me, Role, Token};
use crate::platform::store::Credential;

/// Who is asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Caller {
    pub(crate) developer_id: String,
    pub(crate) role: Role,
    /// May upload scans of others.
    pub(crate) for_others: bool,
    /// What proves it.
    pub(crate) credential: Credential,
    /// When that ends. `None`: never, unless it is revoked.
    pub(crate) expires_at: Option<Timestamp>,
}

impl Caller {
    /// The bearer of a token of the platform's own.
    pub(crate) fn of_token(token: Token) -> Self {
        Self {
            developer_id: token.developer_id,
            role: token.role,
            for_others: token.for_others,
            credential: Credential::Token(token.id),
            expires_at: token.expires_at,
        }
    }

    /// The id of the token, where it is one of the platform's own.
    pub(crate) fn token_id(&self) -> Option<&str> {
        match &self.credential {
            Credential::Token(id) => Some(id),
            Credential::Issuer(_) => None,
        }
    }

    /// May upload scans.
    pub(crate) fn may_upload(&self) -> bool {
        matches!(self.role, Role::Admin | Role::Member | Role::Ingest)
    }

    /// May read scans: their own, or all.
    pub(crate) fn may_read(&self) -> bool {
        matches!(self.role, Role::Admin | Role::Member | Role::Viewer)
    }

    /// May read everything.
    pub(crate) fn may_read_all(&self) -> bool {
        matches!(self.role, Role::Admin | Role::Viewer)
    }

    /// May read the counters for Prometheus.
    pub(crate) fn may_read_metrics(&self) -> bool {
        matches!(self.role, Role::Admin | Role::Viewer | Role::Metrics)
    }

    /// May see what is whose.
    pub(crate) fn may_see(&self, developer_id: &str) -> bool {
        self.may_read_all() || (self.may_read() && self.developer_id == developer_id)
    }

    /// The one whose scans these are alone to see. `None`: all.
    pub(crate) fn only(&self) -> Option<&str> {
        (!self.may_read_all()).then_some(self.developer_id.as_str())
    }

    pub(crate) fn me(&self) -> Me {
        Me {
            developer_id: self.developer_id.clone(),
            role: self.role,
            may_upload_for_others: self.for_others,
        }
    }
}
