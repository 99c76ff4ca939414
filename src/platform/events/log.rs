//! What a server says while it runs, as events of `tracing`. No bodies, no tokens.
//!
//! An event with a field `event` is for programs, which read its fields; its message, if it has one, is for people. Any other
//! event is its message. The caller of the server chooses their format and level: see [`Log`].

use crate::api::wire::AuditEntry;

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
#[derive(Debug)]
pub(crate) struct Answered<'a> {
    pub(crate) request_id: &'a str,
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) status: u16,
    pub(crate) duration_ms: f64,
    /// Who sent it. Empty: nobody proved who they are.
    pub(crate) developer_id: &'a str,
    /// The id of the token that they used. Empty: none of the platform's own.
    pub(crate) token_id: &'a str,
    pub(crate) address: &'a str,
}

/// A request was answered. With a status of 500 or more it is an error of the server's.
pub(crate) fn answered(answered: &Answered<'_>) {
    let Answered {
        request_id,
        method,
        path,
        status,
        duration_ms,
        developer_id,
        token_id,
        address,
    } = *answered;
    // The level of an event is part of its call.
    macro_rules! log {
        ($level:ident) => {
            tracing::$level!(
                event = "request",
                request_id,
                method,
                path,
                status,
                duration_ms,
                developer_id,
                token_id,
                address,
                "{status} {method} {path} {duration_ms:.1} ms"
            )
        };
    }
    if status < 500 {
        log!(info);
    } else {
        log!(error);
    }
}

/// Something was done that the audit log keeps.
pub(crate) fn audit(entry: &AuditEntry) {
    let AuditEntry {
        actor, action, object, ..
    } = entry;
    tracing::info!(
        event = "audit",
        actor,
        token_id = entry.token_id.as_deref().unwrap_or_default(),
        address = entry.address.as_deref().unwrap_or_default(),
        action,
        object,
        "{action} {object} by {actor}"
    );
}

/// Something happened that the operator should know.
pub(crate) fn notice(message: &str) {
    tracing::info!("{message}");
}

/// Something went wrong that has no error of its own.
pub(crate) fn error(message: &str) {
    tracing::error!("{message}");
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
    tracing::error!("{message}");
}
