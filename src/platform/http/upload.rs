//! An upload, from its request to its receipt.

use axum::body::Body;
use axum::http::HeaderMap;
use jiff::Timestamp;

use super::body;
use super::errors::Refusal;
use crate::api::wire::{Links, Receipt};
use crate::platform::Shared;
use crate::platform::identity::Caller;
use crate::platform::scans::{Saved, ScanError, Upload};

/// The header that names whose scan it is, from a token that may upload for others.
const DEVELOPER: &str = "devenv-developer";
/// The header with which a client makes a request that it may send again. Its value is the scan's id, or any text.
const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// Bodies up to this many bytes are graded at once: that takes less time than handing them to another thread gains.
const AT_ONCE: usize = 256 << 10;

/// Takes an upload in.
pub(crate) async fn receive(
    platform: &Shared,
    caller: Caller,
    headers: &HeaderMap,
    body: Body,
) -> Result<Receipt, Refusal> {
    let place = platform.intake.place().await;
    let json = body::read(headers, body, &platform.settings.limits).await?;
    let text = |name: &str| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned)
    };
    let now = Timestamp::now();
    let upload = Upload {
        json,
        caller,
        idempotency_key: text(IDEMPOTENCY_KEY),
        developer: text(DEVELOPER),
        received_at: now.round(jiff::Unit::Millisecond).unwrap_or(now),
    };
    let graded = if upload.json.len() <= AT_ONCE {
        let graded = platform.scans.grade(&upload)?;
        // Frees the body before it waits for the store.
        drop(upload);
        graded
    } else {
        let shared = Shared::clone(platform);
        let graded = tokio::task::spawn_blocking(move || shared.scans.grade(&upload)).await;
        graded.map_err(|_| ScanError::NotGraded)??
    };
    drop(place);
    platform.metrics.received(graded.stored_bytes());
    let saved = platform.scans.save(graded).await?;
    Ok(receipt(&platform.url(headers), saved))
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
        developer_id: summary.user_id,
        status: summary.status,
        score: summary.score,
        duplicate,
        differs_from_client: client,
        received_at: summary.timestamp,
    }
}
