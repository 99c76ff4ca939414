//! mise's configuration: which files count here, and what they set.
//!
//! Sources: mise's `src/config/mod.rs` (`LOCAL_CONFIG_FILENAMES`, `env_config_patterns`, `load_config_paths`), `src/config/miserc.rs`,
//! `src/lockfile.rs`, `settings.toml`.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::super::line_file;
use super::super::tool_versions::versions_of;
use crate::host::Host;
use crate::version::Version;

/// A file that mise reads is at most this large.
const FILE_BYTES: u64 = 64 * 1024;

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

/// One file of mise's configuration.
#[derive(Debug, Deserialize, Default)]
pub struct MiseConfig {
    /// Where it is.
    #[serde(skip)]
    pub path: PathBuf,
    /// It is no TOML: mise stops with an error.
    #[serde(skip)]
    pub is_broken: bool,
    /// The tools that it sets.
    #[serde(default)]
    pub tools: BTreeMap<String, MiseVersions>,
    #[serde(default)]
    settings: Settings,
    #[serde(default)]
    alias: BTreeMap<String, Alias>,
    #[serde(default)]
    tool_alias: BTreeMap<String, Alias>,
}

#[derive(Debug, Deserialize, Default)]
struct Settings {
    idiomatic_version_file_enable_tools: Option<Vec<String>>,
    disable_tools: Option<Vec<String>>,
    enable_tools: Option<Vec<String>>,
    lockfile: Option<bool>,
    not_found_system_fallback: Option<bool>,
}

/// `[alias.node] mine = "20"`, or since 2024 `[tool_alias.node.versions]`.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Alias {
    Versions { versions: BTreeMap<String, String> },
    Plain(BTreeMap<String, String>),
    Other(serde::de::IgnoredAny),
}

impl Alias {
    fn get(&self, version: &str) -> Option<&String> {
        match self {
            Self::Versions { versions } | Self::Plain(versions) => versions.get(version),
            Self::Other(_) => None,
        }
    }
}

/// The versions of a tool, in any of the ways that they may be written.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum MiseVersions {
    /// `"20"`.
    One(String),
    /// `20`.
    Number(f64),
    /// `{ version = "20" }`.
    Table {
        /// `None`: something else says which, such as a path.
        version: Option<String>,
        /// The systems that it is for. `None`: all.
        os: Option<Vec<String>>,
    },
    /// `["20", "22"]`.
    Many(Vec<MiseVersions>),
}

impl MiseVersions {
    /// All of them, those for other systems left out.
    pub fn all(&self) -> Vec<String> {
        match self {
            Self::One(version) => vec![version.clone()],
            Self::Number(number) => vec![number.to_string()],
            Self::Table { os: Some(os), .. } if !os.iter().any(|os| is_this_system(os)) => Vec::new(),
            Self::Table { version, .. } => version.clone().into_iter().collect(),
            Self::Many(versions) => versions.iter().flat_map(Self::all).collect(),
        }
    }
}

/// `linux`, `macos`, `windows`, perhaps with an architecture: `linux/x64`.
fn is_this_system(text: &str) -> bool {
    let (system, architecture) = text
        .split_once('/')
        .map_or((text, None), |(one, other)| (one, Some(other)));
    let own_architecture = match std::env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        other => other,
    };
    system == std::env::consts::OS && architecture.is_none_or(|architecture| architecture == own_architecture)
}

/// All that is configured in a directory, the strongest file first.
#[derive(Debug)]
pub struct MiseConfigs(pub Vec<MiseConfig>);

impl MiseConfigs {
    /// Reads what holds in `directory`.
    pub fn read(host: &Host, directory: &Path) -> Self {
        if is_on(host, "MISE_NO_CONFIG") == Some(true) {
            return Self(Vec::new());
        }
        let configs = files(host, directory).into_iter().filter_map(|path| {
            let text = host.text_once(&path, FILE_BYTES)?;
            let is_toml = path.extension().is_some_and(|extension| extension == "toml");
            let config = if is_toml {
                MiseConfig {
                    is_broken: text.parse::<toml::Table>().is_err(),
                    ..toml::from_str(&text).unwrap_or_default()
                }
            } else {
                MiseConfig {
                    tools: of_tool_versions(&text),
                    ..MiseConfig::default()
                }
            };
            Some(MiseConfig { path, ..config })
        });
        Self(configs.collect())
    }

