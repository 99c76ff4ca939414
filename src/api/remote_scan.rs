//! A query for a platform's scans, and a scan in the answer.

use jiff::Timestamp;

use super::wire::Summary;
use crate::scan::Status;

/// The largest page that a platform gives.
pub const LARGEST_PAGE: usize = 500;

/// Which scans to list.
#[derive(Debug, Clone, Default)]
pub struct ScanQuery {
    /// Scans of this developer. `None`: of everybody whose scans the user may see.
    pub developer: Option<String>,
    /// Scans of the project with this name.
    pub project: Option<String>,
    /// Scans that the platform received at this time or later.
    pub since: Option<Timestamp>,
    /// The cursor of the next page, as the page before gave it.
    pub cursor: Option<String>,
    /// Scans on a page: 1 to [`LARGEST_PAGE`].
    pub limit: usize,
}

/// A scan in a platform's list. A Dev-Env Platform does not tell the fields that are `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteScan {
    /// The scan's id on the platform.
    pub scan_id: String,
    /// The developer whose scan it is.
    pub user_id: String,
    /// `PASS` or `FAIL`; a Dev-Env Platform has other values too.
    pub status: String,
    /// Whether the scan left something out (`--only`, `--skip`).
    pub partial: bool,
    /// The operating system's name.
    pub os: String,
    /// When the platform received it.
    pub received_at: Option<Timestamp>,
    /// When it was taken.
    pub taken_at: Option<Timestamp>,
    /// 0 to 100.
    pub score: Option<u32>,
    /// The policy that graded it.
    pub policy: Option<String>,
    /// The machine's id.
    pub machine_id: Option<String>,
    /// The project's name.
    pub project: Option<String>,
    /// Failed rules as `rule subject`, sorted.
    pub fails: Vec<String>,
}

impl From<Summary> for RemoteScan {
    fn from(summary: Summary) -> Self {
        Self {
            scan_id: summary.scan_id,
            user_id: summary.developer_id,
            status: match summary.status {
                Status::Pass => "PASS",
                Status::Fail => "FAIL",
            }
            .to_owned(),
            partial: summary.partial,
            os: summary.os,
            received_at: Some(summary.timestamp),
            taken_at: Some(summary.taken_at),
            score: Some(summary.score),
            policy: Some(summary.policy),
            machine_id: summary.machine_id,
            project: summary.project,
            fails: summary.fails,
        }
    }
}
