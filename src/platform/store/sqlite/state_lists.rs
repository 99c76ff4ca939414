//! Current states as they are asked for: projects, machines, and who has which tool or fails which rule. Each list walks one index.

use jiff::{SignedDuration, Timestamp};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, Result, Row, params};

use super::counters::DAY_MS;
use super::facts::{ALL, Texts, kind_number};
use super::lists::Place;
use super::rows::{self, SUMMARY, end_of};
use crate::api::wire::{Project, Readiness, ReadyDay, Summary};
use crate::platform::store::{
    Cursor, DetailCount, Fact, FactFilter, FactKind, Listed, NameCount, ProjectFilter, Scope, State, StateCounts,
    StateFilter, StoreError,
};

/// Rows that one part of a list of facts looks at.
const EXAMINED: usize = 40_000;
/// Projects, or states, of one developer on a list; further ones are left out.
const MOST_OF_DEVELOPER: i64 = 1_000;
/// Rows of details that are read at once; further ones are left out.
const MOST_DETAILS: i64 = 20_000;

/// Where a list by name ended: the name, and the id among those of that name.
pub(super) fn name_place(cursor: Option<&Cursor>) -> std::result::Result<(String, String), StoreError> {
    cursor.map_or(Ok(Default::default()), |cursor| {
        serde_json::from_str(&cursor.0).map_err(|_| StoreError::BadCursor)
    })
}

/// Where a list of facts ended: developer, detail and state.
pub(super) fn fact_place(cursor: Option<&Cursor>) -> std::result::Result<(String, String, i64), StoreError> {
    cursor.map_or(Ok((String::new(), String::new(), i64::MIN)), |cursor| {
        serde_json::from_str(&cursor.0).map_err(|_| StoreError::BadCursor)
    })
}

fn cursor_of(place: &impl serde::Serialize) -> Option<Cursor> {
    serde_json::to_string(place).ok().map(Cursor)
}

/// Projects by name.
pub(super) fn projects(
    connection: &Connection,
    filter: &ProjectFilter,
    after: &(String, String),
) -> Result<Listed<Project>> {
    let stale_before = filter.stale_before.as_millisecond();
    let end = end_of(&filter.prefix);
    let named = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let limit = i64::try_from(filter.limit).unwrap_or(i64::MAX).saturating_add(1);
    let mut found: Vec<(String, String)> = match &filter.developer_id {
        None => connection
            .prepare_cached(
                "SELECT id, name FROM projects INDEXED BY projects_by_name WHERE (name, id) > (?1, ?2) AND name >= ?3 AND name <= ?4 \
                 ORDER BY name, id LIMIT ?5",
            )?
            .query_map(params![after.0, after.1, filter.prefix, end, limit], named)?
            .collect::<Result<_>>()?,
        Some(developer) => connection
            .prepare_cached(
                "SELECT DISTINCT p.id, p.name FROM states s JOIN projects p ON p.id = s.project WHERE s.developer = ?1 \
                 AND (p.name, p.id) > (?2, ?3) AND p.name >= ?4 AND p.name <= ?5 ORDER BY p.name, p.id LIMIT ?6",
            )?
            .query_map(params![developer, after.0, after.1, filter.prefix, end, limit], named)?
            .collect::<Result<_>>()?,
    };
    let has_more = found.len() > filter.limit;
    found.truncate(filter.limit);
    let next = found
        .last()
        .filter(|_| has_more)
        .and_then(|(id, name)| cursor_of(&(name, id)));
    let items = found
        .into_iter()
        .map(|(id, name)| counted(connection, &id, name, stale_before))
        .collect::<Result<_>>()?;
    Ok(Listed { items, next })
}

/// The project of that id, and what it requires.
pub(super) fn project(connection: &Connection, id: &str, stale_before: Timestamp) -> Result<Option<(Project, String)>> {
    let found: Option<(String, String)> = connection
        .prepare_cached("SELECT name, requires FROM projects WHERE id = ?1")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((name, requires)) = found else {
        return Ok(None);
    };
    let project = counted(connection, id, name, stale_before.as_millisecond())?;
    Ok(Some((project, requires)))
}

