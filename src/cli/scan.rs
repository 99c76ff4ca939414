//! `devenv scan`.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::anyhow;
use clap::ArgAction;
use clap::builder::FalseyValueParser;

use super::lifecycle::{self, Dates};
use super::output::Output;
use super::project_policy::{self, PolicyArguments};
use super::reports::{self, ReportFile, is_stdout, write_file};
use super::selection::{self, Selection};
use super::{Failed, history, identity, machine};
use crate::config::{Folders, write_private};
use crate::error::ExitCode;
use crate::exec;
use crate::host::Host;
use crate::policy::Policy;
use crate::probe::catalogue::Catalogue;
use crate::probe::memory::Memory;
use crate::probe::run::{self, Plan, Reading, Requested};
use crate::report;
use crate::requirement;
use crate::scan::{Machine, Redactor, SCHEMA_VERSION, Scan, Scanner, Status};
use crate::score;

/// Read this machine, score it, say so
#[expect(clippy::struct_excessive_bools, reason = "each is a flag")]
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 the policy is met · 1 it is not · 2 wrong usage or settings · 5 the scan could not be completed or written\n\n\
    Every flag has a variable: --fail-under is DEVENV_FAIL_UNDER."
)]
pub(super) struct Arguments {
    /// For a CI job: one line a finding, no colour, annotations on GitHub
    #[arg(long, env = "DEVENV_CI", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new(), hide_env = true)]
    ci: bool,
    #[command(flatten)]
    policy: PolicyArguments,
    /// Read these alone: probes, categories or tools
    #[arg(
        long,
        env = "DEVENV_ONLY",
        value_name = "NAME",
        value_delimiter = ',',
        hide_env = true
    )]
    only: Vec<String>,
    /// Leave these out: probes, categories or tools
    #[arg(
        long,
        env = "DEVENV_SKIP",
        value_name = "NAME",
        value_delimiter = ',',
        hide_env = true
    )]
    skip: Vec<String>,
    /// Write the answer to a file instead, whole or not at all
    #[arg(short, long, env = "DEVENV_OUTPUT", value_name = "FILE", hide_env = true)]
    output: Option<PathBuf>,
    /// Write a report too; may be given several times, `-` is standard output.
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
    /// Show the exact bytes that an upload would send
    #[arg(long, env = "DEVENV_SHOW", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new(), conflicts_with = "ci", hide_env = true)]
    show: bool,
    /// Show what each part of the scan cost
    #[arg(long, env = "DEVENV_TIMINGS", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new(), hide_env = true)]
    timings: bool,
    /// Start no program at all
    #[arg(long, env = "DEVENV_NO_EXEC", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new(), hide_env = true)]
    no_exec: bool,
    /// Forget what earlier scans found out
    #[arg(long, env = "DEVENV_FRESH", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new(), hide_env = true)]
    fresh: bool,
    /// How long the scan may take, in seconds
    #[arg(long, env = "DEVENV_TIMEOUT", value_name = "SECONDS", default_value = "3", value_parser = seconds, hide_env = true)]
    timeout: Duration,
    /// How long one program may take, in seconds
    #[arg(long, env = "DEVENV_PROGRAM_TIMEOUT", value_name = "SECONDS", default_value = "1.5", value_parser = seconds, hide_env = true)]
    program_timeout: Duration,
    /// Programs that are started at the same time [default: twice the processors, 4 to 16]
    #[arg(long, env = "DEVENV_JOBS", value_name = "COUNT", value_parser = clap::value_parser!(u16).range(1..=64), hide_env = true)]
    jobs: Option<u16>,
    /// Put the host's name into the scan
    #[arg(long, env = "DEVENV_HOST_NAME", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new(), hide_env = true)]
    host_name: bool,
    /// Do not keep this scan for `devenv history`
    #[arg(long, env = "DEVENV_NO_HISTORY", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new(), hide_env = true)]
    no_history: bool,
}

/// A number of seconds, fractions allowed, more than none and at most an hour.
fn seconds(text: &str) -> Result<Duration, String> {
    text.trim()
        .trim_end_matches('s')
        .parse::<f64>()
        .ok()
        .filter(|seconds| *seconds > 0.0 && *seconds <= 3600.0)
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| "give a number of seconds, more than 0 and at most 3600".to_owned())
}

