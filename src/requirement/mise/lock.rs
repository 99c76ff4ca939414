//! mise's lock file: the versions that it chose. Source: mise's `src/lockfile.rs`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::files::FILE_BYTES;
use super::mise_name;
use crate::host::Host;
use crate::version::Version;

/// The version that the lock file beside a configuration file has for a version that is asked for.
pub(super) fn version(host: &Host, config: &Path, tool: &str, wanted: &str) -> Option<String> {
    let lock: LockFile = toml::from_str(&host.text_once(&lock_file(config)?, FILE_BYTES)?).ok()?;
    let plain = wanted.trim_start_matches('v');
    let mut versions: Vec<String> = lock
        .tools
        .into_iter()
        .find_map(|(name, entries)| (mise_name(&name) == tool).then(|| entries.versions()))?;
    versions.retain(|version| wanted == "latest" || version.trim_start_matches('v').starts_with(plain));
    if wanted == "latest" {
        return versions.into_iter().max_by_key(|version| Version::parse(version));
    }
    versions.into_iter().next()
}

#[derive(Deserialize)]
struct LockFile {
    #[serde(default)]
    tools: BTreeMap<String, LockEntries>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum LockEntries {
    Many(Vec<LockEntry>),
    One(LockEntry),
}

#[derive(Deserialize)]
struct LockEntry {
    version: String,
}

impl LockEntries {
    fn versions(self) -> Vec<String> {
        match self {
            Self::Many(entries) => entries.into_iter().map(|entry| entry.version).collect(),
            Self::One(entry) => vec![entry.version],
        }
    }
}

/// `mise.lock` beside `mise.toml`, `mise.local.lock` beside `mise.local.toml`, `mise.ci.lock` beside `mise.ci.toml`.
fn lock_file(config: &Path) -> Option<PathBuf> {
    let name = config.file_name()?.to_str()?.strip_suffix(".toml")?;
    let mut directory = config.parent()?;
    if directory.ends_with("conf.d") {
        directory = directory.parent()?;
        return Some(directory.join("mise.lock"));
    }
    let (_, variant) = name.trim_start_matches('.').split_once('.').unwrap_or_default();
    Some(if variant.is_empty() {
        directory.join("mise.lock")
    } else {
        directory.join(format!("mise.{variant}.lock"))
    })
}
