//! What the platform has: its list of scans, page by page, and one of them whole.

use jiff::Timestamp;
use reqwest::Url;

use super::client::{Answer, Client, exchange, read, refused};
use super::error::UploadError;
use super::http::shown;
use super::reference::Dialect;
use super::wire::{Page, Summary};
use crate::scan::{Scan, Status};
use crate::secret::Secret;

/// What is read of a page: a scan has a few hundred bytes there.
const PAGE_LIMIT_BYTES: usize = 8 * 1024 * 1024;
/// What is read of a scan. A platform takes 8 MiB at most unless it was told otherwise.
const SCAN_LIMIT_BYTES: usize = 64 * 1024 * 1024;
/// The most that a platform puts on a page.
pub const LARGEST_PAGE: usize = 500;

/// Which scans.
#[derive(Debug, Clone, Default)]
pub struct Question {
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
            user_id: summary.user_id,
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

impl Client {
    /// A page of the platform's list, newest first. `token`: as for an upload.
    ///
    /// # Errors
    /// The platform does not tell, or cannot be reached in time; or no token is to be had.
    pub fn list<E: From<UploadError>>(
        &self,
        question: &Question,
        token: impl Fn(Option<&Secret>) -> Result<Secret, E>,
    ) -> Result<Page<RemoteScan>, E> {
        if self.dialect == Dialect::Reference {
            return self.reference_list(question, token);
        }
        let mut url = self.scans.clone();
        let since = question.since.map(|since| since.to_string());
        let mut query = url.query_pairs_mut();
        query.append_pair("limit", &question.limit.clamp(1, LARGEST_PAGE).to_string());
        for (name, value) in [
            ("developer", &question.developer),
            ("project", &question.project),
            ("since", &since),
            ("cursor", &question.cursor),
        ] {
            if let Some(value) = value {
                query.append_pair(name, value);
            }
        }
        drop(query);
        let answer = self.get(&url, PAGE_LIMIT_BYTES, token)?;
        let page: Page<Summary> = read(&url, &answer.body)?;
        Ok(Page {
            items: page.items.into_iter().map(RemoteScan::from).collect(),
            next_cursor: page.next_cursor,
        })
    }

    /// The scan with that id, as it was uploaded.
    ///
    /// # Errors
    /// As [`Client::list`]; or there is no such scan that may be seen.
    pub fn scan<E: From<UploadError>>(
        &self,
        id: &str,
        token: impl Fn(Option<&Secret>) -> Result<Secret, E>,
    ) -> Result<Scan, E> {
        if self.dialect == Dialect::Reference {
            return self.reference_scan(id, SCAN_LIMIT_BYTES, token);
        }
        let mut url = self.scans.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.extend([id, "raw"]);
        }
        let answer = self.get(&url, SCAN_LIMIT_BYTES, token)?;
        Ok(read(&url, &answer.body)?)
    }

    /// Gets what is at an address of the platform. A token that is refused is replaced once.
    pub(super) fn get<E: From<UploadError>>(
        &self,
        url: &Url,
        limit: usize,
        token: impl Fn(Option<&Secret>) -> Result<Secret, E>,
    ) -> Result<Answer, E> {
        let ask = |bearer: &Secret| {
            exchange(&self.runtime, self.tries(), url, limit, || {
                let request = self.http.get(url.clone()).bearer_auth(bearer.reveal());
                request.header("accept", "application/json")
            })
        };
        let bearer = token(None)?;
        let mut answer = ask(&bearer)?;
        if answer.status == 401 {
            answer = ask(&token(Some(&bearer))?)?;
        }
        match answer.status {
            200 => Ok(answer),
            401 => Err(UploadError::TokenRefused { address: shown(url) }.into()),
            _ => Err(refused(&answer).into()),
        }
    }
}
