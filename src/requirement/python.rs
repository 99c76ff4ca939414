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
            let is_project =
                pixi.is_some_and(|pixi| ["workspace", "project"].iter().any(|key| pixi.get(key).is_some()));
            if is_project && !manifest.has_beside("pixi.lock") {
                found.require(manifest.tool("pixi", None));
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

/// What may stand before a version of `CPython` in `.python-version`, by pyenv or uv.
const PREFIXES: [&str; 3] = ["python-", "cpython-", "cpython@"];

/// A version a line: the first one is what `python3` runs, the others give tests a `python3.9` and the like. `3.13t` is a build of 3.13,
/// `3.14-dev` what will become 3.14.
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
        let version = version.trim_end_matches("-dev").trim_end_matches('t');
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

/// Of several in a directory `requirements.txt` speaks for all, else the first one.
fn read_requirements(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    if lists_packages(manifest.text) && speaks_for_all(manifest) {
        found.require(manifest.tool("python3", None));
    }
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

#[cfg(test)]
mod tests {
    use super::super::example::asked;

    #[test]
    fn a_file_counts_by_what_is_in_it() {
        let files = [
            ("uv.toml", "description = \"tool\"\n"),
            ("pixi.toml", "description = \"packages\"\n"),
            ("uv.lock", ""),
            ("poetry.lock", ""),
            ("requirements.txt", "The machine needs a GPU.\n"),
            ("a/pyproject.toml", "[tool.black]\nline-length = 100\n"),
        ];
        assert_eq!(asked(&files), [""; 0]);
        assert_eq!(
            asked(&[
                (
                    "requirements.txt",
                    "-r base.txt\nflask[async]>=3 ; python_version > \"3\" # web\n"
                ),
                ("uv.toml", "required-version = \">=0.5\"\n"),
                ("pixi.toml", "[workspace]\n"),
            ]),
            [
                "tool pixi (pixi.toml)",
                "tool python3 (requirements.txt)",
                "tool uv \">=0.5\" pep440 (uv.toml:1)"
            ]
        );
    }

    #[test]
    fn lists_of_packages_have_many_names_and_ask_once() {
        let settings_of_a_linter = ("tox.ini", "[flake8]\nmax-line-length = 100\n");
        assert_eq!(
            asked(&[
                ("requirements/dev.txt", "-r base.txt\n"),
                ("requirements/base.txt", "Django==5.2\n"),
                settings_of_a_linter
            ]),
            ["tool python3 (requirements/base.txt)"]
        );
        assert_eq!(
            asked(&[("dev-requirements.txt", "pytest\n"), ("tox.ini", "[tox]\n")]),
            ["tool python3 (dev-requirements.txt)", "tool tox suggested (tox.ini)"]
        );
    }

    #[test]
    fn of_several_lock_files_none_is_required() {
        let files = [
            (
                "pyproject.toml",
                "[project]\nname = \"shop\"\nrequires-python = \">=3.12\"\n",
            ),
            ("poetry.lock", ""),
            ("pdm.lock", ""),
        ];
        assert_eq!(
            asked(&files),
            [
                "tool pdm suggested (pdm.lock)",
                "tool poetry suggested (poetry.lock)",
                "tool python3 \">=3.12\" pep440 (pyproject.toml:3)"
            ]
        );
    }

    #[test]
    fn a_build_of_a_python_is_one_of_its_version() {
        for (text, version) in [("3.13t\n", "3.13"), ("3.14-dev\r\n", "3.14")] {
            assert_eq!(
                asked(&[(".python-version", text)]),
                [format!("tool python3 \"{version}\" prefix (.python-version:1)")]
            );
        }
    }

    #[test]
    fn a_setup_program_may_name_its_range() {
        let named = "PYTHON = \">=3.10\"\nsetup(\n  python_requires=PYTHON,\n)\n";
        assert_eq!(
            asked(&[("setup.py", named)]),
            ["tool python3 \">=3.10\" pep440 (setup.py:1)"]
        );
        let formatted =
            "REQUIRED_PYTHON = (3, 9)\nsetup(\n  python_requires=\">={}.{}\".format(*REQUIRED_PYTHON),\n)\n";
        assert_eq!(
            asked(&[("setup.py", formatted)]),
            ["tool python3 \">=3.9\" pep440 (setup.py:3)"]
        );
    }
}
