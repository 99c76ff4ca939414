//! How many scans may be pending, and which are dropped beyond that.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::super::limits::taken_at;
use super::PendingScan;

/// The most that may be pending. Scans beyond it are dropped, the oldest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutboxLimits {
    /// Number of scans.
    pub scans: usize,
    /// Bytes of all scans together.
    pub bytes: u64,
    /// Days since a scan was taken.
    pub days: u32,
}

impl Default for OutboxLimits {
    fn default() -> Self {
        Self {
            scans: 20,
            bytes: 10 * 1024 * 1024,
            days: 30,
        }
    }
}

impl OutboxLimits {
    /// The scans of `pending`, oldest first, that are too old, too many or too large together.
    pub(super) fn beyond(&self, pending: &[PendingScan], now: Timestamp) -> Vec<Dropped> {
        let oldest = now.checked_sub(SignedDuration::from_hours(24 * i64::from(self.days)));
        let is_old = |id: Uuid| matches!((taken_at(id), &oldest), (Some(taken_at), Ok(oldest)) if taken_at < *oldest);
        let (mut scans, mut bytes) = (0_usize, 0_u64);
        let mut beyond = Vec::new();
        // From the newest: once a scan does not fit, all older ones are dropped too.
        let mut full = None;
        for scan in pending.iter().rev() {
            scans += 1;
            bytes = bytes.saturating_add(scan.bytes);
            if scans > self.scans {
                full = full.or(Some(DropReason::TooMany));
            } else if bytes > self.bytes {
                full = full.or(Some(DropReason::TooLarge));
            }
            let reason = if is_old(scan.scan_id) {
                Some(DropReason::TooOld)
            } else {
                full
            };
            beyond.extend(reason.map(|reason| Dropped {
                scan_id: scan.scan_id,
                reason,
            }));
        }
        beyond.reverse();
        beyond
    }
}

/// A scan that was removed from the outbox and will not be uploaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropped {
    /// The scan's id.
    pub scan_id: Uuid,
    /// Why it was removed.
    pub reason: DropReason,
}

/// Why a scan was dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DropReason {
    /// Too many are pending.
    TooMany,
    /// The pending scans are too large together.
    TooLarge,
    /// It was pending for too long.
    TooOld,
}

impl DropReason {
    /// Words that follow `the scan was dropped:`.
    pub fn words(self) -> &'static str {
        match self {
            Self::TooMany => "too many scans are pending",
            Self::TooLarge => "the pending scans are too large together",
            Self::TooOld => "it was pending for too long",
        }
    }
}
