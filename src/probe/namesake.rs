//! Other programs of a tool's name, known by their files: Podman's `docker`, Taskwarrior's `task`, `OpenStack`'s `swift`.
//!
//! A package tells them too, and what they print: see `tools`.

use std::path::Path;

use super::catalogue::{Catalogue, Entry, Namesake};
use super::evidence::{self, Installed};
use super::path::PathIndex;
use crate::host::Host;

/// A script is read this far for what it is; those that stand in for another program are far shorter.
const SCRIPT_LIMIT_BYTES: u64 = 64 * 1024;

/// The other program that a file is, told by where its links lead, by the directory it is in, or by its text.
///
/// `is_script`: it begins with `#!`.
pub fn of_file<'e>(
    host: &Host,
    entry: &'e Entry,
    resolved: &Path,
    installed: &Installed,
    is_script: bool,
) -> Option<&'e Namesake> {
    if entry.namesakes.is_empty() {
        return None;
    }
    let stem = resolved.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let by_directory = || {
        let (manager, (package, _)) = (installed.manager?, installed.package.as_ref()?);
        entry.namesake_of_package(manager, package)
    };
    let in_package = |other: &Namesake| {
        let is_in = |package: &String| {
            resolved
                .ancestors()
                .any(|above| above.ends_with(Path::new("node_modules").join(package)))
        };
        other.npm.iter().any(is_in)
    };
    let by_text = || {
        let has_marks = |other: &&Namesake| !other.script.is_empty();
        entry.namesakes.iter().find(has_marks).filter(|_| is_script)?;
        let text = host.read_text(resolved, SCRIPT_LIMIT_BYTES).ok()?;
        let is_it = |other: &&Namesake| other.script.iter().any(|mark| text.contains(mark.as_str()));
        entry.namesakes.iter().find(is_it)
    };
    entry
        .namesakes
        .iter()
        .find(|other| other.links.iter().any(|name| name == stem) || in_package(other))
        .or_else(by_directory)
        .or_else(by_text)
}

/// The program of this name on PATH is the tool of that id, as far as its file tells. `false`: it is another one, or there is none.
pub fn is_on_path(host: &Host, index: &PathIndex, catalogue: &Catalogue, id: &str) -> bool {
    let Some(entry) = catalogue.get(id) else {
        return index.first(id).is_some();
    };
    entry
        .programs
        .iter()
        .filter_map(|program| index.first(program))
        .any(|candidate| {
            let resolved = candidate
                .resolved
                .clone()
                .or_else(|| host.resolve(&candidate.path).ok());
            let Some(resolved) = resolved else { return true };
            let is_script = host
                .read(&resolved, SCRIPT_LIMIT_BYTES)
                .is_ok_and(|bytes| bytes.starts_with(b"#!"));
            of_file(host, entry, &resolved, &evidence::installed_by(&resolved), is_script).is_none()
        })
}
