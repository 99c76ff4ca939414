//! `devenv man`.

use std::path::PathBuf;

use super::Failed;
use super::output::Output;
use crate::error::ExitCode;

/// Write the man pages to a directory
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The directory, which is created if missing: `/usr/local/share/man/man1`
    #[arg(value_name = "DIR")]
    directory: PathBuf,
}

/// Writes a page for each command.
pub(super) fn run(arguments: &Arguments, command: clap::Command, output: &Output) -> Result<ExitCode, Failed> {
    let directory = &arguments.directory;
    fs_err::create_dir_all(directory)
        .and_then(|()| clap_mangen::generate_to(command, directory))
        .map_err(|error| {
            let error = anyhow::Error::new(error).context(format!("cannot write to {}", directory.display()));
            Failed::new(ExitCode::ScanIncomplete, "output_failed", error).hint("name a directory that you may write to")
        })?;
    output.info(&format!("The man pages are in {}", directory.display()));
    Ok(ExitCode::Success)
}
