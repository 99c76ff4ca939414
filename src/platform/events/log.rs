//! What a server says while it runs: a line an event, as text or as JSON. No bodies, no tokens.

use std::io::Write as _;
use std::sync::OnceLock;

use jiff::Timestamp;
use serde::Serialize;

/// How a log looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people at a terminal.
    Text,
    /// A JSON object a line.
    Json,
}

/// What a log tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogLevel {
    /// What failed.
    Errors,
    /// Each request too.
    Requests,
}

/// Where a server's log goes: to standard error.
#[derive(Debug, Clone, Copy)]
pub struct Log {
    /// How it looks.
    pub format: LogFormat,
    /// What it tells.
    pub level: LogLevel,
}

/// A request that was answered.
#[derive(Debug, Serialize)]
pub(crate) struct Answered<'a> {
    pub(crate) request_id: &'a str,
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) status: u16,
    pub(crate) duration_ms: f64,
}

#[derive(Serialize)]
struct Line<'a, T> {
    time: Timestamp,
    level: &'a str,
    event: &'a str,
    #[serde(flatten)]
    fields: T,
}

#[derive(Serialize)]
struct Message {
    message: String,
}

static LOG: OnceLock<Log> = OnceLock::new();

/// Sets how this process logs. The first one counts.
pub(crate) fn set(log: Log) {
    let _ = LOG.set(log);
}

fn current() -> Log {
    LOG.get().copied().unwrap_or(Log {
        format: LogFormat::Text,
        level: LogLevel::Errors,
    })
}

/// A request was answered.
pub(crate) fn answered(answered: &Answered<'_>) {
    let log = current();
    if log.level < LogLevel::Requests && answered.status < 500 {
        return;
    }
    match log.format {
        LogFormat::Json => json("info", "request", answered),
        LogFormat::Text => text(&format!(
            "{} {} {} {:.1} ms",
            answered.status, answered.method, answered.path, answered.duration_ms
        )),
    }
}

/// Something happened that programs may want to read. A person sees its request already.
pub(crate) fn event(name: &str, fields: impl Serialize) {
    let log = current();
    if log.level >= LogLevel::Requests && log.format == LogFormat::Json {
        json("info", name, fields);
    }
}

/// Something happened that whoever runs the server should know.
pub(crate) fn notice(message: &str) {
    say("info", message);
}

/// Something went wrong that has no error of its own.
pub(crate) fn error(message: &str) {
    say("error", message);
}

/// Something failed, with its causes.
pub(crate) fn failure(what: &str, error: &dyn std::error::Error) {
    let mut message = format!("{what}: {error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        message.push_str(": ");
        message.push_str(&error.to_string());
        cause = error.source();
    }
    say("error", &message);
}

fn say(level: &str, message: &str) {
    match current().format {
        LogFormat::Json => {
            let message = message.to_owned();
            json(level, "message", Message { message });
        }
        LogFormat::Text => text(message),
    }
}

fn json(level: &str, event: &str, fields: impl Serialize) {
    let line = Line {
        time: Timestamp::now(),
        level,
        event,
        fields,
    };
    if let Ok(mut line) = serde_json::to_vec(&line) {
        line.push(b'\n');
        // Nobody is left to be told that nobody listens.
        let _ = std::io::stderr().lock().write_all(&line);
    }
}

fn text(message: &str) {
    let line = format!("{:.3} {}\n", Timestamp::now(), crate::text::escape(message));
    let _ = std::io::stderr().lock().write_all(line.as_bytes());
}
