//! The types that the client and the server share. Their field names never change; fields are only added.

mod fleet;

pub use fleet::{
    MachineState, Project, ProjectDetail, ProjectTool, Readiness, ReadyDay, RuleDetail, RuleFailure, RuleFailures,
    SubjectFailures, ToolDetail, ToolUse, ToolUser, VersionUse,
};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::scan::Status;

/// The version of these types: `major.minor`.
pub const WIRE_VERSION: &str = "1.0";

/// The platform's sign-in settings and limits: `/.well-known/devenv`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Discovery {
    /// [`WIRE_VERSION`] of the platform.
    pub schema_version: String,
    /// The platform's name, for people.
    pub name: String,
    /// Its native interface: `https://host/api/v1`.
    pub api: String,
    /// The issuer that people sign in at. `None`: only the platform's own tokens are accepted.
    pub issuer: Option<String>,
    /// The id of the public client for signing in.
    pub client_id: Option<String>,
    /// The scopes to request.
    pub scopes: Vec<String>,
    /// Ports of the loopback redirects that are registered with the issuer.
    pub callback_ports: Vec<u16>,
    /// The audience to request, if the issuer needs one.
    pub audience: Option<String>,
    /// The host name of Cognito's sign-in pages, if the issuer is Cognito.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cognito_domain: Option<String>,
    /// Whether the platform accepts tokens of its own.
    pub token_login: bool,
    /// The encodings of a body that it accepts, best first.
    pub accepts: Vec<String>,
    /// The largest scan, in bytes of JSON.
    pub max_scan_bytes: u64,
    /// The largest body, in bytes as sent. `None`: an older platform that does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_body_bytes: Option<u64>,
}

/// The answer to an upload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Receipt {
    /// A message for people.
    pub message: String,
    /// The id of the stored scan.
    pub scan_id: String,
    /// The developer whose scan it is.
    pub developer_id: String,
    /// The status by the platform's own policy.
    pub status: Status,
    /// Its score, 0 to 100.
    pub score: u32,
    /// Whether the platform already had this scan.
    pub duplicate: bool,
    /// Set if the grade in the scan differs from the platform's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub differs_from_client: Option<ClientGrade>,
    /// When the platform received it.
    pub received_at: Timestamp,
    /// Links to the scan.
    pub links: Links,
}

/// The grade in the scan itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClientGrade {
    /// Its status.
    pub status: Status,
    /// Its score.
    pub score: u32,
    /// The policy that it was graded by.
    pub policy: String,
}

/// Links to a scan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Links {
    /// The page, for people.
    pub html: String,
    /// The API resource, for programs.
    pub api: String,
}

/// A scan in a list. A Dev-Env Platform has the first five fields, under the same names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// The developer whose scan it is.
    #[serde(rename = "user_id")]
    pub developer_id: String,
    /// Its id.
    pub scan_id: String,
    /// Whether the machine passes the policy.
    pub status: Status,
    /// Whether the scan left something out (`--only`, `--skip`): it does not tell the state of the machine.
    #[serde(default)]
    pub partial: bool,
    /// The operating system's name.
    pub os: String,
    /// When the platform received it.
    pub timestamp: Timestamp,
    /// When it was taken, by the machine's clock.
    pub taken_at: Timestamp,
    /// The score, 0 to 100.
    pub score: u32,
    /// The policy that graded it.
    pub policy: String,
    /// The machine's id, if the scan has one.
    pub machine_id: Option<String>,
    /// The name of the project that it was taken in, if any.
    pub project: Option<String>,
    /// That project's id, the same on every machine. `None`: it was not taken in a project, or the platform does not know ids.
    #[serde(default)]
    pub project_id: Option<String>,
    /// Failed rules as `rule subject`, sorted.
    pub fails: Vec<String>,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Page<T> {
    /// The items, newest first.
    pub items: Vec<T>,
    /// The cursor of the next page. `None`: this is the last page.
    pub next_cursor: Option<String>,
}

/// Why a request was refused. Source: RFC 9457.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Problem {
    /// A stable name: `urn:devenv:problem:too-large`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind of problem, for people; the same for each `type`.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened in this request.
    pub detail: String,
    /// What to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// The user that a token stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Me {
    /// The subject of the token.
    pub developer_id: String,
    /// The token's role.
    pub role: Role,
    /// Whether the token may upload scans of other developers.
    pub may_upload_for_others: bool,
}

/// What a token may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// May do everything.
    Admin,
    /// May upload scans, and read their own.
    Member,
    /// May only upload.
    Ingest,
    /// May read everything, and change nothing.
    Viewer,
    /// May only read the counters for Prometheus.
    Metrics,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 5] = [Self::Admin, Self::Member, Self::Ingest, Self::Viewer, Self::Metrics];

    /// Its name: `admin`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Member => "member",
            Self::Ingest => "ingest",
            Self::Viewer => "viewer",
            Self::Metrics => "metrics",
        }
    }
}

/// One of the platform's own tokens, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Token {
    /// Its id: the second part of the token.
    pub id: String,
    /// The token's role.
    pub role: Role,
    /// The developer whose scans it uploads and reads.
    #[serde(rename = "subject")]
    pub developer_id: String,
    /// Whether it may upload scans of other developers.
    pub for_others: bool,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it expires. `None`: never.
    pub expires_at: Option<Timestamp>,
    /// When it was last used, to the minute. `None`: never.
    pub last_used_at: Option<Timestamp>,
    /// When it was revoked. `None`: it is not revoked.
    pub revoked_at: Option<Timestamp>,
}

/// A browser session: somebody who is signed in to the pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BrowserSession {
    /// Its id, which signs nobody in.
    pub id: String,
    /// The developer who signed in.
    pub developer_id: String,
    /// Their role.
    pub role: Role,
    /// The id of the platform's own token that they signed in with.
    pub token_id: Option<String>,
    /// The issuer that they signed in with.
    pub issuer: Option<String>,
    /// When it ends, at the latest.
    pub expires_at: Timestamp,
}

/// A line of the audit log: who did what, and from where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AuditEntry {
    /// When.
    pub at: Timestamp,
    /// The developer who did it; `command line` or `retention` where nobody sent a request.
    pub actor: String,
    /// The id of the platform's own token that they used.
    pub token_id: Option<String>,
    /// The address that the request came from.
    pub address: Option<String>,
    /// `token_created`, `token_used` (once a day for each address), `token_revoked`, `signed_in`, `signed_out`, `session_ended`,
    /// `scan_removed`, `developer_removed`, `scans_expired` or `settings_reloaded`.
    pub action: String,
    /// What it was done to: the id of a token, of a session, of a scan or of a developer.
    pub object: String,
}

/// A developer, with their latest scan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Developer {
    /// The developer's id.
    pub developer_id: String,
    /// The number of their scans.
    pub scans: u64,
    /// When the first scan was received.
    pub first_seen: Timestamp,
    /// The latest scan.
    pub latest: Summary,
}
