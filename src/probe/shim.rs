//! Where a version manager's shim leads in this directory: read from the manager's own files, never by starting it.
//!
//! A shim that is started may install the version it is asked for, so none ever is.

mod asdf;
mod choosenim;
mod corepack;
mod env_family;
mod juliaup;
mod language;
mod left_alone;
mod mise;
mod pixi;
mod runner;
mod rustup;
mod scoop;
mod swiftly;
mod system;
mod tenv;
mod tf_family;
mod volta;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use left_alone::{fetcher_of_script, manager_of_script, why_left_alone};

use super::path::PathIndex;
use crate::host::Host;
use crate::scan::WantedVersion;

/// What a program on PATH is, as far as shims go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shim {
    /// It leads to this program.
    Leads {
        /// The version manager.
        manager: &'static str,
        /// The program that runs.
        target: PathBuf,
        /// What chose this one: a variable, a version file. `None`: nothing but its place.
        chosen_by: Option<String>,
    },
    /// It leads to a version that somebody asks for and that is not installed.
    NotInstalled {
        /// The version manager.
        manager: &'static str,
        /// What is wanted, and what asks for it.
        wanted: WantedVersion,
    },
    /// It leads to nothing, and nobody asks for more: the version that runs here comes without this program, or no version is set.
    /// The tool is absent then, not failed.
    NotIncluded {
        /// The version manager.
        manager: &'static str,
        /// What lacks it.
        detail: String,
    },
    /// It leads to nothing until its manager has made it anew. The tool is absent until then.
    Stale {
        /// The version manager.
        manager: &'static str,
        /// What is wrong with it.
        detail: String,
        /// The command that makes it anew.
        repair: Vec<String>,
    },
    /// It leads to nothing yet: it fetches the program when it first runs. The tool is absent until then.
    Fetches {
        /// The version manager.
        manager: &'static str,
        /// The version that it would fetch. `None`: the newest one, which the network alone knows.
        version: Option<String>,
        /// What asks for that version.
        set_by: String,
    },
    /// It only offers to install the program.
    Stub {
        /// What it is.
        detail: String,
    },
    /// It is a shim whose manager's files are not read, or do not tell: its version is unknown, and it is not started.
    LeftAlone {
        /// The version manager.
        manager: String,
        /// Why it is left alone.
        detail: String,
    },
    /// Its manager stops with an error, since it cannot use something that it reads.
    Refused {
        /// The version manager.
        manager: &'static str,
        /// The file or variable that it cannot use.
        at_fault: String,
        /// What is wrong with it.
        detail: String,
    },
}

/// A program on PATH that may be a shim.
#[derive(Debug, Clone, Copy)]
pub struct ShimCandidate<'a> {
    /// The name that it is run by.
    pub program: &'a str,
    /// Where it is on PATH.
    pub path: &'a Path,
    /// The file behind its links.
    pub resolved: &'a Path,
}

/// What a shim leads to; `None` for a program that is no shim.
pub fn resolve(host: &Host, index: &PathIndex, candidate: &ShimCandidate<'_>) -> Option<Shim> {
    // `~/bin/ruby` may be a link to a shim.
    let linked = || {
        let is_linked =
            candidate.resolved != candidate.path && candidate.resolved.file_name() == candidate.path.file_name();
        let target = ShimCandidate {
            path: candidate.resolved,
            ..*candidate
        };
        is_linked.then(|| follow(host, index, &target)).flatten()
    };
    follow(host, index, candidate)
        .or_else(linked)
        .or_else(|| left_alone::resolve(host, candidate))
}

fn follow(host: &Host, index: &PathIndex, candidate: &ShimCandidate<'_>) -> Option<Shim> {
    env_family::resolve(host, index, candidate)
        .or_else(|| rustup::resolve(host, index, candidate))
        .or_else(|| volta::resolve(host, index, candidate))
        .or_else(|| asdf::resolve(host, index, candidate))
        .or_else(|| mise::resolve(host, index, candidate))
        .or_else(|| corepack::resolve(host, candidate))
        .or_else(|| tf_family::resolve(host, candidate))
        .or_else(|| tenv::resolve(host, candidate))
        .or_else(|| choosenim::resolve(host, candidate))
        .or_else(|| juliaup::resolve(host, candidate))
        .or_else(|| swiftly::resolve(host, index, candidate))
        .or_else(|| pixi::resolve(host, candidate))
        .or_else(|| scoop::resolve(host, candidate))
        .or_else(|| system::resolve(host, index, candidate))
}

