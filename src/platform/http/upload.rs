//! An upload, from its request to its receipt.

use axum::body::Body;
use axum::http::HeaderMap;
use jiff::Timestamp;

use super::body::{self, Received, Sent};
use super::errors::ApiError;
use crate::api::wire::{Links, Receipt};
use crate::platform::Shared;
use crate::platform::identity::Caller;
use crate::platform::scans::{Graded, Saved, Upload};

/// The header that names the developer, from a token that may upload for others.
const DEVELOPER: &str = "devenv-developer";
/// The header that makes an upload repeatable. Its value is the scan's id, or any text.
const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// Receives, grades and stores an upload.
pub(crate) async fn receive(
    platform: &Shared,
    caller: Caller,
    headers: &HeaderMap,
    body: Body,
) -> Result<Receipt, ApiError> {
    let limits = &platform.settings.limits;
    let share = platform.upload_memory.share(&caller.developer_id);
    let sent = body::receive(headers, body, limits, share).await?;
    let text = |name: &str| {
        let value = headers
            .get(name)
            .map(|value| std::str::from_utf8(value.as_bytes()).map(str::to_owned));
        let unreadable = |_| ApiError::bad_header(format!("`{name}` is not valid UTF-8"));
        value.transpose().map_err(unreadable)
    };
    let (idempotency_key, developer_id) = (text(IDEMPOTENCY_KEY)?, text(DEVELOPER)?);
    let now = Timestamp::now();
    let upload = move |json| Upload {
        json,
        caller,
        idempotency_key,
        developer_id,
        received_at: now.round(jiff::Unit::Millisecond).unwrap_or(now),
    };
    // The body is freed before the scan waits for the store.
    let graded = match sent.open(limits)? {
        Received::Short(json, share) => {
            let measured = platform.scans.measure(&json)?;
            if measured.is_long() {
                grade_in_turn(platform, Sent::expanded(json, share)?, upload).await?
            } else {
                let graded = platform.scans.grade(&upload(json), measured)?;
                drop(share);
                graded
            }
        }
        Received::Long(sent) => grade_in_turn(platform, sent, upload).await?,
    };
    platform.metrics.received(graded.stored_bytes());
    let saved = platform.scans.save(graded).await?;
    Ok(receipt(&platform.url(headers), saved))
}

/// Grades an upload when its turn comes.
async fn grade_in_turn(
    platform: &Shared,
    sent: Sent,
    upload: impl FnOnce(Vec<u8>) -> Upload + Send + 'static,
) -> Result<Graded, ApiError> {
    let shared = Shared::clone(platform);
    let grade = move || {
        let (json, _share) = sent.expand(&shared.settings.limits)?;
        let measured = shared.scans.measure(&json)?;
        Ok(shared.scans.grade(&upload(json), measured)?)
    };
    platform.scans.long(grade).await?
}

fn receipt(url: &str, saved: Saved) -> Receipt {
    let Saved {
        summary,
        duplicate,
        client,
    } = saved;
    Receipt {
        message: "Scan saved successfully".to_owned(),
        links: Links {
            html: format!("{url}/scans/{}", summary.scan_id),
            api: format!("{url}/api/v1/scans/{}", summary.scan_id),
        },
        scan_id: summary.scan_id,
        developer_id: summary.developer_id,
        status: summary.status,
        score: summary.score,
        duplicate,
        differs_from_client: client,
        received_at: summary.timestamp,
    }
}
