//! One HTTP request until it has an answer: tries, limits, and what an answer that refuses says.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use reqwest::Url;
use serde::de::DeserializeOwned;
use tracing::debug;

use super::error::UploadError;
use super::http::shown;
use super::problem_text::ProblemText;
use super::retry::{Tries, may_succeed_later, retry_after};

/// What came back.
pub(super) struct HttpReply {
    pub(super) status: u16,
    pub(super) retry_after: Option<Duration>,
    pub(super) body: Vec<u8>,
}

/// Asks until there is an answer that counts, or no time or try is left.
pub(super) fn exchange(
    runtime: &tokio::runtime::Runtime,
    mut tries: Tries,
    url: &Url,
    limit: usize,
    request: impl Fn() -> reqwest::RequestBuilder,
) -> Result<HttpReply, UploadError> {
    loop {
        let (asked, failed) = match runtime.block_on(ask(request().timeout(tries.time_left()), url, limit)) {
            Ok(answer) if may_succeed_later(answer.status) => {
                let failed = UploadError::Busy {
                    address: shown(url),
                    status: answer.status,
                    retry_after: answer.retry_after,
                };
                (answer.retry_after, failed)
            }
            Err(failed @ UploadError::Network { .. }) => (None, failed),
            other => return other,
        };
        match tries.wait(asked) {
            Some(wait) => {
                debug!("once more in {} ms: {failed}", wait.as_millis());
                std::thread::sleep(wait);
            }
            None => return Err(failed),
        }
    }
}

pub(super) async fn ask(request: reqwest::RequestBuilder, url: &Url, limit: usize) -> Result<HttpReply, UploadError> {
    let failed = |source: reqwest::Error| UploadError::Network {
        address: shown(url),
        source: source.without_url(),
    };
    let (http, request) = request.build_split();
    let request = request.map_err(failed)?;
    let (method, started) = (request.method().clone(), Instant::now());
    let mut response = http.execute(request).await.map_err(failed)?;
    let mut answer = HttpReply {
        status: response.status().as_u16(),
        retry_after: retry_after(response.headers(), Timestamp::now()),
        body: Vec::new(),
    };
    while let Some(bytes) = response.chunk().await.map_err(failed)? {
        if answer.body.len() + bytes.len() > limit {
            return Err(malformed(url, "it is too long"));
        }
        answer.body.extend_from_slice(&bytes);
    }
    let (status, milliseconds) = (answer.status, started.elapsed().as_millis());
    debug!(
        "{method} {}: {status} in {milliseconds} ms, {} bytes",
        shown(url),
        answer.body.len()
    );
    Ok(answer)
}

pub(super) fn malformed(url: &Url, problem: impl Into<String>) -> UploadError {
    UploadError::Malformed {
        address: shown(url),
        problem: problem.into(),
    }
}

pub(super) fn read<T: DeserializeOwned>(url: &Url, body: &[u8]) -> Result<T, UploadError> {
    serde_json::from_slice(body).map_err(|error| {
        let problem = if error.is_data() {
            "a field is missing or of another kind"
        } else {
            "it is not JSON"
        };
        malformed(url, problem)
    })
}

/// A refusal, in the platform's own words where it has some.
pub(super) fn refused(answer: &HttpReply) -> UploadError {
    let words = ProblemText::of(&answer.body);
    UploadError::Refused {
        status: answer.status,
        words: words.reason.unwrap_or_else(|| "without a reason".to_owned()),
        hint: words.hint,
    }
}
