//! The file of the index is replaced whole: by one that is built from the raw scans, or by a backup.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::copy::{beside, move_into_place, remove_if_there};
use super::database::Database;
use super::scans;
use super::store::INDEX_FILE;
use super::version::check;
use crate::platform::store::{InsertResult, NewScan, StoreError};

/// What is copied from the old index: all that is not read from raw scans.
pub(super) const COPIED: [&str; 5] = ["tokens", "sessions", "people", "audit", "secrets"];

/// An index that is being built beside the one in use. Dropped before [`RebuiltIndex::replace`], it leaves that one as it is.
pub(crate) struct RebuiltIndex {
    pub(super) database: Database,
    file: PathBuf,
    pub(super) index: PathBuf,
}

impl RebuiltIndex {
    /// Begins an empty index. The caller holds both locks of the data directory.
    pub(crate) fn begin(data: &Path) -> Result<Self, StoreError> {
        let index = data.join(INDEX_FILE);
        let file = beside(&index, ".new");
        remove_with_log(&file)?;
        Ok(Self {
            database: Database::open(&file, false)?,
            file,
            index,
        })
    }

    /// Adds scans whose raw bytes are where they belong; how many were new.
    pub(crate) fn add(&self, new: &[NewScan]) -> Result<u64, StoreError> {
        let inserted = self.database.write_blocking(|connection| {
            let mut inserted = 0;
            for scan in new {
                inserted += u64::from(scans::insert_uploaded(connection, scan)? == InsertResult::Inserted);
            }
            Ok(inserted)
        })?;
        self.database.checkpoint_blocking()?;
        Ok(inserted)
    }

    /// Takes the place of the old index, with its tokens, sessions, people and audit log.
    pub(crate) fn replace(self) -> Result<(), StoreError> {
        let Self { database, file, index } = self;
        if index.is_file() {
            database.with_reader(|connection| Ok(copy_accounts(connection, &index)?))?;
        }
        database.close_log_blocking()?;
        drop(database);
        // The log of the old index must not be applied to the new one.
        if index.is_file() {
            let old = Connection::open(&index)?;
            old.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        }
        remove_log(&index)?;
        move_into_place(&file, &index)?;
        remove_log(&file)
    }
}

fn copy_accounts(connection: &Connection, old: &Path) -> rusqlite::Result<()> {
    connection.execute("ATTACH ?1 AS old", [old.to_string_lossy()])?;
    connection.execute_batch("BEGIN IMMEDIATE")?;
    for table in COPIED {
        connection.execute_batch(&format!(
            "INSERT OR REPLACE INTO main.{table} SELECT * FROM old.{table}"
        ))?;
    }
    connection.execute_batch("COMMIT; DETACH old")
}

/// Puts a backup in the place of the index. The old index is kept beside it, as `index.sqlite.before-restore`; whether there was one.
///
/// The caller holds both locks of the data directory.
pub(crate) fn restore(data: &Path, backup: &Path) -> Result<bool, StoreError> {
    check(backup)?;
    let index = data.join(INDEX_FILE);
    let file = beside(&index, ".new");
    remove_with_log(&file)?;
    let copied = fs_err::copy(backup, &file).map_err(|source| StoreError::Write {
        path: file.clone(),
        source,
    });
    copied?;
    let replaced = index.is_file();
    if replaced {
        if let Ok(old) = Connection::open(&index) {
            // A damaged index may not have a log that can be written back.
            let _ = old.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        }
        move_into_place(&index, &beside(&index, ".before-restore"))?;
    }
    remove_log(&index)?;
    move_into_place(&file, &index)?;
    Ok(replaced)
}

fn remove_with_log(file: &Path) -> Result<(), StoreError> {
    remove_if_there(file).map_err(|source| StoreError::Write {
        path: file.to_owned(),
        source,
    })?;
    remove_log(file)
}

fn remove_log(file: &Path) -> Result<(), StoreError> {
    for end in ["-wal", "-shm"] {
        let log = beside(file, end);
        remove_if_there(&log).map_err(|source| StoreError::Write { path: log, source })?;
    }
    Ok(())
}
