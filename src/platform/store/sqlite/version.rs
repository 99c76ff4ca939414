//! The versions of the index: the steps between them, and whether a file is an index of one that is known.

use std::path::Path;

use rusqlite::{Connection, ErrorCode, Result};

use crate::platform::store::StoreError;

/// Each step brings the index from one version to the next: the first from 0 to 1.
pub(super) const MIGRATIONS: [&str; 5] = [
    include_str!("schema.sql"),
    include_str!("schema-2.sql"),
    include_str!("schema-3.sql"),
    include_str!("schema-4.sql"),
    include_str!("schema-5.sql"),
];

/// The first version with current states.
pub(super) const WITH_STATES: usize = 5;

/// The version of an index: how many steps of [`MIGRATIONS`] it has gone through.
pub(super) fn version(connection: &Connection) -> Result<usize> {
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    Ok(usize::try_from(version).unwrap_or(usize::MAX))
}

/// Whether a file is an index of a platform that this program can open: an error says why not.
pub(super) fn check(path: &Path) -> std::result::Result<(), StoreError> {
    fs_err::File::open(path).map_err(|source| StoreError::Read {
        path: path.to_owned(),
        source,
    })?;
    let found = look(path).map_err(|error| match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => StoreError::NoIndex { path: path.to_owned() },
        Some(ErrorCode::DatabaseCorrupt) => StoreError::Damaged { path: path.to_owned() },
        _ => error.into(),
    })?;
    match found {
        Found::Newer(found) => Err(StoreError::Newer {
            found,
            known: MIGRATIONS.len(),
        }),
        Found::Another => Err(StoreError::NoIndex { path: path.to_owned() }),
        Found::Damaged => Err(StoreError::Damaged { path: path.to_owned() }),
        Found::Index => Ok(()),
    }
}

/// What a file of SQLite is.
enum Found {
    Index,
    /// An index of a later version of devenv.
    Newer(usize),
    /// Some other database.
    Another,
    Damaged,
}

fn look(path: &Path) -> Result<Found> {
    let connection = Connection::open_with_flags(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let found = version(&connection)?;
    let tables: i64 = connection.query_row(
        "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('scans', 'tokens', 'sessions', 'spool')",
        [],
        |row| row.get(0),
    )?;
    if found == 0 || tables != 4 {
        return Ok(Found::Another);
    }
    if found > MIGRATIONS.len() {
        return Ok(Found::Newer(found));
    }
    let problem: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    Ok(if problem == "ok" { Found::Index } else { Found::Damaged })
}
