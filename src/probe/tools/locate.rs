//! Finds a tool's copies on PATH, and the file that runs behind each.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::follow::{LeftAlone, follow};
use super::script::{
    InterpreterFile, dependency_stamps, fetcher_of, find, interpreter, manager_of, missing, problem_of,
};
use super::{OtherPrograms, Request, is_another};
use crate::host::FileId;
use crate::probe::catalogue::Entry;
use crate::probe::evidence::{self, Evidence, Installed};
use crate::probe::executable;
use crate::probe::interpreter::Interpreter;
use crate::probe::namesake;
use crate::probe::path::{Candidate, is_program};
use crate::scan::{FailReason, Failure};

/// The category of tools whose programs are managers, not shims.
const VERSION_MANAGER: &str = "version-manager";

/// A tool on PATH.
pub(super) struct ToolCopies<'a> {
    pub(super) entry: &'a Entry,
    /// The copy that runs. `None`: there is none. In a box: most tools of the catalogue are not there.
    pub(super) copy: Option<Box<ToolCopy>>,
    /// Why there is none although a program of that name is on PATH: a version manager's shim, or another program.
    pub(super) not_included: Option<String>,
    /// The version that the shim of that name fetches when it first runs, and what asks for it.
    pub(super) fetches: Option<(Option<String>, String)>,
    /// The command that makes the shim of that name work again.
    pub(super) repair: Option<Vec<String>>,
    /// Other files further down PATH.
    pub(super) others: Vec<ToolCopy>,
}

/// One copy of a tool.
pub(super) struct ToolCopy {
    /// The name that it is run by.
    pub(super) program: String,
    pub(super) path: PathBuf,
    /// The entry of PATH that it is in depends on the current directory.
    pub(super) relative: bool,
    /// The file that runs, or why none does.
    pub(super) resolved: Result<PathBuf, Failure>,
    /// It is a shim that leads to nothing, and nobody asks for more; the text says what lacks it.
    not_included: Option<String>,
    /// It is a shim that leads to nothing yet: the version that it fetches, and what asks for it.
    fetches: Option<(Option<String>, String)>,
    /// The command that makes the shim work again.
    repair: Option<Vec<String>>,
    /// It is a shim that is not followed: nothing tells its version, and it is never started.
    pub(super) left_alone: Option<LeftAlone>,
    pub(super) identity: Option<FileId>,
    pub(super) interpreter: Option<Interpreter>,
    /// Where that interpreter is. `None`: it is no script, or its first line names a relative path.
    pub(super) interpreter_file: Option<InterpreterFile>,
    pub(super) installed: Installed,
    pub(super) manager: Option<&'static str>,
    /// It is not on PATH.
    pub(super) outside_path: bool,
    /// What chose this copy among those that its version manager has.
    pub(super) chosen_by: Option<String>,
    /// A shim leads to it: it is started as the file that runs, never by its place on PATH.
    pub(super) by_shim: bool,
    /// The file's [`Host::stamp`].
    pub(super) stamp: Option<String>,
    /// What else decides what it answers: for a script its interpreter and the directories it reads its parts from.
    pub(super) dependency_stamps: Option<String>,
    /// It is a script that fetches something with this program when it starts.
    pub(super) fetcher: Option<String>,
}

impl ToolCopy {
    fn subject<'s>(&'s self, request: &Request<'s>, entry: &'s Entry, resolved: &'s Path) -> evidence::Subject<'s> {
        evidence::Subject {
            entry,
            program: &self.program,
            path: &self.path,
            resolved,
            interpreter: self.interpreter.as_ref(),
            installed: &self.installed,
            cache: request.cache,
        }
    }

    /// A link to a program that is many, which has the version of the whole.
    pub(super) fn is_applet(&self) -> bool {
        self.by_shim
            && self
                .manager
                .is_some_and(|manager| evidence::MULTI_CALL.contains(&manager))
    }

    /// A package database may know whose file it is: no version manager keeps it.
    pub(super) fn may_have_owner(&self) -> bool {
        self.left_alone.is_none() && (self.is_applet() || matches!(self.manager, None | Some("apt" | "choco")))
    }

    pub(super) fn evidence(&self, request: &Request<'_>, entry: &Entry) -> Option<Evidence> {
        let subject = self.subject(request, entry, self.resolved.as_ref().ok()?);
        evidence::from_files(request.host, &subject)
    }

    pub(super) fn binary_evidence(&self, request: &Request<'_>, entry: &Entry) -> Option<Evidence> {
        let subject = self.subject(request, entry, self.resolved.as_ref().ok()?);
        evidence::from_binary(request.host, &subject)
    }

