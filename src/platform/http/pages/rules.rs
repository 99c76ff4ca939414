//! Rules that fail: the list, and who fails a rule, since when.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use jiff::Timestamp;
use maud::{Markup, html};
use serde::Deserialize;

use super::layout::{Frame, encode, page, project_link, time_ago};
use super::list::{self, Address, NamedPage, ROWS};
use super::{machines, sign_in};
use crate::api::wire::{RuleFailure, RuleFailures};
use crate::platform::Shared;
use crate::platform::http::errors::ApiError;
use crate::platform::http::extractors::Query;
use crate::platform::store::Cursor;
use crate::scan::Severity;

pub(crate) async fn rules(
    State(platform): State<Shared>,
    headers: HeaderMap,
    query: Result<Query<NamedPage>, ApiError>,
) -> Result<Markup, ApiError> {
    let session = sign_in::session(&platform, &headers).await?;
    let Query(asked) = query?;
    let found = platform.fleet(&session.caller).rules(&asked.prefix).await?;
    let own = Address::new("/rules").with("prefix", &asked.prefix);
    let api = Address::new("/api/v1/rules").with("prefix", &asked.prefix);
    let body = html! {
        h1 id="rules" { "What fails" }
        (list::search(&own, "Rule", &asked.prefix))
        @if found.is_empty() {
            @if asked.prefix.is_empty() { p { "No rule fails in any machine's latest scan." } }
            @else { p { "No rule that fails has an id that begins with “" (asked.prefix) "”." } }
        } @else {
            (table(&found, "rules", None))
        }
        (list::links(&own, &api, asked.cursor.is_some(), None))
    };
    Ok(page(&Frame::of("What fails", &platform, &session).at("/rules"), &body))
}

/// A table of rules, in a project or in all. `label`: the id of its heading.
pub(super) fn table(rules: &[RuleFailures], label: &str, project: Option<&str>) -> Markup {
    let most = rules.iter().map(|rule| rule.developers).max().unwrap_or(1);
    let link = |rule: &str| {
        Address::new(format!("/rules/{}", encode(rule)))
            .with("project", project.unwrap_or_default())
            .text()
    };
    let columns = [("Problem", false), ("Developers", false), ("Most often for", false)];
    let rows = html! {
        @for rule in rules {
            tr {
                th scope="row" { a href=(link(&rule.rule)) { (rule.title) } " " span.note { (rule.rule) } @if rule.severity == Some(Severity::Required) { " " span.badge.fail { "required" } } }
                td { (list::developers_bar(rule.developers, most)) }
                td { @for (index, subject) in rule.subjects.iter().enumerate() { @if index > 0 { ", " } (subject.subject) " (" (subject.developers) ")" } }
            }
        }
    };
    list::table(label, &columns, &rows)
}

/// Who fails a rule.
#[derive(Deserialize)]
pub(crate) struct RulePage {
    subject: Option<String>,
    #[serde(default)]
    project: String,
    cursor: Option<String>,
}

pub(crate) async fn rule(
    State(platform): State<Shared>,
    headers: HeaderMap,
    Path(id): Path<String>,
    query: Result<Query<RulePage>, ApiError>,
) -> Result<Markup, ApiError> {
    let session = sign_in::session(&platform, &headers).await?;
    let Query(asked) = query?;
    let project = Some(asked.project.clone()).filter(|project| !project.is_empty());
    let cursor = asked.cursor.clone().map(Cursor);
    let found = platform
        .fleet(&session.caller)
        .rule(&id, project, asked.subject.clone(), cursor, ROWS)
        .await?;
    let found = found.ok_or_else(|| ApiError::not_found("rule"))?;
    let with = |path: String| {
        Address::new(path)
            .with("project", &asked.project)
            .with_some("subject", asked.subject.as_ref())
    };
    let (own, api) = (
        with(format!("/rules/{}", encode(&id))),
        with(format!("/api/v1/rules/{}", encode(&id))),
    );
    let rule = &found.rule;
    let body = html! {
        h1 { (rule.title) }
        p.note { "Rule " code { (rule.rule) }
            @match rule.severity {
                Some(Severity::Required) => ": a machine that fails it is not ready",
                Some(Severity::Recommended) => ": it costs points",
                Some(Severity::Info) => ": it is reported, and costs nothing",
                None => ": the platform's policy does not have it",
            } "." }
        @if let Some(why) = &found.why { p { (why) } }
        @if let Some(how) = &found.how { p.note { "How it is checked: " (how) } }
        p { (rule.developers) " developers fail it"
            @if !asked.project.is_empty() { " in the project " a href=(project_link(&asked.project)) { (asked.project) } ". " a href=(own.with("project", "").text()) { "In all projects" } }
            "." }
        @if rule.subjects.iter().any(|subject| !subject.subject.is_empty()) {
            section {
                h2 id="subjects" { "For what" }
                (subject_table(rule, &own))
            }
        }
        section {
            h2 id="who" { "For whom" @if let Some(subject) = &asked.subject { ": " (subject) } }
            @if asked.subject.is_some() { p { a href=(own.with("subject", "").text()) { "For everything" } } }
            @if found.items.is_empty() { p { "Nobody." } } @else { (failure_table(&found.items)) }
            (list::links(&own, &api, asked.cursor.is_some(), found.next_cursor.as_deref()))
        }
    };
    Ok(page(&Frame::of(&rule.title, &platform, &session).at("/rules"), &body))
}

fn subject_table(rule: &RuleFailures, own: &Address<'_>) -> Markup {
    let most = rule
        .subjects
        .iter()
        .map(|subject| subject.developers)
        .max()
        .unwrap_or(1);
    let rows = html! {
        @for subject in &rule.subjects {
            tr {
                th scope="row" { a href=(own.with("subject", &subject.subject).text()) { (subject.subject) } }
                td { (list::developers_bar(subject.developers, most)) }
            }
        }
    };
    list::table("subjects", &[("Subject", false), ("Developers", false)], &rows)
}

fn failure_table(failures: &[RuleFailure]) -> Markup {
    let now = Timestamp::now();
    let columns = [
        ("Developer", false),
        ("Subject", false),
        ("Since", false),
        ("Project", false),
        ("State", false),
        ("Last scan", false),
    ];
    let rows = html! {
        @for failure in failures {
            tr {
                th scope="row" { (machines::who(&failure.machine)) }
                td { (failure.subject) }
                td { (time_ago(failure.since, now)) }
                td { (machines::project(&failure.machine)) }
                td { (machines::state(failure.machine.state)) }
                td { a href={ "/scans/" (failure.machine.scan.scan_id) } { (time_ago(failure.machine.scan.timestamp, now)) } }
            }
        }
    };
    list::table("who", &columns, &rows)
}
