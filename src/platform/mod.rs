//! `devenv serve`: takes scans in, keeps and grades them, and shows who is ready.
//!
//! ```text
//!  a request ─► http ─► identity (who may)
//!                │
//!                ├─► scans (precheck, ingest, read, compare) ─► score
//!                │      │
//!                │      └─► store ─► index (SQLite), then raw scans (a folder, or S3)
//!                └─► events (the log)
//! ```
//!
//! It scores with the very code of the command line, and gets its settings handed in: it reads no environment.

mod events;
mod http;
mod identity;
mod maintenance;
mod scans;
mod server;
mod settings;
mod store;
#[cfg(test)]
mod testing;

pub use events::log::{Log, LogFormat, LogLevel};
pub use http::body::Limits;
pub use http::rate::{Rate, RateSettings};
pub use identity::{Issuer, TokenWish};
pub use maintenance::{Administration, AdministrationError};
pub use server::{ServeError, Server};
pub use settings::{Settings, TlsFiles};
#[cfg(feature = "aws")]
pub use store::S3;
pub use store::{IndexError, RawPlace, StoreError};

use std::sync::Arc;

/// What every request needs.
struct Platform {
    settings: Settings,
    /// Nobody said how others reach it, and only this machine does: see `address`.
    follows_host: bool,
    store: store::Store,
    bearers: identity::Bearers,
    rates: http::rate::Rates,
    intake: http::intake::Intake,
    metrics: http::metrics::Metrics,
    events: Box<dyn events::sink::EventSink>,
}

type Shared = Arc<Platform>;
