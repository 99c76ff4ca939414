//! The native routes of scans and developers.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use super::question::ScansQuery;
use crate::api::wire::{Developer, Me, Page, Receipt, Summary};
use crate::platform::Shared;
use crate::platform::http::errors::ApiError;
use crate::platform::http::extractors::{Query, Reader, Uploader};
use crate::platform::http::upload;
use crate::report::{Format, UnknownFormat, render};
use crate::scan::{Assessment, Difference};
use crate::score;
use axum::Json;

pub(crate) async fn post_scan(
    State(platform): State<Shared>,
    Uploader(caller): Uploader,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<Receipt>), ApiError> {
    let receipt = upload::receive(&platform, caller, &headers, body).await?;
    let status = if receipt.duplicate {
        StatusCode::OK
    } else {
        StatusCode::CREATED
    };
    Ok((status, Json(receipt)))
}

pub(crate) async fn page(
    State(platform): State<Shared>,
    Reader(caller): Reader,
    Query(query): Query<ScansQuery>,
) -> Result<Json<Page<Summary>>, ApiError> {
    let page = platform.store.list(query.filter(&caller)?).await?;
    Ok(Json(Page {
        items: page.scans,
        next_cursor: page.next.map(|cursor| cursor.0),
    }))
}

pub(crate) async fn summary(
    State(platform): State<Shared>,
    Reader(caller): Reader,
    Path(id): Path<String>,
) -> Result<Json<Summary>, ApiError> {
    Ok(Json(platform.scans.find(&caller, id).await?.summary))
}

pub(crate) async fn assessment(
    State(platform): State<Shared>,
    Reader(caller): Reader,
    Path(id): Path<String>,
) -> Result<Json<Assessment>, ApiError> {
    let stored = platform.scans.find(&caller, id).await?;
    let scan = platform.scans.read(&stored).await?;
    Ok(Json(score::assess(&scan, &platform.settings.policy.of_scan(&scan))))
}

/// A scan as a report of that format.
pub(crate) async fn report(
    State(platform): State<Shared>,
    Reader(caller): Reader,
    Path((id, format)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    let format: Format = format
        .parse()
        .map_err(|error: UnknownFormat| ApiError::bad_query(error.to_string()))?;
    let stored = platform.scans.find(&caller, id).await?;
    let mut scan = platform.scans.read(&stored).await?;
    let policy = platform.settings.policy.of_scan(&scan).into_owned();
    scan.assessment = Some(score::assess(&scan, &policy));
    let text = render(format, &scan, &policy).map_err(|_| ApiError::unavailable("the report could not be written"))?;
    let media = match format {
        Format::Json | Format::Sarif | Format::Gitlab => "application/json",
        Format::Html => "text/html; charset=utf-8",
        Format::Junit => "application/xml",
        Format::Markdown => "text/markdown; charset=utf-8",
        Format::Text | Format::Annotations => "text/plain; charset=utf-8",
    };
    // A page that is a file of its own brings its style along; nothing else of it runs or loads.
    let policy = HeaderValue::from_static("sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:");
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media)),
        (header::CONTENT_SECURITY_POLICY, policy),
    ];
    Ok((headers, text).into_response())
}

pub(crate) async fn difference(
    State(platform): State<Shared>,
    Reader(caller): Reader,
    Path((id, other_id)): Path<(String, String)>,
) -> Result<Json<Difference>, ApiError> {
    Ok(Json(platform.scans.compare(&caller, id, other_id).await?.difference))
}

pub(crate) async fn developers(
    State(platform): State<Shared>,
    Reader(caller): Reader,
) -> Result<Json<Page<Developer>>, ApiError> {
    let items = platform.store.developers(caller.only()).await?;
    Ok(Json(Page {
        items,
        next_cursor: None,
    }))
}

pub(crate) async fn developer(
    State(platform): State<Shared>,
    Reader(caller): Reader,
    Path(id): Path<String>,
) -> Result<Json<Developer>, ApiError> {
    let seen = caller.may_see(&id);
    let found = platform.store.developers(Some(&id)).await?;
    let found = found.into_iter().next().filter(|_| seen);
    found.map(Json).ok_or_else(|| ApiError::not_found("developer"))
}

pub(crate) async fn me(Uploader(caller): Uploader) -> Json<Me> {
    Json(caller.me())
}
