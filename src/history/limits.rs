//! How many scans are kept, and for how long.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

/// What is kept at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// So many scans: the newest.
    pub scans: usize,
    /// So many days back.
    pub days: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Self { scans: 200, days: 90 }
    }
}

/// What was done about them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pruned {
    /// Scans that are gone.
    pub removed: usize,
    /// Scans that are left.
    pub kept: usize,
}

impl Retention {
    /// Whether some of `ids` are too old.
    pub(super) fn is_any_old(&self, ids: &[Uuid], now: Timestamp) -> bool {
        let any_number = Self {
            scans: usize::MAX,
            ..*self
        };
        !any_number.beyond(ids, now).is_empty()
    }

    /// Those of `ids`, newest first, that are too many or too old. An id that bears no time is never too old.
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

/// When a `UUIDv7` was minted. `None`: the id is of another kind.
pub(super) fn taken_at(id: Uuid) -> Option<Timestamp> {
    let (seconds, nanoseconds) = id.get_timestamp()?.to_unix();
    Timestamp::new(i64::try_from(seconds).ok()?, i32::try_from(nanoseconds).ok()?).ok()
}
