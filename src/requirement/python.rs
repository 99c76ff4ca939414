//! Python: `pyproject.toml`, files that pin a version, Pipenv's, setuptools' and Conda's files, lock files.

mod conda;
mod packaging;

use super::manifest::{Findings, Format, Manifest};
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
        read: |manifest, findings| {
            if let Some(uv) = toml_file::read(manifest, findings) {
                packaging::read_uv(manifest, &uv, findings);
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
        read: |manifest, findings| findings.ask(manifest.tool("uv", None)),
    },
    Format {
        names: &["poetry.lock"],
        wants_text: false,
        read: |manifest, findings| findings.ask(manifest.tool("poetry", None)),
    },
    Format {
        names: &["pdm.lock"],
        wants_text: false,
        read: |manifest, findings| findings.ask(manifest.tool("pdm", None)),
    },
    Format {
        names: &["pixi.lock"],
        wants_text: false,
        read: |manifest, findings| findings.ask(manifest.tool("pixi", None)),
    },
    Format {
        names: &["pixi.toml"],
        wants_text: false,
        read: |manifest, findings| {
            if !manifest.is_beside("pixi.lock") {
                findings.ask(manifest.tool("pixi", None));
            }
        },
    },
    Format {
        names: &["tox.ini"],
        wants_text: false,
        read: |manifest, findings| findings.suggest(manifest.tool("tox", None)),
    },
    Format {
        names: &["noxfile.py"],
        wants_text: false,
        read: |manifest, findings| findings.suggest(manifest.tool("nox", None)),
    },
];

/// What may stand before a version of `CPython` in `.python-version`, by pyenv or uv.
const PREFIXES: [&str; 3] = ["python-", "cpython-", "cpython@"];

/// A version a line: the first one is what `python3` runs, the others give tests a `python3.9` and the like.
///
/// Behind a slash is an environment of pyenv's (`3.12.1/envs/shop`). A word that is no version of `CPython` names such an
/// environment, or another implementation: it asks for nothing.
fn read_python_version(manifest: &Manifest<'_>, findings: &mut Findings) {
    let Some((text, line)) = line_file::lines(manifest.text).next() else {
        findings.broken(manifest, None, "it names no version");
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
            findings,
        );
    }
}

/// Pipenv's. Source: the specification of `Pipfile`, `[requires]`.
fn read_pipfile(manifest: &Manifest<'_>, findings: &mut Findings) {
    let Some(pipfile) = toml_file::read(manifest, findings) else {
        return;
    };
    let version = ["python_full_version", "python_version"]
        .into_iter()
        .find_map(|key| pipfile.at(&["requires", key]))
        .and_then(|node| Some((line_file::version(node.scalar()?, &[])?, node.line)));
    findings.ask(match version {
        Some((version, line)) => manifest.tool_in("python3", version, Dialect::Prefix, Some(line)),
        None => manifest.tool("python3", None),
    });
}

/// A platform's choice of a runtime, `python-3.12.1`. Other languages have a file of this name too.
fn read_runtime(manifest: &Manifest<'_>, findings: &mut Findings) {
    let version = line_file::lines(manifest.text).find_map(|(text, line)| Some((text.strip_prefix("python-")?, line)));
    if let Some((version, line)) = version {
        findings.ask(manifest.tool_in("python3", version, Dialect::Prefix, Some(line)));
    }
}

/// Of several the one without an addition to its name speaks for all.
fn read_requirements(manifest: &Manifest<'_>, findings: &mut Findings) {
    if manifest.name == "requirements.txt" || !manifest.is_beside("requirements.txt") {
        findings.ask(manifest.tool("python3", None));
    }
}

/// Python in the versions of a PEP 440 range, or in any.
fn ask_for_python(manifest: &Manifest<'_>, range: Option<(&str, u32)>, findings: &mut Findings) {
    let python = match range {
        Some((range, line)) => manifest.tool_in("python3", range, Dialect::Pep440, Some(line)),
        None => manifest.tool("python3", None),
    };
    ask(manifest, python, findings);
}

/// Asks for a Python. uv and pixi get the right one by themselves where the machine has another: there it is only suggested.
fn ask(manifest: &Manifest<'_>, python: Requirement, findings: &mut Findings) {
    let is_brought = ["uv.lock", "pixi.lock"]
        .iter()
        .any(|lock| manifest.is_beside(lock) || manifest.is_below(lock));
    if is_brought {
        findings.suggest(python);
    } else {
        findings.ask(python);
    }
}
