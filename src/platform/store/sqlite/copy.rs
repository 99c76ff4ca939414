//! Copies of the index: written while others write to it, and put back.

use std::path::{Path, PathBuf};

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, Result};

use super::version::check;
use crate::platform::store::{StoreError, data_directory};

/// Pages that are copied between two reports of progress: 16 MiB.
const PAGES_AT_ONCE: i32 = 4_096;

/// Writes a copy of an index to a file, whole or not at all. `progress` is told how many pages of how many are copied.
///
/// The connection reads one snapshot from start to end: SQLite's backup begins anew whenever somebody else writes, unless its source is
/// in a transaction. Source: sqlite.org/backup.html; `sqlite3BackupRestart` is called when a connection sees a new snapshot.
pub(super) fn copy(
    source: &Connection,
    file: &Path,
    progress: &mut dyn FnMut(u64, u64),
) -> std::result::Result<(), StoreError> {
    copy_by(source, file, PAGES_AT_ONCE, progress)
}

/// The same, by so many pages at once.
pub(super) fn copy_by(
    source: &Connection,
    file: &Path,
    pages: i32,
    progress: &mut dyn FnMut(u64, u64),
) -> std::result::Result<(), StoreError> {
    let partial = beside(file, ".partial");
    let failed = |source| StoreError::Write {
        path: file.to_owned(),
        source,
    };
    remove_if_there(&partial).map_err(failed)?;
    source.execute_batch("BEGIN")?;
    let copied = copy_pages(source, &partial, pages, progress);
    source.execute_batch("COMMIT")?;
    let result = copied.map_err(StoreError::from).and_then(|()| check(&partial));
    if let Err(error) = result {
        let _ = fs_err::remove_file(&partial);
        return Err(error);
    }
    move_into_place(&partial, file)
}

fn copy_pages(source: &Connection, file: &Path, pages_at_once: i32, progress: &mut dyn FnMut(u64, u64)) -> Result<()> {
    // The snapshot is taken by the first read.
    source.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    let mut target = Connection::open(file)?;
    let backup = Backup::new(source, &mut target)?;
    loop {
        let step = backup.step(pages_at_once)?;
        let count = |pages: i32| u64::try_from(pages).unwrap_or(0);
        let pages = backup.progress();
        progress(count(pages.pagecount - pages.remaining), count(pages.pagecount));
        if step == StepResult::Done {
            break;
        }
    }
    drop(backup);
    // One file, without a log beside it.
    target.pragma_update(None, "journal_mode", "DELETE")
}

/// Gives a file that is whole its name, and waits until the disk has both.
pub(super) fn move_into_place(from: &Path, to: &Path) -> std::result::Result<(), StoreError> {
    let moved = || {
        fs_err::OpenOptions::new().write(true).open(from)?.sync_all()?;
        fs_err::rename(from, to)?;
        data_directory::sync_directory(
            to.parent()
                .filter(|parent| !parent.as_os_str().is_empty())
                .unwrap_or(Path::new(".")),
        )
    };
    moved().map_err(|source| StoreError::Write {
        path: to.to_owned(),
        source,
    })
}

/// The file of that name with more at its end.
pub(super) fn beside(file: &Path, end: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(end);
    name.into()
}

pub(super) fn remove_if_there(file: &Path) -> std::io::Result<()> {
    match fs_err::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