fn counted(connection: &Connection, id: &str, name: String, stale_before: i64) -> Result<Project> {
    connection
        .prepare_cached(
            "SELECT count(DISTINCT developer), count(*), count(*) FILTER (WHERE received_at >= ?2 AND is_pass), \
             count(*) FILTER (WHERE received_at >= ?2 AND NOT is_pass), count(*) FILTER (WHERE received_at < ?2), max(received_at) \
             FROM states INDEXED BY states_by_project WHERE project = ?1",
        )?
        .query_row(params![id, stale_before], |row| {
            Ok(Project {
                developers: rows::count(row, 0)?,
                machines: rows::count(row, 1)?,
                ready: rows::count(row, 2)?,
                not_ready: rows::count(row, 3)?,
                stale: rows::count(row, 4)?,
                latest_at: rows::optional_time(row, 5)?,
                id: id.to_owned(),
                name,
            })
        })
}

pub(super) fn is_in_project(connection: &Connection, developer: &str, project: &str) -> Result<bool> {
    connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM states WHERE developer = ?1 AND project = ?2)")?
        .query_row([developer, project], |row| row.get(0))
}

/// States, counted.
pub(super) fn counts(connection: &Connection, developer: Option<&str>, stale_before: Timestamp) -> Result<StateCounts> {
    let from = match developer {
        None => "states INDEXED BY states_by_time",
        Some(_) => "states WHERE developer = ?2",
    };
    let mut values: Vec<Value> = vec![stale_before.as_millisecond().into()];
    values.extend(developer.map(|developer| Value::from(developer.to_owned())));
    connection
        .prepare_cached(&format!(
            "SELECT count(*), count(*) FILTER (WHERE received_at >= ?1 AND is_pass), \
             count(*) FILTER (WHERE received_at >= ?1 AND NOT is_pass), count(*) FILTER (WHERE received_at < ?1) FROM {from}"
        ))?
        .query_row(rusqlite::params_from_iter(values), |row| {
            Ok(StateCounts {
                machines: rows::count(row, 0)?,
                ready: rows::count(row, 1)?,
                not_ready: rows::count(row, 2)?,
                stale: rows::count(row, 3)?,
            })
        })
}

/// States before a place, the latest scan first.
pub(super) fn states(connection: &Connection, filter: &StateFilter, before: Place) -> Result<Listed<State>> {
    let (received_at, id) = before.numbers();
    let limit = i64::try_from(filter.limit)
        .unwrap_or(MOST_OF_DEVELOPER)
        .saturating_add(1);
    let mut values: Vec<Value> = vec![received_at.into(), id.into(), limit.into()];
    let mut wanted = String::from("(received_at, id) < (?1, ?2)");
    let mut and = |condition: &str, value: Value| {
        values.push(value);
        wanted += " AND ";
        wanted += &condition.replace('?', &format!("?{}", values.len()));
    };
    let index = match (&filter.developer_id, &filter.project_id) {
        (Some(_), _) => "",
        (None, Some(_)) => "INDEXED BY states_by_project",
        (None, None) => "INDEXED BY states_by_time",
    };
    if let Some(developer) = &filter.developer_id {
        and("developer = ?", developer.clone().into());
    }
    if let Some(project) = &filter.project_id {
        and("project = ?", project.clone().into());
    }
    if let Some(state) = filter.state {
        let condition = match state {
            Readiness::Ready => "is_pass AND received_at >= ?",
            Readiness::NotReady => "NOT is_pass AND received_at >= ?",
            Readiness::Stale => "received_at < ?",
        };
        and(condition, filter.stale_before.as_millisecond().into());
    }
    let sql = format!(
        "SELECT id, seq, received_at, since FROM states {index} WHERE {wanted} ORDER BY received_at DESC, id DESC LIMIT ?3"
    );
    let mut found: Vec<(i64, i64, i64, Timestamp)> = connection
        .prepare_cached(&sql)?
        .query_map(rusqlite::params_from_iter(values), |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, rows::time(row, 3)?))
        })?
        .collect::<Result<_>>()?;
    let has_more = found.len() > filter.limit;
    found.truncate(filter.limit);
    let next = found
        .last()
        .filter(|_| has_more)
        .map(|(id, _, received_at, _)| Place::at(*received_at, *id).cursor());
    let items = found
        .into_iter()
        .map(|(_, seq, _, since)| {
            let scan = summary(connection, seq)?;
            Ok(State { since, scan })
        })
        .collect::<Result<_>>()?;
    Ok(Listed { items, next })
}

