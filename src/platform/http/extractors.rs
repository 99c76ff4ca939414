//! Arguments of handlers, read from a request: its query or its form, and its caller, who must have the role that the route needs.

use axum::body::{Body, HttpBody as _};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use futures_util::StreamExt as _;
use serde::de::DeserializeOwned;

use super::audit;
use super::errors::ApiError;
use super::web_session::WebSession;
use crate::api::wire::Role;
use crate::platform::Shared;
use crate::platform::identity::Caller;

/// A caller who may upload.
pub(crate) struct Uploader(pub(crate) Caller);
/// A caller who may read scans: their own, or all.
pub(crate) struct Reader(pub(crate) Caller);
/// A caller who may do everything.
pub(crate) struct Admin;
/// A caller who may read everything.
pub(crate) struct AllReader;
/// A caller who may read the counters for Prometheus.
pub(crate) struct MetricsReader;
/// A caller who may upload or read scans.
pub(crate) struct Participant(pub(crate) Caller);

/// The bearer token of a request. Source: RFC 6750, 2.1.
pub(crate) fn bearer_of(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then(|| token.trim())
        .filter(|token| !token.is_empty())
}

async fn caller(parts: &Parts, platform: &Shared) -> Result<Caller, ApiError> {
    let caller = match bearer_of(&parts.headers) {
        Some(text) => platform.verifier.caller(platform.store.as_ref(), text).await?,
        // The pages link to what programs read. A cookie opens nothing that changes something.
        None if matches!(parts.method, Method::GET | Method::HEAD) => WebSession::of(platform, &parts.headers)
            .await?
            .map(|session| session.caller)
            .ok_or_else(|| ApiError::unauthorized("the request has no token"))?,
        None => return Err(ApiError::unauthorized("the request has no token")),
    };
    audit::set_caller(&caller);
    platform.rates.by_caller(&caller)?;
    audit::note_use(platform, &caller).await;
    Ok(caller)
}

/// The caller, who must be allowed something: `why` says what is not, if they are not.
async fn allowed(
    parts: &Parts,
    platform: &Shared,
    is_allowed: impl FnOnce(&Caller) -> bool,
    why: &str,
) -> Result<Caller, ApiError> {
    let caller = caller(parts, platform).await?;
    if is_allowed(&caller) {
        Ok(caller)
    } else {
        Err(ApiError::forbidden(why))
    }
}

impl FromRequestParts<Shared> for Uploader {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, platform: &Shared) -> Result<Self, ApiError> {
        let why = "this token cannot upload scans";
        allowed(parts, platform, Caller::may_upload, why).await.map(Self)
    }
}

impl FromRequestParts<Shared> for Reader {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, platform: &Shared) -> Result<Self, ApiError> {
        let why = "this token cannot read scans";
        allowed(parts, platform, Caller::may_read, why).await.map(Self)
    }
}

impl FromRequestParts<Shared> for Participant {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, platform: &Shared) -> Result<Self, ApiError> {
        let is_allowed = |caller: &Caller| caller.may_upload() || caller.may_read();
        let why = "this token can only read `/metrics`";
        allowed(parts, platform, is_allowed, why).await.map(Self)
    }
}

impl FromRequestParts<Shared> for Admin {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, platform: &Shared) -> Result<Self, ApiError> {
        let is_allowed = |caller: &Caller| caller.role == Role::Admin;
        allowed(parts, platform, is_allowed, "only admins can do this")
            .await
            .map(|_| Self)
    }
}

impl FromRequestParts<Shared> for AllReader {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, platform: &Shared) -> Result<Self, ApiError> {
        let why = "only admins and viewers can read this";
        allowed(parts, platform, Caller::may_read_all, why).await.map(|_| Self)
    }
}

impl FromRequestParts<Shared> for MetricsReader {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, platform: &Shared) -> Result<Self, ApiError> {
        let why = "this token cannot read the metrics";
        allowed(parts, platform, Caller::may_read_metrics, why)
            .await
            .map(|_| Self)
    }
}

/// The query of a request as a value.
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        axum::extract::Query::try_from_uri(&parts.uri)
            .map(|axum::extract::Query(value)| Self(value))
            .map_err(|error| ApiError::bad_query(error.body_text()))
    }
}

/// The most bytes of a form. The longest thing in one is an issuer's token that names some hundred groups.
const LONGEST_FORM: usize = 16 << 10;

/// The form that a page sends, as a value.
pub(crate) struct Form<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let (parts, body) = request.into_parts();
        let too_long = || ApiError::form_too_large(LONGEST_FORM);
        if body.size_hint().lower() > u64::try_from(LONGEST_FORM).unwrap_or(u64::MAX) {
            return Err(too_long());
        }
        let mut form = Vec::new();
        let mut chunks = body.into_data_stream();
        while let Some(chunk) = chunks.next().await {
            let broken = |_| ApiError::broken_body("the connection closed before the whole form arrived");
            let chunk = chunk.map_err(broken)?;
            if form.len() + chunk.len() > LONGEST_FORM {
                return Err(too_long());
            }
            form.extend_from_slice(&chunk);
        }
        let request = Request::from_parts(parts, Body::from(form));
        axum::Form::from_request(request, state)
            .await
            .map(|axum::Form(value)| Self(value))
            .map_err(|error| ApiError::bad_form(error.status(), error.body_text()))
    }
}
