//! `devenv scan`.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::ArgAction;
use clap::builder::FalseyValueParser;
use uuid::Uuid;

use super::argument_values::{seconds, whole};
use super::format::report_format;
use super::output::{Output, write_file};
use super::platform_connection::TimeArgument;
use super::profile::ProfileArgument;
use super::project_policy::{self, PolicyArguments};
use super::reports::{self, ReportFile, is_stdout};
use super::upload::mode::{self, UploadMode, UploadModeArguments};
use super::{Failed, directory, history, upload};
use crate::api::RetryBudget;
use crate::error::ExitCode;
use crate::host::Host;
use crate::policy::Policy;
use crate::report::{self, Format};
use crate::scan::{Scan, Status};
use crate::scanner::{ScanContext, ScanOptions, Selection};
use crate::score;

/// Scan this machine and report its score
#[expect(clippy::struct_excessive_bools, reason = "each is a flag")]
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 the policy is met · 1 it is not met · 2 wrong usage or settings · 5 the scan could not be completed or written · \
    with --require-upload: 3 sign-in needed or refused, 4 network or platform\n\n\
    Every flag has a variable: --fail-under is DEVENV_FAIL_UNDER."
)]
pub(super) struct Arguments {
    /// Scan from DIR instead of the current directory
    #[arg(value_name = "DIR")]
    directory: Option<PathBuf>,
    /// Scan only these probes, categories or tools
    #[arg(
        long,
        env = "DEVENV_ONLY",
        value_name = "NAME",
        value_delimiter = ',',
        hide_env = true
    )]
    only: Vec<String>,
    /// Skip these probes, categories or tools
    #[arg(
        long,
        env = "DEVENV_SKIP",
        value_name = "NAME",
        value_delimiter = ',',
        hide_env = true
    )]
    skip: Vec<String>,
    /// The output format
    #[arg(short, long, env = "DEVENV_FORMAT", value_name = "FORMAT", ignore_case = true, value_parser = report_format(), hide_env = true)]
    pub(super) format: Option<Format>,
    /// Write output to FILE (atomically)
    #[arg(short, long, env = "DEVENV_OUTPUT", value_name = "FILE", hide_env = true)]
    output: Option<PathBuf>,
    /// Also write a report to FILE; repeat for several, `-` is standard output.
    /// Formats: text, json, markdown, html, junit, sarif, gitlab, annotations
    #[arg(
        long,
        env = "DEVENV_REPORT",
        value_name = "FORMAT=FILE",
        value_delimiter = ',',
        value_parser = ReportFile::parse,
        hide_env = true
    )]
    report: Vec<ReportFile>,
    /// Print the exact bytes that an upload would send
    #[arg(long, env = "DEVENV_SHOW", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new(), conflicts_with = "ci", hide_env = true)]
    show: bool,
    /// Show how long each part of the scan took
    #[arg(long, env = "DEVENV_TIMINGS", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new(), hide_env = true)]
    timings: bool,
    /// Include the host name in the scan
    #[arg(long, env = "DEVENV_HOST_NAME", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new(), hide_env = true)]
    host_name: bool,
    #[command(flatten)]
    policy: PolicyArguments,
    #[command(flatten)]
    mode: UploadModeArguments,
    #[command(flatten)]
    upload_time: TimeArgument,
    #[command(flatten)]
    profile: ProfileArgument,
    /// Fail if no file says what the project requires
    #[arg(long, env = "DEVENV_REQUIRE_PROJECT", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new(), hide_env = true)]
    require_project: bool,
    /// Print one line per finding, without color, and annotations on GitHub
    #[arg(long, env = "DEVENV_CI", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new(), hide_env = true)]
    ci: bool,
    /// Start no programs
    #[arg(long, env = "DEVENV_NO_EXEC", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new(), hide_env = true)]
    no_exec: bool,
    /// Ignore the cache
    #[arg(long, env = "DEVENV_FRESH", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new(), hide_env = true)]
    fresh: bool,
    /// Stop the scan after SECONDS
    #[arg(long, env = "DEVENV_TIMEOUT", value_name = "SECONDS", default_value = "3", value_parser = seconds, hide_env = true)]
    timeout: Duration,
    /// Stop each started program after SECONDS
    #[arg(long, env = "DEVENV_PROGRAM_TIMEOUT", value_name = "SECONDS", default_value = "1.5", value_parser = seconds, hide_env = true)]
    program_timeout: Duration,
    /// Run at most COUNT programs at the same time [default: twice the processors, 4 to 16]
    #[arg(long, env = "DEVENV_JOBS", value_name = "COUNT", value_parser = whole::<1, 64>, hide_env = true)]
    jobs: Option<u32>,
    /// Do not save this scan for `devenv history`
    #[arg(long, env = "DEVENV_NO_HISTORY", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new(), hide_env = true)]
    no_history: bool,
}

