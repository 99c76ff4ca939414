//! Pending scans: each is sent once, and dropped beyond the limits.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use jiff::SignedDuration;
use proptest::prelude::*;
use uuid::{NoContext, Timestamp as MintedAt};

use super::*;

const SCAN: &[u8] = b"{\"schema_version\":\"1.0\"}";

fn now() -> Timestamp {
    "2026-11-24T20:00:00Z".parse().unwrap()
}

fn target(platform: &str) -> Target {
    Target {
        platform: platform.to_owned(),
        not_before: None,
    }
}

/// An id made this many hours before now.
fn minted(hours_ago: i64) -> Uuid {
    let time = now() - SignedDuration::from_hours(hours_ago);
    Uuid::new_v7(MintedAt::from_unix(
        NoContext,
        u64::try_from(time.as_second()).unwrap(),
        0,
    ))
}

struct Bench {
    state: tempfile::TempDir,
    host: Host,
}

impl Bench {
    fn new() -> Self {
        Self {
            state: tempfile::tempdir().unwrap(),
            host: Host::this(),
        }
    }

    /// A new value, as another process would have.
    fn outbox(&self) -> Outbox<'_> {
        Outbox::in_state(&self.host, self.state.path())
    }

    fn put(&self, scan_id: Uuid) -> Vec<Dropped> {
        self.put_within(scan_id, &OutboxLimits::default())
    }

    fn put_within(&self, scan_id: Uuid, limits: &OutboxLimits) -> Vec<Dropped> {
        let outbox = self.outbox();
        outbox.enqueue(scan_id, SCAN, None, limits).unwrap();
        outbox.enforce_limits(limits, now()).unwrap()
    }

    fn pending(&self) -> Vec<Uuid> {
        let waiting = self.outbox().pending().unwrap();
        waiting.into_iter().map(|waiting| waiting.scan_id).collect()
    }
}

#[test]
fn a_scan_is_pending_until_it_was_sent() {
    let bench = Bench::new();
    let outbox = bench.outbox();
    assert_eq!(outbox.pending().unwrap(), []);
    let (first, second) = (minted(2), minted(1));
    assert_eq!((bench.put(second), bench.put(first)), (vec![], vec![]));
    assert_eq!(bench.pending(), [first, second]);
    let held = outbox.claim(first).unwrap().unwrap();
    assert_eq!((held.scan_id, held.bytes.as_slice()), (first, SCAN));
    drop(held);
    assert_eq!(bench.pending(), [first, second]);
    outbox.claim(first).unwrap().unwrap().acknowledge().unwrap();
    assert_eq!(bench.pending(), [second]);
    assert!(outbox.claim(first).unwrap().is_none());
}

#[test]
fn a_scan_is_pending_for_one_platform_and_its_target_file_is_removed_with_it() {
    let bench = Bench::new();
    let outbox = bench.outbox();
    let (first, second, third) = (minted(3), minted(2), minted(1));
    for id in [first, second, third] {
        bench.put(id);
    }
    outbox.set_target(first, &target("https://team.example.com")).unwrap();
    outbox.set_target(second, &target("https://other.example.com")).unwrap();
    let pending_for = |platform: &str| -> Vec<Uuid> {
        let waiting = outbox.pending_for(platform, now()).unwrap();
        waiting.into_iter().map(|waiting| waiting.scan_id).collect()
    };
    assert_eq!(pending_for("https://team.example.com"), [first]);
    assert_eq!(pending_for("https://team.example"), Vec::<Uuid>::new());
    assert_eq!(bench.pending(), [first, second, third]);
    for id in [first, second, third] {
        outbox.claim(id).unwrap().unwrap().acknowledge().unwrap();
    }
    assert_eq!(std::fs::read_dir(&outbox.directory).unwrap().count(), 0);
    // A target file without a scan is removed when the next scan is added.
    outbox.set_target(first, &target("https://team.example.com")).unwrap();
    bench.put(second);
    assert_eq!(std::fs::read_dir(&outbox.directory).unwrap().count(), 1);
}

#[test]
fn a_platform_that_asks_to_wait_gets_no_request_until_then() {
    let bench = Bench::new();
    let (outbox, id) = (bench.outbox(), minted(1));
    let later = now() + SignedDuration::from_hours(30);
    let target = Target {
        not_before: Some(later),
        ..target("https://team.example.com")
    };
    outbox
        .enqueue(id, SCAN, Some(&target), &OutboxLimits::default())
        .unwrap();
    let pending = PendingScan {
        scan_id: id,
        bytes: SCAN.len() as u64,
        target: Some(target),
    };
    assert_eq!(outbox.pending().unwrap(), std::slice::from_ref(&pending));
    let due = |now| outbox.pending_for("https://team.example.com", now).unwrap();
    assert_eq!(due(now()), []);
    assert_eq!(due(later), [pending]);
}

#[test]
fn two_processes_never_send_the_same_scan() {
    let bench = Bench::new();
    let id = minted(1);
    bench.put(id);
    let held = bench.outbox().claim(id).unwrap().unwrap();
    assert!(bench.outbox().claim(id).unwrap().is_none());
    assert!(!bench.outbox().drop(id).unwrap());
    // Adding it again does not make a second file without a lock.
    bench.put(id);
    assert!(bench.outbox().claim(id).unwrap().is_none());
    drop(held);
    assert!(bench.outbox().claim(id).unwrap().is_some());
}

