//! Who is ready, the trend, and what fails most; and the same for one developer.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use jiff::{Timestamp, ToSpan as _};
use maud::{Markup, html};

use super::layout::{Frame, developer_link, page, status, time};
use super::{chart, sign_in};
use crate::api::wire::{Developer, Summary};
use crate::platform::Shared;
use crate::platform::http::errors::ApiError;
use crate::platform::scans::every_day;
use crate::platform::store::ScanFilter;
use crate::scan::Status;

/// Days of the trend.
const DAYS: i64 = 60;
/// Scans in a table.
const ROWS: usize = 50;
/// Developers on the page, at most.
const MOST_DEVELOPERS: usize = 2_000;
/// At most this many common problems.
const WORST: usize = 10;

pub(crate) async fn overview(State(platform): State<Shared>, headers: HeaderMap) -> Result<Markup, ApiError> {
    let session = sign_in::session(&platform, &headers).await?;
    let since = Timestamp::now()
        .checked_sub((24 * DAYS).hours())
        .unwrap_or(Timestamp::UNIX_EPOCH);
    let filter = ScanFilter {
        developer_id: session.caller.only().map(str::to_owned),
        limit: ROWS,
        ..ScanFilter::default()
    };
    let (store, only) = (&platform.store, session.caller.only());
    let developers = match only {
        Some(own) => store.developer(own).await?.into_iter().collect(),
        None => store.developers("", MOST_DEVELOPERS).await?,
    };
    let names = names(
        &platform,
        developers.iter().map(|developer| developer.developer_id.clone()),
    )
    .await?;
    let totals = store.totals(only).await?;
    let days = every_day(store.days(only, since).await?, Timestamp::now());
    let latest = store.list(filter).await?.scans;
    let ready = developers
        .iter()
        .filter(|developer| developer.latest.status == Status::Pass && !developer.latest.partial)
        .count();
    let body = html! {
        h1 { "Who is ready" }
        @if developers.is_empty() {
            (no_scans(&platform.url(&headers)))
        } @else {
            dl.numbers {
                div { dt { "Ready" } dd { (ready) " of " (developers.len()) } }
                div { dt { "Scans" } dd { (totals.scans) } }
                div { dt { "Passed" } dd { (percent(totals.passed, totals.scans)) } }
                @if let Some(score) = totals.average_score {
                    div { dt { "Average score" } dd { (format!("{score:.0}")) } }
                }
            }
            section {
                h2 id="trend" { "Scans by day" }
                (chart::days(&days))
            }
            section {
                h2 id="worst" { "Most common problems" }
                (worst(&developers))
            }
            section {
                h2 id="developers" { "Developers" }
                (developer_table(&developers, &names))
            }
            section {
                h2 id="latest" { "Latest scans" }
                (scan_table(latest.iter(), true))
            }
        }
    };
    Ok(page(&Frame::of("Who is ready", &platform, &session), &body))
}

/// A scan's status, and whether it is of a part of the machine alone.
fn verdict(scan: &Summary) -> Markup {
    html! { (status(scan.status)) @if scan.partial { " (partial)" } }
}

fn no_scans(url: &str) -> Markup {
    html! {
        p { "No scans yet. Upload one:" }
        pre tabindex="0" { code {
            "devenv login " (url) "\ndevenv scan --upload"
        } }
    }
}

fn percent(part: u64, whole: u64) -> String {
    match (part * 100).checked_div(whole) {
        Some(percent) => format!("{percent} %"),
        None => "–".to_owned(),
    }
}

