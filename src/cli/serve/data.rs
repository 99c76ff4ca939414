//! `devenv serve backup`, `restore`, `reindex`, `remove` and `audit`: what is done to a platform's data.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::anyhow;
use serde::Serialize;

use super::raw_storage::raw_storage;
use super::settings::DataArguments;
use super::{answer, days, open};
use crate::cli::Failed;
use crate::cli::output::Output;
use crate::error::ExitCode;
use crate::host::Host;
use crate::platform::{ImportSource, Removal};
use crate::report::{Column, Grid};
use crate::text::escape_line;

/// What `devenv serve remove` removes.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub(super) struct RemoveArguments {
    /// The id of a scan
    #[arg(value_name = "SCAN", required_unless_present_any = ["developer", "older_than"])]
    scan: Option<String>,
    /// Remove all scans of a developer, and their name and address
    #[arg(long, value_name = "NAME", conflicts_with_all = ["scan", "older_than"])]
    developer: Option<String>,
    /// Remove all scans older than this many days: 90d
    #[arg(long, value_name = "DAYS", value_parser = days, conflicts_with = "scan")]
    older_than: Option<u16>,
    /// Don't ask
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    data: DataArguments,
}

impl RemoveArguments {
    fn removal(&self) -> Option<Removal> {
        let scan = self.scan.clone().map(Removal::Scan);
        let developer = || self.developer.clone().map(Removal::Developer);
        scan.or_else(developer)
            .or_else(|| self.older_than.map(Removal::OlderThanDays))
    }
}

fn usage(message: String, hint: &str) -> Failed {
    Failed::new(ExitCode::Usage, "usage", anyhow!(message)).hint(hint)
}

#[derive(Serialize)]
struct Removed {
    scans: u64,
}

pub(super) fn remove(arguments: &RemoveArguments, host: &Host, output: &Output) -> Result<ExitCode, Failed> {
    let Some(removal) = arguments.removal() else {
        return Err(usage(
            "nothing to remove".to_owned(),
            "name a scan, `--developer NAME` or `--older-than DAYS`",
        ));
    };
    let what = match &removal {
        Removal::Scan(id) => format!("the scan {id}"),
        Removal::Developer(id) => format!("all scans of {}", escape_line(id)),
        Removal::OlderThanDays(days) => format!("all scans older than {days} days"),
    };
    let platform = open(&arguments.data, host)?;
    if !arguments.yes {
        let count = platform.count(&removal)?;
        let (question, refusal) = match &removal {
            Removal::Scan(_) => (format!("Remove {what} for good?"), format!("{what} was not removed")),
            _ => (
                format!("Remove {what} for good? {count} scans"),
                format!("{what} were not removed: {count} scans"),
            ),
        };
        if output.confirm(&question) != Some(true) {
            return Err(usage(refusal, "confirm with `--yes`"));
        }
    }
    let scans = platform.remove(&removal)?;
    if scans == 0 && matches!(removal, Removal::Scan(_)) {
        return Err(usage(
            format!("{what} does not exist"),
            "`devenv history --remote` lists scans",
        ));
    }
    answer(output, &Removed { scans }, &format!("{scans} scans removed\n"))
}

#[derive(Serialize)]
struct Reindexed {
    scans: u64,
    unreadable: Vec<String>,
    /// Where the old index is, if it was damaged.
    #[serde(skip_serializing_if = "Option::is_none")]
    damaged_index: Option<String>,
}

