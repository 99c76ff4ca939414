//! The API of a Dev-Env Platform: its format of a scan with devenv's own inside, its list, its answers.
//!
//! It has no idempotency key and gives each scan a new id, so that a scan sent twice is stored twice. So a scan is sent again only if the
//! platform certainly did not get it. Source: the models and routes of the Dev-Env Platform, 2026-02.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::client::Client;
use super::error::UploadError;
use super::exchange::{HttpReply, read, refused, token_refused};
use super::remote_scan::{RemoteScan, ScanQuery};
use super::retry::retry_unsent;
use super::wire::Page;
use crate::scan::{OsFamily, Scan, Status, ToolState};
use crate::secret::Secret;

/// The largest answer to a scan that is read.
const RECEIPT_LIMIT_BYTES: usize = 256 * 1024;
/// The largest list of scans that is read. The list has no pages.
pub(super) const LIST_LIMIT_BYTES: usize = 16 * 1024 * 1024;
/// The name of devenv's format in the scan's metadata.
const SCHEMA: &str = "devenv.scan/1";

/// A scan in the platform's format. Everything but the metadata is required, and other fields are refused.
#[derive(Serialize)]
struct Body<'a> {
    developer_id: &'a str,
    scan_time: Timestamp,
    environment: Environment<'a>,
    tools: Vec<NamedVersion<'a>>,
    metadata: Metadata<'a>,
}

#[derive(Serialize)]
struct Environment<'a> {
    os: &'a str,
    os_version: &'a str,
    python_version: &'a str,
}

#[derive(Serialize)]
struct NamedVersion<'a> {
    name: &'a str,
    version: &'a str,
}

#[derive(Serialize)]
struct Metadata<'a> {
    schema: &'static str,
    scan_id: Uuid,
    status: Option<Status>,
    score: Option<u32>,
    /// The fields that are unknown and therefore `""`, since their type is text.
    absent: Vec<&'a str>,
    scan: &'a Scan,
}

/// A scan in the platform's format, with devenv's own scan in its metadata.
///
/// # Errors
/// It cannot be written as JSON.
pub fn body(scan: &Scan, developer_id: &str) -> Result<Vec<u8>, serde_json::Error> {
    let mut absent = Vec::new();
    let mut text = |name: &'static str, value: Option<&'_ str>| match value {
        Some(value) if !value.is_empty() => value.to_owned(),
        _ => {
            absent.push(name);
            String::new()
        }
    };
    let system = scan.system.as_ref().map(|system| &system.os);
    let family = system.map(|os| match os.family {
        OsFamily::Linux => "Linux",
        OsFamily::Macos => "macOS",
        OsFamily::Windows => "Windows",
        OsFamily::Other => "",
    });
    let python = scan.tools.iter().find(|tool| tool.id == "python3");
    let os = text("os", system.and_then(|os| os.name.as_deref()).or(family));
    let os_version = text("os_version", system.and_then(|os| os.version.as_deref()));
    let python_version = text("python", python.and_then(|tool| tool.version.as_deref()));
    let found = || scan.tools.iter().filter(|tool| tool.state == ToolState::Found);
    let unknown = found().filter(|tool| tool.version.is_none() && tool.id != "python3");
    absent.extend(unknown.map(|tool| tool.id.as_str()));
    serde_json::to_vec(&Body {
        developer_id,
        scan_time: scan.taken_at,
        environment: Environment {
            os: &os,
            os_version: &os_version,
            python_version: &python_version,
        },
        tools: found()
            .map(|tool| NamedVersion {
                name: &tool.name,
                version: tool.version.as_deref().unwrap_or_default(),
            })
            .collect(),
        metadata: Metadata {
            schema: SCHEMA,
            scan_id: scan.scan_id,
            status: scan.assessment.as_ref().map(|assessment| assessment.status),
            score: scan.assessment.as_ref().map(|assessment| assessment.score),
            absent,
            scan,
        },
    })
}

/// The answer to a scan.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Saved {
    /// A message for people.
    pub message: String,
    /// The platform's id for the scan. `None`: an early version, which does not tell it.
    pub scan_id: Option<String>,
}

impl Client {
    /// Sends a scan in the platform's format ([`body`]).
    ///
    /// `token`: as for [`Client::upload`], but may give none: early versions need no token.
    ///
    /// # Errors
    /// The platform refuses the scan or cannot be reached in time, or there is no token.
    pub fn submit<E: From<UploadError>>(
        &self,
        scan_id: Uuid,
        body: &[u8],
        token: impl Fn(Option<&Secret>) -> Result<Option<Secret>, E>,
    ) -> Result<Saved, E> {
        let mut bearer = token(None)?;
        let mut answer = self.try_submit(scan_id, body, bearer.as_ref())?;
        if answer.status == 401 && bearer.is_some() {
            let fresh = token(bearer.as_ref())?;
            if fresh != bearer {
                bearer = fresh;
                answer = self.try_submit(scan_id, body, bearer.as_ref())?;
            }
        }
        match (answer.status, &bearer) {
            (200 | 201, _) => Ok(read(&self.scans, &answer.body)?),
            (401, Some(bearer)) => Err(token_refused(&self.scans, &answer, bearer).into()),
            _ => Err(refused(&answer, bearer.as_ref()).into()),
        }
    }

