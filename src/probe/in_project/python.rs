//! The virtual environment that a project's manager of packages runs programs in: pipenv, Poetry, uv, PDM.
//!
//! Sources: pipenv's documentation, "Virtual environments"; uv's, "Projects"; PEP 405 (`pyvenv.cfg`).

use std::path::{Path, PathBuf};

use super::{poetry, small, text, value};
use crate::host::Host;
use crate::probe::path::PathIndex;
use crate::requirement::{UvDownloads, uv_downloads, uv_only_system, uv_pythons};
use crate::scan::{Availability, InProject, Tool, ToolState, VersionSource};
use crate::version::Version;

/// The highest minor version of Python 3 whose program is looked for by its name.
const MOST_MINOR: u32 = 30;

/// Who runs programs in an environment of the project, and what shows that the project uses it.
const MANAGERS: [(&str, &[&str], Option<&str>); 4] = [
    ("pipenv", &["Pipfile"], None),
    ("poetry", &["poetry.lock"], Some("[tool.poetry")),
    ("uv", &["uv.lock"], Some("[tool.uv")),
    ("pdm", &["pdm.lock"], Some("[tool.pdm")),
];

/// Tells the version of a Python that is the active environment's own, which is not started where it is below the project: from the
/// file that every environment has.
pub(super) fn tell_active(host: &Host, tool: &mut Tool) {
    if tool.version.is_some() || tool.state != ToolState::Found {
        return;
    }
    let environment = tool.path.as_deref().and_then(|path| Path::new(path).parent()?.parent());
    let told = environment.and_then(|environment| version(host, environment));
    if let Some(version) = told {
        tool.raw = Some(format!("pyvenv.cfg: {version}"));
        tool.version = Some(version);
        tool.source = Some(VersionSource::File);
        tool.not_started = None;
    }
}

/// The version that an environment was made for: `3.14.1` of `version_info = 3.14.1.final.0`.
fn version(host: &Host, environment: &Path) -> Option<String> {
    let configuration = small(host, &environment.join("pyvenv.cfg"))?;
    let version = value(&configuration, "version_info", '=').or_else(|| value(&configuration, "version", '='))?;
    Some(version.split('.').take(3).collect::<Vec<_>>().join("."))
}

pub(super) fn read(host: &Host, index: &PathIndex, tool: &Tool) -> Option<InProject> {
    let (manager, directory) = host.directory().ancestors().find_map(|directory| {
        let manager = MANAGERS.iter().find(|(_, files, table)| {
            files.iter().any(|file| host.is_file(&directory.join(file)))
                || table.is_some_and(|table| {
                    small(host, &directory.join("pyproject.toml")).is_some_and(|content| content.contains(table))
                })
        });
        let (manager, ..) = manager.copied().or_else(|| {
            // Without a manager it has to be activated.
            host.is_file(&directory.join(".venv/pyvenv.cfg"))
                .then_some(("", &[] as &[&str], None))
        })?;
        Some((manager, directory.to_owned()))
    })?;
    let environment = environment(host, manager, &directory);
    if manager == "uv" {
        match without_downloads(host, index, tool, &directory, environment.as_deref()) {
            OfUv::Environment => {}
            OfUv::OnPath => return None,
            OfUv::Another(python) => return Some(python),
        }
    }
    let environment = environment?;
    let version = version(host, &environment);
    let is_active = tool
        .path
        .as_ref()
        .is_some_and(|path| Path::new(path).starts_with(&environment));
    if is_active {
        return None;
    }
    let below = if cfg!(windows) {
        "Scripts/python.exe"
    } else {
        "bin/python"
    };
    let program = environment.join(below);
    // A link to a Python that was removed.
    let starts = host.is_file(&program) || host.is_file(&environment.join("bin/python3"));
    Some(InProject {
        version,
        path: Some(text(&program)),
        set_by: text(&environment),
        used_by: (!manager.is_empty()).then(|| manager.to_owned()).into_iter().collect(),
        availability: if starts {
            Availability::Installed
        } else {
            Availability::Refused
        },
    })
}

/// The Python that uv takes.
enum OfUv {
    /// That of its environment, or what it makes one of: it may download that.
    Environment,
    /// The first one on PATH.
    OnPath,
    Another(InProject),
}

