//! Keeps a wrong clock from deleting scans: a scan is removed for its age only if it was already too old an hour ago.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};

use super::file::{self, Durability};
use crate::host::Host;

/// The file with the time since when scans in the directory are too old.
const NAME: &str = ".too-old-since";
/// How long scans must have been too old.
const CONFIRMED_AFTER: SignedDuration = SignedDuration::from_hours(1);
/// An older observation no longer counts.
const FORGOTTEN_AFTER: SignedDuration = SignedDuration::from_hours(24 * 30);

/// Whether scans in a directory were already too old an hour ago. `is_any`: some are too old by the clock now.
pub(super) fn is_confirmed(host: &Host, directory: &Path, is_any: bool, now: Timestamp) -> bool {
    let path = directory.join(NAME);
    if !is_any {
        if host.exists(&path) {
            // If it cannot be removed, it expires.
            let _ = fs_err::remove_file(path);
        }
        return false;
    }
    let since = host.read_text(&path, 64).ok().and_then(|text| text.trim().parse().ok());
    let age = since.map(|since: Timestamp| now.duration_since(since));
    match age {
        Some(age) if (CONFIRMED_AFTER..FORGOTTEN_AFTER).contains(&age) => true,
        Some(age) if (SignedDuration::ZERO..CONFIRMED_AFTER).contains(&age) => false,
        // There is no observation, or it is from a clock that was ahead.
        _ => {
            // If this fails, nothing is removed.
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
        let directory = tempfile::tempdir().unwrap();
        let host = Host::this();
        let is_confirmed =
            |is_any: bool, now: &str| is_confirmed(&host, directory.path(), is_any, now.parse().unwrap());
        // The wrong clock.
        assert!(!is_confirmed(true, "2031-01-01T00:00:00Z"));
        assert!(!is_confirmed(true, "2031-01-01T00:59:00Z"));
        // The right one: nothing is too old, and then something is.
        assert!(!is_confirmed(false, "2026-11-24T08:00:00Z"));
        assert!(!is_confirmed(true, "2026-11-25T08:00:00Z"));
        // The wrong one again.
        assert!(!is_confirmed(true, "2031-01-01T02:00:00Z"));
        assert!(!is_confirmed(true, "2026-11-25T09:00:00Z"));
        assert!(is_confirmed(true, "2026-11-25T10:00:00Z"));
    }
}
