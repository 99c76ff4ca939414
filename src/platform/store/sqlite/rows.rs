//! Rows of the index as the values that they stand for, and back.

use jiff::Timestamp;
use rusqlite::types::Type;
use rusqlite::{Error, Result, Row};

use crate::api::wire::{Role, Summary, Token};
use crate::scan::Status;

/// The columns that make a summary, in the order of [`summary`].
pub(super) const SUMMARY: &str = "developer, scan_id, status, os, received_at, taken_at, score, policy, machine_id, project, fails, partial, \
     project_id";

/// The columns of [`token`].
pub(super) const TOKEN: &str = "id, role, subject, for_others, created_at, expires_at, last_used_at, revoked_at";

/// The first thirteen columns of a row as a summary.
pub(super) fn summary(row: &Row<'_>) -> Result<Summary> {
    Ok(Summary {
        developer_id: row.get(0)?,
        scan_id: row.get(1)?,
        status: status(row, 2)?,
        partial: row.get(11)?,
        os: row.get(3)?,
        timestamp: time(row, 4)?,
        taken_at: time(row, 5)?,
        score: row.get(6)?,
        policy: row.get(7)?,
        machine_id: row.get(8)?,
        project: row.get(9)?,
        project_id: row.get(12)?,
        // One a line.
        fails: row.get_ref(10)?.as_str()?.lines().map(str::to_owned).collect(),
    })
}

pub(super) fn token(row: &Row<'_>) -> Result<Token> {
    Ok(Token {
        id: row.get(0)?,
        role: role(row, 1)?,
        developer_id: row.get(2)?,
        for_others: row.get(3)?,
        created_at: time(row, 4)?,
        expires_at: optional_time(row, 5)?,
        last_used_at: optional_time(row, 6)?,
        revoked_at: optional_time(row, 7)?,
    })
}

pub(super) fn time(row: &Row<'_>, column: usize) -> Result<Timestamp> {
    Timestamp::from_millisecond(row.get(column)?)
        .map_err(|error| Error::FromSqlConversionFailure(column, Type::Integer, Box::new(error)))
}

pub(super) fn optional_time(row: &Row<'_>, column: usize) -> Result<Option<Timestamp>> {
    match row.get::<_, Option<i64>>(column)? {
        None => Ok(None),
        Some(_) => time(row, column).map(Some),
    }
}

/// The end of a range of texts that begin with a prefix.
pub(super) fn end_of(prefix: &str) -> String {
    format!("{prefix}{}", char::MAX)
}

/// A number of things, which is never below 0.
pub(super) fn count(row: &Row<'_>, column: usize) -> Result<u64> {
    let count: i64 = row.get(column)?;
    Ok(u64::try_from(count).unwrap_or(0))
}

pub(super) fn status_word(status: Status) -> &'static str {
    match status {
        Status::Pass => "PASS",
        Status::Fail => "FAIL",
    }
}

fn status(row: &Row<'_>, column: usize) -> Result<Status> {
    let word = row.get_ref(column)?.as_str()?;
    Ok(if word == "PASS" { Status::Pass } else { Status::Fail })
}

pub(super) fn role(row: &Row<'_>, column: usize) -> Result<Role> {
    let word = row.get_ref(column)?.as_str()?;
    // A word that a later version wrote may do least.
    Ok(Role::ALL
        .into_iter()
        .find(|role| role.name() == word)
        .unwrap_or(Role::Metrics))
}
