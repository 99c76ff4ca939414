//! `devenv upload`, and the upload after a scan.

pub(super) mod mode;
mod opportunistic;
mod sending;

use std::path::PathBuf;

use anyhow::anyhow;
use clap::ArgAction;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Failed;
use super::argument_values::scan_id;
use super::format::AnswerArguments;
use super::output::Output;
use super::platform_connection::{PlatformConnection, PlatformTarget, Sent, TimeArgument};
use super::profile::ProfileArgument;
use crate::api::{RetryBudget, UploadError};
use crate::config::Directories;
use crate::error::ExitCode;
use crate::history::outbox::{Claimed, Outbox, OutboxLimits, PendingScan, Target};
use crate::history::{HistoryError, LARGEST_SCAN_BYTES};
use crate::host::Host;
use crate::scanner::ScanContext;
use crate::text;
pub(super) use opportunistic::flush_one;
use sending::Sending;

/// Upload pending scans or files to your team's platform
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 everything is uploaded · 2 wrong usage or settings · 3 sign-in needed or refused · \
    4 network or platform · 5 a pending scan cannot be read"
)]
pub(super) struct Arguments {
    /// Files written by `devenv scan --show` or `--json` [default: the pending scans]
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// List pending scans without uploading them
    #[arg(long, action = ArgAction::SetTrue, conflicts_with_all = ["files", "drop", "dry_run"])]
    list: bool,
    /// Discard a pending scan; repeat for several
    #[arg(long, value_name = "ID", value_parser = scan_id, conflicts_with_all = ["files", "dry_run"])]
    drop: Vec<Uuid>,
    /// Upload all pending scans to this platform, also those that are for another one
    #[arg(long, action = ArgAction::SetTrue, conflicts_with_all = ["files", "list", "drop"])]
    all: bool,
    /// Print the requests without sending them
    #[arg(long, action = ArgAction::SetTrue)]
    dry_run: bool,
    #[command(flatten)]
    time: TimeArgument,
    #[command(flatten)]
    profile: ProfileArgument,
    #[command(flatten)]
    pub(super) answer: AnswerArguments,
}

#[derive(Serialize)]
struct ListAnswer {
    schema_version: &'static str,
    #[serde(rename = "waiting")]
    pending: Vec<PendingRow>,
}

#[derive(Serialize)]
struct PendingRow {
    scan_id: Uuid,
    bytes: u64,
    /// The platform that it is for. `None`: none was known when it was taken.
    platform: Option<String>,
}

#[derive(Serialize)]
struct Answer {
    schema_version: &'static str,
    uploaded: Vec<Uploaded>,
}

#[derive(Serialize)]
struct Uploaded {
    scan_id: Uuid,
    /// Whether the platform already had it. `None`: it does not say.
    duplicate: Option<bool>,
    /// Its page on the platform. `None`: there is none.
    url: Option<String>,
    /// Its id on the platform, if that is a different one.
    #[serde(skip_serializing_if = "Option::is_none")]
    platform_scan_id: Option<String>,
    /// Where it is stored, in one line.
    #[serde(skip)]
    location: String,
}

/// Uploads a new scan. Afterwards it is on the platform or in the outbox, whatever fails.
pub(super) fn scanned(
    (id, bytes): (Uuid, &[u8]),
    context: &ScanContext,
    profile: &ProfileArgument,
    budget: RetryBudget,
    output: &Output,
) -> Result<(), Failed> {
    let platform = PlatformTarget::find(&context.host, profile);
    let target = platform.as_ref().ok().map(|platform| Target {
        platform: platform.address().to_owned(),
        not_before: None,
    });
    // Saved first: the scan survives the end of this process. `None`: it cannot be saved.
    let outbox = open(&context.host, &context.directories)
        .inspect_err(|error| output.warn(&format!("cannot save the scan for a later upload: {error}")))
        .ok()
        .filter(|outbox| save(outbox, id, bytes, target.as_ref(), output));
    let held = match &outbox {
        Some(outbox) => outbox.claim(id)?,
        None => None,
    };
    if outbox.is_some() && held.is_none() {
        output.status("Another devenv process is already uploading this scan.");
        return Ok(());
    }
    let sent = platform.and_then(|platform| {
        let sent = platform
            .connect(budget)
            .and_then(|connection| Ok((connection.send(id, bytes)?, connection)));
        match (sent, &outbox) {
            (Ok((sent, mut connection)), Some(outbox)) => {
                if let Some(Err(error)) = held.map(Claimed::acknowledge) {
                    // The upload itself succeeded.
                    output.warn(&format!("{:#}", anyhow::Error::new(error)));
                } else {
                    opportunistic::flush_one_more(&mut connection, outbox, output);
                }
                Ok(sent)
            }
            (Ok((sent, _)), None) => Ok(sent),
            (Err(failed), outbox) => {
                if let (Some(outbox), Some(target), Some(wait)) = (outbox, target, retry_after(&failed)) {
                    let not_before = context.host.now().checked_add(wait).ok();
                    // If this fails, the next try is only sooner.
                    let _ = outbox.set_target(id, &Target { not_before, ..target });
                }
                Err(failed)
            }
        }
    });
    match sent {
        Ok(sent) => {
            output.always(&sent.location);
            Ok(())
        }
        Err(failed) => {
            if let Some(outbox) = &outbox {
                make_room(outbox, context, output);
            }
            Err(unsent(failed, outbox.is_some()))
        }
    }
}

