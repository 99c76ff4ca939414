//! `devenv diff`.

use std::path::{Path, PathBuf};

use clap::builder::TypedValueParser;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::output::Output;
use super::reports::is_stdout;
use super::scan_lookup::{self, ScanSourceArgs};
use super::{Failed, format};
use crate::error::ExitCode;
use crate::host::Host;
use crate::report::{self, Format};
use crate::scan::{Difference, SCHEMA_VERSION};
use crate::scanner::ScanContext;

/// Compare two scans
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 compared · 1 with --exit-code: the later scan is worse · 2 wrong usage, or no such scan"
)]
pub(super) struct Arguments {
    /// The earlier scan: the start of its id, or a file written by `devenv scan --json` [default: the second last of this project]
    from: Option<String>,
    /// The later scan, likewise [default: the last one of the same project]
    to: Option<String>,
    /// The output format
    #[arg(short, long, value_name = "FORMAT", ignore_case = true, value_parser = diff_format())]
    pub(super) format: Option<Format>,
    /// Write output to FILE (atomically)
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Exit with 1 if the later scan is worse: it fails, has a lower score, or has a new problem
    #[arg(long)]
    exit_code: bool,
    #[command(flatten)]
    source: ScanSourceArgs,
}

impl Arguments {
    /// The file for the output. `None`: standard output.
    pub(super) fn file(&self) -> Option<&Path> {
        self.output.as_deref().filter(|path| !is_stdout(path))
    }
}

fn diff_format() -> impl TypedValueParser<Value = Format> {
    format::format([Format::Text, Format::Json, Format::Markdown])
}

#[derive(Serialize)]
struct Answer<'a> {
    schema_version: &'a str,
    /// Whether the later scan is worse.
    worse: bool,
    #[serde(flatten)]
    difference: &'a Difference,
}

/// Compares two scans.
pub(super) fn run(arguments: &Arguments, host: Host, output: &Output) -> Result<ExitCode, Failed> {
    let context = ScanContext::open(host)?;
    let (from, to) = match (&arguments.from, &arguments.to) {
        (Some(from), Some(to)) => (
            scan_lookup::named(&context, from, &arguments.source)?,
            scan_lookup::named(&context, to, &arguments.source)?,
        ),
        (Some(from), None) => {
            let from = scan_lookup::named(&context, from, &arguments.source)?;
            let other = scan_lookup::newest_beside(&context, &from, &arguments.source, output)?;
            // The last scan is compared with the previous one.
            if other.taken_at < from.taken_at {
                (other, from)
            } else {
                (from, other)
            }
        }
        (None, _) => {
            let [to, from] = scan_lookup::newest(&context, &arguments.source, output)?;
            (from, to)
        }
    };
    let difference = Difference::between(&from, &to);
    let worse = difference.is_worse();
    if output.json {
        output.answer_json(&Answer {
            schema_version: SCHEMA_VERSION,
            worse,
            difference: &difference,
        })?;
    } else if arguments.format == Some(Format::Markdown) {
        output.answer(report::difference_markdown(&difference).as_bytes())?;
    } else {
        let options = output.human_options(false);
        output.answer(report::difference(&difference, &options, &TimeZone::system()).as_bytes())?;
    }
    Ok(if arguments.exit_code && worse {
        ExitCode::PolicyNotMet
    } else {
        ExitCode::Success
    })
}
