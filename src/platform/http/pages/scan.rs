//! The page of a scan: its problems and how to fix them first, then what was read.

use std::borrow::Cow;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use maud::{Markup, html};

use super::layout::{Frame, developer_link, page, status, time};
use super::redactions::redactions;
use super::score_breakdown::score_breakdown;
use super::sign_in;
use crate::api::wire::Summary;
use crate::platform::Shared;
use crate::platform::http::errors::ApiError;
use crate::policy::Policy;
use crate::scan::{Assessment, Finding, Outcome, Scan, Tool, ToolState};
use crate::score;

pub(crate) async fn scan(
    State(platform): State<Shared>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Markup, ApiError> {
    let session = sign_in::session(&platform, &headers).await?;
    let stored = platform.scans.find(&session.caller, id).await?;
    let (policy, summary) = (platform.settings.policy.clone(), stored.summary.clone());
    let draw = move |scan: Scan| body(&scan, &summary, &policy);
    let body = platform.scans.with_scan(&stored, draw).await?;
    let title = format!("Scan of {}", stored.summary.developer_id);
    Ok(page(&Frame::of(&title, &platform, &session), &body))
}

fn body(scan: &Scan, summary: &Summary, policy: &Policy) -> Markup {
    let policy = policy.of_scan(scan);
    let assessment = score::assess(scan, &policy);
    html! {
        h1 { "Scan of " a href=(developer_link(&summary.developer_id)) { (summary.developer_id) } }
        p { (status(assessment.status)) @if assessment.partial { " (partial)" } " " strong { (assessment.score) "/100" } " · passes at " (assessment.fail_under)
            " · " (summary.os) " · taken " (time(summary.taken_at)) " · received " (time(summary.timestamp)) }
        @if let Some(own) = scan.assessment.as_ref().filter(|own| (own.status, own.score) != (assessment.status, assessment.score)) {
            p.note { "The developer's machine scored it " (own.score) "/100 with the policy “" (own.policy) "”. This page uses “" (assessment.policy) "”." }
        }
        (findings(&assessment, &policy))
        (score_breakdown(&assessment, scan, &policy))
        (tools(scan))
        (places(scan))
        (timings(scan))
        (redactions(scan))
        section {
            h2 id="raw" { "Raw scan" }
            p { a href={ "/api/v1/scans/" (summary.scan_id) "/raw" } { "JSON" }

                ", " a href={ "/api/v1/scans/" (summary.scan_id) "/report/html" } { "HTML report" }
                ", " a href={ "/api/v1/scans/" (summary.scan_id) "/report/markdown" } { "Markdown report" }
                "." }
        }
    }
}

fn findings(assessment: &Assessment, policy: &Policy) -> Markup {
    let open: Vec<&Finding> = assessment
        .findings
        .iter()
        .filter(|finding| matches!(finding.outcome, Outcome::Fail | Outcome::Warn | Outcome::Unknown))
        .collect();
    html! {
        section {
            h2 id="findings" { "Problems" }
            @if open.is_empty() { p { "No problems found." } }
            ol.findings {
                @for finding in open {
                    li {
                        h3 { (word(finding.outcome)) " " (assessment.sentence(finding))
                            @if finding.gain > 0 { " " span.gain { "+" (finding.gain) } } }
                        p.note { (title(policy, finding)) " (" code { (finding.rule) } ")" @if let Some(evidence) = &finding.evidence { " · " (evidence) } }
                        @if let Some(fix) = &finding.fix { pre tabindex="0" { code { (fix) } } }
                        @if let Some(advice) = &finding.advice { p { (advice) } }
                    }
                }
            }
        }
    }
}

fn title<'p>(policy: &'p Policy, finding: &'p Finding) -> Cow<'p, str> {
    policy
        .known(&finding.rule)
        .map_or(Cow::Borrowed(finding.rule.as_str()), |rule| {
            rule.title.of(finding.outcome)
        })
}

fn word(outcome: Outcome) -> Markup {
    match outcome {
        Outcome::Fail => html! { span.badge.fail { "fail" } },
        Outcome::Warn => html! { span.badge.warn { "warn" } },
        Outcome::Unknown => html! { span.badge.warn { "unknown" } },
        Outcome::Skipped => html! { span.badge { "skipped" } },
        Outcome::Pass => html! { span.badge.pass { "pass" } },
    }
}

fn tools(scan: &Scan) -> Markup {
    let shown: Vec<&Tool> = scan
        .tools
        .iter()
        .filter(|tool| tool.state != ToolState::Absent)
        .collect();
    let absent = scan.tools.len() - shown.len();
    html! {
        section {
            h2 id="tools" { "Tools" }
            p { (shown.len()) " found, " (absent) " not found." }
            div.wide tabindex="0" role="region" aria-labelledby="tools" {
                table {
                    thead { tr { th scope="col" { "Tool" } th scope="col" { "Version" } th scope="col" { "Manager" } th scope="col" { "Path" } } }
                    tbody {
                        @for tool in shown {
                            tr {
                                th scope="row" { (tool.name) }
                                td { @match (&tool.state, &tool.version) {
                                    (ToolState::Failed, _) => { span.badge.fail { "failed" } }
                                    (_, Some(version)) => { (version) }
                                    _ => { "unknown" }
                                } }
                                td { (tool.manager.as_deref().unwrap_or("–")) }
                                td { code { (tool.path.as_deref().unwrap_or("–")) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn places(scan: &Scan) -> Markup {
    html! {
        @if let Some(path) = &scan.path {
            section {
                h2 id="path" { "PATH" }
                div.wide tabindex="0" role="region" aria-labelledby="path" {
                    table {
                        thead { tr { th scope="col" { "Directory" } th.number scope="col" { "Programs" } th scope="col" { "Writable by others" } } }
                        tbody {
                            @for entry in &path.entries {
                                tr {
                                    th scope="row" { code { (entry.directory) } }
                                    td.number { @if let Some(count) = entry.executables { (count) } @else { "–" } }
                                    td { @match entry.writable_by_others { Some(true) => { "yes" } Some(false) => { "no" } None => { "–" } } }
                                }
                            }
                        }
                    }
                }
            }
        }
        @if !scan.ports.is_empty() {
            section {
                h2 id="ports" { "Ports in use" }
                div.wide tabindex="0" role="region" aria-labelledby="ports" {
                    table {
                        thead { tr { th.number scope="col" { "Port" } th scope="col" { "Addresses" } th scope="col" { "Program" } } }
                        tbody {
                            @for port in &scan.ports {
                                tr {
                                    th.number scope="row" { (port.port) }
                                    td { (port.addresses.join(", ")) }
                                    td { (port.process.as_deref().unwrap_or("not visible")) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn timings(scan: &Scan) -> Markup {
    html! {
        @if !scan.probes.is_empty() {
            section {
                h2 id="timings" { "Scan timings" }
                p { "The scan took " (scan.duration_ms) " ms. Its parts ran in parallel." }
                div.wide tabindex="0" role="region" aria-labelledby="timings" {
                    table {
                        thead { tr { th scope="col" { "Part" } th.number scope="col" { "Milliseconds" } th scope="col" { "Note" } } }
                        tbody {
                            @for probe in &scan.probes {
                                tr {
                                    th scope="row" { (probe.name) }
                                    td.number { (probe.duration_ms) }
                                    td { (probe.detail.as_deref().unwrap_or_default()) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
