//! The tools of the catalogue: which copy runs here, and its version, told by the cheapest thing that knows it.
//!
//! In stages, each for the tools that the earlier ones left. One by one: find it on PATH, or at a place of the catalogue; follow
//! shims; read files. For all at once: ask the package databases, or remember their answer. One by one: read the program's bytes.
//! Then remember what programs answered, and only then start those that are left, side by side.
//!
//! Where one of these stages finds that a file is another program of the tool's name, the tool is looked for again without that file.

mod ask;
mod follow;
mod locate;
mod owner;
mod script;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::Probed;
use super::cache::{CacheEntry, ProbeCache};
use super::catalogue::{Catalogue, Entry, Namesake, Platform};
use super::evidence::Evidence;
use super::in_project;
use super::package::Owner;
use super::path::PathIndex;
use crate::host::Host;
use crate::scan::{Availability, Failure, InProject, OtherCopy, Tool, ToolState, VersionSource};
use ask::Told;
use locate::ToolCopies;
use owner::{from_owner, owners, package_evidence};

/// The longest text that the scan keeps of what a program printed.
const RAW_LIMIT: usize = 200;

/// How often a tool is looked for again: it has so many names at most, and each may be another program's.
const MOST_ROUNDS: usize = 4;

/// Files that are other programs of a tool's name, each with what it is.
type OtherPrograms = HashMap<PathBuf, String>;

/// What to read, and how.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The machine.
    pub host: &'a Host,
    /// PATH.
    pub index: &'a PathIndex,
    /// The table of tools.
    pub catalogue: &'a Catalogue,
    /// The ids of the tools to read; `None`: all.
    pub only: Option<&'a [String]>,
    /// The project's directory, or the outermost one around it that is a project too: no program below it is started.
    pub checkout: Option<&'a Path>,
    /// Programs may be started.
    pub exec: bool,
    /// How long one program may take.
    pub program_timeout: Duration,
    /// When all must be done.
    pub deadline: Instant,
    /// Programs that run at the same time, at least 1.
    pub workers: usize,
    /// What earlier scans found out.
    pub cache: &'a ProbeCache,
}

struct PendingTool<'a> {
    copies: ToolCopies<'a>,
    tool: Tool,
    /// Nothing more is to be found out.
    done: bool,
    /// The chosen copy is another program of that name; the text says which.
    other_program: Option<String>,
    spent: Duration,
}

impl PendingTool<'_> {
    /// Takes the chosen copy for another program.
    fn set_other_program(&mut self, program: &str, package: Option<&str>) {
        let path = self
            .copies
            .copy
            .as_ref()
            .map(|copy| text(&copy.path))
            .unwrap_or_default();
        self.other_program = Some(is_another(&path, program, package));
        self.done = true;
    }
}

/// `/usr/sbin/zed is ZFS's event daemon (package zfs-zed)`.
fn is_another(path: &str, program: &str, package: Option<&str>) -> String {
    let package = package
        .map(|package| format!(" (package {package})"))
        .unwrap_or_default();
    format!("{path} is another program: {program}{package}")
}

/// Reads the tools.
pub fn read(request: &Request<'_>) -> Probed<Vec<Tool>> {
    let entries = request
        .catalogue
        .entries()
        .iter()
        .filter(|entry| here().is_some_and(|platform| entry.exists_on(platform)))
        .filter(|entry| request.only.is_none_or(|only| only.contains(&entry.id)));
    let mut other_programs = OtherPrograms::new();
    let mut open: Vec<PendingTool<'_>> = Vec::with_capacity(request.catalogue.entries().len());
    open.extend(entries.map(|entry| pend(request, entry, &other_programs)));
    let mut tools: Vec<Tool> = Vec::with_capacity(open.len());
    for _ in 0..MOST_ROUNDS {
        examine(request, &mut open);
        let mut again = Vec::new();
        for pending in open {
            match (&pending.other_program, &pending.copies.copy) {
                (Some(what), Some(copy)) => {
                    other_programs.insert(copy.path.clone(), what.clone());
                    again.push(pending);
                }
                _ => tools.push(finished(pending)),
            }
        }
        open = again
            .into_iter()
            .map(|pending| PendingTool {
                spent: pending.spent,
                ..pend(request, pending.copies.entry, &other_programs)
            })
            .collect();
        if open.is_empty() {
            break;
        }
    }
    tools.extend(open.into_iter().map(finished));
    tools.sort_by(|left, right| left.id.cmp(&right.id));
    in_project::tell(request.host, request.index, &mut tools);
    Probed::Whole(tools)
}

/// Asks for the versions of tools that were found, by every stage behind the files beside them.
fn examine(request: &Request<'_>, open: &mut [PendingTool<'_>]) {
    let owners = owners(request, open);
    for pending in &mut *open {
        let started = Instant::now();
        from_owner(pending, &owners);
        from_binary(request, pending);
        others(request, pending, &owners);
        pending.spent += started.elapsed();
    }
    commands(request, open);
}

