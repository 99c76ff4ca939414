//! The server's own certificate: read from its files, and when it expires.

use std::io;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::platform::settings::TlsFiles;

/// A certificate that ends within this time is told of.
const SOON: SignedDuration = SignedDuration::from_hours(21 * 24);

/// A certificate with its key, and when it, or one between it and its root, expires.
#[derive(Clone)]
pub(crate) struct Certificate {
    pub(crate) acceptor: TlsAcceptor,
    /// `None`: that cannot be read.
    pub(crate) expires_at: Option<Timestamp>,
}

impl Certificate {
    /// Reads the files.
    pub(crate) fn read(files: &TlsFiles) -> io::Result<Self> {
        let wrong = |path: &Path, error: &dyn std::fmt::Display| {
            io::Error::new(io::ErrorKind::InvalidData, format!("{}: {error}", path.display()))
        };
        let chain = CertificateDer::pem_file_iter(&files.certificates)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(|error| wrong(&files.certificates, &error))?;
        let expires_at = chain.iter().filter_map(|certificate| not_after(certificate)).min();
        let key = PrivateKeyDer::from_pem_file(&files.key).map_err(|error| wrong(&files.key, &error))?;
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
            .map_err(io::Error::other)?;
        Ok(Self {
            acceptor: TlsAcceptor::from(Arc::new(config)),
            expires_at,
        })
    }
}

/// What to tell of a certificate that has expired, or soon will.
pub(crate) fn expiry_warning(expires_at: Timestamp, now: Timestamp) -> Option<String> {
    let left = expires_at.duration_since(now);
    let date = expires_at.strftime("%Y-%m-%d %H:%M UTC");
    if left <= SignedDuration::ZERO {
        Some(format!("the certificate expired at {date}: clients refuse to connect"))
    } else if left < SOON {
        let days = left.as_hours() / 24;
        Some(format!("the certificate expires in {days} days, at {date}"))
    } else {
        None
    }
}

/// The end of a certificate's validity. Source: RFC 5280, 4.1.
fn not_after(certificate: &[u8]) -> Option<Timestamp> {
    const SEQUENCE: u8 = 0x30;
    const VERSION: u8 = 0xa0;
    let (_, certificate, _) = element(certificate)?;
    let (_, mut fields, _) = element(certificate)?;
    let (tag, _, behind) = element(fields)?;
    if tag == VERSION {
        fields = behind;
    }
    // Serial number, signature algorithm, issuer.
    for _ in 0..3 {
        (_, _, fields) = element(fields)?;
    }
    let (tag, validity, _) = element(fields)?;
    let (_, _, behind) = element(validity)?;
    let (kind, text, _) = element(behind)?;
    (tag == SEQUENCE).then_some(())?;
    time(kind, std::str::from_utf8(text).ok()?)
}

/// The first element of DER: its tag, its contents, and what is behind it. Source: X.690, 8.1.
fn element(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = bytes.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (length, rest) = if *first < 0x80 {
        (usize::from(*first), rest)
    } else {
        let (digits, rest) = rest.split_at_checked(usize::from(*first & 0x7f))?;
        let length = digits.iter().try_fold(0_usize, |length, digit| {
            Some(length.checked_mul(256)? + usize::from(*digit))
        })?;
        (length, rest)
    };
    let (contents, behind) = rest.split_at_checked(length)?;
    Some((*tag, contents, behind))
}

/// A time as certificates have it: `491231235959Z` with two digits of the year until 2049, `20500101000000Z` after.
fn time(kind: u8, text: &str) -> Option<Timestamp> {
    const UTC_TIME: u8 = 0x17;
    const GENERALIZED_TIME: u8 = 0x18;
    let digits = text.strip_suffix('Z')?;
    let digits = match kind {
        UTC_TIME if digits.get(..2)? < "50" => format!("20{digits}"),
        UTC_TIME => format!("19{digits}"),
        GENERALIZED_TIME => digits.to_owned(),
        _ => return None,
    };
    let time = DateTime::strptime("%Y%m%d%H%M%S", &digits).ok()?;
    Some(time.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made by `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost -days 1 -outform DER`.
    const CERTIFICATE: &str = "MIIBfDCCASOgAwIBAgIUbi8OhUDZ+7fBkkmOpPLIYvvkwjcwCgYIKoZIzj0EAwIwFDESMBAGA1UEAwwJbG9jYWxob3N0MB4XDTI2\
        MTEzMDE0MjAzN1oXDTI2MTIwMTE0MjAzN1owFDESMBAGA1UEAwwJbG9jYWxob3N0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\
        I6rQNeaTTL05FsCjM8WzJ+OrXwpiL1p5Ul9yvTaF8/+ku7M4okJE5Tqf5WHPNhirIMX0EKBUgwQueumPZBi/L6NTMFEwHQYDVR0O\
        BBYEFAQpcIfcAnEbCA6yDz8OA4R4pvWmMB8GA1UdIwQYMBaAFAQpcIfcAnEbCA6yDz8OA4R4pvWmMA8GA1UdEwEB/wQFMAMBAf8w\
        CgYIKoZIzj0EAwIDRwAwRAIgAiAvvUHrls/DDfc1xdFjNi2PlSSd0xiSxUNzZj50dJgCIHMyAlEm5kKNQQNrcQcpGx5iKYn5yOg9\
        Ece8Eg1dZ1P8";

    #[test]
    fn the_end_of_a_certificate_is_read() {
        use base64::Engine as _;
        let certificate = base64::engine::general_purpose::STANDARD.decode(CERTIFICATE).unwrap();
        assert_eq!(not_after(&certificate).unwrap().to_string(), "2026-12-01T14:20:37Z");
        for length in 0..certificate.len() {
            // Whatever it is cut to, nothing is read beyond it.
            let _ = not_after(&certificate[..length]);
        }
        assert_eq!(not_after(&certificate[..certificate.len() - 1]), None);
        let times = [
            (0x17, "491231235959Z"),
            (0x17, "500101000000Z"),
            (0x18, "20500101000000Z"),
        ];
        assert_eq!(
            times.map(|(kind, text)| time(kind, text).unwrap().to_string()),
            ["2049-12-31T23:59:59Z", "1950-01-01T00:00:00Z", "2050-01-01T00:00:00Z"]
        );
        assert_eq!(time(0x17, "4912312359Z"), None);
    }

    #[test]
    fn a_certificate_is_told_of_when_it_has_expired_or_soon_will() {
        let end: Timestamp = "2026-03-31T12:00:00Z".parse().unwrap();
        let told = |now: &str| expiry_warning(end, now.parse().unwrap());
        assert_eq!(told("2026-03-01T12:00:00Z"), None);
        assert_eq!(
            told("2026-03-28T11:00:00Z").unwrap(),
            "the certificate expires in 3 days, at 2026-03-31 12:00 UTC"
        );
        assert_eq!(
            told("2026-03-31T12:00:00Z").unwrap(),
            "the certificate expired at 2026-03-31 12:00 UTC: clients refuse to connect"
        );
    }
}
