//! What the embedded store has after a crash, a failure, and for an earlier version's index.

mod disk;

use std::path::Path;
use std::sync::Arc;

use super::SqliteStore;
use super::scans;
use crate::api::wire::ReadyDay;
use crate::platform::store::suite::new_scan;
use crate::platform::store::{
    AccountStore as _, Day, FactKind, InsertResult, NewScan, Person, RawPlace, RebuiltIndex, ScanStore as _, Scope,
    StateFilter, StateStore as _, Store as _, Totals,
};

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

/// When a server stops, the last upload may be under way twice. Found by a reindex that had no scans left.
#[tokio::test]
async fn raw_scans_that_two_upload_at_the_same_time_stay_where_they_belong() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    let scan = scan(1);
    let store = open(&data);
    store.insert(Arc::clone(&scan)).await.unwrap();
    let batch = store
        .database
        .read(|connection| scans::spooled(connection, 1))
        .await
        .unwrap();
    let batch: Vec<(i64, String)> = batch.into_iter().map(|spooled| (spooled.seq, spooled.key)).collect();
    assert_eq!(batch.len(), 1);
    store.drain().await.unwrap();
    // The other one is done a moment later.
    store
        .database
        .write(move |connection| scans::mark_stored(connection, &batch))
        .await
        .unwrap();
    store.close().await.unwrap();
    assert_eq!(fs_err::read(data.join(&scan.key)).unwrap(), scan.raw);
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
    let mut told = Vec::new();
    let file = copied.join("index.sqlite");
    store.backup(&file, &mut |done, all| told.push((done, all))).unwrap();
    let (done, all) = *told.last().unwrap();
    assert!(done == all && all > 10, "{told:?}");
    let found = open(&copied).scan(&scan.summary.scan_id).await.unwrap().unwrap();
    assert_eq!(found.summary, scan.summary);
}

/// An index as version 2 of it was written, with two scans of one developer.
const OF_VERSION_2: &str = "INSERT INTO scans VALUES \
    (1, '0199c5a8-7a1e-7c7b-9d2f-000000000001', 'ada', 'PASS', 'Debian', 1767261600500, 1767261600000, 90, 'default', NULL, 'shop', '', \
     'node 20.1.0' || char(10), x'01', 'scans/ada/1.json.zst'), \
    (2, '0199c5a8-7a1e-7c7b-9d2f-000000000002', 'ada', 'FAIL', 'Debian', 1767348000500, 1767348000000, 40, 'default', NULL, NULL, \
     'tool-required go', '', x'02', 'scans/ada/2.json.zst'); \
    INSERT INTO developers VALUES ('ada', 2, 1767261600500, 2); \
    INSERT INTO tokens VALUES ('a1', x'0101010101010101010101010101010101010101010101010101010101010101', 'admin', 'root', 0, 1, NULL, NULL, NULL); \
    PRAGMA user_version = 2";

