//! Reads a platform's list of scans, page by page, and single scans, from whichever API it has.

use super::client::Client;
use super::dialect::PlatformApi;
use super::error::UploadError;
use super::exchange::read;
use super::remote_scan::{LARGEST_PAGE, RemoteScan, ScanQuery};
use super::wire::{Page, Summary};
use crate::scan::Scan;
use crate::secret::Secret;

/// The longest page that is read: a scan has a few hundred bytes there.
const PAGE_LIMIT_BYTES: usize = 8 * 1024 * 1024;
/// The longest scan that is read. A platform takes 8 MiB at most unless it was told otherwise.
const SCAN_LIMIT_BYTES: usize = 64 * 1024 * 1024;

impl Client {
    /// A page of the platform's list, newest first. `token`: as for an upload.
    ///
    /// # Errors
    /// The platform does not tell, or cannot be reached in time; or no token is to be had.
    pub fn list<E: From<UploadError>>(
        &self,
        question: &ScanQuery,
        token: impl Fn(Option<&Secret>) -> Result<Secret, E>,
    ) -> Result<Page<RemoteScan>, E> {
        if self.api == PlatformApi::DevEnvPlatform {
            return self.dev_env_platform_list(question, token);
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
        if self.api == PlatformApi::DevEnvPlatform {
            return self.dev_env_platform_scan(id, SCAN_LIMIT_BYTES, token);
        }
        let mut url = self.scans.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.extend([id, "raw"]);
        }
        let answer = self.get(&url, SCAN_LIMIT_BYTES, token)?;
        Ok(read(&url, &answer.body)?)
    }
}
