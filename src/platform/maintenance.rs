//! What the server does beside requests, once a minute: it saves when tokens were used, and removes scans that are too old.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp, ToSpan as _};

use crate::api::wire::AuditEntry;
use crate::platform::Shared;
use crate::platform::events::log;
use crate::platform::http::certificate::expiry_warning;
use crate::platform::http::live::Live;
use crate::platform::store::StoreError;

/// How often it is done.
const INTERVAL: Duration = Duration::from_mins(1);
/// The wall clock may run away from the monotonic one by this much between two rounds; more is a jump.
const LARGEST_DRIFT: SignedDuration = SignedDuration::from_mins(5);
/// How long a clock that jumped must run evenly before it is trusted again.
const TRUSTED_AFTER: Duration = Duration::from_hours(1);
/// A round that would remove more than this share of all scans removes none: a wrong clock, or a wrong setting, is likelier.
const LARGEST_SHARE: f64 = 0.9;
/// How often the log tells of a certificate that expires soon.
const DAY: Duration = Duration::from_hours(24);
/// How long the log says nothing new of scans that are not removed.
const QUIET: Duration = Duration::from_hours(1);

/// Runs until the server stops.
pub(crate) async fn run(live: Arc<Live>) {
    let mut retention = Retention::default();
    let mut told_of_certificate = Instant::now();
    if let Err(error) = announce(&live.now().platform).await {
        log::failure("old scans could not be counted", &error);
    }
    loop {
        tokio::time::sleep(INTERVAL).await;
        let platform = Shared::clone(&live.now().platform);
        if told_of_certificate.elapsed() >= DAY {
            told_of_certificate = Instant::now();
            let expires_at = platform.metrics.certificate_expiry();
            if let Some(warning) = expires_at.and_then(|end| expiry_warning(end, Timestamp::now())) {
                log::error(&warning);
            }
        }
        if let Err(error) = platform.verifier.flush_last_used(platform.store.as_ref()).await {
            log::failure("the last uses of tokens could not be saved", &error);
        }
        if let Some(days) = platform.settings.keep_days
            && let Err(error) = retention.round(&platform, days).await
        {
            log::failure("old scans could not be removed", &error);
        }
    }
}

/// Both clocks at one moment.
#[derive(Debug, Clone, Copy)]
struct Clocks {
    wall: Timestamp,
    monotonic: Instant,
}

/// Watches whether the wall clock can be trusted.
#[derive(Debug, Default)]
struct ClockWatch {
    last: Option<Clocks>,
    jumped_at: Option<Instant>,
}

impl ClockWatch {
    /// How far the wall clock jumped since the last look, if it did.
    fn look(&mut self, now: Clocks) -> Option<SignedDuration> {
        let last = self.last.replace(now)?;
        let elapsed = SignedDuration::try_from(now.monotonic.saturating_duration_since(last.monotonic));
        let drift = now.wall.duration_since(last.wall) - elapsed.unwrap_or(SignedDuration::MAX);
        let jumped = drift.abs() > LARGEST_DRIFT;
        if jumped {
            self.jumped_at = Some(now.monotonic);
        }
        jumped.then_some(drift)
    }

    fn is_trusted(&self, now: Instant) -> bool {
        self.jumped_at
            .is_none_or(|jumped_at| now.saturating_duration_since(jumped_at) >= TRUSTED_AFTER)
    }
}

/// The time before which scans are old.
fn old_before(now: Timestamp, days: u16) -> Option<Timestamp> {
    now.checked_sub((24 * i64::from(days)).hours()).ok()
}

/// Says at the start what the first round will remove, while that can still be stopped.
async fn announce(platform: &Shared) -> Result<(), StoreError> {
    let Some(days) = platform.settings.keep_days else {
        return Ok(());
    };
    let Some(time) = old_before(Timestamp::now(), days) else {
        return Ok(());
    };
    let store = &platform.store;
    let (all, old) = (store.totals(None).await?.scans, store.scans_before(time).await?);
    if old > 0 && !is_nearly_all(old, all) {
        log::notice(&format!(
            "{old} of {all} scans are older than {days} days and will be removed in a minute"
        ));
    }
    Ok(())
}

#[derive(Debug, Default)]
struct Retention {
    clock: ClockWatch,
    /// When the log said last that scans are not removed.
    told_at: Option<Instant>,
}

