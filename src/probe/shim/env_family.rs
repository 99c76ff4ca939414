//! pyenv, rbenv, nodenv, goenv and jenv: one design.
//!
//! The version comes from a variable, else the nearest version file, else the global file; `system` is the next one on PATH.
//! Source: `libexec/*-version-name` and `libexec/*-which` of each.

use std::path::{Path, PathBuf};

use super::{Asked, Shim, lines, nearest, next_on_path, program_in, small};
use crate::host::Host;
use crate::probe::path::PathIndex;
use crate::version::Version;

struct Manager {
    name: &'static str,
    root_variable: &'static str,
    root: &'static str,
    version_variable: &'static str,
    version_file: &'static str,
    /// What users may write before the version: `ruby-3.2.0`.
    prefix: &'static str,
    /// A part of a version finds the newest installed one that begins with it.
    completes: bool,
}

const MANAGERS: [Manager; 5] = [
    Manager {
        name: "pyenv",
        root_variable: "PYENV_ROOT",
        root: if cfg!(windows) { r".pyenv\pyenv-win" } else { ".pyenv" },
        version_variable: "PYENV_VERSION",
        version_file: ".python-version",
        prefix: "python-",
        completes: true,
    },
    Manager {
        name: "rbenv",
        root_variable: "RBENV_ROOT",
        root: ".rbenv",
        version_variable: "RBENV_VERSION",
        version_file: ".ruby-version",
        prefix: "ruby-",
        completes: false,
    },
    Manager {
        name: "nodenv",
        root_variable: "NODENV_ROOT",
        root: ".nodenv",
        version_variable: "NODENV_VERSION",
        version_file: ".node-version",
        prefix: "node-",
        completes: false,
    },
    Manager {
        name: "goenv",
        root_variable: "GOENV_ROOT",
        root: ".goenv",
        version_variable: "GOENV_VERSION",
        version_file: ".go-version",
        prefix: "go-",
        completes: true,
    },
    Manager {
        name: "jenv",
        root_variable: "JENV_ROOT",
        root: ".jenv",
        version_variable: "JENV_VERSION",
        version_file: ".java-version",
        prefix: "java-",
        completes: false,
    },
];

/// Where programs are below a version's folder. On Windows pyenv-win has Python's own layout.
const PROGRAMS: &[&str] = if cfg!(windows) { &["", "Scripts"] } else { &["bin"] };

pub(super) fn resolve(host: &Host, index: &PathIndex, asked: &Asked<'_>) -> Option<Shim> {
    let directory = asked.path.parent()?;
    let (manager, root) = MANAGERS.iter().find_map(|manager| {
        let root = host
            .env_path(manager.root_variable)
            .or_else(|| Some(host.home()?.join(manager.root)))?;
        (same_directory(host, directory, &root.join("shims"))).then_some((manager, root))
    })?;
    let (wanted, said_by) = wanted(host, manager, &root);
    let mut missing = Vec::new();
    for version in &wanted {
        if version == "system" {
            match next_on_path(host, index, asked.program, &|other| other == directory) {
                Some(target) => {
                    return Some(Shim::Leads {
                        manager: manager.name,
                        target,
                        chosen_by: Some(said_by),
                    });
                }
                None => missing.push("system".to_owned()),
            }
            continue;
        }
        let folder = installed(host, manager, &root.join("versions"), version);
        match folder.as_deref().and_then(|folder| {
            PROGRAMS
                .iter()
                .find_map(|below| program_in(host, &folder.join(below), asked.program))
        }) {
            Some(target) => {
                return Some(Shim::Leads {
                    manager: manager.name,
                    target: host.canonicalize(&target).unwrap_or(target),
                    chosen_by: Some(said_by),
                });
            }
            None if folder.is_none() => missing.push(version.clone()),
            None => {}
        }
    }
    let detail = if missing.is_empty() {
        format!("no `{}` in {} (set by {said_by})", asked.program, wanted.join(", "))
    } else {
        format!(
            "wants {} (set by {said_by}), which is not installed",
            missing.join(", ")
        )
    };
    Some(Shim::NotInstalled {
        manager: manager.name,
        detail,
    })
}

fn same_directory(host: &Host, left: &Path, right: &Path) -> bool {
    left == right
        || (left.file_name() == right.file_name()
            && host
                .identity(left)
                .is_ok_and(|id| host.identity(right).is_ok_and(|other| id == other)))
}

/// The versions in force, the first one that has the program wins; and what set them.
fn wanted(host: &Host, manager: &Manager, root: &Path) -> (Vec<String>, String) {
    let plain = |version: &str| version.strip_prefix(manager.prefix).unwrap_or(version).to_owned();
    if let Some(text) = host.env_text(manager.version_variable) {
        return (
            text.split(':').map(plain).collect(),
            manager.version_variable.to_owned(),
        );
    }
    let words = |text: &str| -> Vec<String> { lines(text).flat_map(str::split_whitespace).map(plain).collect() };
    let local =
        nearest(host, manager.version_file).map(|(path, text)| (words(&text), path.to_string_lossy().into_owned()));
    let global = || {
        let path = root.join("version");
        small(host, &path).map(|text| (words(&text), path.to_string_lossy().into_owned()))
    };
    local
        .filter(|(versions, _)| !versions.is_empty())
        .or_else(global)
        .filter(|(versions, _)| !versions.is_empty())
        .unwrap_or_else(|| (vec!["system".to_owned()], "default".to_owned()))
}

/// The folder of a version, or of the newest one that it is a part of.
fn installed(host: &Host, manager: &Manager, versions: &Path, version: &str) -> Option<PathBuf> {
    // A version is a name: it never leads out of the folder.
    if version.contains(['/', '\\']) || version == ".." {
        return None;
    }
    let exact = versions.join(version);
    if host.is_directory(&exact) {
        return Some(exact);
    }
    if !manager.completes {
        return None;
    }
    let begins = format!("{version}.");
    let newest = host
        .list(versions)
        .ok()?
        .into_iter()
        .filter_map(|name| name.into_string().ok())
        .filter(|name| name.starts_with(&begins))
        .filter_map(|name| Some((Version::parse(&name).filter(|version| !version.is_prerelease())?, name)))
        .max()?;
    Some(versions.join(newest.1))
}