fn summary(connection: &Connection, seq: i64) -> Result<Summary> {
    connection
        .prepare_cached(&format!("SELECT {SUMMARY} FROM scans WHERE seq = ?1"))?
        .query_row([seq], rows::summary)
}

/// The scope's key in the tables of counts. `None`: facts of a developer are not counted there.
fn counted_scope(scope: &Scope) -> Option<&str> {
    match scope {
        Scope::All => Some(ALL),
        Scope::Project(id) => Some(id),
        Scope::Developer(_) => None,
    }
}

/// The facts of a developer's states, each once, sorted.
fn facts_of(connection: &Connection, developer: &str, kind: FactKind) -> Result<Vec<(String, String)>> {
    let mut facts: Vec<(String, String)> = connection
        .prepare_cached(
            "SELECT c.tools, c.fails FROM states s CROSS JOIN scans c ON c.seq = s.seq WHERE s.developer = ?1 LIMIT ?2",
        )?
        .query_map(params![developer, MOST_OF_DEVELOPER], |row| {
            Ok(Texts {
                tools: row.get(0)?,
                fails: row.get(1)?,
            })
        })?
        .collect::<Result<Vec<Texts>>>()?
        .iter()
        .flat_map(|texts| texts.of_kind(kind))
        .map(|(name, detail)| (name.to_owned(), detail.to_owned()))
        .collect();
    facts.sort_unstable();
    facts.dedup();
    Ok(facts)
}

/// Names of facts that begin with a prefix and come after a name.
pub(super) fn names(
    connection: &Connection,
    kind: FactKind,
    scope: &Scope,
    (prefix, after): (&str, &str),
    limit: usize,
) -> Result<Vec<NameCount>> {
    if let Scope::Developer(developer) = scope {
        let mut names: Vec<String> = facts_of(connection, developer, kind)?
            .into_iter()
            .map(|(name, _)| name)
            .filter(|name| name.starts_with(prefix) && name.as_str() > after)
            .collect();
        names.dedup();
        names.truncate(limit);
        let one = |name| NameCount { name, developers: 1 };
        return Ok(names.into_iter().map(one).collect());
    }
    connection
        .prepare_cached(
            "SELECT name, people FROM people_by_name WHERE scope = ?1 AND kind = ?2 AND name > ?3 AND name >= ?4 AND name <= ?5 \
             ORDER BY name LIMIT ?6",
        )?
        .query_map(
            params![
                counted_scope(scope),
                kind_number(kind),
                after,
                prefix,
                end_of(prefix),
                i64::try_from(limit).unwrap_or(i64::MAX)
            ],
            |row| {
                Ok(NameCount {
                    name: row.get(0)?,
                    developers: rows::count(row, 1)?,
                })
            },
        )?
        .collect()
}

