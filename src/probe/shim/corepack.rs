//! Corepack: `yarn`, `pnpm` and `npm` that would fetch themselves.
//!
//! The version comes from `packageManager` in the nearest `package.json` that has one, else from the last one that was prepared.
//! Sources: corepack's README, `sources/{Engine,specUtils,directoryUtils,corepackUtils}.ts`, and the bundle that Node.js ships.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{Shim, ShimCandidate, is_name, not_installed, refused, small};
use crate::host::Host;
use crate::version::{Dialect, Version, VersionRange};

const MANAGER: &str = "corepack";

#[derive(Deserialize)]
struct Manifest {
    #[serde(rename = "packageManager")]
    package_manager: Option<String>,
    #[serde(rename = "devEngines")]
    dev_engines: Option<DevEngines>,
}

#[derive(Deserialize)]
struct DevEngines {
    #[serde(rename = "packageManager")]
    package_manager: Option<DevEngine>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum DevEngine {
    One { name: String, version: Option<String> },
    Other(serde::de::IgnoredAny),
}

pub(super) fn resolve(host: &Host, candidate: &ShimCandidate<'_>) -> Option<Shim> {
    let package = match candidate.program {
        "yarn" | "yarnpkg" => "yarn",
        "pnpm" | "pnpx" => "pnpm",
        "npm" | "npx" => "npm",
        _ => return None,
    };
    if !is_shim(host, candidate) {
        return None;
    }
    let cache = cache_directory(host)?;
    let (version, said_by) = match wanted(host, candidate.program, package, &cache) {
        Ok(found) => found,
        Err(shim) => return Some(shim),
    };
    let packages = cache.join("v1").join(package);
    // Of a range the newest version that was fetched already will do, else the network knows one.
    let version = if is_exact(&version) {
        version
    } else if let Some(version) = newest_fetched(host, &packages, &version) {
        version
    } else {
        return Some(if is_off(host, "COREPACK_ENABLE_NETWORK") {
            not_installed(MANAGER, package, &version, &said_by)
        } else {
            Shim::Fetches {
                manager: MANAGER,
                version: None,
                set_by: said_by,
            }
        });
    };
    let directory = packages.join(&version);
    // Yarn from 2 on is one file without a manifest beside it.
    let programs = [
        directory.join(format!("bin/{}.cjs", candidate.program)),
        directory.join(format!("bin/{}.js", candidate.program)),
        directory.join(format!("bin/{}-cli.js", candidate.program)),
        directory.join("yarn.js"),
        directory.join("package.json"),
    ];
    Some(match programs.into_iter().find(|path| host.is_file(path)) {
        Some(target) => Shim::Leads {
            manager: MANAGER,
            target,
            chosen_by: Some(said_by),
        },
        None if is_off(host, "COREPACK_ENABLE_NETWORK") => not_installed(MANAGER, package, &version, &said_by),
        None => Shim::Fetches {
            manager: MANAGER,
            version: Some(version),
            set_by: said_by,
        },
    })
}

/// A whole version, as `packageManager` must name one. Source: `parseSpec` in `sources/specUtils.ts`.
fn is_exact(version: &str) -> bool {
    is_name(version)
        && version.starts_with(|first: char| first.is_ascii_digit())
        && Version::parse(version).is_some_and(|version| version.numbers().len() == 3)
}

/// The newest version in Corepack's cache that is in an npm range.
fn newest_fetched(host: &Host, packages: &Path, range: &str) -> Option<String> {
    let range = VersionRange::parse(range, Dialect::Npm).ok()?;
    let names = host.list_once(packages)?;
    names
        .iter()
        .filter_map(|name| name.to_str())
        .filter(|name| is_exact(name) && range.allows(name) == Some(true))
        .max_by_key(|name| Version::parse(name))
        .map(str::to_owned)
}

/// A setting of Corepack's is `0`: in the environment, else in the nearest `.corepack.env`.
fn is_off(host: &Host, setting: &str) -> bool {
    if let Some(value) = host.env_text(setting) {
        return value == "0";
    }
    let name = host.env_text("COREPACK_ENV_FILE").unwrap_or(".corepack.env");
    let files = host.directory().ancestors().map(|directory| directory.join(name));
    let text = files
        .filter(|_| name != "0")
        .find_map(|file| small(host, &file))
        .unwrap_or_default();
    text.lines().any(|line| {
        let (key, value) = line.split_once('=').unwrap_or_default();
        key.trim() == setting && value.trim().trim_matches(['"', '\'']) == "0"
    })
}

/// A link into corepack's directory; on Windows a script beside `node_modules` that starts what is in it.
fn is_shim(host: &Host, candidate: &ShimCandidate<'_>) -> bool {
    let Some(directory) = candidate.resolved.parent() else {
        return false;
    };
    if directory.ends_with("corepack/dist") || directory.ends_with("corepack/shims") {
        return true;
    }
    let is_script = candidate.resolved.extension().is_some_and(|extension| {
        ["cmd", "ps1", "bat"]
            .iter()
            .any(|script| extension.eq_ignore_ascii_case(script))
    });
    is_script
        && small(host, candidate.resolved)
            .is_some_and(|text| text.contains("corepack\\dist\\") || text.contains("corepack/dist/"))
}

fn cache_directory(host: &Host) -> Option<PathBuf> {
    host.env_path("COREPACK_HOME").or_else(|| {
        let below_home = if cfg!(windows) { "AppData/Local" } else { ".cache" };
        let caches = host
            .env_path("XDG_CACHE_HOME")
            .or_else(|| host.env_path("LOCALAPPDATA"))
            .or_else(|| Some(host.home()?.join(below_home)))?;
        Some(caches.join("node/corepack"))
    })
}

/// The version without its hash, and what set it; or what corepack does instead of running one.
fn wanted(host: &Host, program: &str, package: &str, cache: &Path) -> Result<(String, String), Shim> {
    if !is_off(host, "COREPACK_ENABLE_PROJECT_SPEC")
        && let Some((name, version, said_by)) = project(host)?
    {
        if name == package {
            return Ok((without_hash(&version), said_by));
        }
        // `npx` and `pnpx` run anywhere, the others in projects of their own alone.
        if !is_off(host, "COREPACK_ENABLE_STRICT") && !matches!(program, "npx" | "pnpx") {
            return Err(Shim::NotIncluded {
                manager: MANAGER,
                detail: format!("it runs no {package} in a project of {name} (set by {said_by})"),
            });
        }
    }
    let last: Option<BTreeMap<String, String>> = ["lastKnownGood.json", "v1/lastKnownGood.json"]
        .iter()
        .find_map(|file| serde_json::from_str(&small(host, &cache.join(file))?).ok());
    match last.as_ref().and_then(|last| last.get(package)) {
        Some(version) => Ok((without_hash(version), "the last one prepared".to_owned())),
        None if is_off(host, "COREPACK_ENABLE_NETWORK") => Err(Shim::NotIncluded {
            manager: MANAGER,
            detail: format!("no {package} was prepared, and Corepack may not fetch one"),
        }),
        None => Err(Shim::Fetches {
            manager: MANAGER,
            version: None,
            set_by: "Corepack".to_owned(),
        }),
    }
}

/// The package manager of the project, its version or range, and the file that says so.
///
/// Going up, the first manifest with a `packageManager`; else the last manifest there is counts, for its `devEngines`.
fn project(host: &Host) -> Result<Option<(String, String, String)>, Shim> {
    let mut last = None;
    for directory in host.directory().ancestors() {
        let path = directory.join("package.json");
        if is_dependency(directory) || !host.is_file(&path) {
            continue;
        }
        let said_by = path.to_string_lossy().into_owned();
        let text = host.read_text(&path, 4 * 1024 * 1024).ok();
        let Some(manifest) = text.and_then(|text| serde_json::from_str::<Manifest>(&text).ok()) else {
            return Err(refused(MANAGER, said_by, "it is not valid JSON".to_owned()));
        };
        if let Some((name, version)) = manifest
            .package_manager
            .as_deref()
            .and_then(|text| text.split_once('@'))
        {
            // An address is taken only where a variable says so.
            let is_address = version.contains("://");
            if is_address && host.env_text("COREPACK_ENABLE_UNSAFE_CUSTOM_URLS") == Some("1") {
                return Err(Shim::LeftAlone {
                    manager: MANAGER.to_owned(),
                    detail: format!("{said_by} names an address of {name}"),
                });
            }
            if is_address || !is_exact(&without_hash(version)) {
                let detail = format!("`packageManager` names `{version}`, which is no exact version");
                return Err(refused(MANAGER, said_by, detail));
            }
            return Ok(Some((name.to_owned(), version.to_owned(), said_by)));
        }
        last = Some((manifest, said_by));
    }
    let engine = last.and_then(|(manifest, said_by)| Some((manifest.dev_engines?.package_manager?, said_by)));
    Ok(match engine {
        Some((DevEngine::One { name, version }, said_by)) => {
            Some((name, version.unwrap_or_else(|| "*".to_owned()), said_by))
        }
        _ => None,
    })
}

/// A package's directory in `node_modules`, of a scope perhaps.
fn is_dependency(directory: &Path) -> bool {
    let is_modules = |directory: Option<&Path>| {
        directory
            .and_then(Path::file_name)
            .is_some_and(|name| name == "node_modules")
    };
    let parent = directory.parent();
    let is_scope = parent
        .and_then(Path::file_name)
        .and_then(|name| name.to_str())
        .is_some_and(|name| name.starts_with('@'));
    is_modules(parent) || (is_scope && is_modules(parent.and_then(Path::parent)))
}

fn without_hash(version: &str) -> String {
    version.split('+').next().unwrap_or(version).to_owned()
}
