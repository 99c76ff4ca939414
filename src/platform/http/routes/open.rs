//! Routes that need no token, and metrics: health, discovery, documentation.

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use maud::Markup;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::api::wire::{Discovery, WIRE_VERSION};
use crate::platform::Shared;
use crate::platform::http::body::ENCODINGS;
use crate::platform::http::errors::ApiError;
use crate::platform::http::extractors::MetricsReader;
use crate::platform::http::metrics::MEDIA_TYPE;
use crate::platform::http::openapi::document;
use crate::platform::http::pages;
use crate::platform::http::web_session::WebSession;
use axum::Json;

/// The server answers.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Health {
    /// `ok`.
    status: &'static str,
}

pub(crate) async fn health() -> Json<Health> {
    Json(Health { status: "ok" })
}

pub(crate) async fn openapi(State(platform): State<Shared>, headers: HeaderMap) -> Json<Value> {
    Json(document(&platform.url(&headers), super::all()))
}

pub(crate) async fn docs(State(platform): State<Shared>, headers: HeaderMap) -> Result<Markup, ApiError> {
    let session = WebSession::of(&platform, &headers).await?;
    let url = platform.url(&headers);
    Ok(pages::docs(&platform, &url, session.as_ref(), super::all()))
}

pub(crate) async fn ready(State(platform): State<Shared>) -> Result<Json<Health>, ApiError> {
    platform.readiness.check(platform.store.as_ref()).await?;
    Ok(Json(Health { status: "ok" }))
}

pub(crate) async fn metrics(State(platform): State<Shared>, _: MetricsReader) -> Result<Response, ApiError> {
    let totals = platform.store.totals(None).await?;
    let text = platform.metrics.text(totals);
    Ok(([(header::CONTENT_TYPE, MEDIA_TYPE)], text).into_response())
}

pub(crate) async fn discovery(State(platform): State<Shared>, headers: HeaderMap) -> Json<Discovery> {
    let settings = &platform.settings;
    let issuer = settings.sign_in();
    Json(Discovery {
        schema_version: WIRE_VERSION.to_owned(),
        name: settings.name.clone(),
        api: format!("{}/api/v1", platform.url(&headers)),
        issuer: issuer.map(|issuer| issuer.url.clone()),
        client_id: issuer.and_then(|issuer| issuer.client_id.clone()),
        scopes: issuer.map(|issuer| issuer.scopes.clone()).unwrap_or_default(),
        callback_ports: issuer.map(|issuer| issuer.callback_ports.clone()).unwrap_or_default(),
        audience: issuer.and_then(|issuer| issuer.audience.clone()),
        cognito_domain: issuer.and_then(|issuer| issuer.cognito_domain.clone()),
        token_login: true,
        accepts: ENCODINGS.map(str::to_owned).to_vec(),
        max_scan_bytes: u64::try_from(settings.limits.expanded_bytes).unwrap_or(u64::MAX),
        max_body_bytes: u64::try_from(settings.limits.sent_bytes).ok(),
    })
}
