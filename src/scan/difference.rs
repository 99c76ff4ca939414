//! What changed between two scans: the score, the findings, the tools, PATH.
//!
//! If only one of the scans has a part, that is no change; `not_compared` lists it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use super::{
    Assessment, Finding, Outcome, PathEntryState, PathReport, ProbeState, Scan, Severity, Status, Tool, ToolState,
};
use crate::version::Version;

/// What changed between two scans.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Difference {
    /// The earlier scan, or the one to compare with.
    pub from: Side,
    /// The later scan.
    pub to: Side,
    /// New or worse problems, in the order of the later scan: worst first.
    pub new: Vec<FindingChange>,
    /// Fixed or less severe problems.
    #[serde(rename = "mended")]
    pub fixed: Vec<FindingChange>,
    /// Problems that are no longer checked: no longer required, or not readable.
    #[serde(rename = "no_longer_judged")]
    pub no_longer_checked: Vec<FindingChange>,
    /// Tools that changed, sorted by id.
    pub tools: Vec<ToolChange>,
    /// PATH, if it changed.
    pub path: Option<PathChange>,
    /// Parts that only one of the scans has.
    pub not_compared: Vec<String>,
}

/// One of the two scans.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Side {
    /// Its id.
    pub scan_id: Uuid,
    /// When it was taken.
    pub taken_at: Timestamp,
    /// Its score. `None`: it was not assessed.
    pub score: Option<u32>,
    /// Whether the machine passed the policy.
    pub status: Option<Status>,
    /// The policy that graded it.
    pub policy: Option<String>,
}

/// A finding that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FindingChange {
    /// The rule's id.
    pub rule: String,
    /// The rule's subject.
    pub subject: String,
    /// The rule's severity.
    pub severity: Severity,
    /// The outcome in the earlier scan. `None`: there was no such finding.
    pub from: Option<Outcome>,
    /// The outcome in the later one. `None`: there is no such finding.
    pub to: Option<Outcome>,
    /// What it deducts or deducted by itself.
    pub points: u32,
    /// The problem, in a sentence without a full stop.
    pub message: String,
}

/// A tool that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ToolChange {
    /// Its id in the catalogue.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// How it changed.
    pub change: ToolChangeKind,
    /// Its version before. `None`: unknown, or not installed.
    pub from: Option<String>,
    /// Its version now. `None`: unknown, or not installed.
    pub to: Option<String>,
    /// Its earlier path, if that changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_path: Option<String>,
    /// Its current path, if that changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_path: Option<String>,
}

/// How a tool changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ToolChangeKind {
    /// It is newly installed.
    Added,
    /// It is no longer installed.
    Gone,
    /// It works now and did not before.
    Works,
    /// It worked before and does not now.
    Broken,
    /// A later version.
    Up,
    /// An earlier version.
    Down,
    /// Another version; which is later is unknown.
    Other,
    /// The same version from another place.
    Moved,
}

/// How PATH changed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct PathChange {
    /// Directories that were added, in PATH's order.
    pub added: Vec<String>,
    /// Directories that were removed.
    pub gone: Vec<String>,
    /// Whether the order of the other directories changed.
    pub reordered: bool,
    /// Directories on PATH that did not exist before.
    pub appeared: Vec<String>,
    /// Directories on PATH that no longer exist.
    pub vanished: Vec<String>,
}

impl Difference {
    /// Compares two scans and their assessments from when they were taken.
    pub fn between(from: &Scan, to: &Scan) -> Self {
        let mut not_compared = Vec::new();
        let (tools, unknown) = tools(from, to);
        if !unknown.is_empty() {
            not_compared.push(format!(
                "tools that only one of the scans looked for: {}",
                unknown.join(", ")
            ));
        }
        let path = match (known_path(from), known_path(to)) {
            (Some(before), Some(after)) => Some(path(before, after)).filter(|change| *change != PathChange::default()),
            (None, None) => None,
            _ => {
                not_compared.push("PATH: one of the scans is incomplete".to_owned());
                None
            }
        };
        let mut difference = Self {
            from: side(from),
            to: side(to),
            new: Vec::new(),
            fixed: Vec::new(),
            no_longer_checked: Vec::new(),
            tools,
            path,
            not_compared,
        };
        match (&from.assessment, &to.assessment) {
            (Some(before), Some(after)) => difference.compare_findings(before, after),
            (None, None) => {}
            _ => difference
                .not_compared
                .push("findings: only one of the scans was assessed".to_owned()),
        }
        if difference.from.policy != difference.to.policy {
            difference
                .not_compared
                .push("the scores: the policies differ".to_owned());
        }
        difference
    }

