//! What a platform is asked for, and a scan as it stands in its list.

use jiff::Timestamp;

use super::wire::Summary;
use crate::scan::Status;

/// The most that a platform puts on a page.
pub const LARGEST_PAGE: usize = 500;

/// Which scans.
#[derive(Debug, Clone, Default)]
pub struct ScanQuery {
    /// Of that developer. `None`: of all whose scans may be seen.
    pub developer: Option<String>,
    /// Taken in the project of that name.
    pub project: Option<String>,
    /// Received at that time or later.
    pub since: Option<Timestamp>,
    /// Behind the page that said this.
    pub cursor: Option<String>,
    /// How many: 1 to [`LARGEST_PAGE`].
    pub limit: usize,
}

/// What a platform knows of a scan. The reference platform knows less than ours: `None` is what it does not say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteScan {
    /// Its id there.
    pub scan_id: String,
    /// Whose it is.
    pub user_id: String,
    /// `PASS` or `FAIL`; the reference platform has other words too.
    pub status: String,
    /// The operating system's name.
    pub os: String,
    /// When the platform got it.
    pub received_at: Option<Timestamp>,
    /// When it was taken.
    pub taken_at: Option<Timestamp>,
    /// 0 to 100.
    pub score: Option<u32>,
    /// What graded it.
    pub policy: Option<String>,
    /// The machine's id.
    pub machine_id: Option<String>,
    /// The project's name.
    pub project: Option<String>,
    /// What fails: `rule subject`, sorted.
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
