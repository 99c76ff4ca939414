//! GitLab's code quality report: findings in the widget of a merge request.
//!
//! Format: <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>. Each
//! finding needs a file there; see `finding_location.rs` for those without.

use serde::Serialize;

use super::finding_location::{anchor, facts, fingerprint};
use super::{View, is_required_problem, partial_note};
use crate::policy::Policy;
use crate::scan::{Finding, Outcome, Scan};
use crate::text;

#[derive(Debug, Serialize)]
struct Issue<'v> {
    description: String,
    check_name: &'v str,
    fingerprint: String,
    severity: Severity,
    location: Location,
}

/// From what counts least to what counts most; GitLab knows `blocker` too.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum Severity {
    Info,
    Minor,
    Major,
    Critical,
}

#[derive(Debug, Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Debug, Serialize)]
struct Lines {
    begin: u32,
}

/// The findings that are not met, worst first.
///
/// # Errors
/// They could not be written as JSON: a bug.
pub fn gitlab(scan: &Scan, policy: &Policy) -> Result<String, serde_json::Error> {
    let view = View::of(scan, policy);
    let mut issues: Vec<Issue<'_>> = view.open().map(|finding| issue(scan, &view, finding)).collect();
    issues.extend(partial_note(scan).map(|note| partial(&note)));
    let mut text = serde_json::to_string_pretty(&issues)?;
    text.push('\n');
    Ok(text)
}

/// What a partial scan did not check, as an issue for information: the format has no other place for it.
fn partial(note: &str) -> Issue<'static> {
    Issue {
        description: text::escape_line(note).into_owned(),
        check_name: "partial-scan",
        fingerprint: "devenv-partial-scan".to_owned(),
        severity: Severity::Info,
        location: Location {
            path: "devenv.toml".to_owned(),
            lines: Lines { begin: 1 },
        },
    }
}

fn issue<'v>(scan: &Scan, view: &View<'_>, finding: &'v Finding) -> Issue<'v> {
    let mut parts = vec![view.assessment.sentence(finding).into_owned()];
    parts.extend(facts(finding));
    let source = anchor(scan, finding);
    Issue {
        description: text::escape_line(&parts.join("; ")).into_owned(),
        check_name: &finding.rule,
        fingerprint: fingerprint(finding),
        severity: severity(finding),
        location: Location {
            path: text::escape_line(&source.file).into_owned(),
            lines: Lines {
                begin: source.line.unwrap_or(1),
            },
        },
    }
}

fn severity(finding: &Finding) -> Severity {
    if is_required_problem(finding) {
        return Severity::Critical;
    }
    match finding.outcome {
        _ if finding.points == 0 => Severity::Info,
        Outcome::Fail => Severity::Major,
        _ => Severity::Minor,
    }
}
