//! The platform's own tokens: `dvt_ID_SECRET`. A token is shown once; a hash of it is stored.

use std::fmt::Write as _;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand;
use jiff::Timestamp;

use crate::api::wire::{Role, Token};
use crate::platform::store::NewToken;
use crate::secret::Secret;

/// The prefix of every token, by which scanners for leaked secrets recognise it.
pub(crate) const PREFIX: &str = "dvt_";

/// A token to create.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTokenRequest {
    /// What it may do.
    pub role: Role,
    /// The developer whose scans it uploads and reads.
    pub developer_id: String,
    /// It may upload scans of others.
    pub for_others: bool,
    /// When it expires. `None`: never.
    pub expires_at: Option<Timestamp>,
}

/// Random bytes as text. `None`: the system gives none.
pub(crate) fn random<const BYTES: usize>() -> Option<String> {
    let mut bytes = [0; BYTES];
    rand::fill(&mut bytes).ok()?;
    Some(hex(&bytes))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// SHA-256. A token has 256 random bits: it needs no salt and no slow hash.
pub(crate) fn hash(text: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, text).as_ref());
    hash
}

/// Creates a token: its text, and what is stored of it. `None`: the system provides no random bytes.
pub(crate) fn mint(request: &NewTokenRequest, now: Timestamp) -> Option<(Secret, NewToken)> {
    let id = random::<6>()?;
    let text = format!("{PREFIX}{id}_{}", random::<32>()?);
    let new = NewToken {
        token: Token {
            id,
            role: request.role,
            developer_id: request.developer_id.clone(),
            for_others: request.for_others,
            created_at: now,
            expires_at: request.expires_at,
            last_used_at: None,
            revoked_at: None,
        },
        hash: hash(text.as_bytes()),
    };
    Some((Secret::new(text), new))
}

/// A stored token is valid now.
pub(crate) fn is_valid(token: &Token, now: Timestamp) -> bool {
    token.revoked_at.is_none() && token.expires_at.is_none_or(|end| now < end)
}

/// A developer's id: 1 to 255 characters without control characters, with no space at either end.
pub(crate) fn is_developer_id(text: &str) -> bool {
    (1..=255).contains(&text.chars().count()) && text.trim() == text && !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_has_its_id_in_it_and_is_kept_as_a_hash() {
        let now = Timestamp::UNIX_EPOCH;
        let request = NewTokenRequest {
            role: Role::Ingest,
            developer_id: "ci".to_owned(),
            for_others: true,
            expires_at: Some("1970-01-02T00:00:00Z".parse().unwrap()),
        };
        let (text, new) = mint(&request, now).unwrap();
        assert_eq!(text.reveal().len(), 4 + 12 + 1 + 64);
        assert!(text.reveal().starts_with(&format!("dvt_{}_", new.token.id)));
        assert_eq!(new.hash, hash(text.reveal().as_bytes()));
        assert!(is_valid(&new.token, now));
        assert!(!is_valid(&new.token, "1970-01-02T00:00:00Z".parse().unwrap()));
        assert!(!is_valid(
            &Token {
                revoked_at: Some(now),
                ..new.token
            },
            now
        ));
        // FIPS 180-4's own example.
        assert_eq!(
            hex(&hash(b"abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn subjects_are_words_that_show() {
        let good = [
            "ada",
            "auth0|5f7c8ec7c33c6c004bbafe82",
            "Ada Lovelace",
            "ada@example.org",
            "../x",
        ];
        let bad = ["", " ada", "a\nb", "a\u{1b}[31m"];
        assert_eq!(good.map(is_developer_id), [true; 5]);
        assert_eq!(bad.map(is_developer_id), [false; 4]);
        assert_eq!(
            ["é".repeat(255), "x".repeat(256)].map(|text| is_developer_id(&text)),
            [true, false]
        );
    }
}
