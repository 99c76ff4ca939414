//! What is done with scans: taken in, graded, read back, compared. It knows no HTTP: `http` calls it, and maps its errors to answers.

mod demo;
mod dev_env_platform;
mod error;
mod ingest;
mod precheck;
mod stored;
mod summary;
mod trend;
mod turns;

pub(crate) use demo::{demo_people, demo_scans};
pub(crate) use dev_env_platform::schema::{first_form, second_form};
pub(crate) use dev_env_platform::written::WrittenScan;
pub(crate) use error::{Fault, ScanError};
pub(crate) use ingest::{Graded, Saved, Upload, id_of_key, read_foreign, read_scan};
pub(crate) use stored::{Comparison, read_stored};
pub(crate) use summary::{record, summarise};
pub(crate) use trend::every_day;
pub(crate) use turns::LONG;

use std::sync::Arc;

use super::events::sink::EventSink;
use super::settings::Limits;
use super::store::ScanStore;
use crate::policy::Policy;

/// The scans of a platform.
pub(crate) struct Scans {
    store: Arc<dyn ScanStore>,
    /// What grades them.
    policy: Policy,
    limits: Limits,
    events: Box<dyn EventSink>,
    turns: turns::Turns,
}

impl Scans {
    pub(crate) fn new(store: Arc<dyn ScanStore>, policy: Policy, limits: Limits, events: Box<dyn EventSink>) -> Self {
        Self {
            store,
            policy,
            limits,
            events,
            turns: turns::Turns::default(),
        }
    }
}
