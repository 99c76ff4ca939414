//! How long requests to a platform may take, and after which errors they are tried again.

use std::time::{Duration, Instant};

use super::error::UploadError;
use crate::web::Retries;

/// The largest number of tries of one request.
const ATTEMPTS: usize = 4;
/// The wait before the second try.
const FIRST_DELAY: Duration = Duration::from_millis(250);
/// The timeout of one try.
const LONGEST_TRY: Duration = Duration::from_secs(15);

/// The time for a request with all its tries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryBudget {
    /// A person is waiting: 20 s.
    Interactive,
    /// A CI job is waiting: 60 s.
    Ci,
    /// The time that the user set.
    Fixed(Duration),
    /// Nobody is waiting: one try of at most 3 s.
    Background,
}

impl RetryBudget {
    pub(super) fn time(self) -> Duration {
        match self {
            Self::Interactive => Duration::from_secs(20),
            Self::Ci => Duration::from_mins(1),
            Self::Fixed(time) => time,
            Self::Background => Duration::from_secs(3),
        }
    }

    /// The tries of a request that must end before `deadline`.
    pub(super) fn retries(self, deadline: Instant) -> Retries {
        Retries {
            attempts: if self == Self::Background { 1 } else { ATTEMPTS },
            first_delay: FIRST_DELAY,
            longest_delay: Duration::MAX,
            deadline: Some(deadline),
        }
    }

    /// The timeout of a try that starts now. It leaves time for another try.
    pub(super) fn try_timeout(self, deadline: Instant) -> Duration {
        let longest = match self {
            Self::Background => LONGEST_TRY,
            _ => LONGEST_TRY.min(self.time() * 3 / 4),
        };
        // A timeout of zero would be another kind of error.
        let left = deadline.saturating_duration_since(Instant::now());
        left.min(longest).max(Duration::from_millis(1))
    }
}

/// The wait before the next try of a request that may be repeated. `None`: another try cannot help.
pub(super) fn retry_repeatable(error: &UploadError) -> Option<Duration> {
    match error {
        UploadError::Busy { retry_after, .. } => Some(retry_after.unwrap_or_default()),
        UploadError::Network { .. } => Some(Duration::ZERO),
        _ => None,
    }
}

/// The same for a request that must not arrive twice. It is sent again only if the server certainly did not get it.
pub(super) fn retry_unsent(error: &UploadError) -> Option<Duration> {
    match error {
        // After another status the server may have stored the scan before it failed.
        UploadError::Busy {
            retry_after,
            status: 408 | 425 | 429 | 503,
            ..
        } => Some(retry_after.unwrap_or_default()),
        UploadError::Network { source, .. } if source.is_connect() => Some(Duration::ZERO),
        _ => None,
    }
}

/// The statuses after which the same request may succeed.
pub(super) fn may_succeed_later(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500 | 502 | 503 | 504)
}
