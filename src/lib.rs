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
//! `auth` signs in to a platform, with the settings of `config`; a scan needs neither. `api` sends scans; `cli` gives it the tokens.
//! `web` has the HTTP code that both share.
//! `scan`, `policy`, `score` and `report` do no input or output, so that a platform scores with the same code.
//! `docs/architecture.md` lists which module may import which, and `tests/architecture.rs` checks it.

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
