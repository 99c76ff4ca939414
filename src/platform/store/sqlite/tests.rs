//! What the embedded store has after a crash, a failure, and for an earlier version's index.

use std::path::Path;
use std::sync::Arc;

use super::SqliteStore;
use super::scans;
use crate::platform::store::suite::new_scan;
use crate::platform::store::{InsertResult, NewScan, RawPlace, ScanStore as _, Store as _};

fn scan(id: u32) -> Arc<NewScan> {
    new_scan("healthy-laptop", "ada", id, &format!("2026-11-21T20:26:{id:02}Z"))
}

fn open(data: &Path) -> SqliteStore {
    SqliteStore::open(data, &RawPlace::Directory, true).unwrap()
}

/// The raw bytes of a scan, if they are in the spool.
async fn spooled(store: &SqliteStore, scan: &NewScan) -> Option<bytes::Bytes> {
    let id = scan.summary.scan_id.clone();
    let in_spool = store.database.read(move |connection| scans::in_spool(connection, &id));
    in_spool.await.unwrap()
}

#[tokio::test]
async fn a_scan_is_in_the_index_with_its_bytes_until_they_are_uploaded() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    let scan = scan(1);
    let first = open(&data);
    assert_eq!(first.insert(Arc::clone(&scan)).await.unwrap(), InsertResult::Inserted);
    // As if the process had been killed here.
    drop(first);
    assert!(!data.join("scans").exists());
    let store = open(&data);
    let stored = store.scan(&scan.summary.scan_id).await.unwrap().unwrap();
    assert_eq!((&stored.summary, &stored.key), (&scan.summary, &scan.key));
    assert_eq!(store.raw(&stored).await.unwrap(), scan.raw);
    // What a loss of power left of an earlier attempt.
    fs_err::create_dir_all(data.join(&scan.key).parent().unwrap()).unwrap();
    fs_err::write(data.join(&scan.key), b"").unwrap();
    store.close().await.unwrap();
    assert_eq!(spooled(&store, &scan).await, None);
    assert_eq!(fs_err::read(data.join(&scan.key)).unwrap(), scan.raw);
    assert_eq!(store.raw(&stored).await.unwrap(), scan.raw);
}

/// Waits until nothing of these is in the spool.
async fn uploaded(store: &SqliteStore, scans: &[Arc<NewScan>]) {
    for scan in scans {
        let mut tries = 0;
        while spooled(store, scan).await.is_some() {
            tries += 1;
            assert!(tries < 1_000, "a raw scan is in the index for ten seconds");
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    }
}

#[tokio::test]
async fn raw_scans_are_uploaded_also_when_that_failed_at_first() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path();
    let scans = [scan(1), scan(2), scan(3)];
    let store = open(data);
    store.start_uploads();
    for scan in &scans[..2] {
        assert_eq!(store.insert(Arc::clone(scan)).await.unwrap(), InsertResult::Inserted);
    }
    uploaded(&store, &scans[..2]).await;
    // Something is in the way of the developer's directory.
    let of_ada = data.join("scans/ada");
    fs_err::rename(&of_ada, data.join("aside")).unwrap();
    fs_err::write(&of_ada, b"in the way").unwrap();
    assert_eq!(
        store.insert(Arc::clone(&scans[2])).await.unwrap(),
        InsertResult::Inserted
    );
    assert!(store.drain().await.is_err());
    assert_eq!(spooled(&store, &scans[2]).await.unwrap(), scans[2].raw);
    fs_err::remove_file(&of_ada).unwrap();
    fs_err::rename(data.join("aside"), &of_ada).unwrap();
    uploaded(&store, &scans).await;
    for scan in &scans {
        assert_eq!(fs_err::read(data.join(&scan.key)).unwrap(), scan.raw);
    }
}

#[tokio::test]
async fn a_copy_of_the_index_has_its_scans() {
    let directory = tempfile::tempdir().unwrap();
    let (data, copied) = (directory.path().join("data"), directory.path().join("copied"));
    // Opened twice: it is brought to the version of this program once.
    drop(open(&data));
    let store = open(&data);
    let scan = scan(1);
    store.insert(Arc::clone(&scan)).await.unwrap();
    fs_err::create_dir(&copied).unwrap();
    store.backup(copied.join("index.sqlite")).await.unwrap();
    let found = open(&copied).scan(&scan.summary.scan_id).await.unwrap().unwrap();
    assert_eq!(found.summary, scan.summary);
}
