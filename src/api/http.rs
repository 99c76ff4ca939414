//! The platform's address, and the HTTP client for it.

use std::path::Path;
use std::time::Duration;

use url::Url;

use super::error::UploadError;
use crate::web;

/// The timeout for a connection.
const CONNECT: Duration = Duration::from_secs(5);

/// The HTTP client for a platform: no redirects, the system's trust store and proxies.
///
/// # Errors
/// The certificates cannot be read, or TLS cannot be set up.
pub(super) fn http(ca_file: Option<&Path>, platform: &Url) -> Result<reqwest::Client, UploadError> {
    let certificates = ca_file.map(certificates).transpose()?.unwrap_or_default();
    web::client(platform, CONNECT, &certificates)
        .build()
        .map_err(|error| UploadError::Setup(error.into()))
}

fn certificates(path: &Path) -> Result<Vec<reqwest::Certificate>, UploadError> {
    web::certificates(path).map_err(|source| UploadError::CaFile {
        path: path.to_owned(),
        source,
    })
}

/// Reads an address, and checks it as [`web::check`] does.
///
/// # Errors
/// It is not a valid address, or must not be used.
pub(super) fn parse(text: &str) -> Result<Url, UploadError> {
    let bad = |url: String, problem| UploadError::BadUrl { url, problem };
    let url = Url::parse(text).map_err(|_| bad(web::shown_text(text), "is not an address"))?;
    match web::check(&url) {
        Ok(()) => Ok(url),
        Err(problem) => Err(bad(web::shown(&url), problem)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_sent_over_https_or_to_this_machine() {
        for good in [
            "https://team.example.com",
            "http://127.0.0.1:8080",
            "http://[::1]:1",
            "http://localhost:1",
        ] {
            assert!(parse(good).is_ok(), "{good}");
        }
        for (bad, expected) in [
            (
                "http://team.example.com",
                "the platform's address `http://team.example.com/` must begin with https://",
            ),
            (
                "ftp://127.0.0.1",
                "the platform's address `ftp://127.0.0.1/` must begin with https://",
            ),
            ("team", "the platform's address `team` is not an address"),
            (
                "https://ada:secret@team.example.com",
                "the platform's address `https://team.example.com/` must not contain a user name or a password",
            ),
            (
                "https://ada:secret@team example",
                "the platform's address `https://team example` is not an address",
            ),
        ] {
            assert_eq!(parse(bad).unwrap_err().to_string(), expected);
        }
    }
}
