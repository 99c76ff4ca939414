//! What is removed, and what becomes a developer's latest scan.

use std::sync::Arc;

use jiff::Timestamp;

use super::{fill, ids, new_scan, time};
use crate::platform::store::{NewScan, Person, ScanFilter, Store, StoredScan};

pub(super) async fn removes_what_is_old(store: &impl Store) {
    let scans = fill(store).await;
    // The embedded store keeps what is on its way to where it belongs.
    store.close().await.unwrap();
    assert_eq!(store.remove_before(time("2026-01-02T00:00:00Z")).await.unwrap(), 1);
    assert_eq!(
        ids(store, ScanFilter::default()).await,
        [scans[2].summary.scan_id.clone(), scans[1].summary.scan_id.clone()]
    );
    assert_eq!(store.remove_before(time("2026-01-03T00:00:00Z")).await.unwrap(), 1);
    let developers = store.developers("", "", 10).await.unwrap();
    let left: Vec<(&str, u64)> = developers
        .iter()
        .map(|developer| (developer.developer_id.as_str(), developer.scans))
        .collect();
    assert_eq!(left, [("bob", 1)]);
    let gone = StoredScan {
        summary: scans[0].summary.clone(),
        key: scans[0].key.clone(),
    };
    assert!(store.raw(&gone).await.is_err());
}

pub(super) async fn removes_one_scan_and_one_developer(store: &impl Store) {
    let scans = fill(store).await;
    let id = |index: usize| scans[index].summary.scan_id.clone();
    let person = Person {
        developer_id: "ada".to_owned(),
        name: Some("Ada Lovelace".to_owned()),
        email: None,
    };
    store.save_person(person.clone()).await.unwrap();
    assert_eq!(
        store.people(vec!["ada".to_owned(), "eve".to_owned()]).await.unwrap(),
        [person]
    );
    // Not yet where they belong, and removed already.
    assert!(store.remove_scan(&id(1)).await.unwrap());
    assert!(!store.remove_scan(&id(1)).await.unwrap());
    assert_eq!(ids(store, ScanFilter::default()).await, [id(2), id(0)]);
    store.close().await.unwrap();
    let ada = store.developer("ada").await.unwrap().unwrap();
    assert_eq!((ada.scans, &ada.latest), (1, &scans[0].summary));
    assert_eq!(store.totals(Some("ada")).await.unwrap().passed, 1);
    assert_eq!(store.totals(None).await.unwrap().scans, 2);
    assert_eq!(store.remove_developer("ada").await.unwrap(), 1);
    assert_eq!(store.remove_developer("ada").await.unwrap(), 0);
    assert_eq!(ids(store, ScanFilter::default()).await, [id(2)]);
    assert_eq!(store.developer("ada").await.unwrap(), None);
    assert_eq!(store.people(vec!["ada".to_owned()]).await.unwrap(), []);
    assert_eq!(store.totals(None).await.unwrap().scans, 1);
    assert_eq!(store.days(Some("ada"), Timestamp::UNIX_EPOCH).await.unwrap(), []);
    let gone = StoredScan {
        summary: scans[0].summary.clone(),
        key: scans[0].key.clone(),
    };
    assert!(store.raw(&gone).await.is_err());
}

/// A partial scan is listed as one, and never takes the place of a whole one as a developer's latest.
pub(super) async fn tells_partial_scans_from_whole_ones(store: &impl Store) {
    let partial = |id, received_at| {
        let mut scan = NewScan::clone(&new_scan("healthy-laptop", "ada", id, received_at));
        scan.summary.partial = true;
        Arc::new(scan)
    };
    let scans = [
        partial(1, "2026-01-01T10:00:00Z"),
        partial(2, "2026-01-02T10:00:00Z"),
        new_scan("messy-laptop", "ada", 3, "2026-01-03T10:00:00Z"),
        partial(4, "2026-01-04T10:00:00Z"),
        // It was on its way for long.
        new_scan("messy-laptop", "ada", 5, "2026-01-02T12:00:00Z"),
    ];
    let latest = async || store.developer("ada").await.unwrap().unwrap().latest;
    for (scan, expected) in scans.iter().zip([0, 1, 2, 2, 2]) {
        store.insert(Arc::clone(scan)).await.unwrap();
        assert_eq!(latest().await, scans[expected].summary);
    }
    let found = store.scan(&scans[3].summary.scan_id).await.unwrap().unwrap();
    assert_eq!(found.summary, scans[3].summary);
    for (removed, expected) in [(2, 4), (4, 3)] {
        assert!(store.remove_scan(&scans[removed].summary.scan_id).await.unwrap());
        assert_eq!(latest().await, scans[expected].summary);
    }
}
