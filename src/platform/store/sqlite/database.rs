//! The index's database: one connection that writes, and others that read beside it.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, Result, TransactionBehavior};

use super::copy::{beside, copy};
use super::states;
use super::version::{MIGRATIONS, WITH_STATES, version};
use crate::platform::store::StoreError;

/// Connections that read at the same time; further reads wait for one. It bounds the memory and the threads of reads.
const READERS: usize = 8;
/// What a connection that reads caches of the file. Few pages are asked for, and most are near the end.
const READER_CACHE_KIB: i64 = 256;
/// The same for the connection that writes: the pages of a batch.
const WRITER_CACHE_KIB: i64 = 512;
/// Pages of 4 KiB in SQLite's log from which on each write orders a checkpoint.
const LONG_LOG_PAGES: i64 = 8_192;

/// What every index has beside the tables of its version. The secret makes the ids of scans that are uploaded with a key of plain text.
const IN_EVERY_VERSION: &str = "
    CREATE INDEX IF NOT EXISTS sessions_by_end ON sessions (expires_at);
    CREATE INDEX IF NOT EXISTS sessions_by_developer ON sessions (subject, expires_at);
    INSERT OR IGNORE INTO secrets VALUES ('idempotency', randomblob(32));";

/// Why a checkpoint is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Checkpoint {
    /// SQLite's log is long.
    LongLog,
    /// The disk is full.
    FullDisk,
}

/// The database. A clone is another handle to it.
#[derive(Clone)]
pub(super) struct Database(Arc<Inner>);

struct Inner {
    path: PathBuf,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
    /// One permit for each read.
    turns: tokio::sync::Semaphore,
    /// Where writes order checkpoints. `None`: nobody carries them out.
    checkpoints: Mutex<Option<SyncSender<Checkpoint>>>,
}

impl Database {
    /// Opens the database, or makes it, and brings it to the version of this program.
    ///
    /// `durable`: a commit survives the loss of power, not of this process alone.
    ///
    /// An index of an earlier version is copied beside itself first: `index.sqlite.version-2`.
    pub(super) fn open(path: &Path, durable: bool) -> std::result::Result<Self, StoreError> {
        let mut writer = connect(path, WRITER_CACHE_KIB)?;
        writer.pragma_update(None, "journal_mode", "WAL")?;
        writer.pragma_update(None, "synchronous", if durable { "FULL" } else { "NORMAL" })?;
        // SQLite would checkpoint in the commit that makes the log long, and every upload behind it would wait for the disk.
        // `batch_writer` has a thread for it.
        writer.pragma_update(None, "wal_autocheckpoint", 0)?;
        migrate(&mut writer, path)?;
        Ok(Self(Arc::new(Inner {
            path: path.to_owned(),
            writer: Mutex::new(writer),
            readers: Mutex::default(),
            turns: tokio::sync::Semaphore::new(READERS),
            checkpoints: Mutex::default(),
        })))
    }

