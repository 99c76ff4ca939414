//! Python: `pyproject.toml`, files that pin a version, Pipenv's, setuptools' and Conda's files, lock files.

mod conda;
mod expression;
mod packaging;
mod request;
#[cfg(test)]
mod tests;
mod uv;

pub use uv::{UvDownloads, uv_downloads, uv_only_system, uv_pythons};

use super::manifest::{Format, Manifest, ManifestContent};
use super::{line_file, toml_file};
use crate::scan::{Requirement, RequirementKind, Strength};
use crate::text::escape_line;
use crate::version::Dialect;
use request::Request;

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
            if let Some(uv) = toml_file::read(manifest, found)
                && uv.entries().iter().any(|(key, _)| UV_SETTINGS.contains(&key.as_str()))
            {
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
        // The last one is of the directory `requirements` alone.
        names: &[
            "requirements*.txt",
            "*-requirements.txt",
            "*_requirements.txt",
            "requirements/*.txt",
        ],
        wants_text: true,
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
        read: |manifest, found| require_for_lock_file(manifest, "uv", &["pyproject.toml"], found),
    },
    Format {
        names: &["poetry.lock"],
        wants_text: false,
        read: |manifest, found| require_for_lock_file(manifest, "poetry", &["pyproject.toml"], found),
    },
    Format {
        names: &["pdm.lock"],
        wants_text: false,
        read: |manifest, found| require_for_lock_file(manifest, "pdm", &["pyproject.toml"], found),
    },
    Format {
        names: &["pixi.lock"],
        wants_text: false,
        read: |manifest, found| require_for_lock_file(manifest, "pixi", &["pixi.toml", "pyproject.toml"], found),
    },
    Format {
        names: &["pixi.toml"],
        wants_text: true,
        read: |manifest, found| {
            let pixi = toml_file::read(manifest, found);
            let project = pixi
                .as_ref()
                .and_then(|pixi| pixi.get("workspace").or_else(|| pixi.get("project")));
            if let Some(project) = project {
                packaging::read_pixi(manifest, project, found);
                if !manifest.has_beside("pixi.lock") {
                    found.require(manifest.tool("pixi", None));
                }
            }
        },
    },
    Format {
        names: &["tox.ini"],
        wants_text: true,
        read: |manifest, found| {
            // Linters have their settings in a file of this name, too.
            if manifest.text.contains("[tox") || manifest.text.contains("[testenv") {
                found.suggest(manifest.tool("tox", None));
            }
        },
    },
    Format {
        names: &["noxfile.py"],
        wants_text: false,
        read: |manifest, found| found.suggest(manifest.tool("nox", None)),
    },
];

/// Settings that stand in a `uv.toml`: without one of them the file is another program's. Source: uv's documentation, "Settings".
const UV_SETTINGS: [&str; 24] = [
    "allow-insecure-host",
    "build-constraint-dependencies",
    "cache-dir",
    "cache-keys",
    "compile-bytecode",
    "concurrent-downloads",
    "constraint-dependencies",
    "default-groups",
    "exclude-newer",
    "extra-index-url",
    "find-links",
    "index",
    "index-strategy",
    "index-url",
    "keyring-provider",
    "link-mode",
    "native-tls",
    "offline",
    "override-dependencies",
    "pip",
    "prerelease",
    "python-downloads",
    "python-preference",
    "required-version",
];

/// A version a line: the first one is what `python3` runs, the others give tests a `python3.9` and the like.
///
/// What no version tells, a build without the global interpreter lock (`3.13t`) or another implementation (`pypy3.10`), is a component. The
/// name of an environment of pyenv's, or a path, asks for nothing.
fn read_python_version(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let Some((text, line)) = line_file::lines(manifest.text).next() else {
        found.broken(manifest, None, "it contains no version");
        return;
    };
    let request = Request::of(text);
    match request {
        Request::Version {
            version,
            is_free_threaded,
        } => {
            let id = if version.split('.').next() == Some("2") {
                "python2"
            } else {
                "python3"
            };
            let python = manifest.tool_in(id, version, Dialect::Prefix, Some(line));
            ask(manifest, python, found);
            if is_free_threaded {
                ask_for_build(manifest, request, &format!("{version}t"), line, found);
            }
        }
        Request::Range(range) => {
            let python = manifest.tool_in("python3", range, Dialect::Pep440, Some(line));
            ask(manifest, python, found);
        }
        Request::Another(name) => ask_for_build(manifest, request, name, line, found),
        Request::Name => {}
    }
}

/// A build of Python that its version does not tell.
fn ask_for_build(manifest: &Manifest<'_>, request: Request<'_>, name: &str, line: u32, found: &mut ManifestContent) {
    let id = format!("python-build:{name}");
    let build = Requirement {
        present: request::is_installed(manifest.host, request),
        ..manifest.requirement(RequirementKind::Component, id, Some(line))
    };
    ask(manifest, build, found);
}

