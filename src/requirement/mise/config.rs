//! mise's configuration: what the files that count in a directory set.
//!
//! Source: mise's `settings.toml`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::super::line_file;
use super::super::tool_versions::versions_of;
use super::files::{FILE_BYTES, files};
use super::lock;
use super::mise_name;
use crate::host::Host;

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
        lock::version(host, path, tool, wanted)
    }
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
