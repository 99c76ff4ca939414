//! `devenv history`: lists and removes saved scans, and saves new ones.

use anyhow::anyhow;
use clap::ArgAction;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Span, SpanRelativeTo, Timestamp};
use serde::Serialize;
use uuid::Uuid;

use super::argument_values::whole;
use super::format::AnswerArguments;
use super::output::Output;
use super::profile::ProfileArgument;
use super::remote::{self, Wanted};
use super::{Failed, upload};
use crate::error::ExitCode;
use crate::history::{self, History, HistoryError, Listing, Retention};
use crate::host::Host;
use crate::report::{self, HistoryRow};
use crate::scan::{SCHEMA_VERSION, Summary, changes};
use crate::scanner::{self, ScanContext};
use crate::text;

/// List earlier scans and how the score changed
#[derive(Debug, clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Shows the platform's scans if you are signed in, else the scans saved on this machine. If the platform cannot be reached, \
    the saved scans are shown.\n\n\
    Exit codes: 0 shown · 2 wrong usage or settings · with --remote: 3 sign-in needed or refused, 4 network or platform"
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Option<Subcommand>,
    /// Show scans since TIME: `7d`, `12h`, `2026-11-01`, `2026-11-01T08:00:00Z`
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
    /// Show scans of this project, by name or directory; `.` is the current one
    #[arg(long, value_name = "PROJECT")]
    project: Option<String>,
    /// Maximum number of scans to show
    #[arg(long, value_name = "COUNT", default_value_t = 20, value_parser = whole::<1, { u32::MAX }>)]
    limit: u32,
    /// Show scans older than this one; ID is what the previous page printed
    #[arg(long, value_name = "ID")]
    before: Option<String>,
    /// Show only scans saved on this machine
    #[arg(long, action = ArgAction::SetTrue)]
    local: bool,
    /// Show only the platform's scans
    #[arg(long, action = ArgAction::SetTrue, conflicts_with = "local")]
    remote: bool,
    /// Show scans of this developer, if the platform allows it
    #[arg(long, value_name = "ID", conflicts_with = "local")]
    developer: Option<String>,
    #[command(flatten)]
    profile: ProfileArgument,
    #[command(flatten)]
    pub(super) answer: AnswerArguments,
}

impl Arguments {
    fn limit(&self) -> usize {
        self.limit as usize
    }
}

#[derive(Debug, clap::Subcommand)]
enum Subcommand {
    /// Remove old saved scans
    Prune(Prune),
}

/// Remove old saved scans
#[derive(Debug, clap::Args)]
struct Prune {
    /// Keep at most COUNT of the newest scans [default: the configured number, or 200]
    #[arg(long, value_name = "COUNT", value_parser = whole::<0, { u32::MAX }>)]
    scans: Option<u32>,
    /// Keep scans of the last DAYS days [default: the configured number, or 90]
    #[arg(long, value_name = "DAYS", value_parser = whole::<0, { u32::MAX }>)]
    days: Option<u32>,
}

/// The variable for the number of saved scans.
pub(super) const KEEP_SCANS: &str = "DEVENV_KEEP_SCANS";
/// The variable for the age of saved scans, in days.
pub(super) const KEEP_DAYS: &str = "DEVENV_KEEP_DAYS";

/// The limits of the history: from variables, else the settings file, else 200 scans and 90 days.
pub(super) fn limits(context: &ScanContext) -> Result<Retention, Failed> {
    let (host, settings) = (&context.host, &context.user_file.history);
    let usual = Retention::default();
    Ok(Retention {
        scans: number(host, KEEP_SCANS)?.or(settings.keep_scans).unwrap_or(usual.scans),
        days: number(host, KEEP_DAYS)?.or(settings.keep_days).unwrap_or(usual.days),
    })
}

fn number<T: std::str::FromStr>(host: &Host, variable: &str) -> Result<Option<T>, Failed> {
    let parse = |text: &str| {
        text.trim().parse().map_err(|_| {
            let error = anyhow!(
                "`{variable}` is `{}`; set it to a whole number",
                text::escape_line(text)
            );
            Failed::new(ExitCode::Usage, "usage", error)
        })
    };
    host.env_text(variable).map(parse).transpose()
}

