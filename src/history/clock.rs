//! Keeps a wrong clock from deleting scans: a scan is removed for its age only if scans have been too old on several days, for a week.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};

use super::file::{self, Durability};
use crate::host::Host;

/// The file with the times at which scans in the directory were too old, one a line.
const NAME: &str = ".too-old-since";
/// Scans must have been too old so often. A clock that is ahead is set right sooner.
const OFTEN: usize = 4;
/// Times nearer to one another count once.
const APART: SignedDuration = SignedDuration::from_hours(20);
/// The first of those times must be this long ago.
const CONFIRMED_AFTER: SignedDuration = SignedDuration::from_hours(24 * 7);
/// Older times no longer count.
const FORGOTTEN_AFTER: SignedDuration = SignedDuration::from_hours(24 * 30);

/// Whether scans in a directory may be removed for their age. `is_any`: some are too old by the clock now.
pub(super) fn is_confirmed(host: &Host, directory: &Path, is_any: bool, now: Timestamp) -> bool {
    let path = directory.join(NAME);
    if !is_any {
        if host.exists(&path) {
            // If it cannot be removed, it expires.
            let _ = fs_err::remove_file(path);
        }
        return false;
    }
    let text = host.read_text(&path, 4096).unwrap_or_default();
    let mut times: Vec<Timestamp> = text.lines().filter_map(|line| line.trim().parse().ok()).collect();
    // A time to come is from a clock that was ahead, and so may be those before it.
    if times.iter().any(|time| *time > now) {
        times.clear();
    }
    times.retain(|time| now.duration_since(*time) < FORGOTTEN_AFTER);
    if times.last().is_none_or(|last| now.duration_since(*last) >= APART) {
        times.push(now);
        let mut lines: Vec<String> = times.iter().map(ToString::to_string).collect();
        lines.push(String::new());
        let lines = lines.join("\n");
        // If this fails, nothing is removed.
        let _ = file::write_whole(&path, lines.as_bytes(), Durability::NoSync);
    }
    let is_old = |first: &Timestamp| now.duration_since(*first) >= CONFIRMED_AFTER;
    times.len() >= OFTEN && times.first().is_some_and(is_old)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_ahead_for_days_confirms_nothing() {
        let directory = tempfile::tempdir().unwrap();
        let host = Host::this();
        let is_confirmed =
            |is_any: bool, now: &str| is_confirmed(&host, directory.path(), is_any, now.parse().unwrap());
        // The wrong clock, for some days, and once more.
        for day in ["01", "02", "03", "04", "05"] {
            assert!(!is_confirmed(true, &format!("2031-01-{day}T08:00:00Z")), "{day}");
            assert!(!is_confirmed(true, &format!("2031-01-{day}T18:00:00Z")), "{day}");
        }
        // Two scans ten days apart.
        std::fs::remove_file(directory.path().join(NAME)).unwrap();
        assert!(!is_confirmed(true, "2031-02-01T08:00:00Z"));
        assert!(!is_confirmed(true, "2031-02-11T08:00:00Z"));
        // The right one: nothing is too old, and then something is, for a week.
        assert!(!is_confirmed(false, "2026-11-24T08:00:00Z"));
        for day in ["01", "02", "03", "04", "05", "06", "07"] {
            assert!(!is_confirmed(true, &format!("2026-12-{day}T08:00:00Z")), "{day}");
        }
        // The wrong one again.
        assert!(!is_confirmed(true, "2031-01-01T02:00:00Z"));
        for day in ["10", "11", "12", "16"] {
            assert!(!is_confirmed(true, &format!("2026-12-{day}T08:00:00Z")), "{day}");
        }
        assert!(is_confirmed(true, "2026-12-17T08:00:00Z"));
    }
}
