//! What the server counts, in Prometheus's text format.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::platform::store::Totals;

/// Upper ends of the buckets of durations, in milliseconds.
const BUCKETS: [u64; 10] = [1, 2, 5, 10, 25, 50, 100, 250, 1_000, 5_000];

pub(crate) struct Metrics {
    started: Instant,
    /// By the first digit of the status, less one.
    answers: [AtomicU64; 5],
    rate_limited: AtomicU64,
    buckets: [AtomicU64; BUCKETS.len()],
    duration_micros: AtomicU64,
    uploads: AtomicU64,
    upload_bytes: AtomicU64,
    connections: AtomicU64,
}

/// A connection that is open.
pub(crate) struct OpenConnection<'m>(&'m AtomicU64);

impl Drop for OpenConnection<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Default for Metrics {
    fn default() -> Self {
        let zeros = || std::array::from_fn(|_| AtomicU64::new(0));
        Self {
            started: Instant::now(),
            answers: std::array::from_fn(|_| AtomicU64::new(0)),
            rate_limited: AtomicU64::new(0),
            buckets: zeros(),
            duration_micros: AtomicU64::new(0),
            uploads: AtomicU64::new(0),
            upload_bytes: AtomicU64::new(0),
            connections: AtomicU64::new(0),
        }
    }
}

impl Metrics {
    /// A request was answered.
    pub(crate) fn answered(&self, status: u16, duration: Duration) {
        let class = usize::from(status / 100).saturating_sub(1);
        if let Some(counter) = self.answers.get(class) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
        if status == 429 {
            self.rate_limited.fetch_add(1, Ordering::Relaxed);
        }
        let micros = u64::try_from(duration.as_micros()).unwrap_or(u64::MAX);
        self.duration_micros.fetch_add(micros, Ordering::Relaxed);
        let bucket = BUCKETS.iter().position(|end| micros <= end * 1_000);
        if let Some(counter) = bucket.and_then(|bucket| self.buckets.get(bucket)) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// A scan was understood, and is kept in so many bytes.
    pub(crate) fn received(&self, bytes: usize) {
        self.uploads.fetch_add(1, Ordering::Relaxed);
        self.upload_bytes
            .fetch_add(u64::try_from(bytes).unwrap_or(0), Ordering::Relaxed);
    }

    /// A connection is open for as long as this value is kept: also where its task panics.
    pub(crate) fn open_connection(&self) -> OpenConnection<'_> {
        self.connections.fetch_add(1, Ordering::Relaxed);
        OpenConnection(&self.connections)
    }

    /// All of it as text. Source: the Prometheus exposition format, version 0.0.4.
    pub(crate) fn text(&self, totals: Totals) -> String {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let mut text = String::new();
        let mut section = |name: &str, kind: &str, help: &str, lines: &[(String, String)]| {
            let _ = writeln!(text, "# HELP devenv_{name} {help}\n# TYPE devenv_{name} {kind}");
            for (labels, value) in lines {
                let _ = writeln!(text, "devenv_{name}{labels} {value}");
            }
        };
        let one = |value: u64| vec![(String::new(), value.to_string())];
        let answers: Vec<(String, String)> = self
            .answers
            .iter()
            .enumerate()
            .map(|(class, counter)| (format!("{{class=\"{}xx\"}}", class + 1), read(counter).to_string()))
            .collect();
        section(
            "requests_total",
            "counter",
            "Requests answered, by class of status.",
            &answers,
        );
        let total: u64 = self.answers.iter().map(read).sum();
        let mut below = 0;
        let mut buckets: Vec<(String, String)> = BUCKETS
            .iter()
            .zip(&self.buckets)
            .map(|(end, counter)| {
                below += read(counter);
                (
                    format!("_bucket{{le=\"{}.{:03}\"}}", end / 1_000, end % 1_000),
                    below.to_string(),
                )
            })
            .collect();
        buckets.push(("_bucket{le=\"+Inf\"}".to_owned(), total.to_string()));
        let micros = read(&self.duration_micros);
        buckets.push((
            "_sum".to_owned(),
            format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000),
        ));
        buckets.push(("_count".to_owned(), total.to_string()));
        section(
            "request_duration_seconds",
            "histogram",
            "How long answers took.",
            &buckets,
        );
        section(
            "rate_limited_total",
            "counter",
            "Requests refused because there were too many.",
            &one(read(&self.rate_limited)),
        );
        section(
            "uploads_total",
            "counter",
            "Scans received and understood.",
            &one(read(&self.uploads)),
        );
        section(
            "upload_stored_bytes_total",
            "counter",
            "Bytes of scans as they are kept.",
            &one(read(&self.upload_bytes)),
        );
        section(
            "connections",
            "gauge",
            "Connections that are open.",
            &one(read(&self.connections)),
        );
        section("scans", "gauge", "Scans that are kept.", &one(totals.scans));
        section(
            "scans_passed",
            "gauge",
            "Scans that are kept and passed.",
            &one(totals.passed),
        );
        section(
            "uptime_seconds",
            "gauge",
            "Since the server started.",
            &one(self.started.elapsed().as_secs()),
        );
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_histogram_counts_up_to_each_end() {
        let metrics = Metrics::default();
        metrics.answered(200, Duration::from_micros(900));
        metrics.answered(429, Duration::from_millis(7));
        metrics.answered(503, Duration::from_secs(9));
        let text = metrics.text(Totals::default());
        for line in [
            "devenv_requests_total{class=\"2xx\"} 1",
            "devenv_requests_total{class=\"5xx\"} 1",
            "devenv_request_duration_seconds_bucket{le=\"0.001\"} 1",
            "devenv_request_duration_seconds_bucket{le=\"0.010\"} 2",
            "devenv_request_duration_seconds_bucket{le=\"5.000\"} 2",
            "devenv_request_duration_seconds_bucket{le=\"+Inf\"} 3",
            "devenv_request_duration_seconds_sum 9.007900",
            "devenv_request_duration_seconds_count 3",
            "devenv_rate_limited_total 1",
        ] {
            assert!(text.lines().any(|there| there == line), "{line} is not in\n{text}");
        }
    }
}
