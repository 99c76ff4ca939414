//! asdf: a shim names its plugins; the version comes from a variable, or the nearest `.tool-versions`.
//!
//! Source: asdf's documentation, "Configuration" and "Versions", and the shims it writes (`# asdf-plugin: nodejs 20.1.0`).

use std::path::{Path, PathBuf};

use super::{Asked, Shim, lines, next_on_path, program_in, small};
use crate::host::Host;
use crate::probe::path::PathIndex;

const MANAGER: &str = "asdf";

/// Version files of other managers, which asdf reads with `legacy_version_file = yes`. Source: each plugin's `bin/list-legacy-filenames`.
const LEGACY_FILES: [(&str, &[&str]); 8] = [
    ("nodejs", &[".nvmrc", ".node-version"]),
    ("python", &[".python-version"]),
    ("ruby", &[".ruby-version"]),
    ("golang", &[".go-version"]),
    ("java", &[".java-version"]),
    ("terraform", &[".terraform-version"]),
    ("elixir", &[".exenv-version"]),
    ("rust", &["rust-toolchain"]),
];

pub(super) fn resolve(host: &Host, index: &PathIndex, asked: &Asked<'_>) -> Option<Shim> {
    let directory = asked.path.parent()?;
    if directory.file_name()? != "shims" {
        return None;
    }
    let data = directory.parent()?;
    let text = small(host, asked.path)?;
    let plugins: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("# asdf-plugin: ")?.split_whitespace().next())
        .collect();
    if plugins.is_empty() {
        return None;
    }
    let mut reasons = Vec::new();
    for plugin in plugins {
        let Some((versions, said_by)) = wanted(host, plugin) else {
            continue;
        };
        for version in versions {
            match target(host, index, data, plugin, &version, asked.program, directory) {
                Some(target) => {
                    return Some(Shim::Leads {
                        manager: MANAGER,
                        target,
                        chosen_by: Some(said_by),
                    });
                }
                None => reasons.push(format!(
                    "wants {plugin} {version} (set by {said_by}), which is not installed"
                )),
            }
        }
    }
    let detail = reasons
        .into_iter()
        .next()
        .unwrap_or_else(|| format!("no version is set for `{}`", asked.program));
    Some(Shim::NotInstalled {
        manager: MANAGER,
        detail,
    })
}

fn target(
    host: &Host,
    index: &PathIndex,
    data: &Path,
    plugin: &str,
    version: &str,
    program: &str,
    shims: &Path,
) -> Option<PathBuf> {
    if version == "system" {
        return next_on_path(host, index, program, &|other| other == shims);
    }
    let folder = match version.strip_prefix("path:") {
        Some(path) => PathBuf::from(path),
        None if version.contains(['/', '\\']) || version == ".." => return None,
        None => data
            .join("installs")
            .join(plugin)
            .join(version.replacen("ref:", "ref-", 1)),
    };
    let target = ["bin", "", ".npm/bin", "go/bin", "packages/bin", "shims"]
        .iter()
        .find_map(|bin| program_in(host, &folder.join(bin), program))?;
    Some(host.canonicalize(&target).unwrap_or(target))
}

/// The versions of a plugin in force, the first installed one wins; and what set them.
fn wanted(host: &Host, plugin: &str) -> Option<(Vec<String>, String)> {
    let variable = format!("ASDF_{}_VERSION", plugin.to_uppercase().replace('-', "_"));
    if let Some(text) = host.env_text(&variable) {
        return Some((text.split_whitespace().map(str::to_owned).collect(), variable));
    }
    let name = host
        .env_text("ASDF_DEFAULT_TOOL_VERSIONS_FILENAME")
        .unwrap_or(".tool-versions")
        .to_owned();
    let legacy = host
        .home()
        .and_then(|home| small(host, &host.env_path("ASDF_CONFIG_FILE").unwrap_or(home.join(".asdfrc"))))
        .is_some_and(|text| lines(&text).any(|line| line.replace(' ', "") == "legacy_version_file=yes"));
    let home = host.home();
    for directory in host.directory().ancestors().chain(home.as_deref()) {
        let path = directory.join(&name);
        if let Some(versions) = small(host, &path).and_then(|text| tool_versions(&text, plugin)) {
            return Some((versions, path.to_string_lossy().into_owned()));
        }
        if !legacy {
            continue;
        }
        let files = LEGACY_FILES
            .iter()
            .find(|(name, _)| *name == plugin)
            .map(|(_, files)| *files)
            .unwrap_or_default();
        for file in files {
            let path = directory.join(file);
            if let Some(version) = small(host, &path).and_then(|text| lines(&text).next().map(str::to_owned)) {
                return Some((
                    vec![version.trim_start_matches('v').to_owned()],
                    path.to_string_lossy().into_owned(),
                ));
            }
        }
    }
    None
}

/// The versions that a `.tool-versions` file gives for a plugin.
pub(super) fn tool_versions(text: &str, plugin: &str) -> Option<Vec<String>> {
    let line = lines(text).find(|line| line.split_whitespace().next() == Some(plugin))?;
    let versions: Vec<String> = line.split_whitespace().skip(1).map(str::to_owned).collect();
    (!versions.is_empty()).then_some(versions)
}
