//! An upload, from its request to its receipt.

use axum::body::Body;
use axum::http::HeaderMap;
use jiff::Timestamp;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::body;
use super::errors::ApiError;
use crate::api::wire::{Links, Receipt};
use crate::platform::Shared;
use crate::platform::identity::Caller;
use crate::platform::scans::{Saved, ScanError, Upload};

/// The header that names the developer, from a token that may upload for others.
const DEVELOPER: &str = "devenv-developer";
/// The header that makes an upload repeatable. Its value is the scan's id, or any text.
const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// Bodies of up to this many bytes are graded on the thread that serves: handing them over would cost more.
const GRADED_INLINE: usize = 256 << 10;

/// Uploads that are expanded and graded at the same time, for each thread.
const SLOTS_PER_THREAD: usize = 4;

/// Scans of more bytes than this are graded one at a time.
const LONG: usize = 1 << 20;

/// Limits how many uploads are expanded and graded at the same time. The body of one that waits is in memory as it was sent.
pub(crate) struct UploadSlots {
    slots: Semaphore,
    /// One of them may be long: reading it takes several times its size.
    long: Semaphore,
}

impl UploadSlots {
    /// `threads`: how many the server has. `None`: one for each processor.
    pub(crate) fn new(threads: Option<usize>) -> Self {
        let threads = threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
        Self {
            slots: Semaphore::new(threads.clamp(1, 1_024) * SLOTS_PER_THREAD),
            long: Semaphore::new(1),
        }
    }

    /// Waits for a slot, which is free again when this is dropped. `None` is never returned while the server runs.
    async fn acquire(&self) -> Option<SemaphorePermit<'_>> {
        self.slots.acquire().await.ok()
    }

    /// Waits until no other long upload is graded, if this is one.
    async fn acquire_long(&self, bytes: usize) -> Option<SemaphorePermit<'_>> {
        if bytes <= LONG {
            return None;
        }
        self.long.acquire().await.ok()
    }
}

/// Receives, grades and stores an upload.
pub(crate) async fn receive(
    platform: &Shared,
    caller: Caller,
    headers: &HeaderMap,
    body: Body,
) -> Result<Receipt, ApiError> {
    let limits = &platform.settings.limits;
    let sent = body::receive(headers, body, limits).await?;
    let slot = platform.upload_slots.acquire().await;
    let json = sent.expand(limits).await?;
    let long = platform.upload_slots.acquire_long(json.len()).await;
    let text = |name: &str| {
        let value = headers
            .get(name)
            .map(|value| std::str::from_utf8(value.as_bytes()).map(str::to_owned));
        let unreadable = |_| ApiError::bad_header(format!("`{name}` is not valid UTF-8"));
        value.transpose().map_err(unreadable)
    };
    let (idempotency_key, developer_id) = (text(IDEMPOTENCY_KEY)?, text(DEVELOPER)?);
    let now = Timestamp::now();
    let upload = Upload {
        json,
        caller,
        idempotency_key,
        developer_id,
        received_at: now.round(jiff::Unit::Millisecond).unwrap_or(now),
    };
    let graded = if upload.json.len() <= GRADED_INLINE {
        let graded = platform.scans.grade(&upload)?;
        // Frees the body before it waits for the store.
        drop(upload);
        graded
    } else {
        let shared = Shared::clone(platform);
        let graded = tokio::task::spawn_blocking(move || shared.scans.grade(&upload)).await;
        graded.map_err(|_| ScanError::NotGraded)??
    };
    drop((slot, long));
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
        developer_id: summary.developer_id,
        status: summary.status,
        score: summary.score,
        duplicate,
        differs_from_client: client,
        received_at: summary.timestamp,
    }
}
