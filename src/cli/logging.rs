//! The log on standard error, for `-v`, `-vv` and `DEVENV_LOG`.
//!
//! Only events of devenv itself are logged: a library may log secrets.

use std::fmt::{self, Write as _};
use std::io::Write as _;

use anyhow::anyhow;
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use super::Failed;
use crate::error::ExitCode;
use crate::host::Host;
use crate::text::escape_line;

/// The first part of the name of each of our modules.
const OURS: &str = "devenv::";

/// Starts the log if one is asked for. Without a subscriber, events cost nothing.
pub(super) fn start(host: &Host, verbose: u8, quiet: bool) -> Result<(), Failed> {
    let level = match host.env_text("DEVENV_LOG") {
        Some(text) => named(text)?,
        None if quiet => LevelFilter::OFF,
        None => asked(verbose),
    };
    if level != LevelFilter::OFF {
        // A subscriber is set already; it will do.
        let _ = tracing::subscriber::set_global_default(Log { level });
    }
    Ok(())
}

fn asked(verbose: u8) -> LevelFilter {
    match verbose {
        0 => LevelFilter::OFF,
        1 => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    }
}

fn named(text: &str) -> Result<LevelFilter, Failed> {
    match text.trim().to_ascii_lowercase().as_str() {
        "off" => Ok(LevelFilter::OFF),
        "error" => Ok(LevelFilter::ERROR),
        "warn" => Ok(LevelFilter::WARN),
        "info" => Ok(LevelFilter::INFO),
        "debug" => Ok(LevelFilter::DEBUG),
        "trace" => Ok(LevelFilter::TRACE),
        _ => Err(Failed::new(
            ExitCode::Usage,
            "usage",
            anyhow!("`DEVENV_LOG` is `{}`, which is not a log level", escape_line(text)),
        )
        .hint("set it to `off`, `error`, `warn`, `info`, `debug` or `trace`")),
    }
}

/// Writes each event as a line: level, module, message.
struct Log {
    level: LevelFilter,
}

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event() && *metadata.level() <= self.level && metadata.target().starts_with(OURS)
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(self.level)
    }

    fn event(&self, event: &Event<'_>) {
        // There is nowhere left to report a closed standard error.
        let _ = std::io::stderr().lock().write_all(line(event).as_bytes());
    }

    // Spans are not used.
    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

fn line(event: &Event<'_>) -> String {
    let mut words = Words(String::new());
    event.record(&mut words);
    let metadata = event.metadata();
    let place = metadata.target().strip_prefix(OURS).unwrap_or_default();
    format!(
        "{} {place}: {}\n",
        metadata.level().as_str().to_ascii_lowercase(),
        escape_line(&words.0)
    )
}

/// The message of an event.
struct Words(String);

impl Visit for Words {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        // Writing to a `String` does not fail.
        let _ = match field.name() {
            "message" => write!(self.0, "{value:?}"),
            name => write!(self.0, " {name}={value:?}"),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_much_is_told_is_what_was_asked_for() {
        let of = |text: &str| named(text).map_err(|failed| failed.error.to_string());
        assert_eq!(
            [0, 1, 2, 9].map(asked),
            [
                LevelFilter::OFF,
                LevelFilter::DEBUG,
                LevelFilter::TRACE,
                LevelFilter::TRACE
            ]
        );
        assert_eq!(of(" Trace"), Ok(LevelFilter::TRACE));
        assert_eq!(of("off"), Ok(LevelFilter::OFF));
        assert_eq!(of("5"), Err("`DEVENV_LOG` is `5`, which is no level".to_owned()));
    }
}