/// Pipenv's. Source: the specification of `Pipfile`, `[requires]`.
fn read_pipfile(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let Some(pipfile) = toml_file::read(manifest, found) else {
        return;
    };
    let asked = ["python_full_version", "python_version"]
        .into_iter()
        .find_map(|key| pipfile.at(&["requires", key]))
        .and_then(|node| Some((node.scalar()?, node.line)));
    let version = asked.and_then(|(text, line)| Some((line_file::version(text, &[])?, line)));
    if let Some((text, line)) = asked.filter(|(text, _)| version.is_none() && *text != "*") {
        let message = format!("`{}` is not a version, which Pipenv asks for here", escape_line(text));
        found.broken(manifest, Some(line), &message);
    }
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

/// Of several in a directory `requirements.txt` speaks for all, else the first one.
fn read_requirements(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    if !lists_packages(manifest.text) || !speaks_for_all(manifest) {
        return;
    }
    let python = manifest.tool("python3", None);
    if is_beside_another_language(manifest) {
        found.suggest(python);
    } else {
        found.require(python);
    }
}

/// A list that is for documentation, tests or the like by its name (`requirements-docs.txt`), in a package of another language.
fn is_beside_another_language(manifest: &Manifest<'_>) -> bool {
    const PURPOSES: [&str; 15] = [
        "ci",
        "dev",
        "develop",
        "development",
        "doc",
        "docs",
        "documentation",
        "lint",
        "mkdocs",
        "release",
        "sphinx",
        "test",
        "testing",
        "tests",
        "tools",
    ];
    const OTHERS: [&str; 12] = [
        "CMakeLists.txt",
        "Cargo.toml",
        "Gemfile",
        "Package.swift",
        "build.gradle",
        "build.gradle.kts",
        "composer.json",
        "go.mod",
        "meson.build",
        "mix.exs",
        "package.json",
        "pom.xml",
    ];
    let mut words = manifest.name.split(['-', '_', '.']);
    words.any(|word| PURPOSES.contains(&word))
        && OTHERS.iter().any(|name| {
            manifest.has_beside(name) || (manifest.directory.ends_with("requirements") && manifest.has_above(name))
        })
}

fn speaks_for_all(manifest: &Manifest<'_>) -> bool {
    if manifest.name == "requirements.txt" || manifest.has_beside("requirements.txt") {
        return manifest.name == "requirements.txt";
    }
    let is_directory = manifest.directory.ends_with("requirements");
    let is_list = |name: &str| name.strip_suffix(".txt").is_some() && (is_directory || name.contains("requirements"));
    let files = manifest.host.list_once(manifest.directory).unwrap_or_default();
    files
        .iter()
        .filter_map(|name| name.to_str())
        .filter(|name| is_list(name))
        .min()
        == Some(manifest.name)
}

/// Each line that says something is a package (`flask>=3`, `flask[async] ; python_version > "3"`), an option, an address or a path.
/// Prose in a file of this name is not. Source: pip's documentation, "Requirements File Format".
fn lists_packages(text: &str) -> bool {
    let is_package = |line: &str| {
        let end = line
            .find(|character: char| !(character.is_ascii_alphanumeric() || "-_.".contains(character)))
            .unwrap_or(line.len());
        let (name, rest) = line.split_at_checked(end).unwrap_or((line, ""));
        let rest = rest.trim_start();
        !name.is_empty() && (rest.is_empty() || rest.starts_with(['=', '<', '>', '!', '~', '[', ';', '@', '(', '\\']))
    };
    line_file::lines(text)
        .all(|(line, _)| line.starts_with(['-', '.', '/', '{']) || line.contains("://") || is_package(line))
}

/// A lock file asks for the program that wrote it, if what it locks is there too. Of several programs any will do.
fn require_for_lock_file(manifest: &Manifest<'_>, id: &'static str, locked: &[&str], found: &mut ManifestContent) {
    const LOCK_FILES: [&str; 4] = ["pdm.lock", "pixi.lock", "poetry.lock", "uv.lock"];
    if !locked.iter().any(|name| manifest.has_beside(name)) {
        return;
    }
    let is_one_of_several = LOCK_FILES
        .iter()
        .any(|name| *name != manifest.name && manifest.has_beside(name));
    if is_one_of_several {
        found.suggest(manifest.tool(id, None));
    } else {
        found.require(manifest.tool(id, None));
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

/// Asks for a Python. uv and pixi get the right one by themselves where the machine has another: there it is only suggested, unless a
/// setting keeps uv from downloading it.
fn ask(manifest: &Manifest<'_>, python: Requirement, found: &mut ManifestContent) {
    let has = |lock: &str| manifest.has_beside(lock) || manifest.has_above(lock);
    let is_downloaded = has("uv.lock") && uv_downloads(manifest.host, manifest.directory) == UvDownloads::Automatic;
    if is_downloaded || has("pixi.lock") {
        let is_component = python.kind == RequirementKind::Component;
        found.require(Requirement {
            strength: Strength::Suggested,
            downloads: is_component.then_some(true),
            ..python
        });
    } else {
        found.require(python);
    }
}
