//! A kept scan in our words, whichever form it came in.

use super::dev_env_platform;
use super::ingest::read_scan;
use super::precheck::{Form, measure};
use crate::platform::http::errors::Refusal;
use crate::platform::store::Kept;
use crate::scan::Scan;

/// The scan that a kept body is.
pub(crate) fn scan(kept: &Kept, body: &[u8]) -> Result<Scan, Refusal> {
    let summary = &kept.summary;
    of(&summary.scan_id, summary.timestamp, body)
}

/// The scan of that id that a body is.
pub(crate) fn of(id: &str, received_at: jiff::Timestamp, body: &[u8]) -> Result<Scan, Refusal> {
    match measure(body, &crate::platform::Limits::default())? {
        Form::Devenv => read_scan(body),
        form => {
            let (_, mut scan) = dev_env_platform::read(form, body, received_at)?;
            scan.scan_id = uuid::Uuid::try_parse(id).unwrap_or_default();
            Ok(scan)
        }
    }
}