#[tokio::test]
async fn an_index_of_version_2_is_copied_and_then_migrated() {
    let directory = tempfile::tempdir().unwrap();
    let index = directory.path().join("index.sqlite");
    let old = rusqlite::Connection::open(&index).unwrap();
    for step in [include_str!("schema.sql"), include_str!("schema-2.sql"), OF_VERSION_2] {
        old.execute_batch(step).unwrap();
    }
    drop(old);
    let store = open(directory.path());
    let day = |date: &str, failed| Day {
        date: date.to_owned(),
        scans: 1,
        failed,
    };
    let days = [day("2026-01-01", 0), day("2026-01-02", 1)];
    for developer in [None, Some("ada")] {
        assert_eq!(store.days(developer, jiff::Timestamp::UNIX_EPOCH).await.unwrap(), days);
        let totals = Totals {
            scans: 2,
            passed: 1,
            average_score: Some(65.0),
        };
        assert_eq!(store.totals(developer).await.unwrap(), totals);
    }
    let ada = store.developer("ada").await.unwrap().unwrap();
    assert_eq!(
        (ada.scans, ada.latest.score, ada.latest.fails),
        (2, 40, vec!["tool-required go".to_owned()])
    );
    assert_eq!(store.token([1; 32]).await.unwrap().unwrap().developer_id, "root");
    let copy = rusqlite::Connection::open(directory.path().join("index.sqlite.version-2")).unwrap();
    let kept: (i64, i64) = copy
        .query_row(
            "SELECT count(*), (SELECT user_version FROM pragma_user_version) FROM scans",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .unwrap();
    assert_eq!(kept, (2, 2));
}

/// An index as version 4 of it was written: two scans of Ada's machine in one project, a partial one, and one without a project.
const OF_VERSION_4: &str = "INSERT INTO scans (seq, scan_id, developer, status, os, received_at, taken_at, score, policy, machine_id, project, \
    fails, tools, digest, key, partial) VALUES \
    (1, 'a', 'ada', 'FAIL', 'Debian', 1767261600500, 1767261600000, 40, 'default', 'm', 'shop', 'tool-version node', \
     'node 16.1.0' || char(10), x'01', 'scans/ada/1.json.zst', 0), \
    (2, 'b', 'ada', 'PASS', 'Debian', 1767348000500, 1767348000000, 90, 'default', 'm', 'shop', '', \
     'node 22.1.0' || char(10), x'02', 'scans/ada/2.json.zst', 0), \
    (3, 'c', 'ada', 'FAIL', 'Debian', 1767348000600, 1767348000000, 40, 'default', 'm', 'shop', 'tool-required go', \
     '', x'03', 'scans/ada/3.json.zst', 1), \
    (4, 'd', 'ada', 'FAIL', 'Debian', 1767348000700, 1767348000000, 40, 'default', 'm', NULL, 'tool-required go', \
     '', x'04', 'scans/ada/4.json.zst', 0); \
    PRAGMA user_version = 4";

#[tokio::test]
async fn an_index_of_version_4_is_copied_and_its_current_states_are_found() {
    let directory = tempfile::tempdir().unwrap();
    let index = directory.path().join("index.sqlite");
    let old = rusqlite::Connection::open(&index).unwrap();
    for step in &super::version::MIGRATIONS[..4] {
        old.execute_batch(step).unwrap();
    }
    old.execute_batch(OF_VERSION_4).unwrap();
    drop(old);
    let store = open(directory.path());
    let all = StateFilter {
        developer_id: None,
        project_id: None,
        state: None,
        stale_before: jiff::Timestamp::UNIX_EPOCH,
        after: None,
        limit: 10,
    };
    let states = store.states(all).await.unwrap().items;
    let seen: Vec<(&str, Option<&str>)> = states
        .iter()
        .map(|state| (state.scan.scan_id.as_str(), state.scan.project_id.as_deref()))
        .collect();
    assert_eq!(seen, [("d", None), ("b", Some("shop"))]);
    let (project, requires) = store
        .project("shop", jiff::Timestamp::UNIX_EPOCH)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (project.name.as_str(), project.ready, requires.as_str()),
        ("shop", 1, "")
    );
    let day = |date: &str, machines, ready| ReadyDay {
        date: date.to_owned(),
        machines,
        ready,
    };
    assert_eq!(
        store.ready_days(Some("shop")).await.unwrap(),
        [day("2026-01-01", 1, 0), day("2026-01-02", 1, 1)]
    );
    let tools = store.fact_names(FactKind::Tool, &Scope::All, "", "", 10).await.unwrap();
    assert_eq!(tools.len(), 1);
    assert!(directory.path().join("index.sqlite.version-4").is_file());
}

#[test]
fn an_index_of_a_later_version_is_refused_with_its_version() {
    let directory = tempfile::tempdir().unwrap();
    drop(open(directory.path()));
    let later = rusqlite::Connection::open(directory.path().join("index.sqlite")).unwrap();
    later.pragma_update(None, "user_version", 99).unwrap();
    drop(later);
    let refused = SqliteStore::open(directory.path(), &RawPlace::Directory, true)
        .err()
        .unwrap();
    assert_eq!(
        refused.to_string(),
        "the index has version 99, and this devenv reads versions up to 5"
    );
}

