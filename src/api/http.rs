//! The platform's address, and the HTTP client for it.

use std::path::Path;
use std::time::Duration;

use reqwest::Url;

use super::error::UploadError;

/// How long a connection may take to come up.
const CONNECT: Duration = Duration::from_secs(5);

/// The HTTP client for a platform: no redirects, the system's trust store and proxies.
///
/// # Errors
/// The certificates cannot be read, or TLS cannot be set up.
pub(super) fn http(ca_file: Option<&Path>, platform: &Url) -> Result<reqwest::Client, UploadError> {
    let builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(CONNECT)
        .referer(false)
        .user_agent(concat!("devenv/", env!("CARGO_PKG_VERSION")));
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
    let bad = |source: Box<dyn std::error::Error + Send + Sync>| UploadError::CaFile {
        path: path.to_owned(),
        source,
    };
    let text = fs_err::read(path).map_err(|error| bad(error.into()))?;
    reqwest::Certificate::from_pem_bundle(&text).map_err(|error| bad(error.into()))
}

/// Reads an address. Only HTTPS is used; plain HTTP on this machine alone. No user name, no password.
///
/// # Errors
/// It is another one.
pub(super) fn parse(text: &str) -> Result<Url, UploadError> {
    let bad = |url: String, problem| UploadError::BadUrl { url, problem };
    let url = Url::parse(text).map_err(|_| bad(text.to_owned(), "is no address"))?;
    if !url.username().is_empty() || url.password().is_some() {
        Err(bad(shown(&url), "must not have a user name or a password in it"))
    } else if url.scheme() == "https" || (url.scheme() == "http" && is_loopback(&url)) {
        Ok(url)
    } else {
        Err(bad(shown(&url), "must begin with https://"))
    }
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    let is_address = |address: std::net::IpAddr| address.is_loopback();
    host == "localhost" || address.parse().is_ok_and(is_address)
}

/// Two names of one server on this machine: `localhost` and `127.0.0.1` with the same port.
pub(super) fn is_same_here(one: &Url, other: &Url) -> bool {
    let place = |url: &Url| (url.scheme().to_owned(), url.port_or_known_default());
    is_loopback(one) && is_loopback(other) && place(one) == place(other)
}

/// An address for people: without what may be secret in it.
pub(super) fn shown(url: &Url) -> String {
    format!("{}{}", url.origin().ascii_serialization(), url.path())
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
