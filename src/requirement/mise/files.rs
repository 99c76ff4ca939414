//! Which files of mise's count in a directory, and which of them is stronger.
//!
//! Sources: mise's `src/config/mod.rs` (`LOCAL_CONFIG_FILENAMES`, `env_config_patterns`, `load_config_paths`), `src/config/miserc.rs`.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::host::Host;

/// A file that mise reads is at most this large.
pub(super) const FILE_BYTES: u64 = 64 * 1024;

/// Configuration files of a directory, the strongest first. Source: `LOCAL_CONFIG_FILENAMES`, there the weakest first.
const FILES: [&str; 17] = [
    ".mise.local.toml",
    "mise.local.toml",
    "mise/config.local.toml",
    ".mise/config.local.toml",
    ".config/mise.local.toml",
    ".config/mise/mise.local.toml",
    ".config/mise/config.local.toml",
    ".mise.toml",
    "mise.toml",
    ".rtx.toml",
    "mise/config.toml",
    ".mise/config.toml",
    ".mise/conf.d/*.toml",
    ".config/mise.toml",
    ".config/mise/mise.toml",
    ".config/mise/config.toml",
    ".config/mise/conf.d/*.toml",
];
/// The same with a `MISE_ENV`, stronger than all of those. Source: `env_config_patterns`.
const FILES_OF_ENVIRONMENT: [&str; 12] = [
    ".mise.{}.local.toml",
    ".mise/config.{}.local.toml",
    "mise.{}.local.toml",
    "mise/config.{}.local.toml",
    ".config/mise.{}.local.toml",
    ".config/mise/config.{}.local.toml",
    ".mise.{}.toml",
    ".mise/config.{}.toml",
    "mise.{}.toml",
    "mise/config.{}.toml",
    ".config/mise.{}.toml",
    ".config/mise/config.{}.toml",
];
/// Files of a user's or the system's directory of configuration, the strongest first.
const GLOBAL_FILES: [&str; 5] = [
    "config.local.toml",
    "mise.local.toml",
    "config.toml",
    "mise.toml",
    "conf.d/*.toml",
];
/// Where `env` may be set, in a directory.
const ENVIRONMENT_FILES: [&str; 3] = [".miserc.toml", ".config/miserc.toml", ".config/mise/miserc.toml"];

fn paths_in(host: &Host, variable: &str) -> Vec<PathBuf> {
    host.env(variable)
        .map(std::env::split_paths)
        .into_iter()
        .flatten()
        .collect()
}

/// The directories that are looked in, from `directory` up to a ceiling.
pub fn directories<'d>(host: &Host, directory: &'d Path) -> impl Iterator<Item = &'d Path> {
    let ceilings: Vec<PathBuf> = paths_in(host, "MISE_CEILING_PATHS");
    directory
        .ancestors()
        .take_while(move |directory| !ceilings.iter().any(|ceiling| ceiling == directory))
}

/// Every file that may set a tool here, the strongest first: of this directory, of its parents, of the user, of the system.
pub(super) fn files(host: &Host, directory: &Path) -> Vec<PathBuf> {
    let names = names(host, directory);
    let mut files: Vec<PathBuf> = directories(host, directory)
        .flat_map(|directory| names.iter().flat_map(move |name| expanded(host, directory, name)))
        .collect();
    let user = host.env_path("MISE_CONFIG_DIR").or_else(|| {
        let configuration = host
            .env_path("XDG_CONFIG_HOME")
            .or_else(|| Some(host.home()?.join(".config")))?;
        Some(configuration.join("mise"))
    });
    files.extend(host.env_path("MISE_GLOBAL_CONFIG_FILE"));
    if let Some(user) = user {
        files.extend(GLOBAL_FILES.iter().flat_map(|name| expanded(host, &user, name)));
    }
    files.extend(host.home().map(|home| home.join(".tool-versions")));
    let system = host
        .env_path("MISE_SYSTEM_CONFIG_DIR")
        .or_else(|| host.env_path("MISE_SYSTEM_DIR"));
    let system = system.unwrap_or_else(|| PathBuf::from("/etc/mise"));
    files.extend(GLOBAL_FILES.iter().flat_map(|name| expanded(host, &system, name)));
    let ignored = paths_in(host, "MISE_IGNORED_CONFIG_PATHS");
    let mut seen = HashSet::new();
    files.retain(|path| !ignored.iter().any(|ignored| path.starts_with(ignored)) && seen.insert(path.clone()));
    files
}

/// The names of the files that are looked for in a directory, the strongest first.
fn names(host: &Host, directory: &Path) -> Vec<String> {
    let listed = |variable: &str| -> Option<Vec<String>> {
        let text = host.env_text(variable)?;
        Some(
            text.split(':')
                .filter(|name| !name.is_empty() && *name != "none")
                .map(str::to_owned)
                .collect(),
        )
    };
    let environments = environments(host, directory);
    let of_environments = environments.iter().rev().flat_map(|environment| {
        FILES_OF_ENVIRONMENT
            .iter()
            .map(move |pattern| pattern.replace("{}", environment))
    });
    let mut names: Vec<String> = of_environments.collect();
    if let Some(instead) = listed("MISE_OVERRIDE_CONFIG_FILENAMES") {
        names.extend(instead.into_iter().rev());
    } else {
        let own = host
            .env_text("MISE_DEFAULT_CONFIG_FILENAME")
            .filter(|name| is_name(name));
        for name in FILES {
            // The user's own name is as strong as that of `mise.toml`.
            names.extend(own.filter(|_| name == "mise.toml").map(str::to_owned));
            names.push(name.to_owned());
        }
    }
    if let Some(instead) = listed("MISE_OVERRIDE_TOOL_VERSIONS_FILENAMES") {
        names.extend(instead.into_iter().rev());
    } else {
        let own = host.env_text("MISE_DEFAULT_TOOL_VERSIONS_FILENAME");
        names.extend(own.filter(|name| is_name(name)).map(str::to_owned));
        names.push(".tool-versions".to_owned());
    }
    names
}

/// `MISE_ENV`, else the `env` of the nearest `.miserc.toml`; of several the last is the strongest.
fn environments(host: &Host, directory: &Path) -> Vec<String> {
    #[derive(Deserialize)]
    struct MiseRc {
        env: Option<Vec<String>>,
    }
    let names: Vec<String> = match host.env_text("MISE_ENV") {
        Some(text) => text.split(',').map(|name| name.trim().to_owned()).collect(),
        None => directories(host, directory)
            .flat_map(|directory| ENVIRONMENT_FILES.map(|name| directory.join(name)))
            .find_map(|path| toml::from_str::<MiseRc>(&host.text_once(&path, FILE_BYTES)?).ok()?.env)
            .unwrap_or_default(),
    };
    names.into_iter().filter(|name| is_name(name)).collect()
}

/// The files that a name stands for: of `conf.d/*.toml` all that are there and not hidden, the last one the strongest.
fn expanded(host: &Host, directory: &Path, name: &str) -> Vec<PathBuf> {
    let Some(parts) = name.strip_suffix("/*.toml") else {
        return vec![directory.join(name)];
    };
    let directory = directory.join(parts);
    let names = host.list_once(&directory).unwrap_or_else(|| [].into());
    names
        .iter()
        .rev()
        .filter_map(|name| name.to_str())
        .filter(|name| !name.starts_with('.') && Path::new(name).extension() == Some("toml".as_ref()))
        .map(|name| directory.join(name))
        .collect()
}

/// A name that stands for itself in a path.
fn is_name(text: &str) -> bool {
    !text.is_empty() && text != "." && text != ".." && !text.contains(['/', '\\', '\0'])
}
