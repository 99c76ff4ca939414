//! `devenv upload`, and how a scan is sent when it has just been taken.

mod destination;
pub(super) mod wish;

use std::path::PathBuf;

use anyhow::anyhow;
use clap::ArgAction;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Failed;
use super::account::{self, ProfileArgument};
use super::output::Output;
use super::session::Session;
use crate::api::{Patience, UploadError};
use crate::config::Folders;
use crate::error::ExitCode;
use crate::history::outbox::{Outbox, OutboxLimits, Waiting};
use crate::history::{HistoryError, LARGEST_SCAN};
use crate::host::Host;
use crate::report;
use crate::scan::Scan;
use crate::text;
use destination::Sent;
pub(super) use destination::{Destination, TimeArgument};

/// Send scans to your team's platform: those that wait, or files
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 all that was to be sent is there · 2 wrong usage or settings · 3 sign-in needed or refused · \
    4 network or platform · 5 a waiting scan cannot be read"
)]
pub(super) struct Arguments {
    /// Files that `devenv scan --show` or `--json` wrote [default: the scans that wait]
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// List the scans that wait, and send none
    #[arg(long, action = ArgAction::SetTrue, conflicts_with_all = ["files", "drop", "dry_run"])]
    list: bool,
    /// Let a scan wait no longer, without sending it; may be given several times
    #[arg(long, value_name = "ID", conflicts_with_all = ["files", "dry_run"])]
    drop: Vec<Uuid>,
    /// Say what would be sent, to where, and send nothing
    #[arg(long, action = ArgAction::SetTrue)]
    dry_run: bool,
    #[command(flatten)]
    time: TimeArgument,
    #[command(flatten)]
    profile: ProfileArgument,
}

#[derive(Serialize)]
struct ListAnswer {
    schema_version: &'static str,
    waiting: Vec<WaitingRow>,
}

#[derive(Serialize)]
struct WaitingRow {
    scan_id: Uuid,
    bytes: u64,
}

#[derive(Serialize)]
struct Answer {
    schema_version: &'static str,
    uploaded: Vec<Uploaded>,
}

#[derive(Serialize)]
struct Uploaded {
    scan_id: Uuid,
    /// The platform had it already. `None`: it does not say.
    duplicate: Option<bool>,
    /// Where people look at it. `None`: nowhere.
    url: Option<String>,
    /// The id that it is kept under there, where that is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    platform_scan_id: Option<String>,
    /// Where it is, in a line.
    #[serde(skip)]
    place: String,
}

/// Sends a scan that was just taken. Whatever happens, it is on the platform afterwards, or waits to be sent.
pub(super) fn scanned(
    scan: &Scan,
    session: &Session,
    profile: &ProfileArgument,
    patience: Patience,
    output: &Output,
) -> Result<(), Failed> {
    let bytes = report::compact(scan).map_err(|error| {
        let error = anyhow::Error::new(error).context("cannot write the scan as JSON");
        Failed::new(ExitCode::Bug, "bug", error)
    })?;
    let outbox = open(&session.host, &session.folders);
    // First of all it waits: whoever ends this process now does not end the scan.
    let is_kept = outbox
        .as_ref()
        .is_ok_and(|outbox| keep(outbox, scan.scan_id, &bytes, session, output));
    let held = match &outbox {
        Ok(outbox) if is_kept => outbox.take(scan.scan_id)?,
        _ => None,
    };
    if is_kept && held.is_none() {
        output.note("Another devenv is sending this scan already.");
        return Ok(());
    }
    let sent = Destination::find(&session.host, profile, patience)
        .and_then(|destination| destination.send(scan.scan_id, &bytes));
    match sent {
        Ok(sent) => {
            if let Some(held) = held {
                held.sent()?;
            }
            output.insist(&sent.place);
            Ok(())
        }
        Err(failed) => {
            let way_out = if is_kept {
                "the scan waits; `devenv upload` sends it".to_owned()
            } else {
                "the scan is not kept to be sent later: `devenv scan --upload` takes a new one".to_owned()
            };
            let hint = failed
                .hint
                .as_ref()
                .map_or_else(|| way_out.clone(), |hint| format!("{hint}; {way_out}"));
            Err(Failed {
                error: failed.error.context("cannot upload the scan"),
                ..failed
            }
            .hint(hint))
        }
    }
}

