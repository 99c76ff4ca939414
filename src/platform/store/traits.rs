//! What a store can do. The embedded one is SQLite with raw scans in a directory or in S3; a test suite is written against these traits.

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use jiff::Timestamp;

use super::records::{Day, InsertResult, NewScan, NewToken, Person, ScanFilter, ScanPage, Session, StoredScan, Totals};
use super::{StateStore, StoreError};
use crate::api::wire::{AuditEntry, Developer, Token};

/// Scans: what lists show of them, and their raw bytes.
#[async_trait]
pub(crate) trait ScanStore: Send + Sync {
    /// Stores a scan with its raw bytes, whole or not at all. It is durable when this returns.
    async fn insert(&self, scan: Arc<NewScan>) -> Result<InsertResult, StoreError>;
    /// Random bytes of this platform, that ids are made with: see `scans::id_of_key`.
    fn key_secret(&self) -> &[u8];
    /// The scan of that id.
    async fn scan(&self, id: &str) -> Result<Option<StoredScan>, StoreError>;
    /// The raw bytes of a scan.
    async fn raw(&self, scan: &StoredScan) -> Result<Bytes, StoreError>;
    /// A page of scans, newest first. It may have fewer scans than there are, and a cursor to go on from: what one page looks at is bounded.
    async fn list(&self, filter: ScanFilter) -> Result<ScanPage, StoreError>;
    /// A developer with their latest scan.
    async fn developer(&self, id: &str) -> Result<Option<Developer>, StoreError>;
    /// The developers whose ids begin with a prefix and come after one, by id, up to a limit, or fewer
    /// where their texts are very long.
    async fn developers(&self, prefix: &str, after: &str, limit: usize) -> Result<Vec<Developer>, StoreError>;
    /// Numbers over the scans of one developer, or of all.
    async fn totals(&self, developer: Option<&str>) -> Result<Totals, StoreError>;
    /// The days since a time on which scans came, oldest first.
    async fn days(&self, developer: Option<&str>, since: Timestamp) -> Result<Vec<Day>, StoreError>;
    /// How many scans came before a time.
    async fn scans_before(&self, time: Timestamp) -> Result<u64, StoreError>;
    /// Removes the scans that came before a time, with their raw bytes; how many.
    async fn remove_before(&self, time: Timestamp) -> Result<u64, StoreError>;
    /// Removes all scans of a developer, with their raw bytes, and what is known of the person; how many scans.
    async fn remove_developer(&self, id: &str) -> Result<u64, StoreError>;
    /// Removes a scan with its raw bytes. `false`: there is none of that id.
    async fn remove_scan(&self, id: &str) -> Result<bool, StoreError>;
}

/// The platform's own tokens, and browser sessions. Both are found by a hash of their secret.
#[async_trait]
pub(crate) trait AccountStore: Send + Sync {
    async fn add_token(&self, token: NewToken) -> Result<(), StoreError>;
    /// The token of that hash.
    async fn token(&self, hash: [u8; 32]) -> Result<Option<Token>, StoreError>;
    /// The token of that id.
    async fn token_by_id(&self, id: &str) -> Result<Option<Token>, StoreError>;
    /// All tokens, oldest first.
    async fn tokens(&self) -> Result<Vec<Token>, StoreError>;
    /// Revokes a token. `false`: there is none of that id that was not revoked.
    async fn revoke_token(&self, id: &str, now: Timestamp) -> Result<bool, StoreError>;
    /// Saves when tokens were last used, by their ids.
    async fn save_last_used(&self, uses: Vec<(String, Timestamp)>) -> Result<(), StoreError>;
    async fn add_session(&self, hash: [u8; 32], session: Session) -> Result<(), StoreError>;
    /// The session of that hash, unless it ended before `now`.
    async fn session(&self, hash: [u8; 32], now: Timestamp) -> Result<Option<Session>, StoreError>;
    async fn end_session(&self, hash: [u8; 32]) -> Result<(), StoreError>;
    /// All sessions that did not end before `now`, with their hashes, those that end last first.
    async fn sessions(&self, now: Timestamp) -> Result<Vec<([u8; 32], Session)>, StoreError>;
    /// Saves what is known of a person.
    async fn save_person(&self, person: Person) -> Result<(), StoreError>;
    /// What is known of the developers of these ids.
    async fn people(&self, ids: Vec<String>) -> Result<Vec<Person>, StoreError>;
    /// Random bytes that the addresses of badges are signed with. They never change.
    async fn badge_secret(&self) -> Result<Vec<u8>, StoreError>;
    /// Adds a line to the audit log.
    async fn add_audit(&self, entry: AuditEntry) -> Result<(), StoreError>;
    /// The latest lines of the audit log, newest first, up to a limit.
    async fn audit(&self, limit: usize) -> Result<Vec<AuditEntry>, StoreError>;
}

/// All that a platform stores.
#[async_trait]
pub(crate) trait Store: ScanStore + StateStore + AccountStore {
    /// Writes and reads in each of its parts: an error says which does not work.
    async fn check(&self) -> Result<(), StoreError>;
    /// Finishes what is under way before the process ends, and leaves the index as one file.
    async fn close(&self) -> Result<(), StoreError>;
}
