//! Whether the stores work: written to and read, and remembered for some seconds, since anybody may ask.

use std::time::{Duration, Instant};

use tokio::sync::Mutex;

use super::errors::ApiError;
use crate::platform::store::Store;

/// How long an answer counts.
const REMEMBERED: Duration = Duration::from_secs(5);
/// How long the stores may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// The last answer.
#[derive(Default)]
pub(crate) struct Readiness(Mutex<Option<(Instant, Result<(), ApiError>)>>);

impl Readiness {
    /// Refused: a store does not work.
    pub(crate) async fn check(&self, store: &dyn Store) -> Result<(), ApiError> {
        let mut last = self.0.lock().await;
        if let Some((at, answer)) = &*last
            && at.elapsed() < REMEMBERED
        {
            return answer.clone();
        }
        let answer = match tokio::time::timeout(PATIENCE, store.check()).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(ApiError::store_failed(&error)),
            Err(_) => Err(ApiError::unavailable("the stores did not answer in 10 s")),
        };
        *last = Some((Instant::now(), answer.clone()));
        answer
    }
}
