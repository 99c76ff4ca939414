//! Which files `docker compose up` takes in a directory, and what later ones take out of earlier ones.
//!
//! Source: compose-go, `DefaultFileNames` and `DefaultOverrideFileNames`; the Compose Specification, "Merge and override".

use std::path::Path;

use super::super::data::Node;
use super::super::manifest::Manifest;
use super::super::yaml_file::{self, Tag};
use super::super::{MANIFEST_BYTES, dotenv};

/// The main file: the first of these that is there.
const MAIN: [&str; 4] = [
    "compose.yaml",
    "compose.yml",
    "docker-compose.yml",
    "docker-compose.yaml",
];
/// The file that is merged into it: the first of these that is there.
const OVERRIDES: [&str; 4] = [
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
];
/// `.env` is at most this large.
const ENV_BYTES: u64 = 1 << 20;

/// The files of a directory that are taken without being named, in the order in which they are merged; names, or paths relative to it.
///
/// `COMPOSE_FILE` names other ones.
pub(super) fn taken(manifest: &Manifest<'_>) -> Vec<String> {
    if let Some(list) = variable(manifest, "COMPOSE_FILE") {
        let other = variable(manifest, "COMPOSE_PATH_SEPARATOR");
        let separator = other.as_deref().unwrap_or(if cfg!(windows) { ";" } else { ":" });
        let beside = |name: &str| {
            let path = Path::new(name.trim());
            let path = path
                .strip_prefix(manifest.directory)
                .or_else(|_| path.strip_prefix("."))
                .unwrap_or(path);
            path.to_string_lossy().into_owned()
        };
        return list
            .split(separator)
            .map(beside)
            .filter(|name| !name.is_empty())
            .collect();
    }
    let first = |names: &[&str]| {
        names
            .iter()
            .find(|name| manifest.has_beside(name))
            .map(|name| (*name).to_owned())
    };
    first(&MAIN).into_iter().chain(first(&OVERRIDES)).collect()
}

/// The profiles that are switched on. `*`: all.
pub(super) fn profiles(manifest: &Manifest<'_>) -> Vec<String> {
    let list = variable(manifest, "COMPOSE_PROFILES").unwrap_or_default();
    list.split(',')
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .collect()
}

/// A variable as Compose has it: that of the environment first, then that of the `.env` beside the file.
pub(super) fn variable(manifest: &Manifest<'_>, name: &str) -> Option<String> {
    if let Some(value) = manifest.host.env_text(name) {
        return Some(value.to_owned());
    }
    let text = manifest
        .host
        .read_text(&manifest.directory.join(".env"), ENV_BYTES)
        .ok()?;
    dotenv::value(&text, name)
        .filter(|value| !value.is_empty())
        .map(str::to_owned)
}

/// Compose looks for a file of this name by itself.
pub(super) fn is_default(name: &str) -> bool {
    MAIN.contains(&name) || OVERRIDES.contains(&name)
}

/// What the files that are merged later take out of a file.
#[derive(Default)]
pub(super) struct Removed {
    /// The keys that lead to values that are gone or replaced.
    keys: Vec<Vec<String>>,
}

impl Removed {
    /// Reads the files that `taken` has behind the manifest's own, and the resets in the file itself.
    pub(super) fn read(manifest: &Manifest<'_>, taken: &[String]) -> Self {
        let resets = yaml_file::tags(manifest.text)
            .into_iter()
            .filter(|(_, tag)| *tag == Tag::Reset);
        let mut keys: Vec<Vec<String>> = resets.map(|(keys, _)| keys).collect();
        let later = taken.iter().skip_while(|name| *name != manifest.name).skip(1);
        for name in later {
            let file = manifest.directory.join(Path::new(name));
            let text = manifest.host.read_text(&file, MANIFEST_BYTES).unwrap_or_default();
            keys.extend(yaml_file::tags(&text).into_iter().map(|(keys, _)| keys));
            let file = yaml_file::parse_quietly(&text);
            let services = file.as_ref().and_then(|file| file.get("services"));
            let silent = services.map(Node::entries).unwrap_or_default().iter();
            let silent = silent.filter(|(_, service)| !super::publishes(service));
            keys.extend(silent.map(|(name, _)| vec!["services".to_owned(), name.clone()]));
        }
        Self { keys }
    }

    /// The value at these keys, or one that it is in, is gone or replaced.
    pub(super) fn has(&self, keys: &[&str]) -> bool {
        self.keys
            .iter()
            .any(|removed| removed.len() <= keys.len() && removed.iter().zip(keys).all(|(removed, key)| removed == key))
    }
}
