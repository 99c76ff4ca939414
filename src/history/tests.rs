//! Saved scans: written, found, and removed beyond the limits.

use jiff::SignedDuration;
use proptest::prelude::*;
use uuid::{NoContext, Timestamp as MintedAt};

use super::*;

const NOW: &str = "2026-11-24T20:00:00Z";
const SCAN: &[u8] = include_bytes!("../../fixtures/scans/v1/assessed.json");

fn now() -> Timestamp {
    NOW.parse().unwrap()
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

/// The golden scan with another id, as JSON.
fn scan(id: Uuid) -> Vec<u8> {
    let mut scan: Scan = serde_json::from_slice(SCAN).unwrap();
    scan.scan_id = id;
    serde_json::to_vec(&scan).unwrap()
}

fn save(history: &History<'_>, id: Uuid) -> Pruned {
    history.save(id, &scan(id), &Retention::default(), now()).unwrap()
}

#[test]
fn a_saved_scan_is_read_back_whole() {
    let state = tempfile::tempdir().unwrap();
    let host = Host::this();
    let history = History::in_state(&host, &state.path().join("devenv"));
    assert_eq!(history.ids().unwrap(), Vec::<Uuid>::new());
    let ids = [minted(3), minted(2), minted(1)];
    let pruned = ids.map(|id| save(&history, id));
    assert_eq!(
        pruned.map(|pruned| (pruned.removed, pruned.kept)),
        [(0, 1), (0, 2), (0, 3)]
    );
    assert_eq!(history.ids().unwrap(), [ids[2], ids[1], ids[0]]);
    let read = history.read(ids[1]).unwrap();
    assert_eq!(serde_json::to_vec(&read).unwrap(), scan(ids[1]));
    let listing = history.list().unwrap();
    let listed: Vec<Uuid> = listing.summaries.iter().map(|summary| summary.scan_id).collect();
    assert_eq!(listed, [ids[2], ids[1], ids[0]]);
    assert_eq!(listing.summaries[0], Summary::parse(&scan(ids[2])).unwrap());
}

#[test]
#[cfg(unix)]
fn only_the_user_can_read_saved_scans() {
    use std::os::unix::fs::PermissionsExt as _;
    let state = tempfile::tempdir().unwrap();
    let host = Host::this();
    let history = History::in_state(&host, &state.path().join("devenv"));
    let id = minted(1);
    save(&history, id);
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&history.path(id)), mode(&history.directory)), (0o600, 0o700));
}

#[test]
fn only_scans_beyond_the_limits_are_removed() {
    let state = tempfile::tempdir().unwrap();
    let host = Host::this();
    let history = History::in_state(&host, state.path());
    let ids = [minted(24 * 91), minted(24 * 89), minted(3), minted(2), minted(1)];
    for id in ids {
        std::fs::create_dir_all(&history.directory).unwrap();
        std::fs::write(history.path(id), scan(id)).unwrap();
    }
    let strangers = ["notes.txt", "no-id.json", ".hidden"];
    for name in strangers {
        std::fs::write(history.directory.join(name), "mine").unwrap();
    }
    let pruned = history.prune(&Retention::default(), now()).unwrap();
    assert_eq!(pruned, Pruned { removed: 1, kept: 4 });
    assert_eq!(history.ids().unwrap(), [ids[4], ids[3], ids[2], ids[1]]);
    let few = Retention { scans: 2, days: 90 };
    assert_eq!(history.prune(&few, now()).unwrap(), Pruned { removed: 2, kept: 2 });
    assert_eq!(history.ids().unwrap(), [ids[4], ids[3]]);
    let none = Retention { scans: 0, days: 90 };
    assert_eq!(history.prune(&none, now()).unwrap(), Pruned { removed: 2, kept: 0 });
    for name in strangers {
        assert!(history.directory.join(name).exists(), "{name}");
    }
}

#[test]
fn unfinished_files_of_killed_writers_are_removed_after_an_hour() {
    let state = tempfile::tempdir().unwrap();
    let host = Host::this();
    let history = History::in_state(&host, state.path());
    std::fs::create_dir_all(&history.directory).unwrap();
    let left = history.directory.join(".0123.tmp");
    std::fs::write(&left, "half a sc").unwrap();
    history.prune(&Retention::default(), Timestamp::now()).unwrap();
    assert!(left.exists());
    let later = Timestamp::now() + SignedDuration::from_hours(2);
    history.prune(&Retention::default(), later).unwrap();
    assert!(!left.exists());
}