/// Scans and tells.
pub(super) fn run(arguments: &Arguments, host: Host, output: &Output) -> Result<ExitCode, Failed> {
    let report_is_answer = reports::check(&arguments.report, arguments.output.as_deref())?;
    let session = Session::start(host)?;
    let policy = project_policy::for_scans(&arguments.policy, &session)?;
    let policy = if arguments.ci { policy.in_ci() } else { policy };
    let selection = selection::select(&session.catalogue, &arguments.only, &arguments.skip)?;
    let options = Options {
        exec: !arguments.no_exec,
        fresh: arguments.fresh,
        timeout: arguments.timeout,
        program_timeout: arguments.program_timeout,
        jobs: arguments.jobs,
        host_name: arguments.host_name,
        policy: Some(&policy),
    };
    let mut scan = session.scan(selection, &options, output)?;
    let policy = policy.for_scan(&scan).into_owned();
    let assessment = score::assess(&scan, &policy);
    let met = assessment.status == Status::Pass;
    scan.assessment = Some(assessment);
    // A scan of parts says nothing about how the machine changed.
    if !arguments.no_history && arguments.only.is_empty() && arguments.skip.is_empty() {
        history::keep(&session, &scan, output);
    }
    let answer = render(arguments, &session.host, &scan, &policy, output)?;
    reports::write(&arguments.report, &scan, &policy, output)?;
    match &arguments.output {
        Some(path) if !is_stdout(path) => write_file(path, &answer)?,
        // A report that goes to standard output is the answer.
        _ if report_is_answer => {}
        _ => output.answer(&answer)?,
    }
    if arguments.ci {
        reports::add_to_summary(&session.host, &scan, &policy, output);
    }
    Ok(if met { ExitCode::Success } else { ExitCode::PolicyNotMet })
}

fn render(
    arguments: &Arguments,
    host: &Host,
    scan: &Scan,
    policy: &Policy,
    output: &Output,
) -> Result<Vec<u8>, Failed> {
    let bug = |error| {
        Failed::new(
            ExitCode::Bug,
            "bug",
            anyhow::Error::new(error).context("cannot write the scan as JSON"),
        )
    };
    if arguments.show {
        return report::compact(scan).map_err(bug);
    }
    if output.json {
        return report::pretty(scan).map(String::into_bytes).map_err(bug);
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

/// How to scan.
pub(super) struct Options<'p> {
    pub(super) exec: bool,
    pub(super) fresh: bool,
    pub(super) timeout: Duration,
    pub(super) program_timeout: Duration,
    pub(super) jobs: Option<u16>,
    pub(super) host_name: bool,
    /// What it asks for is in the scan too.
    pub(super) policy: Option<&'p Policy>,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            exec: true,
            fresh: false,
            timeout: Duration::from_secs(3),
            program_timeout: Duration::from_millis(1500),
            jobs: None,
            host_name: false,
            policy: None,
        }
    }
}

/// The machine, devenv's folders and the tools that it knows here.
pub(super) struct Session {
    pub(super) host: Arc<Host>,
    pub(super) folders: Folders,
    pub(super) catalogue: Arc<Catalogue>,
    dates: Dates,
}

impl Session {
    pub(super) fn start(host: Host) -> Result<Self, Failed> {
        let folders = Folders::of(&host);
        let host = match &folders.cache {
            // By the process's id, so that it is nobody else's: it is removed with all that is in it.
            Some(cache) => host.with_temp(temp(cache)),
            None => host,
        };
        let settings = folders.config.as_ref().map(|folder| folder.join("config.toml"));
        let catalogue = match settings
            .as_ref()
            .and_then(|path| host.read_text(path, 1024 * 1024).ok())
        {
            None => Catalogue::builtin_shared(),
            Some(text) => Arc::new(Catalogue::builtin().with_user_tools(&text)?),
        };
        let dates = Dates::read(&host, folders.config.as_deref())?;
        Ok(Self {
            dates,
            host: Arc::new(host),
            folders,
            catalogue,
        })
    }

