//! `devenv serve`: takes scans in, keeps and grades them, and shows who is ready.
//!
//! ```text
//!  a request ─► listen ─► finish ─► routes ─► identity (who may)
//!                                     │
//!                      body ─► shape ─┴► ingest ─► score ─► store ─► index (SQLite), then raw scans (a folder, or S3)
//!                                     │                       │
//!                                   pages ◄───────────────────┘
//! ```
//!
//! It scores with the very code of the command line, and gets its settings handed in: it reads no environment.

mod address;
mod answer;
mod body;
mod demo;
mod difference;
mod events;
mod finish;
mod form;
mod identity;
mod ingest;
mod intake;
mod listen;
mod log;
mod metrics;
mod openapi;
mod pages;
mod pieces;
mod query;
mod rate;
mod reading;
mod reference;
mod refusal;
mod routes;
mod settings;
mod shape;
mod store;
#[cfg(test)]
mod testing;
mod tls;

pub use body::Limits;
pub use identity::{Issuer, TokenWish};
pub use log::{Log, LogFormat, LogLevel};
pub use rate::{Rate, RateSettings};
pub use settings::{Settings, TlsFiles};
#[cfg(feature = "aws")]
pub use store::S3;
pub use store::{IndexError, RawPlace, StoreError};

mod administration;
mod server;

pub use administration::{Administration, AdministrationError};
pub use server::{ServeError, Server};

use std::sync::Arc;

/// What every request needs.
struct Platform {
    settings: Settings,
    /// Nobody said how others reach it, and only this machine does: see `address`.
    follows_host: bool,
    store: store::Store,
    bearers: identity::Bearers,
    rates: rate::Rates,
    intake: intake::Intake,
    metrics: metrics::Metrics,
    events: Box<dyn events::EventSink>,
}

type Shared = Arc<Platform>;
