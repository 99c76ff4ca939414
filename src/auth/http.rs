//! The HTTP client of sign-in: no redirects, the system's trust store and proxies, limits on time and size.

use std::error::Error as _;
use std::path::Path;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use oauth2::{HttpRequest, HttpResponse};
use serde::de::DeserializeOwned;
use tracing::{debug, trace};
use url::Url;

use super::AuthError;
use crate::secret::Secret;
use crate::web::{self, BodyError, NetworkFailure, Retries, is_loopback, read_body, retry_after};

pub(super) use crate::web::shown as address;

/// The timeout of a connection.
const CONNECT: Duration = Duration::from_secs(10);
/// The timeout of a request and its answer.
const TOTAL: Duration = Duration::from_secs(30);
/// The largest answer that is read. Metadata and tokens have some kilobytes.
const ANSWER_LIMIT_BYTES: usize = 1024 * 1024;
/// Tries of a request while the provider is busy.
const RETRIES: Retries = Retries {
    attempts: 3,
    first_delay: Duration::from_millis(300),
    longest_delay: Duration::from_secs(5),
    deadline: None,
};

/// Sends requests to providers and platforms.
#[derive(Debug)]
pub struct Http {
    certificates: Vec<reqwest::Certificate>,
    /// Created on first use, since reading the system's certificates is slow.
    remote: OnceLock<reqwest::Client>,
    /// For HTTPS without a proxy: on this machine, and where `NO_PROXY` says so in a way that the HTTP client does not read.
    direct: OnceLock<reqwest::Client>,
    /// For plain HTTP on this machine, where no certificates are needed either.
    plain: OnceLock<reqwest::Client>,
}

impl Http {
    /// A client that trusts the system's certificates and those in `ca_file`.
    ///
    /// # Errors
    /// The file has no certificates.
    pub fn new(ca_file: Option<&Path>) -> Result<Self, AuthError> {
        Ok(Self {
            certificates: ca_file.map(certificates).transpose()?.unwrap_or_default(),
            remote: OnceLock::new(),
            direct: OnceLock::new(),
            plain: OnceLock::new(),
        })
    }

    fn client(&self, url: &Url) -> Result<&reqwest::Client, AuthError> {
        let cell = match (url.scheme(), is_loopback(url) || web::is_excluded(url)) {
            ("http", _) => &self.plain,
            (_, true) => &self.direct,
            (_, false) => &self.remote,
        };
        if let Some(client) = cell.get() {
            return Ok(client);
        }
        let client = web::client(url, CONNECT, &self.certificates).timeout(TOTAL).build();
        let client = client.map_err(|error| AuthError::Client(error.into()))?;
        Ok(cell.get_or_init(|| client))
    }

    /// Reads a JSON document.
    ///
    /// # Errors
    /// There is no document, or it is of another type.
    pub async fn get_json<T: DeserializeOwned>(&self, url: &Url, bearer: Option<&str>) -> Result<T, AuthError> {
        let bearer = bearer.map(Secret::new);
        let response = self.get(url, bearer.as_ref()).await?;
        if response.status() != 200 {
            return Err(refusal(url, &response));
        }
        parse(url, response.body())
    }

    /// Gets an address, whatever its status.
    ///
    /// # Errors
    /// There is no answer, or the server is overloaded or broken.
    pub(super) async fn get(&self, url: &Url, bearer: Option<&Secret>) -> Result<HttpResponse, AuthError> {
        let mut request = oauth2::http::Request::builder()
            .method("GET")
            .uri(url.as_str())
            .header("accept", "application/json");
        if let Some(token) = bearer {
            request = request.header("authorization", format!("Bearer {}", token.reveal()));
        }
        let request = request
            .body(Vec::new())
            .map_err(|_| malformed(url, "the request is not valid"))?;
        self.send(request).await
    }

    /// Sends a request, up to three times if the provider is busy or the connection fails. A request that may have arrived is not sent
    /// again: a code or a refresh token can be used only once.
    ///
    /// # Errors
    /// There was no complete answer, it is too long, or its status says that the server is busy. Other statuses are answers.
    pub(super) async fn send(&self, request: HttpRequest) -> Result<HttpResponse, AuthError> {
        let url = Url::parse(&request.uri().to_string()).map_err(|_| AuthError::BadUrl {
            what: "the address",
            url: request.uri().to_string(),
            problem: "is not an address",
        })?;
        check("the address", &url)?;
        let attempt = || async {
            let started = Instant::now();
            let answer = self.send_once(&url, request.clone()).await;
            log(request.method(), &url, started, &answer);
            answer.and_then(|(response, retry_after)| {
                let status = response.status();
                if status == 429 || status.is_server_error() {
                    return Err(Unanswered::Busy(refusal(&url, &response), retry_after));
                }
                Ok(response)
            })
        };
        RETRIES
            .run(attempt, Unanswered::retry_after)
            .await
            .map_err(Unanswered::into_error)
    }

