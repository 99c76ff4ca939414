//! The tools of the catalogue: which copy runs here, and its version, told by the cheapest thing that knows it.
//!
//! In stages, each for the tools that the earlier ones left. One by one: find it on PATH, or at a place of the catalogue; follow
//! shims; read files. For all at once: ask the package databases, or remember their answer. One by one: read the program's bytes.
//! Then remember what programs answered, and only then start those that are left, side by side.

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
use super::catalogue::{Catalogue, Entry, Platform};
use super::evidence::Evidence;
use super::package::Owner;
use super::path::PathIndex;
use crate::host::Host;
use crate::scan::{Failure, OtherCopy, Tool, ToolState, VersionSource};
use locate::ToolCopies;
use owner::{from_owner, owners, package_evidence};

/// The longest text that the scan keeps of what a program printed.
const RAW_LIMIT: usize = 200;

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
    /// The project's root: no program below it is started.
    pub project: Option<&'a Path>,
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
    spent: Duration,
}

/// Reads the tools.
pub fn read(request: &Request<'_>) -> Probed<Vec<Tool>> {
    let entries = request
        .catalogue
        .entries()
        .iter()
        .filter(|entry| here().is_some_and(|platform| entry.exists_on(platform)))
        .filter(|entry| request.only.is_none_or(|only| only.contains(&entry.id)));
    let mut pending_tools: Vec<PendingTool<'_>> = Vec::with_capacity(request.catalogue.entries().len());
    pending_tools.extend(entries.map(|entry| pend(request, entry)));
    let owners = owners(request, &pending_tools);
    for pending in &mut pending_tools {
        let started = Instant::now();
        from_owner(pending, &owners);
        from_binary(request, pending);
        others(request, pending, &owners);
        pending.spent += started.elapsed();
    }
    commands(request, &mut pending_tools);
    let mut tools: Vec<Tool> = pending_tools
        .into_iter()
        .map(|mut pending| {
            pending.tool.duration_ms = u64::try_from(pending.spent.as_millis()).unwrap_or(u64::MAX);
            pending.tool
        })
        .collect();
    tools.sort_by(|left, right| left.id.cmp(&right.id));
    Probed::Whole(tools)
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
fn pend<'a>(request: &Request<'a>, entry: &'a Entry) -> PendingTool<'a> {
    let started = Instant::now();
    let copies = locate::locate(request, entry);
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
        remembered: false,
        not_started: None,
        duration_ms: 0,
        failure: None,
        others: Vec::new(),
        end_of_life: None,
        install: None,
    };
    tool.not_started.clone_from(&copies.not_included);
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
    }
}

/// Tells the further copies as far as that can be done without starting them.
fn others(request: &Request<'_>, pending: &mut PendingTool<'_>, owners: &HashMap<PathBuf, Option<Owner>>) {
    let entry = pending.copies.entry;
    pending.tool.others = pending
        .copies
        .others
        .iter()
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
                        .filter(|_| entry.package_differs.is_none())
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
                    Ok(evidence) => CacheEntry::Answer(evidence.version.clone(), limited(&evidence.raw)),
                    Err(failure) => CacheEntry::Failure(failure.clone()),
                };
                request.cache.insert(key, request.host.now(), known);
            }
            match answer.result {
                Ok(evidence) => set(&mut pending.tool, &evidence),
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
