//! The reference platform's routes: what its clients read is there, and more.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use jiff::{Timestamp, ToSpan as _};
use schemars::JsonSchema;
use serde::Serialize;

use super::question::ScansQuery;
use crate::api::wire::{Receipt, Summary};
use crate::platform::Shared;
use crate::platform::http::errors::ApiError;
use crate::platform::http::extractors::{Query, Reader, Uploader};
use crate::platform::http::upload;
use crate::platform::scans::every_day;
use axum::Json;

pub(crate) async fn post_scan(
    State(platform): State<Shared>,
    Uploader(caller): Uploader,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Receipt>, ApiError> {
    upload::receive(&platform, caller, &headers, body).await.map(Json)
}

pub(crate) async fn history(
    State(platform): State<Shared>,
    Reader(caller): Reader,
    Query(query): Query<ScansQuery>,
) -> Result<Json<Vec<Summary>>, ApiError> {
    let page = platform.store.list(query.filter(&caller)?).await?;
    Ok(Json(page.scans))
}

pub(crate) async fn scan(
    State(platform): State<Shared>,
    Reader(caller): Reader,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let stored = platform.scans.find(&caller, id).await?;
    let body = platform.scans.body(&stored).await?;
    let json = HeaderValue::from_static("application/json");
    Ok(([(header::CONTENT_TYPE, json)], body).into_response())
}

/// Numbers over scans.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Numbers {
    total_scans: u64,
    processed: u64,
    failed: u64,
    passed: u64,
    average_score: Option<f64>,
}

pub(crate) async fn summary(State(platform): State<Shared>, Reader(caller): Reader) -> Result<Json<Numbers>, ApiError> {
    let totals = platform.store.totals(caller.only()).await?;
    Ok(Json(Numbers {
        total_scans: totals.scans,
        // Each scan is graded before it is acknowledged.
        processed: totals.scans,
        failed: totals.scans - totals.passed,
        passed: totals.passed,
        average_score: totals.average_score.map(|score| (score * 10.0).round() / 10.0),
    }))
}

/// Scans by day, UTC.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Trends {
    daily_scans: BTreeMap<String, u64>,
    daily_failures: BTreeMap<String, u64>,
}

/// Days that trends go back.
const DAYS: i64 = 90;

pub(crate) async fn trends(State(platform): State<Shared>, Reader(caller): Reader) -> Result<Json<Trends>, ApiError> {
    let since = Timestamp::now()
        .saturating_sub((24 * DAYS).hours())
        .unwrap_or(Timestamp::UNIX_EPOCH);
    let days = every_day(platform.store.days(caller.only(), since).await?, Timestamp::now());
    Ok(Json(Trends {
        daily_scans: days.iter().map(|day| (day.date.clone(), day.scans)).collect(),
        daily_failures: days.into_iter().map(|day| (day.date, day.failed)).collect(),
    }))
}
