//! The native routes of scans and developers.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use schemars::JsonSchema;
use serde::Deserialize;

use super::csv;
use super::fleet::Asked;
use super::question::{ListFormat, ScansQuery};
use crate::api::wire::{AuditEntry, Developer, Me, Page, Receipt, Summary};
use crate::platform::Shared;
use crate::platform::http::audit;
use crate::platform::http::errors::ApiError;
use crate::platform::http::extractors::{Admin, AllReader, Participant, Query, Reader, Uploader};
use crate::platform::http::{memory, upload};
use crate::platform::identity::Caller;
use crate::report::{Format, UnknownFormat, render};
use crate::scan::{Assessment, Difference, Scan};
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
    headers: HeaderMap,
    uri: Uri,
    Query(query): Query<ScansQuery>,
) -> Result<Response, ApiError> {
    let is_csv = csv::is_asked_for(query.format, &headers);
    let page = platform.store.list(query.filter(&caller)?).await?;
    let next_cursor = page.next.map(|cursor| cursor.0);
    if is_csv {
        let next = next_cursor.map(|cursor| csv::next_page(&platform.url(&headers), &uri, &cursor));
        return Ok(csv::scans(&page.scans, next.as_deref()));
    }
    let items = page.scans;
    Ok(Json(Page { items, next_cursor }).into_response())
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
    let policy = platform.settings.policy.clone();
    let assess = move |scan: Scan| score::assess(&scan, &policy.of_scan(&scan));
    Ok(Json(platform.scans.with_scan(&stored, assess).await?))
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
    let policy = platform.settings.policy.clone();
    let report = move |mut scan: Scan| {
        let policy = policy.of_scan(&scan).into_owned();
        scan.assessment = Some(score::assess(&scan, &policy));
        render(format, &scan, &policy)
    };
    let text = platform.scans.with_scan(&stored, report).await?;
    let text = text.map_err(|_| ApiError::unavailable("the report could not be written"))?;
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
    let pair = platform.scans.pair(&caller, id, other_id).await?;
    let _share = memory::reserve(&platform, pair.bytes())?;
    Ok(Json(platform.scans.compare(pair).await?.difference))
}

/// The most developers on a page.
const LARGEST_PAGE: usize = 1_000;

/// Which developers, in a query.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DevelopersQuery {
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
    /// Only those whose id begins with this.
    prefix: Option<String>,
    /// The number of developers on a page.
    #[schemars(range(min = 1, max = 1_000))]
    limit: Option<usize>,
    /// The form of the answer. Without: CSV if the header `Accept` asks for `text/csv`, else JSON.
    format: Option<ListFormat>,
}

pub(crate) async fn developers(
    State(platform): State<Shared>,
    Reader(caller): Reader,
    asked: Asked,
    Query(query): Query<DevelopersQuery>,
) -> Result<Response, ApiError> {
    let format = query.format;
    let page = developers_page(&platform, &caller, query).await?;
    let rows = page.items.iter().map(|developer| {
        let latest = &developer.latest;
        [
            developer.developer_id.clone(),
            developer.scans.to_string(),
            developer.first_seen.to_string(),
            csv::status_word(latest.status).to_owned(),
            latest.score.to_string(),
            latest.scan_id.clone(),
            latest.timestamp.to_string(),
        ]
    });
    let columns = "user_id,scans,first_seen,status,score,scan_id,timestamp";
    Ok(asked.answer(&platform, format, &page, page.next_cursor.as_deref(), (columns, rows)))
}

async fn developers_page(
    platform: &Shared,
    caller: &Caller,
    query: DevelopersQuery,
) -> Result<Page<Developer>, ApiError> {
    let limit = query.limit.unwrap_or(LARGEST_PAGE);
    if !(1..=LARGEST_PAGE).contains(&limit) {
        return Err(ApiError::bad_query(format!("`limit` must be from 1 to {LARGEST_PAGE}")));
    }
    if let Some(own) = caller.only() {
        return Ok(Page {
            items: platform.store.developer(own).await?.into_iter().collect(),
            next_cursor: None,
        });
    }
    let after = query.cursor.unwrap_or_default();
    let (prefix, store) = (query.prefix.unwrap_or_default(), &platform.store);
    let items = store.developers(&prefix, &after, limit).await?;
    let last = items.last().map(|developer| developer.developer_id.clone());
    // A page of developers with very long texts has fewer of them.
    let is_more = match &last {
        Some(last) => !store.developers(&prefix, last, 1).await?.is_empty(),
        None => false,
    };
    Ok(Page {
        next_cursor: last.filter(|_| is_more),
        items,
    })
}

pub(crate) async fn developer(
    State(platform): State<Shared>,
    Reader(caller): Reader,
    Path(id): Path<String>,
) -> Result<Json<Developer>, ApiError> {
    let seen = caller.may_see(&id);
    let found = platform.store.developer(&id).await?.filter(|_| seen);
    found.map(Json).ok_or_else(|| ApiError::not_found("developer"))
}

pub(crate) async fn me(Participant(caller): Participant) -> Json<Me> {
    Json(caller.me())
}

pub(crate) async fn remove_scan(
    State(platform): State<Shared>,
    _: Admin,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    if !platform.store.remove_scan(&id).await? {
        return Err(ApiError::not_found("scan"));
    }
    audit::note(&platform, "scan_removed", &id).await;
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn remove_developer(
    State(platform): State<Shared>,
    _: Admin,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    if platform.store.remove_developer(&id).await? == 0 {
        return Err(ApiError::not_found("developer"));
    }
    audit::note(&platform, "developer_removed", &id).await;
    Ok(StatusCode::NO_CONTENT)
}

/// How many lines of the audit log.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AuditQuery {
    /// The number of lines.
    #[schemars(range(min = 1, max = 1_000))]
    limit: Option<usize>,
}

pub(crate) async fn audit_log(
    State(platform): State<Shared>,
    _: AllReader,
    Query(query): Query<AuditQuery>,
) -> Result<Json<Page<AuditEntry>>, ApiError> {
    let limit = query.limit.unwrap_or(100);
    if !(1..=LARGEST_PAGE).contains(&limit) {
        return Err(ApiError::bad_query(format!("`limit` must be from 1 to {LARGEST_PAGE}")));
    }
    Ok(Json(Page {
        items: platform.store.audit(limit).await?,
        next_cursor: None,
    }))
}