/// A failure in one line, for a warning.
pub(super) fn told(failed: &Failed) -> String {
    let hint = failed
        .hint
        .as_ref()
        .map_or_else(String::new, |hint| format!("\nhint: {hint}"));
    format!("{:#}{hint}", failed.error)
}

fn open<'h>(host: &'h Host, folders: &Folders) -> Result<Outbox<'h>, HistoryError> {
    let state = folders.state.as_ref().ok_or(HistoryError::Nowhere)?;
    Ok(Outbox::in_state(host, state))
}

/// Lets a scan wait. `false`: it cannot.
fn keep(outbox: &Outbox<'_>, scan_id: Uuid, bytes: &[u8], session: &Session, output: &Output) -> bool {
    match outbox.put(scan_id, bytes, &OutboxLimits::default(), session.host.now()) {
        Ok(dropped) => {
            for dropped in dropped {
                let (id, why) = (dropped.scan_id, dropped.reason.words());
                output.warn(&format!("the waiting scan {id} was dropped: {why}"));
            }
            true
        }
        Err(error) => {
            output.warn(&format!("{:#}", anyhow::Error::new(error)));
            false
        }
    }
}

/// Sends files or what waits, lists what waits, or drops some of it.
pub(super) fn run(arguments: &Arguments, host: &Host, output: &Output) -> Result<ExitCode, Failed> {
    account::end_on_interrupt();
    let outbox = open(host, &Folders::of(host));
    if arguments.list {
        list(&outbox?.waiting()?, output)?;
    } else if !arguments.drop.is_empty() {
        drop_all(&outbox?, &arguments.drop, output)?;
    } else if arguments.files.is_empty() {
        send_waiting(&outbox?, arguments, host, output)?;
    } else {
        send_files(arguments, host, output)?;
    }
    Ok(ExitCode::Success)
}

fn list(waiting: &[Waiting], output: &Output) -> Result<(), Failed> {
    if output.json {
        let rows = waiting.iter().map(|scan| WaitingRow {
            scan_id: scan.scan_id,
            bytes: scan.bytes,
        });
        return output.answer_json(&ListAnswer {
            schema_version: "1.0",
            waiting: rows.collect(),
        });
    }
    if waiting.is_empty() {
        output.note("No scan waits to be uploaded.");
    }
    let lines = waiting
        .iter()
        .map(|scan| format!("{}  {}\n", scan.scan_id, text::bytes(scan.bytes)));
    output.answer(lines.collect::<String>().as_bytes())
}

fn drop_all(outbox: &Outbox<'_>, ids: &[Uuid], output: &Output) -> Result<(), Failed> {
    for id in ids {
        if !outbox.drop(*id)? {
            let error = anyhow!("the scan {id} does not wait, or is being sent right now");
            return Err(
                Failed::new(ExitCode::Usage, "not_waiting", error).hint("`devenv upload --list` says what waits")
            );
        }
        output.note(&format!("The scan {id} waits no longer."));
    }
    Ok(())
}

