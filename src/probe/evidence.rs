//! What tells a program's version without starting it: files beside it, the directory it is in, its own bytes.

mod busybox;
mod cargo;
mod files;
mod gem;
mod go;
mod install_path;
mod installed;
mod npm;
mod python;
mod rustup;

use std::path::Path;

use super::cache::ProbeCache;
use super::catalogue::Entry;
use super::interpreter::Interpreter;
use crate::host::Host;
use crate::scan::VersionSource;

pub use go::module as go_module;
pub use installed::{Installed, installed_by};

/// A version, and what told it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The version, without a leading `v`.
    pub version: String,
    /// The text that it was read from.
    pub raw: String,
    /// What sort of thing told it.
    pub source: VersionSource,
    /// Who installed the program, where the evidence shows it.
    pub manager: Option<&'static str>,
}

/// A program whose version is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The catalogue's entry.
    pub entry: &'a Entry,
    /// The name that it is run by.
    pub program: &'a str,
    /// Where it is on PATH.
    pub path: &'a Path,
    /// The file that runs, links and shims resolved.
    pub resolved: &'a Path,
    /// What runs it, if it is a script.
    pub interpreter: Option<&'a Interpreter>,
    /// Whose directory it is in.
    pub installed: &'a Installed,
    /// What earlier scans found out.
    pub cache: &'a ProbeCache,
}

/// What files tell, the most exact first.
pub fn from_files(host: &Host, subject: &Subject<'_>) -> Option<Evidence> {
    if busybox::is_applet(subject) {
        return None;
    }
    files::read(host, subject)
        .or_else(|| npm::read(host, subject))
        .or_else(|| python::read(host, subject))
        .or_else(|| cargo::read(host, subject))
        .or_else(|| gem::read(host, subject))
        .or_else(|| rustup::read(host, subject))
        .or_else(|| install_path::read(host, subject))
}

/// What the program's own bytes tell.
pub fn from_binary(host: &Host, subject: &Subject<'_>) -> Option<Evidence> {
    busybox::read(host, subject).or_else(|| go::read(host, subject))
}

/// Programs that are one and the same file, which has the version of the whole.
pub const MULTI_CALL: [&str; 2] = ["busybox", "toybox"];

fn from_file(version: &str, raw: impl Into<String>) -> Evidence {
    Evidence {
        version: version.strip_prefix('v').unwrap_or(version).to_owned(),
        raw: raw.into(),
        source: VersionSource::File,
        manager: None,
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests;
