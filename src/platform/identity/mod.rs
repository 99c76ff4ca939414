//! Who is asking, and what they may do.

mod bearer;
mod cookie;
mod guard;
mod issuer;
mod keys;
mod pages_client;
mod token;

#[cfg(test)]
mod tests;

pub(crate) use bearer::Bearers;
pub(crate) use cookie::{COOKIE, Signed, clear_cookie, cookie_value, set_cookie};
pub(crate) use guard::{Admin, Reader, Uploader};
pub use issuer::Issuer;
pub use token::TokenWish;
pub(crate) use token::{hash, is_subject, mint, random};

use jiff::Timestamp;

use crate::api::wire::{Me, Role, Token};
use crate::platform::store::Credential;

/// Who is asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Caller {
    pub(crate) subject: String,
    pub(crate) role: Role,
    /// May upload scans of others.
    pub(crate) for_others: bool,
    /// What proves it.
    pub(crate) credential: Credential,
    /// When that ends. `None`: never, unless it is revoked.
    pub(crate) expires_at: Option<Timestamp>,
}

impl Caller {
    /// Whoever has that token of the platform's own.
    fn of_token(token: Token) -> Self {
        Self {
            subject: token.subject,
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

    /// May read scans.
    pub(crate) fn may_read(&self) -> bool {
        matches!(self.role, Role::Admin | Role::Member)
    }

    /// May see what is whose.
    pub(crate) fn may_see(&self, developer: &str) -> bool {
        self.role == Role::Admin || (self.may_read() && self.subject == developer)
    }

    /// The one whose scans these are alone to see. `None`: all.
    pub(crate) fn only(&self) -> Option<&str> {
        (self.role != Role::Admin).then_some(self.subject.as_str())
    }

    pub(crate) fn me(&self) -> Me {
        Me {
            developer_id: self.subject.clone(),
            role: self.role,
            may_upload_for_others: self.for_others,
        }
    }
}
