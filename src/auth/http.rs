//! The one HTTP client of sign-in: no redirects, the system's trust store and proxies, bounded time and size.

use std::path::Path;
use std::time::{Duration, Instant};

use oauth2::url::Url;
use oauth2::{HttpRequest, HttpResponse};
use serde::de::DeserializeOwned;
use tracing::{debug, trace};

use super::AuthError;
use crate::web::{self, is_loopback};

pub(super) use crate::web::shown as address;

/// How long a connection may take to come up.
const CONNECT: Duration = Duration::from_secs(10);
/// How long a whole exchange may take.
const TOTAL: Duration = Duration::from_secs(30);
/// What is read of an answer. Metadata and tokens have some kilobytes.
const ANSWER_LIMIT_BYTES: usize = 1024 * 1024;
/// How often what may go well another time is tried.
const TRIES: u32 = 3;
/// How long to wait before the second try; twice as long before the third.
const PAUSE: Duration = Duration::from_millis(400);
/// A provider that asks for more patience than this gets none.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Talks to providers and platforms.
#[derive(Debug)]
pub struct Http {
    client: reqwest::Client,
    /// For this machine: no proxy may come between.
    loopback: reqwest::Client,
}

impl Http {
    /// A client that trusts what the system trusts, and the certificates of `ca_file`.
    ///
    /// # Errors
    /// The file has no certificates, or TLS cannot be set up.
    pub fn new(ca_file: Option<&Path>) -> Result<Self, AuthError> {
        let certificates = ca_file.map(certificates).transpose()?.unwrap_or_default();
        let client = || {
            web::client(CONNECT)
                .timeout(TOTAL)
                .tls_certs_merge(certificates.clone())
        };
        Ok(Self {
            client: client().build().map_err(AuthError::Client)?,
            loopback: client().no_proxy().build().map_err(AuthError::Client)?,
        })
    }

