//! mise: shims are links to mise; versions come from variables, `mise.toml` in its variants, and `.tool-versions`.
//!
//! `mise activate` puts the real folders on PATH instead, which needs nothing of this.
//! Source: mise's documentation, "Configuration" and "Shims". An install folder has a link for each part of its version: `20`, `latest`.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::asdf::tool_versions;
use super::{Asked, Shim, next_on_path, program_in, small};
use crate::host::Host;
use crate::probe::path::PathIndex;

const MANAGER: &str = "mise";

/// Settings files of a directory, the strongest first.
const FILES: [&str; 9] = [
    "mise.local.toml",
    ".mise.local.toml",
    "mise.toml",
    ".mise.toml",
    "mise/config.toml",
    ".mise/config.toml",
    ".config/mise.toml",
    ".config/mise/config.toml",
    ".tool-versions",
];

#[derive(Deserialize, Default)]
struct Settings {
    #[serde(default)]
    tools: std::collections::BTreeMap<String, Versions>,
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
    fn first(&self) -> Option<String> {
        match self {
            Self::One(version) => Some(version.clone()),
            Self::Number(number) => Some(number.to_string()),
            Self::Table { version } => version.clone(),
            Self::Many(versions) => versions.first()?.first(),
        }
    }
}

pub(super) fn resolve(host: &Host, index: &PathIndex, asked: &Asked<'_>) -> Option<Shim> {
    let directory = asked.path.parent()?;
    let is_shim = directory.file_name()? == "shims"
        && (asked.resolved.file_stem().is_some_and(|name| name == "mise")
            || directory.parent()?.file_name()? == "mise");
    if !is_shim {
        return None;
    }
    let data = host
        .env_path("MISE_DATA_DIR")
        .or_else(|| directory.parent().map(Path::to_owned))?;
    let installs = data.join("installs");
    let mut first_missing = None;
    for (tool, version, said_by) in wanted(host, &installs) {
        if version == "system" {
            // Which programs a tool brings is only known from an installed one: the shim's own name is the best guess.
            if tool == asked.program
                && let Some(target) = next_on_path(host, index, asked.program, &|other| other == directory)
            {
                return Some(Shim::Leads {
                    manager: MANAGER,
                    target,
                    chosen_by: Some(said_by),
                });
            }
            continue;
        }
        if version.contains(['/', '\\']) || version == ".." {
            continue;
        }
        let folder = installs.join(&tool).join(&version);
        if !host.is_directory(&folder) {
            let brings_it = tool == asked.program || any_version_has(host, &installs.join(&tool), asked.program);
            if brings_it && first_missing.is_none() {
                first_missing = Some(format!(
                    "wants {tool} {version} (set by {said_by}), which is not installed"
                ));
            }
            continue;
        }
        if let Some(target) = program_of(host, &folder, asked.program) {
            return Some(Shim::Leads {
                manager: MANAGER,
                target: host.canonicalize(&target).unwrap_or(target),
                chosen_by: Some(said_by),
            });
        }
    }
    if let Some(detail) = first_missing {
        return Some(Shim::NotInstalled {
            manager: MANAGER,
            detail,
        });
    }
    // No settings name it: mise then runs the next one on PATH.
    Some(
        match next_on_path(host, index, asked.program, &|other| other == directory) {
            Some(target) => Shim::Leads {
                manager: MANAGER,
                target,
                chosen_by: None,
            },
            None => Shim::NotInstalled {
                manager: MANAGER,
                detail: format!("no version is set for `{}`", asked.program),
            },
        },
    )
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

/// Every tool that is set here, with its version and what set it, the strongest first.
fn wanted(host: &Host, installs: &Path) -> Vec<(String, String, String)> {
    let mut wanted = Vec::new();
    for tool in host.list(installs).unwrap_or_default() {
        let Ok(tool) = tool.into_string() else { continue };
        let variable = format!("MISE_{}_VERSION", tool.to_uppercase().replace('-', "_"));
        if let Some(version) = host.env_text(&variable) {
            wanted.push((tool, version.to_owned(), variable));
        }
    }
    let mut files: Vec<PathBuf> = host
        .directory()
        .ancestors()
        .flat_map(|directory| FILES.iter().map(|file| directory.join(file)))
        .collect();
    let settings = host.env_path("MISE_CONFIG_DIR").or_else(|| {
        Some(
            host.env_path("XDG_CONFIG_HOME")
                .or_else(|| Some(host.home()?.join(".config")))?
                .join("mise"),
        )
    });
    files.extend(
        settings
            .into_iter()
            .flat_map(|folder| [folder.join("config.local.toml"), folder.join("config.toml")]),
    );
    files.extend(host.home().map(|home| home.join(".tool-versions")));
    for path in files {
        let Some(text) = small(host, &path) else { continue };
        let said_by = path.to_string_lossy().into_owned();
        if path.ends_with(".tool-versions") {
            let names: Vec<&str> = super::lines(&text)
                .filter_map(|line| line.split_whitespace().next())
                .collect();
            for name in names {
                let version = tool_versions(&text, name).and_then(|versions| versions.into_iter().next());
                wanted.extend(version.map(|version| (own_name(name), version, said_by.clone())));
            }
        } else {
            let settings: Settings = toml::from_str(&text).unwrap_or_default();
            wanted.extend(
                settings
                    .tools
                    .iter()
                    .filter_map(|(name, versions)| Some((own_name(name), versions.first()?, said_by.clone()))),
            );
        }
    }
    wanted
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