fn send_waiting(outbox: &Outbox<'_>, arguments: &Arguments, host: &Host, output: &Output) -> Result<(), Failed> {
    let waiting = outbox.waiting()?;
    if waiting.is_empty() {
        output.note("No scan waits to be uploaded.");
        return finish(Vec::new(), Vec::new(), output);
    }
    let mut destination = Destination::find(host, &arguments.profile, arguments.time.patience(Patience::Person))?;
    let (mut uploaded, mut failures) = (Vec::new(), Vec::new());
    for scan in waiting {
        let Some(held) = outbox.take(scan.scan_id)? else {
            output.note(&format!("Another devenv is sending the scan {}.", scan.scan_id));
            continue;
        };
        if arguments.dry_run {
            output.answer(&destination.request(held.scan_id, &held.bytes)?)?;
            continue;
        }
        match destination.send(held.scan_id, &held.bytes) {
            Ok(sent) => {
                uploaded.push(Uploaded::of(held.scan_id, sent));
                held.sent()?;
                destination.be_patient_again();
            }
            Err(failed) => {
                let is_of_the_scan = is_of_the_scan(&failed);
                let context = format!("cannot upload the waiting scan {}", scan.scan_id);
                failures.push(Failed {
                    error: failed.error.context(context),
                    ..failed
                });
                if !is_of_the_scan {
                    break;
                }
            }
        }
    }
    if arguments.dry_run {
        return Ok(());
    }
    finish(uploaded, failures, output)
}

fn send_files(arguments: &Arguments, host: &Host, output: &Output) -> Result<(), Failed> {
    #[derive(Deserialize)]
    struct Id {
        scan_id: Uuid,
    }
    let mut scans = Vec::new();
    for file in &arguments.files {
        let failed = |error: anyhow::Error| {
            let error = error.context(format!("cannot read the scan {}", file.display()));
            Failed::new(ExitCode::Usage, "scan_unreadable", error)
        };
        let path = host.directory().join(file);
        let bytes = host.read(&path, LARGEST_SCAN).map_err(|error| failed(error.into()))?;
        let id: Id = serde_json::from_slice(&bytes).map_err(|error| {
            failed(error.into()).hint("name a file that `devenv scan --show` or `devenv scan --json` wrote")
        })?;
        scans.push((file, id.scan_id, bytes));
    }
    let mut destination = Destination::find(host, &arguments.profile, arguments.time.patience(Patience::Person))?;
    let (mut uploaded, mut failures) = (Vec::new(), Vec::new());
    for (file, scan_id, bytes) in scans {
        if arguments.dry_run {
            output.answer(&destination.request(scan_id, &bytes)?)?;
            continue;
        }
        match destination.send(scan_id, &bytes) {
            Ok(sent) => {
                uploaded.push(Uploaded::of(scan_id, sent));
                destination.be_patient_again();
            }
            Err(failed) => {
                let is_of_the_scan = is_of_the_scan(&failed);
                failures.push(Failed {
                    error: failed.error.context(format!("cannot upload {}", file.display())),
                    ..failed
                });
                if !is_of_the_scan {
                    break;
                }
            }
        }
    }
    if arguments.dry_run {
        return Ok(());
    }
    finish(uploaded, failures, output)
}

/// The next scan may go better.
fn is_of_the_scan(failed: &Failed) -> bool {
    failed
        .error
        .downcast_ref::<UploadError>()
        .is_some_and(UploadError::is_of_the_scan)
}

impl Uploaded {
    fn of(scan_id: Uuid, sent: Sent) -> Self {
        Self {
            scan_id,
            duplicate: sent.duplicate,
            url: sent.url,
            platform_scan_id: sent.id_there,
            place: sent.place,
        }
    }
}

/// Says what was sent, and ends with the last failure if there is one.
fn finish(uploaded: Vec<Uploaded>, mut failures: Vec<Failed>, output: &Output) -> Result<(), Failed> {
    if output.json {
        output.answer_json(&Answer {
            schema_version: "1.0",
            uploaded,
        })?;
    } else {
        let lines = uploaded.iter().map(|scan| format!("{}\n", scan.place));
        output.answer(lines.collect::<String>().as_bytes())?;
    }
    let last = failures.pop();
    for failed in &failures {
        output.warn(&told(failed));
    }
    last.map_or(Ok(()), Err)
}
