//! Which scans `devenv show` and `devenv diff` mean: kept ones by their ids, here or on the platform, or files.

use std::path::Path;

use anyhow::anyhow;
use clap::ArgAction;

use super::history::{open, summaries};
use super::output::Output;
use super::profile::ProfileArgument;
use super::{Failed, remote};
use crate::error::ExitCode;
use crate::history::{HistoryError, LARGEST_SCAN};
use crate::scan::Scan;
use crate::scanner::{self, ScanContext};

/// Where scans are looked for by their ids.
#[derive(Debug, clap::Args)]
pub(super) struct ScanSourceArgs {
    /// Look on the platform alone [default: on this machine, then, if you are signed in, on the platform]
    #[arg(long, action = ArgAction::SetTrue)]
    remote: bool,
    #[command(flatten)]
    profile: ProfileArgument,
}

impl ScanSourceArgs {
    /// Scans that are not named are those that are kept here.
    fn is_this_machine(&self) -> Result<(), Failed> {
        if self.remote {
            let error = anyhow!("`--remote` goes with the ids of scans");
            return Err(Failed::new(ExitCode::Usage, "usage", error).hint("`devenv history --remote` lists them"));
        }
        Ok(())
    }
}

/// The scan that a word names: a file, or the beginning of the id of one that is kept.
pub(super) fn named(context: &ScanContext, word: &str, source: &ScanSourceArgs) -> Result<Scan, Failed> {
    if source.remote {
        return remote::scan(&source.profile, word, &context.host);
    }
    let is_path = word.contains(['/', std::path::MAIN_SEPARATOR]) || Path::new(word).extension().is_some();
    if is_path {
        return from_file(context, &context.host.directory().join(word));
    }
    let history = open(context)?;
    match history.find(word) {
        Err(HistoryError::Unknown { .. }) if remote::is_signed_in(&source.profile, &context.host)? => {
            remote::scan(&source.profile, word, &context.host)
        }
        found => Ok(history.read(found?)?),
    }
}

/// The newest scans of the project at hand that are kept, newest first: so many.
pub(super) fn newest<const COUNT: usize>(
    context: &ScanContext,
    source: &ScanSourceArgs,
    output: &Output,
) -> Result<[Scan; COUNT], Failed> {
    source.is_this_machine()?;
    let root = scanner::masked_root(&context.host);
    newest_of(context, root.as_deref(), |_| true, output)
}

/// The newest scan that is kept of the same project as `scan`, itself left out.
pub(super) fn newest_beside(
    context: &ScanContext,
    scan: &Scan,
    source: &ScanSourceArgs,
    output: &Output,
) -> Result<Scan, Failed> {
    source.is_this_machine()?;
    let root = scan.project.as_ref().map(|project| project.root.as_str());
    let [newest] = newest_of(context, root, |id| id != scan.scan_id, output)?;
    Ok(newest)
}

fn newest_of<const COUNT: usize>(
    context: &ScanContext,
    root: Option<&str>,
    is_wanted: impl Fn(uuid::Uuid) -> bool,
    output: &Output,
) -> Result<[Scan; COUNT], Failed> {
    let history = open(context)?;
    let mut scans = Vec::new();
    for summary in summaries(&history, output)? {
        if scans.len() < COUNT && summary.root() == root && is_wanted(summary.scan_id) {
            scans.push(history.read(summary.scan_id)?);
        }
    }
    scans.try_into().map_err(|_| {
        let which = if COUNT == 1 { "" } else { "second " };
        HistoryError::Empty {
            which,
            of: if root.is_some() {
                "of this project"
            } else {
                "from outside of a project"
            },
        }
        .into()
    })
}

fn from_file(context: &ScanContext, path: &Path) -> Result<Scan, Failed> {
    let failed = |error: anyhow::Error| {
        let error = error.context(format!("cannot read the scan {}", path.display()));
        Failed::new(ExitCode::Usage, "scan_unreadable", error)
    };
    let bytes = context
        .host
        .read(path, LARGEST_SCAN)
        .map_err(|error| failed(anyhow::Error::new(error)))?;
    serde_json::from_slice(&bytes)
        .map_err(|error| failed(anyhow::Error::new(error)).hint("name a file that `devenv scan --json` wrote"))
}
