//! Why a scan did not reach the platform.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use crate::error::{ExitCode, Explain};
use crate::text;
use crate::web::{CertificatesError, NO_CERTIFICATES_HINT, NetworkFailure, TlsError};

/// Why a scan did not reach the platform.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// Tokens and scans must not be sent to this address.
    #[error("the platform's address `{url}` {problem}")]
    BadUrl {
        /// The address.
        url: String,
        /// The problem with it.
        problem: &'static str,
    },
    /// The platform names an API on another server, which the token is not for.
    #[error("the platform {platform} names an API on another server: {api}")]
    OtherServer {
        /// The address that the user gave.
        platform: String,
        /// The address that the platform named.
        api: String,
    },
    /// The certificate file cannot be used.
    #[error("cannot read the certificates in {}", .path.display())]
    CaFile {
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: CertificatesError,
    },
    /// TLS cannot be set up.
    #[error("cannot set up HTTPS")]
    Setup(#[source] TlsError),
    /// The system cannot start the event loop.
    #[error("cannot open network connections")]
    Runtime(#[source] io::Error),
    /// A scan cannot be compressed.
    #[error("cannot compress the scan")]
    Encode(#[source] io::Error),
    /// There was no answer, or not a complete one.
    #[error("cannot reach {address}")]
    Network {
        /// The address.
        address: String,
        /// The cause.
        #[source]
        source: NetworkFailure,
    },
    /// The platform may accept the scan later.
    #[error("{address} is not available: it answered {status}{}", later(*.retry_after))]
    Busy {
        /// The address.
        address: String,
        /// The HTTP status.
        status: u16,
        /// How long the platform asks to wait.
        retry_after: Option<Duration>,
    },
    /// The platform accepts neither the token nor a new one.
    #[error("{address} does not accept this token{}", with_colon(.words.as_deref()))]
    TokenRefused {
        /// The address.
        address: String,
        /// The platform's reason.
        words: Option<String>,
    },
    /// The platform refuses the scan for good.
    #[error("the platform refused it: {status} {words}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// The platform's reason.
        words: String,
        /// The platform's hint.
        hint: Option<String>,
    },
    /// The scan exceeds the platform's size limit and was not sent.
    #[error("the scan has {}{form}; the platform accepts at most {}{}", text::bytes(*.bytes), text::bytes(*.limit), largest_part(.largest.as_ref()))]
    TooLarge {
        /// Its size.
        bytes: u64,
        /// ` compressed`, or empty if the JSON itself is too large.
        form: &'static str,
        /// The platform's limit.
        limit: u64,
        /// Its largest part: the name in the JSON, and its size there.
        largest: Option<(String, u64)>,
    },
    /// The answer is not a platform's.
    #[error("{address} sent an answer that devenv cannot read: {problem}")]
    Malformed {
        /// The address.
        address: String,
        /// The problem with it.
        problem: String,
    },
}

/// The platform's reason after a colon.
fn with_colon(words: Option<&str>) -> String {
    words.map_or_else(String::new, |words| format!(": {words}"))
}

fn later(retry_after: Option<Duration>) -> String {
    retry_after.map_or_else(String::new, |wait| format!(", and asks to wait {} s", wait.as_secs()))
}

fn largest_part(largest: Option<&(String, u64)>) -> String {
    largest.map_or_else(String::new, |(name, bytes)| {
        format!("; its largest part is `{name}`, with {}", text::bytes(*bytes))
    })
}

impl UploadError {
    /// Whether only this scan is affected: other scans may still be accepted.
    pub fn is_of_the_scan(&self) -> bool {
        match self {
            Self::TooLarge { .. } => true,
            Self::Refused { status, .. } => matches!(status, 400 | 409 | 413 | 415 | 422),
            _ => false,
        }
    }
}

impl Explain for UploadError {
    fn code(&self) -> &'static str {
        match self {
            Self::BadUrl { .. } => "bad_url",
            Self::OtherServer { .. } => "other_server",
            Self::CaFile { .. } => "bad_ca_file",
            Self::Setup(_) | Self::Runtime(_) => "network_setup",
            Self::Encode(_) => "encoding_failed",
            Self::Network { .. } => "unreachable",
            Self::Busy { .. } => "platform_busy",
            Self::TokenRefused { .. } => "token_refused",
            Self::Refused { .. } => "upload_refused",
            Self::TooLarge { .. } => "scan_too_large",
            Self::Malformed { .. } => "bad_answer",
        }
    }

    fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::BadUrl { url, problem } if *problem == "is not an address" && !url.contains("://") => {
                return Some(format!("did you mean `https://{url}`?"));
            }
            Self::BadUrl { .. } => "set `DEVENV_PLATFORM`, or run `devenv login PLATFORM_URL`",
            Self::OtherServer { .. } => {
                "name the server that has the API (`devenv login PLATFORM_URL`), \
                or ask the administrator to set the platform's public address (`devenv serve --public-url`)"
            }
            Self::CaFile { .. } => "name a file of PEM certificates with `DEVENV_CA_FILE`",
            Self::Network { .. } => {
                "check the network, the proxy and the platform's address; `DEVENV_CA_FILE` adds a company's certificates"
            }
            Self::TokenRefused { .. } | Self::Refused { status: 401, .. } => {
                "run `devenv login`, or renew `DEVENV_TOKEN`; if that does not help, ask the platform's administrator \
                which tokens it accepts"
            }
            Self::Refused { status: 431, .. } => {
                "the token may be too long: ask the platform's administrator for one with fewer groups"
            }
            Self::Refused { hint: Some(hint), .. } => hint,
            Self::TooLarge { .. } | Self::Refused { status: 413, .. } => {
                "leave parts out with `devenv scan --skip NAME`, or ask the administrator to raise the platform's limit"
            }
            Self::Refused { status: 403, .. } => "`devenv whoami` says what you may do there",
            Self::Malformed { .. } | Self::Refused { .. } => "check that the platform's address is right",
            Self::Setup(TlsError::NoCertificates) => NO_CERTIFICATES_HINT,
            Self::Setup(_) | Self::Runtime(_) | Self::Encode(_) | Self::Busy { .. } => return None,
        };
        Some(hint.to_owned())
    }

    fn exit(&self) -> ExitCode {
        match self {
            Self::BadUrl { .. } | Self::CaFile { .. } => ExitCode::Usage,
            Self::TokenRefused { .. } | Self::Refused { status: 401 | 403, .. } => ExitCode::SignIn,
            _ => ExitCode::Platform,
        }
    }
}
