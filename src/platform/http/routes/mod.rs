//! The table of routes; their handlers are in a file for each kind.

mod csv;
mod dev_env_platform;
mod fleet;
mod open;
mod question;
mod tokens;
mod v1;

#[cfg(test)]
mod tests;

use axum::Router;
use axum::routing::{delete, get, post};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::Value;

use super::badge;
use super::errors::ApiError;
use super::pages;
use super::route::{Access, Answer, Route, route};
use crate::api::wire::{
    AuditEntry, BrowserSession, Developer, Discovery, MachineState, Me, Page, Project, ProjectDetail, Receipt,
    RuleDetail, RuleFailures, Summary, Token, ToolDetail, ToolUse,
};
use crate::platform::Shared;
use crate::platform::scans::{first_form, second_form};
use crate::scan::{Assessment, Difference, Scan};
use question::ScansQuery;

const OK: &[u16] = &[200];
const CREATED: &[u16] = &[201];

fn of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

/// A scan in any of the forms that are accepted.
fn a_scan(generator: &mut SchemaGenerator) -> Schema {
    let own = generator.subschema_for::<Scan>();
    json_schema!({ "anyOf": [own, first_form(), second_form()] })
}

/// All routes. The router, the documentation and the test of who may use what are made from this table.
#[rustfmt::skip]
const ROUTES: &[Route] = &[
    // The reference platform's.
    route("POST", "/scan", Access::Upload, "Upload a scan, in the Dev-Env Platform's format or in devenv's", Answer::Json(of::<Receipt>, OK), || post(dev_env_platform::post_scan)).upload(a_scan),
    route("GET", "/scan/history", Access::Read, "Scans, newest first, as JSON or CSV", Answer::JsonOrCsv(of::<Vec<Summary>>), || get(dev_env_platform::history)).query(of::<ScansQuery>),
    route("GET", "/scan/{scan_id}", Access::Read, "The raw scan, as uploaded", Answer::Json(of::<Value>, OK), || get(dev_env_platform::scan)),
    route("GET", "/health", Access::Open, "Liveness check", Answer::Json(of::<open::Health>, OK), || get(open::health)),
    route("GET", "/metrics/summary", Access::Read, "Totals of all scans that the caller can read", Answer::Json(of::<dev_env_platform::Numbers>, OK), || get(dev_env_platform::summary)),
    route("GET", "/metrics/trends", Access::Read, "Scans and failures by day", Answer::Json(of::<dev_env_platform::Trends>, OK), || get(dev_env_platform::trends)),
    // Our own.
    route("POST", "/api/v1/scans", Access::Upload, "Upload a scan", Answer::Json(of::<Receipt>, &[201, 200]), || post(v1::post_scan)).upload(a_scan),
    route("GET", "/api/v1/scans", Access::Read, "Scans, newest first, page by page, as JSON or CSV", Answer::JsonOrCsv(of::<Page<Summary>>), || get(v1::page)).query(of::<ScansQuery>),
    route("GET", "/api/v1/scans/{scan_id}", Access::Read, "Summary of a scan", Answer::Json(of::<Summary>, OK), || get(v1::summary)),
    route("GET", "/api/v1/scans/{scan_id}/raw", Access::Read, "The raw scan, as uploaded", Answer::Json(of::<Value>, OK), || get(dev_env_platform::raw)),
    route("GET", "/api/v1/scans/{scan_id}/assessment", Access::Read, "Findings of a scan, scored with the platform's policy", Answer::Json(of::<Assessment>, OK), || get(v1::assessment)),
    route("GET", "/api/v1/scans/{scan_id}/report/{format}", Access::Read, "A scan as a report: text, json, markdown, html, junit, sarif, gitlab or annotations", Answer::Report, || get(v1::report)),
    route("GET", "/api/v1/scans/{scan_id}/diff/{other_id}", Access::Read, "Differences between two scans", Answer::Json(of::<Difference>, OK), || get(v1::difference)),
    route("GET", "/api/v1/developers", Access::Read, "Developers with their latest scan, as JSON or CSV", Answer::JsonOrCsv(of::<Page<Developer>>), || get(v1::developers)).query(of::<v1::DevelopersQuery>),
    route("GET", "/api/v1/developers/{developer_id}", Access::Read, "A developer with their latest scan", Answer::Json(of::<Developer>, OK), || get(v1::developer)),
    route("GET", "/api/v1/projects", Access::Read, "Projects by name: how many of their machines are ready, as JSON or CSV", Answer::JsonOrCsv(of::<Page<Project>>), || get(fleet::projects)).query(of::<fleet::NamedQuery>),
    route("GET", "/api/v1/projects/{project_id}", Access::Read, "A project: machines, tools in use and required, failed rules, trend", Answer::Json(of::<ProjectDetail>, OK), || get(fleet::project)),
    route("GET", "/api/v1/machines", Access::Read, "Machines in their projects, the latest scan first, as JSON or CSV", Answer::JsonOrCsv(of::<Page<MachineState>>), || get(fleet::machines)).query(of::<fleet::MachinesQuery>),
    route("GET", "/api/v1/tools", Access::Read, "Tools by id, with their versions, as JSON or CSV", Answer::JsonOrCsv(of::<Page<ToolUse>>), || get(fleet::tools)).query(of::<fleet::NamedQuery>),
    route("GET", "/api/v1/tools/{tool_id}", Access::Read, "Who has a tool, and which version, as JSON or CSV", Answer::JsonOrCsv(of::<ToolDetail>), || get(fleet::tool)).query(of::<fleet::ToolUsersQuery>),
    route("GET", "/api/v1/rules", Access::Read, "Failed rules, those with the most developers first, as JSON or CSV", Answer::JsonOrCsv(of::<Page<RuleFailures>>), || get(fleet::rules)).query(of::<fleet::RulesQuery>),
    route("GET", "/api/v1/rules/{rule_id}", Access::Read, "Who fails a rule, and since when, as JSON or CSV", Answer::JsonOrCsv(of::<RuleDetail>), || get(fleet::rule)).query(of::<fleet::RuleUsersQuery>),
    route("GET", "/api/v1/me", Access::Participate, "The caller: developer and role", Answer::Json(of::<Me>, OK), || get(v1::me)),
    route("GET", "/api/v1/tokens", Access::ReadAll, "List platform tokens", Answer::Json(of::<Page<Token>>, OK), || get(tokens::list)),
    route("POST", "/api/v1/tokens", Access::Admin, "Create a token; only this answer contains the secret", Answer::Json(of::<tokens::CreatedToken>, CREATED), || post(tokens::create)).body(of::<tokens::CreateToken>),
    route("DELETE", "/api/v1/tokens/{token_id}", Access::Admin, "Revoke a token", Answer::Nothing, || delete(tokens::revoke)),
    route("GET", "/api/v1/sessions", Access::ReadAll, "Browser sessions: who is signed in to the pages", Answer::Json(of::<Page<BrowserSession>>, OK), || get(tokens::sessions)),
    route("DELETE", "/api/v1/sessions/{session_id}", Access::Admin, "End a browser session", Answer::Nothing, || delete(tokens::end_session)),
    route("DELETE", "/api/v1/scans/{scan_id}", Access::Admin, "Remove a scan for good", Answer::Nothing, || delete(v1::remove_scan)),
    route("DELETE", "/api/v1/developers/{developer_id}", Access::Admin, "Remove a developer's scans, name and address for good", Answer::Nothing, || delete(v1::remove_developer)),
    route("GET", "/api/v1/audit", Access::ReadAll, "Who created tokens, signed in and removed scans, newest first", Answer::Json(of::<Page<AuditEntry>>, OK), || get(v1::audit_log)).query(of::<v1::AuditQuery>),
    route("GET", "/metrics", Access::Metrics, "Counters for Prometheus", Answer::Text("application/openmetrics-text"), || get(open::metrics)),
    route("GET", "/health/live", Access::Open, "Liveness check", Answer::Json(of::<open::Health>, OK), || get(open::health)),
    route("GET", "/health/ready", Access::Open, "Readiness check, including storage", Answer::Json(of::<open::Health>, OK), || get(open::ready)),
    route("GET", "/.well-known/devenv", Access::Open, "Discovery: how to sign in, and what is accepted", Answer::Json(of::<Discovery>, OK), || get(open::discovery)),
    route("GET", "/openapi.json", Access::Open, "This OpenAPI description", Answer::Json(of::<Value>, OK), || get(open::openapi)),
    // The pages.
    route("GET", "/", Access::Page, "Overview: readiness, trend, most common problems", Answer::Page, || get(pages::overview)),
    route("GET", "/projects", Access::Page, "Projects", Answer::Page, || get(pages::projects)),
    route("GET", "/projects/{project_id}", Access::Page, "A project", Answer::Page, || get(pages::project)),
    route("GET", "/badge/{file}", Access::Open, "A project's badge: `/badge/ID.svg`, with its key", Answer::Page, || get(badge::badge)),
    route("GET", "/machines", Access::Page, "Machines in their projects", Answer::Page, || get(pages::machines)),
    route("GET", "/tools", Access::Page, "Tools in use", Answer::Page, || get(pages::tools)),
    route("GET", "/tools/{tool_id}", Access::Page, "Who has a tool", Answer::Page, || get(pages::tool)),
    route("GET", "/rules", Access::Page, "Rules that fail", Answer::Page, || get(pages::rules)),
    route("GET", "/rules/{rule_id}", Access::Page, "Who fails a rule", Answer::Page, || get(pages::rule)),
    route("GET", "/developers", Access::Page, "Developers", Answer::Page, || get(pages::developers)),
    route("GET", "/developers/{developer_id}", Access::Page, "A developer's scans", Answer::Page, || get(pages::developer)),
    route("GET", "/scans/{scan_id}", Access::Page, "A scan", Answer::Page, || get(pages::scan)),
    route("GET", "/compare", Access::Page, "Compare two scans", Answer::Page, || get(pages::compare)),
    route("GET", "/tokens", Access::Page, "Platform tokens", Answer::Page, || get(pages::tokens).post(pages::create_token)),
    route("POST", "/tokens/revoke", Access::Page, "Revoke a token", Answer::Page, || post(pages::revoke_token)),
    route("GET", "/sessions", Access::Page, "Browser sessions", Answer::Page, || get(pages::sessions)),
    route("POST", "/sessions/end", Access::Page, "End a browser session", Answer::Page, || post(pages::end_session)),
    route("GET", "/sign-in", Access::Open, "Sign in", Answer::Page, || get(pages::sign_in).post(pages::sign_in_by_token)),
    route("GET", "/sign-in/start", Access::Open, "Sign in with the issuer", Answer::Page, || get(pages::start)),
    route("GET", "/sign-in/callback", Access::Open, "Callback of the issuer", Answer::Page, || get(pages::callback)),
    route("POST", "/sign-out", Access::Page, "Sign out", Answer::Page, || post(pages::sign_out)),
    route("GET", "/docs", Access::Open, "API documentation", Answer::Page, || get(open::docs)),
    route("GET", "/assets/style.css", Access::Open, "Style sheet", Answer::Page, || get(pages::style)),
];

/// All routes, for the handlers that list them: the type of a handler must not depend on the constant that names it.
pub(in crate::platform::http) fn all() -> &'static [Route] {
    ROUTES
}

/// The router of all routes.
pub(crate) fn router(platform: Shared) -> Router {
    let mut router = Router::new();
    for route in ROUTES {
        router = router.route(route.path, (route.handler)());
    }
    router
        .fallback(|| async { ApiError::not_found("page") })
        .method_not_allowed_fallback(|| async { ApiError::method_not_allowed() })
        .with_state(platform)
}
