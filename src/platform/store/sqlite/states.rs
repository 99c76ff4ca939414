//! The current state of each developer, machine and project: their latest whole scan. It changes in the transaction that stores or removes
//! a scan.

use rusqlite::{Connection, OptionalExtension as _, Result, Row, params};

use super::counters::DAY_MS;
use super::facts::{self, ALL, Owner, Texts};
use super::rows;
use crate::api::wire::Summary;
use crate::platform::store::ScanProject;
use crate::scan::Status;

/// Scans that are read at once when the states are filled.
const FILLED_AT_ONCE: i64 = 1_000;

/// Whose state, of what.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    developer: String,
    /// Empty: the scan has none.
    machine: String,
    /// Empty: the scan has none.
    project: String,
}

struct State {
    id: i64,
    seq: i64,
    received_at: i64,
    is_pass: bool,
    since: i64,
}

/// A whole scan, as far as it makes a state.
struct WholeScan {
    seq: i64,
    received_at: i64,
    is_pass: bool,
    texts: Texts,
}

/// A scan that was removed.
pub(super) struct RemovedScan {
    pub(super) seq: i64,
    pub(super) developer: String,
    pub(super) machine: Option<String>,
    pub(super) project: Option<String>,
    pub(super) received_at: i64,
    pub(super) is_pass: bool,
    pub(super) texts: Texts,
}

/// Makes a scan that was stored the current state, if it is whole and the latest.
pub(super) fn add(
    connection: &Connection,
    summary: &Summary,
    tools: &str,
    project: &ScanProject,
    seq: i64,
) -> Result<()> {
    if summary.partial {
        return Ok(());
    }
    let key = Key {
        developer: summary.developer_id.clone(),
        machine: summary.machine_id.clone().unwrap_or_default(),
        project: summary.project_id.clone().unwrap_or_default(),
    };
    let received_at = summary.timestamp.as_millisecond();
    let before = find(connection, &key)?;
    if before.as_ref().is_some_and(|before| before.received_at > received_at) {
        return Ok(());
    }
    if !key.project.is_empty() {
        let name = summary.project.as_deref().unwrap_or(&key.project);
        save_project(connection, &key.project, name, project)?;
    }
    let texts_before = match &before {
        Some(before) => texts_of(connection, before.seq)?,
        None => Texts::default(),
    };
    let after = WholeScan {
        seq,
        received_at,
        is_pass: summary.status == Status::Pass,
        texts: Texts {
            tools: tools.to_owned(),
            fails: summary.fails.join("\n"),
        },
    };
    put(connection, &key, before.as_ref(), &texts_before, &after)
}

/// Takes removed scans out of the states: the latest whole scan that is left, if there is one, is the state then. The scans are no longer in
/// the index.
pub(super) fn subtract(connection: &Connection, removed: Vec<RemovedScan>) -> Result<()> {
    for scan in removed {
        let key = Key {
            developer: scan.developer,
            machine: scan.machine.unwrap_or_default(),
            project: scan.project.unwrap_or_default(),
        };
        let Some(state) = find(connection, &key)?.filter(|state| state.seq == scan.seq) else {
            continue;
        };
        if let Some(left) = latest(connection, &key)? {
            put(connection, &key, Some(&state), &scan.texts, &left)?;
            continue;
        }
        let owner = owner(&key, state.id);
        facts::replace(connection, &owner, &scan.texts, &Texts::default(), scan.received_at)?;
        count_day(connection, &key, scan.received_at, -1, -i64::from(scan.is_pass))?;
        connection
            .prepare_cached("DELETE FROM states WHERE id = ?1")?
            .execute([state.id])?;
        connection
            .prepare_cached(
                "DELETE FROM projects WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM states WHERE project = ?1)",
            )?
            .execute([&key.project])?;
    }
    Ok(())
}

/// Makes the states of the scans that an index of an earlier version has.
pub(super) fn fill(connection: &Connection) -> Result<()> {
    let sql = format!(
        "SELECT {}, tools, seq FROM scans INDEXED BY scans_by_time WHERE (received_at, seq) > (?1, ?2) \
         ORDER BY received_at, seq LIMIT ?3",
        rows::SUMMARY
    );
    let mut place = (i64::MIN, i64::MIN);
    loop {
        let scans: Vec<(Summary, String, i64)> = connection
            .prepare_cached(&sql)?
            .query_map(params![place.0, place.1, FILLED_AT_ONCE], |row| {
                Ok((rows::summary(row)?, row.get(13)?, row.get(14)?))
            })?
            .collect::<Result<_>>()?;
        let Some((last, _, seq)) = scans.last() else {
            return Ok(());
        };
        place = (last.timestamp.as_millisecond(), *seq);
        for (summary, tools, seq) in &scans {
            add(connection, summary, tools, &ScanProject::default(), *seq)?;
        }
    }
}

