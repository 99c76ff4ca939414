//! Developers: the list, and a developer's machines and scans.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use jiff::Timestamp;
use maud::{Markup, html};

use super::layout::{Frame, developer_link, page, status, time, time_ago};
use super::list::{self, Address, NamedPage, ROWS};
use super::{chart, machines, sign_in};
use crate::api::wire::{Developer, Summary};
use crate::platform::Shared;
use crate::platform::fleet::MachineQuery;
use crate::platform::http::errors::ApiError;
use crate::platform::http::extractors::Query;
use crate::platform::store::ScanFilter;

/// Scans of a developer on their page.
const SCANS: usize = 50;

pub(crate) async fn developers(
    State(platform): State<Shared>,
    headers: HeaderMap,
    query: Result<Query<NamedPage>, ApiError>,
) -> Result<Markup, ApiError> {
    let session = sign_in::session(&platform, &headers).await?;
    let Query(asked) = query?;
    let store = &platform.store;
    let after = asked.cursor.as_deref().unwrap_or_default();
    let mut found = match session.caller.only() {
        Some(own) => store.developer(own).await?.into_iter().collect(),
        None => store.developers(&asked.prefix, after, ROWS + 1).await?,
    };
    let next = (found.len() > ROWS).then(|| {
        found.truncate(ROWS);
        found.last().map(|developer| developer.developer_id.clone())
    });
    let ids = found.iter().map(|developer| developer.developer_id.clone()).collect();
    let names = platform.fleet(&session.caller).names(ids).await?;
    let own = Address::new("/developers").with("prefix", &asked.prefix);
    let api = Address::new("/api/v1/developers").with("prefix", &asked.prefix);
    let body = html! {
        h1 id="developers" { "Developers" }
        (list::search(&own, "Developer", &asked.prefix))
        @if found.is_empty() {
            @if asked.prefix.is_empty() { p { "Nobody has uploaded a scan yet. " a href="/" { "The overview" } " says how to." } }
            @else { p { "No developer's id begins with “" (asked.prefix) "”." } }
        } @else {
            (developer_table(&found, &names))
        }
        (list::links(&own, &api, asked.cursor.is_some(), next.flatten().as_deref()))
    };
    Ok(page(
        &Frame::of("Developers", &platform, &session).at("/developers"),
        &body,
    ))
}

fn developer_table(developers: &[Developer], names: &BTreeMap<String, String>) -> Markup {
    let now = Timestamp::now();
    let columns = [
        ("Developer", false),
        ("Latest scan", false),
        ("Score", true),
        ("System", false),
        ("Project", false),
        ("Received", false),
        ("Scans", true),
    ];
    let rows = html! {
        @for developer in developers {
            tr {
                th scope="row" { a href=(developer_link(&developer.developer_id)) { (developer.developer_id) }
                    @if let Some(name) = names.get(&developer.developer_id) { " " span.note { (name) } } }
                td { (verdict(&developer.latest)) }
                td.number { (developer.latest.score) }
                td { (developer.latest.os) }
                td { (developer.latest.project.as_deref().unwrap_or("–")) }
                td { (time_ago(developer.latest.timestamp, now)) }
                td.number { (developer.scans) }
            }
        }
    };
    list::table("developers", &columns, &rows)
}

/// A scan's status, and whether it is of a part of the machine alone.
pub(super) fn verdict(scan: &Summary) -> Markup {
    html! { (status(scan.status)) @if scan.partial { " (partial)" } }
}

pub(super) fn scan_table(scans: &[Summary], with_developer: bool) -> Markup {
    let now = Timestamp::now();
    let mut columns = vec![("Received", false)];
    if with_developer {
        columns.push(("Developer", false));
    }
    columns.extend([
        ("Status", false),
        ("Score", true),
        ("System", false),
        ("Project", false),
    ]);
    let rows = html! {
        @for scan in scans {
            tr {
                th scope="row" { a href={ "/scans/" (scan.scan_id) } { (time_ago(scan.timestamp, now)) } }
                @if with_developer { td { a href=(developer_link(&scan.developer_id)) { (scan.developer_id) } } }
                td { (verdict(scan)) }
                td.number { (scan.score) }
                td { (scan.os) }
                td { (scan.project.as_deref().unwrap_or("–")) }
            }
        }
    };
    list::table("latest", &columns, &rows)
}

pub(crate) async fn developer(
    State(platform): State<Shared>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Markup, ApiError> {
    let session = sign_in::session(&platform, &headers).await?;
    let fleet = platform.fleet(&session.caller);
    let of_developer = MachineQuery {
        developer_id: Some(id.clone()),
        limit: ROWS,
        ..MachineQuery::default()
    };
    let states = fleet.machines(of_developer).await?;
    let states = states.ok_or_else(|| ApiError::not_found("developer"))?;
    let filter = ScanFilter {
        developer_id: Some(id.clone()),
        limit: SCANS,
        ..ScanFilter::default()
    };
    let scans = platform.store.list(filter).await?.scans;
    let found = platform.store.developer(&id).await?;
    let found = found.ok_or_else(|| ApiError::not_found("developer"))?;
    let name = fleet.names(vec![id.clone()]).await?.remove(&id);
    let scores: Vec<u32> = scans.iter().rev().map(|summary| summary.score).collect();
    let before = scans.get(1).map(|summary| summary.scan_id.as_str());
    let body = html! {
        h1 { (name.as_deref().unwrap_or(&id)) }
        @if name.is_some() { p.note { (id) } }
        p { (verdict(&found.latest)) " " (found.latest.score) "/100 · " (found.scans) " scans since " (time(found.first_seen)) }
        section {
            h2 id="machines" { "Machines and projects" }
            @if states.items.is_empty() { p { "No whole scan yet: run " code { "devenv scan --upload" } " without " code { "--only" } " and " code { "--skip" } "." } }
            @else { (machines::table(&states.items, "machines", true)) }
        }
        section {
            h2 id="trend" { "Score" }
            (chart::scores(&scores))
        }
        @if let Some(before) = before {
            p { a href={ "/compare?from=" (before) "&to=" (found.latest.scan_id) } { "What changed in the last scan" } }
        }
        section {
            h2 id="latest" { "Scans" }
            (scan_table(&scans, false))
        }
        p { a href=(Address::new("/api/v1/scans").with("developer", &id).with("format", "csv").text()) { "All scans as CSV" } }
    };
    Ok(page(&Frame::of(&id, &platform, &session).at("/developers"), &body))
}
