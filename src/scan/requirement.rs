//! What a project asks for, and where it says so.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::version::Dialect;

/// One thing that a project asks for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Requirement {
    /// What sort of thing.
    pub kind: RequirementKind,
    /// Which one: a tool's id in the catalogue, a port's number, a variable's name, a service's id; see [`RequirementKind`].
    pub id: String,
    /// The versions that will do, as the file has them. `None`: any.
    pub range: Option<String>,
    /// How `range` is written. Set exactly when `range` is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dialect: Option<Dialect>,
    /// The least amount that will do: bytes of memory or disk, a number of processors. `None` for all other kinds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<u64>,
    /// Whether it is here, for kinds that no other part of the scan tells of: variables and components. `None`: not told, or unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub present: Option<bool>,
    /// What the project itself tells those who do not have it, one line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
    /// How much the project needs it.
    #[serde(default)]
    pub strength: Strength,
    /// It holds in the directory that the scan was started in. One that a nearer manifest replaces does not.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub applies: bool,
    /// Where it is asked for.
    pub source: Source,
}

/// Files that tell version managers which version to run in their folder and below.
const FILES_THAT_CHOOSE: [&str; 14] = [
    ".nvmrc",
    ".node-version",
    ".python-version",
    ".ruby-version",
    ".go-version",
    ".java-version",
    ".php-version",
    ".sdkmanrc",
    ".terraform-version",
    ".tool-versions",
    "mise.toml",
    ".mise.toml",
    "rust-toolchain",
    "rust-toolchain.toml",
];

impl Requirement {
    /// Something that the project needs, in any version or amount.
    pub fn new(kind: RequirementKind, id: impl Into<String>, source: Source) -> Self {
        Self {
            kind,
            id: id.into(),
            range: None,
            dialect: None,
            minimum: None,
            present: None,
            advice: None,
            strength: Strength::Required,
            applies: true,
            source,
        }
    }

    /// The versions that will do, for people: `>=20 <23`, `1.22 or later`. `None`: any.
    pub fn wanted(&self) -> Option<String> {
        let range = self.range.as_ref()?;
        Some(match self.dialect {
            Some(Dialect::Minimum) => format!("{range} or later"),
            Some(Dialect::Maven) => interval_in_words(range).unwrap_or_else(|| range.clone()),
            _ => range.clone(),
        })
    }
}

/// `10.0.201 or later` for `[10.0.201,)`, `1.8 or later, below 24` for `[1.8,24)`. `None`: it is more than one interval.
fn interval_in_words(range: &str) -> Option<String> {
    let range = range.trim();
    let inner = range.get(1..range.len().checked_sub(1)?)?;
    let (includes_lower, includes_upper) = (range.starts_with('['), range.ends_with(']'));
    let is_interval =
        range.starts_with(['[', '(']) && range.ends_with([']', ')']) && !inner.contains(['[', ']', '(', ')']);
    if !is_interval {
        return None;
    }
    let (lower, upper) = match inner.split_once(',') {
        Some((lower, upper)) => (lower.trim(), upper.trim()),
        None => return Some(inner.trim().to_owned()),
    };
    let lower = match (lower, includes_lower) {
        ("", _) => None,
        (lower, true) => Some(format!("{lower} or later")),
        (lower, false) => Some(format!("later than {lower}")),
    };
    let upper = match (upper, includes_upper) {
        ("", _) => None,
        (upper, true) => Some(format!("up to {upper}")),
        (upper, false) => Some(format!("below {upper}")),
    };
    let bounds: Vec<String> = lower.into_iter().chain(upper).collect();
    (!bounds.is_empty()).then(|| bounds.join(", "))
}

/// The sorts of requirements. The order is that of a scan's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RequirementKind {
    /// A tool of the catalogue, by its id.
    Tool,
    /// A part of a toolchain: `rust-target:wasm32-unknown-unknown`, `rust-component:clippy`.
    Component,
    /// A TCP port that must be free, by its number.
    Port,
    /// A TCP port that something must listen at, by its number.
    ListeningPort,
    /// A variable that a developer must set, by its name.
    Variable,
    /// A service that must run: `container-engine`, or a service's id.
    Service,
    /// Physical memory; the id is `memory`.
    Memory,
    /// Free space on the disk that holds the project; the id is `disk`.
    Disk,
    /// Logical processors; the id is `processors`.
    Processors,
}

/// How much a project needs something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// It does not build or run without.
    #[default]
    Required,
    /// A file suggests that it is used; some who work on the project do without.
    Suggested,
}

/// A version of a tool that the project's own CI jobs or containers have. It confirms a requirement; nobody has to have it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// The tool's id in the catalogue.
    pub id: String,
    /// The versions, as the file has them. `None`: any.
    pub range: Option<String>,
    /// How `range` is written. Set exactly when `range` is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dialect: Option<Dialect>,
    /// What uses that version.
    pub used_by: EvidenceKind,
    /// Where it is named.
    pub source: Source,
}

/// What uses a version that is evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    /// A CI job.
    Ci,
    /// A container image that the project builds.
    Image,
    /// A development container.
    DevContainer,
}

/// A manifest that could not be understood.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct BrokenManifest {
    /// Where it breaks.
    pub source: Source,
    /// What is wrong, one line.
    pub message: String,
}

/// A place in a file of the project.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    /// The file, relative to the project's root, with `/`.
    pub file: String,
    /// Its line, from 1. `None`: the file as a whole.
    pub line: Option<u32>,
}

impl Source {
    /// Version managers run what this file names, in its folder and below.
    pub fn chooses_a_version(&self) -> bool {
        let name = self.file.rsplit('/').next().unwrap_or_default();
        FILES_THAT_CHOOSE.contains(&name)
    }
}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
fn is_true(value: &bool) -> bool {
    *value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_is_told_in_words() {
        let wanted = |range: &str| {
            let source = Source {
                file: "global.json".to_owned(),
                line: None,
            };
            Requirement {
                range: Some(range.to_owned()),
                dialect: Some(Dialect::Maven),
                ..Requirement::new(RequirementKind::Tool, "dotnet", source)
            }
            .wanted()
            .unwrap()
        };
        assert_eq!(
            [
                "[10.0.201,)",
                "[1.8,24)",
                "[8.0.204]",
                "(,17]",
                "(3,)",
                "[11,12),[17,18)",
                "3.6"
            ]
            .map(wanted),
            [
                "10.0.201 or later",
                "1.8 or later, below 24",
                "8.0.204",
                "up to 17",
                "later than 3",
                "[11,12),[17,18)",
                "3.6"
            ]
        );
    }
}