#[derive(Serialize)]
struct Answer<'a> {
    schema_version: &'a str,
    source: &'a str,
    scans: &'a [HistoryRow],
    /// The value of `--before` for the next page. Left out on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<Uuid>,
}

#[derive(Serialize)]
struct PruneAnswer<'a> {
    schema_version: &'a str,
    removed: usize,
    kept: usize,
}

/// Lists saved scans, or removes some.
pub(super) fn run(arguments: &Arguments, host: Host, output: &Output) -> Result<ExitCode, Failed> {
    let context = ScanContext::open(host)?;
    let history = open(&context)?;
    match &arguments.command {
        Some(Subcommand::Prune(prune)) => remove(&history, prune, &context, output)?,
        None if !is_answered_by_platform(arguments, &context.host, output)? => {
            list(&history, arguments, &context, output)?;
        }
        None => {}
    }
    Ok(ExitCode::Success)
}

/// Shows the platform's scans if `--remote` is given or the user is signed in. `false`: show the saved scans instead.
fn is_answered_by_platform(arguments: &Arguments, host: &Host, output: &Output) -> Result<bool, Failed> {
    // Scans of other developers exist only on the platform.
    let is_must = arguments.remote || arguments.developer.is_some();
    if arguments.local || !(is_must || remote::is_signed_in(&arguments.profile, host)?) {
        return Ok(false);
    }
    let wanted = Wanted {
        developer: arguments.developer.as_deref(),
        project: match arguments.project.as_deref() {
            None => remote::ProjectFilter::Any,
            Some(".") => remote::ProjectFilter::here(host),
            Some(name) => remote::ProjectFilter::Project(name.to_owned()),
        },
        since: since(arguments, host)?,
        before: arguments.before.as_deref(),
        limit: arguments.limit(),
    };
    match remote::list(&arguments.profile, &wanted, host, output) {
        Ok(()) => {
            upload::flush_one(host, &arguments.profile, output);
            Ok(true)
        }
        Err(failed) if is_must => Err(failed),
        Err(failed) => {
            output.warn(&failed.one_line());
            output.status("Showing the scans saved on this machine:");
            Ok(false)
        }
    }
}

/// The time in `--since`.
fn since(arguments: &Arguments, host: &Host) -> Result<Option<Timestamp>, Failed> {
    let Some(text) = &arguments.since else { return Ok(None) };
    parse_since(text, host.now(), &TimeZone::system())
        .map(Some)
        .map_err(|why| {
            let error = anyhow!("`--since {}`: {why}", text::escape_line(text));
            Failed::new(ExitCode::Usage, "usage", error)
        })
}

/// The scans saved on this machine.
pub(super) fn open(context: &ScanContext) -> Result<History<'_>, HistoryError> {
    let state = context.directories.state.as_ref().ok_or(HistoryError::Nowhere)?;
    Ok(History::in_state(&context.host, state))
}

/// Saves a scan. A failure is a warning.
pub(super) fn save(context: &ScanContext, limits: &Retention, (id, bytes): (Uuid, &[u8]), output: &Output) {
    let Ok(history) = open(context) else { return };
    if let Err(error) = history.save(id, bytes, limits, context.host.now()) {
        output.warn(&format!("cannot save this scan: {error}"));
    }
}

/// The saved scans, newest first. Warns of files that cannot be read.
pub(super) fn summaries(history: &History<'_>, output: &Output) -> Result<Vec<Summary>, Failed> {
    let Listing { summaries, unreadable } = history.list()?;
    for error in unreadable {
        let why = std::error::Error::source(&error).map_or(String::new(), |source| format!(": {source}"));
        output.warn(&format!("{error}{why}"));
    }
    Ok(summaries)
}

