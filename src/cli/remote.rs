//! The platform's scans, for `devenv history`, `show` and `diff`.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use anyhow::anyhow;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use uuid::Uuid;

use super::Failed;
use super::output::Output;
use super::platform_connection::PlatformConnection;
use super::profile::ProfileArgument;
use super::token_source::TokenSource;
use crate::api::wire::Page;
use crate::api::{LARGEST_PAGE, RemoteScan, ScanQuery};
use crate::api::{PlatformApi, RetryBudget};
use crate::error::ExitCode;
use crate::history::short_ids;
use crate::host::Host;
use crate::policy::Policy;
use crate::report::{self, HistoryLine};
use crate::scan::{SCHEMA_VERSION, Scan};
use crate::scanner;
use crate::text;

/// How many more scans are read, so that each one shown can be compared with the previous one.
const CONTEXT: usize = 100;
/// How many pages are searched for the start of an id.
const PAGES: usize = 4;
/// How many characters of a machine id are shown if a developer has several machines.
const MACHINE_ID: usize = 8;

/// Whether the user is signed in, according to files and the environment. Uses no network and no keyring.
pub(super) fn is_signed_in(argument: &ProfileArgument, host: &Host) -> Result<bool, Failed> {
    let resolved = argument.resolve(host)?;
    // A CI job may upload but not read.
    Ok(match TokenSource::find(&resolved, host)? {
        Some(TokenSource::Session(session)) => resolved.settings.platform.is_some() || session.platform.is_some(),
        Some(TokenSource::Variable) => resolved.platform()?.is_some(),
        Some(TokenSource::ClientSecret | TokenSource::Ci { .. }) | None => false,
    })
}

/// Which projects' scans to list.
pub(super) enum ProjectFilter {
    /// All.
    Any,
    /// The project of this name.
    Project(String),
    /// Scans taken outside a project.
    NoProject,
}

impl ProjectFilter {
    /// The current project.
    pub(super) fn here(host: &Host) -> Self {
        let root = scanner::masked_root(host);
        let name = root
            .as_deref()
            .and_then(|root| root.rsplit(['/', std::path::MAIN_SEPARATOR]).next());
        name.map_or(Self::NoProject, |name| Self::Project(name.to_owned()))
    }

    fn has(&self, project: Option<&str>) -> bool {
        match self {
            Self::Any => true,
            Self::Project(name) => project == Some(name),
            Self::NoProject => project.is_none(),
        }
    }
}

/// Which of the platform's scans to list.
pub(super) struct Wanted<'a> {
    pub(super) developer: Option<&'a str>,
    pub(super) project: ProjectFilter,
    pub(super) since: Option<Timestamp>,
    pub(super) before: Option<&'a str>,
    pub(super) limit: usize,
}

/// A page of the platform's scans.
struct List {
    scans: Vec<RemoteScan>,
    /// How much each score rose since the previous scan of the same developer, machine and project.
    changes: Vec<Option<i64>>,
    next: Option<String>,
}

#[derive(Serialize)]
struct Answer<'a> {
    schema_version: &'a str,
    source: &'a str,
    platform: &'a str,
    scans: Vec<Row<'a>>,
    /// The value of `--before` for the next page. Left out on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<&'a str>,
}

/// A row with the fields of a saved scan that the platform knows, and some more.
#[derive(Serialize)]
struct Row<'a> {
    scan_id: &'a str,
    taken_at: Option<Timestamp>,
    project: Option<Project<'a>>,
    assessment: Grade<'a>,
    /// The same, under its older name.
    grade: Grade<'a>,
    change: Option<i64>,
    /// The developer, as `--developer` accepts it.
    developer: &'a str,
    /// The same, under the platform's name.
    user_id: &'a str,
    received_at: Option<Timestamp>,
    os: &'a str,
    machine_id: Option<&'a str>,
    fails: &'a [String],
}

#[derive(Serialize)]
struct Project<'a> {
    name: &'a str,
}

#[derive(Clone, Copy, Serialize)]
struct Grade<'a> {
    policy: Option<&'a str>,
    score: Option<u32>,
    status: &'a str,
    partial: bool,
    worst: Option<Worst<'a>>,
}

#[derive(Clone, Copy, Serialize)]
struct Worst<'a> {
    rule: &'a str,
    subject: &'a str,
}

/// Lists scans of the platform.
pub(super) fn list(
    argument: &ProfileArgument,
    wanted: &Wanted<'_>,
    host: &Host,
    output: &Output,
) -> Result<(), Failed> {
    let connection = PlatformConnection::find(host, argument, RetryBudget::Interactive)?;
    let list = read(&connection, wanted).map_err(|failed| Failed {
        error: failed
            .error
            .context(format!("cannot read the scans of {}", connection.platform)),
        ..failed
    })?;
    if output.json {
        return output.answer_json(&Answer {
            schema_version: SCHEMA_VERSION,
            source: "platform",
            platform: &connection.platform,
            scans: list.scans.iter().zip(&list.changes).map(row).collect(),
            next: list.next.as_deref(),
        });
    }
    let platform = text::escape_line(&connection.platform);
    if list.scans.is_empty() {
        output.status(&format!("No matching scans on {platform}, or you don't have access."));
        return Ok(());
    }
    output.status(&format!(
        "Scans on {platform}. `--local` shows the scans saved on this machine."
    ));
    let lines = lines(&list);
    output.answer(report::history_lines(&lines, &output.list_options(), &TimeZone::system()).as_bytes())?;
    if let Some(next) = &list.next {
        output.status(&format!("Older scans: `--before {}`", text::escape_line(next)));
    }
    Ok(())
}

