//! The embedded store: an index in SQLite, and raw scans in a directory or a bucket.
//!
//! A scan goes into the index with its raw bytes, in one transaction, and is acknowledged then. The uploader puts the bytes where
//! they belong and takes them out of the index. So a scan is in the index exactly when it was acknowledged, and its bytes are in at
//! least one of the two places at any moment.

mod accounts;
mod batch_writer;
mod copy;
mod counters;
mod database;
mod facts;
mod lists;
mod rebuild;
mod removal;
mod rows;
mod salvage;
mod scans;
mod state_lists;
mod state_store;
mod states;
mod store;
mod uploader;
mod version;

#[cfg(test)]
mod tests;

pub(crate) use rebuild::{RebuiltIndex, restore};
pub(crate) use salvage::is_damaged;
pub(crate) use store::{SqliteStore, raw_at, raw_keys};