#[tokio::test]
async fn a_copy_ends_while_others_write_and_is_whole() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(directory.path());
    for id in 1..=40 {
        store.insert(scan(id)).await.unwrap();
    }
    let file = directory.path().join("copy.sqlite");
    // Another scan is stored between any two steps: SQLite's backup would begin anew each time.
    let insert = |id| {
        let new = scan(id);
        store
            .database
            .write_blocking(|connection| scans::insert(connection, &new))
            .unwrap()
    };
    let mut steps = 0;
    let progress = &mut |_, _| {
        steps += 1;
        assert_eq!(insert(40 + steps), InsertResult::Inserted);
    };
    store
        .database
        .with_reader(|connection| super::copy::copy_by(connection, &file, 8, progress))
        .unwrap();
    assert!(steps > 3, "{steps}");
    let copied = rusqlite::Connection::open(&file).unwrap();
    let count: i64 = copied
        .query_row("SELECT count(*) FROM scans", [], |row| row.get(0))
        .unwrap();
    assert_eq!(count, 40);
}

#[tokio::test]
async fn after_it_is_closed_the_index_is_one_file() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(directory.path());
    store.insert(scan(1)).await.unwrap();
    store.close().await.unwrap();
    let alone = tempfile::tempdir().unwrap();
    fs_err::copy(directory.path().join("index.sqlite"), alone.path().join("index.sqlite")).unwrap();
    assert_eq!(open(alone.path()).totals(None).await.unwrap().scans, 1);
    let log = fs_err::metadata(directory.path().join("index.sqlite-wal"));
    assert_eq!(log.map_or(0, |log| log.len()), 0);
}

#[tokio::test]
async fn what_a_killed_process_left_of_a_write_is_deleted_at_the_next_start() {
    let directory = tempfile::tempdir().unwrap();
    let scan = scan(1);
    let store = open(directory.path());
    store.insert(Arc::clone(&scan)).await.unwrap();
    drop(store);
    let unfinished = directory.path().join(format!("{}#1", scan.key));
    fs_err::create_dir_all(unfinished.parent().unwrap()).unwrap();
    fs_err::write(&unfinished, b"hal").unwrap();
    let store = open(directory.path());
    store.start_uploads();
    uploaded(&store, &[Arc::clone(&scan)]).await;
    assert!(!unfinished.exists());
    assert_eq!(fs_err::read(directory.path().join(&scan.key)).unwrap(), scan.raw);
}

#[tokio::test]
async fn a_new_index_takes_the_place_of_the_old_one_whole_or_not_at_all() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path();
    let store = open(data);
    store.insert(scan(1)).await.unwrap();
    store.insert(scan(2)).await.unwrap();
    let person = Person {
        developer_id: "ada".to_owned(),
        name: Some("Ada".to_owned()),
        email: None,
    };
    store.save_person(person.clone()).await.unwrap();
    let secret = store.key_secret().to_owned();
    drop(store);
    // One that is not finished.
    let unfinished = RebuiltIndex::begin(data).unwrap();
    assert_eq!(unfinished.add(&[NewScan::clone(&scan(3))]).unwrap(), 1);
    drop(unfinished);
    assert_eq!(open(data).totals(None).await.unwrap().scans, 2);
    let new = RebuiltIndex::begin(data).unwrap();
    assert_eq!(
        new.add(&[NewScan::clone(&scan(3)), NewScan::clone(&scan(3))]).unwrap(),
        1
    );
    new.replace().unwrap();
    let store = open(data);
    assert_eq!(store.totals(None).await.unwrap().scans, 1);
    assert_eq!(store.people(vec!["ada".to_owned()]).await.unwrap(), [person]);
    assert_eq!((store.key_secret(), secret.len()), (secret.as_slice(), 32));
    drop(store);
    let left: Vec<String> = fs_err::read_dir(data)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(
        !left.iter().any(|name| name.starts_with("index.sqlite.new")),
        "{left:?}"
    );
}
