//! What uv takes for a Python here: whether it may download one, and in which versions.
//!
//! Sources: uv's documentation, "Settings" (`python-downloads`, `python-preference`, `offline`), "Configuration files", "Environment
//! variables", "Python versions".

use std::path::{Path, PathBuf};

use super::request::Request;
use crate::host::Host;
use crate::requirement::MANIFEST_BYTES;
use crate::version::{Dialect, VersionRange};

/// Whether uv downloads a Python that the machine does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UvDownloads {
    /// By itself.
    Automatic,
    /// Only `uv python install` does.
    Manual,
    /// A setting forbids it.
    Forbidden {
        /// The variable or file of that setting.
        set_by: String,
    },
}

/// What uv may download for the project in a directory.
pub fn uv_downloads(host: &Host, directory: &Path) -> UvDownloads {
    let files = settings(host, directory);
    let forbidden = |set_by: String| UvDownloads::Forbidden { set_by };
    if let Some(set_by) = on(host, &files, "UV_OFFLINE", "offline") {
        return forbidden(set_by);
    }
    if let Some(set_by) = only_system(host, &files) {
        return forbidden(set_by);
    }
    match text(host, &files, "UV_PYTHON_DOWNLOADS", "python-downloads") {
        Some((value, set_by)) => match value.to_ascii_lowercase().as_str() {
            "manual" => UvDownloads::Manual,
            "never" | "false" | "0" => forbidden(set_by),
            _ => UvDownloads::Automatic,
        },
        None => UvDownloads::Automatic,
    }
}

/// What keeps uv from taking a Python that it downloaded itself. `None`: nothing does.
pub fn uv_only_system(host: &Host, directory: &Path) -> Option<String> {
    only_system(host, &settings(host, directory))
}

fn only_system(host: &Host, files: &[(PathBuf, toml::Table)]) -> Option<String> {
    if let Some(set_by) = on(host, files, "UV_NO_MANAGED_PYTHON", "no-managed-python") {
        return Some(set_by);
    }
    let (value, set_by) = text(host, files, "UV_PYTHON_PREFERENCE", "python-preference")?;
    (value == "only-system").then_some(set_by)
}

/// The versions of Python that the project in a directory takes: the nearest `.python-version`, and the nearest `requires-python`.
pub fn uv_pythons(host: &Host, directory: &Path) -> Vec<VersionRange> {
    let read = |path: PathBuf| host.read_text(&path, MANIFEST_BYTES).ok();
    let nearest = |name: &str| {
        directory
            .ancestors()
            .find_map(|directory| read(directory.join(name)))
            .unwrap_or_default()
    };
    let requested = nearest(".python-version");
    let requested = crate::requirement::line_file::lines(&requested)
        .next()
        .and_then(|(line, _)| match Request::of(line) {
            Request::Version { version, .. } => VersionRange::parse(version, Dialect::Prefix).ok(),
            Request::Range(range) => VersionRange::parse(range, Dialect::Pep440).ok(),
            Request::Another(_) | Request::Name => None,
        });
    let declared = nearest("pyproject.toml")
        .parse::<toml::Table>()
        .ok()
        .and_then(|project| {
            let range = project.get("project")?.get("requires-python")?.as_str()?;
            VersionRange::parse(range, Dialect::Pep440).ok()
        });
    requested.into_iter().chain(declared).collect()
}

/// uv's settings that hold in a directory, the strongest first: the project's, the user's, the system's.
///
/// The project's are those of its workspace's root, else of the nearest directory that has some.
fn settings(host: &Host, directory: &Path) -> Vec<(PathBuf, toml::Table)> {
    let read = |path: PathBuf| {
        let table = host
            .read_text(&path, MANIFEST_BYTES)
            .ok()?
            .parse::<toml::Table>()
            .ok()?;
        Some((path, table))
    };
    if let Some(file) = host.env_path("UV_CONFIG_FILE") {
        return read(file).into_iter().collect();
    }
    if is_on(host.env_text("UV_NO_CONFIG")) == Some(true) {
        return Vec::new();
    }
    let root = directory
        .ancestors()
        .find(|directory| host.is_file(&directory.join("uv.lock")))
        .unwrap_or(directory);
    let of_project = root.ancestors().find_map(|directory| {
        read(directory.join("uv.toml")).or_else(|| {
            let (path, mut project) = read(directory.join("pyproject.toml"))?;
            let table = project.remove("tool")?.as_table_mut()?.remove("uv")?;
            Some((path, table.as_table()?.clone()))
        })
    });
    let below_home = if cfg!(windows) { "AppData/Roaming" } else { ".config" };
    let user = host
        .env_path("XDG_CONFIG_HOME")
        .or_else(|| Some(host.home()?.join(below_home)))
        .and_then(|directory| read(directory.join("uv/uv.toml")));
    let system = || {
        let directories = host.env_text("XDG_CONFIG_DIRS").unwrap_or("/etc/xdg");
        let mut files = std::env::split_paths(directories).map(|directory| directory.join("uv/uv.toml"));
        files.find_map(read).or_else(|| read(PathBuf::from("/etc/uv/uv.toml")))
    };
    let system = if cfg!(unix) { system() } else { None };
    of_project.into_iter().chain(user).chain(system).collect()
}

/// The value of a setting, and what sets it: a variable, else the strongest file.
fn text(host: &Host, files: &[(PathBuf, toml::Table)], variable: &'static str, key: &str) -> Option<(String, String)> {
    if let Some(value) = host.env_text(variable) {
        return Some((value.to_owned(), variable.to_owned()));
    }
    files.iter().find_map(|(path, table)| {
        let value = match table.get(key)? {
            toml::Value::String(text) => text.clone(),
            toml::Value::Boolean(is_on) => is_on.to_string(),
            _ => return None,
        };
        Some((value, path.to_string_lossy().into_owned()))
    })
}

/// What switches a setting on. `None`: it is off.
fn on(host: &Host, files: &[(PathBuf, toml::Table)], variable: &'static str, key: &str) -> Option<String> {
    let (value, set_by) = text(host, files, variable, key)?;
    (is_on(Some(&value)) == Some(true)).then_some(set_by)
}

fn is_on(value: Option<&str>) -> Option<bool> {
    match value?.to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" | "on" | "y" | "t" => Some(true),
        _ => Some(false),
    }
}