    /// Whether nothing that was compared changed.
    pub fn is_empty(&self) -> bool {
        self.new.is_empty()
            && self.fixed.is_empty()
            && self.no_longer_checked.is_empty()
            && self.tools.is_empty()
            && self.path.is_none()
            && (self.from.score, self.from.status) == (self.to.score, self.to.status)
    }

    /// How much the score rose; negative if it fell. `None`: one of the scores is unknown.
    pub fn gain(&self) -> Option<i64> {
        Some(i64::from(self.to.score?) - i64::from(self.from.score?))
    }

    /// Whether the later scan is worse: it no longer passes, its score is lower, or a new problem deducts points.
    pub fn is_worse(&self) -> bool {
        let no_longer_ready = self.from.status == Some(Status::Pass) && self.to.status == Some(Status::Fail);
        no_longer_ready || self.gain().is_some_and(|gain| gain < 0) || self.new.iter().any(|change| change.points > 0)
    }

    fn compare_findings(&mut self, from: &Assessment, to: &Assessment) {
        let (before, after) = (&from.findings, &to.findings);
        let earlier = by_key(before);
        let later = by_key(after);
        for finding in after.iter().filter(|finding| is_open(finding.outcome)) {
            let was = earlier.get(&key(finding)).map(|finding| finding.outcome);
            match was.filter(|was| is_open(*was)) {
                Some(was) if was == finding.outcome => {}
                // An unknown outcome may mean that it is fixed or not.
                Some(was) if finding.outcome == Outcome::Unknown => {
                    self.no_longer_checked
                        .push(change(to, finding, Some(was), Some(Outcome::Unknown)));
                }
                Some(Outcome::Fail) => {
                    self.fixed
                        .push(change(to, finding, Some(Outcome::Fail), Some(finding.outcome)));
                }
                _ => self.new.push(change(to, finding, was, Some(finding.outcome))),
            }
        }
        for finding in before.iter().filter(|finding| is_open(finding.outcome)) {
            let is = later.get(&key(finding)).map(|finding| finding.outcome);
            let holds = |outcome| outcome == Outcome::Pass;
            // A rule reports every subject with a problem. If it does not report this one, it passes or no longer exists.
            let is_checked = || {
                let tells = |outcome| !matches!(outcome, Outcome::Unknown | Outcome::Skipped);
                after
                    .iter()
                    .any(|other| other.rule == finding.rule && tells(other.outcome))
            };
            match is {
                Some(is) if is_open(is) => {}
                Some(is) if holds(is) => self.fixed.push(change(from, finding, Some(finding.outcome), Some(is))),
                None if is_checked() => {
                    self.fixed
                        .push(change(from, finding, Some(finding.outcome), Some(Outcome::Pass)));
                }
                other => self
                    .no_longer_checked
                    .push(change(from, finding, Some(finding.outcome), other)),
            }
        }
    }
}

fn side(scan: &Scan) -> Side {
    let assessment = scan.assessment.as_ref();
    Side {
        scan_id: scan.scan_id,
        taken_at: scan.taken_at,
        score: assessment.map(|assessment| assessment.score),
        status: assessment.map(|assessment| assessment.status),
        policy: assessment.map(|assessment| assessment.policy.clone()),
    }
}

type Key<'f> = (&'f str, &'f str);

fn key(finding: &Finding) -> Key<'_> {
    (&finding.rule, &finding.subject)
}

fn by_key(findings: &[Finding]) -> BTreeMap<Key<'_>, &Finding> {
    findings.iter().map(|finding| (key(finding), finding)).collect()
}

fn is_open(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Fail | Outcome::Warn | Outcome::Unknown)
}

fn change(assessment: &Assessment, finding: &Finding, from: Option<Outcome>, to: Option<Outcome>) -> FindingChange {
    FindingChange {
        rule: finding.rule.clone(),
        subject: finding.subject.clone(),
        severity: finding.severity,
        from,
        to,
        points: finding.points,
        message: assessment.sentence(finding).into_owned(),
    }
}

