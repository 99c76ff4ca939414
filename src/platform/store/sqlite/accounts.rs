//! Tokens, sessions, people and the audit log in the index.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Result, Row, params};

use super::rows;
use crate::api::wire::{AuditEntry, Token};
use crate::platform::store::{Credential, NewToken, Person, Session};

/// The most sessions of one developer: with a further one, the oldest ends.
const SESSIONS_OF_ONE: usize = 20;

pub(super) fn add_token(connection: &Connection, new: &NewToken) -> Result<()> {
    let token = &new.token;
    connection
        .prepare_cached("INSERT INTO tokens VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, NULL, NULL)")?
        .execute(params![
            token.id,
            new.hash,
            token.role.name(),
            token.developer_id,
            token.for_others,
            token.created_at.as_millisecond(),
            token.expires_at.map(Timestamp::as_millisecond),
        ])?;
    Ok(())
}

pub(super) fn token(connection: &Connection, hash: &[u8; 32]) -> Result<Option<Token>> {
    connection
        .prepare_cached(&format!("SELECT {} FROM tokens WHERE hash = ?1", rows::TOKEN))?
        .query_row([hash], rows::token)
        .optional()
}

pub(super) fn token_by_id(connection: &Connection, id: &str) -> Result<Option<Token>> {
    connection
        .prepare_cached(&format!("SELECT {} FROM tokens WHERE id = ?1", rows::TOKEN))?
        .query_row([id], rows::token)
        .optional()
}

pub(super) fn tokens(connection: &Connection) -> Result<Vec<Token>> {
    connection
        .prepare_cached(&format!("SELECT {} FROM tokens ORDER BY created_at, id", rows::TOKEN))?
        .query_map([], rows::token)?
        .collect()
}

pub(super) fn revoke(connection: &Connection, id: &str, now: Timestamp) -> Result<bool> {
    let changed = connection
        .prepare_cached("UPDATE tokens SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL")?
        .execute(params![id, now.as_millisecond()])?;
    Ok(changed > 0)
}

pub(super) fn save_last_used(connection: &Connection, uses: &[(String, Timestamp)]) -> Result<()> {
    let mut statement = connection.prepare_cached("UPDATE tokens SET last_used_at = ?2 WHERE id = ?1")?;
    for (id, time) in uses {
        statement.execute(params![id, time.as_millisecond()])?;
    }
    Ok(())
}

pub(super) fn add_session(connection: &Connection, hash: &[u8; 32], session: &Session) -> Result<()> {
    // Those that have ended are cleared away when one begins.
    connection
        .prepare_cached("DELETE FROM sessions WHERE expires_at < ?1")?
        .execute([Timestamp::now().as_millisecond()])?;
    connection
        .prepare_cached(
            "DELETE FROM sessions WHERE hash IN \
             (SELECT hash FROM sessions WHERE subject = ?1 ORDER BY expires_at DESC, hash LIMIT -1 OFFSET ?2)",
        )?
        .execute(params![
            session.developer_id,
            i64::try_from(SESSIONS_OF_ONE - 1).unwrap_or(i64::MAX)
        ])?;
    let (token_id, issuer) = match &session.credential {
        Credential::Token(id) => (Some(id), None),
        Credential::Issuer(url) => (None, Some(url)),
    };
    connection
        .prepare_cached("INSERT INTO sessions VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
        .execute(params![
            hash,
            token_id,
            issuer,
            session.developer_id,
            session.role.name(),
            session.csrf,
            session.expires_at.as_millisecond()
        ])?;
    Ok(())
}

/// The columns of [`read_session`].
const SESSION: &str = "token_id, issuer, subject, role, csrf, expires_at";

fn read_session(row: &Row<'_>) -> Result<Session> {
    let credential = match row.get(0)? {
        Some(id) => Credential::Token(id),
        None => Credential::Issuer(row.get(1)?),
    };
    Ok(Session {
        credential,
        developer_id: row.get(2)?,
        role: rows::role(row, 3)?,
        csrf: row.get(4)?,
        expires_at: rows::time(row, 5)?,
    })
}

pub(super) fn session(connection: &Connection, hash: &[u8; 32], now: Timestamp) -> Result<Option<Session>> {
    connection
        .prepare_cached(&format!(
            "SELECT {SESSION} FROM sessions WHERE hash = ?1 AND expires_at > ?2"
        ))?
        .query_row(params![hash, now.as_millisecond()], read_session)
        .optional()
}

pub(super) fn sessions(connection: &Connection, now: Timestamp) -> Result<Vec<([u8; 32], Session)>> {
    let sql = format!("SELECT {SESSION}, hash FROM sessions WHERE expires_at > ?1 ORDER BY expires_at DESC, hash");
    connection
        .prepare_cached(&sql)?
        .query_map([now.as_millisecond()], |row| Ok((row.get(6)?, read_session(row)?)))?
        .collect()
}

pub(super) fn end_session(connection: &Connection, hash: &[u8; 32]) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM sessions WHERE hash = ?1")?
        .execute([hash])?;
    Ok(())
}

pub(super) fn save_person(connection: &Connection, person: &Person) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO people VALUES (?1, ?2, ?3) ON CONFLICT (developer) DO UPDATE SET name = excluded.name, email = excluded.email",
        )?
        .execute(params![person.developer_id, person.name, person.email])?;
    Ok(())
}

pub(super) fn people(connection: &Connection, ids: &[String]) -> Result<Vec<Person>> {
    let mut statement = connection.prepare_cached("SELECT developer, name, email FROM people WHERE developer = ?1")?;
    let mut people = Vec::new();
    for id in ids {
        let person = statement.query_row([id], |row| {
            Ok(Person {
                developer_id: row.get(0)?,
                name: row.get(1)?,
                email: row.get(2)?,
            })
        });
        people.extend(person.optional()?);
    }
    Ok(people)
}

pub(super) fn forget_person(connection: &Connection, id: &str) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM people WHERE developer = ?1")?
        .execute([id])?;
    Ok(())
}

pub(super) fn badge_secret(connection: &Connection) -> Result<Vec<u8>> {
    connection
        .prepare_cached("SELECT value FROM secrets WHERE name = 'badge'")?
        .query_row([], |row| row.get(0))
}

pub(super) fn add_audit(connection: &Connection, entry: &AuditEntry) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO audit (at, actor, token_id, address, action, object) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            entry.at.as_millisecond(),
            entry.actor,
            entry.token_id,
            entry.address,
            entry.action,
            entry.object
        ])?;
    Ok(())
}

pub(super) fn audit(connection: &Connection, limit: usize) -> Result<Vec<AuditEntry>> {
    connection
        .prepare_cached("SELECT at, actor, token_id, address, action, object FROM audit ORDER BY seq DESC LIMIT ?1")?
        .query_map([i64::try_from(limit).unwrap_or(i64::MAX)], |row| {
            Ok(AuditEntry {
                at: rows::time(row, 0)?,
                actor: row.get(1)?,
                token_id: row.get(2)?,
                address: row.get(3)?,
                action: row.get(4)?,
                object: row.get(5)?,
            })
        })?
        .collect()
}