    /// Reads, on a thread that may block.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let _turn = self.0.turns.acquire().await.map_err(|_| StoreError::Stopping)?;
        let database = self.clone();
        blocking(move || database.read_blocking(read)).await
    }

    /// Reads on the caller's thread what an index bounds to a page of rows at most. With another thread for it, a list took a quarter more
    /// CPU and the server a fifth more memory (`scripts/bench-platform`).
    pub(super) async fn read_few<T>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T> + Send,
    ) -> Result<T, StoreError> {
        let _turn = self.0.turns.acquire().await.map_err(|_| StoreError::Stopping)?;
        Ok(self.read_blocking(read)?)
    }

    /// Writes in a transaction, on a thread that may block.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        write: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let database = self.clone();
        blocking(move || database.write_blocking(write)).await
    }

    /// Moves the log back into the database, on a thread that may block.
    pub(super) async fn checkpoint(&self) -> Result<(), StoreError> {
        let database = self.clone();
        blocking(move || database.checkpoint_blocking()).await
    }

    pub(super) fn read_blocking<T>(&self, read: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let idle = self.0.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => connect(&self.0.path, READER_CACHE_KIB)?,
        };
        let result = read(&connection);
        let mut idle = self.0.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < READERS {
            idle.push(connection);
        }
        result
    }

    /// Reads with a connection of one's own.
    pub(super) fn with_reader<T>(
        &self,
        read: impl FnOnce(&Connection) -> std::result::Result<T, StoreError>,
    ) -> std::result::Result<T, StoreError> {
        read(&connect(&self.0.path, READER_CACHE_KIB)?)
    }

    pub(super) fn write_blocking<T>(&self, write: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let mut writer = self.0.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let result = in_transaction(&mut writer, write);
        match &result {
            Ok(_) if log_pages(&writer).unwrap_or(0) > LONG_LOG_PAGES => self.order(Checkpoint::LongLog),
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DiskFull) => self.order(Checkpoint::FullDisk),
            _ => {}
        }
        result
    }

    /// The checkpoints that writes order from now on, until [`Database::end_checkpoints`].
    pub(super) fn checkpoints(&self) -> Receiver<Checkpoint> {
        let (orders, received) = sync_channel(1);
        *self.0.checkpoints.lock().unwrap_or_else(PoisonError::into_inner) = Some(orders);
        received
    }

    pub(super) fn end_checkpoints(&self) {
        *self.0.checkpoints.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn order(&self, checkpoint: Checkpoint) {
        if let Some(orders) = &*self.0.checkpoints.lock().unwrap_or_else(PoisonError::into_inner) {
            // One that is not carried out yet is enough.
            let _ = orders.try_send(checkpoint);
        }
    }

    /// Carries out a checkpoint that a write ordered. On a full disk the log gives its room back, which writes have to wait for.
    pub(super) fn carry_out(&self, checkpoint: Checkpoint) -> Result<()> {
        match checkpoint {
            Checkpoint::LongLog => self.checkpoint_blocking(),
            Checkpoint::FullDisk => self.close_log_blocking(),
        }
    }

    /// Moves all of the log back into the database, and truncates the log: the database is one file then.
    pub(super) fn close_log_blocking(&self) -> Result<()> {
        let writer = self.0.writer.lock().unwrap_or_else(PoisonError::into_inner);
        self.0.readers.lock().unwrap_or_else(PoisonError::into_inner).clear();
        writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
    }

    /// The same, on a thread that may block.
    pub(super) async fn close_log(&self) -> std::result::Result<(), StoreError> {
        let database = self.clone();
        blocking(move || database.close_log_blocking()).await
    }

    /// Checkpoints twice while writers run, then once with the writer locked, so that SQLite can reset the log.
    pub(super) fn checkpoint_blocking(&self) -> Result<()> {
        for _ in 0..2 {
            self.read_blocking(checkpoint)?;
        }
        let _writer = self.0.writer.lock().unwrap_or_else(PoisonError::into_inner);
        self.read_blocking(checkpoint)
    }
}

/// Source: sqlite.org/pragma.html, `wal_checkpoint`.
fn checkpoint(connection: &Connection) -> Result<()> {
    connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))
}

fn in_transaction<T>(connection: &mut Connection, write: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let result = write(&transaction)?;
    transaction.commit()?;
    Ok(result)
}

/// The pages in the log. Nothing is checkpointed. Source: sqlite.org/pragma.html, `wal_checkpoint(NOOP)`.
fn log_pages(connection: &Connection) -> Result<i64> {
    connection
        .prepare_cached("PRAGMA wal_checkpoint(NOOP)")?
        .query_row([], |row| row.get(1))
}

async fn blocking<T: Send + 'static>(call: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T, StoreError> {
    let result = tokio::task::spawn_blocking(call).await;
    Ok(result.map_err(|_| StoreError::Stopping)??)
}

/// Opens a connection to a database, or makes the file.
fn connect(path: &Path, cache_kib: i64) -> Result<Connection> {
    let connection = Connection::open(path)?;
    // `devenv serve token` writes beside a server that runs.
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.set_prepared_statement_cache_capacity(64);
    // Without it, SQLite plans a statement anew whenever a value is bound that its plan might depend on: half of what a list costs.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // Negative: KiB.
    connection.pragma_update(None, "cache_size", -cache_kib)?;
    Ok(connection)
}

fn migrate(connection: &mut Connection, path: &Path) -> std::result::Result<(), StoreError> {
    let found = version(connection)?;
    if found > MIGRATIONS.len() {
        return Err(StoreError::Newer {
            found,
            known: MIGRATIONS.len(),
        });
    }
    if (1..MIGRATIONS.len()).contains(&found) {
        copy(connection, &beside(path, &format!(".version-{found}")), &mut |_, _| {})?;
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have migrated it meanwhile.
    let found = version(&transaction)?;
    for step in MIGRATIONS.iter().skip(found) {
        transaction.execute_batch(step)?;
    }
    if (1..WITH_STATES).contains(&found) {
        states::fill(&transaction)?;
    }
    if found < MIGRATIONS.len() {
        let now = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
        transaction.pragma_update(None, "user_version", now)?;
    }
    transaction.execute_batch(IN_EVERY_VERSION)?;
    transaction.commit()?;
    Ok(())
}
