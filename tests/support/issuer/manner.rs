//! How the provider behaves, and its faults.

use std::collections::{HashMap, VecDeque};

use serde_json::Value;

/// A fault of the token endpoint, once.
#[derive(Debug, Clone, Copy)]
pub(crate) enum TokenFault {
    /// This status, with an error as JSON.
    Status(u16),
    /// A proxy's HTML page.
    Html(u16),
    /// A redirect: a client that follows it would leak the code.
    Redirect,
    /// The connection is cut.
    Cut,
    /// No answer at all.
    Hang,
    /// An error of RFC 6749.
    Error(&'static str),
}

/// How an ID token is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum IdToken {
    #[default]
    Good,
    Es256,
    /// `alg: none`, without a signature.
    None,
    /// HS256 with the public key as the secret.
    Hs256,
    /// Signed by another key, under the id of the provider's.
    OtherKey,
    OtherNonce,
    OtherIssuer,
    OtherAudience,
    /// For two clients, issued to the other one.
    OtherParty,
    Expired,
    /// Expired for four minutes, within the allowed difference of clocks.
    JustExpired,
    AccessToken,
    Missing,
}

/// The behaviour of this provider.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one thing that providers differ in"
)]
pub(crate) struct Manner {
    pub(crate) id_token: IdToken,
    pub(crate) token_faults: VecDeque<TokenFault>,
    /// The user refuses: error and description.
    pub(crate) deny: Option<(&'static str, &'static str)>,
    /// Refusals have no state, like some of Cognito's.
    pub(crate) deny_without_state: bool,
    /// `iss` in redirects.
    pub(crate) redirect_issuer: Option<String>,
    pub(crate) promises_issuer: bool,
    /// Requests must be pushed before the browser comes (RFC 9126).
    pub(crate) requires_pushed: bool,
    /// The metadata names another issuer.
    pub(crate) metadata_issuer: Option<String>,
    /// The metadata has other endpoints.
    pub(crate) metadata: HashMap<&'static str, Value>,
    pub(crate) access_seconds: i64,
    /// Off: the answer to a refresh has no refresh token, like Cognito's.
    pub(crate) rotates: bool,
    pub(crate) revoke_status: u16,
    pub(crate) revoke_hangs: bool,
    /// The id of the signing key; clients with cached keys must read them again.
    pub(crate) key_id: &'static str,
    /// The first answers with keys lack the new one.
    pub(crate) stale_key_answers: usize,
    /// The length of a refresh token. Cognito's has 1,784 characters.
    pub(crate) refresh_length: usize,
    /// Without the scope `offline_access` there is no refresh token.
    pub(crate) refresh_needs_scope: bool,
    pub(crate) auth_methods: Vec<&'static str>,
    /// How many of the next uploads the platform refuses.
    pub(crate) refuses_uploads: usize,
    /// Fields of the platform's discovery document, besides the issuer.
    pub(crate) platform: HashMap<&'static str, Value>,
    /// Claims of a CI token to add or replace.
    pub(crate) job: HashMap<&'static str, Value>,
    /// Answers to requests for these paths: status and body.
    pub(crate) answers: HashMap<&'static str, (u16, Value)>,
    /// Fields of the token endpoint's answer to add or replace.
    pub(crate) tokens: HashMap<&'static str, Value>,
}

impl Default for Manner {
    fn default() -> Self {
        Self {
            id_token: IdToken::Good,
            token_faults: VecDeque::new(),
            deny: None,
            deny_without_state: false,
            redirect_issuer: None,
            promises_issuer: false,
            requires_pushed: false,
            metadata_issuer: None,
            metadata: HashMap::new(),
            access_seconds: 3600,
            rotates: true,
            revoke_status: 200,
            revoke_hangs: false,
            key_id: "key-1",
            stale_key_answers: 0,
            refresh_length: 1784,
            refresh_needs_scope: false,
            auth_methods: vec!["client_secret_basic", "client_secret_post"],
            refuses_uploads: 0,
            platform: HashMap::new(),
            job: HashMap::new(),
            answers: HashMap::new(),
            tokens: HashMap::new(),
        }
    }
}
