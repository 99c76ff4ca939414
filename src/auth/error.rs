//! What can go wrong in a sign-in, and the way out.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use crate::error::{ExitCode, Explain};

/// Why a sign-in or a token is not to be had. No variant holds a secret.
#[derive(Debug, thiserror::Error)]
pub enum AuthError {
    /// Nobody has signed in under this profile.
    #[error("you are not signed in (profile `{profile}`)")]
    NotSignedIn {
        /// The profile.
        profile: String,
    },
    /// The provider no longer takes the session.
    #[error("the session of profile `{profile}` has ended")]
    SessionEnded {
        /// The profile.
        profile: String,
        /// What the provider said.
        #[source]
        source: Option<Box<AuthError>>,
    },
    /// The platform does not take a token.
    #[error("{api} does not take this token")]
    TokenRefused {
        /// Where the platform's interface begins.
        api: String,
    },
    /// There is neither a platform nor an issuer to sign in to.
    #[error("there is nothing to sign in to: no platform and no issuer is known (profile `{profile}`)")]
    NoPlatform {
        /// The profile.
        profile: String,
    },
    /// The platform does not say who signs in its users.
    #[error("{platform} names no issuer to sign in at")]
    NoIssuer {
        /// The platform.
        platform: String,
    },
    /// An issuer alone is not enough.
    #[error("no client id is known for {issuer}")]
    NoClientId {
        /// The issuer.
        issuer: String,
    },
    /// A machine signs in with a secret, and there is none.
    #[error("`DEVENV_CLIENT_SECRET` is not set")]
    NoClientSecret,
    /// An address that must not be used.
    #[error("{what} `{url}` {problem}")]
    BadUrl {
        /// What it is the address of.
        what: &'static str,
        /// The address.
        url: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The HTTP client cannot be set up.
    #[error("cannot set up HTTPS")]
    Client(#[source] reqwest::Error),
    /// The file of `--ca-file` is no good.
    #[error("cannot read the certificates in {}", .path.display())]
    CaFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// Nothing came back.
    #[error("cannot reach {address}")]
    Network {
        /// Scheme, host and path; no query.
        address: String,
        /// What happened.
        #[source]
        source: reqwest::Error,
    },
    /// Something came back, and it is not what was asked for.
    #[error("{address} answered {status}{detail}")]
    Status {
        /// Scheme, host and path; no query.
        address: String,
        /// The HTTP status.
        status: u16,
        /// More about it, beginning with a separator. May be empty.
        detail: String,
    },
    /// An answer that cannot be read. What it holds is not shown.
    #[error("{address} gave an answer that cannot be read: {problem}")]
    Malformed {
        /// Scheme, host and path; no query.
        address: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The provider calls itself something else.
    #[error("the provider at {expected} calls itself {found}")]
    OtherIssuer {
        /// The issuer that was configured.
        expected: String,
        /// The issuer that the metadata or the redirect names.
        found: String,
    },
    /// None of the callback ports is free.
    #[error("cannot wait for the browser: no port of {ports} is free")]
    NoPort {
        /// The ports that were tried.
        ports: String,
        /// What the system said of the last one.
        #[source]
        source: io::Error,
    },
    /// The provider refused.
    #[error("the provider refused: {error}{description}")]
    Refused {
        /// The error code, such as `access_denied`.
        error: String,
        /// What it says about it, beginning with a separator. May be empty.
        description: String,
    },
    /// A redirect without the issuer that the provider promises to name.
    #[error("the redirect does not name the issuer, which this provider always does")]
    MissingIssuer,
    /// Too many requests came that did not belong to this sign-in.
    #[error("{count} requests with a wrong state came to the callback address: sign-in was given up")]
    TooManyBadStates {
        /// How many.
        count: usize,
    },
    /// There is nobody to sign in, and no other identity.
    #[error("this is a CI, where nobody can sign in, and it is none that vouches for its jobs")]
    NobodyThere,
    /// Nobody finished the sign-in.
    #[error("nobody finished the sign-in within {} s", .after.as_secs())]
    TimedOut {
        /// How long it was waited for.
        after: Duration,
    },
    /// The provider does not answer.
    #[error("there was no answer within {} s", .after.as_secs())]
    NoAnswer {
        /// How long it was waited for.
        after: Duration,
    },
    /// The ID token is not to be trusted.
    #[error("the ID token is not to be trusted: {problem}")]
    IdToken {
        /// What is wrong with it.
        problem: String,
    },
    /// The keyring is not there, or does not answer.
    #[error("cannot {action} the keyring: {problem}")]
    Keyring {
        /// `read from`, `write to`, `delete from`.
        action: &'static str,
        /// What is wrong.
        problem: String,
    },
    /// devenv has no folder to keep a session in.
    #[error("there is no folder to keep a session in")]
    NoFolder,
    /// A file of the session cannot be read, written or removed.
    #[error("cannot {action} {}", .path.display())]
    File {
        /// `read`, `write`, `remove`.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// What happened.
        #[source]
        source: io::Error,
    },
    /// Another devenv holds the session for too long.
    #[error("another devenv has been refreshing the session of profile `{profile}` for {} s", .after.as_secs())]
    Locked {
        /// The profile.
        profile: String,
        /// How long it was waited for.
        after: Duration,
    },
    /// The identity that this CI could give is not to be had.
    #[error("{ci} gives this job no identity: {problem}")]
    NoCiIdentity {
        /// The CI's name.
        ci: &'static str,
        /// What is missing.
        problem: String,
    },
    /// A token that cannot be one.
    #[error("what was given is not a token: {problem}")]
    NotAToken {
        /// What is wrong with it.
        problem: &'static str,
    },
    /// A profile's name that cannot be part of a file's name.
    #[error("`{0}` is no name for a profile")]
    ProfileName(String),
    /// The system gives no means to wait for sockets.
    #[error("cannot wait for the network")]
    Runtime(#[source] io::Error),
}

impl AuthError {
    /// It may go well another time: the session is not to be given up for it.
    pub(super) fn is_transient(&self) -> bool {
        match self {
            Self::Network { .. } | Self::Malformed { .. } => true,
            Self::Status { status, .. } => *status == 403 || *status == 429 || *status >= 500,
            _ => false,
        }
    }

    /// The provider takes this refresh token no more.
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
            Self::NoFolder => "no_folder",
            Self::File { .. } => "session_file",
            Self::Locked { .. } => "session_locked",
            Self::NoCiIdentity { .. } => "no_ci_identity",
            Self::NotAToken { .. } => "not_a_token",
            Self::ProfileName(_) => "profile_name",
        }
    }

    fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::NotSignedIn { .. } => {
                "run `devenv login PLATFORM_URL`; where there is no browser, set `DEVENV_TOKEN`, or give a CI job an ID token"
            }
            Self::SessionEnded { .. } => "run `devenv login`",
            Self::TokenRefused { .. } => "ask whoever runs the platform for another one, or for leave to use it",
            Self::NoPlatform { .. } => "run `devenv login PLATFORM_URL`, or give `--issuer` and `--client-id`",
            Self::NoIssuer { .. } => {
                "ask whoever runs it for a token and run `devenv login --with-token`, or give `--issuer` and `--client-id`"
            }
            Self::NoClientId { .. } => "give `--client-id`: that of the app client which is registered for devenv",
            Self::CaFile { .. } => "it must be a file of certificates in PEM form",
            Self::Network { .. } => {
                "is the network there, and `HTTPS_PROXY` right? `--ca-file` adds a company's certificates"
            }
            Self::Status { status: 404, .. } => {
                "is the address right? A server of the reference's kind says nothing of itself: \
                set `api = \"dev-env-platform\"` in its profile (docs/upload.md)"
            }
            Self::OtherIssuer { .. } => "give `--issuer` exactly as the provider writes it",
            Self::NoPort { .. } => {
                "end what listens there, or give `--callback-port` with another port that is registered"
            }
            Self::TimedOut { .. } => {
                "run it again; where the browser runs on another machine, paste the address that it ends on. \
                A page that speaks of a redirect mismatch means that the callback address is not registered"
            }
            Self::Keyring { .. } => {
                "unlock the keyring; or `devenv login --insecure-storage` keeps the session in a file that only you can read; \
                or set `DEVENV_TOKEN`"
            }
            Self::NobodyThere | Self::NoCiIdentity { .. } => {
                "else set `DEVENV_TOKEN`; or `DEVENV_CLIENT_ID` and `DEVENV_CLIENT_SECRET`, with `--client-credentials`"
            }
            Self::NoFolder => "set `DEVENV_STATE_DIR`",
            Self::Locked { .. } => "run it again; if it stays so, end the other devenv",
            Self::ProfileName(_) => "use letters, digits, `.`, `_` and `-`, at most 64",
            Self::Refused { error, .. } if error == "invalid_grant" => {
                "run it again. If it stays so, the app client may lack read access to an attribute of the scopes"
            }
            Self::Refused { error, .. } if error == "unauthorized_client" => {
                "the callback address may not be registered with the app client"
            }
            Self::IdToken { .. } | Self::MissingIssuer | Self::TooManyBadStates { .. } => {
                "run it again; if it stays so, tell whoever runs the provider"
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
            | Self::NoFolder
            | Self::NotAToken { .. }
            | Self::ProfileName(_) => ExitCode::Usage,
            Self::Client(_)
            | Self::Runtime(_)
            | Self::Network { .. }
            | Self::NoAnswer { .. }
            | Self::Status { .. }
            | Self::Malformed { .. } => ExitCode::Platform,
            _ => ExitCode::SignIn,
        }
    }
}