fn finished(mut pending: PendingTool<'_>) -> Tool {
    pending.tool.duration_ms = u64::try_from(pending.spent.as_millis()).unwrap_or(u64::MAX);
    pending.tool
}

/// The system that this program runs on. `None`: one that no tool of the catalogue is limited to.
fn here() -> Option<Platform> {
    match std::env::consts::OS {
        "linux" => Some(Platform::Linux),
        "macos" => Some(Platform::Macos),
        "windows" => Some(Platform::Windows),
        _ => None,
    }
}

/// Finds a tool and reads the files that tell its version.
fn pend<'a>(request: &Request<'a>, entry: &'a Entry, other_programs: &OtherPrograms) -> PendingTool<'a> {
    let started = Instant::now();
    let copies = locate::locate(request, entry, other_programs);
    let mut tool = Tool {
        id: entry.id.clone(),
        name: entry.name.clone(),
        category: entry.category.clone(),
        state: ToolState::Absent,
        version: None,
        raw: None,
        path: None,
        resolved_path: None,
        manager: None,
        source: None,
        outside_path: false,
        chosen_by: None,
        in_project: None,
        remembered: false,
        not_started: None,
        repair: None,
        duration_ms: 0,
        failure: None,
        others: Vec::new(),
        end_of_life: None,
        install: None,
    };
    tool.not_started.clone_from(&copies.not_included);
    tool.repair.clone_from(&copies.repair);
    tool.in_project = copies.fetches.clone().map(|(version, set_by)| InProject {
        version,
        path: None,
        set_by,
        used_by: vec![entry.id.clone()],
        availability: Availability::Fetched,
    });
    let mut done = true;
    if let Some(copy) = &copies.copy {
        tool.path = Some(text(&copy.path));
        tool.manager = copy.manager.map(str::to_owned);
        tool.chosen_by.clone_from(&copy.chosen_by);
        tool.outside_path = copy.outside_path;
        match &copy.resolved {
            Ok(resolved) => {
                tool.state = ToolState::Found;
                tool.resolved_path = Some(text(resolved));
                if let Some(shim) = &copy.left_alone {
                    tool.manager = Some(shim.manager.clone());
                    tool.not_started = Some(shim.reason());
                } else if let Some(evidence) = copy.evidence(request, entry) {
                    set(&mut tool, &evidence);
                } else {
                    done = false;
                }
            }
            Err(failure) => fail(&mut tool, failure.clone()),
        }
    }
    PendingTool {
        copies,
        tool,
        done,
        other_program: None,
        spent: started.elapsed(),
    }
}

fn set(tool: &mut Tool, evidence: &Evidence) {
    tool.state = ToolState::Found;
    tool.version = Some(evidence.version.clone());
    tool.raw = Some(limited(&evidence.raw));
    tool.source = Some(evidence.source);
    if tool.manager.is_none() {
        tool.manager = evidence.manager.map(str::to_owned);
    }
}

fn fail(tool: &mut Tool, failure: Failure) {
    tool.state = ToolState::Failed;
    tool.failure = Some(failure);
}

fn from_binary(request: &Request<'_>, pending: &mut PendingTool<'_>) {
    if pending.done {
        return;
    }
    let entry = pending.copies.entry;
    if let Some(evidence) = pending
        .copies
        .copy
        .as_ref()
        .and_then(|copy| copy.binary_evidence(request, entry))
    {
        set(&mut pending.tool, &evidence);
        pending.done = true;
        return;
    }
    let module = pending.copies.copy.as_ref().and_then(|copy| {
        let knows_modules = entry.namesakes.iter().any(|other| !other.go.is_empty());
        let resolved = copy
            .resolved
            .as_ref()
            .ok()
            .filter(|_| knows_modules && copy.interpreter.is_none())?;
        crate::probe::evidence::go_module(request.host, resolved)
    });
    let is_its = |other: &&Namesake| {
        module
            .as_ref()
            .is_some_and(|module| other.go.iter().any(|own| module.starts_with(own)))
    };
    if let Some(other) = entry.namesakes.iter().find(is_its) {
        pending.set_other_program(&other.name, None);
    }
}

