//! The index in SQLite: one connection that writes, others that read beside it.

mod accounts;
mod connection;
mod rows;

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::index::{Added, Day, Entry, Filter, Index, IndexError, Kept, NewToken, Session, Spooled, Totals};
use super::summary::SummaryRef;
use crate::api::wire::{Developer, Token};
use connection::{Log, Readers, writer};

/// Each step takes the index from the version of its place to the next.
const MIGRATIONS: [&str; 2] = [include_str!("sqlite/schema.sql"), include_str!("sqlite/schema-2.sql")];

/// The columns that make a summary, in the order of [`rows::summary`].
const SUMMARY: &str =
    "developer, scan_id, status, os, received_at, taken_at, score, policy, machine_id, project, fails";

/// What a row of a scan takes in the log, about.
const ROW_BYTES: usize = 1_000;

pub(crate) struct Sqlite {
    writer: Mutex<Connection>,
    readers: Readers,
    log: Log,
}

impl Sqlite {
    /// Opens the index, or makes it, and brings it to the version of this program.
    ///
    /// `durable`: a commit survives the loss of power, not of this process alone.
    pub(crate) fn open(path: &Path, durable: bool) -> Result<Self, IndexError> {
        let mut writer = writer(path, durable)?;
        migrate(&mut writer)?;
        Ok(Self {
            writer: Mutex::new(writer),
            readers: Readers::new(path),
            log: Log::default(),
        })
    }

    fn writer(&self) -> MutexGuard<'_, Connection> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read<T>(&self, read: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, IndexError> {
        self.readers.read(read)
    }
}

fn migrate(connection: &mut Connection) -> Result<(), IndexError> {
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let version: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let done = usize::try_from(version).unwrap_or(usize::MAX);
    for step in MIGRATIONS.iter().skip(done) {
        transaction.execute_batch(step)?;
    }
    if done < MIGRATIONS.len() {
        let now = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
        transaction.pragma_update(None, "user_version", now)?;
    }
    transaction.commit()?;
    Ok(())
}

fn kept(connection: &Connection, id: &str) -> rusqlite::Result<Option<(Kept, Vec<u8>)>> {
    connection
        .prepare_cached(&format!("SELECT {SUMMARY}, key, digest FROM scans WHERE scan_id = ?1"))?
        .query_row([id], |row| {
            let kept = Kept {
                summary: rows::summary(row)?.to_summary(),
                key: row.get(11)?,
            };
            Ok((kept, row.get(12)?))
        })
        .optional()
}

fn insert(connection: &Connection, entry: &Entry) -> rusqlite::Result<Added> {
    let summary = &entry.summary;
    let received_at = summary.timestamp.as_millisecond();
    let inserted = connection
        .prepare_cached(
            "INSERT INTO scans (scan_id, developer, status, os, received_at, taken_at, score, policy, machine_id, project, \
             fails, tools, digest, key) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) \
             ON CONFLICT (scan_id) DO NOTHING",
        )?
        .execute(params![
            summary.scan_id,
            summary.user_id,
            rows::status_word(summary.status),
            summary.os,
            received_at,
            summary.taken_at.as_millisecond(),
            summary.score,
            summary.policy,
            summary.machine_id,
            summary.project,
            summary.fails.join("\n"),
            entry.tools,
            entry.digest,
            entry.key,
        ])?;
    if inserted == 0 {
        return there(connection, entry);
    }
    let seq = connection.last_insert_rowid();
    connection
        .prepare_cached(
            "INSERT INTO developers VALUES (?1, 1, ?2, ?3) \
             ON CONFLICT (developer) DO UPDATE SET scans = scans + 1, latest = excluded.latest",
        )?
        .execute(params![summary.user_id, received_at, seq])?;
    connection
        .prepare_cached("INSERT INTO spool VALUES (?1, ?2, ?3)")?
        .execute(params![seq, entry.key, entry.raw.as_ref()])?;
    Ok(Added::New(seq))
}

