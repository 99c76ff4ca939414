//! Finds a tool's copies on PATH, and the file that runs behind each.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::Request;
use crate::host::{FileId, Host};
use crate::probe::catalogue::Entry;
use crate::probe::evidence::{self, Installed, Interpreter};
use crate::probe::path::{Candidate, Obstacle, PathIndex};
use crate::probe::shim::{self, Asked, Shim};
use crate::scan::{FailReason, Failure};

/// A tool on PATH.
pub(super) struct Located<'a> {
    pub(super) entry: &'a Entry,
    /// The copy that runs. `None`: the tool is not on PATH.
    pub(super) copy: Option<Copy>,
    /// Other files further down PATH.
    pub(super) others: Vec<Copy>,
}

/// One copy of a tool.
pub(super) struct Copy {
    /// The name that it is run by.
    pub(super) program: String,
    pub(super) path: PathBuf,
    /// The entry of PATH that it is in depends on the current directory.
    pub(super) relative: bool,
    /// The file that runs, or why none does.
    pub(super) resolved: Result<PathBuf, Failure>,
    pub(super) identity: Option<FileId>,
    pub(super) interpreter: Option<Interpreter>,
    /// Where that interpreter is. `None`: it is no script, or its first line names a relative path.
    pub(super) interpreter_file: Option<InterpreterFile>,
    pub(super) installed: Installed,
    pub(super) manager: Option<&'static str>,
    /// What chose this copy among those that its version manager has.
    pub(super) chosen_by: Option<String>,
    /// A shim leads to it: it is started as the file that runs, never by its place on PATH.
    pub(super) by_shim: bool,
    /// The file's [`Host::stamp`].
    pub(super) stamp: Option<String>,
    /// What else decides what it answers: for a script its interpreter and the folders it reads its parts from.
    pub(super) decides: Option<String>,
}

/// Finds a tool: of the names that are on PATH at all, the preferred one is the tool.
pub(super) fn locate<'a>(request: &Request<'_>, entry: &'a Entry) -> Located<'a> {
    let index = request.index;
    let runs = |program: &&String| index.first(program).is_some();
    let is_there = |program: &&String| !index.candidates(program).is_empty();
    let preferred = entry
        .programs
        .iter()
        .find(runs)
        .or_else(|| entry.programs.iter().find(is_there));
    let first = preferred.and_then(|program| {
        Some((
            program,
            index.first(program).or_else(|| index.candidates(program).first())?,
        ))
    });
    let Some((preferred, first)) = first else {
        return Located {
            entry,
            copy: None,
            others: Vec::new(),
        };
    };
    let copy = copy(request.host, index, preferred, first);
    let mut seen: HashSet<Option<FileId>> = HashSet::from([copy.identity.clone(), first.identity.clone()]);
    let mut candidates: Vec<(&String, &Candidate)> = entry
        .programs
        .iter()
        .flat_map(|program| {
            index
                .candidates(program)
                .iter()
                .map(move |candidate| (program, candidate))
        })
        .filter(|(_, candidate)| candidate.obstacle.is_none() && candidate.path != first.path)
        .collect();
    candidates.sort_by_key(|(_, candidate)| candidate.entry);
    let mut others = Vec::new();
    for (program, candidate) in candidates {
        if !seen.insert(candidate.identity.clone()) {
            continue;
        }
        let other = self::copy(request.host, index, program, candidate);
        // A shim and the program that it leads to are one copy.
        if other.identity == candidate.identity || seen.insert(other.identity.clone()) {
            others.push(other);
        }
    }
    Located {
        entry,
        copy: Some(copy),
        others,
    }
}

fn copy(host: &Host, index: &PathIndex, program: &str, candidate: &Candidate) -> Copy {
    let followed = follow(host, index, program, candidate);
    let mut copy = Copy {
        program: program.to_owned(),
        path: candidate.path.clone(),
        relative: candidate.relative,
        identity: candidate.identity.clone(),
        by_shim: followed.manager.is_some(),
        chosen_by: followed.chosen_by,
        resolved: followed.target,
        interpreter: None,
        interpreter_file: None,
        installed: Installed::default(),
        manager: followed.manager,
        stamp: None,
        decides: None,
    };
    let Ok(resolved) = &copy.resolved else { return copy };
    let facts = host.identity_and_stamp(resolved).ok();
    (copy.identity, copy.stamp) = facts.unzip();
    copy.installed = evidence::installed_by(resolved);
    copy.manager = copy.manager.or(copy.installed.manager);
    copy.interpreter = evidence::interpreter(host, resolved);
    if let Some(interpreter) = &copy.interpreter {
        match find_interpreter(host, index, interpreter) {
            Ok(found) => {
                copy.decides = Some(script_decides(host, resolved, found.as_ref()));
                copy.interpreter_file = found;
            }
            Err(missing) => {
                let detail = format!("it is a script for `{missing}`, which is not there");
                copy.resolved = Err(Failure {
                    reason: FailReason::NotExecutable,
                    detail,
                });
            }
        }
    }
    copy
}

