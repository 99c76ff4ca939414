//! `devenv show`.

use std::path::PathBuf;

use super::Failed;
use super::output::Output;
use super::project_policy::{self, PolicyArguments};
use super::reports::{is_stdout, write_file};
use super::scan_lookup::{self, ScanSourceArgs};
use crate::error::ExitCode;
use crate::host::Host;
use crate::policy::Policy;
use crate::report::{self, Format};
use crate::scan::Scan;
use crate::scanner::{self, ScanContext};

/// Show a scan that is kept once more
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The beginning of its id, or a file that `devenv scan --json` wrote [default: the last one of this project]
    id: Option<String>,
    /// As what: text, json, markdown, html, junit, sarif, gitlab, annotations
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    /// Write it to a file instead, whole or not at all
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    source: ScanSourceArgs,
}

/// Shows a scan as it was judged when it was taken.
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
    let format = arguments.format.or(output.json.then_some(Format::Json));
    let text = match format {
        Some(Format::Text) | None if file.is_none() => report::human(&scan, &policy, &output.human_options(false)),
        format => report::render(format.unwrap_or(Format::Text), &scan, &policy).map_err(|error| {
            let error = anyhow::Error::new(error).context("cannot write the report");
            Failed::new(ExitCode::Bug, "bug", error)
        })?,
    };
    match file {
        Some(path) => write_file(path, text.as_bytes())?,
        None => output.answer(text.as_bytes())?,
    }
    Ok(ExitCode::Success)
}

/// The policy that explains its score: the project's, if it is the one at hand.
fn policy(context: &ScanContext, scan: &Scan, output: &Output) -> Policy {
    let root = scan.project.as_ref().map(|project| project.root.clone());
    if root.is_none() || root != scanner::masked_root(&context.host) {
        return Policy::builtin().clone();
    }
    match project_policy::for_scans(&PolicyArguments::default(), context) {
        Ok(policy) => policy.for_scan(scan).into_owned(),
        Err(failed) => {
            output.warn(&format!("the project's policy is left out: {:#}", failed.error));
            Policy::builtin().clone()
        }
    }
}