/// Tells the further copies as far as that can be done without starting them.
fn others(request: &Request<'_>, pending: &mut PendingTool<'_>, owners: &HashMap<PathBuf, Option<Owner>>) {
    let entry = pending.copies.entry;
    pending.tool.others = pending
        .copies
        .others
        .iter()
        .filter(|copy| {
            let owner = copy
                .resolved
                .as_ref()
                .ok()
                .and_then(|resolved| owners.get(resolved)?.as_ref());
            let is_another = |owner: &Owner| entry.namesake_of_package(owner.manager, &owner.package).is_some();
            !owner.is_some_and(is_another)
        })
        .map(|copy| {
            if let Some(shim) = &copy.left_alone {
                return OtherCopy {
                    path: text(&copy.path),
                    version: None,
                    manager: Some(shim.manager.clone()),
                };
            }
            let owner = copy
                .resolved
                .as_ref()
                .ok()
                .and_then(|resolved| owners.get(resolved)?.as_ref());
            let evidence = copy
                .evidence(request, entry)
                .or_else(|| {
                    owner
                        .filter(|owner| {
                            entry.package_differs.is_none() && entry.is_package(owner.manager, &owner.package)
                        })
                        .and_then(package_evidence)
                })
                .or_else(|| copy.binary_evidence(request, entry));
            let manager = copy
                .manager
                .map(str::to_owned)
                .or_else(|| evidence.as_ref()?.manager.map(str::to_owned))
                .or_else(|| owner.map(|owner| owner.manager.to_owned()));
            let answered = || match request.cache.get(&copy.command_key(entry)?)? {
                CacheEntry::Answer(version, _) => Some(version),
                _ => None,
            };
            let version = evidence.map(|evidence| evidence.version).or_else(answered);
            OtherCopy {
                path: text(&copy.path),
                version,
                manager,
            }
        })
        .collect();
}

/// Starts what nothing else told the version of, side by side.
fn commands(request: &Request<'_>, pending_tools: &mut [PendingTool<'_>]) {
    let open: Vec<&mut PendingTool<'_>> = pending_tools
        .iter_mut()
        .filter(|pending| !pending.done)
        .filter_map(|pending| take_cached_or_refuse(request, pending))
        .collect();
    if open.is_empty() {
        return;
    }
    let workers = request.workers.clamp(1, open.len());
    let path = ask::safe_path(request);
    let queue = Mutex::new(open);
    let work = || {
        loop {
            let next = queue.lock().unwrap_or_else(std::sync::PoisonError::into_inner).pop();
            let Some(pending) = next else { return };
            let started = Instant::now();
            let entry = pending.copies.entry;
            let Some(copy) = &pending.copies.copy else { continue };
            let answer = ask::ask(request, entry, copy, &path);
            if let Some(key) = copy.command_key(entry).filter(|_| answer.is_final) {
                let known = match &answer.result {
                    Ok(Told::Version(evidence)) => CacheEntry::Answer(evidence.version.clone(), limited(&evidence.raw)),
                    Ok(Told::OtherProgram(name)) => CacheEntry::OtherProgram(name.clone()),
                    Err(failure) => CacheEntry::Failure(failure.clone()),
                };
                request.cache.insert(key, request.host.now(), known);
            }
            match answer.result {
                Ok(Told::Version(evidence)) => set(&mut pending.tool, &evidence),
                Ok(Told::OtherProgram(name)) => pending.set_other_program(&name, None),
                Err(failure) => fail(&mut pending.tool, failure),
            }
            pending.spent += started.elapsed();
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..workers {
            // Without a further thread this one does it all.
            let _ = std::thread::Builder::new()
                .name("tool".to_owned())
                .stack_size(256 * 1024)
                .spawn_scoped(scope, work);
        }
        work();
    });
}

/// Takes what is remembered, or says why the program is not to be started; gives the tool back if it is.
fn take_cached_or_refuse<'d, 'a>(
    request: &Request<'_>,
    pending: &'d mut PendingTool<'a>,
) -> Option<&'d mut PendingTool<'a>> {
    let entry = pending.copies.entry;
    let copy = pending.copies.copy.as_ref()?;
    match copy.command_key(entry).and_then(|key| request.cache.get(&key)) {
        Some(CacheEntry::Answer(version, raw)) => {
            set(
                &mut pending.tool,
                &Evidence {
                    version,
                    raw,
                    source: VersionSource::Command,
                    manager: None,
                },
            );
            pending.tool.remembered = true;
            return None;
        }
        Some(CacheEntry::Failure(failure)) => {
            fail(&mut pending.tool, failure);
            pending.tool.remembered = true;
            return None;
        }
        Some(CacheEntry::OtherProgram(name)) => {
            pending.set_other_program(&name, None);
            return None;
        }
        _ => {}
    }
    match ask::refusal(request, entry, copy) {
        Some(reason) => {
            pending.tool.not_started = Some(reason);
            None
        }
        None => Some(pending),
    }
}

/// The first line with something in it, as far as the scan keeps it.
fn limited(raw: &str) -> String {
    let line = raw.trim().lines().next().unwrap_or_default().trim();
    // A program that prints a file's bytes is not to fill the scan with them.
    line.chars()
        .filter(|character| !character.is_control())
        .take(RAW_LIMIT)
        .collect()
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

#[cfg(unix)]
#[cfg(test)]
mod tests;
