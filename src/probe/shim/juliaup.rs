//! juliaup: `julia` is a launcher, and `juliaup.json` says which Julia each channel is.
//!
//! The channel comes from `JULIAUP_CHANNEL`, else from the override of the nearest directory, else it is the default. What a project's
//! manifest chooses, with the setting `ManifestVersionDetect`, depends on the arguments of `julia`.
//! Sources: juliaup's `src/bin/julialauncher.rs`, `src/config_file.rs`, `src/global_paths.rs`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{Shim, ShimCandidate, not_installed, program_in, small};
use crate::host::Host;

const MANAGER: &str = "juliaup";

#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Settings {
    default: Option<String>,
    installed_versions: BTreeMap<String, Installed>,
    installed_channels: BTreeMap<String, Channel>,
    overrides: Vec<Override>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Installed {
    path: PathBuf,
    binary_path: Option<PathBuf>,
}

/// A channel: another one, a program of the user's, a build of its own, or an installed version.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct Channel {
    target: Option<String>,
    command: Option<PathBuf>,
    path: Option<PathBuf>,
    binary_path: Option<PathBuf>,
    version: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Override {
    path: PathBuf,
    channel: String,
}

pub(super) fn resolve(host: &Host, candidate: &ShimCandidate<'_>) -> Option<Shim> {
    let is_launcher = candidate.resolved.file_stem()? == "julialauncher";
    if candidate.program != "julia" || !is_launcher {
        return None;
    }
    let depot = host
        .env_path("JULIAUP_DEPOT_PATH")
        .or_else(|| Some(host.home()?.join(".julia")))?;
    let directory = depot.join("juliaup");
    let settings: Settings = small(host, &directory.join("juliaup.json"))
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default();
    let Some((name, said_by)) = wanted(host, &settings) else {
        return Some(Shim::NotIncluded {
            manager: MANAGER,
            detail: "no channel is chosen".to_owned(),
        });
    };
    Some(match program(host, &settings, &directory, &name) {
        Some(target) => Shim::Leads {
            manager: MANAGER,
            target: host.resolve(&target).unwrap_or(target),
            chosen_by: Some(said_by),
        },
        None => not_installed(MANAGER, "", &name, &said_by),
    })
}

/// The channel that is chosen here, and what chooses it.
fn wanted(host: &Host, settings: &Settings) -> Option<(String, String)> {
    if let Some(name) = host.env_text("JULIAUP_CHANNEL") {
        return Some((name.to_owned(), "JULIAUP_CHANNEL".to_owned()));
    }
    let here = host
        .canonicalize(host.directory())
        .unwrap_or_else(|_| host.directory().to_owned());
    let nearest = settings
        .overrides
        .iter()
        .filter(|one| here.starts_with(&one.path))
        .max_by_key(|one| one.path.as_os_str().len());
    if let Some(Override { path, channel }) = nearest {
        return Some((channel.clone(), format!("the override of {}", path.display())));
    }
    Some((settings.default.clone()?, "default".to_owned()))
}

/// The program of a channel.
fn program(host: &Host, settings: &Settings, directory: &Path, name: &str) -> Option<PathBuf> {
    let mut channel = settings.installed_channels.get(name)?;
    if let Some(target) = &channel.target {
        channel = settings.installed_channels.get(target)?;
    }
    if let Some(command) = &channel.command {
        return Some(command.clone());
    }
    let installed = || settings.installed_versions.get(channel.version.as_ref()?);
    let (path, binary) = match &channel.path {
        Some(path) => (path, &channel.binary_path),
        None => installed().map(|installed| (&installed.path, &installed.binary_path))?,
    };
    let below = |path: &Path| directory.join(path.strip_prefix(".").unwrap_or(path));
    match binary {
        Some(binary) => Some(below(binary)).filter(|path| host.is_file(path)),
        None => program_in(host, &below(path).join("bin"), "julia"),
    }
}
