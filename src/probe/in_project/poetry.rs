//! The virtual environment that Poetry makes for a project: beside its other ones, or in the project.
//!
//! Sources: Poetry's documentation, "Configuration" (`virtualenvs.*`); `poetry/utils/env/env_manager.py` (`generate_env_name`, `get`),
//! `poetry/locations.py`.

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::small;
use crate::host::Host;
use crate::version::Version;

/// The file that says which environment `poetry env use` chose, by its name without the version.
const CHOSEN: &str = "envs.toml";

#[derive(Deserialize, Default)]
#[serde(default)]
struct Manifest {
    project: Named,
    tool: Tools,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Tools {
    poetry: Named,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Named {
    name: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case", default)]
struct Settings {
    cache_dir: Option<PathBuf>,
    virtualenvs: Environments,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "kebab-case", default)]
struct Environments {
    in_project: Option<bool>,
    path: Option<String>,
}

/// Whether Poetry uses the project's `.venv`. `None`: where it is there.
pub(super) fn is_in_project(host: &Host, project: &Path) -> Option<bool> {
    match host.env_text("POETRY_VIRTUALENVS_IN_PROJECT") {
        Some("true" | "1") => Some(true),
        Some("false" | "0") => Some(false),
        _ => settings(host, project)
            .iter()
            .find_map(|settings| settings.virtualenvs.in_project),
    }
}

/// The project's environment outside of it: `~/.cache/pypoetry/virtualenvs/shop-Xb1Gf0dA-py3.13`.
pub(super) fn elsewhere(host: &Host, project: &Path) -> Option<PathBuf> {
    let root = root(host, project)?;
    let name = name(host, project)?;
    let chosen = small(host, &root.join(CHOSEN)).and_then(|text| {
        let environments: toml::Table = text.parse().ok()?;
        let minor = environments.get(&name)?.get("minor")?.as_str()?.to_owned();
        Some(root.join(format!("{name}-py{minor}")))
    });
    let begins = format!("{name}-py");
    let newest = || {
        let names = host.list_once(&root)?;
        let versions = names
            .iter()
            .filter_map(|name| name.to_str())
            .filter_map(|name| Some((Version::parse(name.strip_prefix(&begins)?)?, name)));
        Some(root.join(versions.max()?.1))
    };
    chosen.or_else(newest)
}

/// The directory of environments.
fn root(host: &Host, project: &Path) -> Option<PathBuf> {
    let settings = settings(host, project);
    let cache = || {
        let below_home = if cfg!(target_os = "macos") {
            "Library/Caches/pypoetry"
        } else if cfg!(windows) {
            "AppData/Local/pypoetry/Cache"
        } else {
            ".cache/pypoetry"
        };
        host.env_path("POETRY_CACHE_DIR")
            .or_else(|| settings.iter().find_map(|settings| settings.cache_dir.clone()))
            .or_else(|| Some(host.env_path("XDG_CACHE_HOME")?.join("pypoetry")))
            .or_else(|| Some(host.home()?.join(below_home)))
    };
    let set = host
        .env_text("POETRY_VIRTUALENVS_PATH")
        .map(str::to_owned)
        .or_else(|| settings.iter().find_map(|settings| settings.virtualenvs.path.clone()));
    match set {
        None => Some(cache()?.join("virtualenvs")),
        Some(path) => match path.strip_prefix("{cache-dir}") {
            Some(below) => Some(cache()?.join(below.trim_start_matches('/'))),
            None => Some(PathBuf::from(path)).filter(|path| path.is_absolute()),
        },
    }
}

/// The name of the project's environment, without the version of its Python: `shop-Xb1Gf0dA`.
fn name(host: &Host, project: &Path) -> Option<String> {
    let manifest: Manifest = toml::from_str(&small(host, &project.join("pyproject.toml"))?).ok()?;
    let name = manifest.tool.poetry.name.or(manifest.project.name)?.to_lowercase();
    // As packages are called: a hyphen for all that separates words.
    let words: Vec<&str> = name.split(['-', '_', '.']).filter(|word| !word.is_empty()).collect();
    let plain: String = words.join("-").chars().take(42).collect();
    let place = host.canonicalize(project).ok()?;
    let hash = URL_SAFE.encode(Sha256::digest(place.to_str()?));
    Some(format!("{plain}-{}", hash.get(..8)?))
}

/// The project's settings, then the user's.
fn settings(host: &Host, project: &Path) -> Vec<Settings> {
    let below_home = if cfg!(target_os = "macos") {
        "Library/Application Support/pypoetry"
    } else if cfg!(windows) {
        "AppData/Roaming/pypoetry"
    } else {
        ".config/pypoetry"
    };
    let user = host
        .env_path("POETRY_CONFIG_DIR")
        .or_else(|| Some(host.env_path("XDG_CONFIG_HOME")?.join("pypoetry")))
        .or_else(|| Some(host.home()?.join(below_home)));
    let files = [
        Some(project.join("poetry.toml")),
        user.map(|user| user.join("config.toml")),
    ];
    let read = |file: PathBuf| toml::from_str(&small(host, &file)?).ok();
    files.into_iter().flatten().filter_map(read).collect()
}