fn list(history: &History<'_>, arguments: &Arguments, context: &ScanContext, output: &Output) -> Result<(), Failed> {
    let zone = TimeZone::system();
    let since = since(arguments, &context.host)?;
    let root = arguments
        .project
        .as_deref()
        .filter(|project| *project == ".")
        .map(|_| scanner::masked_root(&context.host));
    let before = arguments
        .before
        .as_deref()
        .map(|prefix| history.find(prefix))
        .transpose()?;
    let is_wanted = |summary: &Summary| {
        let of_project = match (&root, &arguments.project) {
            (Some(root), _) => summary.root() == root.as_deref(),
            (None, Some(wanted)) => summary
                .project
                .as_ref()
                .is_some_and(|project| project.name == *wanted || project.root == *wanted),
            (None, None) => true,
        };
        of_project
            && since.is_none_or(|since| summary.taken_at >= since)
            && before.is_none_or(|id| summary.scan_id < id)
    };
    let summaries = summaries(history, output)?;
    let ids: Vec<Uuid> = summaries.iter().map(|summary| summary.scan_id).collect();
    let changes = changes(&summaries);
    let mut rows: Vec<HistoryRow> = summaries
        .into_iter()
        .zip(history::short_ids(&ids))
        .zip(changes)
        .filter(|((summary, _), _)| is_wanted(summary))
        .map(|((summary, short_id), change)| HistoryRow {
            short_id,
            summary,
            change,
        })
        .collect();
    let limit = arguments.limit();
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().map(|row| row.summary.scan_id).filter(|_| has_more);
    if output.json {
        return output.answer_json(&Answer {
            schema_version: SCHEMA_VERSION,
            source: "machine",
            scans: &rows,
            next,
        });
    }
    if rows.is_empty() {
        output.status(if ids.is_empty() {
            "No saved scans yet. `devenv scan` saves one."
        } else {
            "No matching scans."
        });
        return Ok(());
    }
    output.answer(report::history(&rows, &output.list_options(), &zone).as_bytes())?;
    if let Some(last) = rows.last().filter(|_| has_more) {
        output.status(&format!("Older scans: `--before {}`", last.short_id));
    }
    Ok(())
}

fn remove(history: &History<'_>, prune: &Prune, context: &ScanContext, output: &Output) -> Result<(), Failed> {
    let set = limits(context)?;
    let limits = Retention {
        scans: prune.scans.map_or(set.scans, |scans| scans as usize),
        days: prune.days.unwrap_or(set.days),
    };
    let pruned = history.prune(&limits, context.host.now()).map_err(|error| {
        let error = anyhow::Error::new(error).context("cannot read the saved scans");
        Failed::new(ExitCode::ScanIncomplete, "history_unreadable", error)
    })?;
    if output.json {
        return output.answer_json(&PruneAnswer {
            schema_version: SCHEMA_VERSION,
            removed: pruned.removed,
            kept: pruned.kept,
        });
    }
    let removed = text::count(pruned.removed, "scan", "scans");
    output.answer(format!("removed {removed}, {} left\n", pruned.kept).as_bytes())
}

/// Parses a duration before `now`, a local date or time, or a UTC time.
fn parse_since(text: &str, now: Timestamp, zone: &TimeZone) -> Result<Timestamp, String> {
    let text = text.trim();
    if let Ok(time) = text.parse::<Timestamp>() {
        return Ok(time);
    }
    // A date without a time means midnight.
    if let Ok(time) = text.parse::<DateTime>() {
        return time
            .to_zoned(zone.clone())
            .map(|time| time.timestamp())
            .map_err(|error| error.to_string());
    }
    let ago = text
        .parse::<Span>()
        .ok()
        .and_then(|span| span.to_duration(SpanRelativeTo::days_are_24_hours()).ok())
        .filter(|ago| !ago.is_negative());
    ago.and_then(|ago| now.checked_sub(ago).ok())
        .ok_or_else(|| "give a time such as `7d`, `12h`, `2026-11-01` or `2026-11-01T08:00:00Z`".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_a_duration_a_date_or_a_timestamp() {
        let now: Timestamp = "2026-11-24T20:00:00Z".parse().unwrap();
        let zone = TimeZone::fixed(jiff::tz::offset(2));
        let told = |text: &str| parse_since(text, now, &zone).map(|time| time.to_string()).ok();
        let expected = [
            ("7d", Some("2026-11-17T20:00:00Z")),
            ("1w 12h", Some("2026-11-17T08:00:00Z")),
            ("90 minutes", Some("2026-11-24T18:30:00Z")),
            ("2026-11-01", Some("2026-10-31T22:00:00Z")),
            ("2026-11-01T08:00", Some("2026-11-01T06:00:00Z")),
            ("2026-11-01T08:00:00Z", Some("2026-11-01T08:00:00Z")),
            ("1 month", None),
            ("-7d", None),
            ("yesterday", None),
            ("", None),
        ];
        for (text, expected) in expected {
            assert_eq!(told(text).as_deref(), expected, "{text}");
        }
    }
}