/// The facts of these names.
pub(super) fn details(
    connection: &Connection,
    kind: FactKind,
    scope: &Scope,
    names: &[String],
) -> Result<Vec<DetailCount>> {
    if let Scope::Developer(developer) = scope {
        let facts = facts_of(connection, developer, kind)?.into_iter();
        let one = |(name, detail)| DetailCount {
            name,
            detail,
            developers: 1,
        };
        return Ok(facts.filter(|(name, _)| names.contains(name)).map(one).collect());
    }
    let mut statement = connection.prepare_cached(
        "SELECT name, detail, people FROM people_by_detail WHERE scope = ?1 AND kind = ?2 AND name = ?3 ORDER BY detail LIMIT ?4",
    )?;
    let mut details = Vec::new();
    for name in names {
        let left = MOST_DETAILS.saturating_sub(i64::try_from(details.len()).unwrap_or(i64::MAX));
        let rows = statement.query_map(params![counted_scope(scope), kind_number(kind), name, left], |row| {
            Ok(DetailCount {
                name: row.get(0)?,
                detail: row.get(1)?,
                developers: rows::count(row, 2)?,
            })
        })?;
        for row in rows {
            details.push(row?);
        }
    }
    Ok(details)
}

/// Who has a fact, by developer, those after a place.
pub(super) fn facts(
    connection: &Connection,
    filter: &FactFilter,
    after: &(String, String, i64),
) -> Result<Listed<Fact>> {
    let mut values: Vec<Value> = vec![
        kind_number(filter.kind).into(),
        filter.name.clone().into(),
        after.0.clone().into(),
        after.1.clone().into(),
        after.2.into(),
    ];
    let mut wanted = String::from("kind = ?1 AND name = ?2 AND (developer, detail, state) > (?3, ?4, ?5)");
    if let Scope::Developer(developer) = &filter.scope {
        values.push(developer.clone().into());
        wanted += " AND developer = ?6";
    }
    let sql = format!(
        "SELECT developer, detail, state, project, since FROM facts WHERE {wanted} ORDER BY developer, detail, state"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(rusqlite::params_from_iter(values))?;
    let mut list = Listed {
        items: Vec::new(),
        next: None,
    };
    let (mut examined, mut place) = (0, None);
    while let Some(row) = rows.next()? {
        if list.items.len() >= filter.limit || examined >= EXAMINED {
            list.next = place.as_ref().and_then(cursor_of);
            break;
        }
        examined += 1;
        let (detail, state_id): (String, i64) = (row.get(1)?, row.get(2)?);
        let in_scope = match &filter.scope {
            Scope::Project(id) => row.get_ref(3)?.as_str()? == id,
            Scope::All | Scope::Developer(_) => true,
        };
        let is_wanted = in_scope && filter.details.as_ref().is_none_or(|details| details.contains(&detail));
        place = Some((row.get::<_, String>(0)?, detail.clone(), state_id));
        if is_wanted {
            list.items.push(Fact {
                detail,
                since: rows::time(row, 4)?,
                state: state_of(connection, state_id)?,
            });
        }
    }
    Ok(list)
}

fn state_of(connection: &Connection, id: i64) -> Result<State> {
    let (seq, since) = connection
        .prepare_cached("SELECT seq, since FROM states WHERE id = ?1")?
        .query_row([id], |row| Ok((row.get(0)?, rows::time(row, 1)?)))?;
    Ok(State {
        since,
        scan: summary(connection, seq)?,
    })
}

/// States at the end of each day on which they changed.
pub(super) fn ready_days(connection: &Connection, project: Option<&str>) -> Result<Vec<ReadyDay>> {
    let (mut machines, mut ready) = (0, 0);
    let count = |number: i64| u64::try_from(number).unwrap_or(0);
    connection
        .prepare_cached("SELECT day, machines, ready FROM ready_days WHERE scope = ?1 ORDER BY day")?
        .query_map([project.unwrap_or(ALL)], |row| {
            machines += row.get::<_, i64>(1)?;
            ready += row.get::<_, i64>(2)?;
            let midnight = SignedDuration::from_millis(row.get::<_, i64>(0)?.saturating_mul(DAY_MS));
            let date = Timestamp::UNIX_EPOCH.saturating_add(midnight).unwrap_or(Timestamp::MAX);
            Ok(ReadyDay {
                date: date.strftime("%Y-%m-%d").to_string(),
                machines: count(machines),
                ready: count(ready),
            })
        })?
        .collect()
}
