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
pub(crate) use pages_client::PagesClient;
pub use token::TokenWish;
pub(crate) use token::{hash, is_subject, mint, random};

use crate::api::wire::{Me, Role};

/// Who is asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Caller {
    pub(crate) subject: String,
    pub(crate) role: Role,
    /// May upload scans of others.
    pub(crate) for_others: bool,
    /// The id of the token, where it is one of the platform's own.
    pub(crate) token_id: Option<String>,
}

impl Caller {
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
