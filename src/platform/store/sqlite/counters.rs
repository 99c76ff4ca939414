//! Numbers over scans, counted as scans come and go: by developer and day, and each developer's first and latest scan.
//!
//! The latest scan tells the state of a machine, so a partial one takes the place of a partial one alone.

use jiff::{SignedDuration, Timestamp};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, Result, Row, params};

use super::lists::PAGE_BYTES;
use super::rows::{self, end_of};
use crate::api::wire::{Developer, Summary};
use crate::platform::store::{Day, Totals};
use crate::scan::Status;

/// Milliseconds of a day.
pub(super) const DAY_MS: i64 = 86_400_000;
/// In the place of a developer: all of them together. No developer has this id.
const EVERYBODY: &str = "";

/// Counts a scan that was stored.
pub(super) fn add(connection: &Connection, summary: &Summary, seq: i64) -> Result<()> {
    let received_at = summary.timestamp.as_millisecond();
    let mut days = connection.prepare_cached(
        "INSERT INTO days VALUES (?1, ?2, 1, ?3, ?4) ON CONFLICT (developer, day) DO UPDATE SET \
         scans = scans + 1, passed = passed + excluded.passed, score_sum = score_sum + excluded.score_sum",
    )?;
    for developer in [summary.developer_id.as_str(), EVERYBODY] {
        days.execute(params![
            developer,
            received_at.div_euclid(DAY_MS),
            summary.status == Status::Pass,
            summary.score
        ])?;
    }
    connection
        .prepare_cached(
            "INSERT INTO developers (developer, scans, first_seen, latest, latest_at, latest_partial) VALUES (?1, 1, ?2, ?3, ?2, ?4) \
             ON CONFLICT (developer) DO UPDATE SET scans = scans + 1, first_seen = min(first_seen, excluded.first_seen)",
        )?
        .execute(params![summary.developer_id, received_at, seq, summary.partial])?;
    connection
        .prepare_cached(
            "UPDATE developers SET latest = ?3, latest_at = ?2, latest_partial = ?4 \
             WHERE developer = ?1 AND (latest_partial, -latest_at) >= (?4, -?2)",
        )?
        .execute(params![summary.developer_id, received_at, seq, summary.partial])?;
    Ok(())
}

/// A scan that was removed, as far as it was counted.
pub(super) struct Removed {
    pub(super) developer: String,
    pub(super) received_at: i64,
    pub(super) is_pass: bool,
    pub(super) score: i64,
}

/// Takes removed scans out of the counts.
pub(super) fn subtract(connection: &Connection, removed: &[Removed]) -> Result<()> {
    let mut days = connection.prepare_cached(
        "UPDATE days SET scans = scans - 1, passed = passed - ?3, score_sum = score_sum - ?4 WHERE developer = ?1 AND day = ?2",
    )?;
    let mut empty = connection.prepare_cached("DELETE FROM days WHERE developer = ?1 AND day = ?2 AND scans <= 0")?;
    for scan in removed {
        let day = scan.received_at.div_euclid(DAY_MS);
        for developer in [scan.developer.as_str(), EVERYBODY] {
            days.execute(params![developer, day, scan.is_pass, scan.score])?;
            empty.execute(params![developer, day])?;
        }
    }
    let mut developers: Vec<&str> = removed.iter().map(|scan| scan.developer.as_str()).collect();
    developers.sort_unstable();
    developers.dedup();
    for developer in developers {
        recount(connection, developer)?;
    }
    Ok(())
}

/// Sets a developer's number of scans, and which are the first and the latest.
fn recount(connection: &Connection, developer: &str) -> Result<()> {
    let end = |which: &str, order: &str| {
        let sql = format!(
            "SELECT seq, received_at, partial FROM scans INDEXED BY scans_by_developer WHERE developer = ?1 {which} \
             ORDER BY received_at {order}, seq {order} LIMIT 1"
        );
        let place = |row: &Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, bool>(2)?));
        connection
            .prepare_cached(&sql)?
            .query_row([developer], place)
            .optional()
    };
    let latest = match end("AND NOT partial", "DESC")? {
        Some(whole) => Some(whole),
        None => end("", "DESC")?,
    };
    let (Some((_, first_seen, _)), Some((latest, latest_at, latest_partial))) = (end("", "ASC")?, latest) else {
        connection
            .prepare_cached("DELETE FROM developers WHERE developer = ?1")?
            .execute([developer])?;
        return Ok(());
    };
    connection
        .prepare_cached(
            "UPDATE developers SET scans = (SELECT sum(scans) FROM days WHERE developer = ?1), first_seen = ?2, latest = ?3, \
             latest_at = ?4, latest_partial = ?5 WHERE developer = ?1",
        )?
        .execute(params![developer, first_seen, latest, latest_at, latest_partial])?;
    Ok(())
}

