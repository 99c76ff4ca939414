//! Machines in their projects: the list, and the table that other pages have of them.

use axum::extract::State;
use axum::http::HeaderMap;
use jiff::Timestamp;
use maud::{Markup, html};
use serde::Deserialize;

use super::layout::{Frame, developer_link, page, project_link, time_ago};
use super::list::{self, Address, ROWS};
use super::sign_in;
use crate::api::wire::{MachineState, Readiness};
use crate::platform::Shared;
use crate::platform::fleet::MachineQuery;
use crate::platform::http::errors::ApiError;
use crate::platform::http::extractors::Query;
use crate::platform::store::Cursor;

/// Failed rules of a machine that a table shows.
const FEW_FAILS: usize = 3;

/// Which machines.
#[derive(Deserialize)]
pub(crate) struct MachinesPage {
    #[serde(default)]
    state: String,
    #[serde(default)]
    project: String,
    #[serde(default)]
    developer: String,
    cursor: Option<String>,
}

pub(crate) async fn machines(
    State(platform): State<Shared>,
    headers: HeaderMap,
    query: Result<Query<MachinesPage>, ApiError>,
) -> Result<Markup, ApiError> {
    let session = sign_in::session(&platform, &headers).await?;
    let Query(asked) = query?;
    let state = match asked.state.as_str() {
        "" => None,
        "ready" => Some(Readiness::Ready),
        "not_ready" => Some(Readiness::NotReady),
        "stale" => Some(Readiness::Stale),
        _ => return Err(ApiError::bad_query("`state` must be ready, not_ready or stale")),
    };
    let some = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let query = MachineQuery {
        developer_id: some(&asked.developer),
        project_id: some(&asked.project),
        state,
        after: asked.cursor.clone().map(Cursor),
        limit: ROWS,
    };
    let found = platform.fleet(&session.caller).machines(query).await?;
    let found = found.ok_or_else(|| ApiError::not_found("developer"))?;
    let with = |path: &str| {
        Address::new(path)
            .with("state", &asked.state)
            .with("project", &asked.project)
            .with("developer", &asked.developer)
    };
    let (own, api) = (with("/machines"), with("/api/v1/machines"));
    let stale_after = format!("Not scanned for {} days", platform.settings.stale_days);
    let states = [
        ("", "All"),
        ("ready", "Ready"),
        ("not_ready", "Not ready"),
        ("stale", stale_after.as_str()),
    ];
    let body = html! {
        h1 id="machines" { "Machines" }
        p.note { "A machine counts once in each project, by its latest whole scan there. The latest scan comes first." }
        (list::filters(&own, "state", "State", &asked.state, &states))
        @if !asked.project.is_empty() {
            p { "In the project " a href=(project_link(&asked.project)) { (asked.project) } ". " a href=(own.with("project", "").text()) { "All projects" } }
        }
        @if !asked.developer.is_empty() {
            p { "Of " a href=(developer_link(&asked.developer)) { (asked.developer) } ". " a href=(own.with("developer", "").text()) { "All developers" } }
        }
        @if found.items.is_empty() {
            p { "No such machines. " a href="/machines" { "All machines" } }
        } @else {
            (table(&found.items, "machines", true))
        }
        (list::links(&own, &api, asked.cursor.is_some(), found.next_cursor.as_deref()))
    };
    Ok(page(&Frame::of("Machines", &platform, &session).at("/machines"), &body))
}

/// A table of machines. `label`: the id of its heading.
pub(super) fn table(machines: &[MachineState], label: &str, with_project: bool) -> Markup {
    let now = Timestamp::now();
    let mut columns = vec![("Developer", false), ("State", false)];
    if with_project {
        columns.push(("Project", false));
    }
    columns.extend([("Why", false), ("Score", true), ("Last scan", false)]);
    let rows = html! {
        @for machine in machines {
            tr {
                th scope="row" { (who(machine)) }
                td { (state(machine.state)) }
                @if with_project { td { (project(machine)) } }
                td { (why(machine)) }
                td.number { (machine.scan.score) }
                td { a href={ "/scans/" (machine.scan.scan_id) } { (time_ago(machine.scan.timestamp, now)) } }
            }
        }
    };
    list::table(label, &columns, &rows)
}

/// A machine's developer, by name if known, and the start of the machine's id.
pub(super) fn who(machine: &MachineState) -> Markup {
    let id = &machine.scan.developer_id;
    html! {
        a href=(developer_link(id)) { (machine.name.as_ref().unwrap_or(id)) }
        @if let Some(machine_id) = &machine.scan.machine_id {
            " " span.note title=(machine_id) { (machine_id.chars().take(8).collect::<String>()) }
        }
    }
}

pub(super) fn project(machine: &MachineState) -> Markup {
    html! {
        @match (&machine.scan.project, &machine.scan.project_id) {
            (Some(name), Some(id)) => a href=(project_link(id)) { (name) },
            _ => "no project",
        }
    }
}

/// The first of a machine's failed rules, and since when it is not ready.
fn why(machine: &MachineState) -> Markup {
    let fails = &machine.scan.fails;
    html! {
        @if fails.is_empty() { "–" }
        @for (index, fail) in fails.iter().take(FEW_FAILS).enumerate() {
            @let (rule, subject) = fail.split_once(' ').unwrap_or((fail, ""));
            @if index > 0 { ", " }
            a href={ "/rules/" (super::encode(rule)) } { (rule) } " " (subject)
        }
        @if fails.len() > FEW_FAILS { " and " (fails.len() - FEW_FAILS) " more" }
        @if machine.state == Readiness::NotReady {
            " " span.note { "since " (machine.since.strftime("%Y-%m-%d")) }
        }
    }
}

pub(super) fn state(state: Readiness) -> Markup {
    match state {
        Readiness::Ready => html! { span.badge.pass { "ready" } },
        Readiness::NotReady => html! { span.badge.fail { "not ready" } },
        Readiness::Stale => html! { span.badge.warn { "stale" } },
    }
}
