//! The HTTP code that sign-in and uploads share: safe addresses, certificates, retries, limited bodies, and reasons for failures.

mod address;
mod client;
mod exchange;
mod failure;
mod no_proxy;
mod oauth;
mod problem_text;

pub use address::{check, is_loopback, is_same_server, shown, shown_text};
pub use client::{CertificatesError, NO_CERTIFICATES_HINT, TlsError, any_client, certificates, client};
pub use exchange::{BodyError, Retries, read_body, retry_after};
pub use failure::NetworkFailure;
pub use no_proxy::is_excluded;
pub use oauth::OauthClient;
pub use problem_text::ProblemText;
