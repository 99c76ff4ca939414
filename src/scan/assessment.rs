//! The score of a scan, and the findings that make it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Source;

/// What a policy makes of a scan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Assessment {
    /// The policy's name.
    pub policy: String,
    /// 0 to 100: 100 less what the findings cost.
    pub score: u32,
    /// Whether the machine is ready.
    pub status: Status,
    /// The lowest score that is ready, 0 to 100.
    pub fail_under: u32,
    /// 100 less what each category's findings cost, sorted by id.
    pub categories: Vec<CategoryScore>,
    /// Every finding, worst first: by outcome, severity, points, rule, subject. Passes are among them.
    pub findings: Vec<Finding>,
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

/// What one category's findings leave of 100.
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
    /// What came out.
    pub outcome: Outcome,
    /// How much it matters.
    pub severity: Severity,
    /// What it would cost by itself: the rule's points for a fail, half of them for a warn or an unknown, else 0.
    pub points: u32,
    /// What the score gains when only this is fixed; less than `points` where a cap applies.
    pub gain: u32,
    /// A sentence without a full stop that names the subject: `Node.js 16.20.2 is installed; the project requires >=22`.
    pub message: String,
    /// What was read that shows it.
    pub evidence: Option<String>,
    /// The command that fixes it on this machine, quoted for the user's shell. `None`: no single command surely does.
    pub fix: Option<String>,
    /// What to do in words: where there is no `fix`, or beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
    /// Where the project asks for it.
    pub source: Option<Source>,
    /// Further places that bear on it: the other side of a contradiction.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Source>,
}

/// What comes out of a rule. The order is from bad to good.
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

/// How much a rule matters. The order is from much to little.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// A machine that fails it is not ready.
    Required,
    /// It costs points.
    Recommended,
    /// It is said, and costs nothing unless the policy says so.
    Info,
}
