//! Scans in the index, and the spool: raw bytes that the uploader has not taken away yet.

use bytes::Bytes;
use jiff::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, Result, Row, params};

use super::rows;
use crate::api::wire::{Developer, Summary};
use crate::platform::store::{Day, InsertResult, NewScan, ScanFilter, StoredScan, Totals};

/// The columns that make a summary, in the order of [`rows::summary`].
const SUMMARY: &str =
    "developer, scan_id, status, os, received_at, taken_at, score, policy, machine_id, project, fails";

/// Raw bytes in the spool.
pub(super) struct Spooled {
    pub(super) seq: i64,
    pub(super) key: String,
    pub(super) raw: Bytes,
}

/// Stores a scan, and its raw bytes in the spool.
pub(super) fn insert(connection: &Connection, scan: &NewScan) -> Result<InsertResult> {
    let result = insert_uploaded(connection, scan)?;
    if result == InsertResult::Inserted {
        connection
            .prepare_cached("INSERT INTO spool VALUES (?1, ?2, ?3)")?
            .execute(params![connection.last_insert_rowid(), scan.key, scan.raw.as_ref()])?;
    }
    Ok(result)
}

/// Stores a scan whose raw bytes are where they belong already. If it is new, the connection's last row is its own.
pub(super) fn insert_uploaded(connection: &Connection, scan: &NewScan) -> Result<InsertResult> {
    let summary = &scan.summary;
    let received_at = summary.timestamp.as_millisecond();
    let inserted = connection
        .prepare_cached(
            "INSERT INTO scans (scan_id, developer, status, os, received_at, taken_at, score, policy, machine_id, project, \
             fails, tools, digest, key) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) \
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
        ])?;
    if inserted == 0 {
        return existing(connection, scan);
    }
    let seq = connection.last_insert_rowid();
    connection
        .prepare_cached(
            "INSERT INTO developers VALUES (?1, 1, ?2, ?3) \
             ON CONFLICT (developer) DO UPDATE SET scans = scans + 1, latest = excluded.latest",
        )?
        .execute(params![summary.developer_id, received_at, seq])?;
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
                key: row.get(11)?,
            };
            Ok((stored, row.get(12)?))
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

