//! Where a version manager's shim leads in this directory: read from the manager's own files, never by starting it.
//!
//! A shim that is started may install the version it is asked for, so none ever is.

mod asdf;
mod corepack;
mod env_family;
mod mise;
mod rustup;
mod system;
mod volta;

use std::path::{Path, PathBuf};

use super::path::PathIndex;
use crate::host::Host;

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
    /// It leads to something that is not installed.
    NotInstalled {
        /// The version manager.
        manager: &'static str,
        /// What is wanted, and who says so.
        detail: String,
    },
    /// It only offers to install the program.
    Stub {
        /// What it is.
        detail: String,
    },
    /// It is a shim, and where it leads cannot be told without starting it.
    Unknown {
        /// The version manager.
        manager: &'static str,
        /// Why not.
        detail: String,
    },
}

/// A program on PATH that may be a shim.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The name that it is run by.
    pub program: &'a str,
    /// Where it is on PATH.
    pub path: &'a Path,
    /// The file behind its links.
    pub resolved: &'a Path,
}

/// What a shim leads to; `None` for a program that is no shim.
pub fn resolve(host: &Host, index: &PathIndex, asked: &Asked<'_>) -> Option<Shim> {
    env_family::resolve(host, index, asked)
        .or_else(|| rustup::resolve(host, asked))
        .or_else(|| volta::resolve(host, asked))
        .or_else(|| asdf::resolve(host, index, asked))
        .or_else(|| mise::resolve(host, index, asked))
        .or_else(|| corepack::resolve(host, asked))
        .or_else(|| system::resolve(host, index, asked))
}

/// The text of a small file that a version manager reads. `None`: not there, or not to be read.
fn small(host: &Host, path: &Path) -> Option<String> {
    host.read_text(path, 64 * 1024).ok()
}

/// The nearest file of this name in the current directory and its parents, with its text.
fn nearest(host: &Host, name: &str) -> Option<(PathBuf, String)> {
    host.directory().ancestors().find_map(|directory| {
        let path = directory.join(name);
        small(host, &path).map(|text| (path, text))
    })
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

/// The first program of this name on PATH that is in none of these directories: what `system` means to a version manager.
fn next_on_path(host: &Host, index: &PathIndex, program: &str, skip: &dyn Fn(&Path) -> bool) -> Option<PathBuf> {
    let candidate = index.candidates(program).iter().find(|candidate| {
        candidate.obstacle.is_none()
            && !candidate.relative
            && candidate.path.parent().is_some_and(|parent| !skip(parent))
    })?;
    host.canonicalize(&candidate.path).ok()
}

#[cfg(test)]
#[cfg(unix)]
mod tests;
