//! Who is ready, whether that gets better, what fails most, and whose support ends soon.

use axum::extract::State;
use axum::http::HeaderMap;
use jiff::{Timestamp, ToSpan as _};
use maud::{Markup, html};

use super::chart::{self, Range};
use super::developers::scan_table;
use super::layout::{Frame, page, share, tool_link};
use super::list::{self, Address};
use super::{machines, projects, rules, sign_in};
use crate::api::wire::{Project, RuleFailures, VersionUse};
use crate::platform::Shared;
use crate::platform::fleet::{Fleet, MachineQuery};
use crate::platform::http::errors::ApiError;
use crate::platform::http::extractors::Query;
use crate::platform::http::web_session::WebSession;
use crate::platform::scans::every_day;
use crate::platform::store::{ScanFilter, StateCounts};

/// Days of the chart of scans.
const DAYS: i64 = 60;
/// Projects on the page: those with the most machines that are not ready, of the first ones by name.
const FEW_PROJECTS: usize = 10;
const MOST_PROJECTS: usize = 500;
/// Rules and versions on the page.
const FEW: usize = 8;
/// Scans on the page.
const SCANS: usize = 10;

pub(crate) async fn overview(
    State(platform): State<Shared>,
    headers: HeaderMap,
    range: Result<Query<Range>, ApiError>,
) -> Result<Markup, ApiError> {
    let session = sign_in::session(&platform, &headers).await?;
    let Query(range) = range?;
    let fleet = platform.fleet(&session.caller);
    let counts = fleet.machine_counts().await?;
    let latest = latest_scans(&platform, &session).await?;
    let body = html! {
        h1 { "Who is ready" }
        @if latest.is_empty() {
            (no_scans(&platform.url(&headers)))
        } @else {
            (numbers(counts, platform.settings.stale_days))
            @if session.caller.only().is_some() { (own_machines(&fleet).await?) }
            (by_project(&fleet).await?)
            (most_common(&fleet.rules("").await?))
            @if session.caller.only().is_none() {
                section {
                    h2 id="trend" { "Ready machines by day" }
                    (chart::ready(&fleet.ready_days().await?, range, "/", Timestamp::now()))
                }
            }
            (support(&fleet.support_ends().await?))
            section {
                h2 id="days" { "Scans by day" }
                (chart::days(&scans_by_day(&platform, &session).await?))
            }
            section {
                h2 id="latest" { "Latest scans" }
                (scan_table(&latest, true))
            }
        }
    };
    Ok(page(&Frame::of("Who is ready", &platform, &session).at("/"), &body))
}

async fn latest_scans(platform: &Shared, session: &WebSession) -> Result<Vec<crate::api::wire::Summary>, ApiError> {
    let filter = ScanFilter {
        developer_id: session.caller.only().map(str::to_owned),
        limit: SCANS,
        ..ScanFilter::default()
    };
    Ok(platform.store.list(filter).await?.scans)
}

async fn scans_by_day(platform: &Shared, session: &WebSession) -> Result<Vec<crate::platform::store::Day>, ApiError> {
    let now = Timestamp::now();
    let since = now.checked_sub((24 * DAYS).hours()).unwrap_or(Timestamp::UNIX_EPOCH);
    Ok(every_day(platform.store.days(session.caller.only(), since).await?, now))
}

fn numbers(counts: StateCounts, stale_days: u16) -> Markup {
    let of_state = |state| Address::new("/machines").with("state", state).text();
    html! {
        dl.numbers {
            div { dt { "Ready" } dd { a href=(of_state("ready")) { (share(counts.ready, counts.ready + counts.not_ready)) } }
                dd.note { "machines, each in its projects" } }
            div { dt { "Not ready" } dd { a href=(of_state("not_ready")) { (counts.not_ready) } } }
            div { dt { "Stale" } dd { a href=(of_state("stale")) { (counts.stale) } }
                dd.note { "not scanned for " (stale_days) " days; counted apart" } }
        }
    }
}

async fn own_machines(fleet: &Fleet<'_>) -> Result<Markup, ApiError> {
    let query = MachineQuery {
        limit: list::ROWS,
        ..MachineQuery::default()
    };
    let own = fleet.machines(query).await?;
    Ok(html! {
        section {
            h2 id="machines" { "Your machines" }
            @if let Some(own) = own.filter(|own| !own.items.is_empty()) { (machines::table(&own.items, "machines", true)) }
            @else { p { "No whole scan yet." } }
        }
    })
}

async fn by_project(fleet: &Fleet<'_>) -> Result<Markup, ApiError> {
    let found = fleet.projects("", None, MOST_PROJECTS).await?;
    let mut all: Vec<Project> = found.items;
    let more = all.len() > FEW_PROJECTS || found.next_cursor.is_some();
    all.sort_by_key(|project| std::cmp::Reverse((project.not_ready, project.stale)));
    all.truncate(FEW_PROJECTS);
    Ok(html! {
        section {
            h2 id="projects" { "By project" }
            @if all.is_empty() { p { "No scan was taken in a project. Run " code { "devenv scan --upload" } " in a project's directory." } }
            @else { (projects::table(&all, "projects")) }
            @if more { p { a href="/projects" { "All projects" } } }
        }
    })
}

fn most_common(rules: &[RuleFailures]) -> Markup {
    html! {
        section {
            h2 id="worst" { "What fails most" }
            @if rules.is_empty() { p { "No rule fails in any machine's latest scan." } }
            @else { (rules::table(rules.get(..FEW).unwrap_or(rules), "worst", None)) }
            @if rules.len() > FEW { p { a href="/rules" { "All rules that fail" } } }
        }
    }
}

fn support(ends: &[(String, VersionUse)]) -> Markup {
    let rows = html! {
        @for (tool, version) in ends.iter().take(FEW) {
            @let text = version.version.as_deref().unwrap_or_default();
            tr {
                th scope="row" { a href=(Address::new(tool_link(tool)).with("version", text).text()) { (tool) " " (text) } }
                td { (version.end_of_life.as_deref().unwrap_or_default()) }
                td.number { (version.developers) }
            }
        }
    };
    html! {
        section {
            h2 id="support" { "Support ends in the next 90 days" }
            @if ends.is_empty() { p { "Of no version that is in use." } }
            @else { (list::table("support", &[("Tool", false), ("Last day of support", false), ("Developers", true)], &rows)) }
        }
    }
}

fn no_scans(url: &str) -> Markup {
    html! {
        p { "No scans yet. Upload one:" }
        pre tabindex="0" { code {
            "devenv login " (url) "\ndevenv scan --upload"
        } }
    }
}
