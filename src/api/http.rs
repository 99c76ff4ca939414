//! The platform's address, and the HTTP client for it.

use std::path::Path;
use std::time::Duration;

use reqwest::Url;

use super::error::UploadError;
use crate::web::{self, is_loopback};

pub(super) use crate::web::shown;

/// How long a connection may take to come up.
const CONNECT: Duration = Duration::from_secs(5);

/// The HTTP client for a platform: no redirects, the system's trust store and proxies.
///
/// # Errors
/// The certificates cannot be read, or TLS cannot be set up.
pub(super) fn http(ca_file: Option<&Path>, platform: &Url) -> Result<reqwest::Client, UploadError> {
    let builder = web::client(CONNECT);
    let certificates = ca_file.map(certificates).transpose()?.unwrap_or_default();
    let builder = if platform.scheme() == "http" {
        // Nobody's certificate is looked at, and reading the system's takes a while.
        builder.tls_certs_only([])
    } else {
        builder.tls_certs_merge(certificates)
    };
    // No proxy may come between this machine and itself.
    let builder = if is_loopback(platform) {
        builder.no_proxy()
    } else {
        builder
    };
    builder.build().map_err(UploadError::Setup)
}

fn certificates(path: &Path) -> Result<Vec<reqwest::Certificate>, UploadError> {
    web::certificates(path).map_err(|source| UploadError::CaFile {
        path: path.to_owned(),
        source,
    })
}

/// Reads an address. Only HTTPS is used; plain HTTP on this machine alone. No user name, no password.
///
/// # Errors
/// It is another one.
pub(super) fn parse(text: &str) -> Result<Url, UploadError> {
    let bad = |url: String, problem| UploadError::BadUrl { url, problem };
    let url = Url::parse(text).map_err(|_| bad(text.to_owned(), "is no address"))?;
    match web::check(&url) {
        Ok(()) => Ok(url),
        Err(problem) => Err(bad(shown(&url), problem)),
    }
}

/// Two names of one server on this machine: `localhost` and `127.0.0.1` with the same port.
pub(super) fn is_same_here(one: &Url, other: &Url) -> bool {
    let place = |url: &Url| (url.scheme().to_owned(), url.port_or_known_default());
    is_loopback(one) && is_loopback(other) && place(one) == place(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_this_machine_are_one_server_if_the_port_is_the_same() {
        let is_same = |one: &str, other: &str| is_same_here(&Url::parse(one).unwrap(), &Url::parse(other).unwrap());
        assert!(is_same("http://localhost:8787", "http://127.0.0.1:8787/api/v1"));
        assert!(is_same("http://[::1]:8787/", "http://localhost:8787/"));
        for (one, other) in [
            ("http://localhost:8787", "http://127.0.0.1:8788"),
            ("http://localhost:8787", "https://127.0.0.1:8787"),
            ("https://team.example.com", "http://127.0.0.1:443"),
            ("https://team.example.com", "https://other.example.com"),
        ] {
            assert!(!is_same(one, other), "{one} {other}");
        }
    }

    #[test]
    fn a_token_goes_over_https_or_not_off_this_machine() {
        for good in [
            "https://team.example.com",
            "http://127.0.0.1:8080",
            "http://[::1]:1",
            "http://localhost:1",
        ] {
            assert!(parse(good).is_ok(), "{good}");
        }
        for bad in [
            "http://team.example.com",
            "http://localhost.example.com",
            "https://ada:secret@team.example.com",
            "ftp://127.0.0.1",
            "team",
        ] {
            let told = parse(bad).unwrap_err().to_string();
            assert!(!told.contains("secret"), "{told}");
        }
    }
}
