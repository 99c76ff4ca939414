//! Developers that are made up, with scans of the last weeks, to look at the pages with.

use jiff::{Timestamp, ToSpan as _};

use super::{read_scan, record, summarise};
use crate::platform::identity::hash;
use crate::platform::store::NewScan;
use crate::policy::Policy;
use crate::scan::{OsFamily, Scan, ToolState};

/// Developers.
const DEVELOPERS: u32 = 14;
/// Weeks that their scans go back.
const WEEKS: u32 = 8;
/// What the scans are made of.
const HEALTHY: &str = include_str!("../../../fixtures/scans/v1/healthy-laptop.json");
const MESSY: &str = include_str!("../../../fixtures/scans/v1/messy-laptop.json");

/// The scans, oldest first.
pub(crate) fn demo_scans(now: Timestamp, policy: &Policy) -> Vec<NewScan> {
    let bases = [HEALTHY, MESSY].map(|json| read_scan(json.as_bytes()));
    let [Ok(healthy), Ok(messy)] = bases else {
        return Vec::new();
    };
    let mut entries = Vec::new();
    // Two scans a week each, on days that differ.
    for turn in (0..WEEKS * 2).rev() {
        for developer in 0..DEVELOPERS {
            let hours = i64::from(turn * 84 + developer * 5 % 84);
            let Ok(time) = now.checked_sub(hours.hours()) else {
                continue;
            };
            let is_messy = match developer % 7 {
                // Fixed at some time.
                0..4 => turn > developer + 2,
                // Never, or only lately broken.
                4 => true,
                5 => turn < 2,
                _ => false,
            };
            let mut scan = vary(if is_messy { &messy } else { &healthy }, developer, turn, time);
            if is_messy && let Some(disk) = scan.disks.first_mut() {
                // Less than anything can be built in, so that they are not ready.
                disk.available_bytes = 300 << 20;
            }
            let Ok(json) = serde_json::to_vec(&scan) else { continue };
            let time = time.round(jiff::Unit::Millisecond).unwrap_or(time);
            let name = format!("demo-{:02}", developer + 1);
            let (listed, _) = summarise(&scan, name, time, policy);
            entries.extend(record(listed, &json));
        }
    }
    entries.sort_by_key(|entry| entry.summary.timestamp);
    entries
}

/// The same scan on another machine, at another time.
fn vary(base: &Scan, developer: u32, turn: u32, time: Timestamp) -> Scan {
    let id = |text: String| {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(hash(text.as_bytes()).split_at(16).0);
        uuid::Builder::from_custom_bytes(bytes).into_uuid()
    };
    let mut scan = base.clone();
    scan.scan_id = id(format!("scan {developer} {turn}"));
    scan.machine.id = Some(id(format!("machine {developer}")));
    scan.taken_at = time;
    scan.assessment = None;
    // Each developer has a fault or two less than the others.
    let mut failed = 0;
    scan.tools.retain(|tool| {
        failed += u32::from(tool.state == ToolState::Failed);
        tool.state != ToolState::Failed || failed % 3 != developer % 3
    });
    if let Some(system) = scan
        .system
        .as_mut()
        .filter(|system| system.os.family == OsFamily::Linux)
    {
        let names = ["Ubuntu", "Fedora Linux", "Debian GNU/Linux"];
        let name = names.into_iter().nth(developer as usize % names.len());
        system.os.name = name.map(str::to_owned);
    }
    scan
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn some_developers_are_ready_and_some_are_not() {
        let now = "2026-11-21T20:26:10Z".parse().unwrap();
        let entries = demo_scans(now, Policy::builtin());
        assert_eq!(entries.len(), (DEVELOPERS * WEEKS * 2) as usize);
        assert!(entries.is_sorted_by_key(|entry| entry.summary.timestamp));
        let ids: BTreeSet<&str> = entries.iter().map(|entry| entry.summary.scan_id.as_str()).collect();
        assert_eq!(ids.len(), entries.len());
        let latest = &entries[entries.len() - DEVELOPERS as usize..];
        let scores: BTreeSet<u32> = latest.iter().map(|entry| entry.summary.score).collect();
        assert!(scores.len() > 2, "{scores:?}");
        let ready = latest
            .iter()
            .filter(|entry| entry.summary.status == crate::scan::Status::Pass)
            .count();
        assert!((3..latest.len()).contains(&ready), "{ready}");
    }
}
