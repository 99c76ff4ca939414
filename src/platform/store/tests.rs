//! What is kept, and what is left of it after a crash.

use std::path::Path;

use super::*;
use crate::platform::scans::{read_scan, summarise};
use crate::platform::testing::scan;
use crate::policy::Policy;

fn entry(developer: &str, id: u32, received_at: &str) -> Entry {
    let json = scan("healthy-laptop", id);
    let scan = read_scan(json.as_bytes()).unwrap();
    let received_at = received_at.parse().unwrap();
    summarise(
        &scan,
        developer.to_owned(),
        json.as_bytes(),
        received_at,
        Policy::builtin(),
    )
    .unwrap()
    .0
}

fn files(data: &Path) -> usize {
    let Ok(folders) = std::fs::read_dir(data.join("scans")) else {
        return 0;
    };
    folders
        .map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap().count())
        .sum()
}

#[tokio::test]
async fn a_scan_is_in_the_index_with_its_bytes_until_they_are_carried() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let entry = entry("ada", 1, "2026-11-21T20:26:10Z");
    let first = Store::open(&data, &RawPlace::Folder, true).unwrap();
    assert_eq!(
        first.index().add(std::slice::from_ref(&entry)).unwrap(),
        [Added::New(1)]
    );
    // As if the process had been killed here.
    drop(first);
    assert_eq!(files(&data), 0);
    let store = Store::open(&data, &RawPlace::Folder, true).unwrap();
    let kept = store.index().scan(&entry.summary.scan_id).unwrap().unwrap();
    assert_eq!((&kept.summary, &kept.key), (&entry.summary, &entry.key));
    assert_eq!(store.raw(&kept).await.unwrap(), entry.raw);
    // What a loss of power left of an earlier attempt.
    fs_err::create_dir_all(data.join(&entry.key).parent().unwrap()).unwrap();
    fs_err::write(data.join(&entry.key), b"").unwrap();
    store.settle(&data).await.unwrap();
    assert_eq!(store.index().in_spool(&entry.summary.scan_id).unwrap(), None);
    assert_eq!(std::fs::read(data.join(&entry.key)).unwrap(), entry.raw);
    assert_eq!(store.raw(&kept).await.unwrap(), entry.raw);
}

/// Waits until nothing of these is in the spool.
async fn carried(store: &Store, entries: &[Entry]) {
    for _ in 0..1_000 {
        let waits = |entry: &Entry| store.index().in_spool(&entry.summary.scan_id).unwrap().is_some();
        if !entries.iter().any(waits) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("scans wait in the spool for ten seconds");
}

#[tokio::test]
async fn what_a_started_store_takes_in_is_carried_also_when_that_failed_at_first() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let times = ["2026-11-21T20:26:10Z", "2026-11-21T20:26:11Z", "2026-11-21T20:26:12Z"];
    let entries: Vec<Entry> = (1..).zip(times).map(|(id, time)| entry("ada", id, time)).collect();
    let store = Store::open(data, &RawPlace::Folder, false).unwrap();
    store.start(data).unwrap();
    let mut added = Vec::new();
    for entry in &entries[..2] {
        added.push(store.add(entry.clone()).await.unwrap().added);
    }
    carried(&store, &entries[..2]).await;
    // Something is in the way of the developer's folder.
    let of_ada = data.join("scans/ada");
    std::fs::rename(&of_ada, data.join("aside")).unwrap();
    fs_err::write(&of_ada, b"in the way").unwrap();
    added.push(store.add(entries[2].clone()).await.unwrap().added);
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    let id = &entries[2].summary.scan_id;
    assert_eq!(store.index().in_spool(id).unwrap().unwrap(), entries[2].raw);
    fs_err::remove_file(&of_ada).unwrap();
    std::fs::rename(data.join("aside"), &of_ada).unwrap();
    carried(&store, &entries).await;
    assert_eq!(added, [Added::New(1), Added::New(2), Added::New(3)]);
    for entry in &entries {
        assert_eq!(fs_err::read(data.join(&entry.key)).unwrap(), entry.raw);
    }
}

#[tokio::test]
async fn scans_that_are_old_are_forgotten_with_their_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), &RawPlace::Folder, false).unwrap();
    let entries = [
        entry("ada", 1, "2026-01-01T00:00:00Z"),
        entry("ada", 2, "2026-06-01T00:00:00Z"),
        entry("bob", 3, "2026-01-01T00:00:00Z"),
    ];
    store.index().add(&entries).unwrap();
    store.settle(folder.path()).await.unwrap();
    assert_eq!(files(folder.path()), 3);
    let forgotten = store
        .forget_before("2026-03-01T00:00:00Z".parse().unwrap())
        .await
        .unwrap();
    assert_eq!((forgotten, files(folder.path())), (2, 1));
    let developers = store.index().developers(None).unwrap();
    let left: Vec<(&str, u64, &str)> = developers
        .iter()
        .map(|developer| {
            (
                developer.developer_id.as_str(),
                developer.scans,
                developer.latest.scan_id.as_str(),
            )
        })
        .collect();
    assert_eq!(left, [("ada", 1, entries[1].summary.scan_id.as_str())]);
}

#[test]
fn a_newer_scan_of_another_developer_is_not_a_duplicate() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), &RawPlace::Folder, false).unwrap();
    let (ada, bob) = (
        entry("ada", 1, "2026-01-01T00:00:00Z"),
        entry("bob", 1, "2026-01-01T00:00:00Z"),
    );
    let added = store.index().add(&[ada.clone(), ada.clone(), bob]).unwrap();
    let kept = Box::new(Kept {
        summary: ada.summary,
        key: ada.key,
    });
    assert_eq!(
        added,
        [Added::New(1), Added::Duplicate(kept.clone()), Added::Conflict(kept)]
    );
}

#[test]
fn an_index_is_brought_to_the_version_of_this_program_once() {
    let folder = tempfile::tempdir().unwrap();
    for _ in 0..2 {
        let store = Store::open(folder.path(), &RawPlace::Folder, false).unwrap();
        store.index().ping().unwrap();
    }
    let copy = folder.path().join("copy.sqlite");
    let store = Store::open(folder.path(), &RawPlace::Folder, false).unwrap();
    store.index().add(&[entry("ada", 1, "2026-01-01T00:00:00Z")]).unwrap();
    store.index().backup(&copy).unwrap();
    let copied = rusqlite::Connection::open(copy).unwrap();
    let count: i64 = copied
        .query_row("SELECT count(*) FROM scans", [], |row| row.get(0))
        .unwrap();
    assert_eq!(count, 1);
}
