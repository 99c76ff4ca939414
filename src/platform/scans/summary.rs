//! What the index stores of a scan: it is graded, and its texts are shortened.

use jiff::Timestamp;

use super::ScanError;
use crate::api::wire::{ClientGrade, Summary};
use crate::platform::store::{Head, NewScan, ScanProject, encode, key};
use crate::policy::Policy;
use crate::scan::{Finding, Outcome, Project, RequirementKind, Scan, Severity, Strength, ToolState};
use crate::score;

/// The longest text of a scan's tools in the index; further tools are left out there.
const LONGEST_TOOLS: usize = 32 << 10;
/// Failed rules of a scan in the index; further ones are left out there.
const MOST_FAILS: usize = 200;
/// The longest text of them all together.
const LONGEST_FAILS: usize = 16 << 10;

/// Required tools of a project in the index; further ones are left out there.
const MOST_REQUIREMENTS: usize = 200;

/// What the index stores of a scan.
pub(crate) struct Listed {
    pub(crate) summary: Summary,
    /// Its tools, a line each: `node 20.20.2`.
    pub(crate) tools: String,
    pub(crate) project: ScanProject,
}

/// What the index stores of a scan, and the grade that it came with if that differs.
pub(crate) fn summarise(
    scan: &Scan,
    developer_id: String,
    received_at: Timestamp,
    policy: &Policy,
) -> (Listed, Option<ClientGrade>) {
    let assessment = score::assess(scan, &policy.of_scan(scan));
    let client = scan
        .assessment
        .as_ref()
        .filter(|own| (own.status, own.score) != (assessment.status, assessment.score))
        .map(|own| ClientGrade {
            status: own.status,
            score: own.score,
            policy: own.policy.chars().take(100).collect(),
        });
    let mut fails: Vec<String> = assessment
        .findings
        .iter()
        .filter(|finding| is_failure(finding))
        .map(fault)
        .collect();
    fails.sort_unstable();
    fails.truncate(MOST_FAILS);
    let mut length = 0;
    fails.retain(|fail| {
        length += fail.len();
        length <= LONGEST_FAILS
    });
    let listed = Listed {
        tools: tools(scan),
        project: scan.project.as_ref().map(scan_project).unwrap_or_default(),
        summary: Summary {
            developer_id,
            scan_id: scan.scan_id.to_string(),
            status: assessment.status,
            partial: assessment.partial,
            os: os(scan),
            timestamp: received_at,
            taken_at: scan.taken_at,
            score: assessment.score,
            policy: assessment.policy,
            machine_id: scan.machine.id.map(|id| id.to_string()),
            project: scan.project.as_ref().map(|project| shown(&project.name, 100)),
            project_id: scan.project.as_ref().and_then(project_id),
            fails,
        },
    };
    (listed, client)
}

/// The record that the store keeps of a scan: what the index stores, and the body.
pub(crate) fn record(listed: Listed, json: &[u8]) -> Result<NewScan, ScanError> {
    let Listed {
        summary,
        tools,
        project,
    } = listed;
    let head = Head {
        scan_id: summary.scan_id.clone(),
        developer_id: summary.developer_id.clone(),
        received_at: summary.timestamp,
    };
    let (raw, digest) = encode(&head, json).map_err(|source| ScanError::Bytes {
        what: "the scan could not be compressed",
        source,
    })?;
    Ok(NewScan {
        key: key(&head),
        summary,
        tools,
        project,
        digest,
        raw,
    })
}

fn is_failure(finding: &Finding) -> bool {
    finding.outcome == Outcome::Fail || (finding.outcome == Outcome::Unknown && finding.severity == Severity::Required)
}

fn fault(finding: &Finding) -> String {
    format!("{} {}", finding.rule, shown(&finding.subject, 200))
}

fn os(scan: &Scan) -> String {
    let name = scan.system.as_ref().and_then(|system| system.os.name.as_deref());
    shown(name.unwrap_or("unknown"), 100)
}

/// A project's id: the one that the scan has, else the name of its directory. `None`: it has neither.
fn project_id(project: &Project) -> Option<String> {
    let id = project.id.as_deref().unwrap_or(&project.name);
    Some(shown(id, 100)).filter(|id| !id.is_empty())
}

fn scan_project(project: &Project) -> ScanProject {
    let is_asked_for = |requirement: &&crate::scan::Requirement| {
        requirement.kind == RequirementKind::Tool && requirement.strength == Strength::Required && requirement.applies
    };
    let mut lines: Vec<String> = project
        .requirements
        .iter()
        .filter(is_asked_for)
        .map(|requirement| {
            let dialect = requirement
                .dialect
                .and_then(|dialect| serde_json::to_value(dialect).ok());
            let dialect = dialect.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default();
            let range = shown(requirement.range.as_deref().unwrap_or_default(), 200);
            format!("{}\t{dialect}\t{range}", shown(&requirement.id, 100))
        })
        .collect();
    lines.sort_unstable();
    lines.dedup();
    lines.truncate(MOST_REQUIREMENTS);
    ScanProject {
        is_named: false,
        requires: lines.join("\n"),
    }
}

/// Its tools, a line each: `node 20.20.2`.
fn tools(scan: &Scan) -> String {
    let mut tools = String::with_capacity(scan.tools.len() * 16);
    for tool in scan.tools.iter().filter(|tool| tool.state == ToolState::Found) {
        show(&mut tools, &tool.id, 100);
        tools.push(' ');
        show(&mut tools, tool.version.as_deref().unwrap_or_default(), 100);
        tools.push('\n');
        if tools.len() > LONGEST_TOOLS {
            break;
        }
    }
    tools
}

/// Text of a scan on one line, shortened.
fn shown(text: &str, longest: usize) -> String {
    let mut shown = String::with_capacity(text.len().min(longest));
    show(&mut shown, text, longest);
    shown
}

fn show(line: &mut String, text: &str, longest: usize) {
    let is_plain = |byte: u8| byte.is_ascii() && !byte.is_ascii_control();
    if text.len() <= longest && text.bytes().all(is_plain) {
        return line.push_str(text);
    }
    let letters = text.chars().take(longest);
    line.extend(letters.map(|letter| if letter.is_control() { '\u{fffd}' } else { letter }));
}
