//! `devenv serve`: takes scans in, keeps and grades them, and shows who is ready.
//!
//! ```text
//!  a request ─► http ─► identity (who may)
//!                │
//!                ├─► scans (precheck, ingest, read, compare) ─► score
//!                │      │
//!                │      └─► store ─► index (SQLite), then raw scans (a directory, or S3)
//!                └─► events (the log)
//! ```
//!
//! It scores with the very code of the command line, and gets its settings handed in: it reads no environment.

mod administration;
mod events;
mod http;
mod identity;
mod scans;
mod server;
mod settings;
mod store;
#[cfg(test)]
mod testing;

pub use administration::{Administration, AdministrationError};
pub use events::log::{Log, LogFormat, LogLevel};
pub use identity::{Issuer, NewTokenRequest};
pub use server::{ServeError, Server};
pub use settings::{Limits, Rate, RateSettings, Settings, TlsFiles};
#[cfg(feature = "aws")]
pub use store::S3;
pub use store::{RawPlace, StoreError};

use std::sync::Arc;

/// What every request needs.
struct Platform {
    settings: Settings,
    /// Nobody said how others reach it, and only this machine does: see `address`.
    follows_host: bool,
    store: Arc<dyn store::Store>,
    scans: scans::Scans,
    verifier: identity::TokenVerifier,
    rates: http::rate::Rates,
    upload_slots: http::upload::UploadSlots,
    metrics: http::metrics::Metrics,
}

impl Platform {
    /// `settings.public_url` and `settings.listen` are filled in already.
    fn new(settings: Settings, store: Arc<dyn store::Store>, follows_host: bool) -> Self {
        let events = Box::new(events::sink::LogSink);
        Self {
            rates: http::rate::Rates::new(settings.rates),
            upload_slots: http::upload::UploadSlots::new(settings.threads),
            verifier: identity::TokenVerifier::new(&settings.issuers),
            metrics: http::metrics::Metrics::default(),
            scans: scans::Scans::new(
                Arc::<dyn store::Store>::clone(&store),
                settings.policy.clone(),
                settings.limits,
                events,
            ),
            store,
            settings,
            follows_host,
        }
    }
}

type Shared = Arc<Platform>;
