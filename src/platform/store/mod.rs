//! What a platform stores: the traits of a store, its records, and the embedded store.

mod blobs;
mod data_directory;
mod error;
mod raw_scan;
mod records;
mod sqlite;
mod states;
mod traits;

#[cfg(test)]
mod suite;

pub use blobs::RawPlace;
#[cfg(feature = "aws")]
pub use blobs::S3;
pub(crate) use data_directory::{DataLock, IndexLock};
pub use error::StoreError;
pub(crate) use raw_scan::{Head, body_length, decode, encode, hash_of, key};
pub(crate) use records::{
    Credential, Cursor, Day, InsertResult, NewScan, NewToken, Person, ScanFilter, ScanPage, ScanProject, Session,
    StoredScan, Totals,
};
pub(crate) use sqlite::{RebuiltIndex, SqliteStore, is_damaged, raw_at, raw_keys, restore};
pub(crate) use states::{
    DetailCount, Fact, FactFilter, FactKind, Listed, NameCount, ProjectFilter, Scope, State, StateCounts, StateFilter,
    StateStore,
};
pub(crate) use traits::{AccountStore, ScanStore, Store};