    fn try_submit(&self, scan_id: Uuid, body: &[u8], bearer: Option<&Secret>) -> Result<HttpReply, UploadError> {
        self.exchange(&self.scans, RECEIPT_LIMIT_BYTES, retry_unsent, || {
            let request = self.http.post(self.scans.clone());
            let request = match bearer {
                Some(bearer) => request.bearer_auth(bearer.reveal()),
                None => request,
            };
            let headers = self.headers_of(scan_id).into_iter();
            headers
                .fold(request, |request, (name, value)| request.header(name, value))
                .body(body.to_vec())
        })
    }

    /// The platform's scans, newest first. Its list has no pages, so they are made here; a cursor is a scan's id.
    pub(super) fn dev_env_platform_list<E: From<UploadError>>(
        &self,
        question: &ScanQuery,
        token: impl Fn(Option<&Secret>) -> Result<Secret, E>,
    ) -> Result<Page<RemoteScan>, E> {
        let mut url = self.scans.clone();
        url.set_path(&format!("{}/history", self.scans.path()));
        let answer = self.get(&url, LIST_LIMIT_BYTES, token)?;
        let items: Vec<Item> = read(&url, &answer.body)?;
        let mut scans: Vec<RemoteScan> = items.into_iter().map(RemoteScan::from).collect();
        // Scans of the same time stay in the platform's order.
        scans.sort_by_key(|scan| std::cmp::Reverse(scan.received_at));
        let of =
            |wanted: &Option<String>, has: Option<&str>| wanted.as_deref().is_none_or(|wanted| has == Some(wanted));
        let mut scans = scans
            .into_iter()
            .skip_while({
                let mut is_behind = question.cursor.is_none();
                move |scan| {
                    let skipped = !is_behind;
                    is_behind |= question.cursor.as_ref() == Some(&scan.scan_id);
                    skipped
                }
            })
            .filter(|scan| {
                of(&question.developer, Some(&scan.user_id))
                    && of(&question.project, scan.project.as_deref())
                    && question
                        .since
                        .is_none_or(|since| scan.received_at.is_none_or(|time| time >= since))
            });
        let items: Vec<RemoteScan> = scans.by_ref().take(question.limit).collect();
        let has_more = scans.next().is_some();
        let last = items.last().map(|scan| scan.scan_id.clone());
        Ok(Page {
            items,
            next_cursor: last.filter(|_| has_more),
        })
    }

    /// A scan of the platform that devenv uploaded.
    pub(super) fn dev_env_platform_scan<E: From<UploadError>>(
        &self,
        id: &str,
        limit: usize,
        token: impl Fn(Option<&Secret>) -> Result<Secret, E>,
    ) -> Result<Scan, E> {
        #[derive(Deserialize)]
        struct Document {
            metadata: ScanMetadata,
        }
        #[derive(Deserialize)]
        struct ScanMetadata {
            scan: Scan,
        }
        let mut url = self.scans.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.push(id);
        }
        let answer = self.get(&url, limit, token)?;
        // `devenv serve` answers in devenv's own format.
        if let Ok(scan) = serde_json::from_slice(&answer.body) {
            return Ok(scan);
        }
        let document: Document = read(&url, &answer.body)?;
        Ok(document.metadata.scan)
    }
}

/// A scan in the list. A Dev-Env Platform has the first five fields.
#[derive(Deserialize)]
struct Item {
    user_id: String,
    scan_id: String,
    status: String,
    #[serde(default)]
    partial: bool,
    os: String,
    timestamp: String,
    #[serde(default)]
    score: Option<serde_json::Number>,
    #[serde(default)]
    taken_at: Option<Timestamp>,
    #[serde(default)]
    policy: Option<String>,
    #[serde(default)]
    machine_id: Option<String>,
    #[serde(default)]
    project: Option<String>,
    #[serde(default)]
    fails: Vec<String>,
}

impl From<Item> for RemoteScan {
    fn from(item: Item) -> Self {
        Self {
            received_at: time(&item.timestamp),
            user_id: item.user_id,
            scan_id: item.scan_id,
            status: item.status,
            partial: item.partial,
            os: item.os,
            taken_at: item.taken_at,
            // A fraction is cut off.
            score: item
                .score
                .and_then(|score| score.to_string().split('.').next()?.parse().ok()),
            policy: item.policy,
            machine_id: item.machine_id,
            project: item.project,
            fails: item.fails,
        }
    }
}

/// A time with an offset, a time without one in UTC (Python's `isoformat`), or whole seconds since 1970 (an id).
fn time(text: &str) -> Option<Timestamp> {
    let utc = |time: DateTime| time.to_zoned(TimeZone::UTC).ok().map(|time| time.timestamp());
    text.parse()
        .ok()
        .or_else(|| utc(text.parse().ok()?))
        .or_else(|| utc(DateTime::strptime("%Y%m%d%H%M%S", text).ok()?))
}

#[cfg(test)]
mod tests;