impl Retention {
    async fn round(&mut self, platform: &Shared, days: u16) -> Result<(), StoreError> {
        let now = Clocks {
            wall: Timestamp::now(),
            monotonic: Instant::now(),
        };
        if let Some(drift) = self.clock.look(now) {
            log::error(&format!(
                "the system's clock jumped by {drift:#}: no scans are removed until it has run evenly for an hour"
            ));
        }
        if !self.clock.is_trusted(now.monotonic) {
            return Ok(());
        }
        let Some(time) = old_before(now.wall, days) else {
            return Ok(());
        };
        let store = &platform.store;
        let (all, old) = (store.totals(None).await?.scans, store.scans_before(time).await?);
        if is_nearly_all(old, all) {
            if self.told_at.is_none_or(|told_at| now.monotonic - told_at >= QUIET) {
                self.told_at = Some(now.monotonic);
                log::error(&format!(
                    "{old} of {all} scans are older than {days} days and are not removed: that is nearly all. If the system's clock \
                     is right, remove them with `devenv serve remove --older-than {days}d`"
                ));
            }
            return Ok(());
        }
        if old > 0 {
            log::notice(&format!(
                "removing {old} of {all} scans, which are older than {days} days"
            ));
        }
        let removed = store.remove_before(time).await?;
        if removed > 0 {
            let entry = AuditEntry {
                at: now.wall,
                actor: "retention".to_owned(),
                token_id: None,
                address: None,
                action: "scans_expired".to_owned(),
                object: format!("{removed} older than {days} days"),
            };
            store.add_audit(entry).await?;
        }
        Ok(())
    }
}

/// Whether the scans that would be removed are nearly all there are. Of a handful, all may be old.
#[expect(clippy::cast_precision_loss, reason = "a share of them is enough")]
fn is_nearly_all(old: u64, all: u64) -> bool {
    all >= 20 && old as f64 > all as f64 * LARGEST_SHARE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::wire::Role;
    use crate::platform::store::ScanFilter;
    use crate::platform::testing::{TestPlatform, scan};

    #[test]
    fn a_clock_that_jumps_is_trusted_again_after_an_hour() {
        let (wall, monotonic) = (Timestamp::UNIX_EPOCH, Instant::now());
        let at = |wall_seconds: i64, seconds: u64| Clocks {
            wall: wall + wall_seconds.seconds(),
            monotonic: monotonic + Duration::from_secs(seconds),
        };
        let mut clock = ClockWatch::default();
        assert_eq!(clock.look(at(0, 0)), None);
        // A clock that is set by some seconds, and a machine that slept, with both clocks standing still.
        assert_eq!(clock.look(at(70, 60)), None);
        assert!(clock.is_trusted(at(0, 60).monotonic));
        let month = 31 * 86_400;
        assert_eq!(
            clock.look(at(70 + month + 60, 120)),
            Some(SignedDuration::from_secs(month))
        );
        assert_eq!(clock.look(at(70 + month + 120, 180)), None);
        assert!(!clock.is_trusted(at(0, 3_719).monotonic));
        assert!(clock.is_trusted(at(0, 3_720).monotonic));
        // Back again: that is a jump, too.
        assert_eq!(
            clock.look(at(3_800, 3_800)),
            Some(SignedDuration::from_secs(-month - 10))
        );
        assert!(!clock.is_trusted(at(0, 3_801).monotonic));
    }

    #[test]
    fn nearly_all_of_many_is_told_from_most_and_from_a_handful() {
        let cases = [
            ((3_000, 4_000), false),
            ((60, 60), true),
            ((91, 100), true),
            ((90, 100), false),
            ((5, 5), false),
        ];
        for ((old, all), expected) in cases {
            assert_eq!(is_nearly_all(old, all), expected, "{old} of {all}");
        }
    }

    #[tokio::test]
    async fn what_is_old_is_removed_and_told_unless_it_is_nearly_all() {
        let platform = TestPlatform::new();
        let token = platform.token(Role::Member, "ada");
        for id in 1..=20 {
            let body = scan("healthy-laptop", id);
            assert_eq!(
                platform.ask("POST", "/api/v1/scans", &token, &[], body).await.status,
                201
            );
        }
        let mut retention = Retention::default();
        let scans = async || {
            platform
                .platform
                .store
                .list(ScanFilter {
                    limit: 100,
                    ..ScanFilter::default()
                })
                .await
                .unwrap()
                .scans
                .len()
        };
        retention.round(&platform.platform, 1).await.unwrap();
        assert_eq!(scans().await, 20);
        // With 0 days, what came until now is old.
        retention.round(&platform.platform, 0).await.unwrap();
        assert_eq!(scans().await, 20);
    }
}
