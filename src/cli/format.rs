//! `-f/--format` and `-o/--output`: the format of the output, and the file for it.

use std::path::{Path, PathBuf};

use clap::ArgMatches;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::error::ErrorKind;
use clap::parser::ValueSource;

use super::reports::is_stdout;
use crate::report::Format;

/// The formats of output that is not a report.
const PLAIN: [Format; 2] = [Format::Text, Format::Json];

/// The format and the file of a list.
#[derive(Debug, clap::Args)]
pub(super) struct AnswerArguments {
    /// The output format
    #[arg(short, long, value_name = "FORMAT", ignore_case = true, value_parser = plain_format())]
    pub(super) format: Option<Format>,
    /// Write output to FILE (atomically)
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl AnswerArguments {
    /// The file for the output. `None`: standard output.
    pub(super) fn file(&self) -> Option<&Path> {
        self.output.as_deref().filter(|path| !is_stdout(path))
    }
}

fn plain_format() -> impl TypedValueParser<Value = Format> {
    format(PLAIN)
}

/// Any format of a report.
pub(super) fn report_format() -> impl TypedValueParser<Value = Format> {
    format(Format::ALL)
}

/// One of these formats, by name or alias. The error for a wrong one names the most similar.
pub(super) fn format(formats: impl IntoIterator<Item = Format>) -> impl TypedValueParser<Value = Format> {
    let names = formats.into_iter().map(|format| {
        PossibleValue::new(format.name())
            .aliases(format.aliases())
            .help(format.about())
    });
    PossibleValuesParser::new(names).try_map(|name| name.parse::<Format>())
}

/// Whether the output is JSON. `--json` is short for `--format json`; a flag takes precedence over a variable.
///
/// `format`: the format from the flag or its variable.
///
/// # Errors
/// `--json` and another format are both given as flags.
pub(super) fn is_json(matches: &ArgMatches, format: Option<Format>) -> Result<bool, clap::Error> {
    let mut matches = matches;
    while let Some((_, inner)) = matches.subcommand() {
        matches = inner;
    }
    let json = matches.get_flag("json");
    let Some(format) = format else { return Ok(json) };
    let is_flag = |id: &str| {
        matches.try_contains_id(id).unwrap_or(false) && matches.value_source(id) == Some(ValueSource::CommandLine)
    };
    match (json && is_flag("json"), is_flag("format")) {
        (true, true) if format != Format::Json => Err(clap::Error::raw(
            ErrorKind::ArgumentConflict,
            format!(
                "the argument '--json' cannot be used with '--format {}'\n",
                format.name()
            ),
        )),
        (true, _) => Ok(true),
        (false, _) => Ok(format == Format::Json),
    }
}
