//! What a route asks of its caller, as an argument of its handler: nobody comes to a handler who may not.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};

use super::{Caller, Signed};
use crate::api::wire::Role;
use crate::platform::Shared;
use crate::platform::http::errors::Refusal;

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

async fn caller(parts: &Parts, platform: &Shared) -> Result<Caller, Refusal> {
    let caller = match bearer_of(&parts.headers) {
        Some(text) => platform.bearers.caller(platform.store.as_ref(), text).await?,
        // The pages link to what programs read. A cookie opens nothing that changes something.
        None if matches!(parts.method, Method::GET | Method::HEAD) => Signed::of(platform, &parts.headers)
            .await?
            .map(|signed| signed.caller)
            .ok_or_else(|| Refusal::unauthorized("the request has no token"))?,
        None => return Err(Refusal::unauthorized("the request has no token")),
    };
    platform.rates.by_caller(&caller)?;
    Ok(caller)
}

impl FromRequestParts<Shared> for Uploader {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, platform: &Shared) -> Result<Self, Refusal> {
        let caller = caller(parts, platform).await?;
        if caller.may_upload() {
            Ok(Self(caller))
        } else {
            Err(Refusal::forbidden("this token cannot upload scans"))
        }
    }
}

impl FromRequestParts<Shared> for Reader {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, platform: &Shared) -> Result<Self, Refusal> {
        let caller = caller(parts, platform).await?;
        if caller.may_read() {
            Ok(Self(caller))
        } else {
            Err(Refusal::forbidden("this token can only upload scans"))
        }
    }
}

impl FromRequestParts<Shared> for Admin {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, platform: &Shared) -> Result<Self, Refusal> {
        let caller = caller(parts, platform).await?;
        if caller.role == Role::Admin {
            Ok(Self)
        } else {
            Err(Refusal::forbidden("only admins can do this"))
        }
    }
}
