//! Volta: the version pinned in the nearest `package.json`, else the user's default.
//!
//! Source: Volta's `volta-layout` (folders), `volta-core/src/project` and `platform`.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{Asked, Shim, program_in, small};
use crate::host::{Host, is_below};

const MANAGER: &str = "volta";

#[derive(Deserialize, Default)]
struct Manifest {
    volta: Option<Pins>,
}

#[derive(Deserialize, Default, Clone)]
struct Pins {
    node: Option<String>,
    npm: Option<String>,
    pnpm: Option<String>,
    yarn: Option<String>,
    extends: Option<String>,
}

#[derive(Deserialize, Default)]
struct Platform {
    node: Option<PlatformNode>,
    pnpm: Option<String>,
    yarn: Option<String>,
}

#[derive(Deserialize)]
struct PlatformNode {
    runtime: Option<String>,
    npm: Option<String>,
}

#[derive(Deserialize)]
struct PackageBin {
    package: String,
}

pub(super) fn resolve(host: &Host, asked: &Asked<'_>) -> Option<Shim> {
    let home = host.env_path("VOLTA_HOME").or_else(|| {
        if cfg!(windows) {
            return Some(host.env_path("LOCALAPPDATA")?.join("Volta"));
        }
        Some(host.home()?.join(".volta"))
    })?;
    let folder = asked.path.parent()?;
    let is_shim = asked.resolved.file_stem().is_some_and(|name| name == "volta-shim")
        || ((folder.ends_with(".volta/bin") || is_below(folder, &home.join("bin"))) && asked.program != "volta");
    if !is_shim {
        return None;
    }
    let tools = home.join("tools");
    let (pins, said_by) = pins(host, &tools);
    let image = tools.join("image");
    let (package, version, folder) = match asked.program {
        "node" => ("node", pins.node, image.join("node")),
        "npm" | "npx" if pins.npm.is_none() => ("node", pins.node, image.join("node")),
        "npm" | "npx" => ("npm", pins.npm, image.join("npm")),
        "yarn" | "yarnpkg" => ("yarn", pins.yarn, image.join("yarn")),
        "pnpm" | "pnpx" => ("pnpm", pins.pnpm, image.join("pnpm")),
        other => return Some(package(host, &tools, other)),
    };
    let Some(version) = version else {
        return Some(Shim::NotInstalled {
            manager: MANAGER,
            detail: format!("no version of {package} is set"),
        });
    };
    let version_folder = folder.join(&version);
    let target = ["bin", ""]
        .iter()
        .find_map(|bin| program_in(host, &version_folder.join(bin), asked.program));
    Some(match target {
        Some(target) => Shim::Leads {
            manager: MANAGER,
            target: host.canonicalize(&target).unwrap_or(target),
            chosen_by: Some(said_by),
        },
        None => Shim::NotInstalled {
            manager: MANAGER,
            detail: format!("wants {package} {version} (set by {said_by}), which is not installed"),
        },
    })
}

/// The versions in force, and what set them.
fn pins(host: &Host, tools: &Path) -> (Pins, String) {
    for directory in host.directory().ancestors() {
        let path = directory.join("package.json");
        if let Some(pins) = manifest_pins(host, &path, 8) {
            return (pins, path.to_string_lossy().into_owned());
        }
    }
    let platform: Platform = small(host, &tools.join("user/platform.json"))
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default();
    let node = platform.node.unwrap_or(PlatformNode {
        runtime: None,
        npm: None,
    });
    (
        Pins {
            node: node.runtime,
            npm: node.npm,
            pnpm: platform.pnpm,
            yarn: platform.yarn,
            extends: None,
        },
        "default".to_owned(),
    )
}

/// What a manifest pins, and what it extends, at most `depth` files deep.
fn manifest_pins(host: &Host, path: &Path, depth: u32) -> Option<Pins> {
    let text = host.read_text(path, 4 * 1024 * 1024).ok()?;
    let mut pins = serde_json::from_str::<Manifest>(&text).ok()?.volta?;
    if let Some(other) = pins.extends.take().filter(|_| depth > 0) {
        let base: PathBuf = path.parent()?.join(other);
        let base = manifest_pins(host, &base, depth - 1).unwrap_or_default();
        pins.node = pins.node.or(base.node);
        pins.npm = pins.npm.or(base.npm);
        pins.pnpm = pins.pnpm.or(base.pnpm);
        pins.yarn = pins.yarn.or(base.yarn);
    }
    Some(pins)
}

/// A program of a package that was installed with `volta install`.
fn package(host: &Host, tools: &Path, program: &str) -> Shim {
    let bin: Option<PackageBin> = small(host, &tools.join("user/bins").join(format!("{program}.json")))
        .and_then(|text| serde_json::from_str(&text).ok());
    let target = bin.and_then(|bin| {
        let folder = tools.join("image/packages").join(bin.package);
        let target = ["bin", ""]
            .iter()
            .find_map(|below| program_in(host, &folder.join(below), program))?;
        Some(host.canonicalize(&target).unwrap_or(target))
    });
    match target {
        Some(target) => Shim::Leads {
            manager: MANAGER,
            target,
            chosen_by: None,
        },
        None => Shim::NotInstalled {
            manager: MANAGER,
            detail: format!("no package with a program `{program}` is installed"),
        },
    }
}
