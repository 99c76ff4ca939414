//! How `.python-version` names a Python: as pyenv writes it, or as a request of uv's.
//!
//! Sources: uv's documentation, "Requesting a version", and `crates/uv-python/src/discovery.rs`; pyenv's `plugins/python-build`.

use std::path::{Path, PathBuf};

use crate::host::Host;
use crate::requirement::line_file;

/// What may stand before a version of `CPython`, by pyenv or uv.
const CPYTHON: [&str; 6] = ["python-", "cpython-", "cpython@", "cpython", "python@", "cp3"];

/// Implementations that are none of `CPython`. Their programs have the same names.
const OTHERS: [&str; 11] = [
    "activepython",
    "cinder",
    "graalpy",
    "ironpython",
    "jython",
    "micropython",
    "nogil",
    "pypy",
    "pyston",
    "rustpython",
    "stackless",
];

/// A word or range of a `.python-version`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Request<'t> {
    /// `CPython` in this version, or the beginning of one.
    Version {
        version: &'t str,
        /// The build without the global interpreter lock: `3.13t`, `3.13+freethreaded`.
        is_free_threaded: bool,
    },
    /// Versions as PEP 440 writes them: `>=3.12,<3.14`. Only uv takes that.
    Range(&'t str),
    /// Another implementation: `pypy3.10`, `graalpy@24`.
    Another(&'t str),
    /// The name of an environment, a path, a word that leaves the choice open.
    Name,
}

impl<'t> Request<'t> {
    /// Reads a line without its comment.
    pub(super) fn of(line: &'t str) -> Self {
        let line = line.trim();
        if line.starts_with(['<', '>', '=', '!', '~']) {
            return Self::Range(line);
        }
        // Behind a slash is an environment of pyenv's: `3.12.1/envs/shop`. Behind a blank is another version.
        let word = line.split([' ', '\t', '/']).next().unwrap_or(line);
        let is_another = |name: &&&str| {
            word.get(..name.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(name))
        };
        if OTHERS.iter().find(is_another).is_some() {
            return Self::Another(word);
        }
        // `cp313` has no dot: the first number is one figure.
        if word.starts_with("cp3") {
            return Self::Name;
        }
        let Some(text) = line_file::version(word, &CPYTHON) else {
            return Self::Name;
        };
        // `3.12.4-linux-x86_64-gnu` is a key of uv's; `3.14-dev` what will become 3.14.
        let text = text.split('-').next().unwrap_or(text);
        let (version, is_free_threaded) = match text.split_once('+') {
            Some((version, variant)) => (version, variant.starts_with("freethreaded")),
            None => match text.strip_suffix('t') {
                Some(version) => (version, true),
                None => (text, false),
            },
        };
        Self::Version {
            version,
            is_free_threaded,
        }
    }
}

/// The build of a Python that no version tells is on this machine: by the directory of its library, or its program on PATH.
///
/// `name`: `3.13t`, `pypy3.10`. A `None` for what has no such directory.
pub(super) fn is_installed(host: &Host, request: Request<'_>) -> Option<bool> {
    let (library, program) = match request {
        Request::Version {
            version,
            is_free_threaded: true,
        } => {
            let line: Vec<&str> = version.split('.').take(2).collect();
            let name = format!("python{}t", line.join("."));
            (name.clone(), name)
        }
        Request::Another(word) => {
            let plain = word.replacen('@', "", 1);
            // pyenv has the version of the implementation behind it: `pypy3.10-7.3.15`.
            let plain = plain.split('-').next().unwrap_or(&plain).to_owned();
            let name = plain.trim_end_matches(|character: char| character.is_ascii_digit() || character == '.');
            let program = if name == "pypy" { plain.clone() } else { name.to_owned() };
            (plain, program)
        }
        _ => return None,
    };
    let path = host.env("PATH").map(std::env::split_paths).into_iter().flatten();
    let on_path: Vec<PathBuf> = path.filter(|directory| directory.is_absolute()).collect();
    let has_library = |root: &Path| host.is_directory(&root.join("lib").join(&library));
    let is_on_path = on_path
        .iter()
        .any(|directory| host.is_file(&directory.join(&program)) || directory.parent().is_some_and(has_library));
    let is_managed = || {
        roots_of_managers(host).iter().any(|versions| {
            let names = host.list_once(versions).unwrap_or_else(|| [].into());
            names.iter().any(|name| {
                let root = versions.join(name);
                has_library(&root) || host.is_file(&root.join("bin").join(&program))
            })
        })
    };
    Some(is_on_path || is_managed())
}

/// The directories in which version managers keep their Pythons.
fn roots_of_managers(host: &Host) -> Vec<PathBuf> {
    let home = host.home();
    let below_home = |path: &str| home.as_ref().map(|home| home.join(path));
    let data = host.env_path("XDG_DATA_HOME").or_else(|| below_home(".local/share"));
    let below_data = |path: &str| data.as_ref().map(|data| data.join(path));
    let of = |variable: &str, below: &str| Some(host.env_path(variable)?.join(below));
    [
        of("PYENV_ROOT", "versions").or_else(|| below_home(".pyenv/versions")),
        host.env_path("UV_PYTHON_INSTALL_DIR")
            .or_else(|| below_data("uv/python")),
        of("MISE_DATA_DIR", "installs/python").or_else(|| below_data("mise/installs/python")),
        of("ASDF_DATA_DIR", "installs/python").or_else(|| below_home(".asdf/installs/python")),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::Request::{Another, Name, Range};
    use super::*;

    fn version(version: &str, is_free_threaded: bool) -> Request<'_> {
        Request::Version {
            version,
            is_free_threaded,
        }
    }

    #[test]
    fn a_python_is_named_in_many_forms() {
        for (text, request) in [
            ("3.12.4", version("3.12.4", false)),
            ("3.12.1/envs/shop", version("3.12.1", false)),
            ("3.12 3.11", version("3.12", false)),
            ("python-3.12.1", version("3.12.1", false)),
            ("cpython@3.12", version("3.12", false)),
            ("cpython3.12", version("3.12", false)),
            ("cpython-3.12.4-linux-x86_64-gnu", version("3.12.4", false)),
            ("3.14-dev", version("3.14", false)),
            ("3.13t", version("3.13", true)),
            ("3.13.1+freethreaded", version("3.13.1", true)),
            ("3.13+debug", version("3.13", false)),
            (">=3.12,<3.14", Range(">=3.12,<3.14")),
            ("~= 3.12", Range("~= 3.12")),
            ("pypy3.10-7.3.15", Another("pypy3.10-7.3.15")),
            ("PyPy@3.10", Another("PyPy@3.10")),
            ("graalpy-24.1", Another("graalpy-24.1")),
            ("miniconda3-latest", Name),
            ("shop", Name),
            ("any", Name),
            ("cp313", Name),
        ] {
            assert_eq!(Request::of(text), request, "{text}");
        }
    }
}