/// Scans, and writes the report and all other outputs.
pub(super) fn run(arguments: &Arguments, host: Host, output: &Output) -> Result<ExitCode, Failed> {
    let report_is_answer = reports::check(&arguments.report, arguments.output.as_deref())?;
    // Relative paths in arguments are below the current directory, even if another directory is scanned.
    let policy_arguments = arguments.policy.from(host.directory());
    let host = match &arguments.directory {
        Some(directory) => directory::look_from(host, directory).map_err(|failed| hint_of_only(failed, directory))?,
        None => host,
    };
    let context = ScanContext::open(host)?;
    let policy = project_policy::for_scans(&policy_arguments, &context)?;
    let policy = if arguments.ci { policy.in_ci() } else { policy };
    let mut policy = policy;
    policy.require_project = arguments.require_project;
    project_policy::warn_of_ignored_caps(&policy, output);
    let selection = Selection::of_names(&context.catalogue, &arguments.only, &arguments.skip)?;
    let options = ScanOptions {
        exec: !arguments.no_exec,
        fresh: arguments.fresh,
        timeout: arguments.timeout,
        program_timeout: arguments.program_timeout,
        jobs: arguments.jobs,
        host_name: arguments.host_name,
        policy: Some(&policy),
    };
    let limits = history::limits(&context)?;
    let is_of_all = arguments.only.is_empty() && arguments.skip.is_empty();
    let mode = arguments.mode.mode(&context, is_of_all && !arguments.show);
    let mut scan = context.scan(selection, &options, output)?;
    let policy = policy.for_scan(&scan).into_owned();
    let assessment = score::assess(&scan, &policy);
    let lacks_project = report::requires_nothing(&scan, &assessment);
    if lacks_project && arguments.require_project {
        output.warn("no file says what this project requires, and --require-project fails such a scan");
    } else if lacks_project && arguments.ci && !assessment.partial {
        output.warn("no file says what this project requires: the score is for the machine only");
    }
    let met = assessment.status == Status::Pass;
    scan.assessment = Some(assessment);
    let bytes = report::compact(&scan).map_err(|error| {
        let error = anyhow::Error::new(error).context("cannot write the scan as JSON");
        Failed::new(ExitCode::Bug, "bug", error)
    })?;
    // A partial scan does not show how the machine changed.
    if !arguments.no_history && is_of_all {
        history::save(&context, &limits, (scan.scan_id, &bytes), output);
    }
    let answer = render(arguments, &context.host, &scan, &bytes, &policy, output)?;
    reports::write(&arguments.report, &scan, &policy, output)?;
    match &arguments.output {
        Some(path) if !is_stdout(path) => write_file(path, &answer)?,
        // A report on standard output replaces the output.
        _ if report_is_answer => {}
        _ => output.answer(&answer)?,
    }
    if arguments.ci {
        reports::add_to_summary(&context.host, &scan, &policy, output);
    }
    if mode != UploadMode::Off {
        send(arguments, mode, (scan.scan_id, &bytes), &context, output)?;
    }
    Ok(if met { ExitCode::Success } else { ExitCode::PolicyNotMet })
}

/// Adds a hint for users who give a tool's name in place of a directory.
fn hint_of_only(failed: Failed, directory: &Path) -> Failed {
    match directory.to_str().filter(|name| !name.contains(['/', '.', '\\'])) {
        Some(name) => failed.hint(format!(
            "`devenv scan --only {}` scans only a tool or a part of the machine",
            crate::text::escape_line(name)
        )),
        None => failed,
    }
}

/// Uploads the scan. A failure is an error if the upload is required, else a warning.
fn send(
    arguments: &Arguments,
    mode: UploadMode,
    (id, bytes): (Uuid, &[u8]),
    context: &ScanContext,
    output: &Output,
) -> Result<(), Failed> {
    let may_skip = arguments.ci && mode == UploadMode::BestEffort && mode::is_of_fork(&context.host);
    if may_skip && mode::has_no_identity(&arguments.profile, &context.host)? {
        mode::skip(context, id, output);
        return Ok(());
    }
    let budget = if arguments.ci {
        RetryBudget::Ci
    } else {
        RetryBudget::Interactive
    };
    let budget = arguments.upload_time.retry_budget(budget);
    match upload::scanned((id, bytes), context, &arguments.profile, budget, output) {
        Err(failed) if mode == UploadMode::Required => return Err(failed),
        Err(failed) if may_skip && mode::is_missing_identity(&failed) => mode::skip(context, id, output),
        Err(failed) => output.warn(&failed.one_line()),
        Ok(()) => {}
    }
    Ok(())
}

/// The output. `bytes`: the scan as it would be uploaded.
fn render(
    arguments: &Arguments,
    host: &Host,
    scan: &Scan,
    bytes: &[u8],
    policy: &Policy,
    output: &Output,
) -> Result<Vec<u8>, Failed> {
    if arguments.show {
        return Ok(bytes.to_owned());
    }
    match arguments.format {
        _ if output.json => return Ok(report::pretty(bytes)),
        None | Some(Format::Text | Format::Json) => {}
        Some(format) => return Ok(reports::render(format, scan, policy)?.into_bytes()),
    }
    if output.quiet {
        return Ok(format!("{}\n", report::verdict(scan, policy)).into_bytes());
    }
    if arguments.ci {
        let mut text = report::ci(scan, policy);
        if host.env_text("GITHUB_ACTIONS") == Some("true") && arguments.output.is_none() {
            text.push_str(&report::annotations(scan, policy));
        }
        return Ok(text.into_bytes());
    }
    let mut options = output.human_options(arguments.timings);
    if arguments.output.is_some() {
        options.colour = false;
    }
    Ok(report::human(scan, policy, &options).into_bytes())
}