/// What became of a scan whose id is there.
fn there(connection: &Connection, entry: &Entry) -> rusqlite::Result<Added> {
    let (kept, digest) = kept(connection, &entry.summary.scan_id)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
    let same = digest == entry.digest && kept.summary.user_id == entry.summary.user_id;
    let kept = Box::new(kept);
    Ok(if same {
        Added::Duplicate(kept)
    } else {
        Added::Conflict(kept)
    })
}

impl Index for Sqlite {
    fn add(&self, entries: &[Entry]) -> Result<Vec<Added>, IndexError> {
        let mut writer = self.writer();
        let transaction = writer.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let added: Vec<Added> = entries
            .iter()
            .map(|entry| insert(&transaction, entry))
            .collect::<rusqlite::Result<_>>()?;
        transaction.commit()?;
        self.log.grew(entries.iter().map(|entry| entry.raw.len()).sum());
        Ok(added)
    }

    fn is_untidy(&self) -> bool {
        self.log.is_long()
    }

    fn tidy(&self) -> Result<(), IndexError> {
        self.log.write_back(&self.readers, &self.writer)
    }

    fn spooled(&self, behind: i64, bytes: usize) -> Result<Vec<Spooled>, IndexError> {
        self.read(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT seq, key, raw FROM spool WHERE seq > ?1 ORDER BY seq")?;
            let mut rows = statement.query([behind])?;
            let (mut spooled, mut total) = (Vec::new(), 0);
            while let Some(row) = rows.next()?
                && total < bytes
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
        })
    }

    fn carried(&self, seqs: &[i64]) -> Result<(), IndexError> {
        let mut writer = self.writer();
        let transaction = writer.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        for seq in seqs {
            transaction
                .prepare_cached("DELETE FROM spool WHERE seq = ?1")?
                .execute([seq])?;
        }
        transaction.commit()?;
        Ok(())
    }

    fn in_spool(&self, id: &str) -> Result<Option<bytes::Bytes>, IndexError> {
        self.read(|connection| {
            connection
                .prepare_cached("SELECT raw FROM spool WHERE seq = (SELECT seq FROM scans WHERE scan_id = ?1)")?
                .query_row([id], |row| row.get::<_, Vec<u8>>(0))
                .optional()
        })
        .map(|raw| raw.map(Into::into))
    }

    fn scan(&self, id: &str) -> Result<Option<Kept>, IndexError> {
        Ok(self.read(|connection| kept(connection, id))?.map(|(kept, _)| kept))
    }

    fn each(&self, filter: &Filter, take: &mut dyn FnMut(i64, SummaryRef<'_>)) -> Result<(), IndexError> {
        self.read(|connection| {
            let tools = if filter.range.is_some() { ", tools" } else { "" };
            let mut sql = format!("SELECT {SUMMARY}, seq{tools} FROM scans WHERE seq < ?1");
            let mut values: Vec<rusqlite::types::Value> = vec![filter.before.unwrap_or(i64::MAX).into()];
            let mut also = |condition: &str, value: rusqlite::types::Value| {
                values.push(value);
                sql.push_str(&condition.replace('?', &format!("?{}", values.len())));
            };
            if let Some(developer) = &filter.developer {
                also(" AND developer = ?", developer.clone().into());
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
            let limit = if filter.range.is_some() {
                usize::MAX
            } else {
                filter.limit
            };
            also(
                " ORDER BY seq DESC LIMIT ?",
                i64::try_from(limit).unwrap_or(i64::MAX).into(),
            );
            let mut statement = connection.prepare_cached(&sql)?;
            let mut rows = statement.query(rusqlite::params_from_iter(values))?;
            let mut left = filter.limit;
            while left > 0
                && let Some(row) = rows.next()?
            {
                if filter.range.is_none() || filter.has_version(row.get_ref(12)?.as_str()?) {
                    take(row.get(11)?, rows::summary(row)?);
                    left -= 1;
                }
            }
            Ok(())
        })
    }

    fn developers(&self, only: Option<&str>) -> Result<Vec<Developer>, IndexError> {
        self.read(|connection| {
            let sql = "SELECT s.developer, scan_id, status, os, received_at, taken_at, score, policy, machine_id, project, fails, \
                       d.scans, d.first_seen FROM developers d JOIN scans s ON s.seq = d.latest \
                       WHERE ?1 IS NULL OR d.developer = ?1 ORDER BY d.developer";
            connection
                .prepare_cached(sql)?
                .query_map([only], |row| {
                    let latest = rows::summary(row)?.to_summary();
                    Ok(Developer {
                        developer_id: latest.user_id.clone(),
                        scans: rows::count(row, 11)?,
                        first_seen: rows::time(row, 12)?,
                        latest,
                    })
                })?
                .collect()
        })
    }

    fn totals(&self, developer: Option<&str>) -> Result<Totals, IndexError> {
        self.read(|connection| {
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
        })
    }

    fn days(&self, developer: Option<&str>, since: Timestamp) -> Result<Vec<Day>, IndexError> {
        self.read(|connection| {
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
        })
    }

    fn older_than(&self, time: Timestamp, limit: usize) -> Result<Vec<(i64, String)>, IndexError> {
        self.read(|connection| {
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
        })
    }

    fn forget(&self, seqs: &[i64]) -> Result<(), IndexError> {
        let mut writer = self.writer();
        let transaction = writer.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        for seq in seqs {
            transaction
                .prepare_cached("DELETE FROM scans WHERE seq = ?1")?
                .execute([seq])?;
        }
        transaction.execute_batch(
            "DELETE FROM developers WHERE developer NOT IN (SELECT developer FROM scans); \
             UPDATE developers SET (scans, first_seen, latest) = \
             (SELECT count(*), min(received_at), max(seq) FROM scans WHERE scans.developer = developers.developer)",
        )?;
        transaction.commit()?;
        self.log.grew(seqs.len() * ROW_BYTES);
        Ok(())
    }

    fn clear(&self) -> Result<(), IndexError> {
        self.writer()
            .execute_batch("BEGIN; DELETE FROM scans; DELETE FROM developers; COMMIT")?;
        Ok(())
    }

    fn backup(&self, file: &Path) -> Result<(), IndexError> {
        self.read(|connection| connection.backup("main", file, None::<fn(rusqlite::backup::Progress)>))
    }

    fn ping(&self) -> Result<(), IndexError> {
        self.read(|connection| connection.query_row("SELECT 1", [], |_| Ok(())))
    }

    fn add_token(&self, new: &NewToken) -> Result<(), IndexError> {
        Ok(accounts::add_token(&self.writer(), new)?)
    }

    fn token(&self, hash: &[u8; 32]) -> Result<Option<Token>, IndexError> {
        self.read(|connection| accounts::token(connection, hash))
    }

    fn token_by_id(&self, id: &str) -> Result<Option<Token>, IndexError> {
        self.read(|connection| accounts::token_by_id(connection, id))
    }

    fn tokens(&self) -> Result<Vec<Token>, IndexError> {
        self.read(accounts::tokens)
    }

    fn revoke(&self, id: &str, now: Timestamp) -> Result<bool, IndexError> {
        Ok(accounts::revoke(&self.writer(), id, now)?)
    }

    fn used(&self, uses: &[(String, Timestamp)]) -> Result<(), IndexError> {
        Ok(accounts::used(&mut self.writer(), uses)?)
    }

    fn add_session(&self, hash: &[u8; 32], session: &Session) -> Result<(), IndexError> {
        Ok(accounts::add_session(&self.writer(), hash, session)?)
    }

    fn session(&self, hash: &[u8; 32], now: Timestamp) -> Result<Option<Session>, IndexError> {
        self.read(|connection| accounts::session(connection, hash, now))
    }

    fn end_session(&self, hash: &[u8; 32]) -> Result<(), IndexError> {
        Ok(accounts::end_session(&self.writer(), hash)?)
    }
}
