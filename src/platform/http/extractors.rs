//! Arguments of handlers, read from a request: its query, and its caller, who must have the role that the route needs.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
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
    Ok(caller)
}

impl FromRequestParts<Shared> for Uploader {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, platform: &Shared) -> Result<Self, ApiError> {
        let caller = caller(parts, platform).await?;
        if caller.may_upload() {
            Ok(Self(caller))
        } else {
            Err(ApiError::forbidden("this token cannot upload scans"))
        }
    }
}

impl FromRequestParts<Shared> for Reader {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, platform: &Shared) -> Result<Self, ApiError> {
        let caller = caller(parts, platform).await?;
        if caller.may_read() {
            Ok(Self(caller))
        } else {
            Err(ApiError::forbidden("this token can only upload scans"))
        }
    }
}

impl FromRequestParts<Shared> for Admin {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, platform: &Shared) -> Result<Self, ApiError> {
        let caller = caller(parts, platform).await?;
        if caller.role == Role::Admin {
            Ok(Self)
        } else {
            Err(ApiError::forbidden("only admins can do this"))
        }
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
