//! Why a request got no answer, in plain words. The HTTP library's own messages name its internals.

use std::error::Error;
use std::io::ErrorKind;

use tracing::debug;

/// Why a request got no answer.
#[derive(Debug, thiserror::Error)]
#[error("{reason}")]
pub struct NetworkFailure {
    reason: String,
    /// Whether the connection failed, so that nothing was sent.
    is_connect: bool,
}

impl NetworkFailure {
    /// Whether the connection failed, so that nothing was sent.
    pub fn is_connect(&self) -> bool {
        self.is_connect
    }
}

/// Texts in the errors of TLS libraries, and their meaning.
const TLS_PROBLEMS: [(&str, &str); 6] = [
    (
        "UnknownIssuer",
        "its certificate is from an authority that this machine does not trust",
    ),
    (
        "CaUsedAsEndEntity",
        "its certificate is that of an authority, not of a server",
    ),
    ("Expired", "its certificate has expired"),
    ("NotValidYet", "its certificate is not valid yet"),
    ("NotValidForName", "its certificate is for another name"),
    ("Revoked", "its certificate was revoked"),
];

impl From<reqwest::Error> for NetworkFailure {
    fn from(error: reqwest::Error) -> Self {
        Self {
            reason: reason(&error),
            is_connect: error.is_connect(),
        }
    }
}

fn reason(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "no answer in time".to_owned();
    }
    let causes = || std::iter::successors(error.source(), |cause| (*cause).source());
    let texts: Vec<String> = causes().map(ToString::to_string).collect();
    let says = |part: &str| texts.iter().any(|text| text.contains(part));
    debug!("the HTTP library says: {}", texts.join(": "));
    if says("dns error") {
        return "the host name cannot be resolved".to_owned();
    }
    if says("invalid peer certificate") {
        let known = TLS_PROBLEMS.iter().find(|(name, _)| says(name));
        return known
            .map_or("its certificate is not valid", |(_, reason)| reason)
            .to_owned();
    }
    if says("unsuccessful tunnel") || says("tunnel error") || says("proxy auth") {
        return "the proxy refused the connection".to_owned();
    }
    // The outermost system error: those below it repeat it.
    let kind = causes().find_map(|cause| Some(cause.downcast_ref::<std::io::Error>()?.kind()));
    match kind {
        Some(ErrorKind::ConnectionRefused) => "connection refused",
        Some(ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe) => {
            "the connection was closed"
        }
        Some(ErrorKind::NetworkUnreachable | ErrorKind::HostUnreachable) => "the network cannot reach it",
        Some(ErrorKind::TimedOut) => "no answer in time",
        Some(ErrorKind::UnexpectedEof) => "the connection was closed before the answer was complete",
        _ if says("corrupt message") => "the server does not speak TLS there",
        _ if says("IncompleteMessage") || says("connection closed before") => {
            "the connection was closed before the answer was complete"
        }
        _ if error.is_body() || error.is_decode() => "the connection was closed before the answer was complete",
        _ if says("invalid HTTP") => "the server does not speak HTTP there",
        _ => "the connection failed",
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;

    use super::*;

    /// The message for a request to a server that answers with `bytes` and closes.
    async fn failure(bytes: &'static [u8], scheme: &str) -> String {
        let server = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = server.local_addr().unwrap();
        let answering = std::thread::spawn(move || {
            let (mut stream, _) = server.accept().unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(bytes);
        });
        let url = url::Url::parse(&format!("{scheme}://{address}/")).unwrap();
        let builder = super::super::client(&url, std::time::Duration::from_secs(5), &[]);
        let client = builder.tls_certs_only([]).build().unwrap();
        let answer = client.get(url).send().await;
        let failure = match answer {
            Err(error) => NetworkFailure::from(error),
            Ok(response) => match super::super::read_body(response, 1000).await {
                Err(super::super::BodyError::Network(failure)) => failure,
                other => panic!("{other:?}"),
            },
        };
        answering.join().unwrap();
        failure.to_string()
    }

    #[tokio::test]
    async fn a_failure_is_explained_in_plain_words() {
        let closed = "the connection was closed before the answer was complete";
        assert_eq!(failure(b"", "http").await, closed);
        assert_eq!(
            failure(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc", "http").await,
            closed
        );
        assert_eq!(
            failure(b"SSH-2.0-OpenSSH_9\r\n", "http").await,
            "the server does not speak HTTP there"
        );
        assert_eq!(
            failure(b"HTTP/1.1 400 Bad Request\r\n\r\n", "https").await,
            "the server does not speak TLS there"
        );
    }

    #[tokio::test]
    async fn a_closed_port_refuses_the_connection() {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let error = reqwest::get(format!("http://{address}/")).await.unwrap_err();
        let failure = NetworkFailure::from(error);
        assert_eq!(
            (failure.to_string().as_str(), failure.is_connect()),
            ("connection refused", true)
        );
    }
}
