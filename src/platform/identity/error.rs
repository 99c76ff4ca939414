//! Why it is unknown who asks, or why they may not, without a word of HTTP.

use crate::platform::store::StoreError;

/// Why it is unknown who asks, or why they may not.
#[derive(Debug, thiserror::Error)]
pub(crate) enum IdentityError {
    /// The token is none of this platform's or its issuers', or is no longer valid.
    #[error("{0}")]
    Unauthenticated(&'static str),
    /// It is known who asks, and they have no access.
    #[error("{0}")]
    Forbidden(&'static str),
    /// The issuer cannot be asked now.
    #[error("{0}")]
    Unavailable(&'static str),
    /// The stores failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
