//! The routes of the platform's own tokens and of browser sessions.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use jiff::{Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};

use crate::api::wire::{BrowserSession, Page, Role, Token};
use crate::platform::Shared;
use crate::platform::http::body::Received;
use crate::platform::http::errors::ApiError;
use crate::platform::http::extractors::{Admin, AllReader};
use crate::platform::http::{audit, body, web_session};
use crate::platform::identity::{NewTokenRequest, is_developer_id, mint};
use crate::platform::scans::LONG;
use axum::Json;

/// What `is_developer_id` accepts, but for its length.
const DEVELOPER_ID: &str = concat!(
    r"^[^\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]",
    r"([^\u0000-\u001f\u007f-\u009f]*[^\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000])?$"
);

/// The request to create a token.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateToken {
    role: Role,
    /// The developer: characters that show, with no space at either end.
    #[schemars(length(min = 1, max = 255), regex(pattern = DEVELOPER_ID))]
    subject: String,
    #[serde(default)]
    for_others: bool,
    /// Days until it expires. Without: never.
    #[serde(default)]
    #[schemars(range(min = 1))]
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

pub(crate) async fn list(State(platform): State<Shared>, _: AllReader) -> Result<Json<Page<Token>>, ApiError> {
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
    let share = platform.upload_memory.share(&audit::sender_name());
    let sent = body::receive(&headers, body, limits, share).await?;
    let Received::Short(json, _share) = sent.open(limits)? else {
        return Err(ApiError::too_large("the request body", LONG));
    };
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

pub(crate) async fn sessions(
    State(platform): State<Shared>,
    _: AllReader,
) -> Result<Json<Page<BrowserSession>>, ApiError> {
    Ok(Json(Page {
        items: web_session::all(&platform).await?,
        next_cursor: None,
    }))
}

pub(crate) async fn end_session(
    State(platform): State<Shared>,
    _: Admin,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    if web_session::end(&platform, &id).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(ApiError::not_found("session"))
    }
}
