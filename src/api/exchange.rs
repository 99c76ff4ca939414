//! One HTTP request and its answer: limits, and the reason of a refusal.

use std::time::Instant;

use jiff::Timestamp;
use reqwest::RequestBuilder;
use serde::de::DeserializeOwned;
use tracing::debug;
use url::Url;

use super::error::UploadError;
use super::retry::may_succeed_later;
use crate::secret::Secret;
use crate::web::{BodyError, ProblemText, read_body, retry_after, shown};

/// A complete answer.
pub(super) struct HttpReply {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
}

/// Sends a request once, and reads at most `limit` bytes of the answer.
///
/// # Errors
/// There is no answer, it is too long, or its status means that the same request may succeed later.
pub(super) async fn send(request: RequestBuilder, url: &Url, limit: usize) -> Result<HttpReply, UploadError> {
    let failed = |source| UploadError::Network {
        address: shown(url),
        source,
    };
    let (http, request) = request.build_split();
    let request = request.map_err(|error| failed(error.into()))?;
    let (method, started) = (request.method().clone(), Instant::now());
    let response = http.execute(request).await.map_err(|error| failed(error.into()))?;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let body = read_body(response, limit).await.map_err(|error| match error {
        BodyError::Network(source) => failed(source),
        BodyError::TooLong => malformed(url, "it is too long"),
    })?;
    let milliseconds = started.elapsed().as_millis();
    debug!(
        "{method} {}: {status} in {milliseconds} ms, {} bytes",
        shown(url),
        body.len()
    );
    let retry_after = retry_after(&headers, Timestamp::now());
    if may_succeed_later(status) {
        let address = shown(url);
        return Err(UploadError::Busy {
            address,
            status,
            retry_after,
        });
    }
    Ok(HttpReply { status, body })
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
            "a field is missing or has another type"
        } else {
            "it is not JSON"
        };
        malformed(url, problem)
    })
}

/// The error for a token that is refused, even after it was replaced.
pub(super) fn token_refused(url: &Url, answer: &HttpReply, sent: &Secret) -> UploadError {
    UploadError::TokenRefused {
        address: shown(url),
        words: ProblemText::parse(&answer.body, Some(sent)).reason,
    }
}

/// The error for a refusal, with the platform's reason if it gives one. `sent`: the token of the request.
pub(super) fn refused(answer: &HttpReply, sent: Option<&Secret>) -> UploadError {
    let text = ProblemText::parse(&answer.body, sent);
    UploadError::Refused {
        status: answer.status,
        words: text.reason.unwrap_or_else(|| "without a reason".to_owned()),
        hint: text.hint,
    }
}
