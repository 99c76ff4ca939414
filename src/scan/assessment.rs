//! The score of a scan, its findings and the next steps.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Source;

/// The version of the scoring algorithm. Scans of contract 1.0 have version 1.
pub const SCORING: u32 = 2;

/// The result of applying a policy to a scan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Assessment {
    /// The policy's name.
    pub policy: String,
    /// The version of the scoring algorithm: 1 in scans of contract 1.0, else [`SCORING`].
    #[serde(default = "first_scoring")]
    pub scoring: u32,
    /// What the score measures.
    #[serde(default)]
    pub basis: Basis,
    /// Whether the scan was restricted (`--only`, `--skip`), so that it says nothing about the rest of the machine.
    #[serde(default)]
    pub partial: bool,
    /// 0 to 100.
    pub score: u32,
    /// Whether the machine passes the policy.
    pub status: Status,
    /// The lowest score that passes, 0 to 100.
    pub fail_under: u32,
    /// For each category, the score if only its findings counted, sorted by id.
    pub categories: Vec<CategoryScore>,
    /// Every finding, passes included, worst first: by outcome, severity, points, rule, subject.
    pub findings: Vec<Finding>,
    /// The next steps, in order: those that fix required findings first, then by gain.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
}

impl Assessment {
    /// A finding as a sentence that names its subject. Messages of contract 1.0 do not.
    pub fn sentence<'a>(&self, finding: &'a Finding) -> Cow<'a, str> {
        if self.scoring >= SCORING {
            Cow::Borrowed(&finding.message)
        } else {
            Cow::Owned(format!("{}: {}", finding.subject, finding.message))
        }
    }
}

fn first_scoring() -> u32 {
    1
}

/// What a score measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// How well the machine meets the project's requirements.
    #[default]
    Project,
    /// The machine itself: no file has requirements.
    Machine,
}

/// Whether a machine passes the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// No required rule failed or is unknown, and the score is high enough.
    Pass,
    /// The policy is not met.
    Fail,
}

/// An action that fixes all findings of one cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Step {
    /// The command, quoted for the user's shell. `None`: there is none.
    pub fix: Option<String>,
    /// What to do in words: where there is no `fix`, or after it.
    pub advice: Option<String>,
    /// Whether it fixes a required finding.
    pub required: bool,
    /// The findings that it fixes, worst first.
    pub fixes: Vec<FindingId>,
    /// How much the score rises if only this step is done.
    pub gain: u32,
    /// The score after this step and those before it.
    pub score: u32,
    /// Problems that remain after it.
    pub problems_left: u32,
}

/// Identifies a finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct FindingId {
    /// The rule's id.
    pub rule: String,
    /// The rule's subject: a tool, a port, a directory.
    pub subject: String,
}

/// The score of one category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CategoryScore {
    /// The category's id.
    pub id: String,
    /// 0 to 100.
    pub score: u32,
}

/// The result of applying a rule to a subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// The rule's permanent id.
    pub rule: String,
    /// What it was applied to: a tool's id, a directory, a mount; `all` for a pass of everything that the rule looked at.
    pub subject: String,
    /// The result.
    pub outcome: Outcome,
    /// How much it matters.
    pub severity: Severity,
    /// What it would deduct by itself: the rule's points for a fail, half of them for a warn or an unknown, else 0.
    pub points: u32,
    /// How much the score rises if only this is fixed.
    pub gain: u32,
    /// The problem in a sentence without a full stop that names the subject: `Node.js 16.20.2 is installed; the project requires >=22`.
    pub message: String,
    /// The evidence.
    pub evidence: Option<String>,
    /// The command that fixes it on this machine, quoted for the user's shell. `None`: no single command is certain to.
    pub fix: Option<String>,
    /// The same as a program and its arguments. A leading `~/` stands for the home directory, the word `$USER` for the user's name.
    /// `None`: there is no `fix`, or it has placeholders that the user fills in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix_argv: Option<Vec<String>>,
    /// What to do in words: where there is no `fix`, or after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
    /// Where the project requires it.
    pub source: Option<Source>,
    /// Other related places, for example the other side of a contradiction.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Source>,
}

/// The result of a rule, ordered from bad to good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The rule does not hold.
    Fail,
    /// The rule holds, but barely.
    Warn,
    /// It could not be checked.
    Unknown,
    /// It was not checked: it was left out.
    Skipped,
    /// The rule holds.
    Pass,
}

/// How much a rule matters, from most to least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// A machine that fails it does not pass.
    Required,
    /// A failure deducts points.
    Recommended,
    /// A failure is reported and deducts nothing, unless the policy sets points.
    Info,
}
