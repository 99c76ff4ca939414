//! `devenv schema`.

use super::Failed;
use super::output::Output;
use crate::error::ExitCode;
use crate::scan;

/// Prints the JSON Schema of a scan.
pub(super) fn run(output: &Output) -> Result<ExitCode, Failed> {
    output.answer(scan::json_schema().as_bytes())?;
    Ok(ExitCode::Success)
}
