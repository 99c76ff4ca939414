//! Reads a platform's list of scans page by page, and single scans, over either API.

use super::client::Client;
use super::dialect::PlatformApi;
use super::error::UploadError;
use super::exchange::read;
use super::remote_scan::{LARGEST_PAGE, RemoteScan, ScanQuery};
use super::wire::{Page, Summary};
use crate::scan::Scan;
use crate::secret::Secret;

/// The largest page that is read. A scan has a few hundred bytes on it.
const PAGE_LIMIT_BYTES: usize = 8 * 1024 * 1024;
/// The largest scan that is read. A platform accepts 8 MiB unless configured otherwise.
const SCAN_LIMIT_BYTES: usize = 64 * 1024 * 1024;

impl Client {
    /// A page of the platform's scans, newest first. `token`: as for [`Client::upload`].
    ///
    /// # Errors
    /// The platform refuses or cannot be reached in time, or there is no token.
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

    /// The scan with this id, as it was uploaded.
    ///
    /// # Errors
    /// As [`Client::list`]; or there is no such scan, or this user may not see it.
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
