//! The embedded store, behind the traits of every store.

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::{StreamExt as _, TryStreamExt as _};
use jiff::Timestamp;
use object_store::path::Path as ObjectPath;
use object_store::{ObjectStore, ObjectStoreExt as _, PutPayload};
use tokio::sync::Notify;

use super::batch_writer::BatchWriter;
use super::database::Database;
use super::lists::{self, Place};
use super::removal::{self, Which};
use super::uploader::Uploader;
use super::{accounts, copy, counters, scans};
use crate::api::wire::{AuditEntry, Developer, Token};
use crate::platform::store::{
    AccountStore, Day, IndexLock, InsertResult, NewScan, NewToken, Person, RawPlace, ScanFilter, ScanPage, ScanStore,
    Session, Store, StoreError, StoredScan, Totals, data_directory,
};

/// The index's file in the data directory.
pub(super) const INDEX_FILE: &str = "index.sqlite";
/// Scans that are removed in one transaction, which uploads wait for.
const REMOVED_AT_ONCE: usize = 100;
/// Raw scans that are deleted at the same time.
const PARALLEL_DELETES: usize = 8;
/// The object that tells whether raw scans can be written.
const PROBE: &str = "ready";
/// What the names of raw scans begin with.
const RAW_SCANS: &str = "scans";

/// The embedded store.
pub(crate) struct SqliteStore {
    pub(super) database: Database,
    raw: Arc<dyn ObjectStore>,
    batch_writer: BatchWriter,
    uploader: Uploader,
    key_secret: Vec<u8>,
    _lock: Option<IndexLock>,
}

impl SqliteStore {
    /// Opens the store in a data directory, or creates it. Raw scans stay in the index until [`SqliteStore::start_uploads`].
    pub(crate) fn open(data: &Path, place: &RawPlace, durable: bool) -> Result<Self, StoreError> {
        data_directory::make(data)?;
        let lock = IndexLock::shared(data)?;
        Self::open_locked(data, place, durable, Some(lock))
    }

    /// Opens a store that exists. `lock`: `None` where the caller holds the index's lock.
    pub(crate) fn open_locked(
        data: &Path,
        place: &RawPlace,
        durable: bool,
        lock: Option<IndexLock>,
    ) -> Result<Self, StoreError> {
        let database = Database::open(&data.join(INDEX_FILE), durable)?;
        let key_secret = database.read_blocking(|connection| {
            let sql = "SELECT value FROM secrets WHERE name = 'idempotency'";
            connection.query_row(sql, [], |row| row.get(0))
        })?;
        let raw = place.open(data, durable)?;
        let stored = Arc::new(Notify::new());
        let batch_writer = BatchWriter::start(database.clone(), Arc::clone(&stored))
            .map_err(|error| StoreError::Index(error.into()))?;
        Ok(Self {
            uploader: Uploader {
                database: database.clone(),
                raw: Arc::clone(&raw),
                stored,
                directory: matches!(place, RawPlace::Directory).then(|| data.to_owned()),
            },
            database,
            raw,
            batch_writer,
            key_secret,
            _lock: lock,
        })
    }

    /// Whether there is a platform in a data directory.
    pub(crate) fn exists(data: &Path) -> bool {
        data.join(INDEX_FILE).is_file()
    }

    /// Starts to put raw scans where they belong, in the runtime of the caller.
    pub(crate) fn start_uploads(&self) {
        tokio::spawn(self.uploader.clone().run());
    }

    /// Puts all raw scans where they belong, and deletes those of removed scans.
    pub(crate) async fn drain(&self) -> Result<(), StoreError> {
        self.uploader.drain().await?;
        self.delete_removed().await
    }

    /// There is no scan in the index, and raw scans are beside it in the data directory: the index was lost.
    pub(crate) async fn lost_its_index(&self) -> Result<bool, StoreError> {
        if self.uploader.directory.is_none() || self.totals(None).await?.scans > 0 {
            return Ok(false);
        }
        let prefix = ObjectPath::from(RAW_SCANS);
        Ok(self.raw.list(Some(&prefix)).try_next().await?.is_some())
    }

