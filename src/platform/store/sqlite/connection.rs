//! Connections to the index: how each is opened, those that wait to read, and how the log is written back.
//!
//! SQLite writes to a log (WAL) first. To write that back into the file waits for the disk, twice; by itself SQLite does it in
//! the commit that makes the log too long, and everybody whose scan is in the queue behind it would wait along.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use crate::platform::store::index::IndexError;

/// Connections that are kept for readers.
const READERS: usize = 4;
/// What a connection keeps of the file, in KiB. What is asked for is little, and near the end.
const READER_CACHE_KIB: i64 = 256;
/// The same for the one that writes: the pages of a batch, and the ends of the trees that they are in.
const WRITER_CACHE_KIB: i64 = 512;
/// Bytes of scans that come in before the log is written back: some 40 MiB of it. Who writes waits for the disk once meanwhile, so it is
/// not to be often.
const LONG: usize = 16 << 20;

/// Opens a connection.
fn connect(path: &Path, cache_kib: i64) -> Result<Connection, IndexError> {
    let connection = Connection::open(path)?;
    // `devenv serve token` writes beside a server that runs.
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.set_prepared_statement_cache_capacity(64);
    // Without it, a statement is planned anew whenever a value is bound that its plan might depend on: half of what a list costs.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // Negative: KiB.
    connection.pragma_update(None, "cache_size", -cache_kib)?;
    Ok(connection)
}

/// Opens the connection that writes.
///
/// `durable`: a commit survives the loss of power, not of this process alone.
pub(crate) fn writer(path: &Path, durable: bool) -> Result<Connection, IndexError> {
    let writer = connect(path, WRITER_CACHE_KIB)?;
    writer.pragma_update(None, "journal_mode", "WAL")?;
    writer.pragma_update(None, "synchronous", if durable { "FULL" } else { "NORMAL" })?;
    // `Log` does it.
    writer.pragma_update(None, "wal_autocheckpoint", 0)?;
    // The file grows to what one batch needs, and is not read to be truncated each time.
    writer.pragma_update(None, "journal_size_limit", 64 * 1024 * 1024)?;
    Ok(writer)
}

/// Connections for those who read.
pub(crate) struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    pub(crate) fn new(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            idle: Mutex::default(),
        }
    }

    /// Reads, on a connection that nobody else uses meanwhile.
    pub(crate) fn read<T>(&self, read: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, IndexError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => connect(&self.path, READER_CACHE_KIB)?,
        };
        let result = read(&connection);
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < READERS {
            idle.push(connection);
        }
        Ok(result?)
    }
}

/// How long the log is, about.
#[derive(Default)]
pub(crate) struct Log {
    bytes: AtomicUsize,
}

impl Log {
    /// So much came in.
    pub(crate) fn grew(&self, bytes: usize) {
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    pub(crate) fn is_long(&self) -> bool {
        self.bytes.load(Ordering::Relaxed) > LONG
    }

    /// Writes the log back, beside those who write, until what is left is what came in last; that, once more, while they wait,
    /// since the log begins anew only when all of it is written back.
    pub(crate) fn write_back(&self, readers: &Readers, writer: &Mutex<Connection>) -> Result<(), IndexError> {
        self.bytes.store(0, Ordering::Relaxed);
        for _ in 0..2 {
            readers.read(checkpoint)?;
        }
        let _writer = writer.lock().unwrap_or_else(PoisonError::into_inner);
        readers.read(checkpoint)
    }
}

/// Writes back what nobody who reads now needs to stay in the log. Source: sqlite.org/pragma.html, `wal_checkpoint`.
fn checkpoint(connection: &Connection) -> rusqlite::Result<()> {
    connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))
}
