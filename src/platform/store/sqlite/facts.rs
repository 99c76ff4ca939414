//! What current states say, a row a fact, and how many developers say so. Rows change where a scan differs from the one before.

use std::collections::BTreeSet;

use rusqlite::{Connection, Result, params};

use crate::platform::store::FactKind;

/// In the place of a project: all of them together. No project has this id.
pub(super) const ALL: &str = "";

/// The texts of a scan that its facts are in, a fact a line: `node 20.20.2`, `tool-required go`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Texts {
    pub(super) tools: String,
    pub(super) fails: String,
}

impl Texts {
    /// The facts of a kind: names and details.
    pub(super) fn of_kind(&self, kind: FactKind) -> impl Iterator<Item = (&str, &str)> {
        let text = match kind {
            FactKind::Tool => &self.tools,
            FactKind::Rule => &self.fails,
        };
        text.lines()
            .map(|line| line.split_once(' ').unwrap_or((line, "")))
            .filter(|(name, _)| !name.is_empty())
    }

    fn facts(&self) -> BTreeSet<Fact<'_>> {
        [FactKind::Tool, FactKind::Rule]
            .into_iter()
            .flat_map(|kind| {
                self.of_kind(kind)
                    .map(move |(name, detail)| Fact { kind, name, detail })
            })
            .collect()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Fact<'t> {
    kind: FactKind,
    name: &'t str,
    detail: &'t str,
}

/// The state that has facts.
pub(super) struct Owner<'a> {
    pub(super) state: i64,
    pub(super) developer: &'a str,
    /// Empty: no project.
    pub(super) project: &'a str,
}

pub(super) fn kind_number(kind: FactKind) -> i64 {
    match kind {
        FactKind::Tool => 1,
        FactKind::Rule => 2,
    }
}

/// Replaces the facts of a state. `at`: since when the new ones hold, in milliseconds since 1970.
pub(super) fn replace(
    connection: &Connection,
    owner: &Owner<'_>,
    before: &Texts,
    after: &Texts,
    at: i64,
) -> Result<()> {
    if before == after {
        return Ok(());
    }
    let (before, after) = (before.facts(), after.facts());
    for fact in before.difference(&after) {
        count(connection, owner, *fact, -1)?;
        connection
            .prepare_cached(
                "DELETE FROM facts WHERE kind = ?1 AND name = ?2 AND developer = ?3 AND detail = ?4 AND state = ?5",
            )?
            .execute(params![
                kind_number(fact.kind),
                fact.name,
                owner.developer,
                fact.detail,
                owner.state
            ])?;
    }
    for fact in after.difference(&before) {
        count(connection, owner, *fact, 1)?;
        connection
            .prepare_cached("INSERT OR IGNORE INTO facts VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
            .execute(params![
                kind_number(fact.kind),
                fact.name,
                owner.developer,
                fact.detail,
                owner.state,
                owner.project,
                at
            ])?;
    }
    Ok(())
}

/// Counts a developer where this fact, or another one of its name, is the first that they have; or was the last.
fn count(connection: &Connection, owner: &Owner<'_>, fact: Fact<'_>, change: i64) -> Result<()> {
    let kind = kind_number(fact.kind);
    let others: Vec<(String, String)> = connection
        .prepare_cached(
            "SELECT detail, project FROM facts WHERE kind = ?1 AND name = ?2 AND developer = ?3 AND NOT (detail = ?4 AND state = ?5)",
        )?
        .query_map(
            params![kind, fact.name, owner.developer, fact.detail, owner.state],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?
        .collect::<Result<_>>()?;
    let scopes = [ALL, owner.project];
    let scopes = if owner.project == ALL {
        &scopes[..1]
    } else {
        &scopes[..]
    };
    for scope in scopes {
        let mut same_scope = others
            .iter()
            .filter(|(_, project)| *scope == ALL || project == scope)
            .peekable();
        if same_scope.peek().is_none() {
            let key: [&dyn rusqlite::ToSql; 3] = [scope, &kind, &fact.name];
            change_row(connection, "people_by_name", "scope, kind, name", &key, change)?;
        }
        if !same_scope.any(|(detail, _)| detail == fact.detail) {
            let key: [&dyn rusqlite::ToSql; 4] = [scope, &kind, &fact.name, &fact.detail];
            change_row(
                connection,
                "people_by_detail",
                "scope, kind, name, detail",
                &key,
                change,
            )?;
        }
    }
    Ok(())
}

/// Adds to the number of people in a row, and deletes the row at 0.
fn change_row(
    connection: &Connection,
    table: &str,
    columns: &str,
    key: &[&dyn rusqlite::ToSql],
    change: i64,
) -> Result<()> {
    let marks: Vec<String> = (1..=key.len()).map(|number| format!("?{number}")).collect();
    let (marks, last) = (marks.join(", "), key.len() + 1);
    let mut values = key.to_vec();
    values.push(&change);
    connection
        .prepare_cached(&format!(
            "INSERT INTO {table} VALUES ({marks}, ?{last}) ON CONFLICT ({columns}) DO UPDATE SET people = people + excluded.people"
        ))?
        .execute(values.as_slice())?;
    if change < 0 {
        connection
            .prepare_cached(&format!(
                "DELETE FROM {table} WHERE ({columns}) = ({marks}) AND people <= 0"
            ))?
            .execute(key)?;
    }
    Ok(())
}
