//! swiftly: links named like Swift's programs lead to swiftly, and `config.json` lists the toolchains.
//!
//! The toolchain comes from the nearest `.swift-version`, else it is the default. Sources: swiftly's `Sources/Swiftly/Proxy.swift`,
//! `Use.swift` (`selectToolchain`), `Sources/SwiftlyCore/Platform.swift`, `Sources/LinuxPlatform/Linux.swift`.

use serde::Deserialize;

use super::{Shim, ShimCandidate, is_name, next_on_path, not_installed, program_in, refused, with_mark};
use crate::host::Host;
use crate::probe::path::PathIndex;
use crate::version::Version;

const MANAGER: &str = "swiftly";

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Settings {
    in_use: Option<String>,
    installed_toolchains: Vec<String>,
}

pub(super) fn resolve(host: &Host, index: &PathIndex, candidate: &ShimCandidate<'_>) -> Option<Shim> {
    // On macOS toolchains are where Xcode looks for them, under other names.
    let is_link = candidate.resolved.file_stem()? == "swiftly" && candidate.program != "swiftly";
    if !is_link || cfg!(target_os = "macos") {
        return None;
    }
    let data = host.home().map(|home| home.join(".local/share/swiftly"));
    let own = host.env_path("SWIFTLY_HOME_DIR").or_else(|| {
        let data_home = host.env_path("XDG_DATA_HOME").map(|data| data.join("swiftly"));
        data_home.or_else(|| data.clone())
    })?;
    let settings: Settings = with_mark(host, &own.join("config.json"))
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default();
    let (name, said_by) = match wanted(host, &settings) {
        Ok(found) => found,
        Err(shim) => return Some(shim),
    };
    let toolchains = host
        .env_path("SWIFTLY_TOOLCHAINS_DIR")
        .or_else(|| Some(data?.join("toolchains")))?;
    let programs = toolchains.join(&name).join("usr/bin");
    let target = program_in(host, &programs, candidate.program).or_else(|| {
        next_on_path(host, index, candidate.program, &|other| {
            candidate.path.parent() == Some(other)
        })
    });
    Some(match target {
        Some(target) => Shim::Leads {
            manager: MANAGER,
            target: host.resolve(&target).unwrap_or(target),
            chosen_by: Some(said_by),
        },
        None => Shim::NotIncluded {
            manager: MANAGER,
            detail: format!("toolchain {name} (set by {said_by}) has no `{}`", candidate.program),
        },
    })
}

/// The installed toolchain that is chosen here, and what chooses it; or why none is.
fn wanted(host: &Host, settings: &Settings) -> Result<(String, String), Shim> {
    let mut files = host
        .directory()
        .ancestors()
        .map(|directory| directory.join(".swift-version"));
    let Some((file, text)) = files.find_map(|file| Some((file.clone(), with_mark(host, &file)?))) else {
        let installed = |name: &String| settings.installed_toolchains.contains(name) && is_name(name);
        return match settings.in_use.clone().filter(installed) {
            Some(name) => Ok((name, "default".to_owned())),
            None => Err(Shim::NotIncluded {
                manager: MANAGER,
                detail: "no toolchain is chosen".to_owned(),
            }),
        };
    };
    let said_by = file.to_string_lossy().into_owned();
    let wanted = text.replace(['\n', '\r'], "");
    let wanted = wanted.strip_prefix("Swift ").unwrap_or(&wanted);
    if wanted.is_empty() {
        return Err(refused(MANAGER, said_by, "it is empty".to_owned()));
    }
    newest(settings, wanted)
        .map(|name| (name, said_by.clone()))
        .ok_or_else(|| not_installed(MANAGER, "toolchain", wanted, &said_by))
}

/// The newest installed toolchain of a name, or of the beginning of one: `6.0` is the newest `6.0.x`, `main-snapshot` the newest of those.
fn newest(settings: &Settings, wanted: &str) -> Option<String> {
    let is_of = |name: &&String| {
        let rest = name.strip_prefix(wanted);
        is_name(name) && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-']))
    };
    let is_release = |name: &&String| !name.contains("snapshot") || wanted.contains("snapshot");
    let latest = |name: &&String| wanted == "latest" && is_name(name) && !name.contains("snapshot");
    settings
        .installed_toolchains
        .iter()
        .filter(|name| (is_of(name) && is_release(name)) || latest(name))
        .max_by_key(|name| (Version::parse(name), (*name).clone()))
        .cloned()
}
