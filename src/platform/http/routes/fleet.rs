//! The native routes of projects, machines, tools and rules.

use axum::Json;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse as _, Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::csv;
use super::question::{ListFormat, page_limit};
use crate::api::wire::{MachineState, Page, Project, ProjectDetail, Readiness, RuleFailures, ToolUse};
use crate::platform::Shared;
use crate::platform::fleet::{MachineQuery, ToolQuery, version_range};
use crate::platform::http::errors::ApiError;
use crate::platform::http::extractors::{Query, Reader};
use crate::platform::store::Cursor;

/// A list whose items are searched for by the beginning of their name.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NamedQuery {
    /// Only those whose name (of a tool or rule: id) begins with this.
    prefix: Option<String>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
    /// The number of items on a page.
    #[schemars(range(min = 1, max = 500))]
    limit: Option<usize>,
    /// The form of the answer. Without: CSV if the header `Accept` asks for `text/csv`, else JSON.
    format: Option<ListFormat>,
}

/// Which rules.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RulesQuery {
    /// Only those whose id begins with this.
    prefix: Option<String>,
    /// The form of the answer. Without: CSV if the header `Accept` asks for `text/csv`, else JSON.
    format: Option<ListFormat>,
}

/// Which machines.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MachinesQuery {
    /// Of that developer.
    developer: Option<String>,
    /// In the project of that id.
    project: Option<String>,
    /// In that state.
    state: Option<Readiness>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
    /// The number of items on a page.
    #[schemars(range(min = 1, max = 500))]
    limit: Option<usize>,
    /// The form of the answer. Without: CSV if the header `Accept` asks for `text/csv`, else JSON.
    format: Option<ListFormat>,
}

/// Who has a tool.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ToolUsersQuery {
    /// With a version below this one: `20`.
    below: Option<String>,
    /// With a version in this range, as npm writes ranges: `>=20 <23`.
    range: Option<String>,
    /// With exactly this version; empty: with one that could not be read.
    version: Option<String>,
    /// In the project of that id.
    project: Option<String>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
    /// The number of items on a page.
    #[schemars(range(min = 1, max = 500))]
    limit: Option<usize>,
    /// The form of the answer. Without: CSV if the header `Accept` asks for `text/csv`, else JSON.
    format: Option<ListFormat>,
}

/// Who fails a rule.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleUsersQuery {
    /// For this subject.
    subject: Option<String>,
    /// In the project of that id.
    project: Option<String>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
    /// The number of items on a page.
    #[schemars(range(min = 1, max = 500))]
    limit: Option<usize>,
    /// The form of the answer. Without: CSV if the header `Accept` asks for `text/csv`, else JSON.
    format: Option<ListFormat>,
}

/// How a list is asked for, beside its own filters.
pub(crate) struct Asked {
    headers: HeaderMap,
    uri: Uri,
}

impl FromRequestParts<Shared> for Asked {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &Shared) -> Result<Self, ApiError> {
        Ok(Self {
            headers: parts.headers.clone(),
            uri: parts.uri.clone(),
        })
    }
}

impl Asked {
    /// A list as JSON, or its rows as CSV.
    pub(super) fn answer<const N: usize>(
        &self,
        platform: &Shared,
        format: Option<ListFormat>,
        list: &impl Serialize,
        next_cursor: Option<&str>,
        (columns, rows): (&str, impl Iterator<Item = [String; N]>),
    ) -> Response {
        if !csv::is_asked_for(format, &self.headers) {
            return Json(list).into_response();
        }
        let url = platform.url(&self.headers);
        let next = next_cursor.map(|cursor| csv::next_page(&url, &self.uri, cursor));
        csv::answer(columns, rows, next.as_deref())
    }
}

pub(crate) async fn projects(
    State(platform): State<Shared>,
    Reader(caller): Reader,
    asked: Asked,
    Query(query): Query<NamedQuery>,
) -> Result<Response, ApiError> {
    let limit = page_limit(query.limit)?;
    let page: Page<Project> = platform
        .fleet(&caller)
        .projects(
            query.prefix.as_deref().unwrap_or_default(),
            query.cursor.map(Cursor),
            limit,
        )
        .await?;
    let rows = page.items.iter().map(|project| {
        [
            project.id.clone(),
            project.name.clone(),
            project.developers.to_string(),
            project.machines.to_string(),
            project.ready.to_string(),
            project.not_ready.to_string(),
            project.stale.to_string(),
            project.latest_at.map(|time| time.to_string()).unwrap_or_default(),
        ]
    });
    let columns = "id,name,developers,machines,ready,not_ready,stale,latest_at";
    Ok(asked.answer(
        &platform,
        query.format,
        &page,
        page.next_cursor.as_deref(),
        (columns, rows),
    ))
}

pub(crate) async fn project(
    State(platform): State<Shared>,
    Reader(caller): Reader,
    Path(id): Path<String>,
) -> Result<Json<ProjectDetail>, ApiError> {
    let found = platform.fleet(&caller).project(&id).await?;
    found.map(Json).ok_or_else(|| ApiError::not_found("project"))
}

pub(crate) async fn machines(
    State(platform): State<Shared>,
    Reader(caller): Reader,
    asked: Asked,
    Query(query): Query<MachinesQuery>,
) -> Result<Response, ApiError> {
    let machines = MachineQuery {
        developer_id: query.developer,
        project_id: query.project,
        state: query.state,
        after: query.cursor.map(Cursor),
        limit: page_limit(query.limit)?,
    };
    let page = platform.fleet(&caller).machines(machines).await?;
    let page = page.ok_or_else(|| ApiError::forbidden("members can only see their own machines"))?;
    let rows = page.items.iter().map(machine_cells);
    Ok(asked.answer(
        &platform,
        query.format,
        &page,
        page.next_cursor.as_deref(),
        (MACHINE, rows),
    ))
}

