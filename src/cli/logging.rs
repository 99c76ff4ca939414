//! The log on standard error: of a command, if it is asked for (`-v`, `-vv`, `DEVENV_LOG`), and of a server.
//!
//! Only events of devenv itself are logged: a library may log secrets.

use std::fmt::{self, Write as _};

use anyhow::anyhow;
use jiff::Timestamp;
use serde_json::{Map, Value};
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::registry::LookupSpan;

use super::Failed;
use crate::error::ExitCode;
use crate::host::Host;
#[cfg(feature = "platform")]
use crate::platform::{Log, LogFormat, LogLevel};
use crate::text::{escape, escape_line};

/// The first part of all module paths of devenv.
const OURS: &str = "devenv";

/// Starts the log of a command, if one is asked for. Otherwise events cost nothing.
pub(super) fn start(host: &Host, verbose: u8, quiet: bool) -> Result<(), Failed> {
    let level = match host.env_text("DEVENV_LOG") {
        Some(text) => named(text)?,
        None if quiet => LevelFilter::OFF,
        None => asked(verbose),
    };
    if level != LevelFilter::OFF {
        install(level, Lines::Command);
    }
    Ok(())
}

/// Starts the log of a server. If a command's log has been started, that one is used.
#[cfg(feature = "platform")]
pub(super) fn start_server(log: Log) {
    let level = match log.level {
        LogLevel::Errors => LevelFilter::ERROR,
        LogLevel::Requests => LevelFilter::INFO,
    };
    let lines = match log.format {
        LogFormat::Text => Lines::ServerText,
        LogFormat::Json => Lines::ServerJson,
    };
    install(level, lines);
}

fn install(level: LevelFilter, lines: Lines) {
    let layer = tracing_subscriber::fmt::layer()
        .event_format(lines)
        .with_writer(std::io::stderr)
        // Otherwise a closed standard error would make it panic.
        .log_internal_errors(false)
        .with_filter(Targets::new().with_target(OURS, level));
    // Only the first subscriber is used.
    let _ = tracing::subscriber::set_global_default(tracing_subscriber::registry().with(layer));
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

/// The format of a log line.
#[derive(Debug, Clone, Copy)]
enum Lines {
    /// Level, module, message and fields.
    Command,
    /// Time and message.
    #[cfg_attr(not(feature = "platform"), expect(dead_code, reason = "of a server"))]
    ServerText,
    /// A JSON object.
    #[cfg_attr(not(feature = "platform"), expect(dead_code, reason = "of a server"))]
    ServerJson,
}

impl<S, N> FormatEvent<S, N> for Lines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(&self, _: &FmtContext<'_, S, N>, mut writer: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let mut fields = EventFields::default();
        event.record(&mut fields);
        match self {
            Self::Command => {
                let metadata = event.metadata();
                let place = metadata.target().strip_prefix("devenv::").unwrap_or_default();
                let level = metadata.level().as_str().to_ascii_lowercase();
                writeln!(writer, "{level} {place}: {}", escape_line(&fields.text()))
            }
            // Events without a message are only for programs.
            Self::ServerText if fields.message.is_empty() => Ok(()),
            Self::ServerText => writeln!(writer, "{:.3} {}", Timestamp::now(), escape(&fields.message)),
            Self::ServerJson => {
                let level = event.metadata().level().as_str().to_ascii_lowercase();
                let json = serde_json::to_string(&fields.json(level)).map_err(|_| fmt::Error)?;
                writeln!(writer, "{json}")
            }
        }
    }
}

/// The contents of an event.
#[derive(Default)]
struct EventFields {
    message: String,
    fields: Map<String, Value>,
}

impl EventFields {
    fn text(&self) -> String {
        let mut text = self.message.clone();
        for (name, value) in &self.fields {
            let _ = write!(text, " {name}={value}");
        }
        text
    }

    fn json(mut self, level: String) -> Map<String, Value> {
        if !self.fields.contains_key("event") {
            self.fields.insert("event".to_owned(), "message".into());
            self.fields.insert("message".to_owned(), self.message.into());
        }
        self.fields
            .insert("time".to_owned(), Timestamp::now().to_string().into());
        self.fields.insert("level".to_owned(), level.into());
        self.fields
    }

    fn add(&mut self, field: &Field, value: impl Into<Value>) {
        self.fields.insert(field.name().to_owned(), value.into());
    }
}

impl Visit for EventFields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        match field.name() {
            "message" => self.message = format!("{value:?}"),
            _ => self.add(field, format!("{value:?}")),
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.add(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.add(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.add(field, value);
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.add(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.add(field, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_level_is_the_requested_one() {
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
        assert_eq!(of("5"), Err("`DEVENV_LOG` is `5`, which is not a log level".to_owned()));
    }

    /// The log lines of some events.
    fn lines(lines: Lines, tell: impl FnOnce()) -> String {
        use std::io::{Read as _, Seek as _};
        let mut file = tempfile::tempfile().unwrap();
        let layer = tracing_subscriber::fmt::layer()
            .event_format(lines)
            .with_writer(std::sync::Mutex::new(file.try_clone().unwrap()));
        tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), tell);
        let mut text = String::new();
        file.rewind().unwrap();
        file.read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn a_line_of_a_command_names_its_module() {
        let tell = || tracing::debug!(target: "devenv::auth::http", tries = 2, "asks \u{1b}[31m{}", "https://a.test");
        assert_eq!(
            lines(Lines::Command, tell),
            "debug auth::http: asks \\u{1b}[31mhttps://a.test tries=2\n"
        );
    }

    #[test]
    fn a_server_logs_fields_as_json_and_messages_as_text() {
        let request = || {
            tracing::info!(
                event = "request",
                status = 200_u16,
                duration_ms = 1.5,
                path = "/",
                "200 / 1.5 ms"
            );
        };
        let failure = || tracing::error!("a request failed: no");
        let uploaded = || tracing::info!(event = "scan_uploaded", scan_id = "1");
        let json = |tell: &dyn Fn()| {
            let mut line: Value = serde_json::from_str(&lines(Lines::ServerJson, tell)).unwrap();
            let time: Result<Timestamp, _> = line["time"].as_str().unwrap().parse();
            assert!(time.is_ok(), "{line}");
            line.as_object_mut().unwrap().remove("time");
            line
        };
        let fields = [json(&request), json(&failure), json(&uploaded)];
        let expected = [
            serde_json::json!({ "level": "info", "event": "request", "status": 200, "duration_ms": 1.5, "path": "/" }),
            serde_json::json!({ "level": "error", "event": "message", "message": "a request failed: no" }),
            serde_json::json!({ "level": "info", "event": "scan_uploaded", "scan_id": "1" }),
        ];
        assert_eq!(fields, expected);
        let text = lines(Lines::ServerText, || {
            request();
            failure();
            uploaded();
        });
        let messages: Vec<&str> = text.lines().map(|line| line.split_once(' ').unwrap().1).collect();
        assert_eq!(messages, ["200 / 1.5 ms", "a request failed: no"]);
    }
}
