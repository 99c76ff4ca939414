//! Sign-in to a platform: Authorization Code with PKCE and a loopback redirect, as recommended for native apps.
//!
//! Sources: RFC 6749, 6750, 7009, 7636, 8252, 8414, 9207, 9700; OpenID Connect Core and Discovery 1.0.
//!
//! ```text
//!  config ──► discovery ──► flow ──► grant ──► id_token ──► session_store ──► refresh ──► api
//!             metadata of   browser,  code for  checks the   session and       an access token,
//!             the provider  listener  tokens    user         its tokens        refreshed under a lock
//! ```
//!
//! All asynchronous code runs in [`Runtime`], which a command starts when it needs the network.

mod browser;
mod ci_oidc;
mod discovery;
mod error;
mod flow;
mod grant;
mod http;
mod id_token;
mod jwt_claims;
mod lenient;
mod listener;
mod lock;
mod machine_token;
mod paste;
mod pushed;
mod refresh;
mod runtime;
mod session;
mod session_store;
mod sign_out;
mod store;
mod userinfo;

pub use browser::Browser;
pub use ci_oidc::{CiIdentity, CiProvider, ci_audience};
pub use discovery::{PlatformDocument, Provider, discover, read_platform};
pub use error::AuthError;
pub use flow::{Event, Request, sign_in};
pub use http::Http;
pub use id_token::Account;
pub use machine_token::{
    client_credentials, client_secret_of_variable, given_token, sign_in_machine, token_of_variable,
};
pub use paste::restore_terminal;
pub use runtime::Runtime;
pub use session::{Bearer, Method, Origin, Session};
pub use session_store::Sessions;
pub use sign_out::{Revocation, remove_damaged, sign_out};
pub use store::Storage;
pub use userinfo::{PlatformIdentity, Userinfo, fetch_platform_identity, fetch_userinfo};
