//! What every store does, whichever it is: run here for the embedded one.

mod accounts;
mod lists;
mod removal;
mod states;

use std::sync::Arc;

use jiff::Timestamp;

use super::{InsertResult, NewScan, RawPlace, ScanFilter, SqliteStore, Store, StoredScan};
use crate::api::wire::Summary;
use crate::platform::scans::{read_scan, record, summarise};
use crate::platform::testing::scan;
use crate::policy::Policy;
use crate::scan::Status;
use accounts::{
    ends_the_oldest_session_of_a_developer_with_too_many, keeps_an_audit_log, stores_sessions_until_they_end,
    stores_tokens,
};
use lists::{
    counts_by_developer_and_by_day, counts_scans_as_they_come_and_go, lists_by_filter_newest_first,
    pages_by_opaque_cursors,
};
use removal::{removes_one_scan_and_one_developer, removes_what_is_old, tells_partial_scans_from_whole_ones};
use states::{
    counts_developers_by_tool_and_by_rule, lists_machines_and_who_has_what_page_by_page, remembers_how_many_were_ready,
    states_are_the_latest_whole_scans, states_go_with_their_scans,
};

/// A scan of a developer.
pub(crate) fn new_scan(fixture: &str, developer: &str, id: u32, received_at: &str) -> Arc<NewScan> {
    let json = scan(fixture, id);
    let scan = read_scan(json.as_bytes()).unwrap();
    let received_at = time(received_at);
    let developer = developer.to_owned();
    let (listed, _) = summarise(&scan, developer, received_at, Policy::builtin());
    Arc::new(record(listed, json.as_bytes()).unwrap())
}

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

async fn ids(store: &impl Store, filter: ScanFilter) -> Vec<String> {
    let page = store.list(ScanFilter { limit: 100, ..filter }).await.unwrap();
    assert_eq!(page.next, None);
    page.scans.into_iter().map(|summary: Summary| summary.scan_id).collect()
}

/// A scan comes back as it went in, once, and another one of its id does not take its place.
async fn stores_each_scan_once(store: &impl Store) {
    let ada = new_scan("healthy-laptop", "ada", 1, "2026-01-01T10:00:00.5Z");
    let bob = new_scan("healthy-laptop", "bob", 1, "2026-01-01T11:00:00Z");
    let changed = new_scan("messy-laptop", "ada", 1, "2026-01-01T12:00:00Z");
    let stored = Box::new(StoredScan {
        summary: ada.summary.clone(),
        key: ada.key.clone(),
    });
    assert_eq!(store.insert(Arc::clone(&ada)).await.unwrap(), InsertResult::Inserted);
    for (scan, expected) in [
        (Arc::clone(&ada), InsertResult::Duplicate(stored.clone())),
        (bob, InsertResult::Conflict(stored.clone())),
        (changed, InsertResult::Conflict(stored.clone())),
    ] {
        assert_eq!(store.insert(scan).await.unwrap(), expected);
    }
    assert_eq!(
        store.scan(&ada.summary.scan_id).await.unwrap().as_ref(),
        Some(stored.as_ref())
    );
    assert_eq!(store.raw(&stored).await.unwrap(), ada.raw);
    assert_eq!(store.scan("0199c5a8-7a1e-7c7b-9d2f-000000000009").await.unwrap(), None);
}

/// The same scan, graded as one that fails.
fn failed(scan: &NewScan) -> Arc<NewScan> {
    let mut scan = scan.clone();
    scan.summary.status = Status::Fail;
    Arc::new(scan)
}

/// Scans of two developers on three days: `ada` 1 passed and 2 failed, `bob` 3 passed, in that order.
async fn fill(store: &impl Store) -> Vec<Arc<NewScan>> {
    let scans = vec![
        new_scan("healthy-laptop", "ada", 1, "2026-01-01T10:00:00Z"),
        failed(&new_scan("messy-laptop", "ada", 2, "2026-01-02T10:00:00Z")),
        new_scan("healthy-laptop", "bob", 3, "2026-01-03T10:00:00Z"),
    ];
    for scan in &scans {
        assert_eq!(store.insert(Arc::clone(scan)).await.unwrap(), InsertResult::Inserted);
    }
    scans
}

/// Runs each part of the suite on a store of its own.
macro_rules! suite {
    ($open:ident; $($part:ident),* $(,)?) => {
        $(
            #[tokio::test]
            async fn $part() {
                let directory = tempfile::tempdir().unwrap();
                let store = $open(directory.path());
                store.check().await.unwrap();
                super::$part(&store).await;
            }
        )*
    };
}

mod embedded {
    use super::{RawPlace, SqliteStore, Store as _};

    fn open(directory: &std::path::Path) -> SqliteStore {
        SqliteStore::open(directory, &RawPlace::Directory, false).unwrap()
    }

    suite! {
        open;
        stores_each_scan_once,
        lists_by_filter_newest_first,
        pages_by_opaque_cursors,
        counts_by_developer_and_by_day,
        removes_what_is_old,
        removes_one_scan_and_one_developer,
        tells_partial_scans_from_whole_ones,
        counts_scans_as_they_come_and_go,
        keeps_an_audit_log,
        stores_tokens,
        stores_sessions_until_they_end,
        states_are_the_latest_whole_scans,
        counts_developers_by_tool_and_by_rule,
        lists_machines_and_who_has_what_page_by_page,
        remembers_how_many_were_ready,
        states_go_with_their_scans,
        ends_the_oldest_session_of_a_developer_with_too_many,
    }
}
