//! What the server counts, for Prometheus.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use crate::platform::store::Totals;

/// The format of [`Metrics::text`].
pub(crate) const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
/// Upper ends of the buckets of durations, in seconds.
const BUCKETS: [f64; 10] = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0];
/// Classes of statuses.
const CLASSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];

pub(crate) struct Metrics {
    registry: Registry,
    started: Instant,
    /// By class of status.
    requests: Family<[(&'static str, &'static str); 1], Counter>,
    durations: Histogram,
    rate_limited: Counter,
    uploads: Counter,
    upload_bytes: Counter,
    connections: Gauge,
    scans: Gauge,
    scans_passed: Gauge,
    uptime: Gauge,
    /// When the server's own certificate expires; registered with no value otherwise.
    certificate_expiry: Family<[(&'static str, &'static str); 0], Gauge>,
}

/// A connection that is open.
pub(crate) struct OpenConnection<'m>(&'m Gauge);

impl Drop for OpenConnection<'_> {
    fn drop(&mut self) {
        self.0.dec();
    }
}

impl Default for Metrics {
    fn default() -> Self {
        let metrics = Self {
            registry: Registry::with_prefix("devenv"),
            started: Instant::now(),
            requests: Family::default(),
            durations: Histogram::new(BUCKETS),
            rate_limited: Counter::default(),
            uploads: Counter::default(),
            upload_bytes: Counter::default(),
            connections: Gauge::default(),
            scans: Gauge::default(),
            scans_passed: Gauge::default(),
            uptime: Gauge::default(),
            certificate_expiry: Family::default(),
        };
        // Each class is there from the start, with 0.
        for class in CLASSES {
            drop(metrics.requests.get_or_create(&[("class", class)]));
        }
        metrics.registered()
    }
}

impl Metrics {
    /// Names every metric to the registry, which adds `_total` to those of counters.
    fn registered(mut self) -> Self {
        let registry = &mut self.registry;
        let requests = self.requests.clone();
        registry.register("requests", "Requests answered, by class of status", requests);
        let durations = self.durations.clone();
        registry.register("request_duration_seconds", "How long answers took", durations);
        let rate_limited = self.rate_limited.clone();
        registry.register(
            "rate_limited",
            "Requests refused because there were too many",
            rate_limited,
        );
        registry.register("uploads", "Scans received and understood", self.uploads.clone());
        let upload_bytes = self.upload_bytes.clone();
        registry.register("upload_stored_bytes", "Bytes of scans as they are stored", upload_bytes);
        registry.register("connections", "Open connections", self.connections.clone());
        registry.register("scans", "Stored scans", self.scans.clone());
        registry.register("scans_passed", "Stored scans that passed", self.scans_passed.clone());
        registry.register(
            "uptime_seconds",
            "Seconds since the server started",
            self.uptime.clone(),
        );
        registry.register(
            "certificate_expiry_timestamp_seconds",
            "When the server's own certificate expires, in seconds since 1970",
            self.certificate_expiry.clone(),
        );
        self
    }

    /// A request was answered.
    pub(crate) fn answered(&self, status: u16, duration: Duration) {
        if let Some(class) = CLASSES.get(usize::from(status / 100).saturating_sub(1)) {
            self.requests.get_or_create(&[("class", *class)]).inc();
        }
        if status == 429 {
            self.rate_limited.inc();
        }
        self.durations.observe(duration.as_secs_f64());
    }

    /// A scan was understood, and is stored in so many bytes.
    pub(crate) fn received(&self, bytes: usize) {
        self.uploads.inc();
        self.upload_bytes.inc_by(u64::try_from(bytes).unwrap_or(0));
    }

    /// A connection is open for as long as this value lives: also where its task panics.
    pub(crate) fn open_connection(&self) -> OpenConnection<'_> {
        self.connections.inc();
        OpenConnection(&self.connections)
    }

    /// The server's own certificate expires then. `None`: it has none.
    pub(crate) fn certificate_expires(&self, at: Option<Timestamp>) {
        self.certificate_expiry.clear();
        if let Some(at) = at {
            self.certificate_expiry.get_or_create(&[]).set(at.as_second());
        }
    }

    /// When the server's own certificate expires.
    pub(crate) fn certificate_expiry(&self) -> Option<Timestamp> {
        let gauge = self.certificate_expiry.get(&[])?;
        Timestamp::from_second(gauge.get()).ok()
    }

    /// All of it as text, of [`MEDIA_TYPE`].
    pub(crate) fn text(&self, totals: Totals) -> String {
        let gauge = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        self.scans.set(gauge(totals.scans));
        self.scans_passed.set(gauge(totals.passed));
        self.uptime.set(gauge(self.started.elapsed().as_secs()));
        let mut text = String::new();
        // Writing to memory does not fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines of values, without what they say of time.
    fn values(text: &str) -> Vec<&str> {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        lines
            .filter(|line| !line.starts_with("devenv_uptime_seconds "))
            .collect()
    }

    #[test]
    fn names_labels_and_values_are_those_that_dashboards_ask_for() {
        let metrics = Metrics::default();
        metrics.answered(200, Duration::from_micros(900));
        metrics.answered(429, Duration::from_millis(7));
        metrics.answered(503, Duration::from_secs(9));
        metrics.received(1_000);
        let _open = metrics.open_connection();
        drop(metrics.open_connection());
        let text = metrics.text(Totals {
            scans: 5,
            passed: 3,
            average_score: None,
        });
        let mut values = values(&text);
        values.sort_unstable();
        assert_eq!(
            values,
            [
                "devenv_connections 1",
                "devenv_rate_limited_total 1",
                "devenv_request_duration_seconds_bucket{le=\"+Inf\"} 3",
                "devenv_request_duration_seconds_bucket{le=\"0.001\"} 1",
                "devenv_request_duration_seconds_bucket{le=\"0.002\"} 1",
                "devenv_request_duration_seconds_bucket{le=\"0.005\"} 1",
                "devenv_request_duration_seconds_bucket{le=\"0.01\"} 2",
                "devenv_request_duration_seconds_bucket{le=\"0.025\"} 2",
                "devenv_request_duration_seconds_bucket{le=\"0.05\"} 2",
                "devenv_request_duration_seconds_bucket{le=\"0.1\"} 2",
                "devenv_request_duration_seconds_bucket{le=\"0.25\"} 2",
                "devenv_request_duration_seconds_bucket{le=\"1.0\"} 2",
                "devenv_request_duration_seconds_bucket{le=\"5.0\"} 2",
                "devenv_request_duration_seconds_count 3",
                "devenv_request_duration_seconds_sum 9.0079",
                "devenv_requests_total{class=\"1xx\"} 0",
                "devenv_requests_total{class=\"2xx\"} 1",
                "devenv_requests_total{class=\"3xx\"} 0",
                "devenv_requests_total{class=\"4xx\"} 1",
                "devenv_requests_total{class=\"5xx\"} 1",
                "devenv_scans 5",
                "devenv_scans_passed 3",
                "devenv_upload_stored_bytes_total 1000",
                "devenv_uploads_total 1",
            ]
        );
        assert!(text.contains("\ndevenv_uptime_seconds 0\n"), "{text}");
        metrics.certificate_expires(Some("2026-03-31T12:00:00Z".parse().unwrap()));
        let text = metrics.text(Totals::default());
        assert!(
            text.contains("\ndevenv_certificate_expiry_timestamp_seconds 1774958400\n"),
            "{text}"
        );
        assert!(text.ends_with("# EOF\n"), "{text}");
    }
}
