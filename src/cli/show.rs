//! `devenv show`.

use std::path::PathBuf;

use super::Failed;
use super::format::report_format;
use super::output::{Output, write_file};
use super::project_policy::{self, PolicyArguments};
use super::reports::{self, is_stdout};
use super::scan_lookup::{self, ScanSourceArgs};
use crate::error::ExitCode;
use crate::host::Host;
use crate::policy::Policy;
use crate::report::{self, Format};
use crate::scan::Scan;
use crate::scanner::{self, ScanContext};

/// Show a saved scan
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The start of the scan's id, or a file written by `devenv scan --json` [default: the last scan of this project]
    id: Option<String>,
    /// The output format
    #[arg(short, long, value_name = "FORMAT", ignore_case = true, value_parser = report_format())]
    pub(super) format: Option<Format>,
    /// Write output to FILE (atomically)
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    source: ScanSourceArgs,
}

/// Shows a scan with its assessment from when it was taken.
pub(super) fn run(arguments: &Arguments, host: Host, output: &Output) -> Result<ExitCode, Failed> {
    let context = ScanContext::open(host)?;
    let scan = if let Some(word) = &arguments.id {
        scan_lookup::named(&context, word, &arguments.source)?
    } else {
        let [newest] = scan_lookup::newest(&context, &arguments.source, output)?;
        newest
    };
    let policy = policy(&context, &scan, output);
    let file = arguments.output.as_deref().filter(|path| !is_stdout(path));
    let format = if output.json {
        Format::Json
    } else {
        arguments.format.unwrap_or(Format::Text)
    };
    let text = match format {
        Format::Text if file.is_none() => report::human(&scan, &policy, &output.human_options(false)),
        format => reports::render(format, &scan, &policy)?,
    };
    match file {
        Some(path) => write_file(path, text.as_bytes())?,
        None => output.answer(text.as_bytes())?,
    }
    Ok(ExitCode::Success)
}

/// The policy for explaining the score: the project's, if the scan is of the current project.
fn policy(context: &ScanContext, scan: &Scan, output: &Output) -> Policy {
    let root = scan.project.as_ref().map(|project| project.root.clone());
    if root.is_none() || root != scanner::masked_root(&context.host) {
        return Policy::builtin().clone();
    }
    match project_policy::for_scans(&PolicyArguments::default(), context) {
        Ok(policy) => policy.for_scan(scan).into_owned(),
        Err(failed) => {
            output.warn(&format!("ignoring the project's policy: {:#}", failed.error));
            Policy::builtin().clone()
        }
    }
}
