//! What an index of scans can do. Its embedded form is SQLite; all of it blocks.

use jiff::Timestamp;

use super::summary::SummaryRef;
use crate::api::wire::{Developer, Role, Summary, Token};
use crate::scan::Status;
use crate::version::VersionRange;

/// Scans that are a small number of pages of the index.
const NEAR: usize = 64;

/// What an index cannot do.
#[derive(Debug, thiserror::Error)]
#[error("the index failed")]
pub struct IndexError(#[from] pub(crate) rusqlite::Error);

/// A scan that came in, graded.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// What lists show of it.
    pub(crate) summary: Summary,
    /// Its tools, a line each: `node 20.20.2`.
    pub(crate) tools: String,
    /// What tells its bytes from others: see `raw`.
    pub(crate) digest: [u8; 32],
    /// The name that its raw bytes are kept under.
    pub(crate) key: String,
    /// The raw bytes as they are kept: see `raw`.
    pub(crate) raw: bytes::Bytes,
}

/// What became of a scan that came in.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Added {
    /// It is kept, at this place.
    New(i64),
    /// It was there: the same bytes.
    Duplicate(Box<Kept>),
    /// There is another one of that id.
    Conflict(Box<Kept>),
}

/// A scan that is kept.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Kept {
    pub(crate) summary: Summary,
    pub(crate) key: String,
}

/// Raw bytes that are in the index still, on their way to where they are kept.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Spooled {
    pub(crate) seq: i64,
    pub(crate) key: String,
    pub(crate) raw: bytes::Bytes,
}

/// Which scans.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filter {
    pub(crate) developer: Option<String>,
    pub(crate) status: Option<Status>,
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
    /// Older than this place, which a page before this one ended at.
    pub(crate) before: Option<i64>,
    /// How many at most.
    pub(crate) limit: usize,
}

impl Filter {
    /// What is asked for is at the end of a tree, next to each other: nothing has to be passed over to find it.
    pub(crate) fn is_near(&self) -> bool {
        self.limit <= NEAR
            && self.status.is_none()
            && self.os.is_none()
            && self.tool.is_none()
            && self.range.is_none()
            && self.since.is_none()
            && self.until.is_none()
            && self.before.is_none()
    }

    /// Of a scan's tools, the one that is asked for has a version that is asked for. One that cannot be told does not count.
    pub(super) fn has_version(&self, tools: &str) -> bool {
        let (Some(tool), Some(range)) = (&self.tool, &self.range) else {
            return true;
        };
        let version = tools
            .lines()
            .find_map(|line| line.strip_prefix(tool)?.strip_prefix(' '));
        version.and_then(|version| range.allows(version)) == Some(true)
    }
}

/// Numbers over all scans.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Totals {
    pub(crate) scans: u64,
    pub(crate) passed: u64,
    pub(crate) average_score: Option<f64>,
}

/// What a day brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Day {
    /// `2026-11-21`, UTC.
    pub(crate) date: String,
    pub(crate) scans: u64,
    pub(crate) failed: u64,
}

/// A token to be kept: its hash, never itself.
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
    pub(crate) subject: String,
    pub(crate) role: Role,
    /// What a form must bring along.
    pub(crate) csrf: String,
    /// When it ends, even if what it stands for goes on.
    pub(crate) expires_at: Timestamp,
}

/// An index of scans, with the spool of raw bytes that came with them.
///
/// [`Index::add`] is whole or not at all, and durable when it returns: raw bytes wait in the spool of the same
/// transaction until [`Index::carried`] says that they are where they are kept.
pub(crate) trait Index: Send + Sync {
    /// Takes scans in, in order; what became of each.
    fn add(&self, entries: &[Entry]) -> Result<Vec<Added>, IndexError>;
    /// So much came in that there is something to tidy up.
    fn is_untidy(&self) -> bool;
    /// Tidies up what takes long, beside those who write.
    fn tidy(&self) -> Result<(), IndexError>;
    /// The oldest of the spool behind that place, up to `bytes` of them together.
    fn spooled(&self, behind: i64, bytes: usize) -> Result<Vec<Spooled>, IndexError>;
    /// These are kept elsewhere now.
    fn carried(&self, seqs: &[i64]) -> Result<(), IndexError>;
    /// The raw bytes of a scan, if they are in the spool still.
    fn in_spool(&self, id: &str) -> Result<Option<bytes::Bytes>, IndexError>;

    /// A scan by its id.
    fn scan(&self, id: &str) -> Result<Option<Kept>, IndexError>;
    /// Goes through scans, newest first, each with its place.
    fn each(&self, filter: &Filter, take: &mut dyn FnMut(i64, SummaryRef<'_>)) -> Result<(), IndexError>;
    /// Scans, newest first, each with its place.
    fn list(&self, filter: &Filter) -> Result<Vec<(i64, Summary)>, IndexError> {
        let mut list = Vec::new();
        self.each(filter, &mut |place, summary| list.push((place, summary.to_summary())))?;
        Ok(list)
    }
    /// Those who sent scans, by name. `only`: that one alone.
    fn developers(&self, only: Option<&str>) -> Result<Vec<Developer>, IndexError>;
    /// Numbers over the scans of one, or of all.
    fn totals(&self, developer: Option<&str>) -> Result<Totals, IndexError>;
    /// What the last days brought, oldest first.
    fn days(&self, developer: Option<&str>, since: Timestamp) -> Result<Vec<Day>, IndexError>;
    /// Scans that came before a time, oldest first, up to a number of them.
    fn older_than(&self, time: Timestamp, limit: usize) -> Result<Vec<(i64, String)>, IndexError>;
    /// Forgets scans, by their places.
    fn forget(&self, seqs: &[i64]) -> Result<(), IndexError>;
    /// Forgets every scan, for an index that is to be built anew.
    fn clear(&self) -> Result<(), IndexError>;
    /// Writes a copy of the index, as it is now, to a file.
    fn backup(&self, file: &std::path::Path) -> Result<(), IndexError>;
    /// Answers at all.
    fn ping(&self) -> Result<(), IndexError>;

    /// Keeps a token.
    fn add_token(&self, token: &NewToken) -> Result<(), IndexError>;
    /// The token of that hash.
    fn token(&self, hash: &[u8; 32]) -> Result<Option<Token>, IndexError>;
    /// The token of that id.
    fn token_by_id(&self, id: &str) -> Result<Option<Token>, IndexError>;
    /// All tokens, oldest first.
    fn tokens(&self) -> Result<Vec<Token>, IndexError>;
    /// Revokes a token. `false`: there is none of that id that was not revoked.
    fn revoke(&self, id: &str, now: Timestamp) -> Result<bool, IndexError>;
    /// Tokens were used.
    fn used(&self, uses: &[(String, Timestamp)]) -> Result<(), IndexError>;
    /// Keeps a session under the hash of its cookie.
    fn add_session(&self, hash: &[u8; 32], session: &Session) -> Result<(), IndexError>;
    /// The session of that hash, if it has not ended.
    fn session(&self, hash: &[u8; 32], now: Timestamp) -> Result<Option<Session>, IndexError>;
    /// Ends a session.
    fn end_session(&self, hash: &[u8; 32]) -> Result<(), IndexError>;
}
