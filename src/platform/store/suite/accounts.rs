//! The audit log, tokens and sessions.

use super::time;
use crate::api::wire::{AuditEntry, Role, Token};
use crate::platform::store::{Credential, NewToken, Session, Store};

pub(super) async fn keeps_an_audit_log(store: &impl Store) {
    let entry = |at: &str, object: &str| AuditEntry {
        at: time(at),
        actor: "ada".to_owned(),
        token_id: Some("a".to_owned()),
        address: Some("192.0.2.1".to_owned()),
        action: "token_created".to_owned(),
        object: object.to_owned(),
    };
    let (first, second) = (entry("2026-01-01T00:00:00Z", "b"), entry("2026-01-02T00:00:00Z", "c"));
    store.add_audit(first.clone()).await.unwrap();
    store.add_audit(second.clone()).await.unwrap();
    assert_eq!(store.audit(10).await.unwrap(), [second.clone(), first]);
    assert_eq!(store.audit(1).await.unwrap(), [second]);
}

pub(super) async fn stores_tokens(store: &impl Store) {
    let token = |id: &str, created_at: &str| Token {
        id: id.to_owned(),
        role: Role::Ingest,
        developer_id: "ci".to_owned(),
        for_others: true,
        created_at: time(created_at),
        expires_at: Some(time("2027-01-01T00:00:00Z")),
        last_used_at: None,
        revoked_at: None,
    };
    let (newer, mut older) = (token("b", "2026-01-02T00:00:00Z"), token("a", "2026-01-01T00:00:00Z"));
    for (token, hash) in [(&newer, [2; 32]), (&older, [1; 32])] {
        let token = token.clone();
        store.add_token(NewToken { token, hash }).await.unwrap();
    }
    assert_eq!(store.tokens().await.unwrap(), [older.clone(), newer.clone()]);
    assert_eq!(store.token([2; 32]).await.unwrap(), Some(newer.clone()));
    assert_eq!(store.token([3; 32]).await.unwrap(), None);
    let (used, revoked) = (time("2026-02-01T00:00:00Z"), time("2026-03-01T00:00:00Z"));
    store
        .save_last_used(vec![("a".to_owned(), used), ("gone".to_owned(), used)])
        .await
        .unwrap();
    let answers = [
        store.revoke_token("a", revoked).await.unwrap(),
        store.revoke_token("a", used).await.unwrap(),
        store.revoke_token("gone", used).await.unwrap(),
    ];
    assert_eq!(answers, [true, false, false]);
    older.last_used_at = Some(used);
    older.revoked_at = Some(revoked);
    assert_eq!(store.token_by_id("a").await.unwrap(), Some(older));
}

/// Sign-ins without number would fill the index.
pub(super) async fn ends_the_oldest_session_of_a_developer_with_too_many(store: &impl Store) {
    let session = |developer: &str, minute: u8| Session {
        credential: Credential::Token("a".to_owned()),
        developer_id: developer.to_owned(),
        role: Role::Member,
        csrf: "csrf".to_owned(),
        expires_at: time(&format!("2999-01-01T00:{minute:02}:00Z")),
    };
    store.add_session([99; 32], session("bob", 0)).await.unwrap();
    for minute in 1..=20 {
        store.add_session([minute; 32], session("ada", minute)).await.unwrap();
    }
    let now = time("2026-01-01T00:00:00Z");
    assert_eq!(store.sessions(now).await.unwrap().len(), 21);
    // It ends before the others do, as with a token that expires, and begins all the same.
    store.add_session([21; 32], session("ada", 0)).await.unwrap();
    let left: Vec<u8> = store
        .sessions(now)
        .await
        .unwrap()
        .iter()
        .map(|(hash, _)| hash[0])
        .collect();
    let mut expected: Vec<u8> = (2..=20).rev().collect();
    expected.extend([21, 99]);
    assert_eq!(left, expected);
}

pub(super) async fn stores_sessions_until_they_end(store: &impl Store) {
    let end = time("2999-01-01T00:00:00Z");
    let session = |credential| Session {
        credential,
        developer_id: "ada".to_owned(),
        role: Role::Member,
        csrf: "csrf".to_owned(),
        expires_at: end,
    };
    let (by_token, by_issuer) = (
        session(Credential::Token("a".to_owned())),
        session(Credential::Issuer("https://idp.test".to_owned())),
    );
    store.add_session([1; 32], by_token.clone()).await.unwrap();
    store.add_session([2; 32], by_issuer.clone()).await.unwrap();
    let now = time("2026-01-01T00:00:00Z");
    assert_eq!(store.session([1; 32], now).await.unwrap(), Some(by_token.clone()));
    assert_eq!(store.session([2; 32], now).await.unwrap(), Some(by_issuer.clone()));
    assert_eq!(store.session([2; 32], end).await.unwrap(), None);
    let both = [([1; 32], by_token), ([2; 32], by_issuer)];
    assert_eq!(store.sessions(now).await.unwrap(), both);
    assert_eq!(store.sessions(end).await.unwrap(), []);
    store.end_session([1; 32]).await.unwrap();
    assert_eq!(store.session([1; 32], now).await.unwrap(), None);
    assert_eq!(store.sessions(now).await.unwrap(), both[1..]);
}
