//! mise: shims are links to mise; versions come from variables, `mise.toml` in its variants, `.tool-versions`, and files of other managers.
//!
//! `mise activate` puts the tools' own directories on PATH instead, which needs nothing of this.
//! Sources: mise's documentation, "Configuration" and "Shims"; `src/shims.rs` (`which_shim`), `src/toolset/tool_version.rs`.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::{Shim, ShimCandidate, is_name, language, lines, next_on_path, not_installed, program_in, refused, small};
use crate::host::Host;
use crate::probe::path::PathIndex;
use crate::requirement::{MiseConfig, MiseConfigs, mise_directories, mise_name, mise_version};
use crate::version::Version;

const MANAGER: &str = "mise";

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
    let configs = MiseConfigs::read(host, host.directory());
    if let Some(broken) = configs.0.iter().find(|config| config.is_broken) {
        let file = broken.path.to_string_lossy().into_owned();
        return Some(refused(MANAGER, file, "it is not valid TOML".to_owned()));
    }
    let mut missing = None;
    let mut computed = None;
    for Wanted {
        tool,
        versions,
        said_by,
    } in wanted(host, &configs, &installs, candidate.program)
    {
        for version in versions {
            let is_own = tool == candidate.program || language::includes(&tool, candidate.program);
            let Some(version) = mise_version(host, &version) else {
                if is_own {
                    computed.get_or_insert_with(|| Shim::LeftAlone {
                        manager: MANAGER.to_owned(),
                        detail: format!("it computes the version of {tool} (set by {said_by})"),
                    });
                }
                continue;
            };
            if version == "system" {
                // Which programs a tool brings is only known from an installed one: the shim's own name is the best guess.
                if tool == candidate.program
                    && let Some(found) = on_path(Some(said_by.clone()))
                {
                    return Some(found);
                }
                continue;
            }
            match installed_in(host, &installs.join(&tool), &version) {
                Some(directory) => {
                    if let Some(target) = program_of(host, &directory, candidate.program) {
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
    let fallback = || configs.falls_back(host).then(|| on_path(None)).flatten();
    computed.or(missing).or_else(fallback).or_else(|| {
        Some(Shim::NotIncluded {
            manager: MANAGER,
            detail: format!("no version is set for `{}`", candidate.program),
        })
    })
}

/// The directory of a version, which may be a part of one, or `latest`: an installation leaves links of those names, as a rule.
fn installed_in(host: &Host, tool: &Path, version: &str) -> Option<PathBuf> {
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

fn program_of(host: &Host, directory: &Path, program: &str) -> Option<PathBuf> {
    ["bin", "", "shims"]
        .iter()
        .find_map(|bin| program_in(host, &directory.join(bin), program))
}

fn any_version_has(host: &Host, tool: &Path, program: &str) -> bool {
    host.list(tool)
        .unwrap_or_default()
        .iter()
        .any(|version| program_of(host, &tool.join(version), program).is_some())
}

/// Every tool that is set here, with its versions and what set them: a stronger setting of a tool replaces a weaker one.
fn wanted(host: &Host, configs: &MiseConfigs, installs: &Path, program: &str) -> Vec<Wanted> {
    let mut wanted = Vec::new();
    let there = host.list_once(installs).unwrap_or_else(|| [].into());
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
    let enabled = configs.idiomatic_tools(host);
    let mut own = configs.0.iter().peekable();
    for directory in mise_directories(host, host.directory()) {
        while let Some(config) = own.next_if(|config| config.path.starts_with(directory)) {
            wanted.extend(of_config(host, configs, config));
        }
        wanted.extend(of_others(host, directory, &enabled));
    }
    wanted.extend(own.flat_map(|config| of_config(host, configs, config)));
    let mut seen = HashSet::new();
    wanted.retain(|wanted| {
        is_name(&wanted.tool) && seen.insert(wanted.tool.clone()) && !configs.is_disabled(host, &wanted.tool)
    });
    for wanted in &mut wanted {
        for version in &mut wanted.versions {
            *version = configs.unalias(&wanted.tool, version);
        }
    }
    wanted
}

fn of_config(host: &Host, configs: &MiseConfigs, config: &MiseConfig) -> Vec<Wanted> {
    let said_by = config.path.to_string_lossy().into_owned();
    config
        .tools
        .iter()
        .map(|(name, versions)| {
            let tool = mise_name(name);
            let versions = versions.all();
            let locked = |version: String| {
                let version = configs.unalias(&tool, &version);
                configs.locked(host, &config.path, &tool, &version).unwrap_or(version)
            };
            Wanted {
                versions: versions.into_iter().map(locked).collect(),
                said_by: said_by.clone(),
                tool: tool.clone(),
            }
        })
        // Nothing is set for another system.
        .filter(|wanted| !wanted.versions.is_empty())
        .collect()
}

/// What files of other managers in a directory say, for the tools that this is on for.
fn of_others(host: &Host, directory: &Path, enabled: &[String]) -> Vec<Wanted> {
    IDIOMATIC
        .iter()
        .filter(|(tool, _)| enabled.iter().any(|enabled| enabled == tool))
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
