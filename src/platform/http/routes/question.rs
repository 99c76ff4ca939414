//! What a request asks for, read from its query.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::platform::http::errors::ApiError;
use crate::platform::identity::Caller;
use crate::platform::store::{Cursor, ScanFilter};
use crate::scan::Status;
use crate::version::{Dialect, VersionRange};

/// The most items on a page.
const LARGEST_PAGE: usize = 500;
/// Items on a page, unless it is said how many.
const PAGE: usize = 50;

/// How many items a page has.
pub(super) fn page_limit(limit: Option<usize>) -> Result<usize, ApiError> {
    let limit = limit.unwrap_or(PAGE);
    if (1..=LARGEST_PAGE).contains(&limit) {
        Ok(limit)
    } else {
        Err(ApiError::bad_query(format!("`limit` must be from 1 to {LARGEST_PAGE}")))
    }
}

/// The form of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum ListFormat {
    Json,
    Csv,
}

/// Which scans, in a query.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScansQuery {
    /// Of that developer.
    developer: Option<String>,
    /// With that status.
    status: Option<Status>,
    /// Of that operating system, by its name.
    os: Option<String>,
    /// On which that tool is found, by its id.
    tool: Option<String>,
    /// With a version of that tool in this range, as npm writes ranges: `>=20 <23`.
    range: Option<String>,
    /// Taken in the project of that name.
    project: Option<String>,
    /// Received at that time or later.
    since: Option<Timestamp>,
    /// Received before that time.
    until: Option<Timestamp>,
    /// Behind the page whose `next_cursor` this was.
    cursor: Option<String>,
    /// The form of the answer. Without: CSV if the header `Accept` asks for `text/csv`, else JSON.
    pub(super) format: Option<ListFormat>,
    /// How many.
    #[schemars(range(min = 1, max = 500))]
    limit: Option<usize>,
}

impl ScansQuery {
    /// The scans that are asked for, of those that the caller may see.
    pub(crate) fn filter(self, caller: &Caller) -> Result<ScanFilter, ApiError> {
        let developer_id = match (caller.only(), self.developer) {
            (Some(own), Some(asked)) if own != asked => {
                return Err(ApiError::forbidden("members can only see their own scans"));
            }
            (Some(own), _) => Some(own.to_owned()),
            (None, asked) => asked,
        };
        let limit = page_limit(self.limit)?;
        if self.tool.as_ref().is_some_and(|tool| tool.contains([' ', '\n'])) {
            return Err(ApiError::bad_query("`tool` must be the id of a tool, without spaces"));
        }
        let range = match (&self.range, &self.tool) {
            (Some(_), None) => return Err(ApiError::bad_query("`range` needs `tool`")),
            (Some(text), Some(_)) => {
                let range = VersionRange::parse(text, Dialect::Npm);
                Some(range.map_err(|error| ApiError::bad_query(format!("`range`: {error}")))?)
            }
            (None, _) => None,
        };
        Ok(ScanFilter {
            range,
            developer_id,
            status: self.status,
            os: self.os,
            tool: self.tool,
            project: self.project,
            since: self.since,
            until: self.until,
            after: self.cursor.map(Cursor),
            limit,
        })
    }
}