/// The text of a small file that a version manager reads, without a byte order mark. `None`: not there, or not to be read.
fn small(host: &Host, path: &Path) -> Option<Arc<str>> {
    let text = with_mark(host, path)?;
    Some(match text.strip_prefix('\u{feff}') {
        Some(rest) => Arc::from(rest),
        None => text,
    })
}

/// As [`small`], with the byte order mark that the file may begin with: most shell scripts take it for a part of the first word.
fn with_mark(host: &Host, path: &Path) -> Option<Arc<str>> {
    host.marked_text_once(path, 64 * 1024)
}

/// A name that stands for itself in a path: it never leads out of the directory that it is looked for in.
fn is_name(text: &str) -> bool {
    !text.is_empty() && text != "." && text != ".." && !text.contains(['/', '\\', '\0'])
}

/// As [`is_name`], or an npm package of a scope: `@angular/cli`.
fn is_package_name(text: &str) -> bool {
    match text.strip_prefix('@').and_then(|rest| rest.split_once('/')) {
        Some((scope, name)) => is_name(scope) && is_name(name),
        None => is_name(text),
    }
}

/// A shim whose version is not there. `of`: what it is a version of, where the manager has several things; else empty.
fn not_installed(manager: &'static str, of: &str, version: &str, set_by: &str) -> Shim {
    Shim::NotInstalled {
        manager,
        wanted: WantedVersion {
            version: version.to_owned(),
            of: (!of.is_empty()).then(|| of.to_owned()),
            set_by: set_by.to_owned(),
        },
    }
}

/// The same for people.
pub fn not_installed_text(wanted: &WantedVersion) -> String {
    let WantedVersion { version, of, set_by } = wanted;
    let of = of.as_ref().map(|of| format!("{of} ")).unwrap_or_default();
    format!("wants {of}`{version}` (set by {set_by}), which is not installed")
}

/// The lines of a version file that say something.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .map(|line| line.split('#').next().unwrap_or(line).trim())
        .filter(|line| !line.is_empty())
}

/// The file below `directory` that is run by this name, if it is there.
fn program_in(host: &Host, directory: &Path, program: &str) -> Option<PathBuf> {
    let names: &[&str] = if cfg!(windows) {
        &[".exe", ".cmd", ".bat", ""]
    } else {
        &[""]
    };
    names
        .iter()
        .map(|extension| directory.join(format!("{program}{extension}")))
        .find(|path| host.is_file(path))
}

/// A shim that its manager has to make anew.
fn stale(manager: &'static str, detail: String, repair: &[&str]) -> Shim {
    Shim::Stale {
        manager,
        detail,
        repair: repair.iter().map(|word| (*word).to_owned()).collect(),
    }
}

/// A shim whose manager stops with an error.
fn refused(manager: &'static str, at_fault: String, detail: String) -> Shim {
    Shim::Refused {
        manager,
        at_fault,
        detail,
    }
}

/// The program that a shim starts by its path, where that was removed: a manager that was upgraded leaves such shims behind.
fn gone_starter(host: &Host, text: &str) -> Option<String> {
    let starter = text.lines().find_map(|line| {
        let words = line.trim().strip_prefix("exec ")?.trim_start();
        let path = match words.chars().next().filter(|first| "\"'".contains(*first)) {
            Some(quote) => words.split(quote).nth(1)?,
            None => words.split(' ').next()?,
        };
        (Path::new(path).is_absolute() && !path.contains('$')).then_some(path)
    })?;
    (!host.is_file(Path::new(starter))).then(|| starter.to_owned())
}

/// The first program of this name on PATH that is in none of these directories: what `system` means to a version manager.
fn next_on_path(host: &Host, index: &PathIndex, program: &str, skip: &dyn Fn(&Path) -> bool) -> Option<PathBuf> {
    let candidate = index.candidates(program).iter().find(|candidate| {
        candidate.obstacle.is_none()
            && !candidate.relative
            && candidate.path.parent().is_some_and(|parent| !skip(parent))
    })?;
    host.resolve(&candidate.path).ok()
}

#[cfg(unix)]
#[cfg(test)]
mod tests;
