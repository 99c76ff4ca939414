//! Tools in use: the list with their versions, and who has which.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use jiff::Timestamp;
use maud::{Markup, html};
use serde::Deserialize;

use super::layout::{Frame, encode, page, project_link, time_ago, tool_link};
use super::list::{self, Address, NamedPage, ROWS};
use super::{machines, sign_in};
use crate::api::wire::{ToolUse, ToolUser, VersionUse};
use crate::platform::Shared;
use crate::platform::fleet::{ToolQuery, version_range};
use crate::platform::http::errors::ApiError;
use crate::platform::http::extractors::Query;
use crate::platform::store::Cursor;

/// Versions of a tool in the list of tools.
const FEW_VERSIONS: usize = 4;

pub(crate) async fn tools(
    State(platform): State<Shared>,
    headers: HeaderMap,
    query: Result<Query<NamedPage>, ApiError>,
) -> Result<Markup, ApiError> {
    let session = sign_in::session(&platform, &headers).await?;
    let Query(asked) = query?;
    let found = platform
        .fleet(&session.caller)
        .tools(&asked.prefix, asked.cursor.as_deref(), ROWS)
        .await?;
    let own = Address::new("/tools").with("prefix", &asked.prefix);
    let api = Address::new("/api/v1/tools").with("prefix", &asked.prefix);
    let body = html! {
        h1 id="tools" { "Tools in use" }
        (list::search(&own, "Tool", &asked.prefix))
        @if found.items.is_empty() {
            @if asked.prefix.is_empty() {
                p { "No scan has found a tool yet. " a href="/" { "The overview" } " says how to upload one." }
            } @else {
                p { "No tool's id begins with “" (asked.prefix) "”." }
            }
        } @else {
            (tool_table(&found.items))
        }
        (list::links(&own, &api, asked.cursor.is_some(), found.next_cursor.as_deref()))
    };
    Ok(page(&Frame::of("Tools", &platform, &session).at("/tools"), &body))
}

fn tool_table(tools: &[ToolUse]) -> Markup {
    let columns = [
        ("Tool", false),
        ("Developers", true),
        ("Versions, most used first", false),
        ("End of life", true),
    ];
    let rows = html! {
        @for tool in tools {
            @let ended: u64 = tool.versions.iter().filter(|version| is_over(version)).map(|version| version.developers).sum();
            tr {
                th scope="row" { a href=(tool_link(&tool.tool)) { (tool.tool) } }
                td.number { (tool.developers) }
                td { (most_used(tool)) }
                td.number { @if ended > 0 { strong.wrong { (ended) } } @else { "–" } }
            }
        }
    };
    list::table("tools", &columns, &rows)
}

fn is_over(version: &VersionUse) -> bool {
    let today = Timestamp::now().strftime("%Y-%m-%d").to_string();
    version.end_of_life.as_ref().is_some_and(|end| *end < today)
}

fn most_used(tool: &ToolUse) -> Markup {
    let mut versions: Vec<&VersionUse> = tool.versions.iter().collect();
    versions.sort_by_key(|version| std::cmp::Reverse(version.developers));
    html! {
        @for (index, version) in versions.iter().take(FEW_VERSIONS).enumerate() {
            @if index > 0 { ", " }
            (version.version.as_deref().unwrap_or("unknown")) " (" (version.developers) ")"
        }
        @if versions.len() > FEW_VERSIONS { " and " (versions.len() - FEW_VERSIONS) " more" }
    }
}

/// Who has a tool.
#[derive(Deserialize)]
pub(crate) struct ToolPage {
    #[serde(default)]
    below: String,
    #[serde(default)]
    range: String,
    version: Option<String>,
    #[serde(default)]
    project: String,
    cursor: Option<String>,
}

