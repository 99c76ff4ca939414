//! asdf: a shim names its plugins; the version comes from a variable, or the nearest `.tool-versions`.
//!
//! Up to 0.15 asdf was written in bash, and its shims start it by its path; since 0.16 in Go, and they start `asdf` from PATH.
//! Sources: asdf's `lib/utils.bash` (`find_versions`, `get_version_in_dir`), `internal/resolve`, `internal/shims`, `internal/toolversions`.

use std::path::{Path, PathBuf};

use super::{Shim, ShimCandidate, is_name, language, lines, next_on_path, not_installed, program_in, small};
use crate::host::Host;
use crate::probe::path::PathIndex;

const MANAGER: &str = "asdf";
/// Where plugins keep programs. Source: the `bin/list-bin-paths` of the common ones; without one it is `bin`.
const BINS: [&str; 6] = ["bin", "", ".npm/bin", "go/bin", "packages/bin", "shims"];

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

pub(super) fn resolve(host: &Host, index: &PathIndex, candidate: &ShimCandidate<'_>) -> Option<Shim> {
    let directory = candidate.path.parent()?;
    if directory.file_name()? != "shims" {
        return None;
    }
    let data = directory.parent()?;
    let text = small(host, candidate.path)?;
    let mut plugins: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("# asdf-plugin: ")?.split_whitespace().next())
        .filter(|plugin| is_name(plugin))
        .collect();
    plugins.dedup();
    if plugins.is_empty() {
        return None;
    }
    let in_bash = !text.lines().any(|line| line.trim_start().starts_with("exec asdf "));
    let mut missing = None;
    let mut lacking = None;
    for plugin in plugins {
        let Some((versions, said_by)) = wanted(host, plugin, in_bash) else {
            continue;
        };
        for version in versions {
            let target = match folder(host, data, plugin, &version) {
                _ if version == "system" => next_on_path(host, index, candidate.program, &|other| other == directory),
                None => {
                    if language::includes(plugin, candidate.program) {
                        missing.get_or_insert_with(|| not_installed(MANAGER, plugin, &version, &said_by));
                    }
                    None
                }
                Some(folder) => {
                    let target = BINS
                        .iter()
                        .find_map(|bin| program_in(host, &folder.join(bin), candidate.program));
                    target.map(|target| host.canonicalize(&target).unwrap_or(target))
                }
            };
            if let Some(target) = target {
                return Some(Shim::Leads {
                    manager: MANAGER,
                    target,
                    chosen_by: Some(said_by),
                });
            }
            lacking
                .get_or_insert_with(|| format!("{plugin} {version} (set by {said_by}) has no `{}`", candidate.program));
        }
    }
    Some(missing.unwrap_or_else(|| Shim::NotIncluded {
        manager: MANAGER,
        detail: lacking.unwrap_or_else(|| format!("no version is set for `{}`", candidate.program)),
    }))
}

/// The folder of an installed version.
fn folder(host: &Host, data: &Path, plugin: &str, version: &str) -> Option<PathBuf> {
    let folder = if let Some(path) = version.strip_prefix("path:") {
        match path.strip_prefix("~/") {
            Some(below_home) => host.home()?.join(below_home),
            None => PathBuf::from(path),
        }
    } else {
        let name = version.replacen("ref:", "ref-", 1);
        let folder = is_name(&name).then(|| data.join("installs").join(plugin))?;
        folder.join(name)
    };
    (folder.is_absolute() && host.is_directory(&folder)).then_some(folder)
}

/// The versions of a plugin in force, the first installed one wins; and what set them.
fn wanted(host: &Host, plugin: &str, in_bash: bool) -> Option<(Vec<String>, String)> {
    let variable = format!("ASDF_{}_VERSION", plugin.to_uppercase().replace('-', "_"));
    if let Some(text) = host.env_text(&variable) {
        return Some((text.split_whitespace().map(str::to_owned).collect(), variable));
    }
    let name = host
        .env_text("ASDF_DEFAULT_TOOL_VERSIONS_FILENAME")
        .filter(|name| is_name(name))
        .unwrap_or(".tool-versions");
    let own = |directory: &Path| {
        let path = directory.join(name);
        let versions = tool_versions(&small(host, &path)?, plugin)?;
        Some((versions, path.to_string_lossy().into_owned()))
    };
    let legacy = if reads_legacy_files(host) {
        legacy_files(plugin)
    } else {
        &[]
    };
    let of_others = |directory: &Path| {
        legacy.iter().find_map(|file| {
            let path = directory.join(file);
            let version = small(host, &path).and_then(|text| lines(&text).next().map(str::to_owned))?;
            let version = version.trim_start_matches('v').to_owned();
            Some((vec![version], path.to_string_lossy().into_owned()))
        })
    };
    // The one in bash looks at home last, wherever one is; and the two differ in which file comes first.
    let home = host.home().filter(|_| in_bash);
    let mut directories = host.directory().ancestors().chain(home.as_deref());
    directories.find_map(|directory| {
        if in_bash {
            own(directory).or_else(|| of_others(directory))
        } else {
            of_others(directory).or_else(|| own(directory))
        }
    })
}

fn legacy_files(plugin: &str) -> &'static [&'static str] {
    LEGACY_FILES
        .iter()
        .find(|(name, _)| *name == plugin)
        .map(|(_, files)| *files)
        .unwrap_or_default()
}

fn reads_legacy_files(host: &Host) -> bool {
    let settings = host
        .env_path("ASDF_CONFIG_FILE")
        .or_else(|| Some(host.home()?.join(".asdfrc")));
    settings
        .and_then(|path| small(host, &path))
        .is_some_and(|text| lines(&text).any(|line| line.replace(' ', "") == "legacy_version_file=yes"))
}

/// The versions that a `.tool-versions` file gives for a plugin.
pub(super) fn tool_versions(text: &str, plugin: &str) -> Option<Vec<String>> {
    let line = lines(text).find(|line| line.split_whitespace().next() == Some(plugin))?;
    let versions: Vec<String> = line.split_whitespace().skip(1).map(str::to_owned).collect();
    (!versions.is_empty()).then_some(versions)
}
