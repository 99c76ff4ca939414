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
mod fleet;
mod http;
mod identity;
mod import;
mod maintenance;
mod scans;
mod server;
mod settings;
mod signals;
mod store;
#[cfg(test)]
mod testing;

pub use administration::{Administration, AdministrationError, DamagedIndex, Reindexed, Removal};
pub use events::log::{Log, LogFormat, LogLevel};
pub use identity::{Issuer, NewTokenRequest};
pub use import::{ImportSource, Imported};
pub use server::{ServeError, Server};
pub use settings::{Limits, Rate, RateSettings, STALE_DAYS, Settings, TlsFiles};
#[cfg(feature = "aws")]
pub use store::S3;
pub use store::{RawPlace, StoreError};

use std::sync::Arc;

/// What every request needs.
struct Platform {
    settings: Settings,
    /// The path of the public address, before the path of every page and route: `/devenv`. Empty: there is none.
    base: String,
    /// No public address is set, and only this machine reaches it: see `address`.
    follows_host: bool,
    store: Arc<dyn store::Store>,
    scans: scans::Scans,
    verifier: identity::TokenVerifier,
    rates: http::rate::Rates,
    metrics: Arc<http::metrics::Metrics>,
    readiness: Arc<http::readiness::Readiness>,
    upload_memory: Arc<http::memory::Memory>,
    answer_memory: Arc<http::memory::Memory>,
    token_uses: Arc<http::audit::TokenUses>,
}

impl Platform {
    /// `settings.public_url` and `settings.listen` are filled in already.
    fn new(settings: Settings, store: Arc<dyn store::Store>, follows_host: bool) -> Self {
        let events = Box::new(events::sink::LogSink);
        Self {
            rates: http::rate::Rates::new(settings.rates),
            verifier: identity::TokenVerifier::new(&settings.issuers),
            metrics: Arc::default(),
            readiness: Arc::default(),
            upload_memory: http::memory::Memory::for_uploads(),
            answer_memory: http::memory::Memory::for_answers(),
            token_uses: Arc::default(),
            scans: scans::Scans::new(
                Arc::<dyn store::Store>::clone(&store),
                settings.policy.clone(),
                settings.limits,
                events,
            ),
            base: http::address::path_of(&settings.public_url),
            store,
            settings,
            follows_host,
        }
    }

    /// What answers a caller's questions about projects, machines, tools and rules.
    fn fleet<'p>(&'p self, caller: &'p identity::Caller) -> fleet::Fleet<'p> {
        let (policy, stale_days) = (&self.settings.policy, self.settings.stale_days);
        fleet::Fleet::new(self.store.as_ref(), policy, caller, jiff::Timestamp::now(), stale_days)
    }

    /// The same platform with other settings: what it stores, counts and bounds stays.
    fn with_settings(&self, settings: Settings, follows_host: bool) -> Self {
        let mut new = Self::new(settings, Arc::clone(&self.store), follows_host);
        new.scans.share_turns(&self.scans);
        new.metrics = Arc::clone(&self.metrics);
        new.readiness = Arc::clone(&self.readiness);
        new.upload_memory = Arc::clone(&self.upload_memory);
        new.answer_memory = Arc::clone(&self.answer_memory);
        new.token_uses = Arc::clone(&self.token_uses);
        new
    }
}

type Shared = Arc<Platform>;
