//! Scripts: what runs them, where that is, and what decides their answers.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Request;
use crate::host::Host;
use crate::probe::cache::CacheEntry;
use crate::probe::executable;
use crate::probe::interpreter::{self, Interpreter};
use crate::probe::path::{PathIndex, is_program};
use crate::probe::shim::{self, Shim, ShimCandidate};

/// What runs a file, if it is a script; remembered for as long as the file stays as it is.
pub(super) fn interpreter(request: &Request<'_>, file: &Path, stamp: Option<&str>) -> Option<Interpreter> {
    let key = stamp.map(|stamp| format!("script {stamp}"));
    let known = key.as_deref().and_then(|key| request.cache.get(key));
    if let Some(CacheEntry::Script(interpreter)) = known {
        return interpreter;
    }
    let interpreter = interpreter::interpreter(request.host, file).ok()?;
    if let Some(key) = key {
        let now = request.host.now();
        request.cache.insert(key, now, CacheEntry::Script(interpreter.clone()));
    }
    interpreter
}

/// A script is read this far for the version manager that it hands its call to; shims are far shorter.
const SCRIPT_LIMIT_BYTES: u64 = 64 * 1024;

/// The version manager that a script hands its call to; remembered for as long as the file stays as it is. `None`: it is no shim.
pub(super) fn manager_of(request: &Request<'_>, file: &Path, stamp: Option<&str>) -> Option<String> {
    remembered(request, file, stamp, "hands on", shim::manager_of_script)
}

/// The program that a script fetches something with when it starts; remembered as [`manager_of`] is. `None`: it fetches nothing.
pub(super) fn fetcher_of(request: &Request<'_>, file: &Path, stamp: Option<&str>) -> Option<String> {
    let fetcher = |text: &str| shim::fetcher_of_script(text).map(str::to_owned);
    remembered(request, file, stamp, "fetches", fetcher)
}

/// What the text of a script tells, by the kind of what is asked.
fn remembered(
    request: &Request<'_>,
    file: &Path,
    stamp: Option<&str>,
    kind: &str,
    tell: impl FnOnce(&str) -> Option<String>,
) -> Option<String> {
    let key = stamp.map(|stamp| format!("{kind} {stamp}"));
    let known = key.as_deref().and_then(|key| request.cache.get(key));
    if let Some(CacheEntry::Shim(told)) = known {
        return told;
    }
    let told = tell(&request.host.read_text(file, SCRIPT_LIMIT_BYTES).unwrap_or_default());
    if let Some(key) = key {
        request
            .cache
            .insert(key, request.host.now(), CacheEntry::Shim(told.clone()));
    }
    told
}

/// Files that a script names are stamped at most so many; those of launchers are few.
const MOST_NAMED: usize = 16;

/// The files that a script names by their whole paths, or below the home directory. What it writes to decides nothing.
fn named_files(home: Option<&Path>, text: &str) -> Vec<PathBuf> {
    let is_end = |character: char| character.is_whitespace() || "\"'`;|&(){}<=:,".contains(character);
    let read = text.split('>').enumerate().map(|(number, part)| {
        let part = if number == 0 { part } else { part.trim_start() };
        let written = if number == 0 {
            0
        } else {
            part.find(is_end).unwrap_or(part.len())
        };
        part.get(written..).unwrap_or_default()
    });
    let words = read.flat_map(|part| part.split(is_end)).filter_map(|word| {
        let below_home = ["~/", "$HOME/"].iter().find_map(|start| word.strip_prefix(start));
        match below_home {
            Some(rest) => Some(home?.join(rest)),
            None => word.starts_with('/').then(|| PathBuf::from(word)),
        }
    });
    let mut found = Vec::new();
    for path in words.filter(|path| path.components().count() > 2) {
        if found.len() < MOST_NAMED && !found.contains(&path) {
            found.push(path);
        }
    }
    found
}

