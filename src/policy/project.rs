//! A project's policy: its `devenv.toml`, validated, with the line of each value.
//!
//! The file comes with a cloned project, so it is untrusted: it sets the policy and nothing else. A URL, a command or an unknown key
//! is an error.

mod amount;
mod ask;
mod error;
mod reader;
mod schema;
mod table;
#[cfg(test)]
mod tests;

pub use ask::{ToolAsk, default_dialect, dialect_name};
pub use error::ProjectPolicyError;
pub use schema::json_schema;
pub use table::Placed;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use toml::de::DeTable;

use super::{Policy, Waiver};
use crate::scan::Severity;
use reader::Reader;
use table::{Document, Table};

/// The name of the file.
pub const FILE_NAME: &str = "devenv.toml";

/// A `devenv.toml` is at most this large, in bytes.
pub const MOST_BYTES: u64 = 64 * 1024;

/// The names that a policy may use.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The ids of the tools.
    pub tools: &'a [&'a str],
    /// The ids of the services.
    pub services: &'a [&'a str],
}

/// A `devenv.toml`. What it does not set stays as in the built-in policy.
#[derive(Debug, Clone, PartialEq, Eq, Default, JsonSchema)]
#[schemars(deny_unknown_fields, default)]
pub struct ProjectPolicy {
    /// The file, as errors and origins name it.
    #[schemars(skip)]
    pub file: String,
    /// The lowest score that is ready, 0 to 100.
    #[schemars(range(min = 0, max = 100))]
    pub fail_under: Option<Placed<u32>>,
    /// The versions of tools that the project works with, by the tool's id: `node = ">=20 <23"`. `devenv tools --all` lists the ids.
    pub tools: BTreeMap<String, Placed<ToolAsk>>,
    /// Changed rules, by the rule's id. `devenv policy` shows all rules.
    pub rules: BTreeMap<String, RuleChange>,
    /// Changed categories, by id.
    pub categories: BTreeMap<String, CategoryChange>,
    /// TCP ports that must be free, or that something must listen at.
    pub ports: Ports,
    /// The disk that holds the project.
    pub disk: Minimum,
    /// Physical memory. Up to 8 % less than `minimum` is tolerated: firmware and graphics use some.
    pub memory: Minimum,
    /// Logical processors.
    pub processors: MinimumCount,
    /// Variables of the environment that a developer must set.
    pub variables: Variables,
    /// Services that must run.
    pub services: Services,
    /// Differences in a CI job.
    pub ci: CiPolicy,
    /// Findings that do not count until a day, each with an owner.
    pub waivers: Vec<Waiver>,
}

/// Differences in CI.
#[derive(Debug, Clone, PartialEq, Eq, Default, JsonSchema)]
#[schemars(deny_unknown_fields, default)]
pub struct CiPolicy {
    /// The lowest score that is ready in CI, 0 to 100.
    #[schemars(range(min = 0, max = 100))]
    pub fail_under: Option<Placed<u32>>,
    /// Categories that are not checked in CI, by id.
    pub skip: Vec<Placed<String>>,
    /// Tools in CI: another range, an additional tool, or `false` for one that is not required there.
    pub tools: BTreeMap<String, Placed<ToolAsk>>,
    /// Changed rules in CI, by the rule's id. `enabled = true` turns on one that is off there.
    pub rules: BTreeMap<String, RuleChange>,
}

/// How a rule differs from the built-in one.
#[derive(Debug, Clone, PartialEq, Eq, Default, JsonSchema)]
#[schemars(deny_unknown_fields, default)]
pub struct RuleChange {
    /// Whether the rule is applied at all.
    pub enabled: Option<Placed<bool>>,
    /// `required`: a machine that fails it is not ready. `recommended`: it costs points. `info`: it is reported.
    pub severity: Option<Placed<Severity>>,
    /// What one failing subject costs; a warning or an unknown costs half of it.
    #[schemars(range(min = 0, max = 100))]
    pub points: Option<Placed<u32>>,
    /// The most that all its subjects cost together, while the rule is not required.
    #[schemars(range(min = 0, max = 100))]
    pub cap: Option<Placed<u32>>,
    /// Where "too little" begins, for a rule that measures.
    pub limits: LimitsChange,
}

