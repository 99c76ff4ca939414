//! `devenv explain`: explains a rule or a tool on this machine.

mod answer;

use std::fmt::Write as _;

use anyhow::anyhow;

pub(super) use answer::{Explanation, json};

use super::Failed;
use super::format::AnswerArguments;
use super::output::Output;
use super::project_policy::{self, PolicyArguments};
use crate::error::ExitCode;
use crate::host::Host;
use crate::policy::Policy;
use crate::probe::catalogue::Entry;
use crate::report;
use crate::scan::{Availability, FailReason, InProject, PathReport, ProbeState, Scan, Tool, ToolState, VersionSource};
use crate::scanner::{Progress, ScanContext, ScanOptions, Selection};
use crate::text;

/// Explain a rule or a tool: what it is, how it was read, and why it matters
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The id of a rule, or the name of a tool
    name: String,
    #[command(flatten)]
    policy: PolicyArguments,
    #[command(flatten)]
    pub(super) answer: AnswerArguments,
}

/// What a name names.
enum Subject<'a> {
    Rule(&'a str),
    Tool(&'a Entry),
}

/// Explains a rule or a tool.
pub(super) fn run(arguments: &Arguments, host: Host, output: &Output) -> Result<ExitCode, Failed> {
    let context = ScanContext::open(host)?;
    let policy = project_policy::for_scans(&arguments.policy, &context)?;
    if output.json {
        output.answer_json(&json(&context, &arguments.name, &policy, output)?.0)?;
        return Ok(ExitCode::Success);
    }
    match subject(&context, &arguments.name, &policy)? {
        Subject::Rule(id) => rule_page(&context, id, &policy, output)?,
        Subject::Tool(entry) => tool_page(&context, entry, output)?,
    }
    Ok(ExitCode::Success)
}

/// The rule or tool of that name.
fn subject<'a>(context: &'a ScanContext, name: &'a str, policy: &Policy) -> Result<Subject<'a>, Failed> {
    let catalogue = &context.catalogue;
    if policy.known(name).is_some() {
        return Ok(Subject::Rule(name));
    }
    if let Some(entry) = catalogue.get(name).or_else(|| catalogue.by_program(name)) {
        return Ok(Subject::Tool(entry));
    }
    let names = policy
        .rules()
        .map(|rule| rule.id.as_str())
        .chain(catalogue.entries().iter().map(|entry| entry.id.as_str()));
    let error = anyhow!("no rule or tool is named `{name}`");
    let failed = Failed::new(ExitCode::Usage, "unknown_name", error);
    Err(match text::nearest(name, names) {
        Some(nearest) => failed.hint(format!("did you mean `{nearest}`?")),
        None => failed.hint("`devenv tools --all` lists the tools, `devenv scan --verbose` the rules"),
    })
}

/// The tool of that name on this machine, with the scan that it was read from.
pub(super) fn tool(
    context: &ScanContext,
    name: &str,
    policy: &Policy,
    progress: &dyn Progress,
) -> Result<(Tool, Scan), Failed> {
    match subject(context, name, policy)? {
        Subject::Tool(entry) => scan_of(context, entry, progress),
        Subject::Rule(id) => {
            let error = anyhow!("`{id}` is a rule, not a tool");
            Err(Failed::new(ExitCode::Usage, "unknown_name", error))
        }
    }
}

/// Scans for one tool.
fn scan_of(context: &ScanContext, entry: &Entry, progress: &dyn Progress) -> Result<(Tool, Scan), Failed> {
    let selection = Selection::tools(vec![entry.id.clone()]);
    let scan = context.scan(selection, &ScanOptions::default(), progress)?;
    if let Some(tool) = scan.tools.first() {
        return Ok((tool.clone(), scan));
    }
    let lost = scan
        .probes
        .iter()
        .find(|probe| matches!(probe.state, ProbeState::TimedOut | ProbeState::Failed));
    if let Some(probe) = lost {
        let why = probe.detail.as_deref().unwrap_or("it took too long");
        let error = anyhow!("cannot read the {}: {why}", probe.name);
        return Err(Failed::new(ExitCode::ScanIncomplete, "scan_incomplete", error));
    }
    let error = anyhow!("{} does not exist on this system", entry.name);
    Err(Failed::new(ExitCode::Usage, "unknown_name", error))
}

fn tool_page(context: &ScanContext, entry: &Entry, output: &Output) -> Result<(), Failed> {
    let (tool, scan) = scan_of(context, entry, output)?;
    let (tool, chain, sources) = (&tool, chain(&tool, scan.path.as_ref()), version_sources(entry));
    let mut page = String::new();
    let _ = writeln!(page, "{} ({}, {})", entry.name, entry.id, entry.category);
    if let Some(about) = &entry.about {
        let _ = writeln!(page, "{about}");
    }
    let _ = writeln!(page, "\nStatus: {}", state(tool));
    if let Some(raw) = &tool.raw {
        let _ = writeln!(page, "  read from: {}", text::escape_line(raw));
    }
    section(&mut page, "Which one runs", &chain);
    let others: Vec<String> = tool
        .others
        .iter()
        .map(|other| {
            let version = other.version.as_deref().unwrap_or("version unknown");
            let manager = other
                .manager
                .as_deref()
                .map(|manager| format!(", by {manager}"))
                .unwrap_or_default();
            format!("{}: {version}{manager}", other.path)
        })
        .collect();
    section(&mut page, "Other copies, hidden by it", &others);
    let own: Vec<String> = tool.in_project.iter().map(in_project).collect();
    section(&mut page, "In this project", &own);
    section(&mut page, "How its version is read, in this order", &sources);
    let differs = entry
        .differs
        .as_ref()
        .map(|why| format!("What it prints may be wrong: {why}"));
    let to_know: Vec<String> = entry.note.iter().map(ToString::to_string).chain(differs).collect();
    section(&mut page, "Notes", &to_know);
    if tool.state == ToolState::Absent {
        let install: Vec<String> = entry
            .install()
            .iter()
            .map(|(manager, package)| format!("{manager}: {package}"))
            .collect();
        section(&mut page, "Packages that contain it", &install);
    }
    output.answer(fit(&page, output.human_options(false).width.clamp(40, 120)).as_bytes())
}

fn section(page: &mut String, title: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(page, "\n{title}:");
    for line in lines {
        let _ = writeln!(page, "  {}", text::escape_line(line));
    }
}

/// Wraps the page at `width` columns. Words are not broken, so that a path can be copied.
fn fit(page: &str, width: usize) -> String {
    let mut fitted = String::with_capacity(page.len() + 64);
    for line in page.lines() {
        let text = line.trim_start();
        let indent = line.len() - text.len();
        // Continuation lines are indented two columns more.
        let hang = if indent == 0 { 0 } else { indent + 2 };
        let room = width.saturating_sub(hang);
        if text.split(' ').any(|word| word.chars().count() > room) {
            let _ = writeln!(fitted, "{line}");
            continue;
        }
        for (number, part) in report::wrap(text, room).iter().enumerate() {
            let spaces = if number == 0 { indent } else { hang };
            let _ = writeln!(fitted, "{:spaces$}{part}", "");
        }
    }
    fitted
}

fn state(tool: &Tool) -> String {
    let by = tool
        .manager
        .as_deref()
        .map(|manager| format!(", installed by {manager}"))
        .unwrap_or_default();
    match (&tool.state, &tool.version, &tool.failure) {
        (ToolState::Absent, ..) => match &tool.not_started {
            Some(reason) => format!("not installed: {}", text::escape_line(reason)),
            None => "not found on PATH or in known locations".to_owned(),
        },
        (ToolState::Failed, _, Some(failure)) if failure.reason == FailReason::NotInstalledByShim => {
            format!("it does not work: {}", text::escape_line(&failure.detail))
        }
        (ToolState::Failed, _, Some(failure)) => {
            format!("it does not work: {}{by}", text::escape_line(&failure.detail))
        }
        (ToolState::Failed, ..) => format!("it does not work{by}"),
        (ToolState::Found, Some(version), _) => {
            let source = match tool.source {
                Some(VersionSource::File) => ", read from a file",
                Some(VersionSource::Package) => ", read from the package database",
                Some(VersionSource::Binary) => ", read from the program file",
                Some(VersionSource::Command) if tool.remembered => ", printed by the program when it was last started",
                Some(VersionSource::Command) => ", printed by the program",
                None => "",
            };
            format!("{}{source}{by}", text::escape_line(version))
        }
        (ToolState::Found, None, _) => {
            let why = tool
                .not_started
                .as_deref()
                .map(|why| format!(": not started, because {why}"))
                .unwrap_or_default();
            format!("its version is unknown{why}{by}")
        }
    }
}

/// The copy that the project runs: `4.1.0, set by .yarnrc.yml, at .yarn/releases/yarn-4.1.0.cjs`.
fn in_project(copy: &InProject) -> String {
    let version = copy.version.as_deref().unwrap_or("version unknown");
    let state = match copy.availability {
        Availability::Installed => "",
        Availability::Fetched => ", fetched when it first runs",
        Availability::Refused => ", not installed, and not to be fetched",
    };
    let place = copy
        .path
        .as_ref()
        .map(|path| format!(", at {path}"))
        .unwrap_or_default();
    let used_by = match copy.used_by.as_slice() {
        [] => ", once it is activated".to_owned(),
        tools => format!(", run by {}", tools.join(", ")),
    };
    format!("{version}{state}, set by {}{place}{used_by}", copy.set_by)
}

/// The steps from PATH to the file that runs.
fn chain(tool: &Tool, path: Option<&PathReport>) -> Vec<String> {
    let Some(found) = &tool.path else { return Vec::new() };
    let entry = path.and_then(|path| {
        let directory = found.rsplit_once(['/', '\\'])?.0;
        let position = path
            .entries
            .iter()
            .position(|entry| entry.directory.trim_end_matches(['/', '\\']) == directory)?;
        Some(format!(" (entry {} of {} of PATH)", position + 1, path.entries.len()))
    });
    let outside = tool
        .outside_path
        .then(|| " (not on PATH: shells do not find it)".to_owned());
    let mut chain = vec![format!("{found}{}", outside.or(entry).unwrap_or_default())];
    if let Some(resolved) = tool.resolved_path.as_ref().filter(|resolved| *resolved != found) {
        let by = match (&tool.manager, &tool.chosen_by) {
            (Some(manager), Some(chosen_by)) => format!(" ({manager}; selected by {chosen_by})"),
            _ => String::new(),
        };
        chain.push(format!("links to {resolved}{by}"));
    }
    chain
}

fn version_sources(entry: &Entry) -> Vec<String> {
    let mut sources = Vec::new();
    sources.extend(
        entry
            .files
            .iter()
            .map(|file| format!("the file {} next to it", file.path)),
    );
    let packages = [
        ("the package.json of", &entry.npm),
        ("the .dist-info of the Python distribution", &entry.python),
        ("cargo's list of installed crates, for", &entry.cargo),
        ("the gemspec of", &entry.gem),
    ];
    sources.extend(
        packages
            .iter()
            .filter(|(_, names)| !names.is_empty())
            .map(|(what, names)| format!("{what} {}", names.join(", "))),
    );
    sources.push("the version manager's directory that it is in".to_owned());
    match &entry.package_differs {
        None => sources.push("the package database of the system".to_owned()),
        Some(why) => sources.push(format!("not the system's package: {why}")),
    }
    if !entry.go.is_empty() || entry.go_variable.is_some() {
        sources.push("the build information in a Go program".to_owned());
    }
    match &entry.command {
        Some(command) => {
            let program = command
                .program
                .as_ref()
                .or(entry.programs.first())
                .map_or("", String::as_str);
            sources.push(format!(
                "only then the output of `{program} {}`",
                command.arguments.join(" ")
            ));
        }
        None => sources.push("it is never started".to_owned()),
    }
    sources
}

fn rule_scan(context: &ScanContext, policy: &Policy, progress: &dyn Progress) -> Result<Scan, Failed> {
    let options = ScanOptions {
        policy: Some(policy),
        ..ScanOptions::default()
    };
    Ok(context.scan(Selection::all(), &options, progress)?)
}

fn rule_page(context: &ScanContext, id: &str, policy: &Policy, output: &Output) -> Result<(), Failed> {
    let scan = rule_scan(context, policy, output)?;
    let policy = policy.for_scan(&scan);
    let page = report::rule(id, policy.as_ref(), Some(&scan), &output.human_options(false)).unwrap_or_default();
    output.answer(page.as_bytes())
}