/// The tools that changed, and those that only one of the scans looked for.
fn tools(from: &Scan, to: &Scan) -> (Vec<ToolChange>, Vec<String>) {
    let before: BTreeMap<&str, &Tool> = from.tools.iter().map(|tool| (tool.id.as_str(), tool)).collect();
    let after: BTreeMap<&str, &Tool> = to.tools.iter().map(|tool| (tool.id.as_str(), tool)).collect();
    let is_one_sided = |tool: &&Tool| {
        tool.state != ToolState::Absent
            && !(before.contains_key(tool.id.as_str()) && after.contains_key(tool.id.as_str()))
    };
    let mut unknown: Vec<String> = from
        .tools
        .iter()
        .chain(&to.tools)
        .filter(is_one_sided)
        .map(|tool| tool.id.clone())
        .collect();
    unknown.sort_unstable();
    let changed = before
        .iter()
        .filter_map(|(id, was)| tool(was, after.get(id)?))
        .collect();
    (changed, unknown)
}

fn tool(was: &Tool, is: &Tool) -> Option<ToolChange> {
    use ToolState::{Absent, Failed, Found};
    let moved = was.path != is.path && was.state == is.state;
    let change = match (was.state, is.state) {
        (Absent, Absent) => return None,
        (Absent, _) => ToolChangeKind::Added,
        (_, Absent) => ToolChangeKind::Gone,
        (Failed, Found) => ToolChangeKind::Works,
        (Found, Failed) => ToolChangeKind::Broken,
        _ if was.version != is.version => compare(was.version.as_deref(), is.version.as_deref()),
        _ if moved => ToolChangeKind::Moved,
        _ => return None,
    };
    Some(ToolChange {
        id: is.id.clone(),
        name: is.name.clone(),
        change,
        from: was.version.clone(),
        to: is.version.clone(),
        from_path: was.path.clone().filter(|_| moved),
        to_path: is.path.clone().filter(|_| moved),
    })
}

fn compare(was: Option<&str>, is: Option<&str>) -> ToolChangeKind {
    match was.and_then(Version::parse).zip(is.and_then(Version::parse)) {
        Some((was, is)) if was < is => ToolChangeKind::Up,
        Some((was, is)) if was > is => ToolChangeKind::Down,
        _ => ToolChangeKind::Other,
    }
}

/// PATH, if all of it was read.
fn known_path(scan: &Scan) -> Option<&PathReport> {
    let is_lost = scan.probes.iter().any(|probe| {
        probe.name == "path"
            && matches!(
                probe.state,
                ProbeState::Failed | ProbeState::TimedOut | ProbeState::Skipped
            )
    });
    scan.path.as_ref().filter(|_| !is_lost)
}

fn path(before: &PathReport, after: &PathReport) -> PathChange {
    let directories = |report: &PathReport| -> Vec<(String, PathEntryState)> {
        let mut directories: Vec<(String, PathEntryState)> = Vec::new();
        for entry in &report.entries {
            // Only the first entry of a directory has an effect.
            if !directories.iter().any(|(directory, _)| *directory == entry.directory) {
                directories.push((entry.directory.clone(), entry.state));
            }
        }
        directories
    };
    let (before, after) = (directories(before), directories(after));
    let only = |some: &[(String, PathEntryState)], others: &[(String, PathEntryState)], wanted: bool| -> Vec<String> {
        some.iter()
            .map(|(directory, _)| directory)
            .filter(|directory| others.iter().any(|(other, _)| other == *directory) == wanted)
            .cloned()
            .collect()
    };
    let turned = |wanted: fn(PathEntryState, PathEntryState) -> bool| -> Vec<String> {
        after
            .iter()
            .filter(|(directory, is)| {
                before
                    .iter()
                    .any(|(other, was)| other == directory && wanted(*was, *is))
            })
            .map(|(directory, _)| directory.clone())
            .collect()
    };
    PathChange {
        added: only(&after, &before, false),
        gone: only(&before, &after, false),
        reordered: only(&before, &after, true) != only(&after, &before, true),
        appeared: turned(|was, is| was == PathEntryState::Missing && is == PathEntryState::Ok),
        vanished: turned(|was, is| was == PathEntryState::Ok && is == PathEntryState::Missing),
    }
}

#[cfg(test)]
mod tests;
