//! `devenv tools`.

use serde::Serialize;

use super::Failed;
use super::format::AnswerArguments;
use super::output::Output;
use crate::error::ExitCode;
use crate::host::Host;
use crate::report;
use crate::scan::{Tool, ToolState};
use crate::scanner::{ScanContext, ScanOptions, Selection};

/// List tools
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// List only these tools or categories
    names: Vec<String>,
    /// Include tools that are not installed
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    pub(super) answer: AnswerArguments,
}

#[derive(Serialize)]
struct Answer<'a> {
    schema_version: &'a str,
    tools: Vec<&'a Tool>,
}

/// Reads the tools and lists them.
pub(super) fn run(arguments: &Arguments, host: Host, output: &Output) -> Result<ExitCode, Failed> {
    let context = ScanContext::open(host)?;
    let mut selection = Selection::of_names(&context.catalogue, &arguments.names, &[])?;
    selection.probes = [crate::probe::ProbeName::Tools].into();
    let all = arguments.all || !arguments.names.is_empty();
    let mut scan = context.scan(selection, &ScanOptions::default(), output)?;
    scan.tools.retain(|tool| all || tool.state != ToolState::Absent);
    if output.json {
        output.answer_json(&Answer {
            schema_version: &scan.schema_version,
            tools: scan.tools.iter().collect(),
        })?;
    } else {
        let mut options = output.list_options();
        options.verbose |= all;
        output.answer(report::tools(&scan, &options).as_bytes())?;
    }
    Ok(ExitCode::Success)
}