/// Takes raw scans out of the spool: they are where they belong.
pub(super) fn mark_stored(connection: &Connection, seqs: &[i64]) -> Result<()> {
    let mut statement = connection.prepare_cached("DELETE FROM spool WHERE seq = ?1")?;
    for seq in seqs {
        statement.execute([seq])?;
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

/// Scans older than that place, newest first, each with its place, up to `limit`.
pub(super) fn list(
    connection: &Connection,
    filter: &ScanFilter,
    before: i64,
    limit: usize,
) -> Result<Vec<(i64, Summary)>> {
    let tools = if filter.range.is_some() { ", tools" } else { "" };
    let mut sql = format!("SELECT {SUMMARY}, seq{tools} FROM scans WHERE seq < ?1");
    let mut values: Vec<Value> = vec![before.into()];
    let mut also = |condition: &str, value: Value| {
        values.push(value);
        sql.push_str(&condition.replace('?', &format!("?{}", values.len())));
    };
    if let Some(developer_id) = &filter.developer_id {
        also(" AND developer = ?", developer_id.clone().into());
    }
    if let Some(status) = filter.status {
        also(" AND status = ?", rows::status_word(status).to_owned().into());
    }
    if let Some(os) = &filter.os {
        also(" AND os = ? COLLATE NOCASE", os.clone().into());
    }
    if let Some(tool) = &filter.tool {
        also(" AND instr(char(10) || tools, ?) > 0", format!("\n{tool} ").into());
    }
    if let Some(project) = &filter.project {
        also(" AND project = ?", project.clone().into());
    }
    if let Some(since) = filter.since {
        also(" AND received_at >= ?", since.as_millisecond().into());
    }
    if let Some(until) = filter.until {
        also(" AND received_at < ?", until.as_millisecond().into());
    }
    // A range of versions is judged here, row by row, until there are enough.
    let rows_limit = if filter.range.is_some() { usize::MAX } else { limit };
    also(
        " ORDER BY seq DESC LIMIT ?",
        i64::try_from(rows_limit).unwrap_or(i64::MAX).into(),
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(rusqlite::params_from_iter(values))?;
    let mut found = Vec::new();
    while found.len() < limit
        && let Some(row) = rows.next()?
    {
        if filter.range.is_none() || filter.has_version(row.get_ref(12)?.as_str()?) {
            found.push((row.get(11)?, rows::summary(row)?));
        }
    }
    Ok(found)
}

pub(super) fn developers(connection: &Connection, only: Option<&str>) -> Result<Vec<Developer>> {
    let sql = "SELECT s.developer, scan_id, status, os, received_at, taken_at, score, policy, machine_id, project, fails, \
               d.scans, d.first_seen FROM developers d JOIN scans s ON s.seq = d.latest \
               WHERE ?1 IS NULL OR d.developer = ?1 ORDER BY d.developer";
    connection
        .prepare_cached(sql)?
        .query_map([only], |row| {
            let latest = rows::summary(row)?;
            Ok(Developer {
                developer_id: latest.developer_id.clone(),
                scans: rows::count(row, 11)?,
                first_seen: rows::time(row, 12)?,
                latest,
            })
        })?
        .collect()
}

pub(super) fn totals(connection: &Connection, developer: Option<&str>) -> Result<Totals> {
    connection
        .prepare_cached(
            "SELECT count(*), count(*) FILTER (WHERE status = 'PASS'), avg(score) FROM scans \
             WHERE ?1 IS NULL OR developer = ?1",
        )?
        .query_row([developer], |row| {
            Ok(Totals {
                scans: rows::count(row, 0)?,
                passed: rows::count(row, 1)?,
                average_score: row.get(2)?,
            })
        })
}

pub(super) fn days(connection: &Connection, developer: Option<&str>, since: Timestamp) -> Result<Vec<Day>> {
    connection
        .prepare_cached(
            "SELECT date(received_at / 1000, 'unixepoch') AS day, count(*), count(*) FILTER (WHERE status <> 'PASS') \
             FROM scans WHERE (?1 IS NULL OR developer = ?1) AND received_at >= ?2 GROUP BY day ORDER BY day",
        )?
        .query_map(params![developer, since.as_millisecond()], |row: &Row<'_>| {
            Ok(Day {
                date: row.get(0)?,
                scans: rows::count(row, 1)?,
                failed: rows::count(row, 2)?,
            })
        })?
        .collect()
}

/// Scans that came before a time and are not in the spool, oldest first: their places and the names of their raw bytes.
pub(super) fn older_than(connection: &Connection, time: Timestamp, limit: usize) -> Result<Vec<(i64, String)>> {
    connection
        .prepare_cached(
            "SELECT seq, key FROM scans WHERE received_at < ?1 AND seq NOT IN (SELECT seq FROM spool) \
             ORDER BY seq LIMIT ?2",
        )?
        .query_map(
            params![time.as_millisecond(), i64::try_from(limit).unwrap_or(i64::MAX)],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?
        .collect()
}

/// Removes scans, by their places.
pub(super) fn remove(connection: &Connection, seqs: &[i64]) -> Result<()> {
    let mut statement = connection.prepare_cached("DELETE FROM scans WHERE seq = ?1")?;
    for seq in seqs {
        statement.execute([seq])?;
    }
    connection.execute_batch(
        "DELETE FROM developers WHERE developer NOT IN (SELECT developer FROM scans); \
         UPDATE developers SET (scans, first_seen, latest) = \
         (SELECT count(*), min(received_at), max(seq) FROM scans WHERE scans.developer = developers.developer)",
    )
}

/// Removes every scan, for an index that is to be built anew.
pub(super) fn clear(connection: &Connection) -> Result<()> {
    connection.execute_batch("DELETE FROM scans; DELETE FROM developers")
}
