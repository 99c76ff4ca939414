//! When to try again, and when to give up.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use reqwest::header::HeaderMap;

/// How often it is tried at most.
const TRIES: u32 = 4;
/// The longest wait before the second try; it doubles with each.
const FIRST_WAIT: Duration = Duration::from_millis(500);
/// How long one try may take, unless less is said.
pub(super) const LONGEST_TRY: Duration = Duration::from_secs(15);

/// How long to go on trying.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryBudget {
    /// A person is waiting: 20 s.
    Interactive,
    /// A CI job is waiting: 60 s.
    Ci,
    /// As long as the user set.
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

    /// The tries of a request that all has to be over with at `end`.
    pub(super) fn tries(self, end: Instant) -> Tries {
        match self {
            Self::Background => Tries::until(end).at_most(1),
            // One that hangs leaves time for another.
            _ => Tries::until(end).each(LONGEST_TRY.min(self.time() * 3 / 4)),
        }
    }
}

/// The tries of one request.
#[derive(Debug)]
pub(super) struct Tries {
    made: u32,
    most: u32,
    end: Instant,
    longest: Duration,
}

impl Tries {
    /// All of them, until `end`.
    pub(super) fn until(end: Instant) -> Self {
        Self {
            made: 0,
            most: TRIES,
            end,
            longest: LONGEST_TRY,
        }
    }

    /// The same, and none of them takes longer than this.
    pub(super) fn each(self, longest: Duration) -> Self {
        Self { longest, ..self }
    }

    /// The same, and no more than so many.
    pub(super) fn at_most(self, most: u32) -> Self {
        Self { most, ..self }
    }

    /// How long this try may take: not beyond the end.
    pub(super) fn time_left(&self) -> Duration {
        // A request with no time at all would be an error of another kind.
        let left = self.end.saturating_duration_since(Instant::now());
        left.min(self.longest).max(Duration::from_millis(1))
    }

    /// A try failed. How long to wait before the next one; `None`: no more is to be made.
    ///
    /// `asked`: what the platform asked for. It is waited at the least; what comes on top keeps many from coming at once.
    pub(super) fn wait(&mut self, asked: Option<Duration>) -> Option<Duration> {
        self.made += 1;
        if self.made >= self.most {
            return None;
        }
        let longest = FIRST_WAIT * 2_u32.pow(self.made - 1);
        let wait = asked.unwrap_or_default().saturating_add(longest.mul_f64(chance()));
        let left = self.end.saturating_duration_since(Instant::now());
        (wait < left).then_some(wait)
    }
}

/// Those statuses after which the same request may succeed.
pub(super) fn may_succeed_later(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500 | 502 | 503 | 504)
}

/// How long the server asks to wait: in seconds, or until a date. Source: RFC 9110, 10.2.3.
pub(super) fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = headers.get("retry-after")?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
    // What is over need not be waited for.
    Some(Duration::try_from(date.duration_since(now)).unwrap_or_default())
}

/// A number from 0 to 1 that nobody knows beforehand.
fn chance() -> f64 {
    let bytes = uuid::Uuid::new_v4().into_bytes();
    let [first, second, ..] = bytes;
    f64::from(u16::from_be_bytes([first, second])) / f64::from(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_seconds_or_a_date() {
        let now: Timestamp = "2026-11-24T08:00:00Z".parse().unwrap();
        let told = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("retry-after", text.parse().unwrap());
            retry_after(&headers, now).map(|wait| wait.as_secs())
        };
        assert_eq!(told("7"), Some(7));
        assert_eq!(told("Tue, 24 Nov 2026 08:01:30 GMT"), Some(90));
        assert_eq!(told("Tue, 24 Nov 2026 07:00:00 GMT"), Some(0));
        assert_eq!(told("soon"), None);
        assert_eq!(told("-1"), None);
    }

    #[test]
    fn four_tries_are_made_and_each_wait_is_within_its_bounds() {
        let mut tries = Tries::until(Instant::now() + Duration::from_mins(1));
        for longest in [500, 1000, 2000] {
            assert!(tries.wait(None).unwrap() <= Duration::from_millis(longest));
        }
        assert_eq!(tries.wait(None), None);
    }

    #[test]
    fn what_is_asked_for_is_waited_unless_it_is_too_long() {
        let mut tries = Tries::until(Instant::now() + Duration::from_secs(20));
        assert!(tries.wait(Some(Duration::from_secs(3))).unwrap() >= Duration::from_secs(3));
        assert_eq!(tries.wait(Some(Duration::from_secs(20))), None);
        assert_eq!(tries.wait(Some(Duration::MAX)), None);
    }
}
