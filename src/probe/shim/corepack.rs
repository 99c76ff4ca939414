//! Corepack: `yarn` and `pnpm` that would fetch themselves.
//!
//! The version comes from `packageManager` in the nearest `package.json`, else from the last one used, else from corepack's own table.
//! Source: corepack's README, and `sources/{Engine,specUtils,folderUtils}.ts`.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{Asked, Shim, small};
use crate::host::Host;

const MANAGER: &str = "corepack";

#[derive(Deserialize)]
struct Manifest {
    #[serde(rename = "packageManager")]
    package_manager: Option<String>,
}

#[derive(Deserialize)]
struct Table {
    definitions: std::collections::BTreeMap<String, Definition>,
}

#[derive(Deserialize)]
struct Definition {
    default: Option<String>,
}

pub(super) fn resolve(host: &Host, asked: &Asked<'_>) -> Option<Shim> {
    let package = match asked.program {
        "yarn" | "yarnpkg" => "yarn",
        "pnpm" | "pnpx" => "pnpm",
        _ => return None,
    };
    let dist = asked.resolved.parent()?;
    if !dist.ends_with("corepack/dist") && !dist.ends_with("corepack/shims") {
        return None;
    }
    let cache = cache_folder(host)?;
    let Some((version, said_by)) = wanted(host, package, &cache, dist.parent()?) else {
        return Some(Shim::Unknown {
            manager: MANAGER,
            detail: format!("nothing says which version of {package} it takes"),
        });
    };
    if version.contains(['/', '\\']) {
        return Some(Shim::Unknown {
            manager: MANAGER,
            detail: format!("takes {package} from an address (set by {said_by})"),
        });
    }
    let folder = cache.join("v1").join(package).join(&version);
    let manifest = folder.join("package.json");
    // Yarn from 2 on is one file without a manifest beside it.
    let programs = [
        folder.join("bin").join(format!("{package}.cjs")),
        folder.join("bin").join(format!("{package}.js")),
        folder.join("yarn.js"),
    ];
    Some(
        match programs
            .into_iter()
            .find(|path| host.is_file(path))
            .or_else(|| host.is_file(&manifest).then_some(manifest))
        {
            Some(target) => Shim::Leads {
                manager: MANAGER,
                target,
                chosen_by: Some(said_by),
            },
            None => Shim::NotInstalled {
                manager: MANAGER,
                detail: format!("wants {package} {version} (set by {said_by}), which is not installed"),
            },
        },
    )
}

fn cache_folder(host: &Host) -> Option<PathBuf> {
    host.env_path("COREPACK_HOME").or_else(|| {
        let caches = host
            .env_path("XDG_CACHE_HOME")
            .or_else(|| host.env_path("LOCALAPPDATA"))
            .or_else(|| Some(host.home()?.join(".cache")))?;
        Some(caches.join("node/corepack"))
    })
}

/// The version without its hash, and what set it.
fn wanted(host: &Host, package: &str, cache: &Path, corepack: &Path) -> Option<(String, String)> {
    for directory in host.directory().ancestors() {
        let path = directory.join("package.json");
        let Some(manifest) = host
            .read_text(&path, 4 * 1024 * 1024)
            .ok()
            .and_then(|text| serde_json::from_str::<Manifest>(&text).ok())
        else {
            continue;
        };
        if let Some((name, version)) = manifest
            .package_manager
            .as_deref()
            .and_then(|text| text.split_once('@'))
            && name == package
        {
            return Some((without_hash(version), path.to_string_lossy().into_owned()));
        }
    }
    let last: Option<std::collections::BTreeMap<String, String>> = ["lastKnownGood.json", "v1/lastKnownGood.json"]
        .iter()
        .find_map(|file| serde_json::from_str(&small(host, &cache.join(file))?).ok());
    if let Some(version) = last.as_ref().and_then(|last| last.get(package)) {
        return Some((without_hash(version), "the last one used".to_owned()));
    }
    let table: Table = serde_json::from_str(&small(host, &corepack.join("dist/../config.json"))?).ok()?;
    table
        .definitions
        .get(package)?
        .default
        .as_deref()
        .map(|version| (without_hash(version), "corepack".to_owned()))
}

fn without_hash(version: &str) -> String {
    version.split('+').next().unwrap_or(version).to_owned()
}