    /// The other program of the tool's name that it is, told by its file.
    fn namesake<'e>(&self, request: &Request<'_>, entry: &'e Entry) -> Option<&'e str> {
        let resolved = self.resolved.as_ref().ok()?;
        let is_script = self.interpreter.is_some();
        let other = namesake::of_file(request.host, entry, resolved, &self.installed, is_script)?;
        Some(other.name.as_str())
    }

    /// All that decides what the program answers. `None`: it is never started.
    pub(super) fn command_key(&self, entry: &Entry) -> Option<String> {
        let command = entry.command.as_ref()?;
        let stamp = self.stamp.as_ref()?;
        let decides = self.dependency_stamps.as_deref().unwrap_or_default();
        Some(format!(
            "answer {stamp} {decides} {:?} {:?}",
            command.arguments, command.patterns
        ))
    }
}

/// Finds a tool: of the names that run something, the preferred one is the tool; else of those that are on PATH at all.
///
/// Where a version manager holds the preferred name and runs nothing for it, another name stands in for it only if the same manager
/// holds that one too: a user who types `node` is not helped by the system's `nodejs`.
pub(super) fn locate<'a>(request: &Request<'_>, entry: &'a Entry, other_programs: &OtherPrograms) -> ToolCopies<'a> {
    let mut chosen: Option<ToolCopy> = None;
    let mut not_included = None;
    let mut held_by = None;
    let mut another: Option<String> = None;
    let mut fetches = None;
    let mut repair = None;
    for program in &entry.programs {
        let Some(first) = request.index.first(program) else {
            continue;
        };
        if let Some(what) = other_programs.get(&first.path) {
            another.get_or_insert_with(|| what.clone());
            continue;
        }
        let copy = copy(request, entry, program, first);
        if held_by.is_some() && copy.manager != held_by {
            continue;
        }
        if let Some(name) = copy.namesake(request, entry) {
            another.get_or_insert_with(|| is_another(&copy.path.to_string_lossy(), name, None));
            continue;
        }
        if copy.not_included.is_none() {
            chosen = Some(copy);
            break;
        }
        held_by = held_by.or(copy.manager);
        fetches = fetches.or(copy.fetches);
        repair = repair.or(copy.repair);
        not_included = not_included.or(copy.not_included);
    }
    if chosen.is_none() && not_included.is_none() && another.is_none() {
        let unusable = entry
            .programs
            .iter()
            .find_map(|program| Some((program, request.index.candidates(program).first()?)));
        chosen = unusable.map(|(program, candidate)| copy(request, entry, program, candidate));
    }
    if chosen.is_none() && not_included.is_none() {
        chosen = entry.places.iter().find_map(|place| at_place(request, entry, place));
    }
    if let Some(copy) = &mut chosen
        && let Some(detail) = refusal_to_start(request, copy)
    {
        copy.resolved = Err(Failure::new(FailReason::NotExecutable, detail));
    }
    let mut others = others(request, entry, chosen.as_ref());
    others.retain(|other| !other_programs.contains_key(&other.path) && other.namesake(request, entry).is_none());
    ToolCopies {
        entry,
        not_included: not_included.or(another).filter(|_| chosen.is_none()),
        fetches: fetches.filter(|_| chosen.is_none()),
        repair: repair.filter(|_| chosen.is_none()),
        copy: chosen.map(Box::new),
        others,
    }
}

/// Why the system would not start a copy, told by its file. `None`: it would, or it cannot be told.
fn refusal_to_start(request: &Request<'_>, copy: &ToolCopy) -> Option<String> {
    let resolved = copy.resolved.as_ref().ok()?;
    // What a shim leads to may be a file beside the program, such as a snap's manifest.
    if copy.left_alone.is_some() || copy.interpreter.is_some() || copy.is_applet() {
        return None;
    }
    // A script for the shell to read, such as nvm, is not meant to be started.
    if copy.outside_path && !is_program(request.host, resolved) {
        return None;
    }
    executable::refusal_of(request.host, request.cache, resolved, copy.stamp.as_deref())
}

/// The tool where it is known to be although it is not on PATH: an application, a plugin, a script for the shell to read.
fn at_place(request: &Request<'_>, entry: &Entry, place: &str) -> Option<ToolCopy> {
    let path = match place.strip_prefix("~/") {
        Some(below_home) => request.host.home()?.join(below_home),
        None => PathBuf::from(place),
    };
    if !path.is_absolute() || !request.host.is_file(&path) {
        return None;
    }
    let candidate = Candidate {
        identity: request.host.identity(&path).ok(),
        path,
        entry: usize::MAX,
        relative: false,
        obstacle: None,
        resolved: None,
        stamp: None,
    };
    let program = entry.programs.first().map_or(entry.id.as_str(), String::as_str);
    Some(ToolCopy {
        outside_path: true,
        ..copy(request, entry, program, &candidate)
    })
}

