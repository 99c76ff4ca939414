//! A project's requirements, and where they are declared.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::resources::Protocol;
use crate::version::Dialect;

/// One requirement of a project.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Requirement {
    /// The kind of requirement.
    pub kind: RequirementKind,
    /// The subject: a tool's id in the catalogue, a port's number, a variable's name, a service's id; see [`RequirementKind`].
    pub id: String,
    /// The allowed versions, as written in the file. `None`: any.
    pub range: Option<String>,
    /// The notation of `range`. Set exactly when `range` is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dialect: Option<Dialect>,
    /// The smallest allowed amount: bytes of memory or disk, or processors. `None` for all other kinds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<u64>,
    /// The address that a port must be free at. `None`: all addresses of the machine, and for all other kinds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Whether it exists, for variables and components, which no other part of the scan tells. `None`: another kind, or unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub present: Option<bool>,
    /// Whether the tool or its manager may download it on the first run. `None`: no file or setting says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub downloads: Option<bool>,
    /// Whether any installed copy will do, not only the one that runs: Gradle finds a toolchain's JDK wherever it is.
    #[serde(default, skip_serializing_if = "is_false")]
    pub any_copy: bool,
    /// The choice that it is one of, by its name in the file: one of those that are suggested under this name has to be installed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub choice: Option<String>,
    /// The project's own message for those who lack it, one line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
    /// How strongly the project requires it.
    #[serde(default)]
    pub strength: Strength,
    /// Whether it applies in the directory that the scan was started in. One that a nearer manifest replaces does not.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub applies: bool,
    /// Where it is declared.
    pub source: Source,
}

/// Files that select a version in version managers, for their directory and below.
const VERSION_FILES: [&str; 22] = [
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
    ".bazelversion",
    ".bun-version",
    ".fvmrc",
    ".opentofu-version",
    ".prototools",
    ".swift-version",
    ".terragrunt-version",
    "global.json",
    "rust-toolchain",
    "rust-toolchain.toml",
];

impl Requirement {
    /// A requirement of any version or amount.
    pub fn new(kind: RequirementKind, id: impl Into<String>, source: Source) -> Self {
        Self {
            kind,
            id: id.into(),
            range: None,
            dialect: None,
            minimum: None,
            address: None,
            present: None,
            downloads: None,
            any_copy: false,
            choice: None,
            advice: None,
            strength: Strength::Required,
            applies: true,
            source,
        }
    }

    /// The port that it is about, with its protocol. `None`: it is about something else.
    pub fn port(&self) -> Option<(u16, Protocol)> {
        if !matches!(self.kind, RequirementKind::Port | RequirementKind::ListeningPort) {
            return None;
        }
        let (number, protocol) = match self.id.split_once('/') {
            None => (self.id.as_str(), Protocol::Tcp),
            Some((number, "udp")) => (number, Protocol::Udp),
            Some(_) => return None,
        };
        Some((number.parse().ok()?, protocol))
    }

    /// The allowed versions, for people: `>=20 <23`, `1.22 or later`. `None`: any.
    pub fn wanted(&self) -> Option<String> {
        let range = self.range.as_ref()?;
        Some(match self.dialect {
            Some(Dialect::Minimum) => format!("{range} or later"),
            // A bare version is the least one.
            Some(Dialect::Maven) if !range.trim_start().starts_with(['[', '(']) => format!("{range} or later"),
            Some(Dialect::Maven) => interval_in_words(range).unwrap_or_else(|| range.clone()),
            _ => range.clone(),
        })
    }
}

/// `10.0.201 or later` for `[10.0.201,)`, `1.8 or later, below 24` for `[1.8,24)`. `None`: the range is more than one interval.
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

/// The kinds of requirements, in the order of a scan's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RequirementKind {
    /// A tool of the catalogue, by its id.
    Tool,
    /// A part of a toolchain: `rust-target:wasm32-unknown-unknown`, `rust-component:clippy`.
    Component,
    /// A port that must be free, by its number; `53/udp` for one of UDP.
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

/// How strongly a project requires something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// It does not build or run without it.
    #[default]
    Required,
    /// A file suggests it; some developers of the project do without it.
    Suggested,
}

/// A version of a tool that the project's CI jobs or containers use. It confirms a requirement but requires nothing itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// The tool's id in the catalogue.
    pub id: String,
    /// The versions, as written in the file. `None`: any.
    pub range: Option<String>,
    /// The notation of `range`. Set exactly when `range` is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dialect: Option<Dialect>,
    /// What uses the version.
    pub used_by: EvidenceKind,
    /// Where it is declared.
    pub source: Source,
}

/// What uses a version.
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

/// A manifest that cannot be parsed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct BrokenManifest {
    /// The place of the error.
    pub source: Source,
    /// The error, one line.
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
    /// Whether this file selects a version in version managers, for its directory and below.
    pub fn chooses_a_version(&self) -> bool {
        let name = self.file.rsplit('/').next().unwrap_or_default();
        let is_of_mise = name
            .trim_start_matches('.')
            .strip_prefix("mise.")
            .is_some_and(|rest| rest.rsplit('.').next() == Some("toml"));
        is_of_mise || VERSION_FILES.contains(&name)
    }
}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_true(value: &bool) -> bool {
    *value
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_false(value: &bool) -> bool {
    !*value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_is_written_in_words() {
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
                "3.6 or later"
            ]
        );
    }
}