/// The Python that uv takes where it may not download one.
fn without_downloads(
    host: &Host,
    index: &PathIndex,
    tool: &Tool,
    directory: &Path,
    environment: Option<&Path>,
) -> OfUv {
    let downloads = uv_downloads(host, directory);
    if downloads == UvDownloads::Automatic {
        return OfUv::Environment;
    }
    let ranges = uv_pythons(host, directory);
    let fits = |version: &str| ranges.iter().all(|range| range.allows(version) != Some(false));
    let is_met = |version: Option<String>| version.is_some_and(|version| fits(&version));
    if environment.is_some_and(|environment| is_met(version(host, environment))) {
        return OfUv::Environment;
    }
    let python = |version: Option<String>, path: Option<&Path>, set_by: String, availability| {
        OfUv::Another(InProject {
            version,
            path: path.map(text),
            set_by,
            used_by: vec!["uv".to_owned()],
            availability,
        })
    };
    if uv_only_system(host, directory).is_none()
        && let Some((installed, version, path)) = newest_of_uv(host, &fits)
    {
        let installed = text(&installed);
        return python(Some(version), Some(&path), installed, Availability::Installed);
    }
    if tool.state == ToolState::Found && is_met(tool.version.clone()) {
        return OfUv::OnPath;
    }
    // uv looks for `python3.13` as well.
    let on_path = (0..=MOST_MINOR).rev().find_map(|minor| {
        let version = format!("3.{minor}");
        let name = format!("python{version}");
        let mut files = index.directories.iter().map(|directory| directory.join(&name));
        let path = files.find(|path| host.is_file(path)).filter(|_| fits(&version))?;
        Some((version, path))
    });
    if let Some((version, path)) = on_path {
        return python(Some(version), Some(&path), "PATH".to_owned(), Availability::Installed);
    }
    match downloads {
        UvDownloads::Forbidden { set_by } => python(None, None, set_by, Availability::Refused),
        UvDownloads::Automatic | UvDownloads::Manual => OfUv::OnPath,
    }
}

/// The newest fitting `CPython` that uv downloaded: the directory of all of them, its version and its program.
fn newest_of_uv(host: &Host, fits: &impl Fn(&str) -> bool) -> Option<(PathBuf, String, PathBuf)> {
    let below_home = if cfg!(windows) {
        "AppData/Roaming/uv/data/python"
    } else {
        ".local/share/uv/python"
    };
    let installed = host
        .env_path("UV_PYTHON_INSTALL_DIR")
        .or_else(|| Some(host.env_path("XDG_DATA_HOME")?.join("uv/python")))
        .or_else(|| Some(host.home()?.join(below_home)))?;
    let names = host.list_once(&installed)?;
    let program = if cfg!(windows) { "python.exe" } else { "bin/python3" };
    // `cpython-3.13.1-linux-x86_64-gnu`
    let versions = names.iter().filter_map(|name| {
        let version = name.to_str()?.strip_prefix("cpython-")?.split(['-', '+']).next()?;
        let path = installed.join(name).join(program);
        (fits(version) && host.is_file(&path)).then_some((Version::parse(version)?, version.to_owned(), path))
    });
    let (_, version, path) = versions.max()?;
    Some((installed, version, path))
}

/// The directory of the environment that a manager would use for the project in `directory`.
fn environment(host: &Host, manager: &str, directory: &Path) -> Option<PathBuf> {
    let is_environment = |path: &PathBuf| host.is_file(&path.join("pyvenv.cfg"));
    let active = || {
        let takes_active = match manager {
            "pipenv" => host.env("PIPENV_IGNORE_VIRTUALENVS").is_none(),
            other => other == "poetry",
        };
        host.env_path("VIRTUAL_ENV").filter(|_| takes_active)
    };
    let named = || {
        let path = host.env("UV_PROJECT_ENVIRONMENT").filter(|_| manager == "uv")?;
        Some(directory.join(path))
    };
    let is_elsewhere = manager == "poetry" && poetry::is_in_project(host, directory) == Some(false);
    let own = || {
        let path = directory.join(".venv");
        // pipenv's `.venv` may be a file that names the directory.
        match small(host, &path).filter(|_| manager == "pipenv") {
            Some(content) => Some(directory.join(content.trim())),
            None => Some(path).filter(|_| !is_elsewhere),
        }
    };
    let elsewhere = || match manager {
        "pipenv" => pipenv_elsewhere(host, directory),
        "poetry" => poetry::elsewhere(host, directory),
        _ => None,
    };
    active()
        .filter(is_environment)
        .or_else(|| named().filter(is_environment))
        .or_else(|| own().filter(is_environment))
        .or_else(|| elsewhere().filter(is_environment))
}

/// `~/.local/share/virtualenvs/shop-Xb1Gf0dA`, whose `.project` names the project.
fn pipenv_elsewhere(host: &Host, project: &Path) -> Option<PathBuf> {
    let root = host.env_path("WORKON_HOME").or_else(|| {
        let data = host
            .env_path("XDG_DATA_HOME")
            .or_else(|| Some(host.home()?.join(".local/share")))?;
        Some(data.join("virtualenvs"))
    })?;
    let names = host.list_once(&root)?;
    names.iter().map(|name| root.join(name)).find(|directory| {
        small(host, &directory.join(".project")).is_some_and(|content| Path::new(content.trim()) == project)
    })
}
