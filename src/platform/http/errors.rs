//! Why a request is refused, in the two shapes that clients know: RFC 9457 on the native routes, FastAPI's on the others.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::api::wire::Problem;
use crate::platform::events::log;
use crate::platform::fleet::UnreadableRange;
use crate::platform::identity::IdentityError;
use crate::platform::scans::{Fault, ScanError};
use crate::platform::store::StoreError;

/// Why a request is refused.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ApiError {
    pub(crate) status: StatusCode,
    /// The last part of the problem's type.
    pub(crate) kind: &'static str,
    pub(crate) title: &'static str,
    pub(crate) detail: String,
    pub(crate) hint: Option<&'static str>,
    /// Seconds after which to try again.
    pub(crate) retry_after: Option<u32>,
    /// What is wrong with each part of a body. Empty: it is not about that.
    pub(crate) faults: Vec<Fault>,
}

/// A refusal as FastAPI tells it.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "FastApiError")]
pub(crate) struct FastApiError {
    /// One sentence; or what is wrong with each part of the body.
    detail: Detail,
}

#[derive(Debug, Serialize, schemars::JsonSchema)]
#[serde(untagged)]
enum Detail {
    Sentence(String),
    Faults(Vec<Fault>),
}

impl ApiError {
    fn new(status: StatusCode, kind: &'static str, title: &'static str, detail: impl Into<String>) -> Self {
        Self {
            status,
            kind,
            title,
            detail: detail.into(),
            hint: None,
            retry_after: None,
            faults: Vec::new(),
        }
    }

    fn hint(self, hint: &'static str) -> Self {
        Self {
            hint: Some(hint),
            ..self
        }
    }

    pub(crate) fn unauthorized(detail: &str) -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "unauthorized",
            "A valid token is required",
            detail,
        )
        .hint("send `Authorization: Bearer TOKEN`; `devenv serve token create` on the server creates one")
    }

    pub(crate) fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", "Not allowed", detail)
    }

    pub(crate) fn not_found(what: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not-found",
            "Not found",
            format!("the {what} does not exist, or you do not have access"),
        )
    }

    pub(crate) fn method_not_allowed() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method-not-allowed",
            "Method not allowed",
            "`/docs` lists all routes and their methods",
        )
    }

    pub(crate) fn too_large(what: &str, limit: usize) -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too-large",
            "The scan is too large",
            format!("{what} is larger than the limit of {limit} bytes"),
        )
        .hint("compress it with zstd, or leave parts out: `devenv scan --skip NAME`")
    }

    pub(crate) fn form_too_large(limit: usize) -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too-large",
            "The form is too large",
            format!("a form has at most {limit} bytes"),
        )
    }

    /// What was sent is not the form of that page.
    pub(crate) fn bad_form(status: StatusCode, detail: impl Into<String>) -> Self {
        Self::new(status, "bad-form", "Invalid form", detail)
    }

    pub(crate) fn too_slow() -> Self {
        Self::new(
            StatusCode::REQUEST_TIMEOUT,
            "too-slow",
            "Request timeout",
            "the request body did not arrive in time",
        )
    }

    pub(crate) fn encoding(encoding: &str) -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "encoding",
            "Unsupported content encoding",
            format!("use zstd, gzip or identity, not `{encoding}`"),
        )
    }

    pub(crate) fn broken_body(why: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "broken-body", "The body cannot be read", why)
    }

    pub(crate) fn bad_query(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad-query", "Invalid query", detail)
    }

    pub(crate) fn bad_header(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad-header", "Invalid header", detail)
    }

    /// The body is not what is taken here. `faults`: what is wrong with each part of it.
    pub(crate) fn invalid(detail: impl Into<String>, faults: Vec<Fault>) -> Self {
        Self {
            faults,
            ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid-scan", "Invalid scan", detail)
                .hint("`devenv schema` prints the format of a scan")
        }
    }

    pub(crate) fn conflict(id: &str) -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "conflict",
            "The scan id is already in use",
            format!("a different scan with the id {id} is already stored"),
        )
        .hint("use a new id for each scan")
    }

    pub(crate) fn too_many(retry_after: u32) -> Self {
        Self {
            retry_after: Some(retry_after),
            ..Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                "too-many",
                "Too many requests",
                format!("try again in {retry_after} s"),
            )
        }
    }

    /// What the caller sends and asks for at the same time takes too much memory.
    pub(crate) fn too_much_at_once() -> Self {
        Self {
            detail: "too much is sent or read at the same time; wait for answers before asking for more".to_owned(),
            ..Self::too_many(1)
        }
    }

    /// A bug of the server.
    pub(crate) fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Internal error",
            "the request could not be handled; the server's log says why",
        )
    }

    pub(crate) fn unavailable(detail: &str) -> Self {
        Self {
            retry_after: Some(5),
            ..Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "unavailable",
                "Temporarily unavailable",
                detail,
            )
        }
    }

    /// A store does not work; which one is said, and nothing of how.
    pub(crate) fn store_failed(error: &StoreError) -> Self {
        log::failure("a store does not work", error);
        Self::unavailable(match error {
            StoreError::Raw(_) => "raw scans cannot be written and read; the server's log says why",
            _ => "the index cannot be written and read; the server's log says why",
        })
    }

    /// As the native routes tell it.
    pub(crate) fn problem(&self) -> Problem {
        Problem {
            kind: format!("urn:devenv:problem:{}", self.kind),
            title: self.title.to_owned(),
            status: self.status.as_u16(),
            detail: self.detail.clone(),
            hint: self.hint.map(str::to_owned),
        }
    }

    /// As FastAPI tells it.
    pub(crate) fn fast_api(&self) -> FastApiError {
        FastApiError {
            detail: if self.faults.is_empty() {
                Detail::Sentence(self.detail.clone())
            } else {
                Detail::Faults(self.faults.clone())
            },
        }
    }
}

/// A store that fails is the platform's fault, and may be better later.
impl From<UnreadableRange> for ApiError {
    fn from(error: UnreadableRange) -> Self {
        Self::bad_query(error.to_string())
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        if matches!(error, StoreError::BadCursor) {
            return Self::bad_query("`cursor` must be the `next_cursor` of an earlier page");
        }
        log::failure("a request failed", &error);
        Self::unavailable("the platform's storage is unavailable; the server's log says why")
    }
}

impl From<IdentityError> for ApiError {
    fn from(error: IdentityError) -> Self {
        match error {
            IdentityError::Unauthenticated(detail) => Self::unauthorized(detail),
            IdentityError::Forbidden(detail) => Self::forbidden(detail),
            IdentityError::Unavailable(detail) => Self::unavailable(detail),
            IdentityError::Store(error) => error.into(),
        }
    }
}

impl From<ScanError> for ApiError {
    fn from(error: ScanError) -> Self {
        match error {
            ScanError::Invalid { detail, faults } => Self::invalid(detail, faults),
            ScanError::NotFound => Self::not_found("scan"),
            ScanError::Conflict { id } => Self::conflict(&id),
            ScanError::Bytes { what, .. } => {
                log::failure("a request failed", &error);
                Self::unavailable(what)
            }
            ScanError::NotGraded => Self::unavailable("the scan could not be graded"),
            ScanError::Store(error) => error.into(),
        }
    }
}

/// The body is written later, in the shape of the route: see `error_body`.
impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        if let Some(seconds) = self.retry_after {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response.extensions_mut().insert(self);
        response
    }
}