fn owner(key: &Key, state: i64) -> Owner<'_> {
    Owner {
        state,
        developer: &key.developer,
        project: &key.project,
    }
}

fn find(connection: &Connection, key: &Key) -> Result<Option<State>> {
    connection
        .prepare_cached(
            "SELECT id, seq, received_at, is_pass, since FROM states WHERE developer = ?1 AND machine = ?2 AND project = ?3",
        )?
        .query_row(params![key.developer, key.machine, key.project], |row| {
            Ok(State {
                id: row.get(0)?,
                seq: row.get(1)?,
                received_at: row.get(2)?,
                is_pass: row.get(3)?,
                since: row.get(4)?,
            })
        })
        .optional()
}

fn texts_of(connection: &Connection, seq: i64) -> Result<Texts> {
    let texts = |row: &Row<'_>| {
        Ok(Texts {
            tools: row.get(0)?,
            fails: row.get(1)?,
        })
    };
    let found = connection
        .prepare_cached("SELECT tools, fails FROM scans WHERE seq = ?1")?
        .query_row([seq], texts)
        .optional()?;
    Ok(found.unwrap_or_default())
}

/// The latest whole scan in the index.
fn latest(connection: &Connection, key: &Key) -> Result<Option<WholeScan>> {
    connection
        .prepare_cached(
            "SELECT seq, received_at, status = 'PASS', tools, fails FROM scans INDEXED BY scans_by_developer \
             WHERE developer = ?1 AND NOT partial AND coalesce(machine_id, '') = ?2 AND coalesce(project_id, '') = ?3 \
             ORDER BY received_at DESC, seq DESC LIMIT 1",
        )?
        .query_row(params![key.developer, key.machine, key.project], |row| {
            Ok(WholeScan {
                seq: row.get(0)?,
                received_at: row.get(1)?,
                is_pass: row.get(2)?,
                texts: Texts {
                    tools: row.get(3)?,
                    fails: row.get(4)?,
                },
            })
        })
        .optional()
}

fn put(
    connection: &Connection,
    key: &Key,
    before: Option<&State>,
    texts_before: &Texts,
    after: &WholeScan,
) -> Result<()> {
    let since = match before {
        Some(before) if before.is_pass == after.is_pass => before.since.min(after.received_at),
        _ => after.received_at,
    };
    let id: i64 = connection
        .prepare_cached(
            "INSERT INTO states (developer, machine, project, seq, received_at, is_pass, since) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) \
             ON CONFLICT (developer, machine, project) DO UPDATE SET seq = excluded.seq, received_at = excluded.received_at, \
             is_pass = excluded.is_pass, since = excluded.since RETURNING id",
        )?
        .query_row(
            params![
                key.developer,
                key.machine,
                key.project,
                after.seq,
                after.received_at,
                after.is_pass,
                since
            ],
            |row| row.get(0),
        )?;
    let machines = i64::from(before.is_none());
    let ready = i64::from(after.is_pass) - before.map_or(0, |before| i64::from(before.is_pass));
    // A change to an older scan was at the time of the newer one, which is removed.
    let at = before.map_or(after.received_at, |before| before.received_at.max(after.received_at));
    count_day(connection, key, at, machines, ready)?;
    facts::replace(
        connection,
        &owner(key, id),
        texts_before,
        &after.texts,
        after.received_at,
    )
}

/// Counts a change on its day, in all projects together and in its own.
fn count_day(connection: &Connection, key: &Key, at: i64, machines: i64, ready: i64) -> Result<()> {
    if machines == 0 && ready == 0 {
        return Ok(());
    }
    let scopes = [ALL, key.project.as_str()];
    let scopes = if key.project == ALL { &scopes[..1] } else { &scopes[..] };
    let mut statement = connection.prepare_cached(
        "INSERT INTO ready_days VALUES (?1, ?2, ?3, ?4) ON CONFLICT (scope, day) DO UPDATE SET \
         machines = machines + excluded.machines, ready = ready + excluded.ready",
    )?;
    for scope in scopes {
        statement.execute(params![scope, at.div_euclid(DAY_MS), machines, ready])?;
    }
    Ok(())
}

/// Saves a project's name and requirements where they changed. The name of a directory stays as the first scan had it.
fn save_project(connection: &Connection, id: &str, name: &str, project: &ScanProject) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO projects VALUES (?1, ?2, ?3, ?4) ON CONFLICT (id) DO UPDATE SET requires = excluded.requires, \
             name = iif(excluded.is_named, excluded.name, name), is_named = max(is_named, excluded.is_named) \
             WHERE requires <> excluded.requires OR (excluded.is_named AND (NOT is_named OR name <> excluded.name COLLATE BINARY))",
        )?
        .execute(params![id, name, project.is_named, project.requires])?;
    Ok(())
}
