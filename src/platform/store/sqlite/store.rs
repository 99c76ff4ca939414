//! The embedded store, behind the traits of every store.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::TryStreamExt as _;
use jiff::Timestamp;
use object_store::path::Path as ObjectPath;
use object_store::{ObjectStore, ObjectStoreExt as _};
use tokio::sync::Notify;

use super::batch_writer::BatchWriter;
use super::database::Database;
use super::uploader::Uploader;
use super::{accounts, scans};
use crate::api::wire::{Developer, Token};
use crate::platform::store::{
    AccountStore, Cursor, Day, InsertResult, NewScan, NewToken, RawPlace, ScanFilter, ScanPage, ScanStore, Session,
    Store, StoreError, StoredScan, Totals, data_directory,
};

/// The index's file in the data directory.
const INDEX_FILE: &str = "index.sqlite";
/// Scans that are removed in one transaction.
const REMOVED_AT_ONCE: usize = 500;

/// The embedded store.
pub(crate) struct SqliteStore {
    pub(super) database: Database,
    raw: Arc<dyn ObjectStore>,
    batch_writer: BatchWriter,
    uploader: Uploader,
}

impl SqliteStore {
    /// Opens the store in a data directory, or makes it. Raw scans stay in the index until [`SqliteStore::start_uploads`].
    pub(crate) fn open(data: &Path, place: &RawPlace, durable: bool) -> Result<Self, StoreError> {
        data_directory::make(data)?;
        let database = Database::open(&data.join(INDEX_FILE), durable)?;
        let raw = place.open(data, durable)?;
        let stored = Arc::new(Notify::new());
        let batch_writer = BatchWriter::start(database.clone(), Arc::clone(&stored))
            .map_err(|error| StoreError::Index(error.into()))?;
        Ok(Self {
            uploader: Uploader {
                database: database.clone(),
                raw: Arc::clone(&raw),
                stored,
            },
            database,
            raw,
            batch_writer,
        })
    }

    /// Starts to put raw scans where they belong, in the runtime of the caller.
    pub(crate) fn start_uploads(&self) {
        tokio::spawn(self.uploader.clone().run());
    }

    /// Puts all raw scans where they belong.
    pub(crate) async fn drain(&self) -> Result<(), StoreError> {
        self.uploader.drain().await
    }

    /// The names of all raw scans that are where they belong, oldest first.
    pub(crate) async fn raw_keys(&self) -> Result<Vec<String>, StoreError> {
        let prefix = ObjectPath::from("scans");
        let objects = self.raw.list(Some(&prefix));
        let mut keys: Vec<String> = objects
            .map_ok(|object| object.location.to_string())
            .try_filter(|key| std::future::ready(key.ends_with(".json.zst")))
            .try_collect()
            .await?;
        // The name begins with the time.
        keys.sort_by(|one, other| file_name(one).cmp(file_name(other)));
        Ok(keys)
    }

    /// The raw bytes of that name.
    pub(crate) async fn raw_at(&self, key: &str) -> Result<Bytes, StoreError> {
        let path = ObjectPath::parse(key)?;
        Ok(self.raw.get(&path).await?.bytes().await?)
    }

    /// Removes every scan from the index, to build it anew from the raw scans.
    pub(crate) async fn clear_index(&self) -> Result<(), StoreError> {
        self.database.write(scans::clear).await
    }

    /// Puts scans into the index whose raw bytes are where they belong; how many were new.
    pub(crate) async fn index_uploaded(&self, new: Vec<NewScan>) -> Result<usize, StoreError> {
        let insert_all = move |connection: &rusqlite::Connection| {
            let mut inserted = 0;
            for scan in &new {
                let result = scans::insert_uploaded(connection, scan)?;
                inserted += usize::from(result == InsertResult::Inserted);
            }
            Ok(inserted)
        };
        let inserted = self.database.write(insert_all).await?;
        self.database.checkpoint().await?;
        Ok(inserted)
    }

    /// Writes a copy of the index, as it is now, to a file.
    pub(crate) async fn backup(&self, file: PathBuf) -> Result<(), StoreError> {
        let copy = move |connection: &rusqlite::Connection| {
            connection.backup("main", file, None::<fn(rusqlite::backup::Progress)>)
        };
        self.database.read(copy).await
    }
}

fn file_name(key: &str) -> &str {
    key.rsplit('/').next().unwrap_or(key)
}

/// A cursor is the place of the last scan of its page, in hexadecimal.
fn place_of(cursor: &Cursor) -> Result<i64, StoreError> {
    i64::from_str_radix(&cursor.0, 16).map_err(|_| StoreError::BadCursor)
}

#[async_trait]
impl ScanStore for SqliteStore {
    async fn insert(&self, scan: Arc<NewScan>) -> Result<InsertResult, StoreError> {
        self.batch_writer.insert(scan).await
    }

