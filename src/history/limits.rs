//! How many scans are saved, and for how long.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

/// Limits of the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// The number of scans, newest first.
    pub scans: usize,
    /// Their age in days.
    pub days: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Self { scans: 200, days: 90 }
    }
}

/// The result of applying the limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pruned {
    /// Scans that were removed.
    pub removed: usize,
    /// Scans that are left.
    pub kept: usize,
}

impl Retention {
    /// Whether any of `ids` is too old.
    pub(super) fn is_any_old(&self, ids: &[Uuid], now: Timestamp) -> bool {
        let any_number = Self {
            scans: usize::MAX,
            ..*self
        };
        !any_number.beyond(ids, now).is_empty()
    }

    /// Those of `ids`, newest first, that are beyond the limits. An id without a time is never too old.
    pub(super) fn beyond(&self, ids: &[Uuid], now: Timestamp) -> Vec<Uuid> {
        let oldest = now.checked_sub(SignedDuration::from_hours(24 * i64::from(self.days)));
        let is_old = |id: &Uuid| matches!((taken_at(*id), &oldest), (Some(taken_at), Ok(oldest)) if taken_at < *oldest);
        ids.iter()
            .enumerate()
            .filter(|(place, id)| *place >= self.scans || is_old(id))
            .map(|(_, id)| *id)
            .collect()
    }
}

/// The time in a `UUIDv7`. `None`: another kind of id.
pub(super) fn taken_at(id: Uuid) -> Option<Timestamp> {
    let (seconds, nanoseconds) = id.get_timestamp()?.to_unix();
    Timestamp::new(i64::try_from(seconds).ok()?, i32::try_from(nanoseconds).ok()?).ok()
}