    /// Writes a copy of the index, as it is now, to a file. `progress` is told how many pages of how many are copied.
    pub(crate) fn backup(&self, file: &Path, progress: &mut dyn FnMut(u64, u64)) -> Result<(), StoreError> {
        self.database
            .with_reader(|connection| copy::copy(connection, file, progress))
    }

    /// Removes scans with their raw bytes; how many. Each part is whole: rows go in one transaction that notes the raw scans to be
    /// deleted, and those are deleted then, or by [`SqliteStore::drain`] if the process ends in between.
    async fn remove(&self, which: Which) -> Result<u64, StoreError> {
        let mut total = 0;
        loop {
            let which = which.clone();
            let remove = move |connection: &rusqlite::Connection| removal::remove(connection, &which, REMOVED_AT_ONCE);
            let removed = self.database.write(remove).await?;
            self.delete_removed().await?;
            total += u64::try_from(removed).unwrap_or(0);
            if removed < REMOVED_AT_ONCE {
                self.database.checkpoint().await?;
                return Ok(total);
            }
        }
    }

    /// Deletes the raw bytes of scans that were removed.
    async fn delete_removed(&self) -> Result<(), StoreError> {
        loop {
            let keys = self
                .database
                .read(|connection| removal::keys(connection, REMOVED_AT_ONCE))
                .await?;
            if keys.is_empty() {
                return Ok(());
            }
            futures_util::stream::iter(keys.clone())
                .map(|key| async move {
                    match self.raw.delete(&ObjectPath::parse(&key)?).await {
                        Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
                        Err(error) => Err(StoreError::from(error)),
                    }
                })
                .buffer_unordered(PARALLEL_DELETES)
                .try_collect::<()>()
                .await?;
            self.database
                .write(move |connection| removal::forget(connection, &keys))
                .await?;
        }
    }
}

/// The raw bytes of that name.
pub(crate) async fn raw_at(raw: &dyn ObjectStore, key: &str) -> Result<Bytes, StoreError> {
    let path = ObjectPath::parse(key)?;
    Ok(raw.get(&path).await?.bytes().await?)
}

/// The names of all raw scans that are where they belong, oldest first.
pub(crate) async fn raw_keys(raw: &dyn ObjectStore) -> Result<Vec<String>, StoreError> {
    let prefix = ObjectPath::from(RAW_SCANS);
    let mut keys: Vec<String> = raw
        .list(Some(&prefix))
        .map_ok(|object| object.location.to_string())
        .try_filter(|key| std::future::ready(key.ends_with(".json.zst")))
        .try_collect()
        .await?;
    // The name begins with the time.
    keys.sort_by(|one, other| file_name(one).cmp(file_name(other)));
    Ok(keys)
}

fn file_name(key: &str) -> &str {
    key.rsplit('/').next().unwrap_or(key)
}

#[async_trait]
impl ScanStore for SqliteStore {
    async fn insert(&self, scan: Arc<NewScan>) -> Result<InsertResult, StoreError> {
        self.batch_writer.insert(scan).await
    }

    fn key_secret(&self) -> &[u8] {
        &self.key_secret
    }

    async fn scan(&self, id: &str) -> Result<Option<StoredScan>, StoreError> {
        let id = id.to_owned();
        self.database
            .read_few(move |connection| scans::find(connection, &id))
            .await
    }

    async fn raw(&self, scan: &StoredScan) -> Result<Bytes, StoreError> {
        let id = scan.summary.scan_id.clone();
        let spooled = self
            .database
            .read_few(move |connection| scans::in_spool(connection, &id));
        match spooled.await? {
            Some(raw) => Ok(raw),
            None => raw_at(self.raw.as_ref(), &scan.key).await,
        }
    }

    async fn list(&self, filter: ScanFilter) -> Result<ScanPage, StoreError> {
        let before = filter.after.as_ref().map_or(Ok(Place::NEWEST), Place::of)?;
        let is_bounded = lists::is_bounded(&filter);
        let list = move |connection: &rusqlite::Connection| lists::list(connection, &filter, before);
        let part = if is_bounded {
            self.database.read_few(list).await?
        } else {
            self.database.read(list).await?
        };
        Ok(ScanPage {
            scans: part.scans,
            next: part.next.map(Place::cursor),
        })
    }

