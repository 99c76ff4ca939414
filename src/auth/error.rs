//! Errors of signing in, with exit codes and hints.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use crate::error::{ExitCode, Explain};
use crate::web::{CertificatesError, NO_CERTIFICATES_HINT, NetworkFailure, TlsError};

/// Why a sign-in failed or there is no token. No variant holds a secret.
#[derive(Debug, thiserror::Error)]
pub enum AuthError {
    /// There is no session under this profile.
    #[error("you are not signed in (profile `{profile}`)")]
    NotSignedIn {
        /// The profile.
        profile: String,
    },
    /// The provider no longer accepts the session.
    #[error("the session of profile `{profile}` has ended")]
    SessionEnded {
        /// The profile.
        profile: String,
        /// The provider's reason.
        #[source]
        source: Option<Box<AuthError>>,
    },
    /// The platform does not accept a token.
    #[error("{api} does not accept this token{}", .words.as_deref().map_or_else(String::new, |words| format!(": {words}")))]
    TokenRefused {
        /// The base address of the platform's API.
        api: String,
        /// The platform's reason.
        words: Option<String>,
    },
    /// Neither a platform nor an issuer is set.
    #[error("no platform or identity provider is set (profile `{profile}`)")]
    NoPlatform {
        /// The profile.
        profile: String,
    },
    /// The platform does not name an issuer.
    #[error("{platform} does not name an identity provider")]
    NoIssuer {
        /// The platform.
        platform: String,
    },
    /// An issuer is set without a client id.
    #[error("no client id is known for {issuer}")]
    NoClientId {
        /// The issuer.
        issuer: String,
    },
    /// `--client-credentials` needs a secret.
    #[error("`DEVENV_CLIENT_SECRET` is not set")]
    NoClientSecret,
    /// An address that must not be used.
    #[error("{what} `{url}` {problem}")]
    BadUrl {
        /// Whose address it is.
        what: &'static str,
        /// The address.
        url: String,
        /// The problem with it.
        problem: &'static str,
    },
    /// The HTTP client cannot be set up.
    #[error("cannot set up HTTPS")]
    Client(#[source] TlsError),
    /// The file of `--ca-file` cannot be used.
    #[error("cannot read the certificates in {}", .path.display())]
    CaFile {
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: CertificatesError,
    },
    /// There was no answer.
    #[error("cannot reach {address}")]
    Network {
        /// Scheme, host and path; no query.
        address: String,
        /// The cause.
        #[source]
        source: NetworkFailure,
    },
    /// The answer has an unexpected status.
    #[error("{address} answered {status}{detail}")]
    Status {
        /// Scheme, host and path; no query.
        address: String,
        /// The HTTP status.
        status: u16,
        /// More about it, starting with a separator. May be empty.
        detail: String,
    },
    /// An answer that cannot be read. Its content is not shown.
    #[error("{address} sent an answer that devenv cannot read: {problem}")]
    Malformed {
        /// Scheme, host and path; no query.
        address: String,
        /// The problem with it.
        problem: String,
    },
    /// The metadata or the redirect names another issuer.
    #[error("the provider at {expected} calls itself {found}")]
    OtherIssuer {
        /// The configured issuer.
        expected: String,
        /// The issuer in the metadata or the redirect.
        found: String,
    },
    /// None of the callback ports is free.
    #[error("cannot wait for the browser: all callback ports are in use ({ports})")]
    NoPort {
        /// The ports that were tried.
        ports: String,
        /// The system's error for the last one.
        #[source]
        source: io::Error,
    },
    /// The provider refused.
    #[error("the provider refused: {error}{description}")]
    Refused {
        /// The error code, such as `access_denied`.
        error: String,
        /// The provider's text, starting with a separator. May be empty.
        description: String,
    },
    /// The redirect lacks the issuer that the provider announces.
    #[error("the redirect does not name the issuer, which this provider always does")]
    MissingIssuer,
    /// Too many requests came that do not belong to this sign-in.
    #[error("sign-in stopped: {count} requests with a wrong state came to the callback address")]
    TooManyBadStates {
        /// The number of requests.
        count: usize,
    },
    /// There is no user to sign in, and no other identity.
    #[error("nobody can sign in here: this is a CI job, and its CI gives no ID tokens")]
    NobodyThere,
    /// The user did not finish the sign-in in time.
    #[error("sign-in was not finished within {} s", .after.as_secs())]
    TimedOut {
        /// The timeout.
        after: Duration,
    },
    /// The provider does not answer.
    #[error("there was no answer within {} s", .after.as_secs())]
    NoAnswer {
        /// The timeout.
        after: Duration,
    },
    /// The ID token cannot be trusted.
    #[error("the ID token is not valid: {problem}")]
    IdToken {
        /// The problem with it.
        problem: String,
    },
    /// There is no keyring, or it does not answer.
    #[error("cannot {action} the keyring: {problem}")]
    Keyring {
        /// `read from`, `write to`, `delete from`.
        action: &'static str,
        /// The problem.
        problem: String,
    },
    /// There is no directory for sessions.
    #[error("there is no directory to store a session in")]
    NoDirectory,
    /// A file of the session cannot be read, written or removed.
    #[error("cannot {action} {}", .path.display())]
    File {
        /// `read`, `write`, `remove`.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// A session's description cannot be read.
    #[error("the session file {} is damaged", .path.display())]
    DamagedSession {
        /// The profile.
        profile: String,
        /// The file.
        path: PathBuf,
    },
    /// The platform names an API on another server, which gets no tokens.
    #[error("the platform {platform} names an API on another server: {api}")]
    OtherServer {
        /// The address that the user gave.
        platform: String,
        /// The address that the platform named.
        api: String,
    },
    /// A platform requests a CI token that is valid elsewhere.
    #[error("the platform {platform} asks for a CI token for `{audience}`, which is not its own address")]
    OtherAudience {
        /// The address that the user gave.
        platform: String,
        /// The audience that the platform named.
        audience: String,
    },
    /// Another devenv process holds the session's lock for too long.
    #[error("another devenv process has been refreshing the session of profile `{profile}` for {} s", .after.as_secs())]
    Locked {
        /// The profile.
        profile: String,
        /// The timeout.
        after: Duration,
    },
    /// This CI gives the job no ID token.
    #[error("{ci} gives this job no ID token: {problem}")]
    NoCiIdentity {
        /// The CI's name.
        ci: &'static str,
        /// What is missing.
        problem: String,
    },
    /// The text cannot be a token.
    #[error("this is not a token: {problem}")]
    NotAToken {
        /// The problem with it.
        problem: &'static str,
    },
    /// The profile's name cannot be part of a file name.
    #[error("`{0}` is not a valid profile name")]
    ProfileName(String),
    /// The system cannot start the event loop.
    #[error("cannot open network connections")]
    Runtime(#[source] io::Error),
}

impl AuthError {
    /// Whether it may succeed later, so that the session is not given up.
    pub(super) fn is_transient(&self) -> bool {
        match self {
            Self::Network { .. } | Self::Malformed { .. } => true,
            Self::Status { status, .. } => *status == 403 || *status == 429 || *status >= 500,
            _ => false,
        }
    }

    /// Whether the user must sign in again. Source: OpenID Connect Core 3.1.2.6.
    pub(super) fn asks_for_sign_in(&self) -> bool {
        let codes = [
            "account_selection_required",
            "consent_required",
            "interaction_required",
            "login_required",
        ];
        matches!(self, Self::Refused { error, .. } if codes.contains(&error.as_str()))
    }

    /// Whether the provider no longer accepts this refresh token.
    pub(super) fn is_dead_grant(&self) -> bool {
        matches!(self, Self::Refused { error, .. } if error == "invalid_grant")
    }
}

impl Explain for AuthError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotSignedIn { .. } => "not_signed_in",
            Self::SessionEnded { .. } => "session_ended",
            Self::TokenRefused { .. } => "token_refused",
            Self::NoPlatform { .. } => "no_platform",
            Self::NoIssuer { .. } => "no_issuer",
            Self::NoClientId { .. } => "no_client_id",
            Self::NoClientSecret => "no_client_secret",
            Self::BadUrl { .. } => "bad_url",
            Self::Client(_) | Self::Runtime(_) => "no_client",
            Self::CaFile { .. } => "bad_ca_file",
            Self::Network { .. } => "network",
            Self::Status { .. } => "bad_status",
            Self::Malformed { .. } => "bad_answer",
            Self::OtherIssuer { .. } => "other_issuer",
            Self::NoPort { .. } => "no_callback_port",
            Self::Refused { .. } => "sign_in_refused",
            Self::MissingIssuer => "missing_issuer",
            Self::TooManyBadStates { .. } => "too_many_strays",
            Self::NobodyThere => "nobody_there",
            Self::TimedOut { .. } => "sign_in_timed_out",
            Self::NoAnswer { .. } => "no_answer",
            Self::IdToken { .. } => "bad_id_token",
            Self::Keyring { .. } => "keyring",
            Self::NoDirectory => "no_folder",
            Self::File { .. } | Self::DamagedSession { .. } => "session_file",
            Self::OtherServer { .. } => "other_server",
            Self::OtherAudience { .. } => "other_audience",
            Self::Locked { .. } => "session_locked",
            Self::NoCiIdentity { .. } => "no_ci_identity",
            Self::NotAToken { .. } => "not_a_token",
            Self::ProfileName(_) => "profile_name",
        }
    }

    fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::NotSignedIn { .. } => {
                "run `devenv login PLATFORM_URL`; without a browser, set `DEVENV_TOKEN`; in CI, give the job an ID token"
            }
            Self::SessionEnded { .. } => "run `devenv login`",
            Self::TokenRefused { .. } => "ask the platform's administrator for another token or for access",
            Self::NoPlatform { .. } => "run `devenv login PLATFORM_URL`, or give `--issuer` and `--client-id`",
            Self::NoIssuer { .. } => {
                "ask its administrator for a token and run `devenv login --with-token`, or give `--issuer` and `--client-id`"
            }
            Self::NoClientId { .. } => "give `--client-id`: the id of the app client that is registered for devenv",
            Self::Client(TlsError::NoCertificates) => NO_CERTIFICATES_HINT,
            Self::CaFile { .. } => "name a file of PEM certificates",
            Self::Network { .. } => "check the network and `HTTPS_PROXY`; `--ca-file` adds a company's certificates",
            Self::Status { status: 404, .. } => {
                "check the address; for a server of the Dev-Env Platform, \
                set `api = \"dev-env-platform\"` in the profile (docs/upload.md)"
            }
            Self::OtherIssuer { .. } => "give `--issuer` exactly as the provider writes it",
            Self::NoPort { .. } => {
                "stop the program that uses it, or give another registered port with `--callback-port`"
            }
            Self::TimedOut { .. } => {
                "run it again; if the browser runs on another machine, paste the address of its last page. \
                If the browser shows a redirect mismatch, the callback address is not registered"
            }
            Self::Keyring { .. } => {
                "unlock the keyring; or store the session in a file that only you can read: `devenv login --insecure-storage`; \
                or set `DEVENV_TOKEN`"
            }
            Self::NobodyThere | Self::NoCiIdentity { .. } => {
                "or set `DEVENV_TOKEN`; or `DEVENV_CLIENT_ID` and `DEVENV_CLIENT_SECRET`, with `--client-credentials`"
            }
            Self::NoDirectory => "set `DEVENV_STATE_DIR`",
            Self::DamagedSession { profile, .. } => {
                return Some(format!(
                    "run `devenv logout -p {profile}`, then `devenv login -p {profile}`"
                ));
            }
            Self::OtherServer { .. } => {
                "name the server that has the API (`devenv login PLATFORM_URL`), \
                or ask the administrator to set the platform's public address (`devenv serve --public-url`)"
            }
            Self::OtherAudience { audience, .. } => {
                return Some(format!(
                    "if you trust the platform with tokens for it, set `DEVENV_AUDIENCE={audience}`"
                ));
            }
            Self::BadUrl { url, problem, .. } if *problem == "is not an address" && !url.contains("://") => {
                return Some(format!("did you mean `https://{url}`?"));
            }
            Self::Refused { error, .. } if error == "login_required" => {
                "sign in at the provider in your browser first, or run `devenv login --force`"
            }
            Self::Locked { .. } => "run it again; if that does not help, stop the other devenv process",
            Self::ProfileName(_) => "use letters, digits, `.`, `_` and `-`, at most 64",
            Self::Refused { error, .. } if error == "invalid_grant" => {
                "run it again. If that does not help, the app client may lack read access to an attribute of its scopes"
            }
            Self::Refused { error, .. } if error == "unauthorized_client" => {
                "the callback address may not be registered with the app client"
            }
            Self::IdToken { .. } | Self::MissingIssuer | Self::TooManyBadStates { .. } => {
                "run it again; if that does not help, tell the provider's administrator"
            }
            _ => return None,
        };
        Some(hint.to_owned())
    }

    fn exit(&self) -> ExitCode {
        match self {
            Self::NoPlatform { .. }
            | Self::NoClientId { .. }
            | Self::NoClientSecret
            | Self::BadUrl { .. }
            | Self::CaFile { .. }
            | Self::NoDirectory
            | Self::OtherAudience { .. }
            | Self::NotAToken { .. }
            | Self::ProfileName(_) => ExitCode::Usage,
            Self::Client(_)
            | Self::Runtime(_)
            | Self::Network { .. }
            | Self::NoAnswer { .. }
            | Self::Status { .. }
            | Self::OtherServer { .. }
            | Self::Malformed { .. } => ExitCode::Platform,
            _ => ExitCode::SignIn,
        }
    }
}
