//! The format of a scan, which the platform, reports and other programs read (the contract).
//!
//! Names never change: fields are added, never renamed. Readers ignore unknown fields.
//! Lists are sorted, so that two scans of an unchanged machine differ only in `scan_id`, times, durations and measured values.

mod assessment;
mod difference;
mod manager;
mod path;
mod policy;
mod project;
mod redact;
mod requirement;
mod resources;
mod schema;
mod summary;
mod system;
mod tool;

pub use assessment::{Assessment, Basis, CategoryScore, Finding, FindingId, Outcome, SCORING, Severity, Status, Step};
pub use difference::{Difference, FindingChange, PathChange, Side, ToolChange, ToolChangeKind};
pub use manager::{InstalledVersions, VersionManager};
pub use path::{PathAssignment, PathEntry, PathEntryState, PathReport, PathSession, Shadowed};
pub use policy::{CategoryOverride, LimitsOverride, PolicyOverrides, RuleOverride, WaiverOverride};
pub use project::{Git, Project, SshKeys};
pub use redact::{Identity, Redactor};
pub use requirement::{BrokenManifest, Evidence, EvidenceKind, Requirement, RequirementKind, Source, Strength};
pub use resources::{DirectoryState, Disk, DiskUse, Port, Protocol, Service, ServiceState, WorkDirectory};
pub use schema::json_schema;
pub use summary::{Grade, ProjectName, Summary, Worst, changes};
pub use system::{Cpu, Os, OsFamily, Shell, System, Wsl};
pub use tool::{
    Availability, FailReason, Failure, InProject, Install, OtherCopy, Tool, ToolState, VersionSource, WantedVersion,
};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The version of the contract that this program writes: `major.minor`.
pub const SCHEMA_VERSION: &str = "1.1";

/// Everything that one scan read of one machine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Scan {
    /// [`SCHEMA_VERSION`] of the program that wrote it. A reader accepts its own major version.
    pub schema_version: String,
    /// A `UUIDv7` made at the start of the scan: the idempotency key of every upload.
    pub scan_id: Uuid,
    /// When the scan started, UTC, in milliseconds.
    pub taken_at: Timestamp,
    /// How long the scan took.
    pub duration_ms: u64,
    /// The program that scanned.
    pub scanner: Scanner,
    /// The machine, by a random id.
    pub machine: Machine,
    /// The user's selection. `None`: written by contract 1.0, which lacks it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selection: Option<ScanSelection>,
    /// Operating system and hardware. `None`: not selected, or its probe failed (see `probes`).
    pub system: Option<System>,
    /// File systems with data that a developer needs, sorted by mount.
    pub disks: Vec<Disk>,
    /// Directories that builds and installers write to, sorted by what they are for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub directories: Vec<WorkDirectory>,
    /// The search path for programs. `None`: not selected, or its probe failed.
    pub path: Option<PathReport>,
    /// The tools of the catalogue, sorted by id, including absent ones.
    pub tools: Vec<Tool>,
    /// Version managers that have versions installed, sorted by id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub managers: Vec<VersionManager>,
    /// Listening sockets, sorted by port, protocol and process.
    pub ports: Vec<Port>,
    /// Container engines, databases and caches, sorted by id.
    pub services: Vec<Service>,
    /// Git's settings in this directory. `None`: not selected, or its probe failed.
    pub git: Option<Git>,
    /// The project that the scan was started in, if any.
    pub project: Option<Project>,
    /// How the policy of this scan differs from the built-in one. `None`: it does not, or contract 1.0 wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<PolicyOverrides>,
    /// The result of each probe, sorted by name.
    pub probes: Vec<ProbeReport>,
    /// The table that end-of-life dates are from. `None`: the scan has no such dates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifecycle: Option<LifecycleTable>,
    /// The score and its findings. `None` in a scan that was not assessed.
    pub assessment: Option<Assessment>,
}

/// The program that wrote a scan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Scanner {
    /// Always `devenv`.
    pub name: String,
    /// Its version (semver).
    pub version: String,
    /// The target triple that it was built for.
    pub target: String,
}

/// The machine of a scan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Machine {
    /// A random UUID, saved in devenv's state directory. `None` if it cannot be saved.
    pub id: Option<Uuid>,
    /// The host name, only on request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host_name: Option<String>,
}

/// The table of support dates that was used for a scan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LifecycleTable {
    /// The date of its data, `YYYY-MM-DD`.
    pub as_of: String,
    /// Whether it is the user's own, from the configuration directory, and not the built-in one.
    pub own: bool,
}

/// The user's selection for a scan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ScanSelection {
    /// The names of `--only`: probes, categories or tools. Empty: everything.
    pub only: Vec<String>,
    /// The names of `--skip`.
    pub skip: Vec<String>,
    /// Whether programs could be started: false with `--no-exec`.
    pub exec: bool,
}

impl ScanSelection {
    /// Whether something was left out.
    pub fn is_partial(&self) -> bool {
        !self.only.is_empty() || !self.skip.is_empty()
    }
}

/// The result of one probe.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProbeReport {
    /// The probe's name, as `--only` and `--skip` take it.
    pub name: String,
    /// Whether its part of the scan is complete.
    pub state: ProbeState,
    /// How long it took. Probes run in parallel: the sum is more than the scan took.
    pub duration_ms: u64,
    /// Why it failed, or what could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// Whether a probe's part of the scan is complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProbeState {
    /// Everything was read.
    Ok,
    /// Some of it could not be read; missing parts are unknown.
    Partial,
    /// Nothing could be read.
    Failed,
    /// It did not finish in time; the scan has nothing of it.
    TimedOut,
    /// The user left it out.
    Skipped,
}