/// The version manager whose shim a script's interpreter is, where starting the script would start that shim.
///
/// One that is followed and found by its name is none: the program that it leads to is put before it on PATH.
pub(super) fn manager_of_interpreter(
    request: &Request<'_>,
    interpreter: &Interpreter,
    file: &InterpreterFile,
) -> Option<String> {
    let program = file.path.file_name()?.to_str()?;
    let resolved = request.host.resolve(&file.path).ok()?;
    let candidate = ShimCandidate {
        program,
        path: &file.path,
        resolved: &resolved,
    };
    let by_name = matches!(interpreter, Interpreter::Name(_));
    match shim::resolve(request.host, request.index, &candidate) {
        // What the system itself puts there (busybox, ccache) is no version manager's.
        Some(Shim::Leads { target, .. }) if by_name || target == resolved => None,
        Some(
            Shim::Leads { manager, .. }
            | Shim::NotInstalled { manager, .. }
            | Shim::NotIncluded { manager, .. }
            | Shim::Fetches { manager, .. }
            | Shim::Stale { manager, .. }
            | Shim::Refused { manager, .. },
        ) => Some(manager.to_owned()),
        Some(Shim::LeftAlone { manager, .. }) => Some(manager),
        Some(Shim::Stub { detail }) => Some(detail),
        None => {
            let stamp = request.host.stamp_once(&resolved)?;
            let is_script = self::interpreter(request, &resolved, Some(&stamp)).is_some();
            is_script
                .then(|| manager_of(request, &resolved, Some(&stamp)))
                .flatten()
        }
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
pub(super) fn find(
    host: &Host,
    index: &PathIndex,
    interpreter: &Interpreter,
) -> Result<Option<InterpreterFile>, String> {
    let absolute = |path: PathBuf| InterpreterFile { path, relative: false };
    match interpreter {
        Interpreter::Shell => Ok(Some(absolute(PathBuf::from(interpreter::SHELL)))),
        Interpreter::Path(path) if !path.is_absolute() => Ok(None),
        Interpreter::Path(path) if host.stamp_once(path).is_some() => Ok(Some(absolute(path.clone()))),
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

/// Why a script does not start although its interpreter is there. `None`: it does, or it cannot be told.
pub(super) fn problem_of(request: &Request<'_>, interpreter: &InterpreterFile) -> Option<String> {
    if cfg!(windows) {
        return None;
    }
    let path = &interpreter.path;
    let name = path.display();
    if !is_program(request.host, path) {
        return Some(format!("it is a script for `{name}`, which you cannot run"));
    }
    let resolved = request.host.resolve(path).ok()?;
    let stamp = request.host.stamp_once(&resolved);
    let reason = executable::refusal_of(request.host, request.cache, &resolved, stamp.as_deref())?;
    Some(format!("it is a script for `{name}`, which does not start: {reason}"))
}

/// How a missing interpreter is told: a carriage return in its name is what is wrong with the script.
pub(super) fn missing(name: &str) -> String {
    match name.strip_suffix('\r') {
        Some(name) => format!(
            "its first line ends with a carriage return (CR LF), so that `{name}` is not found: convert it to LF"
        ),
        None => format!("it is a script for `{name}`, which is not there"),
    }
}

/// What decides a script's answer besides itself: its interpreter, the directory it is in and the one above, where its parts are, and
/// the files that a short one names, which it may start.
pub(super) fn dependency_stamps(
    request: &Request<'_>,
    script: &Path,
    stamp: Option<&str>,
    interpreter: Option<&InterpreterFile>,
) -> String {
    let host = request.host;
    let home = host.home();
    let directories = script
        .ancestors()
        .skip(1)
        .take(2)
        // The home directory changes all the time, and nobody's parts are in it.
        .filter(|directory| directory.parent().is_some() && Some(*directory) != home.as_deref());
    let listed = remembered(request, script, stamp, "names", |text| {
        let named = named_files(home.as_deref(), text);
        let named: Vec<&str> = named.iter().filter_map(|path| path.to_str()).collect();
        (!named.is_empty()).then(|| named.join("\n"))
    });
    let named = listed.iter().flat_map(|listed| listed.lines()).map(Path::new);
    let stamps: Vec<Arc<str>> = interpreter
        .map(|interpreter| interpreter.path.as_path())
        .into_iter()
        .chain(directories)
        .chain(named)
        .filter_map(|path| host.stamp_once(path))
        .collect();
    stamps.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_s_answer_depends_on_the_files_that_it_names() {
        let text = "#!/bin/sh\n. ~/sdk/env.sh\nexec \"/opt/kind/current/kind\" --data=$HOME/data \"$@\" >>/var/log/kind 2> /dev/null\n";
        let named = named_files(Some(Path::new("/home/anna")), text);
        let expected = ["/home/anna/sdk/env.sh", "/opt/kind/current/kind", "/home/anna/data"];
        assert_eq!(named, expected.map(PathBuf::from));
        assert_eq!(named_files(None, "~/sdk/env.sh"), Vec::<PathBuf>::new());
    }
}
