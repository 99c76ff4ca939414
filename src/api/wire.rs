//! The types that both sides of an upload share. Names are permanent; fields are only added.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::scan::Status;

/// The version of these types: `major.minor`.
pub const WIRE_VERSION: &str = "1.0";

/// Where a platform says how to sign in and what it accepts: `/.well-known/devenv`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Discovery {
    /// [`WIRE_VERSION`] of the platform.
    pub schema_version: String,
    /// The platform's name for people.
    pub name: String,
    /// Its native interface: `https://host/api/v1`.
    pub api: String,
    /// Who signs people in. `None`: nobody does; there are the platform's own tokens.
    pub issuer: Option<String>,
    /// The id of the public client to sign in with.
    pub client_id: Option<String>,
    /// The scopes to ask for.
    pub scopes: Vec<String>,
    /// Ports of the loopback redirects that the issuer knows.
    pub callback_ports: Vec<u16>,
    /// The audience to ask for, where the issuer wants one.
    pub audience: Option<String>,
    /// The host name of Cognito's sign-in pages, where the issuer is Cognito.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cognito_domain: Option<String>,
    /// The platform takes tokens of its own.
    pub token_login: bool,
    /// Encodings of a body that it takes, best first.
    pub accepts: Vec<String>,
    /// The largest scan, in bytes of JSON.
    pub max_scan_bytes: u64,
    /// The largest body, in bytes as they are sent. `None`: an older platform that does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_body_bytes: Option<u64>,
}

/// What a platform answers to an upload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Receipt {
    /// For people.
    pub message: String,
    /// The id that the scan is kept under.
    pub scan_id: String,
    /// Whose scan it is.
    pub developer_id: String,
    /// What the platform makes of the scan.
    pub status: Status,
    /// Its score, 0 to 100.
    pub score: u32,
    /// The platform had this very scan already.
    pub duplicate: bool,
    /// Set where the platform's answer is another one than the scan brought along.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub differs_from_client: Option<ClientGrade>,
    /// When the platform got it.
    pub received_at: Timestamp,
    /// Where it can be looked at.
    pub links: Links,
}

/// What the scan itself says of its score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClientGrade {
    /// Its status.
    pub status: Status,
    /// Its score.
    pub score: u32,
    /// The policy that it was graded by.
    pub policy: String,
}

/// Where a scan can be looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Links {
    /// By people.
    pub html: String,
    /// By programs.
    pub api: String,
}

/// What is known of a scan without reading it. The first five names are those of the reference platform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// Whose scan it is.
    #[serde(rename = "user_id")]
    pub developer_id: String,
    /// Its id.
    pub scan_id: String,
    /// Whether the machine is ready.
    pub status: Status,
    /// The operating system's name.
    pub os: String,
    /// When the platform got it.
    pub timestamp: Timestamp,
    /// When it was taken, as the machine's clock had it.
    pub taken_at: Timestamp,
    /// The score, 0 to 100.
    pub score: u32,
    /// The policy that graded it.
    pub policy: String,
    /// The machine's id, where the scan has one.
    pub machine_id: Option<String>,
    /// The project's name, where it was taken in one.
    pub project: Option<String>,
    /// What fails: `rule subject`, sorted.
    pub fails: Vec<String>,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Page<T> {
    /// What is on it, newest first.
    pub items: Vec<T>,
    /// What to ask the next page with. `None`: this is the last.
    pub next_cursor: Option<String>,
}

/// Why a request was refused. Source: RFC 9457.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Problem {
    /// A stable name: `urn:devenv:problem:too-large`.
    #[serde(rename = "type")]
    pub kind: String,
    /// What it is, the same for each of its kind.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened here.
    pub detail: String,
    /// What to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// Who is asking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Me {
    /// The subject of the token.
    pub developer_id: String,
    /// What they may do.
    pub role: Role,
    /// They may upload scans of others.
    pub may_upload_for_others: bool,
}

/// What a token may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything.
    Admin,
    /// Upload and read their own scans.
    Member,
    /// Upload.
    Ingest,
}

/// A token of the platform's own, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Token {
    /// Its id: the second part of the token.
    pub id: String,
    /// What it may do.
    pub role: Role,
    /// The developer whose scans it uploads and reads.
    #[serde(rename = "subject")]
    pub developer_id: String,
    /// It may upload scans of others.
    pub for_others: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends. `None`: never.
    pub expires_at: Option<Timestamp>,
    /// When it was used last, to the minute. `None`: not yet.
    pub last_used_at: Option<Timestamp>,
    /// When it was revoked. `None`: it was not.
    pub revoked_at: Option<Timestamp>,
}

/// A developer, as their latest scan has them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Developer {
    /// Who.
    pub developer_id: String,
    /// How many scans of theirs there are.
    pub scans: u64,
    /// When the first came.
    pub first_seen: Timestamp,
    /// The latest.
    pub latest: Summary,
}