    async fn scan(&self, id: &str) -> Result<Option<StoredScan>, StoreError> {
        let id = id.to_owned();
        self.database.read(move |connection| scans::find(connection, &id)).await
    }

    async fn raw(&self, scan: &StoredScan) -> Result<Bytes, StoreError> {
        let id = scan.summary.scan_id.clone();
        let spooled = self.database.read(move |connection| scans::in_spool(connection, &id));
        match spooled.await? {
            Some(raw) => Ok(raw),
            None => self.raw_at(&scan.key).await,
        }
    }

    async fn list(&self, filter: ScanFilter) -> Result<ScanPage, StoreError> {
        let before = filter.after.as_ref().map_or(Ok(i64::MAX), place_of)?;
        let limit = filter.limit;
        // One more than fits tells whether there is a next page.
        let list = move |connection: &rusqlite::Connection| scans::list(connection, &filter, before, limit + 1);
        let mut found = self.database.read(list).await?;
        let more = found.len() > limit;
        found.truncate(limit);
        Ok(ScanPage {
            next: found
                .last()
                .filter(|_| more)
                .map(|(place, _)| Cursor(format!("{place:x}"))),
            scans: found.into_iter().map(|(_, summary)| summary).collect(),
        })
    }

    async fn developers(&self, only: Option<&str>) -> Result<Vec<Developer>, StoreError> {
        let only = only.map(str::to_owned);
        let developers = move |connection: &rusqlite::Connection| scans::developers(connection, only.as_deref());
        self.database.read(developers).await
    }

    async fn totals(&self, developer: Option<&str>) -> Result<Totals, StoreError> {
        let developer = developer.map(str::to_owned);
        let totals = move |connection: &rusqlite::Connection| scans::totals(connection, developer.as_deref());
        self.database.read(totals).await
    }

    async fn days(&self, developer: Option<&str>, since: Timestamp) -> Result<Vec<Day>, StoreError> {
        let developer = developer.map(str::to_owned);
        let days = move |connection: &rusqlite::Connection| scans::days(connection, developer.as_deref(), since);
        self.database.read(days).await
    }

    async fn remove_before(&self, time: Timestamp) -> Result<u64, StoreError> {
        let mut removed = 0;
        loop {
            let old = move |connection: &rusqlite::Connection| scans::older_than(connection, time, REMOVED_AT_ONCE);
            let old = self.database.read(old).await?;
            if old.is_empty() {
                return Ok(removed);
            }
            let mut seqs = Vec::with_capacity(old.len());
            for (seq, key) in old {
                match self.raw.delete(&ObjectPath::parse(&key)?).await {
                    Ok(()) | Err(object_store::Error::NotFound { .. }) => seqs.push(seq),
                    Err(error) => return Err(error.into()),
                }
            }
            removed += u64::try_from(seqs.len()).unwrap_or(0);
            self.database
                .write(move |connection| scans::remove(connection, &seqs))
                .await?;
            self.database.checkpoint().await?;
        }
    }
}

#[async_trait]
impl AccountStore for SqliteStore {
    async fn add_token(&self, token: NewToken) -> Result<(), StoreError> {
        self.database
            .write(move |connection| accounts::add_token(connection, &token))
            .await
    }

    async fn token(&self, hash: [u8; 32]) -> Result<Option<Token>, StoreError> {
        self.database
            .read(move |connection| accounts::token(connection, &hash))
            .await
    }

    async fn token_by_id(&self, id: &str) -> Result<Option<Token>, StoreError> {
        let id = id.to_owned();
        self.database
            .read(move |connection| accounts::token_by_id(connection, &id))
            .await
    }

    async fn tokens(&self) -> Result<Vec<Token>, StoreError> {
        self.database.read(accounts::tokens).await
    }

    async fn revoke_token(&self, id: &str, now: Timestamp) -> Result<bool, StoreError> {
        let id = id.to_owned();
        self.database
            .write(move |connection| accounts::revoke(connection, &id, now))
            .await
    }

    async fn save_last_used(&self, uses: Vec<(String, Timestamp)>) -> Result<(), StoreError> {
        self.database
            .write(move |connection| accounts::save_last_used(connection, &uses))
            .await
    }

    async fn add_session(&self, hash: [u8; 32], session: Session) -> Result<(), StoreError> {
        self.database
            .write(move |connection| accounts::add_session(connection, &hash, &session))
            .await
    }

    async fn session(&self, hash: [u8; 32], now: Timestamp) -> Result<Option<Session>, StoreError> {
        self.database
            .read(move |connection| accounts::session(connection, &hash, now))
            .await
    }

    async fn end_session(&self, hash: [u8; 32]) -> Result<(), StoreError> {
        self.database
            .write(move |connection| accounts::end_session(connection, &hash))
            .await
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn ping(&self) -> Result<(), StoreError> {
        self.database
            .read(|connection| connection.query_row("SELECT 1", [], |_| Ok(())))
            .await
    }

    async fn close(&self) -> Result<(), StoreError> {
        self.drain().await
    }
}
