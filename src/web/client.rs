//! The HTTP client: it follows no redirects, and trusts the system's certificates and those that the user names.

use std::error::Error;
use std::io;
use std::path::Path;
use std::time::Duration;

use reqwest::{Certificate, Client, ClientBuilder};
use url::Url;

use super::{is_excluded, is_loopback};

/// What to do if this machine has no certificates to trust.
pub const NO_CERTIFICATES_HINT: &str =
    "install the package `ca-certificates`, or name a file of certificates with `SSL_CERT_FILE` or `--ca-file`";

/// A client for any address: no redirects, no referrer. `connect`: the timeout of a connection.
pub fn any_client(connect: Duration) -> ClientBuilder {
    Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(connect)
        .referer(false)
        .user_agent(concat!("devenv/", env!("CARGO_PKG_VERSION")))
}

/// The client for one address: as [`any_client`], with the certificates and the proxy that it needs.
pub fn client(url: &Url, connect: Duration, certificates: &[Certificate]) -> ClientBuilder {
    let builder = any_client(connect);
    let builder = if url.scheme() == "http" {
        // No certificate is checked there. The system's may be missing, and reading them is slow.
        builder.tls_certs_only([])
    } else {
        builder.tls_certs_merge(certificates.iter().cloned())
    };
    // This machine is reached without a proxy.
    if is_loopback(url) || is_excluded(url) {
        builder.no_proxy()
    } else {
        builder
    }
}

/// Why HTTPS cannot be used on this machine.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// There are no certificates to trust.
    #[error("this machine has no certificates of trusted authorities")]
    NoCertificates,
    /// Anything else.
    #[error("the TLS library does not start")]
    Other,
}

impl From<reqwest::Error> for TlsError {
    fn from(error: reqwest::Error) -> Self {
        let mut causes = std::iter::successors(error.source(), |cause| (*cause).source());
        if causes.any(|cause| cause.to_string().contains("No CA certificates")) {
            Self::NoCertificates
        } else {
            Self::Other
        }
    }
}

/// Why a file of certificates cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CertificatesError {
    /// The file cannot be read.
    #[error(transparent)]
    Read(#[from] io::Error),
    /// The file is not PEM, or has none of its blocks.
    #[error("there is no PEM certificate in it")]
    NoCertificate,
}

/// Reads the certificates in a PEM file.
///
/// # Errors
/// The file cannot be read, or has no certificate in it.
pub fn certificates(path: &Path) -> Result<Vec<Certificate>, CertificatesError> {
    let certificates = Certificate::from_pem_bundle(&fs_err::read(path)?).unwrap_or_default();
    if certificates.is_empty() {
        return Err(CertificatesError::NoCertificate);
    }
    Ok(certificates)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_certificates_says_so() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let problem = |text: &str| {
            std::fs::write(file.path(), text).unwrap();
            certificates(file.path()).unwrap_err().to_string()
        };
        let broken = "-----BEGIN CERTIFICATE-----\nnot base64!\n-----END CERTIFICATE-----\n";
        for text in ["", "text", broken] {
            assert_eq!(problem(text), "there is no PEM certificate in it", "{text}");
        }
        let missing = certificates(Path::new("/nowhere/ca.pem")).unwrap_err().to_string();
        assert!(missing.contains("/nowhere/ca.pem"), "{missing}");
    }
}