    /// The directories that are looked in, from `directory` up to a ceiling.
    pub fn directories<'d>(host: &Host, directory: &'d Path) -> impl Iterator<Item = &'d Path> {
        let ceilings: Vec<PathBuf> = paths_in(host, "MISE_CEILING_PATHS");
        directory
            .ancestors()
            .take_while(move |directory| !ceilings.iter().any(|ceiling| ceiling == directory))
    }

    /// The strongest file that sets a tool, by mise's own name for it.
    pub fn setter(&self, tool: &str) -> Option<&Path> {
        let sets = |config: &&MiseConfig| config.tools.keys().any(|name| mise_name(name) == tool);
        self.0.iter().find(sets).map(|config| config.path.as_path())
    }

    fn setting<T>(&self, get: impl Fn(&Settings) -> Option<T>) -> Option<T> {
        self.0.iter().find_map(|config| get(&config.settings))
    }

    /// The names in a list of tools: a variable's, else the strongest file's.
    fn list(&self, host: &Host, variable: &str, get: impl Fn(&Settings) -> Option<&Vec<String>>) -> Vec<String> {
        match host.env_text(variable) {
            Some(text) => text.split(',').map(|name| name.trim().to_owned()).collect(),
            None => self.setting(|settings| get(settings).cloned()).unwrap_or_default(),
        }
    }

    /// The tools whose versions are also read from files of other managers.
    pub fn idiomatic_tools(&self, host: &Host) -> Vec<String> {
        self.list(host, "MISE_IDIOMATIC_VERSION_FILE_ENABLE_TOOLS", |settings| {
            settings.idiomatic_version_file_enable_tools.as_ref()
        })
    }

    /// mise passes over what is set for a tool.
    pub fn is_disabled(&self, host: &Host, tool: &str) -> bool {
        let enabled = self.list(host, "MISE_ENABLE_TOOLS", |settings| settings.enable_tools.as_ref());
        let disabled = self.list(host, "MISE_DISABLE_TOOLS", |settings| settings.disable_tools.as_ref());
        disabled.iter().any(|name| name == tool) || (!enabled.is_empty() && !enabled.iter().any(|name| name == tool))
    }

    /// What no version is set for is looked for further down PATH.
    pub fn falls_back(&self, host: &Host) -> bool {
        is_on(host, "MISE_NOT_FOUND_SYSTEM_FALLBACK")
            .or_else(|| self.setting(|settings| settings.not_found_system_fallback))
            .unwrap_or(true)
    }

    /// The version that a name stands for.
    pub fn unalias(&self, tool: &str, version: &str) -> String {
        let aliases = || self.0.iter().flat_map(|config| [&config.tool_alias, &config.alias]);
        let found = aliases().find_map(|aliases| aliases.get(tool)?.get(version));
        found.map_or_else(|| version.to_owned(), Clone::clone)
    }

    /// The version that the lock file beside a configuration file has for a version that is asked for.
    pub fn locked(&self, host: &Host, path: &Path, tool: &str, wanted: &str) -> Option<String> {
        let enabled = is_on(host, "MISE_LOCKFILE").or_else(|| self.setting(|settings| settings.lockfile));
        if enabled == Some(false) || wanted.contains(':') {
            return None;
        }
        let lock: LockFile = toml::from_str(&host.text_once(&lock_file(path)?, FILE_BYTES)?).ok()?;
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

fn of_tool_versions(text: &str) -> BTreeMap<String, MiseVersions> {
    line_file::lines(text)
        .filter_map(|(line, _)| line.split_whitespace().next())
        .filter_map(|name| {
            let versions = versions_of(text, name)?;
            let versions = versions.into_iter().map(MiseVersions::One).collect();
            // mise takes a colon behind the name for a slip.
            Some((name.trim_end_matches(':').to_owned(), MiseVersions::Many(versions)))
        })
        .collect()
}

/// A variable that switches something on or off. `None`: it does neither.
fn is_on(host: &Host, variable: &str) -> Option<bool> {
    match host.env_text(variable)? {
        "1" | "true" | "yes" | "on" | "y" => Some(true),
        "0" | "false" | "no" | "off" | "n" => Some(false),
        _ => None,
    }
}

fn paths_in(host: &Host, variable: &str) -> Vec<PathBuf> {
    host.env(variable)
        .map(std::env::split_paths)
        .into_iter()
        .flatten()
        .collect()
}

/// Every file that may set a tool here, the strongest first: of this directory, of its parents, of the user, of the system.
fn files(host: &Host, directory: &Path) -> Vec<PathBuf> {
    let names = names(host, directory);
    let mut files: Vec<PathBuf> = MiseConfigs::directories(host, directory)
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
        None => MiseConfigs::directories(host, directory)
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

/// mise's own name for a tool that asdf calls otherwise, and the directory's name of a tool with a backend (`npm:prettier`).
pub fn mise_name(name: &str) -> String {
    match name {
        "nodejs" => "node".to_owned(),
        "golang" => "go".to_owned(),
        other => other
            .replace([':', '/', '@'], "-")
            .trim_start_matches("core-")
            .to_owned(),
    }
}

/// A name that stands for itself in a path.
fn is_name(text: &str) -> bool {
    !text.is_empty() && text != "." && text != ".." && !text.contains(['/', '\\', '\0'])
}
