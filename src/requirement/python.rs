//! Python: `pyproject.toml`, files that pin a version, Pipenv's, setuptools' and Conda's files, lock files.

mod conda;
mod packaging;

use super::manifest::{Format, Manifest, ManifestContent};
use super::{line_file, toml_file};
use crate::scan::Requirement;
use crate::version::Dialect;

/// The formats of Python.
pub(super) const FORMATS: &[Format] = &[
    Format {
        names: &[".python-version"],
        wants_text: true,
        read: read_python_version,
    },
    Format {
        names: &["pyproject.toml"],
        wants_text: true,
        read: packaging::read_pyproject,
    },
    Format {
        names: &["uv.toml"],
        wants_text: true,
        read: |manifest, found| {
            if let Some(uv) = toml_file::read(manifest, found) {
                packaging::read_uv(manifest, &uv, found);
            }
        },
    },
    Format {
        names: &["Pipfile"],
        wants_text: true,
        read: read_pipfile,
    },
    Format {
        names: &["runtime.txt"],
        wants_text: true,
        read: read_runtime,
    },
    Format {
        names: &["setup.cfg"],
        wants_text: true,
        read: packaging::read_configuration,
    },
    Format {
        names: &["setup.py"],
        wants_text: true,
        read: packaging::read_program,
    },
    Format {
        names: &["requirements*.txt"],
        wants_text: false,
        read: read_requirements,
    },
    Format {
        names: &["environment.yml", "environment.yaml"],
        wants_text: true,
        read: conda::read,
    },
    Format {
        names: &["uv.lock"],
        wants_text: false,
        read: |manifest, found| found.require(manifest.tool("uv", None)),
    },
    Format {
        names: &["poetry.lock"],
        wants_text: false,
        read: |manifest, found| found.require(manifest.tool("poetry", None)),
    },
    Format {
        names: &["pdm.lock"],
        wants_text: false,
        read: |manifest, found| found.require(manifest.tool("pdm", None)),
    },
    Format {
        names: &["pixi.lock"],
        wants_text: false,
        read: |manifest, found| found.require(manifest.tool("pixi", None)),
    },
    Format {
        names: &["pixi.toml"],
        wants_text: false,
        read: |manifest, found| {
            if !manifest.has_beside("pixi.lock") {
                found.require(manifest.tool("pixi", None));
            }
        },
    },
    Format {
        names: &["tox.ini"],
        wants_text: false,
        read: |manifest, found| found.suggest(manifest.tool("tox", None)),
    },
    Format {
        names: &["noxfile.py"],
        wants_text: false,
        read: |manifest, found| found.suggest(manifest.tool("nox", None)),
    },
];

/// What may stand before a version of `CPython` in `.python-version`, by pyenv or uv.
const PREFIXES: [&str; 3] = ["python-", "cpython-", "cpython@"];

/// A version a line: the first one is what `python3` runs, the others give tests a `python3.9` and the like.
///
/// Behind a slash is an environment of pyenv's (`3.12.1/envs/shop`). A word that is no version of `CPython` names such an
/// environment, or another implementation: it asks for nothing.
fn read_python_version(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let Some((text, line)) = line_file::lines(manifest.text).next() else {
        found.broken(manifest, None, "it contains no version");
        return;
    };
    let word = text.split([' ', '\t', '/']).next().unwrap_or(text);
    if let Some(version) = line_file::version(word, &PREFIXES) {
        let id = if version.split('.').next() == Some("2") {
            "python2"
        } else {
            "python3"
        };
        ask(
            manifest,
            manifest.tool_in(id, version, Dialect::Prefix, Some(line)),
            found,
        );
    }
}

/// Pipenv's. Source: the specification of `Pipfile`, `[requires]`.
fn read_pipfile(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let Some(pipfile) = toml_file::read(manifest, found) else {
        return;
    };
    let version = ["python_full_version", "python_version"]
        .into_iter()
        .find_map(|key| pipfile.at(&["requires", key]))
        .and_then(|node| Some((line_file::version(node.scalar()?, &[])?, node.line)));
    found.require(match version {
        Some((version, line)) => manifest.tool_in("python3", version, Dialect::Prefix, Some(line)),
        None => manifest.tool("python3", None),
    });
}

/// A platform's choice of a runtime, `python-3.12.1`. Other languages have a file of this name too.
fn read_runtime(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let version = line_file::lines(manifest.text).find_map(|(text, line)| Some((text.strip_prefix("python-")?, line)));
    if let Some((version, line)) = version {
        found.require(manifest.tool_in("python3", version, Dialect::Prefix, Some(line)));
    }
}

/// Of several the one without an addition to its name speaks for all.
fn read_requirements(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    if manifest.name == "requirements.txt" || !manifest.has_beside("requirements.txt") {
        found.require(manifest.tool("python3", None));
    }
}

/// Python in the versions of a PEP 440 range, or in any.
fn ask_for_python(manifest: &Manifest<'_>, range: Option<(&str, u32)>, found: &mut ManifestContent) {
    let python = match range {
        Some((range, line)) => manifest.tool_in("python3", range, Dialect::Pep440, Some(line)),
        None => manifest.tool("python3", None),
    };
    ask(manifest, python, found);
}

/// Asks for a Python. uv and pixi get the right one by themselves where the machine has another: there it is only suggested.
fn ask(manifest: &Manifest<'_>, python: Requirement, found: &mut ManifestContent) {
    let is_brought = ["uv.lock", "pixi.lock"]
        .iter()
        .any(|lock| manifest.has_beside(lock) || manifest.has_above(lock));
    if is_brought {
        found.suggest(python);
    } else {
        found.require(python);
    }
}