/// Other limits of a rule that measures. One of a pair alone (bytes, or a share) replaces the pair.
#[derive(Debug, Clone, PartialEq, Eq, Default, JsonSchema)]
#[schemars(deny_unknown_fields, default)]
pub struct LimitsChange {
    /// Less than this fails: bytes, or a text such as `"5 GB"`.
    #[schemars(with = "schema::Amount")]
    pub fail_below_bytes: Option<Placed<u64>>,
    /// Less than this share of the whole fails, in per cent.
    #[schemars(range(min = 0, max = 100))]
    pub fail_below_percent: Option<Placed<u32>>,
    /// Less than this is a warning: bytes, or a text such as `"20 GB"`.
    #[schemars(with = "schema::Amount")]
    pub warn_below_bytes: Option<Placed<u64>>,
    /// Less than this share of the whole is a warning, in per cent.
    #[schemars(range(min = 0, max = 100))]
    pub warn_below_percent: Option<Placed<u32>>,
}

/// How a category differs from the built-in one.
#[derive(Debug, Clone, PartialEq, Eq, Default, JsonSchema)]
#[schemars(deny_unknown_fields, default)]
pub struct CategoryChange {
    /// The most that its recommended rules cost together.
    #[schemars(range(min = 0, max = 100))]
    pub cap: Option<Placed<u32>>,
}

/// TCP ports.
#[derive(Debug, Clone, PartialEq, Eq, Default, JsonSchema)]
#[schemars(deny_unknown_fields, default)]
pub struct Ports {
    /// Ports that must be free: the project's own programs listen there.
    #[schemars(inner(range(min = 1, max = 65535)))]
    pub free: Vec<Placed<u32>>,
    /// Ports that something must listen at.
    #[schemars(inner(range(min = 1, max = 65535)))]
    pub listening: Vec<Placed<u32>>,
}

/// A minimum in bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default, JsonSchema)]
#[schemars(deny_unknown_fields, default)]
pub struct Minimum {
    /// The minimum: bytes, or a text such as `"20 GB"`.
    #[schemars(with = "schema::Amount")]
    pub minimum: Option<Placed<u64>>,
}

/// A minimum number.
#[derive(Debug, Clone, PartialEq, Eq, Default, JsonSchema)]
#[schemars(deny_unknown_fields, default)]
pub struct MinimumCount {
    /// The minimum.
    #[schemars(range(min = 1, max = 4096))]
    pub minimum: Option<Placed<u32>>,
}

/// Variables of the environment.
#[derive(Debug, Clone, PartialEq, Eq, Default, JsonSchema)]
#[schemars(deny_unknown_fields, default)]
pub struct Variables {
    /// Their names. Only whether they are set is checked, never their values.
    #[schemars(inner(regex(pattern = r"^[A-Za-z_][A-Za-z0-9_]*$")))]
    pub required: Vec<Placed<String>>,
}

/// Services.
#[derive(Debug, Clone, PartialEq, Eq, Default, JsonSchema)]
#[schemars(deny_unknown_fields, default)]
pub struct Services {
    /// Their ids: `docker`, `postgres`, `redis` …; `container-engine` is any of the container engines.
    pub required: Vec<Placed<String>>,
}

impl ProjectPolicy {
    /// Reads a `devenv.toml`. `file` is its name for errors and origins: its path from the project's root, with `/`.
    ///
    /// `base` has the rules and categories that it may change.
    pub fn parse(text: &str, file: &str, known: Known<'_>, base: &Policy) -> Result<Self, ProjectPolicyError> {
        if text.len() as u64 > MOST_BYTES {
            return Err(ProjectPolicyError::TooLarge {
                file: file.to_owned(),
                limit: MOST_BYTES,
            });
        }
        let document = Document { file, text };
        let entries = DeTable::parse(text).map_err(|error| ProjectPolicyError::Syntax {
            file: file.to_owned(),
            line: document.line_at(error.span().map_or(0, |span| span.start)),
            problem: error.message().lines().next().unwrap_or_default().to_owned(),
        })?;
        let reader = Reader { file, known, base };
        reader.file(Table::root(&document, entries.get_ref()))
    }
}

/// Whether a shell takes it as a variable's name: letters, digits and `_`, no digit first.
pub fn is_variable_name(name: &str) -> bool {
    let is_part = |(index, character): (usize, char)| {
        character == '_' || character.is_ascii_alphabetic() || (index > 0 && character.is_ascii_digit())
    };
    !name.is_empty() && name.len() <= 300 && name.chars().enumerate().all(is_part)
}
