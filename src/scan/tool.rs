//! A tool, which copy of it runs, and how its version is known.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One tool of the catalogue on this machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tool {
    /// Its permanent id in the catalogue.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Its category in the catalogue.
    pub category: String,
    /// Whether it is here and works.
    pub state: ToolState,
    /// Its version as far as it can be told: `20.20.2`. `None` unless `state` is `found`, and where nothing tells it.
    pub version: Option<String>,
    /// The text that the version was read from, masked, at most 200 characters.
    pub raw: Option<String>,
    /// The program that a shell in this directory finds first; with `outside_path`, where it is instead.
    pub path: Option<String>,
    /// It is where it is known to be, an application or a server, and no shell finds it: it is not on PATH.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub outside_path: bool,
    /// The file that runs in the end, behind links, alternatives and shims.
    pub resolved_path: Option<String>,
    /// Who installed that file: `dpkg`, `brew`, `nvm`, `rustup`, `npm`, `pip` … `None`: unknown.
    pub manager: Option<String>,
    /// What chose this version of those that its version manager has: a variable, a version file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chosen_by: Option<String>,
    /// What told the version.
    pub source: Option<VersionSource>,
    /// The answer is from an earlier scan, and everything that decides it is unchanged.
    pub remembered: bool,
    /// Why it was not started although nothing else tells its version: it is below the project's folder, say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_started: Option<String>,
    /// How long it took to tell.
    pub duration_ms: u64,
    /// Why it failed. Set exactly when `state` is `failed`.
    pub failure: Option<Failure>,
    /// Further copies on PATH, in its order: other files, never the same one again.
    pub others: Vec<OtherCopy>,
    /// The date after which the makers no longer mend it, `YYYY-MM-DD`. `None`: unknown.
    pub end_of_life: Option<String>,
    /// How it is installed here, where the project asks for it and it is not here or not as asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub install: Option<Install>,
}

/// How a tool is installed on this machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Install {
    /// The command of the package manager that is here, ready to be pasted. It brings that manager's version. `None`: none has it.
    pub command: Option<String>,
    /// The page of its makers that says how.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
}

/// Whether a tool is here and works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ToolState {
    /// It is here, and nothing says that it does not work. Its version may still be unknown.
    Found,
    /// No program of that name is on PATH, nor where it is known to be without.
    Absent,
    /// It is there and cannot be run, or its answer cannot be understood.
    Failed,
}

/// What told a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum VersionSource {
    /// A file beside it, or the path it is installed at.
    File,
    /// The package database that owns it.
    Package,
    /// The program's own bytes.
    Binary,
    /// What it printed when it was started.
    Command,
}

/// Why a tool failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Failure {
    /// The kind of failure.
    pub reason: FailReason,
    /// What happened, masked, at most 200 characters.
    pub detail: String,
    /// With [`FailReason::NotInstalledByShim`], the version that is asked for. Earlier scans have it in the detail alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wanted: Option<WantedVersion>,
}

impl Failure {
    /// A failure that no other version would be the remedy of.
    pub fn new(reason: FailReason, detail: impl Into<String>) -> Self {
        Self {
            reason,
            detail: detail.into(),
            wanted: None,
        }
    }
}

/// The version that a version manager is asked for and has not installed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WantedVersion {
    /// The version, as it is asked for: `20.1.0`, `latest`, `nightly-2026-01-01`.
    pub version: String,
    /// What it is a version of, in the manager's own words: `nodejs`. `null`: the manager has versions of one thing alone.
    pub of: Option<String>,
    /// What asks for it: a variable or a version file.
    pub set_by: String,
}

/// The kinds of failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FailReason {
    /// It did not answer by its deadline.
    Timeout,
    /// It ended with an error status and no version.
    Exit,
    /// A signal ended it.
    Signal,
    /// It answered, and no version is in the answer.
    UnreadableOutput,
    /// There is a file, and the system cannot run it.
    NotExecutable,
    /// A version manager's shim leads to a version that is not installed.
    NotInstalledByShim,
    /// A placeholder that offers to install the tool, such as the Windows Store's `python.exe`.
    Stub,
}

/// A further copy of a tool on PATH.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OtherCopy {
    /// Where it is.
    pub path: String,
    /// Its version, if that can be told without starting it.
    pub version: Option<String>,
    /// Who installed it. `None`: unknown.
    #[serde(default)]
    pub manager: Option<String>,
}