    async fn send_once(&self, url: &Url, request: HttpRequest) -> Result<(HttpResponse, Option<Duration>), Unanswered> {
        let failed = |source: NetworkFailure| {
            Unanswered::Failed(AuthError::Network {
                address: address(url),
                source,
            })
        };
        let request = reqwest::Request::try_from(request).map_err(|error| failed(error.into()))?;
        let client = self.client(url).map_err(Unanswered::Failed)?;
        trace!("{} {}: asked", request.method(), address(url));
        let response = client.execute(request).await.map_err(|error| failed(error.into()))?;
        let retry_after = retry_after(response.headers(), Timestamp::now());
        let mut builder = oauth2::http::Response::builder().status(response.status());
        if let Some(kind) = response.headers().get("content-type") {
            builder = builder.header("content-type", kind);
        }
        let body = read_body(response, ANSWER_LIMIT_BYTES)
            .await
            .map_err(|error| match error {
                BodyError::Network(source) => failed(source),
                BodyError::TooLong => {
                    Unanswered::Failed(malformed(url, format!("it has more than {ANSWER_LIMIT_BYTES} bytes")))
                }
            })?;
        let response = builder.body(body);
        let response = response.map_err(|_| Unanswered::Failed(malformed(url, "its headers are not HTTP")))?;
        Ok((response, retry_after))
    }
}

/// Why one try gave no usable answer.
#[derive(Debug)]
enum Unanswered {
    /// The provider is busy or failed; it may have named a wait.
    Busy(AuthError, Option<Duration>),
    /// There was no answer, or none that can be read.
    Failed(AuthError),
}

impl std::fmt::Display for Unanswered {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (Self::Busy(error, _) | Self::Failed(error)) = self;
        error.fmt(formatter)
    }
}

impl Unanswered {
    /// The wait before the next try. A request that may have used up a code or token is not sent again.
    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Busy(AuthError::Status { status: 429 | 503, .. }, retry_after) => {
                Some(retry_after.unwrap_or_default())
            }
            Self::Failed(AuthError::Network { source, .. }) if source.is_connect() => Some(Duration::ZERO),
            _ => None,
        }
    }

    fn into_error(self) -> AuthError {
        let (Self::Busy(error, _) | Self::Failed(error)) = self;
        error
    }
}

/// Logs the outcome of a request, never its query, headers or body, nor those of the answer.
fn log(
    method: &oauth2::http::Method,
    url: &Url,
    started: Instant,
    answer: &Result<(HttpResponse, Option<Duration>), Unanswered>,
) {
    let (address, milliseconds) = (address(url), started.elapsed().as_millis());
    match answer {
        Ok((response, _)) => {
            let (status, length) = (response.status().as_u16(), response.body().len());
            debug!("{method} {address}: {status} in {milliseconds} ms, {length} bytes");
        }
        Err(Unanswered::Busy(error, _) | Unanswered::Failed(error)) => {
            let why = error.source().map_or_else(|| error.to_string(), ToString::to_string);
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

/// Reads JSON. An error does not quote the content.
pub(super) fn parse<T: DeserializeOwned>(url: &Url, body: &[u8]) -> Result<T, AuthError> {
    serde_json::from_slice(body).map_err(|error| {
        let problem = match error.classify() {
            serde_json::error::Category::Data => "a field is missing or has another type",
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

/// The error for a refusal, with its error code if there is one.
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
                crate::text::escape_line(&body.error.chars().take(80).collect::<String>())
            )
        },
    );
    AuthError::Status {
        address: address(url),
        status: response.status().as_u16(),
        detail,
    }
}

/// Checks that an address may be used.
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

/// Reads an address from a user or a provider, and checks it.
///
/// # Errors
/// It is not an address, or must not be used.
pub(super) fn parse_url(what: &'static str, text: &str) -> Result<Url, AuthError> {
    let url = Url::parse(text).map_err(|_| AuthError::BadUrl {
        what,
        url: web::shown_text(text),
        problem: "is not an address",
    })?;
    check(what, &url)?;
    Ok(url)
}

/// As [`parse_url`]; a text without a scheme is a host.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_and_http_on_this_machine_are_used() {
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
                "the issuer `file:///etc/passwd` must begin with https://",
            ),
            (
                "https://user:secret@idp.example.com",
                "the issuer `https://idp.example.com/` must not contain a user name or a password",
            ),
            ("-x", "the issuer `-x` is not an address"),
        ] {
            assert_eq!(problem(bad).as_deref(), Some(expected));
        }
    }
}
