//! A clock that is wrong once removes nothing: what is too old must have been too old for an hour before it goes.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};

use super::file::{self, Durability};
use crate::host::Host;

/// The file that says since when scans of the directory are too old.
const NAME: &str = ".too-old-since";
/// Scans must have been too old for this long.
const CONFIRMED_AFTER: SignedDuration = SignedDuration::from_hours(1);
/// An older observation is of another time, and counts no more.
const FORGOTTEN_AFTER: SignedDuration = SignedDuration::from_hours(24 * 30);

/// Whether scans of a directory were too old an hour ago as well. `is_any`: some are too old by the clock of now.
pub(super) fn is_confirmed(host: &Host, folder: &Path, is_any: bool, now: Timestamp) -> bool {
    let path = folder.join(NAME);
    if !is_any {
        if host.exists(&path) {
            // One that stays is forgotten in time.
            let _ = fs_err::remove_file(path);
        }
        return false;
    }
    let since = host.read_text(&path, 64).ok().and_then(|text| text.trim().parse().ok());
    let age = since.map(|since: Timestamp| now.duration_since(since));
    match age {
        Some(age) if (CONFIRMED_AFTER..FORGOTTEN_AFTER).contains(&age) => true,
        Some(age) if (SignedDuration::ZERO..CONFIRMED_AFTER).contains(&age) => false,
        // There is no observation yet, or it is of a clock that was ahead.
        _ => {
            // Without it the scans stay.
            let _ = file::write_whole(&path, now.to_string().as_bytes(), Durability::NoSync);
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_jumps_ahead_once_confirms_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let host = Host::this();
        let is_confirmed = |is_any: bool, now: &str| is_confirmed(&host, folder.path(), is_any, now.parse().unwrap());
        // The wrong clock.
        assert!(!is_confirmed(true, "2031-01-01T00:00:00Z"));
        assert!(!is_confirmed(true, "2031-01-01T00:59:00Z"));
        // The right one: nothing is too old, and then something is.
        assert!(!is_confirmed(false, "2026-11-24T08:00:00Z"));
        assert!(!is_confirmed(true, "2026-11-25T08:00:00Z"));
        // The wrong one once more.
        assert!(!is_confirmed(true, "2031-01-01T02:00:00Z"));
        assert!(!is_confirmed(true, "2026-11-25T09:00:00Z"));
        assert!(is_confirmed(true, "2026-11-25T10:00:00Z"));
    }
}
