//! `devenv tools`.

use serde::Serialize;

use super::Failed;
use super::format::AnswerArguments;
use super::output::Output;
use crate::error::ExitCode;
use crate::host::Host;
use crate::probe::ProbeName;
use crate::report;
use crate::scan::{PathEntryState, ProbeReport, ProbeState, Scan, Tool, ToolState};
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
    // Of PATH it is said what could not be read: its tools are not in the list.
    selection.probes = [ProbeName::Path, ProbeName::Tools].into();
    let all = arguments.all || !arguments.names.is_empty();
    let mut scan = context.scan(selection, &ScanOptions::default(), output)?;
    for gap in gaps(&scan) {
        output.warn(&gap);
    }
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
    let is_read = |probe: &ProbeReport| !matches!(probe.state, ProbeState::Failed | ProbeState::TimedOut);
    Ok(if scan.probes.iter().all(is_read) {
        ExitCode::Success
    } else {
        ExitCode::ScanIncomplete
    })
}

/// Why tools may be missing from the list, in a sentence each.
fn gaps(scan: &Scan) -> Vec<String> {
    let probes = scan.probes.iter().filter_map(|probe| {
        let what = match probe.state {
            ProbeState::Failed => "could not be read",
            ProbeState::TimedOut => "could not be read in time",
            _ => return None,
        };
        let subject = if probe.name == ProbeName::Path.name() {
            "PATH"
        } else {
            "the tools"
        };
        let detail = probe
            .detail
            .as_ref()
            .map_or_else(String::new, |detail| format!(": {detail}"));
        Some(format!("{subject} {what}{detail}"))
    });
    let entries = scan.path.iter().flat_map(|path| &path.entries).filter_map(|entry| {
        let what = match entry.state {
            PathEntryState::TimedOut => "did not answer in time",
            PathEntryState::Unreadable => "could not be read",
            _ => return None,
        };
        Some(format!(
            "PATH entry {} {what}: its tools are not listed",
            entry.directory
        ))
    });
    probes.chain(entries).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::PathReport;
    use crate::score::sample;

    #[test]
    fn what_could_not_be_read_is_told() {
        let mut scan = sample::scan();
        scan.probes = vec![
            sample::probe("path", ProbeState::Ok),
            sample::probe("tools", ProbeState::TimedOut),
        ];
        scan.path = Some(PathReport {
            entries: vec![
                sample::path_entry("/usr/bin", PathEntryState::Ok),
                sample::path_entry("/net/bin", PathEntryState::TimedOut),
                sample::path_entry("/root/bin", PathEntryState::Unreadable),
                sample::path_entry("/gone", PathEntryState::Missing),
            ],
            shadowed: Vec::new(),
            ..PathReport::default()
        });
        assert_eq!(
            gaps(&scan),
            [
                "the tools could not be read in time",
                "PATH entry /net/bin did not answer in time: its tools are not listed",
                "PATH entry /root/bin could not be read: its tools are not listed",
            ]
        );
    }
}