pub(crate) async fn tool(
    State(platform): State<Shared>,
    headers: HeaderMap,
    Path(id): Path<String>,
    query: Result<Query<ToolPage>, ApiError>,
) -> Result<Markup, ApiError> {
    let session = sign_in::session(&platform, &headers).await?;
    let Query(asked) = query?;
    let range = version_range(Some(&asked.below), Some(&asked.range))?;
    let users = ToolQuery {
        range,
        version: asked.version.clone(),
        project_id: Some(asked.project.clone()).filter(|project| !project.is_empty()),
        after: asked.cursor.clone().map(Cursor),
        limit: ROWS,
    };
    let found = platform.fleet(&session.caller).tool(&id, users).await?;
    let found = found.ok_or_else(|| ApiError::not_found("tool"))?;
    let with = |path: String| {
        Address::new(path)
            .with("below", &asked.below)
            .with("range", &asked.range)
            .with_some("version", asked.version.as_ref())
            .with("project", &asked.project)
    };
    let (own, api) = (with(tool_link(&id)), with(format!("/api/v1/tools/{}", encode(&id))));
    let is_filtered = range_text(&asked).is_some() || asked.version.is_some();
    let body = html! {
        h1 { (id) }
        p { (found.tool.developers) " developers have it"
            @if !asked.project.is_empty() { " in the project " a href=(project_link(&asked.project)) { (asked.project) } ". " a href=(tool_link(&id)) { "In all projects" } }
            "." }
        section {
            h2 id="versions" { "Versions" }
            (version_table(&found.tool, &own))
        }
        section {
            h2 id="users" { "Who has it" @if let Some(text) = range_text(&asked) { ": " (text) } @else if let Some(version) = &asked.version { ": " (version) } }
            (list::field(&Address::new(tool_link(&id)).with("project", &asked.project), "below", "Versions below", &asked.below, "Show"))
            @if is_filtered { p { a href=(Address::new(tool_link(&id)).with("project", &asked.project).text()) { "All versions" } } }
            @if found.items.is_empty() { p { "Nobody." } } @else { (user_table(&found.items)) }
            (list::links(&own, &api, asked.cursor.is_some(), found.next_cursor.as_deref()))
        }
    };
    Ok(page(&Frame::of(&id, &platform, &session).at("/tools"), &body))
}

/// The versions that are asked for, in words.
fn range_text(asked: &ToolPage) -> Option<String> {
    match (asked.range.trim(), asked.below.trim()) {
        ("", "") => None,
        ("", below) => Some(format!("below {below}")),
        (range, "") => Some(range.to_owned()),
        (range, below) => Some(format!("{range}, below {below}")),
    }
}

fn version_table(tool: &ToolUse, own: &Address<'_>) -> Markup {
    let most = tool
        .versions
        .iter()
        .map(|version| version.developers)
        .max()
        .unwrap_or(1);
    let address = own.with("below", "").with("range", "");
    let columns = [("Version", false), ("Developers", false), ("End of life", false)];
    let rows = html! {
        @for version in &tool.versions {
            tr {
                th scope="row" {
                    @match &version.version {
                        Some(text) => a href=(address.with("version", text).text()) { (text) },
                        None => "unknown",
                    }
                }
                td { (list::developers_bar(version.developers, most)) }
                td { @if let Some(end) = &version.end_of_life { @if is_over(version) { strong.wrong { "ended " (end) } } @else { "ends " (end) } } @else { "–" } }
            }
        }
    };
    list::table("versions", &columns, &rows)
}

fn user_table(users: &[ToolUser]) -> Markup {
    let now = Timestamp::now();
    let columns = [
        ("Developer", false),
        ("Version", false),
        ("Project", false),
        ("State", false),
        ("Last scan", false),
    ];
    let rows = html! {
        @for user in users {
            tr {
                th scope="row" { (machines::who(&user.machine)) }
                td { (user.version.as_deref().unwrap_or("unknown")) }
                td { (machines::project(&user.machine)) }
                td { (machines::state(user.machine.state)) }
                td { a href={ "/scans/" (user.machine.scan.scan_id) } { (time_ago(user.machine.scan.timestamp, now)) } }
            }
        }
    };
    list::table("users", &columns, &rows)
}
