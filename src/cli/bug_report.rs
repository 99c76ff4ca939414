//! `devenv bug-report`: what somebody who looks into a bug has to know, without names of people and machines.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::output::{Output, write_file};
use super::project_policy::{self, PolicyArguments};
use super::{Failed, config, self_update};
use crate::error::ExitCode;
use crate::host::Host;
use crate::report;
use crate::scan::{Outcome, ProbeState, Scan, ToolState};
use crate::scanner::{self, ScanContext, ScanOptions, Selection};
use crate::{score, text};

/// The file that is offered.
const FILE: &str = "devenv-bug-report.md";

/// Collect what a bug report needs, show it, and write it to a file
#[derive(Debug, clap::Args)]
#[command(
    after_help = "It shows the whole report, and asks before it writes a file. Nothing is sent anywhere. Names of people and machines are \
    masked, and secrets are never read."
)]
pub(super) struct Arguments {
    /// Write the report to FILE without asking
    #[arg(short, long, env = "DEVENV_OUTPUT", value_name = "FILE", hide_env = true)]
    output: Option<PathBuf>,
}

/// Shows the report, and writes it if the user agrees.
pub(super) fn run(
    arguments: &Arguments,
    host: Host,
    command: &clap::Command,
    output: &Output,
) -> Result<ExitCode, Failed> {
    let context = ScanContext::open(host)?;
    let redactor = scanner::redactor(&context.host);
    let report = redactor.text(&collect(&context, command, output)?);
    output.answer(report.as_bytes())?;
    let file = match &arguments.output {
        Some(file) => file.clone(),
        None if output.confirm(&format!("Write this to {FILE}?")) == Some(true) => PathBuf::from(FILE),
        None => return Ok(ExitCode::Success),
    };
    write_file(&file, report.as_bytes())?;
    output.status(&format!(
        "wrote {}: read it once more, and attach it to an issue at {}/issues",
        file.display(),
        env!("CARGO_PKG_REPOSITORY")
    ));
    Ok(ExitCode::Success)
}

fn collect(context: &ScanContext, command: &clap::Command, output: &Output) -> Result<String, Failed> {
    let policy = project_policy::for_scans(&PolicyArguments::default(), context)?;
    let options = ScanOptions {
        policy: Some(&policy),
        ..ScanOptions::default()
    };
    let mut scan = context.scan(Selection::all(), &options, output)?;
    let policy = policy.for_scan(&scan).into_owned();
    scan.assessment = Some(score::assess(&scan, &policy));
    let mut page = String::from("# devenv bug report\n\nWhat happened, and what you expected:\n\n…\n");
    section(&mut page, "Program", &program(context));
    section(&mut page, "Machine", &machine(&scan));
    section(&mut page, "Settings", &config::sources(context, command)?);
    section(
        &mut page,
        &format!("Scan: {}, {} ms", report::verdict(&scan, &policy), scan.duration_ms),
        &probes(&scan),
    );
    section(
        &mut page,
        "Tools that do not work, or whose version is unknown",
        &tools(&scan),
    );
    section(&mut page, "Findings", &findings(&scan));
    Ok(page)
}

fn section(page: &mut String, title: &str, lines: &[String]) {
    let _ = writeln!(page, "\n## {title}\n");
    for line in lines {
        let _ = writeln!(page, "- {}", text::escape_line(line));
    }
    if lines.is_empty() {
        page.push_str("none\n");
    }
}

fn program(context: &ScanContext) -> Vec<String> {
    let features = [("platform", cfg!(feature = "platform")), ("aws", cfg!(feature = "aws"))];
    let features: Vec<&str> = features.iter().filter(|(_, has)| *has).map(|(name, _)| *name).collect();
    let installed = self_update::installed(&context.host);
    let how = installed.map_or_else(
        || "unknown".to_owned(),
        |installed| format!("{}, {}", installed.path, installed.by),
    );
    vec![
        format!("devenv {}", env!("CARGO_PKG_VERSION")),
        format!(
            "for {} {}; features: {}",
            std::env::consts::OS,
            std::env::consts::ARCH,
            features.join(", ")
        ),
        format!("installed: {how}"),
    ]
}

fn machine(scan: &Scan) -> Vec<String> {
    let Some(system) = &scan.system else { return Vec::new() };
    let name = system.os.name.as_deref().unwrap_or("unknown system");
    let version = system.os.version.as_deref().unwrap_or_default();
    let kernel = system.os.kernel.as_deref().unwrap_or("unknown");
    let mut lines = vec![format!("{name} {version}, kernel {kernel}")];
    lines.extend(system.wsl.as_ref().map(|_| "in WSL".to_owned()));
    lines.extend(
        scan.path
            .iter()
            .map(|path| format!("PATH with {} entries", path.entries.len())),
    );
    lines
}

fn probes(scan: &Scan) -> Vec<String> {
    let line = |probe: &crate::scan::ProbeReport| {
        let state = match probe.state {
            ProbeState::Ok => "",
            ProbeState::Partial => ", partly",
            ProbeState::Failed => ", failed",
            ProbeState::TimedOut => ", timed out",
            ProbeState::Skipped => ", skipped",
        };
        let detail = probe
            .detail
            .as_deref()
            .map(|detail| format!(": {detail}"))
            .unwrap_or_default();
        format!("{} {} ms{state}{detail}", probe.name, probe.duration_ms)
    };
    scan.probes.iter().map(line).collect()
}

fn tools(scan: &Scan) -> Vec<String> {
    let tools = scan
        .tools
        .iter()
        .filter(|tool| tool.state == ToolState::Failed || tool.state == ToolState::Found && tool.version.is_none());
    let line = |tool: &crate::scan::Tool| {
        let place = tool
            .resolved_path
            .as_ref()
            .or(tool.path.as_ref())
            .map(|path| format!(" at {path}"))
            .unwrap_or_default();
        let by = tool
            .manager
            .as_deref()
            .map(|manager| format!(", by {manager}"))
            .unwrap_or_default();
        let why = tool
            .failure
            .as_ref()
            .map(|failure| failure.detail.as_str())
            .or(tool.not_started.as_deref());
        let why = why.map(|why| format!(": {why}")).unwrap_or_default();
        format!("{}{place}{by}{why}", tool.id)
    };
    tools.map(line).collect()
}

fn findings(scan: &Scan) -> Vec<String> {
    let findings = scan.assessment.iter().flat_map(|assessment| &assessment.findings);
    findings
        .filter(|finding| finding.outcome != Outcome::Pass)
        .map(|finding| {
            let outcome = format!("{:?}", finding.outcome).to_lowercase();
            format!("{} {} {outcome}: {}", finding.rule, finding.subject, finding.message)
        })
        .collect()
}
