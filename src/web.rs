//! What sign-in and uploads share of HTTP: which addresses a token may go to, whose certificates are trusted, and a client that
//! follows nobody.

use std::error::Error;
use std::path::Path;
use std::time::Duration;

use reqwest::{Certificate, Client, ClientBuilder, Url};

/// The beginning of a client: no redirects, no word of where one comes from. `connect`: how long a connection may take to come up.
pub fn client(connect: Duration) -> ClientBuilder {
    Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(connect)
        .referer(false)
        .user_agent(concat!("devenv/", env!("CARGO_PKG_VERSION")))
}

/// The certificates in a file, PEM.
///
/// # Errors
/// It cannot be read, is something else, or has none in it.
pub fn certificates(path: &Path) -> Result<Vec<Certificate>, Box<dyn Error + Send + Sync>> {
    let certificates = Certificate::from_pem_bundle(&fs_err::read(path)?)?;
    if certificates.is_empty() {
        return Err("there is no certificate in it".into());
    }
    Ok(certificates)
}

/// Only HTTPS is used; plain HTTP on this machine alone. No user name, no password.
///
/// # Errors
/// What the address is not, to be read behind it: "must begin with https://".
pub fn check(url: &Url) -> Result<(), &'static str> {
    if !url.username().is_empty() || url.password().is_some() {
        Err("must not have a user name or a password in it")
    } else if url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url)) {
        Ok(())
    } else {
        Err("must begin with https://")
    }
}

/// It leads to this machine: `localhost`, 127.0.0.0/8 or `::1`.
pub fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    let is_address = |address: std::net::IpAddr| address.is_loopback();
    host == "localhost" || address.parse().is_ok_and(is_address)
}

/// An address for people and logs: without what may be secret in it.
pub fn shown(url: &Url) -> String {
    format!("{}{}", url.origin().ascii_serialization(), url.path())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_goes_over_https_or_not_off_this_machine() {
        let problem = |text: &str| check(&Url::parse(text).unwrap()).err();
        for good in [
            "https://team.example.com/pool",
            "http://127.0.0.1:8080",
            "http://[::1]:1",
            "http://localhost:1",
        ] {
            assert_eq!(problem(good), None, "{good}");
        }
        let not_https = Some("must begin with https://");
        for bad in [
            "http://team.example.com/?x=1",
            "http://localhost.example.com",
            "ftp://127.0.0.1",
            "file:///etc/passwd",
        ] {
            assert_eq!(problem(bad), not_https, "{bad}");
        }
        assert_eq!(
            problem("https://ada:secret@team.example.com"),
            Some("must not have a user name or a password in it")
        );
    }

    #[test]
    fn an_address_is_shown_without_what_may_be_secret() {
        let url = Url::parse("https://ada:secret@team.example.com:8443/a?code=1#x").unwrap();
        assert_eq!(shown(&url), "https://team.example.com:8443/a");
    }

    #[test]
    fn a_file_without_certificates_says_so() {
        let file = tempfile::NamedTempFile::new().unwrap();
        assert_eq!(
            certificates(file.path()).unwrap_err().to_string(),
            "there is no certificate in it"
        );
        let missing = certificates(Path::new("/nowhere/ca.pem")).unwrap_err().to_string();
        assert!(missing.contains("/nowhere/ca.pem"), "{missing}");
    }
}