fn read(connection: &PlatformConnection<'_>, wanted: &Wanted<'_>) -> Result<List, Failed> {
    if connection.client.api() == PlatformApi::DevEnvPlatform && !matches!(wanted.project, ProjectFilter::Any) {
        let error = anyhow!("a platform with the dev-env-platform API does not record projects");
        return Err(Failed::new(ExitCode::Usage, "usage", error).hint("leave out `--project`"));
    }
    let ask = |cursor: Option<String>, limit: usize| {
        let question = ScanQuery {
            developer: wanted.developer.map(str::to_owned),
            project: match &wanted.project {
                ProjectFilter::Project(name) => Some(name.clone()),
                ProjectFilter::Any | ProjectFilter::NoProject => None,
            },
            // The platform compares the upload time, which is never before the scan's time.
            since: wanted.since,
            cursor,
            limit: limit.min(LARGEST_PAGE),
        };
        connection.client.list(&question, |refused| connection.token(refused))
    };
    let is_wanted = |scan: &RemoteScan| {
        let is_recent = wanted
            .since
            .is_none_or(|since| scan.taken_at.is_none_or(|taken_at| taken_at >= since));
        wanted.project.has(scan.project.as_deref()) && is_recent
    };
    let before = wanted.before.map(str::to_owned);
    let (mut scans, next) = read_pages(before, wanted.limit, ask, is_wanted)?;
    let shown = scans.len();
    let lacks = |change: &Option<i64>| change.is_none();
    if next.is_some() && changes(&scans).iter().any(lacks) {
        scans.extend(ask(next.clone(), CONTEXT)?.items);
    }
    let mut changes = changes(&scans);
    scans.truncate(shown);
    changes.truncate(shown);
    Ok(List { scans, changes, next })
}

/// Reads pages until there are enough wanted scans, and the cursor of what comes after them. A cursor that was asked for before ends
/// the list: the platform would give the same pages for ever.
fn read_pages(
    before: Option<String>,
    limit: usize,
    ask: impl Fn(Option<String>, usize) -> Result<Page<RemoteScan>, Failed>,
    is_wanted: impl Fn(&RemoteScan) -> bool,
) -> Result<(Vec<RemoteScan>, Option<String>), Failed> {
    let (mut scans, mut next) = (Vec::new(), before);
    let mut asked = BTreeSet::new();
    loop {
        let page = ask(next.clone(), limit - scans.len())?;
        asked.extend(next);
        scans.extend(page.items.into_iter().filter(&is_wanted));
        next = page.next_cursor.filter(|cursor| !asked.contains(cursor));
        if next.is_none() || scans.len() >= limit {
            return Ok((scans, next));
        }
    }
}

/// Scans are comparable if these are equal.
fn series(scan: &RemoteScan) -> [Option<&str>; 4] {
    let partial = scan.partial.then_some("partial");
    [
        Some(&scan.user_id),
        scan.machine_id.as_deref(),
        scan.project.as_deref(),
        partial,
    ]
}

fn changes(scans: &[RemoteScan]) -> Vec<Option<i64>> {
    let change = |(index, scan): (usize, &RemoteScan)| {
        let mut earlier = scans.iter().skip(index + 1);
        let before = earlier.find(|other| series(other) == series(scan) && other.score.is_some())?;
        Some(i64::from(scan.score?) - i64::from(before.score?))
    };
    scans.iter().enumerate().map(change).collect()
}

/// The most severe failed rule, by the built-in policy: the platform lists failed rules without their severity.
fn worst(scan: &RemoteScan) -> Option<Worst<'_>> {
    let weight = |fault: &&String| {
        let rule = Policy::builtin().rule(fault.split(' ').next().unwrap_or_default());
        rule.map(|rule| (Reverse(rule.severity), rule.points))
    };
    // If several are equally severe, the first.
    let fault = scan.fails.iter().rev().max_by_key(weight)?;
    let (rule, subject) = fault.split_once(' ').unwrap_or((fault, ""));
    Some(Worst { rule, subject })
}

fn row<'a>((scan, change): (&'a RemoteScan, &Option<i64>)) -> Row<'a> {
    let grade = Grade {
        policy: scan.policy.as_deref(),
        score: scan.score,
        status: &scan.status,
        partial: scan.partial,
        worst: worst(scan),
    };
    Row {
        scan_id: &scan.scan_id,
        taken_at: scan.taken_at,
        project: scan.project.as_deref().map(|name| Project { name }),
        assessment: grade,
        grade,
        change: *change,
        developer: &scan.user_id,
        user_id: &scan.user_id,
        received_at: scan.received_at,
        os: &scan.os,
        machine_id: scan.machine_id.as_deref(),
        fails: &scan.fails,
    }
}

