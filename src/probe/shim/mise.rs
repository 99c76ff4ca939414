//! mise: shims are links to mise; versions come from variables, `mise.toml` in its variants, `.tool-versions`, and files of other managers.
//!
//! `mise activate` puts the real folders on PATH instead, which needs nothing of this.
//! Sources: mise's documentation, "Configuration" and "Shims"; `src/config/mod.rs` (the names of files), `src/shims.rs` (`which_shim`).

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::asdf::tool_versions;
use super::{Shim, ShimCandidate, is_name, language, lines, next_on_path, not_installed, program_in, small};
use crate::host::Host;
use crate::probe::path::PathIndex;
use crate::version::Version;

const MANAGER: &str = "mise";

/// Settings files of a directory, the strongest first. Source: `LOCAL_CONFIG_FILENAMES`, there the weakest first.
const FILES: [&str; 15] = [
    ".mise.local.toml",
    "mise.local.toml",
    "mise/config.local.toml",
    ".mise/config.local.toml",
    ".config/mise.local.toml",
    ".config/mise/mise.local.toml",
    ".config/mise/config.local.toml",
    ".mise.toml",
    "mise.toml",
    "mise/config.toml",
    ".mise/config.toml",
    ".config/mise.toml",
    ".config/mise/mise.toml",
    ".config/mise/config.toml",
    ".tool-versions",
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
/// Files of other managers, weaker than mise's own; read for the tools that a setting names.
const IDIOMATIC: [(&str, &[&str]); 9] = [
    ("crystal", &[".crystal-version"]),
    ("elixir", &[".exenv-version"]),
    ("go", &[".go-version"]),
    ("java", &[".java-version"]),
    ("node", &[".node-version", ".nvmrc"]),
    ("python", &[".python-version", ".python-versions"]),
    ("ruby", &[".ruby-version"]),
    ("terraform", &[".terraform-version"]),
    ("zig", &[".zig-version"]),
];
const IDIOMATIC_VARIABLE: &str = "MISE_IDIOMATIC_VERSION_FILE_ENABLE_TOOLS";

#[derive(Deserialize, Default)]
struct Config {
    #[serde(default)]
    tools: BTreeMap<String, Versions>,
    #[serde(default)]
    settings: Settings,
}

#[derive(Deserialize, Default)]
struct Settings {
    #[serde(default)]
    idiomatic_version_file_enable_tools: Vec<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Versions {
    One(String),
    Number(f64),
    Table { version: Option<String> },
    Many(Vec<Versions>),
}

impl Versions {
    fn all(&self) -> Vec<String> {
        match self {
            Self::One(version) => vec![version.clone()],
            Self::Number(number) => vec![number.to_string()],
            Self::Table { version } => version.clone().into_iter().collect(),
            Self::Many(versions) => versions.iter().flat_map(Self::all).collect(),
        }
    }
}

/// The versions that are set for a tool.
struct Wanted {
    tool: String,
    versions: Vec<String>,
    said_by: String,
}

pub(super) fn resolve(host: &Host, index: &PathIndex, candidate: &ShimCandidate<'_>) -> Option<Shim> {
    let directory = candidate.path.parent()?;
    let is_shim = directory.file_name()? == "shims"
        && (candidate.resolved.file_stem().is_some_and(|name| name == "mise")
            || directory.parent()?.file_name()? == "mise");
    if !is_shim {
        return None;
    }
    let data = host
        .env_path("MISE_DATA_DIR")
        .or_else(|| directory.parent().map(Path::to_owned))?;
    let installs = data.join("installs");
    let on_path = |chosen_by: Option<String>| {
        next_on_path(host, index, candidate.program, &|other| other == directory).map(|target| Shim::Leads {
            manager: MANAGER,
            target,
            chosen_by,
        })
    };
    let mut missing = None;
    for Wanted {
        tool,
        versions,
        said_by,
    } in wanted(host, &installs, candidate.program)
    {
        for version in versions {
            if version == "system" {
                // Which programs a tool brings is only known from an installed one: the shim's own name is the best guess.
                if tool == candidate.program
                    && let Some(found) = on_path(Some(said_by.clone()))
                {
                    return Some(found);
                }
                continue;
            }
            match folder(host, &installs.join(&tool), &version) {
                Some(folder) => {
                    if let Some(target) = program_of(host, &folder, candidate.program) {
                        return Some(Shim::Leads {
                            manager: MANAGER,
                            target: host.canonicalize(&target).unwrap_or(target),
                            chosen_by: Some(said_by),
                        });
                    }
                }
                None if tool == candidate.program
                    || (language::includes(&tool, candidate.program)
                        && any_version_has(host, &installs.join(&tool), candidate.program)) =>
                {
                    missing.get_or_insert_with(|| not_installed(MANAGER, &tool, &version, &said_by));
                }
                None => {}
            }
        }
    }
    // No settings name it: mise then runs the next one on PATH.
    missing.or_else(|| on_path(None)).or_else(|| {
        Some(Shim::NotIncluded {
            manager: MANAGER,
            detail: format!("no version is set for `{}`", candidate.program),
        })
    })
}

/// The folder of a version, which may be a part of one, or `latest`: an installation leaves links of those names, as a rule.
fn folder(host: &Host, tool: &Path, version: &str) -> Option<PathBuf> {
    if let Some(path) = version.strip_prefix("path:") {
        let path = match path.strip_prefix("~/") {
            Some(below_home) => host.home()?.join(below_home),
            None => PathBuf::from(path),
        };
        return (path.is_absolute() && host.is_directory(&path)).then_some(path);
    }
    let version = version.strip_prefix("prefix:").unwrap_or(version);
    // nvm's names of long-term releases: `lts/hydrogen`.
    let version = version.replacen("ref:", "ref-", 1).replacen("lts/", "lts-", 1);
    if !is_name(&version) {
        return None;
    }
    let exact = tool.join(&version);
    if host.is_directory(&exact) {
        return Some(exact);
    }
    let begins = format!("{version}.");
    let (_, newest) = host
        .list(tool)
        .ok()?
        .into_iter()
        .filter_map(|name| name.into_string().ok())
        .filter(|name| version == "latest" || name.starts_with(&begins))
        .filter_map(|name| Some((Version::parse(&name).filter(|version| !version.is_prerelease())?, name)))
        .max()?;
    Some(tool.join(newest))
}

fn program_of(host: &Host, folder: &Path, program: &str) -> Option<PathBuf> {
    ["bin", "", "shims"]
        .iter()
        .find_map(|bin| program_in(host, &folder.join(bin), program))
}

fn any_version_has(host: &Host, tool: &Path, program: &str) -> bool {
    host.list(tool)
        .unwrap_or_default()
        .iter()
        .any(|version| program_of(host, &tool.join(version), program).is_some())
}

/// Every tool that is set here, with its versions and what set them: a stronger setting of a tool replaces a weaker one.
fn wanted(host: &Host, installs: &Path, program: &str) -> Vec<Wanted> {
    let mut wanted = Vec::new();
    let there = host.list(installs).unwrap_or_default();
    let tools = there.iter().filter_map(|tool| tool.to_str()).chain([program]);
    for tool in tools {
        let variable = format!("MISE_{}_VERSION", tool.to_uppercase().replace('-', "_"));
        if let Some(version) = host.env_text(&variable) {
            wanted.push(Wanted {
                tool: tool.to_owned(),
                versions: version.split_whitespace().map(str::to_owned).collect(),
                said_by: variable,
            });
        }
    }
    let configs: Vec<(PathBuf, Config)> = files(host)
        .into_iter()
        .filter_map(|path| {
            let text = small(host, &path)?;
            let config = if path.ends_with(".tool-versions") {
                Config {
                    tools: of_tool_versions(&text),
                    settings: Settings::default(),
                }
            } else {
                toml::from_str(&text).unwrap_or_default()
            };
            Some((path, config))
        })
        .collect();
    let enabled: Vec<&str> = match host.env_text(IDIOMATIC_VARIABLE) {
        Some(text) => text.split(',').map(str::trim).collect(),
        None => configs
            .iter()
            .flat_map(|(_, config)| &config.settings.idiomatic_version_file_enable_tools)
            .map(String::as_str)
            .collect(),
    };
    let mut own = configs.iter().peekable();
    let mut idiomatic = Vec::new();
    for directory in host.directory().ancestors() {
        while let Some((path, config)) = own.next_if(|(path, _)| path.starts_with(directory)) {
            idiomatic.extend(of_config(path, config));
        }
        idiomatic.extend(of_others(host, directory, &enabled));
    }
    wanted.extend(idiomatic);
    wanted.extend(own.flat_map(|(path, config)| of_config(path, config)));
    let mut seen = HashSet::new();
    wanted.retain(|wanted| is_name(&wanted.tool) && seen.insert(wanted.tool.clone()));
    wanted
}

fn of_config(path: &Path, config: &Config) -> Vec<Wanted> {
    let said_by = path.to_string_lossy().into_owned();
    config
        .tools
        .iter()
        .map(|(name, versions)| Wanted {
            tool: own_name(name),
            versions: versions.all(),
            said_by: said_by.clone(),
        })
        .collect()
}

/// What files of other managers in a directory say, for the tools that this is on for.
fn of_others(host: &Host, directory: &Path, enabled: &[&str]) -> Vec<Wanted> {
    IDIOMATIC
        .iter()
        .filter(|(tool, _)| enabled.contains(tool))
        .filter_map(|(tool, files)| {
            files.iter().find_map(|file| {
                let path = directory.join(file);
                let version = small(host, &path).and_then(|text| lines(&text).next().map(str::to_owned))?;
                Some(Wanted {
                    tool: (*tool).to_owned(),
                    versions: vec![version.trim_start_matches('v').to_owned()],
                    said_by: path.to_string_lossy().into_owned(),
                })
            })
        })
        .collect()
}

fn of_tool_versions(text: &str) -> BTreeMap<String, Versions> {
    lines(text)
        .filter_map(|line| line.split_whitespace().next())
        .filter_map(|name| {
            let versions = tool_versions(text, name)?;
            let versions = versions.into_iter().map(Versions::One).collect();
            Some((name.to_owned(), Versions::Many(versions)))
        })
        .collect()
}

/// Every file that may set a tool here, the strongest first: of this directory, of its parents, of the user, of the system.
fn files(host: &Host) -> Vec<PathBuf> {
    let environments: Vec<&str> = host
        .env_text("MISE_ENV")
        .map(|text| text.split(',').map(str::trim).filter(|name| is_name(name)).collect())
        .unwrap_or_default();
    let names: Vec<String> = environments
        .iter()
        .rev()
        .flat_map(|environment| {
            FILES_OF_ENVIRONMENT
                .iter()
                .map(|pattern| pattern.replace("{}", environment))
        })
        .chain(FILES.iter().map(|name| (*name).to_owned()))
        .collect();
    let mut files: Vec<PathBuf> = host
        .directory()
        .ancestors()
        .flat_map(|directory| names.iter().map(move |name| directory.join(name)))
        .collect();
    let settings = host.env_path("MISE_CONFIG_DIR").or_else(|| {
        Some(
            host.env_path("XDG_CONFIG_HOME")
                .or_else(|| Some(host.home()?.join(".config")))?
                .join("mise"),
        )
    });
    if let Some(folder) = settings {
        files.push(folder.join("config.local.toml"));
        files.push(
            host.env_path("MISE_GLOBAL_CONFIG_FILE")
                .unwrap_or_else(|| folder.join("config.toml")),
        );
    }
    files.extend(host.home().map(|home| home.join(".tool-versions")));
    let system = host
        .env_path("MISE_SYSTEM_DIR")
        .unwrap_or_else(|| PathBuf::from("/etc/mise"));
    files.push(system.join("config.toml"));
    let mut seen = HashSet::new();
    files.retain(|path| seen.insert(path.clone()));
    files
}

/// mise's own name for a tool that asdf calls otherwise, and the folder's name of a tool with a backend (`npm:prettier`).
fn own_name(name: &str) -> String {
    match name {
        "nodejs" => "node".to_owned(),
        "golang" => "go".to_owned(),
        other => other
            .replace([':', '/', '@'], "-")
            .trim_start_matches("core-")
            .to_owned(),
    }
}