/// How long the platform asks to wait before the next try.
fn retry_after(failed: &Failed) -> Option<SignedDuration> {
    match failed.error.downcast_ref() {
        Some(UploadError::Busy { retry_after, .. }) => SignedDuration::try_from((*retry_after)?).ok(),
        _ => None,
    }
}

/// The error of a failed upload, which says whether the scan is saved.
fn unsent(failed: Failed, is_pending: bool) -> Failed {
    let way_out = if is_pending {
        "the scan is saved; run `devenv upload` to try again"
    } else {
        "the scan could not be saved; run `devenv scan --upload` again"
    };
    let hint = match &failed.hint {
        Some(hint) => format!("{hint}; {way_out}"),
        None => way_out.to_owned(),
    };
    Failed {
        error: failed.error.context("cannot upload the scan"),
        ..failed
    }
    .hint(hint)
}

fn open<'h>(host: &'h Host, directories: &Directories) -> Result<Outbox<'h>, HistoryError> {
    let state = directories.state.as_ref().ok_or(HistoryError::Nowhere)?;
    Ok(Outbox::in_state(host, state))
}

/// Adds a scan to the outbox. `false`: it cannot be saved.
fn save(outbox: &Outbox<'_>, scan_id: Uuid, bytes: &[u8], target: Option<&Target>, output: &Output) -> bool {
    outbox
        .enqueue(scan_id, bytes, target, &OutboxLimits::default())
        .map_err(|error| output.warn(&format!("{:#}", anyhow::Error::new(error))))
        .is_ok()
}

/// Discards pending scans that are too many or too old, with a warning.
fn make_room(outbox: &Outbox<'_>, context: &ScanContext, output: &Output) {
    match outbox.enforce_limits(&OutboxLimits::default(), context.host.now()) {
        Ok(dropped) => {
            for dropped in dropped {
                let (id, why) = (dropped.scan_id, dropped.reason.words());
                output.warn(&format!("pending scan {id} was discarded: {why}"));
            }
        }
        Err(error) => output.warn(&format!("{:#}", anyhow::Error::new(error))),
    }
}

/// Uploads files or pending scans, lists pending scans, or discards some.
pub(super) fn run(arguments: &Arguments, host: &Host, output: &Output) -> Result<ExitCode, Failed> {
    let outbox = open(host, &Directories::of(host));
    if arguments.list {
        list(&outbox?.pending()?, output)?;
    } else if !arguments.drop.is_empty() {
        discard(&outbox?, &arguments.drop, output)?;
    } else if arguments.files.is_empty() {
        send_pending(&outbox?, arguments, host, output)?;
    } else {
        send_files(arguments, host, output)?;
    }
    Ok(ExitCode::Success)
}

fn list(pending: &[PendingScan], output: &Output) -> Result<(), Failed> {
    if output.json {
        let rows = pending.iter().map(|scan| PendingRow {
            scan_id: scan.scan_id,
            bytes: scan.bytes,
            platform: scan.target.as_ref().map(|target| target.platform.clone()),
        });
        return output.answer_json(&ListAnswer {
            schema_version: "1.0",
            pending: rows.collect(),
        });
    }
    if pending.is_empty() {
        output.status("No pending scans.");
    }
    let lines = pending.iter().map(|scan| {
        let platform = scan.target.as_ref().map_or("", |target| target.platform.as_str());
        let line = format!(
            "{}  {:>9}  {}",
            scan.scan_id,
            text::bytes(scan.bytes),
            text::escape_line(platform)
        );
        format!("{}\n", line.trim_end())
    });
    output.answer(lines.collect::<String>().as_bytes())
}

