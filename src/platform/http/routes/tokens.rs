//! The routes of the platform's own tokens.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use jiff::{Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};

use crate::api::wire::{Page, Role, Token};
use crate::platform::Shared;
use crate::platform::http::body;
use crate::platform::http::errors::Refusal;
use crate::platform::identity::{Admin, TokenWish, is_subject, mint};
use axum::Json;

/// What a token is to be.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wish {
    role: Role,
    subject: String,
    #[serde(default)]
    for_others: bool,
    /// Days until it ends. Without: never.
    #[serde(default)]
    expires_in_days: Option<u16>,
}

/// A token that was made.
#[derive(Serialize, schemars::JsonSchema)]
pub(crate) struct Made {
    /// The token itself. It is not kept, and cannot be shown again.
    secret: String,
    #[serde(flatten)]
    token: Token,
}

pub(crate) async fn list(State(platform): State<Shared>, _: Admin) -> Result<Json<Page<Token>>, Refusal> {
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
) -> Result<(StatusCode, Json<Made>), Refusal> {
    let json = body::read(&headers, body, &platform.settings.limits).await?;
    let wish: Wish = serde_json::from_slice(&json)
        .map_err(|error| Refusal::invalid(format!("this is not a valid token request: {error}"), Vec::new()))?;
    if !is_subject(&wish.subject) {
        return Err(Refusal::invalid(
            "`subject` must have 1 to 255 printable characters",
            Vec::new(),
        ));
    }
    let now = Timestamp::now();
    let wish = TokenWish {
        role: wish.role,
        subject: wish.subject,
        for_others: wish.for_others,
        expires_at: wish
            .expires_in_days
            .and_then(|days| now.checked_add((i64::from(days) * 24).hours()).ok()),
    };
    let (secret, new) = mint(&wish, now).ok_or_else(|| Refusal::unavailable("the system provides no random bytes"))?;
    let token = new.token.clone();
    platform.store.add_token(new).await?;
    let secret = secret.reveal().to_owned();
    Ok((StatusCode::CREATED, Json(Made { secret, token })))
}

pub(crate) async fn revoke(
    State(platform): State<Shared>,
    _: Admin,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    let revoked = platform.store.revoke_token(&id, Timestamp::now()).await?;
    platform.bearers.forget();
    if revoked {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Refusal::not_found("token"))
    }
}
