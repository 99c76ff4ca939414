//! What changed between two scans: the score, the findings, the tools, PATH.
//!
//! What one of the scans does not know is not a change: `not_compared` lists it.

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
    /// The scan that the other one is compared with.
    pub from: Side,
    /// The other one.
    pub to: Side,
    /// Problems that are new, or worse: in the order of the later scan, worst first.
    pub new: Vec<FindingChange>,
    /// Problems that are fixed, or less severe.
    pub mended: Vec<FindingChange>,
    /// Problems that are no longer checked: not required any more, or not readable.
    pub no_longer_judged: Vec<FindingChange>,
    /// Tools that changed, sorted by id.
    pub tools: Vec<ToolChange>,
    /// PATH, if it changed.
    pub path: Option<PathChange>,
    /// What cannot be compared, because one of the scans does not have it.
    pub not_compared: Vec<String>,
}

/// One of two scans.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Side {
    /// Its id.
    pub scan_id: Uuid,
    /// When it was taken.
    pub taken_at: Timestamp,
    /// Its score. `None`: it was not assessed.
    pub score: Option<u32>,
    /// Whether the machine was ready.
    pub status: Option<Status>,
    /// The policy that graded it.
    pub policy: Option<String>,
}

/// A finding that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FindingChange {
    /// The rule's id.
    pub rule: String,
    /// What it was applied to.
    pub subject: String,
    /// The rule's severity.
    pub severity: Severity,
    /// The outcome in the earlier scan. `None`: there was no such finding.
    pub from: Option<Outcome>,
    /// The outcome in the later one. `None`: there is no such finding.
    pub to: Option<Outcome>,
    /// What it costs, or cost, by itself.
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
    /// Where it was, if it is elsewhere now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_path: Option<String>,
    /// Where it is now, if it was elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_path: Option<String>,
}

/// How a tool changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ToolChangeKind {
    /// It was not installed.
    Added,
    /// It is no longer installed.
    Gone,
    /// It works, and did not.
    Works,
    /// It does not work, and did.
    Broken,
    /// A later version.
    Up,
    /// An earlier version.
    Down,
    /// Another version, and it is unknown which is later.
    Other,
    /// The same version from another place.
    Moved,
}

/// How PATH changed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct PathChange {
    /// Directories that were not on it, in its order.
    pub added: Vec<String>,
    /// Directories that are no longer on it.
    pub gone: Vec<String>,
    /// The directories on both have another order.
    pub reordered: bool,
    /// Directories that exist now and did not.
    pub appeared: Vec<String>,
    /// Directories that no longer exist.
    pub vanished: Vec<String>,
}

impl Difference {
    /// What changed from one scan to another, as each was assessed when it was taken.
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
            mended: Vec::new(),
            no_longer_judged: Vec::new(),
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

    /// Nothing changed that is compared.
    pub fn is_empty(&self) -> bool {
        self.new.is_empty()
            && self.mended.is_empty()
            && self.no_longer_judged.is_empty()
            && self.tools.is_empty()
            && self.path.is_none()
            && (self.from.score, self.from.status) == (self.to.score, self.to.status)
    }

    /// How far the score rose, or fell. `None`: one of them is not known.
    pub fn gain(&self) -> Option<i64> {
        Some(i64::from(self.to.score?) - i64::from(self.from.score?))
    }

    /// Whether the later scan is worse: no longer ready, a lower score, or a new problem that costs points.
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
                // What is unknown now may be fixed or not.
                Some(was) if finding.outcome == Outcome::Unknown => {
                    self.no_longer_judged
                        .push(change(to, finding, Some(was), Some(Outcome::Unknown)));
                }
                Some(Outcome::Fail) => {
                    self.mended
                        .push(change(to, finding, Some(Outcome::Fail), Some(finding.outcome)));
                }
                _ => self.new.push(change(to, finding, was, Some(finding.outcome))),
            }
        }
        for finding in before.iter().filter(|finding| is_open(finding.outcome)) {
            let is = later.get(&key(finding)).map(|finding| finding.outcome);
            let holds = |outcome| outcome == Outcome::Pass;
            // A rule reports each subject with a problem: one that it does not report passes, or is gone.
            let is_judged = || {
                let tells = |outcome| !matches!(outcome, Outcome::Unknown | Outcome::Skipped);
                after
                    .iter()
                    .any(|other| other.rule == finding.rule && tells(other.outcome))
            };
            match is {
                Some(is) if is_open(is) => {}
                Some(is) if holds(is) => self.mended.push(change(from, finding, Some(finding.outcome), Some(is))),
                None if is_judged() => {
                    self.mended
                        .push(change(from, finding, Some(finding.outcome), Some(Outcome::Pass)));
                }
                other => self
                    .no_longer_judged
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
    let folders = |report: &PathReport| -> Vec<(String, PathEntryState)> {
        let mut folders: Vec<(String, PathEntryState)> = Vec::new();
        for entry in &report.entries {
            // The first one of the same name is the one that counts.
            if !folders.iter().any(|(directory, _)| *directory == entry.directory) {
                folders.push((entry.directory.clone(), entry.state));
            }
        }
        folders
    };
    let (before, after) = (folders(before), folders(after));
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
