//! A long log, a full disk, and an index that is damaged or lost.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::TryRecvError;

use super::super::database::{Checkpoint, Database};
use super::super::salvage::{Salvaged, is_damaged};
use super::{open, scan};
use crate::api::wire::{Role, Token};
use crate::platform::store::{AccountStore as _, NewToken, RebuiltIndex, ScanStore as _, Store as _};

/// Writes that many bytes to the audit log.
fn write(database: &Database, bytes: u32) -> rusqlite::Result<usize> {
    database.write_blocking(|connection| {
        let sql = "INSERT INTO audit (at, actor, action, object) VALUES (0, '', '', hex(zeroblob(?1)))";
        connection.execute(sql, [bytes / 2])
    })
}

/// Sign-ins alone let it grow without end.
#[test]
fn any_write_that_makes_the_log_long_orders_a_checkpoint() {
    let directory = tempfile::tempdir().unwrap();
    let database = Database::open(&directory.path().join("index.sqlite"), false).unwrap();
    let ordered = database.checkpoints();
    for _ in 0..30 {
        write(&database, 1 << 20).unwrap();
    }
    assert_eq!(ordered.try_recv(), Err(TryRecvError::Empty));
    write(&database, 3 << 20).unwrap();
    let order = ordered.try_recv();
    assert_eq!(order, Ok(Checkpoint::LongLog));
    database.carry_out(order.unwrap()).unwrap();
    // The log begins anew.
    write(&database, 1 << 20).unwrap();
    assert_eq!(ordered.try_recv(), Err(TryRecvError::Empty));
    database.end_checkpoints();
    assert_eq!(ordered.try_recv(), Err(TryRecvError::Disconnected));
}

#[test]
fn a_full_disk_gets_the_room_of_the_log_back() {
    let directory = tempfile::tempdir().unwrap();
    let database = Database::open(&directory.path().join("index.sqlite"), false).unwrap();
    let ordered = database.checkpoints();
    let log = || {
        fs_err::metadata(directory.path().join("index.sqlite-wal"))
            .unwrap()
            .len()
    };
    write(&database, 1 << 20).unwrap();
    assert!(log() > 1 << 20);
    // SQLite says of a database at its limit what it says of a full disk.
    let limit = |pages: u32| {
        let sql = format!("PRAGMA max_page_count = {pages}");
        database
            .write_blocking(|connection| connection.query_row(&sql, [], |_| Ok(())))
            .unwrap();
    };
    limit(1);
    let refused = write(&database, 1 << 20).unwrap_err();
    assert_eq!(refused.sqlite_error_code(), Some(rusqlite::ErrorCode::DiskFull));
    let order = ordered.try_recv();
    assert_eq!(order, Ok(Checkpoint::FullDisk));
    database.carry_out(order.unwrap()).unwrap();
    assert_eq!(log(), 0);
    limit(10_000);
    write(&database, 1 << 20).unwrap();
}

fn token() -> NewToken {
    NewToken {
        token: Token {
            id: "a".to_owned(),
            role: Role::Member,
            developer_id: "ada".to_owned(),
            for_others: false,
            created_at: "2026-01-01T00:00:00Z".parse().unwrap(),
            expires_at: None,
            last_used_at: None,
            revoked_at: None,
        },
        hash: [1; 32],
    }
}

/// Reads what can be read of the index, and puts a new one in its place. With it, the raw scans that were in the index alone.
fn salvage(data: &Path) -> (Salvaged, Vec<(String, Vec<u8>)>) {
    let new = RebuiltIndex::begin(data).unwrap();
    let mut put = Vec::new();
    let salvaged = new.salvage(&mut |key, raw| {
        put.push((key.to_owned(), raw));
        Ok(())
    });
    let aside = new.move_aside().unwrap();
    let name = aside.file_name().unwrap().to_str().unwrap();
    assert!(name.starts_with("index.sqlite.damaged-2") && aside.is_file(), "{name}");
    new.replace().unwrap();
    (salvaged.unwrap(), put)
}

#[tokio::test]
async fn of_an_index_that_is_cut_off_what_can_be_read_goes_into_a_new_one() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path();
    let store = open(data);
    store.add_token(token()).await.unwrap();
    let scan = scan(1);
    store.insert(Arc::clone(&scan)).await.unwrap();
    let secret = store.key_secret().to_owned();
    write(&store.database, 1 << 20).unwrap();
    drop(store);
    assert!(!is_damaged(data).unwrap());
    let index = fs_err::OpenOptions::new()
        .write(true)
        .open(data.join("index.sqlite"))
        .unwrap();
    index.set_len(index.metadata().unwrap().len() / 2).unwrap();
    assert!(is_damaged(data).unwrap());
    let (salvaged, put) = salvage(data);
    let expected = Salvaged {
        tokens: 1,
        unreadable: vec!["audit"],
    };
    assert_eq!((salvaged, put), (expected, vec![(scan.key.clone(), scan.raw.to_vec())]));
    let store = open(data);
    assert_eq!(store.token([1; 32]).await.unwrap(), Some(token().token));
    assert_eq!(store.key_secret(), secret);
}

#[tokio::test]
async fn of_a_file_that_is_no_index_nothing_can_be_read_and_a_new_one_takes_its_place() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path();
    assert!(!is_damaged(data).unwrap());
    fs_err::write(data.join("index.sqlite"), "no index".repeat(1_000)).unwrap();
    assert!(is_damaged(data).unwrap());
    let (salvaged, put) = salvage(data);
    let expected = Salvaged {
        tokens: 0,
        unreadable: vec!["audit", "people", "secrets", "sessions", "spool", "tokens"],
    };
    assert_eq!((salvaged, put), (expected, Vec::new()));
    assert_eq!(open(data).tokens().await.unwrap(), []);
}

#[tokio::test]
async fn an_empty_index_beside_raw_scans_was_lost() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path();
    let store = open(data);
    assert!(!store.lost_its_index().await.unwrap());
    store.insert(scan(1)).await.unwrap();
    store.close().await.unwrap();
    assert!(!store.lost_its_index().await.unwrap());
    drop(store);
    fs_err::write(data.join("index.sqlite"), "").unwrap();
    assert!(open(data).lost_its_index().await.unwrap());
}