const MACHINE: &str = "state,since,user_id,name,machine_id,project,project_id,status,score,scan_id,timestamp,fails";

fn machine_cells(machine: &MachineState) -> [String; 12] {
    let scan = &machine.scan;
    [
        state_word(machine.state).to_owned(),
        machine.since.to_string(),
        scan.developer_id.clone(),
        machine.name.clone().unwrap_or_default(),
        scan.machine_id.clone().unwrap_or_default(),
        scan.project.clone().unwrap_or_default(),
        scan.project_id.clone().unwrap_or_default(),
        csv::status_word(scan.status).to_owned(),
        scan.score.to_string(),
        scan.scan_id.clone(),
        scan.timestamp.to_string(),
        scan.fails.join("; "),
    ]
}

fn state_word(state: Readiness) -> &'static str {
    match state {
        Readiness::Ready => "ready",
        Readiness::NotReady => "not_ready",
        Readiness::Stale => "stale",
    }
}

pub(crate) async fn tools(
    State(platform): State<Shared>,
    Reader(caller): Reader,
    asked: Asked,
    Query(query): Query<NamedQuery>,
) -> Result<Response, ApiError> {
    let limit = page_limit(query.limit)?;
    let page: Page<ToolUse> = platform
        .fleet(&caller)
        .tools(
            query.prefix.as_deref().unwrap_or_default(),
            query.cursor.as_deref(),
            limit,
        )
        .await?;
    let rows = page.items.iter().flat_map(|tool| {
        tool.versions.iter().map(|version| {
            [
                tool.tool.clone(),
                version.version.clone().unwrap_or_default(),
                version.developers.to_string(),
                version.end_of_life.clone().unwrap_or_default(),
            ]
        })
    });
    let columns = "tool,version,developers,end_of_life";
    Ok(asked.answer(
        &platform,
        query.format,
        &page,
        page.next_cursor.as_deref(),
        (columns, rows),
    ))
}

pub(crate) async fn tool(
    State(platform): State<Shared>,
    Reader(caller): Reader,
    asked: Asked,
    Path(id): Path<String>,
    Query(query): Query<ToolUsersQuery>,
) -> Result<Response, ApiError> {
    let users = ToolQuery {
        range: version_range(query.below.as_deref(), query.range.as_deref())?,
        version: query.version,
        project_id: query.project,
        after: query.cursor.map(Cursor),
        limit: page_limit(query.limit)?,
    };
    let found = platform.fleet(&caller).tool(&id, users).await?;
    let found = found.ok_or_else(|| ApiError::not_found("tool"))?;
    let rows = found.items.iter().map(|user| {
        let scan = &user.machine.scan;
        [
            user.version.clone().unwrap_or_default(),
            scan.developer_id.clone(),
            user.machine.name.clone().unwrap_or_default(),
            scan.machine_id.clone().unwrap_or_default(),
            scan.project.clone().unwrap_or_default(),
            scan.project_id.clone().unwrap_or_default(),
            state_word(user.machine.state).to_owned(),
            scan.scan_id.clone(),
            scan.timestamp.to_string(),
        ]
    });
    let columns = "version,user_id,name,machine_id,project,project_id,state,scan_id,timestamp";
    Ok(asked.answer(
        &platform,
        query.format,
        &found,
        found.next_cursor.as_deref(),
        (columns, rows),
    ))
}

pub(crate) async fn rules(
    State(platform): State<Shared>,
    Reader(caller): Reader,
    asked: Asked,
    Query(query): Query<RulesQuery>,
) -> Result<Response, ApiError> {
    let page: Page<RuleFailures> = Page {
        items: platform
            .fleet(&caller)
            .rules(query.prefix.as_deref().unwrap_or_default())
            .await?,
        next_cursor: None,
    };
    let rows = page
        .items
        .iter()
        .map(|rule| [rule.rule.clone(), rule.title.clone(), rule.developers.to_string()]);
    Ok(asked.answer(&platform, query.format, &page, None, ("rule,title,developers", rows)))
}

pub(crate) async fn rule(
    State(platform): State<Shared>,
    Reader(caller): Reader,
    asked: Asked,
    Path(id): Path<String>,
    Query(query): Query<RuleUsersQuery>,
) -> Result<Response, ApiError> {
    let limit = page_limit(query.limit)?;
    let found = platform
        .fleet(&caller)
        .rule(&id, query.project, query.subject, query.cursor.map(Cursor), limit)
        .await?;
    let found = found.ok_or_else(|| ApiError::not_found("rule"))?;
    let rows = found.items.iter().map(|failure| {
        let scan = &failure.machine.scan;
        [
            failure.subject.clone(),
            failure.since.to_string(),
            scan.developer_id.clone(),
            failure.machine.name.clone().unwrap_or_default(),
            scan.machine_id.clone().unwrap_or_default(),
            scan.project.clone().unwrap_or_default(),
            scan.project_id.clone().unwrap_or_default(),
            state_word(failure.machine.state).to_owned(),
            scan.scan_id.clone(),
            scan.timestamp.to_string(),
        ]
    });
    let columns = "subject,since,user_id,name,machine_id,project,project_id,state,scan_id,timestamp";
    Ok(asked.answer(
        &platform,
        query.format,
        &found,
        found.next_cursor.as_deref(),
        (columns, rows),
    ))
}
