//! Projects: the list, and a project's page: how many of its machines are ready, what they need, and which are not.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use jiff::Timestamp;
use maud::{Markup, html};

use super::chart::{self, Range};
use super::layout::{Frame, encode, page, project_link, share, time_ago, tool_link};
use super::list::{self, Address, NamedPage, ROWS};
use super::{machines, rules, sign_in};
use crate::api::wire::{Project, ProjectTool, Readiness};
use crate::platform::Shared;
use crate::platform::fleet::MachineQuery;
use crate::platform::http::badge;
use crate::platform::http::errors::ApiError;
use crate::platform::http::extractors::Query;
use crate::platform::store::Cursor;

/// Machines of each kind on a project's page.
const FEW_MACHINES: usize = 25;

pub(crate) async fn projects(
    State(platform): State<Shared>,
    headers: HeaderMap,
    query: Result<Query<NamedPage>, ApiError>,
) -> Result<Markup, ApiError> {
    let session = sign_in::session(&platform, &headers).await?;
    let Query(asked) = query?;
    let cursor = asked.cursor.clone().map(Cursor);
    let found = platform
        .fleet(&session.caller)
        .projects(&asked.prefix, cursor, ROWS)
        .await?;
    let own = Address::new("/projects").with("prefix", &asked.prefix);
    let api = Address::new("/api/v1/projects").with("prefix", &asked.prefix);
    let body = html! {
        h1 id="projects" { "Projects" }
        (list::search(&own, "Name", &asked.prefix))
        @if found.items.is_empty() {
            @if asked.prefix.is_empty() {
                p { "No project has been scanned yet. Run " code { "devenv scan --upload" } " in a project's directory." }
            } @else {
                p { "No project's name begins with “" (asked.prefix) "”." }
            }
        } @else {
            (table(&found.items, "projects"))
        }
        (list::links(&own, &api, asked.cursor.is_some(), found.next_cursor.as_deref()))
    };
    Ok(page(&Frame::of("Projects", &platform, &session).at("/projects"), &body))
}

/// A table of projects. `label`: the id of its heading.
pub(super) fn table(projects: &[Project], label: &str) -> Markup {
    let now = Timestamp::now();
    let columns = [
        ("Project", false),
        ("Ready", false),
        ("Not ready", true),
        ("Stale", true),
        ("Developers", true),
        ("Last scan", false),
    ];
    let rows = html! {
        @for project in projects {
            tr {
                th scope="row" { a href=(project_link(&project.id)) { (project.name) } }
                td { (share(project.ready, project.ready + project.not_ready)) }
                td.number { a href=(machines_of(&project.id, "not_ready")) { (project.not_ready) } }
                td.number { a href=(machines_of(&project.id, "stale")) { (project.stale) } }
                td.number { (project.developers) }
                td { @if let Some(latest) = project.latest_at { (time_ago(latest, now)) } @else { "–" } }
            }
        }
    };
    list::table(label, &columns, &rows)
}

fn machines_of(project: &str, state: &str) -> String {
    let address = Address::new("/machines");
    address.with("project", project).with("state", state).text()
}

pub(crate) async fn project(
    State(platform): State<Shared>,
    headers: HeaderMap,
    Path(id): Path<String>,
    range: Result<Query<Range>, ApiError>,
) -> Result<Markup, ApiError> {
    let session = sign_in::session(&platform, &headers).await?;
    let Query(range) = range?;
    let fleet = platform.fleet(&session.caller);
    let found = fleet.project(&id).await?;
    let found = found.ok_or_else(|| ApiError::not_found("project"))?;
    let of_state = |state| MachineQuery {
        project_id: Some(id.clone()),
        state: Some(state),
        limit: FEW_MACHINES,
        ..MachineQuery::default()
    };
    let not_ready = fleet.machines(of_state(Readiness::NotReady)).await?;
    let stale = fleet.machines(of_state(Readiness::Stale)).await?;
    let ready = fleet.machines(of_state(Readiness::Ready)).await?;
    let badge = badge::path(&platform, &id).await?;
    let project = &found.project;
    let path = project_link(&id);
    let lists = [
        ("not_ready", "Not ready", not_ready),
        ("stale", "Stale", stale),
        ("ready", "Ready", ready),
    ];
    let body = html! {
        h1 { (project.name) }
        p.note { "Project " code { (project.id) } }
        dl.numbers {
            div { dt { "Ready" } dd { (share(project.ready, project.ready + project.not_ready)) } }
            div { dt { "Not ready" } dd { a href=(machines_of(&id, "not_ready")) { (project.not_ready) } } }
            div { dt { "Stale" } dd { a href=(machines_of(&id, "stale")) { (project.stale) } }
                dd.note { "not scanned for " (platform.settings.stale_days) " days" } }
            div { dt { "Developers" } dd { (project.developers) } }
        }
        section {
            h2 id="requirements" { "Required tools, and versions in use" }
            @if found.requirements.is_empty() {
                p { "The project's files name no tool. " code { "devenv init" } " writes a " code { "devenv.toml" } " that does." }
            } @else { (requirements(&found.requirements, &id)) }
        }
        section {
            h2 id="rules" { "What fails" }
            @if found.rules.is_empty() { p { "No rule fails." } } @else { (rules::table(&found.rules, "rules", Some(&id))) }
        }
        @for (state, title, listed) in &lists {
            @if let Some(listed) = listed {
                @if *state != "stale" || !listed.items.is_empty() {
                    section {
                        h2 id=(state) { (title) }
                        @if listed.items.is_empty() { p { @if session.caller.only().is_some() { "None of your machines." } @else { "None." } } }
                        @else { (machines::table(&listed.items, state, false)) }
                        @if listed.next_cursor.is_some() { p { a href=(machines_of(&id, state)) { "All of them" } } }
                    }
                }
            }
        }
        section {
            h2 id="trend" { "Ready machines by day" }
            (chart::ready(&found.days, range, &path, Timestamp::now()))
        }
        section {
            h2 id="badge" { "Badge" }
            p { img src=(badge) alt={ (project.ready) " of " (project.ready + project.not_ready) " ready" } height="20"; }
            p.note { "For a README. Its address opens this badge, and nothing else:" }
            pre tabindex="0" { code { "![ready](" (platform.url(&headers)) (badge) ")" } }
        }
        p.note { "As JSON: " a href={ "/api/v1/projects/" (encode(&id)) } { "the project" } ", "
            a href=(Address::new("/api/v1/machines").with("project", &id).text()) { "its machines" } "." }
    };
    Ok(page(
        &Frame::of(&project.name, &platform, &session).at("/projects"),
        &body,
    ))
}

fn requirements(tools: &[ProjectTool], project: &str) -> Markup {
    let columns = [("Tool", false), ("Required", false), ("Versions in use", false)];
    let rows = html! {
        @for tool in tools {
            tr {
                th scope="row" { a href=(Address::new(tool_link(&tool.tool)).with("project", project).text()) { (tool.tool) } }
                td { @if tool.ranges.is_empty() { "any version" } @else { code { (tool.ranges.join(", ")) } } }
                td {
                    @if tool.versions.is_empty() { "nobody has it" }
                    @for (index, version) in tool.versions.iter().enumerate() {
                        @if index > 0 { ", " }
                        @let text = version.version.as_deref().unwrap_or("unknown");
                        @match version.allowed {
                            Some(false) => { strong.wrong { (text) } " (" (version.developers) ", not allowed)" },
                            _ => { (text) " (" (version.developers) ")" },
                        }
                    }
                }
            }
        }
    };
    list::table("requirements", &columns, &rows)
}