#[test]
fn one_corrupt_file_does_not_hide_the_others() {
    let state = tempfile::tempdir().unwrap();
    let host = Host::this();
    let history = History::in_state(&host, state.path());
    let (good, cut, directory) = (minted(3), minted(2), minted(1));
    save(&history, good);
    std::fs::write(history.path(cut), &scan(cut)[..1000]).unwrap();
    std::fs::create_dir(history.path(directory)).unwrap();
    let listing = history.list().unwrap();
    assert_eq!(listing.summaries, [Summary::parse(&scan(good)).unwrap()]);
    let told: Vec<String> = listing.unreadable.iter().map(ToString::to_string).collect();
    let expected = [
        format!("cannot read the saved scan {}", history.path(directory).display()),
        format!("the saved scan {} is damaged", history.path(cut).display()),
    ];
    assert_eq!(told, expected);
    assert!(matches!(history.read(cut), Err(HistoryError::Corrupt { .. })));
}

#[test]
fn a_scan_that_cannot_be_saved_harms_no_other() {
    let state = tempfile::tempdir().unwrap();
    let host = Host::this();
    let history = History::in_state(&host, state.path());
    std::fs::write(&history.directory, "a file in the directory's place").unwrap();
    let id = minted(1);
    assert!(history.save(id, &scan(id), &Retention::default(), now()).is_err());
    assert_eq!(
        std::fs::read_to_string(&history.directory).unwrap(),
        "a file in the directory's place"
    );
}

#[test]
fn an_id_is_found_by_its_prefix() {
    let state = tempfile::tempdir().unwrap();
    let host = Host::this();
    let history = History::in_state(&host, state.path());
    let ids = [
        "01930000-0000-7000-8000-000000000001",
        "01930000-0000-7000-8000-000000000002",
        "01940000-0000-7000-8000-000000000001",
    ]
    .map(|text| Uuid::parse_str(text).unwrap());
    for id in ids {
        history
            .save(id, &scan(id), &Retention { scans: 9, days: 9999 }, now())
            .unwrap();
    }
    let told = |prefix: &str| history.find(prefix).map_err(|error| error.to_string());
    assert_eq!(told("0194"), Ok(ids[2]));
    assert_eq!(told("01930000-0000-7000-8000-000000000002"), Ok(ids[1]));
    assert_eq!(told("01930000000070008000000000000001"), Ok(ids[0]));
    assert_eq!(
        told("0193"),
        Err("2 scans have an id that begins with `0193`".to_owned())
    );
    let unknown = |prefix| Err(format!("no saved scan has an id that begins with `{prefix}`"));
    assert_eq!(told("02"), unknown("02"));
    assert_eq!(told(""), unknown(""));
    let short = short_ids(&history.ids().unwrap());
    assert_eq!(short.last().map(String::len), Some(32));
}

#[test]
fn eight_writers_at_once_save_every_scan() {
    let state = tempfile::tempdir().unwrap();
    let host = Host::this();
    let history = History::in_state(&host, state.path());
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..10 {
                    save(&history, Uuid::now_v7());
                }
            });
        }
    });
    let listing = history.list().unwrap();
    assert_eq!((listing.summaries.len(), listing.unreadable.len()), (80, 0));
    assert_eq!(std::fs::read_dir(&history.directory).unwrap().count(), 80);
}

proptest! {
    #[test]
    fn a_short_id_is_the_prefix_of_exactly_one_id(times in proptest::collection::hash_set(0..2_000_000_u64, 1..30)) {
        let ids: Vec<Uuid> = times
            .into_iter()
            .map(|milliseconds| {
                let time = MintedAt::from_unix(NoContext, 1_700_000_000 + milliseconds / 1000, 1_000_000 * u32::try_from(milliseconds % 1000).unwrap());
                Uuid::new_v7(time)
            })
            .collect();
        for (short, id) in short_ids(&ids).iter().zip(&ids) {
            let matching: Vec<&Uuid> = ids.iter().filter(|other| other.simple().to_string().starts_with(short)).collect();
            prop_assert_eq!(matching, vec![id]);
        }
    }

    #[test]
    fn the_newest_scans_within_the_limits_stay(hours in proptest::collection::vec(0..4000_i64, 0..40), scans in 0..30_usize, days in 0..120_u32) {
        let mut ids: Vec<Uuid> = hours.into_iter().map(minted).collect();
        ids.sort_unstable_by(|left, right| right.cmp(left));
        let limits = Retention { scans, days };
        let beyond = limits.beyond(&ids, now());
        let left: Vec<Uuid> = ids.iter().copied().filter(|id| !beyond.contains(id)).collect();
        prop_assert!(left.len() <= scans);
        prop_assert_eq!(&left[..], &ids[..left.len()]);
        let oldest = now() - SignedDuration::from_hours(24 * i64::from(days));
        prop_assert!(left.iter().all(|id| limits::taken_at(*id).unwrap() >= oldest));
        prop_assert!(ids.get(left.len()).is_none_or(|id| left.len() == scans || limits::taken_at(*id).unwrap() < oldest));
    }
}