fn lines(list: &List) -> Vec<HistoryLine> {
    let ids: Vec<Uuid> = list
        .scans
        .iter()
        .filter_map(|scan| Uuid::try_parse(&scan.scan_id).ok())
        .collect();
    // Ids that are not UUIDs are not shortened.
    let mut short = if ids.len() == list.scans.len() {
        short_ids(&ids)
    } else {
        list.scans.iter().map(|scan| scan.scan_id.clone()).collect()
    }
    .into_iter();
    let first = list.scans.first();
    let has_others = list
        .scans
        .iter()
        .any(|scan| Some(&scan.user_id) != first.map(|first| &first.user_id));
    let line = |(scan, change): (&RemoteScan, &Option<i64>)| {
        let name = scan.project.as_deref().unwrap_or("no project");
        let mut series_name = if has_others {
            format!("{} {name}", scan.user_id)
        } else {
            name.to_owned()
        };
        let is_elsewhere_too = list.scans.iter().any(|other| {
            (&other.user_id, &other.project) == (&scan.user_id, &scan.project) && other.machine_id != scan.machine_id
        });
        if let Some(machine) = scan.machine_id.as_deref().filter(|_| is_elsewhere_too) {
            series_name.push_str(" on ");
            series_name.extend(machine.chars().take(MACHINE_ID));
        }
        HistoryLine {
            short_id: short.next().unwrap_or_default(),
            taken_at: scan.taken_at.or(scan.received_at),
            developer: has_others.then(|| scan.user_id.clone()),
            project: scan.project.clone(),
            score: scan.score,
            change: *change,
            status: report::with_partial(&scan.status, scan.partial),
            worst: worst(scan).map_or(String::new(), |worst| format!("{} {}", worst.rule, worst.subject)),
            series: format!("{:?}", series(scan)),
            series_name,
        }
    };
    list.scans.iter().zip(&list.changes).map(line).collect()
}

/// Downloads a scan by its id or the start of it.
pub(super) fn scan(argument: &ProfileArgument, word: &str, host: &Host) -> Result<Scan, Failed> {
    let connection = PlatformConnection::find(host, argument, RetryBudget::Interactive)?;
    let token = |refused: Option<&_>| connection.token(refused);
    let id = match Uuid::try_parse(word) {
        Ok(id) => id.to_string(),
        Err(_) => find(&connection, word)?,
    };
    let scan = connection.client.scan(&id, token);
    scan.map_err(|failed: Failed| Failed {
        error: failed
            .error
            .context(format!("cannot download scan {id} from {}", connection.platform)),
        ..failed
    })
}

/// The id that starts with `prefix`, among the newest scans.
fn find(connection: &PlatformConnection<'_>, prefix: &str) -> Result<String, Failed> {
    let plain = |text: &str| text.replace('-', "").to_lowercase();
    let wanted = plain(prefix);
    let (mut found, mut looked_at, mut cursor) = (Vec::new(), 0, None);
    for _ in 0..PAGES {
        let question = ScanQuery {
            cursor,
            limit: LARGEST_PAGE,
            ..ScanQuery::default()
        };
        let page = connection.client.list(&question, |refused| connection.token(refused))?;
        looked_at += page.items.len();
        let ids = page.items.into_iter().map(|scan| scan.scan_id);
        found.extend(ids.filter(|id| plain(id).starts_with(&wanted)));
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    let platform = &connection.platform;
    match (found.pop(), found.len()) {
        (Some(id), 0) => Ok(id),
        (Some(_), others) => {
            let error = anyhow!(
                "{} scans on {platform} have an id that starts with `{prefix}`",
                others + 1
            );
            Err(Failed::new(ExitCode::Usage, "scan_ambiguous", error).hint("give more characters of the id"))
        }
        (None, _) => {
            let looked_at = text::count(looked_at, "scan", "scans");
            let error = anyhow!("no scan on {platform} has an id that starts with `{prefix}` (searched {looked_at})");
            Err(Failed::new(ExitCode::Usage, "scan_unknown", error).hint("`devenv history --remote` lists them"))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    #[test]
    fn a_list_ends_where_a_cursor_comes_again() {
        let asked = RefCell::new(Vec::new());
        let ask = |cursor: Option<String>, limit: usize| {
            let next = if cursor.as_deref() == Some("a") { "b" } else { "a" };
            asked.borrow_mut().push((cursor, limit));
            Ok(Page {
                items: Vec::new(),
                next_cursor: Some(next.to_owned()),
            })
        };
        let Ok((scans, next)) = read_pages(None, 10, ask, |_| true) else {
            panic!("every page was answered")
        };
        assert_eq!((scans.len(), next), (0, None));
        let cursor = |name: &str| (Some(name.to_owned()), 10);
        assert_eq!(asked.into_inner(), [(None, 10), cursor("a"), cursor("b")]);
    }
}
