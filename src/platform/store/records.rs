//! What goes into a store and comes out of it.

use bytes::Bytes;
use jiff::Timestamp;

use crate::api::wire::{Role, Summary, Token};
use crate::scan::Status;
use crate::version::VersionRange;

/// A scan that was read and graded, to be stored.
#[derive(Debug, Clone)]
pub(crate) struct NewScan {
    /// What lists show of it.
    pub(crate) summary: Summary,
    /// Its tools, a line each: `node 20.20.2`.
    pub(crate) tools: String,
    /// More of its project, if it has one.
    pub(crate) project: ScanProject,
    /// Tells its body from others: see `raw_scan`.
    pub(crate) digest: [u8; 32],
    /// The name that its raw bytes are stored under: see `raw_scan`.
    pub(crate) key: String,
    /// The raw bytes: see `raw_scan`.
    pub(crate) raw: Bytes,
}

/// A scan's project, as far as the index has more of it than its id and name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ScanProject {
    /// Whether the project's own files name it: such a name replaces that of a directory.
    pub(crate) is_named: bool,
    /// The tools that it requires, one a line, sorted: id, notation of the range and range, with tabs between. Without a range the last
    /// two are empty.
    pub(crate) requires: String,
}

/// What became of a scan that was to be stored.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum InsertResult {
    /// It is stored.
    Inserted,
    /// The same developer's scan of that id with the same digest was stored before.
    Duplicate(Box<StoredScan>),
    /// Another scan of that id was stored before.
    Conflict(Box<StoredScan>),
}

/// A scan that is stored, without its raw bytes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StoredScan {
    pub(crate) summary: Summary,
    /// The name that its raw bytes are stored under.
    pub(crate) key: String,
}

/// Which scans, newest first.
#[derive(Debug, Clone, Default)]
pub(crate) struct ScanFilter {
    pub(crate) developer_id: Option<String>,
    pub(crate) status: Option<Status>,
    /// The name of the operating system, in whatever letter case.
    pub(crate) os: Option<String>,
    /// A tool's id that is found in the scan.
    pub(crate) tool: Option<String>,
    /// That tool's version is one of these.
    pub(crate) range: Option<VersionRange>,
    /// Taken in the project of that name.
    pub(crate) project: Option<String>,
    /// Received at this time or later.
    pub(crate) since: Option<Timestamp>,
    /// Received before this time.
    pub(crate) until: Option<Timestamp>,
    /// Where the page before this one ended.
    pub(crate) after: Option<Cursor>,
    /// How many at most.
    pub(crate) limit: usize,
}

impl ScanFilter {
    /// Of a scan's tools, the one that is asked for has a version that is asked for. A version that cannot be read does not count.
    pub(crate) fn has_version(&self, tools: &str) -> bool {
        let (Some(tool), Some(range)) = (&self.tool, &self.range) else {
            return true;
        };
        let version = tools
            .lines()
            .find_map(|line| line.strip_prefix(tool)?.strip_prefix(' '));
        version.and_then(|version| range.allows(version)) == Some(true)
    }
}

/// Where a page of scans ended. Only the store that made it can read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cursor(pub(crate) String);

/// A page of scans.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct ScanPage {
    pub(crate) scans: Vec<Summary>,
    /// `None`: this is the last page.
    pub(crate) next: Option<Cursor>,
}

/// Numbers over scans.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Totals {
    pub(crate) scans: u64,
    pub(crate) passed: u64,
    /// `None`: there are no scans.
    pub(crate) average_score: Option<f64>,
}

/// The scans of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Day {
    /// `2026-11-21`, UTC.
    pub(crate) date: String,
    pub(crate) scans: u64,
    pub(crate) failed: u64,
}

/// A token to be stored: its hash, never itself.
#[derive(Debug, Clone)]
pub(crate) struct NewToken {
    pub(crate) token: Token,
    pub(crate) hash: [u8; 32],
}

/// What a caller showed to prove who they are. A browser session stands for it, and ends with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Credential {
    /// The platform's own token of that id.
    Token(String),
    /// A token of the issuer at that address.
    Issuer(String),
}

/// Somebody who is signed in to the pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Session {
    /// What they signed in with.
    pub(crate) credential: Credential,
    pub(crate) developer_id: String,
    pub(crate) role: Role,
    /// What a form must bring along.
    pub(crate) csrf: String,
    /// When it ends, even if what it stands for goes on.
    pub(crate) expires_at: Timestamp,
}

/// What an issuer's token says of a person, to show beside their id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) developer_id: String,
    pub(crate) name: Option<String>,
    pub(crate) email: Option<String>,
}