    /// Reads the machine. What names a person or a machine is masked in what comes back.
    pub(super) fn scan(&self, selection: Selection, options: &Options<'_>, output: &Output) -> Result<Scan, Failed> {
        let started = Instant::now();
        // Milliseconds are what the contract has; a scan is not told apart by less.
        let now = self.host.now();
        let taken_at = now.round(jiff::Unit::Millisecond).unwrap_or(now);
        let temp = self.folders.cache.as_deref().map(temp);
        end_children_with_us(temp.clone());
        let memory_path = self.folders.cache.as_ref().map(|cache| cache.join("tools.json"));
        let memory = match memory_path
            .as_ref()
            .filter(|_| !options.fresh)
            .and_then(|path| self.host.read_text(path, 16 * 1024 * 1024).ok())
        {
            Some(text) => Memory::parse(&text, taken_at),
            None => Memory::default(),
        };
        let memory = Arc::new(memory);
        let processors = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let plan = Plan {
            probes: selection.probes,
            tools: selection.tools,
            exec: options.exec,
            program_timeout: options.program_timeout,
            timeout: options.timeout,
            requirements: requirements_of,
            workers: options.jobs.map_or((processors * 2).clamp(4, 16), usize::from),
        };
        let reading = run::run(&self.host, &self.catalogue, &memory, &plan, &|names| {
            output.waiting(names);
        });
        if INTERRUPTED.load(Ordering::SeqCst) {
            // The programs were killed: what was read is not true, and whoever killed them is about to end this process.
            loop {
                std::thread::park();
            }
        }
        // Before the rest is killed: what a program does then is not its answer.
        let learnt = memory.to_text();
        exec::end();
        if let (Some(path), Some(text)) = (&memory_path, learnt)
            && let Err(error) = write_private(path, text.as_bytes())
        {
            output.warn(&format!("what was found out is not remembered: {error}"));
        }
        if let Some(temp) = temp {
            // It is there only if a program was started.
            let _ = fs_err::remove_dir_all(temp);
        }
        let mut scan = self.assemble(reading, taken_at, started, options);
        self.dates.fill(&mut scan);
        if let Some(policy) = options.policy {
            project_policy::ask(policy, &mut scan);
        }
        lifecycle::fill_installs(&mut scan, &self.catalogue);
        let host_name = scan.machine.host_name.clone();
        let mut scan = Redactor::new(&identity::read(&self.host))
            .scan(scan)
            .map_err(|error| Failed::new(ExitCode::Bug, "bug", anyhow!(error).context("cannot mask the scan")))?;
        scan.machine.host_name = host_name;
        Ok(scan)
    }

    fn assemble(&self, reading: Reading, taken_at: jiff::Timestamp, started: Instant, options: &Options<'_>) -> Scan {
        let Reading {
            mut system,
            disks,
            path,
            tools,
            ports,
            services,
            git,
            project,
            probes,
        } = reading;
        // The shell is one of the tools: its version is known already.
        if let Some(shell) = system.as_mut().map(|system| &mut system.shell)
            && let Some(tool) = tools.iter().find(|tool| {
                Some(&tool.id) == shell.name.as_ref()
                    || tool.path.as_ref().is_some_and(|path| Some(path) == shell.path.as_ref())
            })
        {
            shell.version.clone_from(&tool.version);
        }
        Scan {
            schema_version: SCHEMA_VERSION.to_owned(),
            scan_id: uuid::Uuid::now_v7(),
            taken_at,
            duration_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
            scanner: Scanner {
                name: "devenv".to_owned(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
                target: target(),
            },
            machine: Machine {
                id: machine::id(&self.host, &self.folders),
                host_name: options.host_name.then(identity::host_name).flatten(),
            },
            system,
            disks,
            path,
            tools,
            ports,
            services,
            git,
            project,
            probes,
            lifecycle: None,
            assessment: None,
        }
    }
}

/// What the project at `root` asks for.
fn requirements_of(host: &Host, root: &Path) -> Requested {
    let asked = requirement::read(host, root);
    Requested {
        requirements: asked.requirements,
        broken_manifests: asked.broken,
        partly_read: asked.partly,
    }
}

/// The target triple that this program was built for.
fn target() -> String {
    let environment = if cfg!(target_env = "gnu") {
        "-gnu"
    } else if cfg!(target_env = "musl") {
        "-musl"
    } else if cfg!(target_env = "msvc") {
        "-msvc"
    } else {
        ""
    };
    let system = match std::env::consts::OS {
        "linux" => "unknown-linux",
        "macos" => "apple-darwin",
        "windows" => "pc-windows",
        other => other,
    };
    format!("{}-{system}{environment}", std::env::consts::ARCH)
}

/// The folder for what the programs of this scan must write.
fn temp(cache: &Path) -> PathBuf {
    cache.join(format!("temp-{}", std::process::id()))
}

/// The user, or the system, told this program to end.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Ctrl-C and the like end the programs that were started, then this one. What the programs wrote to `temp` goes with them.
fn end_children_with_us(temp: Option<PathBuf>) {
    exec::begin();
    let end = move || {
        INTERRUPTED.store(true, Ordering::SeqCst);
        exec::end();
        if let Some(temp) = &temp {
            let _ = fs_err::remove_dir_all(temp);
        }
        // The cursor, if progress hid it.
        let _ = std::io::Write::write_all(
            &mut std::io::stderr(),
            if std::io::IsTerminal::is_terminal(&std::io::stderr()) {
                b"\x1b[?25h"
            } else {
                b""
            },
        );
        #[expect(
            clippy::exit,
            clippy::disallowed_methods,
            reason = "the program was told to end, here and now"
        )]
        std::process::exit(ExitCode::Interrupted as i32);
    };
    // It fails if a handler is set already, which is this one.
    let _ = ctrlc::set_handler(end);
}
