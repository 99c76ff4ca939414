//! A damaged index: recognised, read as far as it can be, and moved aside.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, Result, params_from_iter};

use super::copy::{beside, move_into_place};
use super::rebuild::{COPIED, RebuiltIndex};
use super::store::INDEX_FILE;
use super::version::check;
use crate::platform::store::{StoreError, hash_of};

/// What could be read of a damaged index.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Salvaged {
    /// Tokens that are in the new index.
    pub(crate) tokens: usize,
    /// Tables that could not be read to their end, sorted.
    pub(crate) unreadable: Vec<&'static str>,
}

/// Whether the index in a data directory is damaged, or no index at all. An empty file is neither.
pub(crate) fn is_damaged(data: &Path) -> std::result::Result<bool, StoreError> {
    let index = data.join(INDEX_FILE);
    if fs_err::metadata(&index).map_or(0, |file| file.len()) == 0 {
        return Ok(false);
    }
    match check(&index) {
        Ok(()) => Ok(false),
        Err(StoreError::Damaged { .. } | StoreError::NoIndex { .. }) => Ok(true),
        Err(error) => Err(error),
    }
}

/// Puts a raw scan, by its name, where it belongs.
pub(crate) type PutRaw<'p> = &'p mut dyn FnMut(&str, Vec<u8>) -> std::result::Result<(), StoreError>;

impl RebuiltIndex {
    /// Copies what can be read of the damaged index, row by row. `put` is given each raw scan that is in it alone, with its name.
    pub(crate) fn salvage(&self, put: PutRaw<'_>) -> std::result::Result<Salvaged, StoreError> {
        let mut salvaged = Salvaged {
            tokens: 0,
            unreadable: Vec::new(),
        };
        let old = open_damaged(&self.index)?;
        for table in COPIED {
            let (rows, end) = self
                .database
                .write_blocking(|new| Ok(copy_readable(&old, new, table)))?;
            if table == "tokens" {
                salvaged.tokens = rows;
            }
            if end.is_err() {
                salvaged.unreadable.push(table);
            }
        }
        if put_readable(&old, put)?.is_err() {
            salvaged.unreadable.push("spool");
        }
        salvaged.unreadable.sort_unstable();
        Ok(salvaged)
    }

    /// Gives the damaged index another name, which it returns. The new one takes its place with [`RebuiltIndex::replace`].
    pub(crate) fn move_aside(&self) -> std::result::Result<PathBuf, StoreError> {
        let now = Timestamp::now().strftime("%Y%m%dT%H%M%SZ");
        let aside = beside(&self.index, &format!(".damaged-{now}"));
        for end in ["-wal", "-shm"] {
            let (from, to) = (beside(&self.index, end), beside(&aside, end));
            if from.is_file() {
                fs_err::rename(from, &to).map_err(|source| StoreError::Write { path: to, source })?;
            }
        }
        move_into_place(&self.index, &aside)?;
        Ok(aside)
    }
}

/// Opens a file that SQLite would refuse because it is shorter than it says. Source: sqlite.org/recovery.html.
fn open_damaged(index: &Path) -> Result<Connection> {
    let old = Connection::open_with_flags(index, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let _ = old.pragma_update(None, "writable_schema", true);
    Ok(old)
}

/// Copies the rows of a table, up to the first that cannot be read; how many, and why it ended there.
fn copy_readable(old: &Connection, new: &Connection, table: &str) -> (usize, Result<()>) {
    let mut copied = 0;
    let mut copy = || {
        let mut select = old.prepare(&format!("SELECT * FROM {table}"))?;
        let columns = select.column_count();
        let places = vec!["?"; columns].join(", ");
        let mut insert = new.prepare(&format!("INSERT OR REPLACE INTO {table} VALUES ({places})"))?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let values: Vec<Value> = (0..columns).map(|column| row.get(column)).collect::<Result<_>>()?;
            // A row that breaks a rule of its table is damaged.
            copied += insert.execute(params_from_iter(values)).unwrap_or(0);
        }
        Ok(())
    };
    let end = copy();
    (copied, end)
}

/// Puts the raw scans of the spool where they belong. An error of `put` is one; that the spool cannot be read to its end is told.
fn put_readable(old: &Connection, put: PutRaw<'_>) -> std::result::Result<Result<()>, StoreError> {
    let mut failed = None;
    let mut read = || {
        let mut select = old.prepare("SELECT key, raw FROM spool")?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let (key, raw): (String, Vec<u8>) = (row.get(0)?, row.get(1)?);
            if key.starts_with("scans/")
                && hash_of(&raw).is_some()
                && let Err(error) = put(&key, raw)
            {
                failed = Some(error);
                return Ok(());
            }
        }
        Ok(())
    };
    let end = read();
    failed.map_or(Ok(end), Err)
}
