//! Scans in the index, and the spool: raw bytes that the uploader has not taken away yet.

use bytes::Bytes;
use rusqlite::{Connection, OptionalExtension as _, Result, params};

use super::rows::{self, SUMMARY};
use super::{counters, states};
use crate::platform::store::{InsertResult, NewScan, StoredScan};

/// Raw bytes in the spool.
pub(super) struct Spooled {
    pub(super) seq: i64,
    pub(super) key: String,
    pub(super) raw: Bytes,
}

/// Stores a scan, and its raw bytes in the spool.
pub(super) fn insert(connection: &Connection, scan: &NewScan) -> Result<InsertResult> {
    insert_at(connection, scan, true)
}

/// Stores a scan whose raw bytes are where they belong already.
pub(super) fn insert_uploaded(connection: &Connection, scan: &NewScan) -> Result<InsertResult> {
    insert_at(connection, scan, false)
}

fn insert_at(connection: &Connection, scan: &NewScan, spool: bool) -> Result<InsertResult> {
    let summary = &scan.summary;
    let received_at = summary.timestamp.as_millisecond();
    let inserted = connection
        .prepare_cached(
            "INSERT INTO scans (scan_id, developer, status, os, received_at, taken_at, score, policy, machine_id, project, \
             fails, tools, digest, key, partial, project_id) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16) \
             ON CONFLICT (scan_id) DO NOTHING",
        )?
        .execute(params![
            summary.scan_id,
            summary.developer_id,
            rows::status_word(summary.status),
            summary.os,
            received_at,
            summary.taken_at.as_millisecond(),
            summary.score,
            summary.policy,
            summary.machine_id,
            summary.project,
            summary.fails.join("\n"),
            scan.tools,
            scan.digest,
            scan.key,
            summary.partial,
            summary.project_id,
        ])?;
    if inserted == 0 {
        return existing(connection, scan);
    }
    let seq = connection.last_insert_rowid();
    counters::add(connection, summary, seq)?;
    states::add(connection, summary, &scan.tools, &scan.project, seq)?;
    if spool {
        connection
            .prepare_cached("INSERT INTO spool VALUES (?1, ?2, ?3)")?
            .execute(params![seq, scan.key, scan.raw.as_ref()])?;
    }
    Ok(InsertResult::Inserted)
}

/// What becomes of a scan whose id is taken.
fn existing(connection: &Connection, scan: &NewScan) -> Result<InsertResult> {
    let found = find_with_digest(connection, &scan.summary.scan_id)?;
    let (stored, digest) = found.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
    let is_same = digest == scan.digest && stored.summary.developer_id == scan.summary.developer_id;
    let stored = Box::new(stored);
    Ok(if is_same {
        InsertResult::Duplicate(stored)
    } else {
        InsertResult::Conflict(stored)
    })
}

pub(super) fn find(connection: &Connection, id: &str) -> Result<Option<StoredScan>> {
    Ok(find_with_digest(connection, id)?.map(|(stored, _)| stored))
}

fn find_with_digest(connection: &Connection, id: &str) -> Result<Option<(StoredScan, Vec<u8>)>> {
    connection
        .prepare_cached(&format!("SELECT {SUMMARY}, key, digest FROM scans WHERE scan_id = ?1"))?
        .query_row([id], |row| {
            let stored = StoredScan {
                summary: rows::summary(row)?,
                key: row.get(13)?,
            };
            Ok((stored, row.get(14)?))
        })
        .optional()
}

/// The oldest raw scans of the spool, up to `bytes` of them together.
pub(super) fn spooled(connection: &Connection, bytes: usize) -> Result<Vec<Spooled>> {
    let mut statement = connection.prepare_cached("SELECT seq, key, raw FROM spool ORDER BY seq")?;
    let mut rows = statement.query([])?;
    let (mut spooled, mut total) = (Vec::new(), 0);
    while total < bytes
        && let Some(row) = rows.next()?
    {
        let raw: Vec<u8> = row.get(2)?;
        total += raw.len();
        spooled.push(Spooled {
            seq: row.get(0)?,
            key: row.get(1)?,
            raw: raw.into(),
        });
    }
    Ok(spooled)
}

/// The names of all raw scans in the spool.
pub(super) fn spooled_keys(connection: &Connection) -> Result<Vec<String>> {
    connection
        .prepare_cached("SELECT key FROM spool ORDER BY seq")?
        .query_map([], |row| row.get(0))?
        .collect()
}

/// Takes raw scans out of the spool: they are where they belong. One whose scan was removed meanwhile is to be deleted there. One that is
/// not in the spool though its scan is there was stored by somebody else at the same time, as when the server stops.
pub(super) fn mark_stored(connection: &Connection, stored: &[(i64, String)]) -> Result<()> {
    let mut taken = connection.prepare_cached("DELETE FROM spool WHERE seq = ?1")?;
    let mut removed = connection.prepare_cached(
        "INSERT OR IGNORE INTO removed SELECT ?2 WHERE NOT EXISTS (SELECT 1 FROM scans WHERE seq = ?1)",
    )?;
    for (seq, key) in stored {
        if taken.execute([seq])? == 0 {
            removed.execute(params![seq, key])?;
        }
    }
    Ok(())
}

/// The raw bytes of a scan, if they are in the spool.
pub(super) fn in_spool(connection: &Connection, id: &str) -> Result<Option<Bytes>> {
    let raw: Option<Vec<u8>> = connection
        .prepare_cached("SELECT raw FROM spool WHERE seq = (SELECT seq FROM scans WHERE scan_id = ?1)")?
        .query_row([id], |row| row.get(0))
        .optional()?;
    Ok(raw.map(Into::into))
}