/// The copies besides the chosen one, in PATH's order, each file once.
fn others(request: &Request<'_>, entry: &Entry, chosen: Option<&ToolCopy>) -> Vec<ToolCopy> {
    let mut candidates: Vec<(&String, &Candidate)> = entry
        .programs
        .iter()
        .flat_map(|program| {
            let candidates = request.index.candidates(program).iter();
            candidates.map(move |candidate| (program, candidate))
        })
        .filter(|(_, candidate)| candidate.obstacle.is_none())
        .collect();
    candidates.sort_by_key(|(_, candidate)| candidate.entry);
    let mut seen: HashSet<Option<FileId>> = HashSet::new();
    if let Some(chosen) = chosen {
        let at_its_place = candidates.iter().find(|(_, candidate)| candidate.path == chosen.path);
        seen.extend(at_its_place.map(|(_, candidate)| candidate.identity.clone()));
        seen.insert(chosen.identity.clone());
    }
    let mut others = Vec::new();
    for (program, candidate) in candidates {
        if !seen.insert(candidate.identity.clone()) {
            continue;
        }
        let other = copy(request, entry, program, candidate);
        // A shim and the program that it leads to are one copy; one that leads nowhere is none.
        let leads_nowhere = |failure: &Failure| {
            other.not_included.is_some()
                || failure.at_fault.is_some()
                || failure.reason == FailReason::NotInstalledByShim
        };
        if !other.resolved.as_ref().is_err_and(leads_nowhere)
            && (other.identity == candidate.identity || seen.insert(other.identity.clone()))
        {
            others.push(other);
        }
    }
    others
}

fn copy(request: &Request<'_>, entry: &Entry, program: &str, candidate: &Candidate) -> ToolCopy {
    let (host, index) = (request.host, request.index);
    let followed = follow(host, index, program, candidate);
    let mut copy = ToolCopy {
        program: program.to_owned(),
        path: candidate.path.clone(),
        relative: candidate.relative,
        identity: candidate.identity.clone(),
        by_shim: followed.by_shim,
        outside_path: false,
        chosen_by: followed.chosen_by,
        resolved: followed.target,
        not_included: followed.not_included,
        fetches: followed.fetches,
        repair: followed.repair,
        left_alone: followed.left_alone,
        interpreter: None,
        interpreter_file: None,
        installed: Installed::default(),
        manager: followed.manager,
        stamp: None,
        dependency_stamps: None,
        fetcher: None,
    };
    let Ok(resolved) = &copy.resolved else { return copy };
    if let Some(stamp) = candidate.stamp.as_ref().filter(|_| !copy.by_shim) {
        copy.stamp = Some(stamp.clone());
    } else {
        let facts = host.identity_and_stamp(resolved).ok();
        (copy.identity, copy.stamp) = facts.unzip();
    }
    if copy.left_alone.is_some() {
        return copy;
    }
    copy.installed = evidence::installed_by(resolved);
    copy.manager = copy.manager.or(copy.installed.manager);
    copy.interpreter = interpreter(request, resolved, copy.stamp.as_deref())
        // What a shim leads to may be a text beside the program.
        .filter(|interpreter| !copy.by_shim || *interpreter != Interpreter::Shell);
    let may_be_shim = copy.interpreter.is_some() && entry.category != VERSION_MANAGER;
    if may_be_shim && let Some(manager) = manager_of(request, resolved, copy.stamp.as_deref()) {
        copy.left_alone = Some(LeftAlone::managed_by(&manager));
        return copy;
    }
    if may_be_shim {
        copy.fetcher = fetcher_of(request, resolved, copy.stamp.as_deref());
    }
    if let Some(interpreter) = &copy.interpreter {
        match find(host, index, interpreter) {
            Ok(found) => {
                copy.dependency_stamps = Some(dependency_stamps(
                    request,
                    resolved,
                    copy.stamp.as_deref(),
                    found.as_ref(),
                ));
                if let Some(detail) = found.as_ref().and_then(|found| problem_of(request, found)) {
                    copy.resolved = Err(Failure::new(FailReason::NotExecutable, detail));
                }
                copy.interpreter_file = found;
            }
            Err(name) => copy.resolved = Err(Failure::new(FailReason::NotExecutable, missing(&name))),
        }
    }
    copy
}