#[test]
fn scans_beyond_the_limits_are_dropped_with_a_reason_unless_one_is_being_sent() {
    let bench = Bench::new();
    let outbox = bench.outbox();
    let ids = [minted(24 * 31), minted(4), minted(3), minted(2), minted(1)];
    let held = {
        bench.put(ids[1]);
        outbox.claim(ids[1]).unwrap().unwrap()
    };
    let dropped = |scan_id, reason| vec![Dropped { scan_id, reason }];
    // A wrong clock drops nothing; a scan that is too old for a week is dropped.
    assert_eq!(bench.put(ids[0]), []);
    let limits = OutboxLimits::default();
    let after_days = |days: i64| {
        outbox
            .enforce_limits(&limits, now() + SignedDuration::from_hours(24 * days))
            .unwrap()
    };
    for days in [1, 2, 6] {
        assert_eq!(after_days(days), [], "{days}");
    }
    assert_eq!(after_days(7), dropped(ids[0], DropReason::TooOld));
    bench.put(ids[2]);
    bench.put(ids[3]);
    let two = OutboxLimits {
        scans: 2,
        ..OutboxLimits::default()
    };
    let told = bench.put_within(ids[4], &two);
    assert_eq!(told, dropped(ids[2], DropReason::TooMany));
    assert_eq!(bench.pending(), [ids[1], ids[3], ids[4]]);
    drop(held);
    let small = OutboxLimits {
        bytes: SCAN.len() as u64,
        ..OutboxLimits::default()
    };
    let expected: Vec<Dropped> = [ids[1], ids[3]]
        .into_iter()
        .flat_map(|id| dropped(id, DropReason::TooLarge))
        .collect();
    assert_eq!(outbox.enforce_limits(&small, now()).unwrap(), expected);
    assert_eq!(bench.pending(), [ids[4]]);
}

#[test]
fn a_scan_that_cannot_be_added_harms_no_other() {
    let bench = Bench::new();
    let id = minted(1);
    bench.put(id);
    let small = OutboxLimits {
        bytes: 5,
        ..OutboxLimits::default()
    };
    let error = bench.outbox().enqueue(minted(0), SCAN, None, &small).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the scan is too large for the outbox: 24 B, and all pending scans together may have 5 B"
    );
    assert_eq!(bench.pending(), [id]);

    let other = Bench::new();
    std::fs::write(other.state.path().join("outbox"), "a file in the directory's place").unwrap();
    let error = other
        .outbox()
        .enqueue(id, SCAN, None, &OutboxLimits::default())
        .unwrap_err();
    assert!(matches!(error, OutboxError::File { action: "write", .. }), "{error:?}");
}

#[test]
fn other_files_and_unfinished_ones_are_not_pending() {
    let bench = Bench::new();
    let id = minted(1);
    bench.put(id);
    let directory = bench.outbox().directory;
    for name in [".0123.tmp", "notes.txt", "x.json"] {
        std::fs::write(directory.join(name), "{").unwrap();
    }
    std::fs::create_dir(directory.join(format!("{}.json", minted(0)))).unwrap();
    assert_eq!(bench.pending(), [id]);
}

#[test]
#[cfg(unix)]
fn only_the_user_can_read_the_outbox() {
    use std::os::unix::fs::PermissionsExt as _;
    let bench = Bench::new();
    let id = minted(1);
    bench.put(id);
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let outbox = bench.outbox();
    assert_eq!((mode(&outbox.path(id)), mode(&outbox.directory)), (0o600, 0o700));
}

#[test]
fn eight_senders_with_a_third_of_failures_send_each_scan_once() {
    let bench = Bench::new();
    let limits = OutboxLimits {
        scans: 1000,
        ..OutboxLimits::default()
    };
    let mut ids: Vec<Uuid> = (0..200).map(minted).collect();
    for id in &ids {
        bench.put_within(*id, &limits);
    }
    let sent = Mutex::new(Vec::new());
    let tries = AtomicU32::new(0);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let outbox = bench.outbox();
                loop {
                    let waiting = outbox.pending().unwrap();
                    if waiting.is_empty() {
                        break;
                    }
                    for scan in waiting {
                        let Some(held) = outbox.claim(scan.scan_id).unwrap() else {
                            continue;
                        };
                        if tries.fetch_add(1, Ordering::Relaxed).is_multiple_of(3) {
                            continue;
                        }
                        sent.lock().unwrap().push(held.scan_id);
                        held.acknowledge().unwrap();
                    }
                }
            });
        }
    });
    let mut sent = sent.into_inner().unwrap();
    sent.sort_unstable();
    ids.sort_unstable();
    assert_eq!(sent, ids);
    assert_eq!(bench.pending(), Vec::<Uuid>::new());
}

proptest! {
    #[test]
    fn the_outbox_stays_within_the_limits_and_drops_the_oldest(
        scans in proptest::collection::vec((0..1000_i64, 0..100_u64), 0..30),
        most in 0..20_usize, bytes in 0..1000_u64, days in 0..40_u32,
    ) {
        let mut waiting: Vec<PendingScan> = scans.into_iter().map(|(hours, bytes)| PendingScan { scan_id: minted(hours), bytes, target: None }).collect();
        waiting.sort_unstable_by_key(|scan| scan.scan_id);
        let limits = OutboxLimits { scans: most, bytes, days };
        let dropped = limits.beyond(&waiting, now());
        let left: Vec<&PendingScan> = waiting.iter().filter(|scan| dropped.iter().all(|dropped| dropped.scan_id != scan.scan_id)).collect();
        prop_assert!(left.len() <= most);
        prop_assert!(left.iter().map(|scan| scan.bytes).sum::<u64>() <= bytes);
        let newest: Vec<&PendingScan> = waiting.iter().skip(waiting.len() - left.len()).collect();
        prop_assert_eq!(left, newest);
    }
}
