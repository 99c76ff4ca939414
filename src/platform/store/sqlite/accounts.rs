//! Tokens and sessions in the index.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Result, TransactionBehavior, params};

use super::rows;
use crate::api::wire::Token;
use crate::platform::store::index::{NewToken, Session};

pub(crate) fn add_token(connection: &Connection, new: &NewToken) -> Result<()> {
    let token = &new.token;
    connection
        .prepare_cached("INSERT INTO tokens VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, NULL, NULL)")?
        .execute(params![
            token.id,
            new.hash,
            rows::role_word(token.role),
            token.subject,
            token.for_others,
            token.created_at.as_millisecond(),
            token.expires_at.map(Timestamp::as_millisecond),
        ])?;
    Ok(())
}

pub(crate) fn token(connection: &Connection, hash: &[u8; 32]) -> Result<Option<Token>> {
    connection
        .prepare_cached(&format!("SELECT {} FROM tokens WHERE hash = ?1", rows::TOKEN))?
        .query_row([hash], rows::token)
        .optional()
}

pub(crate) fn tokens(connection: &Connection) -> Result<Vec<Token>> {
    connection
        .prepare_cached(&format!("SELECT {} FROM tokens ORDER BY created_at, id", rows::TOKEN))?
        .query_map([], rows::token)?
        .collect()
}

pub(crate) fn revoke(connection: &Connection, id: &str, now: Timestamp) -> Result<bool> {
    let changed = connection
        .prepare_cached("UPDATE tokens SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL")?
        .execute(params![id, now.as_millisecond()])?;
    Ok(changed > 0)
}

pub(crate) fn used(connection: &mut Connection, uses: &[(String, Timestamp)]) -> Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for (id, time) in uses {
        transaction
            .prepare_cached("UPDATE tokens SET last_used_at = ?2 WHERE id = ?1")?
            .execute(params![id, time.as_millisecond()])?;
    }
    transaction.commit()
}

pub(crate) fn add_session(connection: &Connection, hash: &[u8; 32], session: &Session) -> Result<()> {
    // Those that have ended are cleared away when one begins: there are few.
    connection
        .prepare_cached("DELETE FROM sessions WHERE expires_at < ?1")?
        .execute([Timestamp::now().as_millisecond()])?;
    connection
        .prepare_cached("INSERT INTO sessions VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![
            hash,
            session.subject,
            rows::role_word(session.role),
            session.csrf,
            session.expires_at.as_millisecond()
        ])?;
    Ok(())
}

pub(crate) fn session(connection: &Connection, hash: &[u8; 32], now: Timestamp) -> Result<Option<Session>> {
    connection
        .prepare_cached("SELECT subject, role, csrf, expires_at FROM sessions WHERE hash = ?1 AND expires_at > ?2")?
        .query_row(params![hash, now.as_millisecond()], |row| {
            Ok(Session {
                subject: row.get(0)?,
                role: rows::role(row, 1)?,
                csrf: row.get(2)?,
                expires_at: rows::time(row, 3)?,
            })
        })
        .optional()
}

pub(crate) fn end_session(connection: &Connection, hash: &[u8; 32]) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM sessions WHERE hash = ?1")?
        .execute([hash])?;
    Ok(())
}
