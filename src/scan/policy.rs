//! How the policy that a scan was judged by differs from the built-in one, so that another program judges it the same.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Severity;
use super::requirement::Source;

/// A policy's differences from the built-in one: values alone. What it requires is among the project's requirements.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct PolicyOverrides {
    /// The policy's name, as an assessment says it: its file.
    pub name: String,
    /// The lowest score that is ready. `None`: the built-in one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fail_under: Option<u32>,
    /// A directory that requires nothing is not ready.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub require_project: bool,
    /// Changed categories, by id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub categories: BTreeMap<String, CategoryOverride>,
    /// Changed rules, by id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub rules: BTreeMap<String, RuleOverride>,
    /// Findings that do not count until a day, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waivers: Vec<WaiverOverride>,
}

/// A changed category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CategoryOverride {
    /// The most that its recommended rules cost together.
    pub cap: u32,
}

/// A changed rule. `None`: as built in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct RuleOverride {
    /// Whether it is applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// How much it matters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// What one failing subject costs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<u32>,
    /// The most that all its subjects cost together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap: Option<u32>,
    /// Where "too little" begins: all of its limits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limits: Option<LimitsOverride>,
}

/// The limits of a rule that measures. `None`: there is no such limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct LimitsOverride {
    /// Less than this fails, in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fail_below_bytes: Option<u64>,
    /// Less than this share of the whole fails, in per cent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fail_below_percent: Option<u64>,
    /// Less than this is a warning, in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warn_below_bytes: Option<u64>,
    /// Less than this share of the whole is a warning, in per cent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warn_below_percent: Option<u64>,
}

/// A finding that does not count until a day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct WaiverOverride {
    /// The rule's id.
    pub rule: String,
    /// What the finding is on.
    pub subject: String,
    /// Why it may stay.
    pub reason: String,
    /// Who is responsible.
    pub owner: String,
    /// The last day on which it does not count, `YYYY-MM-DD`.
    pub until: String,
    /// Where it is written.
    pub source: Source,
}
