//! What happened to scans, for listeners. The embedded form is a line in the log.

use crate::api::wire::Summary;
use crate::scan::Status;

/// A scan was taken in: what the reference platform calls `ScanUploaded`, with what became of it.
#[derive(Debug)]
pub(crate) struct ScanUploaded<'a> {
    scan_id: &'a str,
    developer_id: &'a str,
    timestamp: jiff::Timestamp,
    status: Status,
    partial: bool,
    score: u32,
}

impl<'a> ScanUploaded<'a> {
    pub(crate) fn of(summary: &'a Summary) -> Self {
        Self {
            scan_id: &summary.scan_id,
            developer_id: &summary.developer_id,
            timestamp: summary.timestamp,
            status: summary.status,
            partial: summary.partial,
            score: summary.score,
        }
    }
}

/// Where events go. It is told of a scan after that was acknowledged to be kept, and must not block.
pub(crate) trait EventSink: Send + Sync {
    /// A scan was taken in.
    fn uploaded(&self, event: &ScanUploaded<'_>);
}

/// Writes events to the log.
pub(crate) struct LogSink;

impl EventSink for LogSink {
    fn uploaded(&self, event: &ScanUploaded<'_>) {
        tracing::info!(
            event = "scan_uploaded",
            scan_id = event.scan_id,
            user_id = event.developer_id,
            timestamp = %event.timestamp,
            status = match event.status {
                Status::Pass => "PASS",
                Status::Fail => "FAIL",
            },
            partial = event.partial,
            score = event.score,
        );
    }
}
