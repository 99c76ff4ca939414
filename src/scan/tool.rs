//! A tool: the copy that runs, and its version.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::requirement::Requirement;

/// One tool of the catalogue on this machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tool {
    /// Its permanent id in the catalogue.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Its category in the catalogue.
    pub category: String,
    /// Whether it is installed and works.
    pub state: ToolState,
    /// Its version: `20.20.2`. `None` if it is unknown, or `state` is not `found`.
    pub version: Option<String>,
    /// The text that the version was read from, masked, at most 200 characters.
    pub raw: Option<String>,
    /// The program that a shell in this directory runs; with `outside_path`, the path where it is installed.
    pub path: Option<String>,
    /// Whether it is in a known location but not on PATH, so that shells do not find it: an application or a server.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub outside_path: bool,
    /// The file that actually runs, with links, alternatives and shims resolved.
    pub resolved_path: Option<String>,
    /// What installed that file: `dpkg`, `brew`, `nvm`, `rustup`, `npm`, `pip` … `None`: unknown.
    pub manager: Option<String>,
    /// What selected this version in its version manager: a variable, a version file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chosen_by: Option<String>,
    /// What runs in the project, where it is not this program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_project: Option<InProject>,
    /// Where the version was read from.
    pub source: Option<VersionSource>,
    /// Whether the version is from the cache; nothing that it depends on has changed.
    pub remembered: bool,
    /// Why it was not started although its version is unknown, for example because it is below the project's directory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_started: Option<String>,
    /// The command that makes its version manager's shim work again: `asdf reshim nodejs`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repair: Option<Vec<String>>,
    /// How long reading its version took.
    pub duration_ms: u64,
    /// Why it failed. Set exactly when `state` is `failed`.
    pub failure: Option<Failure>,
    /// Other copies on PATH, in its order, each a different file.
    pub others: Vec<OtherCopy>,
    /// Its end-of-life date, `YYYY-MM-DD`. `None`: unknown.
    pub end_of_life: Option<String>,
    /// How to install it on this machine, if the project requires it and it is missing or has another version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub install: Option<Install>,
}

/// The copy of a tool that runs in the project although another one, or none, is on PATH.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InProject {
    /// Its version: `9.1.0`. `None`: unknown, or no copy is chosen.
    pub version: Option<String>,
    /// Where it is. `None`: unknown, or not on this machine.
    pub path: Option<String>,
    /// What chooses it: a variable (`JAVA_HOME`), a file, a virtual environment's directory.
    pub set_by: String,
    /// The ids of the tools that run it, sorted; the tool itself where it hands over to another version of itself. Empty: a shell runs
    /// it once the environment is activated.
    pub used_by: Vec<String>,
    /// Whether it can run.
    pub availability: Availability,
}

/// Whether the copy that the project runs is on this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Availability {
    /// It is installed.
    Installed,
    /// The tool fetches it when it first runs in this directory.
    Fetched,
    /// It is not there, and a setting forbids to fetch it or names a wrong place.
    Refused,
}

impl InProject {
    /// What a requirement asks for is asked of this copy: those who read the requirement's file run it.
    pub fn counts_for(&self, requirement: &Requirement) -> bool {
        if !matches!(requirement.id.as_str(), "java" | "javac") {
            return !self.used_by.is_empty();
        }
        let name = requirement.source.file.rsplit('/').next().unwrap_or_default();
        let reader = match name {
            "pom.xml" | "maven-wrapper.properties" => "maven",
            "build.sbt" | "build.properties" => "sbt",
            "build.xml" => "ant",
            _ if name.contains("gradle") || name == "libs.versions.toml" => "gradle",
            _ => return false,
        };
        self.used_by.iter().any(|id| id == reader)
    }
}

/// How to install a tool on this machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Install {
    /// The command of an installed package manager, which installs that manager's version. `None`: no manager has the tool.
    pub command: Option<String>,
    /// The version that the command installs, from the package manager's own lists. `None`: unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The vendor's installation page, else the package's page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
}

/// Whether a tool is installed and works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ToolState {
    /// It is installed, and nothing indicates that it does not work. Its version may be unknown.
    Found,
    /// Not found on PATH or in known locations.
    Absent,
    /// It exists, but cannot be run, or its output cannot be read.
    Failed,
}

/// Where a version was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum VersionSource {
    /// A file beside it, or its path.
    File,
    /// The package database that owns it.
    Package,
    /// The program's own bytes.
    Binary,
    /// Its output when it was started.
    Command,
}

/// Why a tool failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Failure {
    /// The kind of failure.
    pub reason: FailReason,
    /// What happened, masked, at most 200 characters.
    pub detail: String,
    /// With [`FailReason::NotInstalledByShim`], the requested version. Earlier scans have it only in the detail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wanted: Option<WantedVersion>,
    /// The file or variable that its version manager cannot use, so that it stops with an error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_fault: Option<String>,
}

impl Failure {
    /// A failure that no other version would fix.
    pub fn new(reason: FailReason, detail: impl Into<String>) -> Self {
        Self {
            reason,
            detail: detail.into(),
            wanted: None,
            at_fault: None,
        }
    }
}

/// A version that a version manager should run and has not installed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WantedVersion {
    /// The version as requested: `20.1.0`, `latest`, `nightly-2026-01-01`.
    pub version: String,
    /// The tool, by the manager's own name: `nodejs`. `null`: the manager has only one tool.
    pub of: Option<String>,
    /// The variable or version file that requests it.
    pub set_by: String,
}

/// The kinds of failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FailReason {
    /// It did not answer in time.
    Timeout,
    /// It ended with an error status and no version.
    Exit,
    /// A signal ended it.
    Signal,
    /// Its output has no version.
    UnreadableOutput,
    /// The system cannot execute the file.
    NotExecutable,
    /// A version manager's shim runs a version that is not installed.
    NotInstalledByShim,
    /// A placeholder that offers to install the tool, such as the Windows Store's `python.exe`.
    Stub,
}

/// Another copy of a tool on PATH.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OtherCopy {
    /// Where it is.
    pub path: String,
    /// Its version, if it can be read without starting it.
    pub version: Option<String>,
    /// What installed it. `None`: unknown.
    #[serde(default)]
    pub manager: Option<String>,
}