pub(super) fn reindex(data: &DataArguments, host: &Host, output: &Output) -> Result<ExitCode, Failed> {
    let policy = data.policy()?;
    let limit = u64::try_from(crate::platform::Limits::default().expanded_bytes).unwrap_or(u64::MAX);
    let mut progress = |done: usize, all: usize| output.progress_of("reading raw scans", done, all);
    let result = open(data, host)?.reindex(&policy, limit, &mut progress)?;
    for (key, problem) in &result.unreadable {
        output.warn(&format!("skipped {}: {}", escape_line(key), escape_line(problem)));
    }
    if let Some(damaged) = &result.damaged {
        let path = damaged.path.display().to_string();
        output.warn(&format!("the index was damaged; it is saved as {}", escape_line(&path)));
        if !damaged.unreadable.is_empty() {
            output.warn(&format!(
                "not all of it could be read ({}); the new index has {} of its tokens, `devenv serve token create` makes others",
                damaged.unreadable.join(", "),
                damaged.tokens
            ));
        }
    }
    let mut text = format!("{} scans indexed\n", result.scans);
    if !result.unreadable.is_empty() {
        let skipped = result.unreadable.len();
        let _ = writeln!(text, "{skipped} raw scans could not be read and were skipped");
    }
    let unreadable = result.unreadable.into_iter().map(|(key, _)| key).collect();
    let value = Reindexed {
        scans: result.scans,
        unreadable,
        damaged_index: result.damaged.map(|damaged| damaged.path.display().to_string()),
    };
    answer(output, &value, &text)
}

#[derive(Serialize)]
struct Imported {
    scans: u64,
    duplicates: u64,
    unreadable: Vec<String>,
}

pub(super) fn import(source: &Path, data: &DataArguments, host: &Host, output: &Output) -> Result<ExitCode, Failed> {
    let source = match source.to_str().and_then(|text| text.strip_prefix("s3://")) {
        Some(place) => {
            let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
            ImportSource::Bucket(raw_storage(Some(&format!("s3://{bucket}")), host)?, prefix.to_owned())
        }
        None => ImportSource::Directory(source.to_owned()),
    };
    let imported = open(data, host)?.import(&source, &data.policy()?)?;
    for (file, problem) in &imported.unreadable {
        output.warn(&format!("skipped {}: {}", escape_line(file), escape_line(problem)));
    }
    let (scans, duplicates, skipped) = (imported.scans, imported.duplicates, imported.unreadable.len());
    let unreadable = imported.unreadable.into_iter().map(|(file, _)| file).collect();
    let value = Imported {
        scans,
        duplicates,
        unreadable,
    };
    let text = format!("{scans} scans imported, {duplicates} imported before, {skipped} files skipped\n");
    answer(output, &value, &text)
}

pub(super) fn backup(file: &Path, data: &DataArguments, host: &Host, output: &Output) -> Result<ExitCode, Failed> {
    if file.exists() {
        return Err(usage(
            format!("{} exists already", file.display()),
            "choose a file that doesn't exist yet",
        ));
    }
    let pages = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
    let mut progress = |done: u64, all: u64| output.progress_of("copying pages", pages(done), pages(all));
    open(data, host)?.backup(file, &mut progress)?;
    Ok(ExitCode::Success)
}

pub(super) fn restore(file: &Path, data: &DataArguments, host: &Host, output: &Output) -> Result<ExitCode, Failed> {
    let replaced = open(data, host)?.restore(file)?;
    if replaced {
        output.info("the old index is saved as index.sqlite.before-restore");
    }
    output.info("scans that were uploaded after the backup are added by `devenv serve reindex`");
    Ok(ExitCode::Success)
}

pub(super) fn audit(limit: u32, data: &DataArguments, host: &Host, output: &Output) -> Result<ExitCode, Failed> {
    let entries = open(data, host)?.audit(usize::try_from(limit).unwrap_or(usize::MAX))?;
    let columns = [
        Column::new("time"),
        Column::new("who").cut_end(12),
        Column::new("action"),
        Column::new("what").cut_end(12),
        Column::new("from").optional(1),
        Column::new("token").optional(2),
    ];
    let options = output.list_options();
    let mut table = Grid::new(columns, options.unicode);
    for entry in &entries {
        table.row([
            entry.at.strftime("%Y-%m-%d %H:%M UTC").to_string(),
            escape_line(&entry.actor).into_owned(),
            entry.action.clone(),
            escape_line(&entry.object).into_owned(),
            entry.address.clone().unwrap_or_default(),
            entry.token_id.clone().unwrap_or_default(),
        ]);
    }
    answer(output, &entries, &table.render(options.width))
}