fn discard(outbox: &Outbox<'_>, ids: &[Uuid], output: &Output) -> Result<(), Failed> {
    for id in ids {
        if !outbox.drop(*id)? {
            let error = anyhow!("scan {id} is not pending, or is being uploaded right now");
            return Err(
                Failed::new(ExitCode::Usage, "not_waiting", error).hint("`devenv upload --list` lists pending scans")
            );
        }
        output.status(&format!("Discarded pending scan {id}."));
    }
    Ok(())
}

fn send_pending(outbox: &Outbox<'_>, arguments: &Arguments, host: &Host, output: &Output) -> Result<(), Failed> {
    let all = outbox.pending()?;
    if all.is_empty() {
        return nothing_to_send("No pending scans.", output);
    }
    let platform = PlatformTarget::find(host, &arguments.profile)?;
    let address = platform.address().to_owned();
    let is_for = |scan: &PendingScan| {
        let target = scan.target.as_ref().filter(|_| !arguments.all);
        target.is_none_or(|target| target.platform == address)
    };
    let (pending, others): (Vec<PendingScan>, Vec<PendingScan>) = all.into_iter().partition(is_for);
    if !others.is_empty() {
        output.status(&format!(
            "{} pending for another platform: see `devenv upload --list`; `--all` sends them here too.",
            text::count(others.len(), "scan is", "scans are")
        ));
    }
    if pending.is_empty() {
        return nothing_to_send(
            &format!("No scan is pending for {}.", text::escape_line(&address)),
            output,
        );
    }
    let connection = platform.connect(arguments.time.retry_budget(RetryBudget::Interactive))?;
    let mut sending = Sending::begin(connection, pending.len(), arguments.dry_run, output);
    for PendingScan { scan_id, .. } in pending {
        let held = match outbox.claim(scan_id) {
            Ok(Some(held)) => held,
            Ok(None) => {
                output.status(&format!("Another devenv process is uploading scan {scan_id}."));
                continue;
            }
            Err(error) => {
                sending.failed(error.into());
                continue;
            }
        };
        if !Stored::is(scan_id, &held.bytes) {
            let error = anyhow!("cannot read pending scan {scan_id}: its file is damaged");
            let failed = Failed::new(ExitCode::ScanIncomplete, "scan_unreadable", error);
            sending.failed(failed.hint(format!("`devenv upload --drop {scan_id}` discards it")));
            continue;
        }
        match sending.send(&format!("pending scan {scan_id}"), scan_id, &held.bytes)? {
            Some(true) => {
                if let Err(error) = held.acknowledge() {
                    sending.failed(error.into());
                }
            }
            Some(false) => {}
            None => break,
        }
    }
    sending.finish()
}

fn nothing_to_send(text: &str, output: &Output) -> Result<(), Failed> {
    output.status(text);
    if !output.json {
        return Ok(());
    }
    output.answer_json(&Answer {
        schema_version: "1.0",
        uploaded: Vec::new(),
    })
}

fn send_files(arguments: &Arguments, host: &Host, output: &Output) -> Result<(), Failed> {
    let mut scans = Vec::new();
    for file in &arguments.files {
        let failed = |error: anyhow::Error| {
            let error = error.context(format!("cannot read the scan {}", file.display()));
            Failed::new(ExitCode::Usage, "scan_unreadable", error)
        };
        let path = host.directory().join(file);
        let bytes = host
            .read(&path, LARGEST_SCAN_BYTES)
            .map_err(|error| failed(error.into()))?;
        let stored: Stored = serde_json::from_slice(&bytes).map_err(|error| {
            failed(error.into()).hint("name a file written by `devenv scan --show` or `devenv scan --json`")
        })?;
        scans.push((file, stored.scan_id, bytes));
    }
    let connection = PlatformConnection::find(
        host,
        &arguments.profile,
        arguments.time.retry_budget(RetryBudget::Interactive),
    )?;
    let mut sending = Sending::begin(connection, scans.len(), arguments.dry_run, output);
    for (file, scan_id, bytes) in scans {
        if sending.send(&file.display().to_string(), scan_id, &bytes)?.is_none() {
            break;
        }
    }
    sending.finish()
}

/// The part of a scan that is read before the upload.
#[derive(Deserialize)]
struct Stored {
    scan_id: Uuid,
}

impl Stored {
    /// Whether these bytes are the scan with this id.
    fn is(scan_id: Uuid, bytes: &[u8]) -> bool {
        serde_json::from_slice(bytes).is_ok_and(|stored: Self| stored.scan_id == scan_id)
    }
}

impl Uploaded {
    fn of(scan_id: Uuid, sent: Sent) -> Self {
        Self {
            scan_id,
            duplicate: sent.duplicate,
            url: sent.url,
            platform_scan_id: sent.id_there,
            location: sent.location,
        }
    }
}
