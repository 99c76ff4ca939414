//! The score of a scan, the findings that make it, and the next steps.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Source;

/// How scores are computed by this program. Scans of contract 1.0 have the first way.
pub const SCORING: u32 = 2;

/// What a policy makes of a scan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Assessment {
    /// The policy's name.
    pub policy: String,
    /// How the score is computed: 1 in scans of contract 1.0, else [`SCORING`].
    #[serde(default = "first_scoring")]
    pub scoring: u32,
    /// What the score is of.
    #[serde(default)]
    pub basis: Basis,
    /// The scan was restricted (`--only`, `--skip`): it says nothing about the rest of the machine.
    #[serde(default)]
    pub partial: bool,
    /// 0 to 100.
    pub score: u32,
    /// Whether the machine is ready.
    pub status: Status,
    /// The lowest score that is ready, 0 to 100.
    pub fail_under: u32,
    /// The score that each category's findings alone would give, sorted by id.
    pub categories: Vec<CategoryScore>,
    /// Every finding, worst first: by outcome, severity, points, rule, subject. Passes are among them.
    pub findings: Vec<Finding>,
    /// What to do, in order: what fixes required findings first, then by what it gains.
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

/// What a score is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The machine, for what a project requires.
    #[default]
    Project,
    /// The machine alone: no file requires anything.
    Machine,
}

/// Whether a machine is ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// No required rule failed or stayed unknown, and the score is high enough.
    Pass,
    /// It is not ready.
    Fail,
}

/// One thing to do, which fixes all findings of one cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Step {
    /// The command, quoted for the user's shell. `None`: there is none.
    pub fix: Option<String>,
    /// What to do in words: where there is no `fix`, or after it.
    pub advice: Option<String>,
    /// It fixes a required finding.
    pub required: bool,
    /// What it fixes, worst first.
    pub fixes: Vec<FindingId>,
    /// What the score gains when only this step is done.
    pub gain: u32,
    /// The score when this step and those before it are done.
    pub score: u32,
    /// Problems that are left then.
    pub problems_left: u32,
}

/// Which finding it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct FindingId {
    /// The rule's id.
    pub rule: String,
    /// What it was applied to.
    pub subject: String,
}

/// The score of one category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CategoryScore {
    /// The category.
    pub id: String,
    /// 0 to 100.
    pub score: u32,
}

/// A rule applied to a subject.
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
    /// What it would cost by itself: the rule's points for a fail, half of them for a warn or an unknown, else 0.
    pub points: u32,
    /// What the score gains when only this is fixed.
    pub gain: u32,
    /// A sentence without a full stop that names the subject: `Node.js 16.20.2 is installed; the project requires >=22`.
    pub message: String,
    /// The evidence.
    pub evidence: Option<String>,
    /// The command that fixes it on this machine, quoted for the user's shell. `None`: no single command surely does.
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
    /// Further places that matter: the other side of a contradiction.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Source>,
}

/// The result of a rule. The order is from bad to good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It does not hold.
    Fail,
    /// It holds, barely.
    Warn,
    /// It could not be found out.
    Unknown,
    /// It was left out.
    Skipped,
    /// It holds.
    Pass,
}

/// How much a rule matters. The order is from most to least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// A machine that fails it is not ready.
    Required,
    /// It costs points.
    Recommended,
    /// It is reported, and costs nothing unless the policy says so.
    Info,
}
