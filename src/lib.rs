//! The map of the crate.
//!
//! ```text
//!  machine ──► host ──► probe ──► scan ──► score ──► report ──► screen
//!               │         ▲        │         ▲                  files
//!              exec   catalogue    │       policy
//!                                  ├──► history (this machine)
//!                                  └──► api ──► platform
//! ```
//!
//! `auth` signs in to a platform, with the settings of `config`; a scan needs neither. `api` sends scans, and is handed its tokens by `cli`.
//! `web` is what the two share of HTTP.
//! `scan`, `policy`, `score` and `report` do no input or output, so that a platform scores with the very same code.
//! Who may import whom is in `docs/architecture.md`, and `tests/architecture.rs` holds it.

pub mod api;
pub mod auth;
pub mod cli;
pub mod config;
pub mod error;
pub mod exec;
pub mod history;
pub mod host;
#[cfg(feature = "platform")]
pub mod platform;
pub mod policy;
pub mod probe;
pub mod report;
pub mod requirement;
pub mod scan;
pub mod scanner;
pub mod score;
pub mod secret;
#[cfg(test)]
#[path = "../tests/support/skip.rs"]
mod skip;
pub mod text;
pub mod version;
pub mod web;
