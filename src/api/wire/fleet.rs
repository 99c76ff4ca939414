//! What the platform says of projects, machines, tools and rules: the current state, from the latest whole scan of each machine and project.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Summary;
use crate::scan::Severity;

/// Whether a machine is ready for a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Readiness {
    /// Its latest whole scan passes.
    Ready,
    /// Its latest whole scan fails.
    NotReady,
    /// It has not been scanned for the platform's number of days; what its last scan said may no longer be true.
    Stale,
}

/// A project, with its machines counted. A machine counts once in each project that it was scanned in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Project {
    /// Its id, the same on every machine.
    pub id: String,
    /// Its name, for people.
    pub name: String,
    /// Developers with a machine in it.
    pub developers: u64,
    /// Its machines: `ready`, `not_ready` and `stale` together.
    pub machines: u64,
    /// Machines that are ready.
    pub ready: u64,
    /// Machines that are not ready.
    pub not_ready: u64,
    /// Machines that have not been scanned for some time, whatever their last scan said.
    pub stale: u64,
    /// When the latest of these scans was received.
    pub latest_at: Option<Timestamp>,
}

/// A project, with what is known of its machines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProjectDetail {
    /// The project.
    pub project: Project,
    /// The tools that it requires, with the versions in use; those with the fewest developers who meet it first.
    pub requirements: Vec<ProjectTool>,
    /// Failed rules, those with the most developers first.
    pub rules: Vec<RuleFailures>,
    /// Machines at the end of each day on which something changed, oldest first.
    pub days: Vec<ReadyDay>,
}

/// A tool that a project requires.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProjectTool {
    /// The tool's id.
    pub tool: String,
    /// The ranges that the project's latest scan found, as written in its files. A version must be in each of them. Empty: any version.
    pub ranges: Vec<String>,
    /// The versions that its developers have.
    pub versions: Vec<VersionUse>,
    /// Developers of the project who have the tool.
    pub developers: u64,
}

/// A version of a tool in use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct VersionUse {
    /// The version. `None`: it could not be read.
    pub version: Option<String>,
    /// Developers who have it.
    pub developers: u64,
    /// Whether the project's ranges allow it. `None`: no project was asked for, or this cannot be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed: Option<bool>,
    /// The last day of support of its release line: `2027-04-30`. `None`: unknown, or far away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_of_life: Option<String>,
}

/// Machines at the end of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReadyDay {
    /// `2026-11-21`, UTC.
    pub date: String,
    /// Machines that had been scanned by then.
    pub machines: u64,
    /// Those of them whose latest whole scan passed.
    pub ready: u64,
}

/// A machine in a project: its latest whole scan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MachineState {
    /// Whether it is ready.
    pub state: Readiness,
    /// Since when its scans pass, or fail.
    pub since: Timestamp,
    /// The developer's name or email address, if known.
    pub name: Option<String>,
    /// The scan.
    pub scan: Summary,
}

/// A tool in use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ToolUse {
    /// The tool's id.
    pub tool: String,
    /// Developers who have it.
    pub developers: u64,
    /// Its versions, newest first. A developer with two of them counts at each.
    pub versions: Vec<VersionUse>,
}

/// A tool in use, and who has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ToolDetail {
    /// The tool with all its versions.
    pub tool: ToolUse,
    /// Who has it, by developer; of the versions that were asked for.
    pub items: Vec<ToolUser>,
    /// The cursor of the next page. `None`: this is the last page.
    pub next_cursor: Option<String>,
}

/// A machine with a tool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ToolUser {
    /// The tool's version there. `None`: it could not be read.
    pub version: Option<String>,
    /// Where, and in which project.
    pub machine: MachineState,
}

/// A rule that scans fail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RuleFailures {
    /// The rule's id.
    pub rule: String,
    /// What is wrong, in a few words.
    pub title: String,
    /// How much it matters. `None`: the platform's policy does not have this rule.
    pub severity: Option<Severity>,
    /// Developers whose scans fail it.
    pub developers: u64,
    /// What it fails for, the most common first, some of them.
    pub subjects: Vec<SubjectFailures>,
}

/// A subject of a rule that scans fail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SubjectFailures {
    /// The tool, directory or other subject.
    pub subject: String,
    /// Developers whose scans fail it.
    pub developers: u64,
}

/// A rule that scans fail, and who fails it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RuleDetail {
    /// The rule.
    pub rule: RuleFailures,
    /// Why it matters.
    pub why: Option<String>,
    /// How it is checked.
    pub how: Option<String>,
    /// Who fails it, by developer.
    pub items: Vec<RuleFailure>,
    /// The cursor of the next page. `None`: this is the last page.
    pub next_cursor: Option<String>,
}

/// A machine that fails a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RuleFailure {
    /// What it fails for.
    pub subject: String,
    /// Since when, in one run of scans.
    pub since: Timestamp,
    /// Where, and in which project.
    pub machine: MachineState,
}