    async fn developer(&self, id: &str) -> Result<Option<Developer>, StoreError> {
        let id = id.to_owned();
        let developer =
            move |connection: &rusqlite::Connection| counters::developers(connection, Some(&id), ("", ""), 1);
        Ok(self.database.read_few(developer).await?.pop())
    }

    async fn developers(&self, prefix: &str, after: &str, limit: usize) -> Result<Vec<Developer>, StoreError> {
        let (prefix, after) = (prefix.to_owned(), after.to_owned());
        let developers =
            move |connection: &rusqlite::Connection| counters::developers(connection, None, (&prefix, &after), limit);
        self.database.read(developers).await
    }

    async fn totals(&self, developer: Option<&str>) -> Result<Totals, StoreError> {
        let developer = developer.map(str::to_owned);
        let totals = move |connection: &rusqlite::Connection| counters::totals(connection, developer.as_deref());
        self.database.read(totals).await
    }

    async fn days(&self, developer: Option<&str>, since: Timestamp) -> Result<Vec<Day>, StoreError> {
        let developer = developer.map(str::to_owned);
        let days = move |connection: &rusqlite::Connection| counters::days(connection, developer.as_deref(), since);
        self.database.read(days).await
    }

    async fn scans_before(&self, time: Timestamp) -> Result<u64, StoreError> {
        self.database
            .read(move |connection| counters::scans_before(connection, time))
            .await
    }

    async fn remove_before(&self, time: Timestamp) -> Result<u64, StoreError> {
        self.remove(Which::Before(time)).await
    }

    async fn remove_developer(&self, id: &str) -> Result<u64, StoreError> {
        let removed = self.remove(Which::Developer(id.to_owned())).await?;
        let id = id.to_owned();
        self.database
            .write(move |connection| accounts::forget_person(connection, &id))
            .await?;
        Ok(removed)
    }

    async fn remove_scan(&self, id: &str) -> Result<bool, StoreError> {
        Ok(self.remove(Which::Scan(id.to_owned())).await? > 0)
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
            .read_few(move |connection| accounts::token(connection, &hash))
            .await
    }

    async fn token_by_id(&self, id: &str) -> Result<Option<Token>, StoreError> {
        let id = id.to_owned();
        self.database
            .read_few(move |connection| accounts::token_by_id(connection, &id))
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
            .read_few(move |connection| accounts::session(connection, &hash, now))
            .await
    }

    async fn end_session(&self, hash: [u8; 32]) -> Result<(), StoreError> {
        self.database
            .write(move |connection| accounts::end_session(connection, &hash))
            .await
    }

    async fn sessions(&self, now: Timestamp) -> Result<Vec<([u8; 32], Session)>, StoreError> {
        self.database
            .read(move |connection| accounts::sessions(connection, now))
            .await
    }

    async fn save_person(&self, person: Person) -> Result<(), StoreError> {
        self.database
            .write(move |connection| accounts::save_person(connection, &person))
            .await
    }

    async fn people(&self, ids: Vec<String>) -> Result<Vec<Person>, StoreError> {
        self.database
            .read(move |connection| accounts::people(connection, &ids))
            .await
    }

    async fn badge_secret(&self) -> Result<Vec<u8>, StoreError> {
        self.database.read_few(accounts::badge_secret).await
    }

    async fn add_audit(&self, entry: AuditEntry) -> Result<(), StoreError> {
        self.database
            .write(move |connection| accounts::add_audit(connection, &entry))
            .await
    }

    async fn audit(&self, limit: usize) -> Result<Vec<AuditEntry>, StoreError> {
        self.database
            .read(move |connection| accounts::audit(connection, limit))
            .await
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn check(&self) -> Result<(), StoreError> {
        let write = |connection: &rusqlite::Connection| removal::forget(connection, &[String::new()]);
        self.database.write(write).await?;
        self.database
            .read(|connection| connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())))
            .await?;
        let probe = ObjectPath::from(PROBE);
        self.raw.put(&probe, PutPayload::from_static(b"ready")).await?;
        self.raw.get(&probe).await?.bytes().await?;
        self.raw.delete(&probe).await?;
        Ok(())
    }

    async fn close(&self) -> Result<(), StoreError> {
        let drained = self.drain().await;
        self.database.close_log().await?;
        drained
    }
}