    /// Reads a JSON document.
    ///
    /// # Errors
    /// It is not there, or is not what it should be.
    pub async fn get_json<T: DeserializeOwned>(&self, url: &Url, bearer: Option<&str>) -> Result<T, AuthError> {
        let mut request = oauth2::http::Request::builder()
            .method("GET")
            .uri(url.as_str())
            .header("accept", "application/json");
        if let Some(token) = bearer {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let request = request.body(Vec::new()).map_err(|_| AuthError::Malformed {
            address: address(url),
            problem: "it cannot be asked".to_owned(),
        })?;
        let response = self.send(request).await?;
        if response.status() != 200 {
            return Err(refusal(url, &response));
        }
        parse(url, response.body())
    }

    /// Sends a request, up to three times if the provider has too much to do or cannot be connected to. A request that may have been
    /// heard is not sent again: a code or a refresh token counts once.
    ///
    /// # Errors
    /// Nothing came back, or more than is read. Any status is an answer, but for those that say nothing of the request.
    pub(super) async fn send(&self, request: HttpRequest) -> Result<HttpResponse, AuthError> {
        let url = Url::parse(&request.uri().to_string()).map_err(|_| AuthError::BadUrl {
            what: "the address",
            url: request.uri().to_string(),
            problem: "is none",
        })?;
        check("the address", &url)?;
        let mut attempt = 0;
        loop {
            attempt += 1;
            let is_last = attempt == TRIES;
            let started = Instant::now();
            let answer = self.send_once(&url, request.clone()).await;
            tell(request.method(), &url, started, &answer);
            let pause = match answer {
                Err(AuthError::Network { source, .. }) if source.is_connect() && !is_last => PAUSE * attempt,
                Err(error) => return Err(error),
                Ok((response, patience)) if matches!(response.status().as_u16(), 429 | 503) && !is_last => {
                    let pause = patience.unwrap_or(PAUSE * attempt);
                    if pause > LONGEST_PAUSE {
                        return Err(refusal(&url, &response));
                    }
                    pause
                }
                Ok((response, _)) if response.status() == 429 || response.status().is_server_error() => {
                    return Err(refusal(&url, &response));
                }
                Ok((response, _)) => return Ok(response),
            };
            let pause = pause + jitter();
            debug!("try {} of {TRIES} in {} ms", attempt + 1, pause.as_millis());
            tokio::time::sleep(pause).await;
        }
    }

    async fn send_once(&self, url: &Url, request: HttpRequest) -> Result<(HttpResponse, Option<Duration>), AuthError> {
        let failed = |source: reqwest::Error| AuthError::Network {
            address: address(url),
            // Its address has the query, and that may have a code in it.
            source: source.without_url(),
        };
        let request = reqwest::Request::try_from(request).map_err(failed)?;
        let client = if is_loopback(url) { &self.loopback } else { &self.client };
        trace!("{} {}: asked", request.method(), address(url));
        let mut response = client.execute(request).await.map_err(failed)?;
        let patience = response
            .headers()
            .get("retry-after")
            .and_then(|value| value.to_str().ok()?.trim().parse().ok())
            .map(Duration::from_secs);
        let mut builder = oauth2::http::Response::builder().status(response.status());
        if let Some(kind) = response.headers().get("content-type") {
            builder = builder.header("content-type", kind);
        }
        let mut body = Vec::new();
        while let Some(bytes) = response.chunk().await.map_err(failed)? {
            if body.len() + bytes.len() > ANSWER_LIMIT_BYTES {
                return Err(malformed(url, format!("it has more than {ANSWER_LIMIT_BYTES} bytes")));
            }
            body.extend_from_slice(&bytes);
        }
        let response = builder.body(body).map_err(|error| malformed(url, error.to_string()))?;
        Ok((response, patience))
    }
}

/// Tells what came of a request: never its query, its headers or its body, nor those of the answer.
fn tell(
    method: &oauth2::http::Method,
    url: &Url,
    started: Instant,
    answer: &Result<(HttpResponse, Option<Duration>), AuthError>,
) {
    let (address, milliseconds) = (address(url), started.elapsed().as_millis());
    match answer {
        Ok((response, _)) => {
            let (status, length) = (response.status().as_u16(), response.body().len());
            debug!("{method} {address}: {status} in {milliseconds} ms, {length} bytes");
        }
        Err(error) => {
            // The cause of all causes: what the system or TLS said.
            let mut why: &dyn std::error::Error = error;
            while let Some(cause) = why.source() {
                why = cause;
            }
            debug!("{method} {address}: no answer within {milliseconds} ms: {why}");
        }
    }
}

fn certificates(path: &Path) -> Result<Vec<reqwest::Certificate>, AuthError> {
    web::certificates(path).map_err(|source| AuthError::CaFile {
        path: path.to_owned(),
        source,
    })
}

/// Reads JSON. What is wrong with it is said by place, not by content.
pub(super) fn parse<T: DeserializeOwned>(url: &Url, body: &[u8]) -> Result<T, AuthError> {
    serde_json::from_slice(body).map_err(|error| {
        let problem = match error.classify() {
            serde_json::error::Category::Data => "a field is missing or of another kind",
            _ => "it is not JSON",
        };
        malformed(
            url,
            format!("{problem} (line {}, column {})", error.line(), error.column()),
        )
    })
}

pub(super) fn malformed(url: &Url, problem: impl Into<String>) -> AuthError {
    AuthError::Malformed {
        address: address(url),
        problem: problem.into(),
    }
}

/// An answer that is a refusal, with the error code that it may hold.
pub(super) fn refusal(url: &Url, response: &HttpResponse) -> AuthError {
    #[derive(serde::Deserialize)]
    struct Body {
        error: String,
    }
    let detail = serde_json::from_slice::<Body>(response.body()).map_or_else(
        |_| String::new(),
        |body| {
            format!(
                ": {}",
                crate::text::escape(&body.error.chars().take(80).collect::<String>())
            )
        },
    );
    AuthError::Status {
        address: address(url),
        status: response.status().as_u16(),
        detail,
    }
}

/// Refuses an address that must not be used.
///
/// # Errors
/// As [`web::check`].
pub(super) fn check(what: &'static str, url: &Url) -> Result<(), AuthError> {
    web::check(url).map_err(|problem| AuthError::BadUrl {
        what,
        url: address(url),
        problem,
    })
}

/// Reads an address that is given by a user or a provider, and checks it.
///
/// # Errors
/// It is none, or one that must not be used.
pub(super) fn parse_url(what: &'static str, text: &str) -> Result<Url, AuthError> {
    let url = Url::parse(text).map_err(|_| AuthError::BadUrl {
        what,
        url: text.to_owned(),
        problem: "is no address",
    })?;
    check(what, &url)?;
    Ok(url)
}

/// Reads an address of which the scheme may be left out, as of a host.
///
/// # Errors
/// As [`parse_url`].
pub(super) fn parse_host(what: &'static str, text: &str) -> Result<Url, AuthError> {
    if text.contains("://") {
        parse_url(what, text)
    } else {
        parse_url(what, &format!("https://{text}"))
    }
}

/// Keeps those that were refused together from coming back together: up to 250 ms.
fn jitter() -> Duration {
    let byte = uuid::Uuid::new_v4().as_bytes().first().copied().unwrap_or(0);
    Duration::from_millis(u64::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_is_used_and_http_on_this_machine() {
        let problem = |text: &str| parse_url("the issuer", text).err().map(|error| error.to_string());
        for good in [
            "https://idp.example.com/pool",
            "http://127.0.0.1:9400/pool",
            "http://[::1]:9400",
            "http://localhost:9400",
        ] {
            assert_eq!(problem(good), None, "{good}");
        }
        for (bad, expected) in [
            (
                "http://idp.example.com/?x=1",
                "the issuer `http://idp.example.com/` must begin with https://",
            ),
            (
                "http://localhost.evil.test",
                "the issuer `http://localhost.evil.test/` must begin with https://",
            ),
            (
                "file:///etc/passwd",
                "the issuer `null/etc/passwd` must begin with https://",
            ),
            (
                "https://user:secret@idp.example.com",
                "the issuer `https://idp.example.com/` must not have a user name or a password in it",
            ),
            ("-x", "the issuer `-x` is no address"),
        ] {
            assert_eq!(problem(bad).as_deref(), Some(expected));
        }
    }
}