/// The faults that most developers' latest scans have.
fn worst(developers: &[Developer]) -> Markup {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for fault in developers.iter().flat_map(|developer| &developer.latest.fails) {
        *counts.entry(fault).or_default() += 1;
    }
    let mut counts: Vec<(&str, u64)> = counts.into_iter().collect();
    counts.sort_by_key(|(fault, count)| (std::cmp::Reverse(*count), *fault));
    let most = counts.first().map_or(1, |(_, count)| *count);
    html! {
        @if counts.is_empty() {
            p { "No problems in anyone's latest scan." }
        } @else {
            div.wide tabindex="0" role="region" aria-labelledby="worst" {
                table {
                    thead { tr { th scope="col" { "Rule" } th scope="col" { "Subject" } th scope="col" { "Developers" } } }
                    tbody {
                        @for (fault, count) in counts.iter().take(WORST) {
                            @let (rule, subject) = fault.split_once(' ').unwrap_or((fault, ""));
                            tr {
                                td { code { (rule) } }
                                td { (subject) }
                                td { (count) " " meter min="0" max=(most) value=(count) aria-label={ (count) " developers" } {} }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What people are called, by their ids: a name, or else an address.
async fn names(platform: &Shared, ids: impl Iterator<Item = String>) -> Result<BTreeMap<String, String>, ApiError> {
    let people = platform.store.people(ids.collect()).await?;
    let named = people
        .into_iter()
        .filter_map(|person| Some((person.developer_id, person.name.or(person.email)?)));
    Ok(named.collect())
}

fn developer_table(developers: &[Developer], names: &BTreeMap<String, String>) -> Markup {
    html! {
        div.wide tabindex="0" role="region" aria-labelledby="developers" {
            table {
                thead { tr {
                    th scope="col" { "Developer" } th scope="col" { "Status" } th.number scope="col" { "Score" }
                    th scope="col" { "System" } th.number scope="col" { "Problems" } th scope="col" { "Last scan" } th.number scope="col" { "Scans" }
                } }
                tbody {
                    @for developer in developers {
                        tr {
                            th scope="row" { a href=(developer_link(&developer.developer_id)) { (developer.developer_id) }
                                @if let Some(name) = names.get(&developer.developer_id) { " " span.note { (name) } } }
                            td { (verdict(&developer.latest)) }
                            td.number { (developer.latest.score) }
                            td { (developer.latest.os) }
                            td.number { (developer.latest.fails.len()) }
                            td { (time(developer.latest.timestamp)) }
                            td.number { (developer.scans) }
                        }
                    }
                }
            }
        }
    }
}

fn scan_table<'s>(scans: impl Iterator<Item = &'s Summary>, with_developer: bool) -> Markup {
    html! {
        div.wide tabindex="0" role="region" aria-labelledby="latest" {
            table {
                thead { tr {
                    th scope="col" { "Received" }
                    @if with_developer { th scope="col" { "Developer" } }
                    th scope="col" { "Status" } th.number scope="col" { "Score" } th scope="col" { "System" } th scope="col" { "Project" }
                } }
                tbody {
                    @for scan in scans {
                        tr {
                            th scope="row" { a href={ "/scans/" (scan.scan_id) } { (time(scan.timestamp)) } }
                            @if with_developer { td { a href=(developer_link(&scan.developer_id)) { (scan.developer_id) } } }
                            td { (verdict(scan)) }
                            td.number { (scan.score) }
                            td { (scan.os) }
                            td { (scan.project.as_deref().unwrap_or("–")) }
                        }
                    }
                }
            }
        }
    }
}

pub(crate) async fn developer(
    State(platform): State<Shared>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Markup, ApiError> {
    let session = sign_in::session(&platform, &headers).await?;
    if !session.caller.may_see(&id) {
        return Err(ApiError::not_found("developer"));
    }
    let filter = ScanFilter {
        developer_id: Some(id.clone()),
        limit: ROWS,
        ..ScanFilter::default()
    };
    let scans = platform.store.list(filter).await?.scans;
    let found = platform.store.developer(&id).await?;
    let found = found.ok_or_else(|| ApiError::not_found("developer"))?;
    let name = names(&platform, std::iter::once(id.clone())).await?.remove(&id);
    let scores: Vec<u32> = scans.iter().rev().map(|summary| summary.score).collect();
    let before = scans.get(1).map(|summary| summary.scan_id.as_str());
    let body = html! {
        h1 { (name.as_deref().unwrap_or(&id)) }
        @if name.is_some() { p.note { (id) } }
        p { (verdict(&found.latest)) " " (found.latest.score) "/100 · " (found.scans) " scans since " (time(found.first_seen)) }
        section {
            h2 id="trend" { "Score" }
            (chart::scores(&scores))
        }
        @if let Some(before) = before {
            p { a href={ "/compare?from=" (before) "&to=" (found.latest.scan_id) } { "What changed in the last scan" } }
        }
        section {
            h2 id="latest" { "Scans" }
            (scan_table(scans.iter(), false))
        }
    };
    Ok(page(&Frame::of(&id, &platform, &session), &body))
}
