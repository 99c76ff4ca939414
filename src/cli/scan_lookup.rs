//! Finds the scans of `devenv show` and `devenv diff`: saved ones, those of the platform, or files.

use std::path::Path;

use anyhow::anyhow;
use clap::ArgAction;

use super::history::{open, summaries};
use super::output::Output;
use super::profile::ProfileArgument;
use super::{Failed, remote};
use crate::error::ExitCode;
use crate::history::{HistoryError, LARGEST_SCAN_BYTES};
use crate::scan::Scan;
use crate::scanner::{self, ScanContext};

/// Where to look for scans.
#[derive(Debug, clap::Args)]
pub(super) struct ScanSourceArgs {
    /// Look only on the platform [default: on this machine, then on the platform if you are signed in]
    #[arg(long, action = ArgAction::SetTrue)]
    remote: bool,
    #[command(flatten)]
    profile: ProfileArgument,
}

impl ScanSourceArgs {
    /// Fails with `--remote`, which needs an id.
    fn is_this_machine(&self) -> Result<(), Failed> {
        if self.remote {
            let error = anyhow!("`--remote` needs the id of a scan");
            return Err(Failed::new(ExitCode::Usage, "usage", error).hint("`devenv history --remote` lists them"));
        }
        Ok(())
    }
}

/// The scan in a file, or with an id that starts with `word`.
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

/// The `COUNT` newest saved scans of the current project, newest first.
pub(super) fn newest<const COUNT: usize>(
    context: &ScanContext,
    source: &ScanSourceArgs,
    output: &Output,
) -> Result<[Scan; COUNT], Failed> {
    source.is_this_machine()?;
    let root = scanner::masked_root(&context.host);
    newest_of(context, root.as_deref(), |_| true, output)
}

/// The newest saved scan of the same project as `scan`, except `scan` itself.
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
                "taken outside a project"
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
        .read(path, LARGEST_SCAN_BYTES)
        .map_err(|error| failed(anyhow::Error::new(error)))?;
    serde_json::from_slice(&bytes)
        .map_err(|error| failed(anyhow::Error::new(error)).hint("name a file written by `devenv scan --json`"))
}
