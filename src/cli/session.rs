//! One scan of this machine: what is read before it, how it is done, what is kept after it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::anyhow;

use super::lifecycle::{self, Dates};
use super::output::Output;
use super::selection::Selection;
use super::{Failed, history, identity, machine, project_policy};
use crate::config::{Folders, UserFile, write_private};
use crate::error::ExitCode;
use crate::exec;
use crate::history::Limits;
use crate::host::Host;
use crate::policy::Policy;
use crate::probe::catalogue::Catalogue;
use crate::probe::memory::Memory;
use crate::probe::run::{self, Plan, Reading};
use crate::scan::{Machine, Redactor, SCHEMA_VERSION, Scan, Scanner};

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
    /// How many scans are kept.
    pub(super) limits: Limits,
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
        let (catalogue, settings) = match UserFile::text(&host, &folders)? {
            None => (Catalogue::builtin_shared(), UserFile::default()),
            Some((path, text)) => {
                let catalogue = Catalogue::builtin().with_user_tools(&text)?;
                (Arc::new(catalogue), UserFile::parse(&path, &text)?)
            }
        };
        let limits = history::limits(&host, &settings.history)?;
        let dates = Dates::read(&host, folders.config.as_deref())?;
        Ok(Self {
            dates,
            host: Arc::new(host),
            folders,
            catalogue,
            limits,
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
