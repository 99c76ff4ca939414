//! Scans that are removed: their rows first, and then their raw bytes, whose names are in the index until they are deleted.

use jiff::Timestamp;
use rusqlite::{Connection, Result, params};

use super::counters::{self, Removed};
use super::facts::Texts;
use super::states::{self, RemovedScan};

/// Which scans are removed.
#[derive(Debug, Clone)]
pub(super) enum Which {
    /// Those that came before a time.
    Before(Timestamp),
    /// Those of a developer.
    Developer(String),
    /// That of an id.
    Scan(String),
}

/// Removes scans, up to a limit; how many. Their raw bytes are still to be deleted: see [`keys`].
pub(super) fn remove(connection: &Connection, which: &Which, limit: usize) -> Result<usize> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let seqs: Vec<i64> = match which {
        Which::Before(time) => connection
            .prepare_cached(
                "SELECT seq FROM scans INDEXED BY scans_by_time WHERE received_at < ?1 ORDER BY received_at LIMIT ?2",
            )?
            .query_map(params![time.as_millisecond(), limit], |row| row.get(0))?
            .collect::<Result<_>>()?,
        Which::Developer(id) => connection
            .prepare_cached("SELECT seq FROM scans INDEXED BY scans_by_developer WHERE developer = ?1 LIMIT ?2")?
            .query_map(params![id, limit], |row| row.get(0))?
            .collect::<Result<_>>()?,
        Which::Scan(id) => connection
            .prepare_cached("SELECT seq FROM scans WHERE scan_id = ?1 LIMIT ?2")?
            .query_map(params![id, limit], |row| row.get(0))?
            .collect::<Result<_>>()?,
    };
    let mut delete = connection.prepare_cached(
        "DELETE FROM scans WHERE seq = ?1 \
         RETURNING developer, received_at, status = 'PASS', score, key, machine_id, project_id, tools, fails",
    )?;
    let mut unspool = connection.prepare_cached("DELETE FROM spool WHERE seq = ?1")?;
    let mut note = connection.prepare_cached("INSERT OR IGNORE INTO removed VALUES (?1)")?;
    let (mut removed, mut former) = (Vec::with_capacity(seqs.len()), Vec::with_capacity(seqs.len()));
    for seq in &seqs {
        let (scan, former_scan, key): (Removed, RemovedScan, String) = delete.query_row([seq], |row| {
            let scan = Removed {
                developer: row.get(0)?,
                received_at: row.get(1)?,
                is_pass: row.get(2)?,
                score: row.get(3)?,
            };
            let former = RemovedScan {
                seq: *seq,
                developer: scan.developer.clone(),
                machine: row.get(5)?,
                project: row.get(6)?,
                received_at: scan.received_at,
                is_pass: scan.is_pass,
                texts: Texts {
                    tools: row.get(7)?,
                    fails: row.get(8)?,
                },
            };
            Ok((scan, former, row.get(4)?))
        })?;
        unspool.execute([seq])?;
        note.execute([key])?;
        removed.push(scan);
        former.push(former_scan);
    }
    counters::subtract(connection, &removed)?;
    states::subtract(connection, former)?;
    Ok(removed.len())
}

/// Names of raw scans whose bytes are still to be deleted.
pub(super) fn keys(connection: &Connection, limit: usize) -> Result<Vec<String>> {
    connection
        .prepare_cached("SELECT key FROM removed LIMIT ?1")?
        .query_map([i64::try_from(limit).unwrap_or(i64::MAX)], |row| row.get(0))?
        .collect()
}

/// The bytes of these names are deleted.
pub(super) fn forget(connection: &Connection, keys: &[String]) -> Result<()> {
    let mut statement = connection.prepare_cached("DELETE FROM removed WHERE key = ?1")?;
    for key in keys {
        statement.execute([key])?;
    }
    Ok(())
}