/// Developers by id, those whose ids begin with a prefix and come after one, up to a limit. `only`: that developer alone.
pub(super) fn developers(
    connection: &Connection,
    only: Option<&str>,
    (prefix, after): (&str, &str),
    limit: usize,
) -> Result<Vec<Developer>> {
    let which = if only.is_some() {
        "d.developer = ?1"
    } else {
        "d.developer > ?1 AND d.developer >= ?3 AND d.developer <= ?4"
    };
    let sql = format!(
        "SELECT s.developer, scan_id, status, os, received_at, taken_at, score, policy, machine_id, project, fails, \
         partial, project_id, d.scans, d.first_seen FROM developers d CROSS JOIN scans s ON s.seq = d.latest \
         WHERE {which} ORDER BY d.developer LIMIT ?2"
    );
    let mut values: Vec<Value> = vec![
        only.unwrap_or(after).to_owned().into(),
        i64::try_from(limit).unwrap_or(i64::MAX).into(),
    ];
    if only.is_none() {
        values.extend([prefix.to_owned().into(), end_of(prefix).into()]);
    }
    let mut statement = connection.prepare_cached(&sql)?;
    let found = statement.query_map(rusqlite::params_from_iter(values), |row| {
        let latest = rows::summary(row)?;
        Ok(Developer {
            developer_id: latest.developer_id.clone(),
            scans: rows::count(row, 13)?,
            first_seen: rows::time(row, 14)?,
            latest,
        })
    })?;
    let (mut developers, mut bytes) = (Vec::new(), 0);
    for developer in found {
        let developer = developer?;
        bytes += developer.latest.fails.iter().map(String::len).sum::<usize>();
        developers.push(developer);
        if bytes >= PAGE_BYTES {
            break;
        }
    }
    Ok(developers)
}

pub(super) fn totals(connection: &Connection, developer: Option<&str>) -> Result<Totals> {
    connection
        .prepare_cached(
            "SELECT coalesce(sum(scans), 0), coalesce(sum(passed), 0), sum(score_sum) * 1.0 / sum(scans) FROM days WHERE developer = ?1",
        )?
        .query_row([developer.unwrap_or(EVERYBODY)], |row| {
            Ok(Totals {
                scans: rows::count(row, 0)?,
                passed: rows::count(row, 1)?,
                average_score: row.get(2)?,
            })
        })
}

/// The days from that of `since` on which scans came, oldest first.
pub(super) fn days(connection: &Connection, developer: Option<&str>, since: Timestamp) -> Result<Vec<Day>> {
    connection
        .prepare_cached("SELECT day, scans, scans - passed FROM days WHERE developer = ?1 AND day >= ?2 ORDER BY day")?
        .query_map(
            params![
                developer.unwrap_or(EVERYBODY),
                since.as_millisecond().div_euclid(DAY_MS)
            ],
            |row: &Row<'_>| {
                let midnight = SignedDuration::from_hours(24 * row.get::<_, i64>(0)?);
                let date = Timestamp::UNIX_EPOCH.saturating_add(midnight).unwrap_or(Timestamp::MAX);
                Ok(Day {
                    date: date.strftime("%Y-%m-%d").to_string(),
                    scans: rows::count(row, 1)?,
                    failed: rows::count(row, 2)?,
                })
            },
        )?
        .collect()
}

/// How many scans came before a time: those of the days before its day by their counts, and those of its day one by one.
pub(super) fn scans_before(connection: &Connection, time: Timestamp) -> Result<u64> {
    let time = time.as_millisecond();
    let day = time.div_euclid(DAY_MS);
    let before_day = connection
        .prepare_cached("SELECT coalesce(sum(scans), 0) FROM days WHERE developer = ?1 AND day < ?2")?
        .query_row(params![EVERYBODY, day], |row| rows::count(row, 0))?;
    let of_day = connection
        .prepare_cached(
            "SELECT count(*) FROM scans INDEXED BY scans_by_time WHERE received_at >= ?1 AND received_at < ?2",
        )?
        .query_row([day * DAY_MS, time], |row| rows::count(row, 0))?;
    Ok(before_day + of_day)
}
