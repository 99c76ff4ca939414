//! The routes of the platform's own tokens.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use jiff::{Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};

use crate::api::wire::{Page, Role, Token};
use crate::platform::Shared;
use crate::platform::http::errors::ApiError;
use crate::platform::http::extractors::Admin;
use crate::platform::http::{audit, body};
use crate::platform::identity::{NewTokenRequest, is_developer_id, mint};
use axum::Json;

/// The request to create a token.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateToken {
    role: Role,
    subject: String,
    #[serde(default)]
    for_others: bool,
    /// Days until it expires. Without: never.
    #[serde(default)]
    expires_in_days: Option<u16>,
}

/// A token that was created.
#[derive(Serialize, schemars::JsonSchema)]
pub(crate) struct CreatedToken {
    /// The token itself. Only its hash is stored, so it cannot be shown again.
    secret: String,
    #[serde(flatten)]
    token: Token,
}

pub(crate) async fn list(State(platform): State<Shared>, _: Admin) -> Result<Json<Page<Token>>, ApiError> {
    let items = platform.store.tokens().await?;
    Ok(Json(Page {
        items,
        next_cursor: None,
    }))
}

pub(crate) async fn create(
    State(platform): State<Shared>,
    _: Admin,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<CreatedToken>), ApiError> {
    let limits = &platform.settings.limits;
    let json = body::receive(&headers, body, limits).await?.expand(limits).await?;
    let request: CreateToken = serde_json::from_slice(&json)
        .map_err(|error| ApiError::invalid(format!("this is not a valid token request: {error}"), Vec::new()))?;
    if !is_developer_id(&request.subject) {
        return Err(ApiError::invalid(
            "`subject` must have 1 to 255 printable characters",
            Vec::new(),
        ));
    }
    if request.expires_in_days == Some(0) {
        return Err(ApiError::invalid("`expires_in_days` must be at least 1", Vec::new()));
    }
    let now = Timestamp::now();
    let request = NewTokenRequest {
        role: request.role,
        developer_id: request.subject,
        for_others: request.for_others,
        expires_at: request
            .expires_in_days
            .and_then(|days| now.checked_add((i64::from(days) * 24).hours()).ok()),
    };
    let (secret, new) =
        mint(&request, now).ok_or_else(|| ApiError::unavailable("the system provides no random bytes"))?;
    let token = new.token.clone();
    platform.store.add_token(new).await?;
    audit::note(&platform, "token_created", &token.id).await;
    let secret = secret.reveal().to_owned();
    Ok((StatusCode::CREATED, Json(CreatedToken { secret, token })))
}

pub(crate) async fn revoke(
    State(platform): State<Shared>,
    _: Admin,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    let revoked = platform.store.revoke_token(&id, Timestamp::now()).await?;
    platform.verifier.forget();
    if revoked {
        audit::note(&platform, "token_revoked", &id).await;
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(ApiError::not_found("token"))
    }
}
