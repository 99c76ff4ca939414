//! Plugins of rbenv's and nodenv's kind that choose the version: `version-name/*.bash` in the manager's directories of hooks.
//!
//! Three are followed: nodenv-nvmrc, nodenv-package-json-engine and rbenv-bundler-ruby-version. What another one chooses is unknown.
//! Sources: `libexec/nodenv-hooks`, `NODENV_HOOK_PATH` in `libexec/nodenv`; `bin/` and `etc/` of each plugin.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::super::small;
use super::local_file;
use super::managers::Manager;
use crate::host::Host;
use crate::version::{Dialect, Version, VersionRange};

#[derive(Deserialize)]
struct Package {
    engines: Option<Engines>,
}

#[derive(Deserialize)]
struct Engines {
    node: Option<String>,
}

/// What the installed plugins make of the version.
pub(super) enum PluginChoice {
    /// None of them has a say here.
    None,
    /// One of them chooses this version.
    Version {
        version: String,
        /// The file that the plugin read.
        said_by: String,
    },
    /// One that is not followed may choose any.
    Unknown { plugin: String },
}

/// What the plugins of a manager choose in this directory.
pub(super) fn choice(host: &Host, manager: &Manager, root: &Path) -> PluginChoice {
    let mut choice = PluginChoice::None;
    for hook in hooks(host, manager, root) {
        let name = hook.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
        let chosen = match (manager.name, name) {
            ("nodenv", "nvmrc") => nvmrc(host, manager, root),
            ("nodenv", "package-json-engine") => package_json_engine(host, manager, root),
            ("rbenv", "bundler-ruby-version") => gemfile(host, manager, root),
            // They add programs to a version, and choose none.
            (_, "gemset" | "gem-rehash" | "aliases") => None,
            _ => {
                return PluginChoice::Unknown {
                    plugin: name.to_owned(),
                };
            }
        };
        if let Some((version, said_by)) = chosen {
            choice = PluginChoice::Version { version, said_by };
        }
    }
    choice
}

/// The scripts that run when the manager asks for the version, in its order.
fn hooks(host: &Host, manager: &Manager, root: &Path) -> Vec<PathBuf> {
    let name = manager.name;
    let own = format!("{name}.d");
    let variable = format!("{}_HOOK_PATH", name.to_uppercase());
    let mut directories: Vec<PathBuf> = host
        .env(&variable)
        .map(std::env::split_paths)
        .into_iter()
        .flatten()
        .collect();
    directories.push(root.join(&own));
    directories
        .extend(["/usr/etc", "/usr/local/etc", "/etc", "/opt/homebrew/etc"].map(|etc| Path::new(etc).join(&own)));
    directories.push(Path::new("/usr/lib").join(name).join("hooks"));
    let plugins = root.join("plugins");
    let names = host.list_once(&plugins).unwrap_or_else(|| [].into());
    directories.extend(names.iter().map(|plugin| plugins.join(plugin).join("etc").join(&own)));
    directories
        .into_iter()
        .filter(|directory| directory.is_absolute())
        .flat_map(|directory| {
            let directory = directory.join("version-name");
            let scripts = host.list_once(&directory).unwrap_or_else(|| [].into());
            let scripts = scripts
                .iter()
                .filter(|script| Path::new(script).extension().is_some_and(|end| end == "bash"));
            scripts.map(|script| directory.join(script)).collect::<Vec<_>>()
        })
        .collect()
}

/// nodenv-nvmrc: the nearest `.nvmrc`, unless a `.node-version` is as near; a range takes the newest installed version of it.
fn nvmrc(host: &Host, manager: &Manager, root: &Path) -> Option<(String, String)> {
    if host.env_text(manager.version_variable).is_some() {
        return None;
    }
    let directory = host.directory().ancestors().find(|directory| {
        [manager.version_file, ".nvmrc"]
            .iter()
            .any(|name| host.exists(&directory.join(name)))
    })?;
    if host.exists(&directory.join(manager.version_file)) {
        return None;
    }
    let path = directory.join(".nvmrc");
    let text = small(host, &path)?;
    let text = text.trim();
    let version = newest(host, root, text).unwrap_or_else(|| text.trim_start_matches('v').to_owned());
    (!version.is_empty()).then(|| (version, path.to_string_lossy().into_owned()))
}

/// nodenv-package-json-engine: `engines.node` of the nearest `package.json`, after a version file and before the global version.
fn package_json_engine(host: &Host, manager: &Manager, root: &Path) -> Option<(String, String)> {
    if host.env_text(manager.version_variable).is_some() || local_file(host, manager, root).is_some() {
        return None;
    }
    let mut paths = host
        .directory()
        .ancestors()
        .map(|directory| directory.join("package.json"));
    let path = paths.find(|path| host.is_file(path))?;
    let text = host.read_text(&path, 4 * 1024 * 1024).ok()?;
    let range = serde_json::from_str::<Package>(&text).ok()?.engines?.node?;
    let version = newest(host, root, &range).unwrap_or(range);
    Some((version, path.to_string_lossy().into_owned()))
}

/// rbenv-bundler-ruby-version: `ruby "3.2.2"` in the nearest `Gemfile`, where no version file says otherwise.
fn gemfile(host: &Host, manager: &Manager, root: &Path) -> Option<(String, String)> {
    if host.env_text(manager.version_variable).is_some() || local_file(host, manager, root).is_some() {
        return None;
    }
    let mut paths = host.directory().ancestors().map(|directory| directory.join("Gemfile"));
    let path = paths.find(|path| host.exists(path))?;
    let text = small(host, &path)?;
    let rest = text
        .lines()
        .find_map(|line| line.trim_start().strip_prefix("ruby"))?
        .trim_start();
    let quote = rest.chars().next().filter(|first| "\"'".contains(*first))?;
    let version = rest.split(quote).nth(1)?;
    Some((version.to_owned(), path.to_string_lossy().into_owned()))
}

/// The newest installed version of an npm range.
fn newest(host: &Host, root: &Path, range: &str) -> Option<String> {
    let range = VersionRange::parse(range.trim_start_matches('v'), Dialect::Npm).ok()?;
    let names = host.list_once(&root.join("versions"))?;
    names
        .iter()
        .filter_map(|name| name.to_str())
        .filter(|name| name.starts_with(|first: char| first.is_ascii_digit()) && range.allows(name) == Some(true))
        .max_by_key(|name| Version::parse(name))
        .map(str::to_owned)
}
