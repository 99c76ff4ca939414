//! `devenv schema`.

use clap::ValueEnum;

use super::Failed;
use super::output::Output;
use crate::error::ExitCode;
use crate::{policy, scan};

/// Print the JSON Schema of a scan or of devenv.toml
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Which schema to print
    #[arg(value_enum, default_value_t = Subject::Scan)]
    of: Subject,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Subject {
    /// A scan, as printed by `devenv scan --json`
    Scan,
    /// A project's devenv.toml, for editors
    Policy,
}

/// Prints a JSON Schema.
pub(super) fn run(arguments: &Arguments, output: &Output) -> Result<ExitCode, Failed> {
    let schema = match arguments.of {
        Subject::Scan => scan::json_schema(),
        Subject::Policy => policy::json_schema(),
    };
    output.answer(schema.as_bytes())?;
    Ok(ExitCode::Success)
}
