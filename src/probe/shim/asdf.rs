//! asdf: a shim names its plugins; the version comes from a variable, or the nearest `.tool-versions`.
//!
//! Up to 0.15 asdf was written in bash, and its shims start it by its path; since 0.16 in Go, and they start `asdf` from PATH.
//! The two read `.tool-versions` differently. A shim names the versions that it was made for, and runs no other.
//! Sources: asdf's `lib/utils.bash` (`find_versions`, `get_version_in_dir`, `parse_asdf_version_file`, `select_version`),
//! `internal/resolve`, `internal/shims`, `internal/toolversions`.

use std::path::{Path, PathBuf};

use super::{
    Shim, ShimCandidate, gone_starter, is_name, language, lines, next_on_path, not_installed, program_in, refused,
    small, stale, with_mark,
};
use crate::host::Host;
use crate::probe::path::PathIndex;
use crate::version::Version;

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
    // Until 0.6 the version stood on a line of its own: `# asdf-plugin: ruby`, `# asdf-plugin-version: 2.5.1`.
    let apart = || {
        text.lines()
            .find_map(|line| line.strip_prefix("# asdf-plugin-version: "))
    };
    let made_for: Vec<(&str, &str)> = text
        .lines()
        .filter_map(|line| line.strip_prefix("# asdf-plugin: "))
        .map(|line| {
            line.split_once(' ')
                .unwrap_or_else(|| (line.trim(), apart().unwrap_or_default()))
        })
        .map(|(plugin, version)| (plugin, version.trim()))
        .filter(|(plugin, _)| is_name(plugin))
        .collect();
    let mut plugins: Vec<&str> = made_for.iter().map(|(plugin, _)| *plugin).collect();
    plugins.dedup();
    if plugins.is_empty() {
        return None;
    }
    if let Some(gone) = gone_starter(host, &text) {
        let detail = format!("its shim starts {gone}, which does not exist");
        return Some(stale(MANAGER, detail, &["asdf", "reshim"]));
    }
    let in_bash = !text.lines().any(|line| line.trim_start().starts_with("exec asdf "));
    let mut missing = None;
    let mut lacking = None;
    let mut unknown = None;
    for plugin in plugins {
        let Some((versions, said_by)) = wanted(host, data, plugin, in_bash) else {
            continue;
        };
        for version in versions {
            let is_known =
                version == "system" || version.starts_with("path:") || made_for.contains(&(plugin, &version));
            let target = match installed_in(host, data, plugin, &version) {
                _ if version == "system" => next_on_path(host, index, candidate.program, &|other| other == directory),
                // The one in bash takes the carriage return of a file from Windows for a part of the version.
                None if version.ends_with('\r') && installed_in(host, data, plugin, version.trim()).is_some() => {
                    let detail = "its lines end with carriage returns, which asdf takes for a part of the version";
                    return Some(refused(MANAGER, said_by, detail.to_owned()));
                }
                None => {
                    if language::includes(plugin, candidate.program) {
                        missing.get_or_insert_with(|| not_installed(MANAGER, plugin, version.trim(), &said_by));
                    }
                    None
                }
                Some(_) if !is_known => {
                    let detail =
                        format!("{plugin} {version} (set by {said_by}) is installed, but not known to the shim");
                    unknown.get_or_insert_with(|| stale(MANAGER, detail, &["asdf", "reshim", plugin, &version]));
                    continue;
                }
                Some(installed) => {
                    let target = BINS
                        .iter()
                        .find_map(|bin| program_in(host, &installed.join(bin), candidate.program));
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
    Some(missing.or(unknown).unwrap_or_else(|| Shim::NotIncluded {
        manager: MANAGER,
        detail: lacking.unwrap_or_else(|| format!("no version is set for `{}`", candidate.program)),
    }))
}

/// The directory of an installed version.
fn installed_in(host: &Host, data: &Path, plugin: &str, version: &str) -> Option<PathBuf> {
    let directory = if let Some(path) = version.strip_prefix("path:") {
        match path.strip_prefix("~/") {
            Some(below_home) => host.home()?.join(below_home),
            None => PathBuf::from(path),
        }
    } else {
        let name = version.replacen("ref:", "ref-", 1);
        let directory = is_name(&name).then(|| data.join("installs").join(plugin))?;
        directory.join(name)
    };
    (directory.is_absolute() && host.is_directory(&directory)).then_some(directory)
}

/// The versions of a plugin in force, the first installed one wins; and what set them.
fn wanted(host: &Host, data: &Path, plugin: &str, in_bash: bool) -> Option<(Vec<String>, String)> {
    let variable = format!("ASDF_{}_VERSION", plugin.to_uppercase().replace('-', "_"));
    if let Some(text) = host.env_text(&variable) {
        return Some((text.split_whitespace().map(str::to_owned).collect(), variable));
    }
    let name = ["ASDF_TOOL_VERSIONS_FILENAME", "ASDF_DEFAULT_TOOL_VERSIONS_FILENAME"]
        .iter()
        .filter_map(|variable| host.env_text(variable))
        .find(|name| is_name(name))
        .unwrap_or(".tool-versions");
    let own = |directory: &Path| {
        let path = directory.join(name);
        let versions = own_versions(&with_mark(host, &path)?, plugin, in_bash)?;
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
            let version = newest_installed(host, data, plugin, &version).unwrap_or(version);
            Some((vec![version], path.to_string_lossy().into_owned()))
        })
    };
    // Home is looked at last, wherever one is.
    let home = host.home();
    let mut directories = host.directory().ancestors().chain(home.as_deref());
    directories.find_map(|directory| own(directory).or_else(|| of_others(directory)))
}

/// The versions that asdf itself reads for a plugin from a `.tool-versions` file.
///
/// The one in bash takes lines that begin with the plugin and a blank, and keeps a carriage return in the version. The one in Go splits
/// lines at blanks alone, and strips each word. Neither sees the plugin behind a byte order mark, or before a tab.
fn own_versions(text: &str, plugin: &str, in_bash: bool) -> Option<Vec<String>> {
    let words = |line: &'_ str| -> Vec<String> {
        let line = line.split('#').next().unwrap_or_default();
        let strip = |word: &str| {
            if in_bash {
                word.trim_end_matches('\t')
            } else {
                word.trim()
            }
            .to_owned()
        };
        let words = line.split(' ').map(strip);
        if in_bash {
            // A blank in front makes an empty first word.
            words
                .enumerate()
                .filter(|(at, word)| *at == 0 || !word.is_empty())
                .map(|(_, word)| word)
                .collect()
        } else {
            words.filter(|word| !word.is_empty()).collect()
        }
    };
    text.split('\n').find_map(|line| {
        let words = words(line);
        let (first, versions) = words.split_first()?;
        (first == plugin && !versions.is_empty()).then(|| versions.to_vec())
    })
}

/// The newest installed version that begins with one of another manager's file, where a setting of the plugin says so.
///
/// Source: asdf-nodejs' README, `ASDF_NODEJS_LEGACY_FILE_DYNAMIC_STRATEGY`.
fn newest_installed(host: &Host, data: &Path, plugin: &str, version: &str) -> Option<String> {
    let strategy = host.env_text("ASDF_NODEJS_LEGACY_FILE_DYNAMIC_STRATEGY");
    if plugin != "nodejs" || strategy != Some("latest_installed") {
        return None;
    }
    let begins = format!("{version}.");
    let names = host.list_once(&data.join("installs").join(plugin))?;
    let installed = names.iter().filter_map(|name| name.to_str());
    installed
        .filter(|name| *name == version || name.starts_with(&begins))
        .max_by_key(|name| Version::parse(name))
        .map(str::to_owned)
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
