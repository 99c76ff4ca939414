//! Retries of a request, the wait that a server asks for, and reading a response up to a limit.

use std::fmt;
use std::time::{Duration, Instant};

use backon::{ExponentialBuilder, Retryable as _};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use reqwest::Response;
use reqwest::header::HeaderMap;
use tracing::debug;

use super::NetworkFailure;

/// No try starts with less time left than this.
const SHORTEST_TRY: Duration = Duration::from_millis(100);

/// The longest wait that a server can ask for.
const LONGEST_WAIT: Duration = Duration::from_hours(24);
/// How HTTP writes dates: as today, and in two earlier ways. Source: RFC 9110, 5.6.7.
const DATE_FORMATS: [&str; 3] = [
    "%a, %d %b %Y %H:%M:%S GMT",
    "%A, %d-%b-%y %H:%M:%S GMT",
    "%a %b %e %H:%M:%S %Y",
];

/// How many times a request is tried, and how long to wait between tries.
#[derive(Debug, Clone, Copy)]
pub struct Retries {
    /// The number of tries, including the first.
    pub attempts: usize,
    /// The wait before the second try. It doubles with each try; a random part, up to as much again, is added.
    pub first_delay: Duration,
    /// If a server asks for a longer wait, there is no further try.
    pub longest_delay: Duration,
    /// No try starts later than this.
    pub deadline: Option<Instant>,
}

impl Retries {
    /// Sends a request until it succeeds, fails in a way that cannot change, or no try is left.
    ///
    /// `retry_after`: the shortest wait before the next try after this error. `None`: another try cannot help.
    pub async fn run<T, E, F>(
        self,
        request: impl FnMut() -> F,
        retry_after: impl Fn(&E) -> Option<Duration>,
    ) -> Result<T, E>
    where
        E: fmt::Display,
        F: Future<Output = Result<T, E>>,
    {
        let delays = ExponentialBuilder::default()
            .with_min_delay(self.first_delay)
            .with_max_times(self.attempts.saturating_sub(1))
            .with_jitter();
        request
            .retry(delays)
            .when(|error| retry_after(error).is_some())
            .adjust(|error, delay| self.delay(delay?, retry_after(error).unwrap_or_default()))
            .notify(|error, delay| debug!("another try in {} ms: {error}", delay.as_millis()))
            .await
    }

    /// The wait before the next try, at least as long as the server `asked` for.
    fn delay(self, delay: Duration, asked: Duration) -> Option<Duration> {
        let delay = delay.checked_add(asked)?;
        let is_in_time = |deadline: Instant| {
            let left = deadline.saturating_duration_since(Instant::now());
            delay.saturating_add(SHORTEST_TRY) < left
        };
        (asked <= self.longest_delay && self.deadline.is_none_or(is_in_time)).then_some(delay)
    }
}

/// The wait that a server asks for in `Retry-After`: seconds, or a date; a longer one than a day is a day.
/// Source: RFC 9110, 10.2.3.
pub fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = headers.get("retry-after")?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than a number of seconds has are a long wait, too.
        let seconds = text.parse().map_or(LONGEST_WAIT, Duration::from_secs);
        return Some(seconds.min(LONGEST_WAIT));
    }
    let date = DATE_FORMATS
        .iter()
        .find_map(|format| DateTime::strptime(format, text).ok())?;
    // The last day of the year 9999 is too late for a time stamp.
    let time = date
        .to_zoned(TimeZone::UTC)
        .map_or(Timestamp::MAX, |time| time.timestamp());
    // A date in the past asks for no wait.
    let wait = Duration::try_from(time.duration_since(now)).unwrap_or_default();
    Some(wait.min(LONGEST_WAIT))
}

/// Why the body of a response was not read.
#[derive(Debug)]
pub enum BodyError {
    /// The connection broke.
    Network(NetworkFailure),
    /// The body is longer than the limit.
    TooLong,
}

/// Reads the body of a response, up to a limit in bytes.
///
/// # Errors
/// The body is longer, or the connection breaks.
pub async fn read_body(mut response: Response, limit: usize) -> Result<Vec<u8>, BodyError> {
    let mut body = Vec::new();
    while let Some(bytes) = response
        .chunk()
        .await
        .map_err(|error| BodyError::Network(error.into()))?
    {
        if body.len() + bytes.len() > limit {
            return Err(BodyError::TooLong);
        }
        body.extend_from_slice(&bytes);
    }
    Ok(body)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    const RETRIES: Retries = Retries {
        attempts: 4,
        first_delay: Duration::from_millis(1),
        longest_delay: Duration::from_secs(5),
        deadline: None,
    };

    #[test]
    fn a_wait_is_seconds_or_a_date() {
        let now: Timestamp = "2026-11-24T08:00:00Z".parse().unwrap();
        let seconds = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("retry-after", text.parse().unwrap());
            retry_after(&headers, now).map(|wait| wait.as_secs())
        };
        assert_eq!(seconds("7"), Some(7));
        assert_eq!(seconds("Tue, 24 Nov 2026 08:01:30 GMT"), Some(90));
        assert_eq!(seconds("Tue, 24 Nov 2026 07:00:00 GMT"), Some(0));
        for date in ["Tuesday, 24-Nov-26 08:01:30 GMT", "Tue Nov 24 08:01:30 2026"] {
            assert_eq!(seconds(date), Some(90), "{date}");
        }
        for long in ["86401", "99999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"] {
            assert_eq!(seconds(long), Some(86_400), "{long}");
        }
        assert_eq!([seconds("soon"), seconds("")], [None, None]);
        assert_eq!(seconds("-1"), None);
    }

    #[tokio::test]
    async fn a_request_is_tried_until_the_limit_or_until_another_try_cannot_help() {
        let tries = Cell::new(0);
        let request = || async {
            tries.set(tries.get() + 1);
            if tries.get() == 3 { Ok("done") } else { Err("busy") }
        };
        assert_eq!(RETRIES.run(request, |_| Some(Duration::ZERO)).await, Ok("done"));
        tries.set(3);
        assert_eq!(RETRIES.run(request, |_| Some(Duration::ZERO)).await, Err("busy"));
        assert_eq!(tries.replace(0), 7);
        assert_eq!(RETRIES.run(request, |_| None).await, Err("busy"));
        assert_eq!(tries.get(), 1);
    }

    #[test]
    fn a_requested_wait_is_respected_unless_it_is_too_long() {
        let (short, long) = (Duration::from_millis(200), Duration::from_secs(3));
        assert_eq!(RETRIES.delay(short, long), Some(short + long));
        assert_eq!(RETRIES.delay(short, Duration::from_secs(6)), None);
        let soon = Retries {
            longest_delay: Duration::MAX,
            deadline: Some(Instant::now() + Duration::from_secs(2)),
            ..RETRIES
        };
        assert_eq!(soon.delay(short, Duration::ZERO), Some(short));
        assert_eq!(soon.delay(short, long), None);
        assert_eq!(soon.delay(short, Duration::MAX), None);
    }
}