/// Where links and shims lead.
struct Followed {
    target: Result<PathBuf, Failure>,
    manager: Option<&'static str>,
    chosen_by: Option<String>,
}

fn follow(host: &Host, index: &PathIndex, program: &str, candidate: &Candidate) -> Followed {
    let failed = |reason, detail: &str, manager| {
        let failure = Failure {
            reason,
            detail: detail.to_owned(),
        };
        Followed {
            target: Err(failure),
            manager,
            chosen_by: None,
        }
    };
    let obstacle = candidate.obstacle.map(|obstacle| match obstacle {
        Obstacle::Dangling => "it is a link to nothing",
        Obstacle::NotAFile => "it is not a file",
        Obstacle::NoRunBit => "it has no permission to be run",
    });
    if let Some(detail) = obstacle {
        return failed(FailReason::NotExecutable, detail, None);
    }
    let resolved = match &candidate.resolved {
        Some(resolved) => resolved.clone(),
        None => match host.canonicalize(&candidate.path) {
            Ok(resolved) => resolved,
            Err(error) => return failed(FailReason::NotExecutable, &error.to_string(), None),
        },
    };
    match shim::resolve(
        host,
        index,
        &Asked {
            program,
            path: &candidate.path,
            resolved: &resolved,
        },
    ) {
        None => Followed {
            target: Ok(resolved),
            manager: None,
            chosen_by: None,
        },
        Some(Shim::Leads {
            manager,
            target,
            chosen_by,
        }) => Followed {
            target: Ok(target),
            manager: Some(manager),
            chosen_by,
        },
        Some(Shim::NotInstalled { manager, detail }) => failed(
            FailReason::NotInstalledByShim,
            &format!("{manager} {detail}"),
            Some(manager),
        ),
        Some(Shim::Stub { detail }) => failed(FailReason::Stub, &detail, None),
        Some(Shim::Unknown { manager, detail }) => failed(
            FailReason::UnreadableOutput,
            &format!("{manager}: {detail}"),
            Some(manager),
        ),
    }
}

/// Where a script's interpreter is.
pub(super) struct InterpreterFile {
    /// The file, as the script names it or as PATH leads to it.
    pub(super) path: PathBuf,
    /// The entry of PATH that it is in depends on the current directory.
    pub(super) relative: bool,
}

/// Finds a script's interpreter.
///
/// # Errors
/// It is not there; the error is its name.
fn find_interpreter(
    host: &Host,
    index: &PathIndex,
    interpreter: &Interpreter,
) -> Result<Option<InterpreterFile>, String> {
    let absolute = |path: PathBuf| InterpreterFile { path, relative: false };
    match interpreter {
        Interpreter::Path(path) if !path.is_absolute() => Ok(None),
        Interpreter::Path(path) if host.exists(path) => Ok(Some(absolute(path.clone()))),
        Interpreter::Path(path) => Err(path.to_string_lossy().into_owned()),
        Interpreter::Name(name) => {
            if let Some(candidate) = index.first(name) {
                return Ok(Some(InterpreterFile {
                    path: candidate.path.clone(),
                    relative: candidate.relative,
                }));
            }
            let found = index
                .directories
                .iter()
                .map(|directory| directory.join(name))
                .find(|path| host.is_file(path));
            found.map(|path| Some(absolute(path))).ok_or_else(|| name.clone())
        }
    }
}

/// What decides a script's answer besides itself: its interpreter, and the folder it is in and the one above, where its parts are.
fn script_decides(host: &Host, script: &Path, interpreter: Option<&InterpreterFile>) -> String {
    let home = host.home();
    let folders = script
        .ancestors()
        .skip(1)
        .take(2)
        // The home folder changes all the time, and nobody's parts are in it.
        .filter(|folder| folder.parent().is_some() && Some(*folder) != home.as_deref());
    let stamps: Vec<String> = interpreter
        .map(|interpreter| interpreter.path.as_path())
        .into_iter()
        .chain(folders)
        .filter_map(|path| host.stamp(path).ok())
        .collect();
    stamps.join(" ")
}
