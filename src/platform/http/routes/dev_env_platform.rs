//! The reference platform's routes: what its clients read is there, and more.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use jiff::{Timestamp, ToSpan as _};
use schemars::JsonSchema;
use serde::Serialize;

use super::csv;
use super::question::ScansQuery;
use crate::api::wire::{Receipt, Summary};
use crate::platform::http::errors::ApiError;
use crate::platform::http::extractors::{Query, Reader, Uploader};
use crate::platform::http::upload;
use crate::platform::scans::{WrittenScan, every_day};
use crate::platform::{Platform, Shared};
use crate::scan::Status;
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
    headers: HeaderMap,
    Query(query): Query<ScansQuery>,
) -> Result<Response, ApiError> {
    let is_csv = csv::is_asked_for(query.format, &headers);
    let scans = platform.store.list(query.filter(&caller)?).await?.scans;
    if is_csv {
        return Ok(csv::scans(&scans, None));
    }
    if is_its_frontend(&platform, &headers) {
        let scans: Vec<FrontendSummary<'_>> = scans.iter().map(FrontendSummary::of).collect();
        return Ok(Json(scans).into_response());
    }
    Ok(Json(scans).into_response())
}

/// Whether a page of another site asks that settings let in: the Dev-Env Platform's frontend, which knows that platform's words alone.
fn is_its_frontend(platform: &Platform, headers: &HeaderMap) -> bool {
    let origin = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
    origin.is_some_and(|origin| platform.settings.cors_origins.iter().any(|allowed| allowed == origin))
}

/// A scan in the list of the Dev-Env Platform's frontend.
#[derive(Serialize)]
struct FrontendSummary<'a> {
    user_id: &'a str,
    scan_id: &'a str,
    /// Its words: a scan was processed, or failed.
    status: &'static str,
    os: &'a str,
    timestamp: Timestamp,
    score: u32,
}

impl<'a> FrontendSummary<'a> {
    fn of(summary: &'a Summary) -> Self {
        Self {
            user_id: &summary.developer_id,
            scan_id: &summary.scan_id,
            status: match summary.status {
                Status::Pass => "PROCESSED",
                Status::Fail => "FAILED",
            },
            os: &summary.os,
            timestamp: summary.timestamp,
            score: summary.score,
        }
    }
}

/// The scan in the form that is asked for below `/scan`: as it was uploaded, or, for the Dev-Env Platform's frontend, in its form.
pub(crate) async fn scan(
    State(platform): State<Shared>,
    Reader(caller): Reader,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let stored = platform.scans.find(&caller, id).await?;
    if is_its_frontend(&platform, &headers) {
        let developer_id = stored.summary.developer_id.clone();
        let write = move |scan| WrittenScan::of(scan, developer_id);
        if let Some(written) = platform.scans.with_scan(&stored, write).await? {
            return Ok(Json(written).into_response());
        }
    }
    Ok(json(platform.scans.body(&stored).await?))
}

/// The scan as it was uploaded.
pub(crate) async fn raw(
    State(platform): State<Shared>,
    Reader(caller): Reader,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let stored = platform.scans.find(&caller, id).await?;
    Ok(json(platform.scans.body(&stored).await?))
}

fn json(body: Vec<u8>) -> Response {
    let media = HeaderValue::from_static("application/json");
    ([(header::CONTENT_TYPE, media)], body).into_response()
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
