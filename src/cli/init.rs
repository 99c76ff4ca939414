//! `devenv init`: writes a devenv.toml from the project's own files.

mod draft;

use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::anyhow;
use clap::ArgAction;
use clap::builder::FalseyValueParser;
use serde::Serialize;

use super::output::Output;
use super::{Failed, project_policy};
use crate::config::write_whole;
use crate::error::ExitCode;
use crate::host::Host;
use crate::probe::services;
use crate::requirement;
use crate::scan::{Requirement, RequirementKind, SCHEMA_VERSION, Tool};
use crate::scanner::{ScanContext, ScanOptions, Selection};
use crate::text;

/// Write a devenv.toml from the project's own files
#[derive(Debug, clap::Args)]
#[command(
    after_help = "The file is written to the project's root. What is optional, and what is only installed on this machine, is in it as comments."
)]
pub(super) struct Arguments {
    /// Replace an existing file
    #[arg(long, env = "DEVENV_FORCE", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new(), hide_env = true)]
    force: bool,
    /// Print the file without writing it
    #[arg(long, env = "DEVENV_DRY_RUN", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new(), hide_env = true)]
    dry_run: bool,
}

/// The timeout for reading the project's files.
const TIME_TO_READ: Duration = Duration::from_secs(10);

#[derive(Serialize)]
struct Answer<'a> {
    schema_version: &'a str,
    file: String,
    written: bool,
    text: &'a str,
}

/// Writes the file, or prints it.
pub(super) fn run(arguments: &Arguments, host: Host, output: &Output) -> Result<ExitCode, Failed> {
    let context = ScanContext::open(host)?;
    let path = project_policy::directory_of_new_file(&context.host);
    let shown = path.display().to_string();
    // Checked before the scan, which takes time.
    if !arguments.force && !arguments.dry_run && context.host.symlink_metadata(&path).is_ok() {
        return Err(already_exists(&shown));
    }
    let asked = path
        .parent()
        .map(|root| requirement::read(&context.host, root, Instant::now() + TIME_TO_READ))
        .unwrap_or_default();
    let holds: Vec<Requirement> = asked
        .requirements
        .into_iter()
        .filter(|requirement| requirement.applies)
        .collect();
    for broken in &asked.broken_manifests {
        let line = broken.source.line.map_or(String::new(), |line| format!(":{line}"));
        output.warn(&format!(
            "{}{line} cannot be read: {}",
            broken.source.file, broken.message
        ));
    }
    let tools = tools(&context, &holds, output)?;
    let draft = draft::write(&holds, &tools, &services::ids());
    // The next scan must be able to read the file.
    if let Err(error) = project_policy::parse(&context, &draft.text, "devenv.toml") {
        let error = anyhow!(error).context("the new policy is not valid");
        return Err(Failed::new(ExitCode::Bug, "bug", error));
    }
    if !arguments.dry_run {
        write(&path, &shown, draft.text.as_bytes(), arguments.force)?;
    }
    if output.json {
        output.answer_json(&Answer {
            schema_version: SCHEMA_VERSION,
            file: shown,
            written: !arguments.dry_run,
            text: &draft.text,
        })?;
    } else if arguments.dry_run {
        output.answer(draft.text.as_bytes())?;
    } else {
        let said = format!(
            "wrote {}: {}\ncheck the file, then run `devenv scan`; `devenv policy` shows the effective policy\n",
            text::escape_line(&shown),
            draft.summary
        );
        output.answer(said.as_bytes())?;
    }
    Ok(ExitCode::Success)
}

/// The tools that the project requires; if there are none, the installed language runtimes.
fn tools(context: &ScanContext, asked: &[Requirement], output: &Output) -> Result<Vec<Tool>, Failed> {
    let mut ids: Vec<String> = asked
        .iter()
        .filter(|requirement| requirement.kind == RequirementKind::Tool)
        .map(|requirement| requirement.id.clone())
        .filter(|id| context.catalogue.get(id).is_some())
        .collect();
    if ids.is_empty() {
        let languages = context
            .catalogue
            .entries()
            .iter()
            .filter(|entry| entry.category == "runtime");
        ids.extend(languages.map(|entry| entry.id.clone()));
    }
    Ok(context
        .scan(Selection::tools(ids), &ScanOptions::default(), output)?
        .tools)
}

fn write(path: &Path, shown: &str, bytes: &[u8], force: bool) -> Result<(), Failed> {
    let written = if force {
        write_whole(path, bytes)
    } else {
        // `create_new`: a file that another program created meanwhile is not replaced.
        fs_err::OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(path)
            .and_then(|mut file| file.write_all(bytes))
    };
    written.map_err(|error| {
        if error.kind() == std::io::ErrorKind::AlreadyExists {
            return already_exists(shown);
        }
        let error = anyhow::Error::new(error).context(format!("cannot write {shown}"));
        Failed::new(ExitCode::ScanIncomplete, "output_failed", error)
    })
}

fn already_exists(shown: &str) -> Failed {
    Failed::new(ExitCode::Usage, "policy_exists", anyhow!("{shown} already exists"))
        .hint("`--dry-run` shows the new file, `--force` replaces the existing one")
}
