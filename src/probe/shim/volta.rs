//! Volta: the version pinned in the project's `package.json`, else the user's default; what it has none of is the next one on PATH.
//!
//! Sources: Volta's `volta-layout` (directories), `volta-core/src/project`, `platform`, `run` and `run/binary.rs`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{Shim, ShimCandidate, is_name, is_package_name, next_on_path, not_installed, program_in, refused, small};
use crate::host::{Host, is_below};
use crate::probe::path::{PathIndex, lexical};

const MANAGER: &str = "volta";
/// How many files a project may extend, one the other.
const LONGEST_CHAIN: usize = 8;

#[derive(Deserialize, Default)]
struct Manifest {
    volta: Option<Pins>,
    #[serde(default)]
    dependencies: BTreeMap<String, String>,
    #[serde(default, rename = "devDependencies")]
    dev_dependencies: BTreeMap<String, String>,
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

#[derive(Deserialize, Default)]
struct PlatformNode {
    runtime: Option<String>,
    npm: Option<String>,
}

#[derive(Deserialize)]
struct PackageBin {
    package: String,
}

/// The nearest directory with a `package.json` that is no dependency, and what that extends.
#[derive(Default)]
struct Project {
    /// The manifests, the project's own first.
    manifests: Vec<(PathBuf, Manifest)>,
}

impl Project {
    fn find(host: &Host) -> Self {
        let is_dependency = |directory: &Path| {
            directory
                .parent()
                .is_some_and(|parent| parent.file_name().is_some_and(|name| name == "node_modules"))
        };
        let root = host
            .directory()
            .ancestors()
            .find(|directory| !is_dependency(directory) && host.exists(&directory.join("package.json")));
        let mut next = root.map(|root| root.join("package.json"));
        let mut manifests = Vec::new();
        while let Some(path) = next.filter(|_| manifests.len() < LONGEST_CHAIN) {
            let manifest: Manifest = host
                .read_text(&path, 4 * 1024 * 1024)
                .ok()
                .and_then(|text| serde_json::from_str(&text).ok())
                .unwrap_or_default();
            let extends = manifest.volta.as_ref().and_then(|pins| pins.extends.clone());
            next = extends.and_then(|other| Some(lexical(&path.parent()?.join(other))));
            manifests.push((path, manifest));
        }
        Self { manifests }
    }

    /// The first version that is pinned, and the file that pins it.
    fn pin(&self, pinned: impl Fn(&Pins) -> Option<&String>) -> Option<(String, String)> {
        self.manifests.iter().find_map(|(path, manifest)| {
            let version = pinned(manifest.volta.as_ref()?)?;
            Some((version.clone(), path.to_string_lossy().into_owned()))
        })
    }

    fn depends_on(&self, package: &str) -> bool {
        self.manifests.iter().any(|(_, manifest)| {
            manifest.dependencies.contains_key(package) || manifest.dev_dependencies.contains_key(package)
        })
    }

    fn program(&self, host: &Host, program: &str) -> Option<(PathBuf, String)> {
        self.manifests.iter().find_map(|(path, _)| {
            let target = program_in(host, &path.parent()?.join("node_modules/.bin"), program)?;
            Some((target, path.to_string_lossy().into_owned()))
        })
    }
}

pub(super) fn resolve(host: &Host, index: &PathIndex, candidate: &ShimCandidate<'_>) -> Option<Shim> {
    let home = host.env_path("VOLTA_HOME").or_else(|| {
        if cfg!(windows) {
            return Some(host.env_path("LOCALAPPDATA")?.join("Volta"));
        }
        Some(host.home()?.join(".volta"))
    })?;
    let shims = candidate.path.parent()?;
    let is_shim = candidate.resolved.file_stem().is_some_and(|name| name == "volta-shim")
        || (is_below(shims, &home.join("bin")) && !candidate.program.starts_with("volta"));
    if !is_shim {
        return None;
    }
    // Set to anything, it lets the shim run what would run without Volta.
    if host.env("VOLTA_BYPASS").is_some() {
        return Some(next_version(host, index, candidate, shims, "VOLTA_BYPASS is set"));
    }
    let tools = home.join("tools");
    let project = Project::find(host);
    let default: Platform = small(host, &tools.join("user/platform.json"))
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default();
    let default_node = default.node.unwrap_or_default();
    let by_default = |version: Option<String>| Some((version?, "default".to_owned()));
    // A project that pins nothing takes the default whole; one that pins takes from the default what it does not name, except npm.
    let pins_node = project.pin(|pins| pins.node.as_ref());
    let node = pins_node.clone().or_else(|| by_default(default_node.runtime));
    let npm = match pins_node {
        Some(_) => project.pin(|pins| pins.npm.as_ref()),
        None => by_default(default_node.npm),
    };
    let pnpm_is_on = host.env("VOLTA_FEATURE_PNPM").is_some();
    let image = |tool: &str| tools.join("image").join(tool);
    let on_path = |missing: &str| next_version(host, index, candidate, shims, missing);
    let (of, wanted) = match candidate.program {
        "node" => ("node", node),
        "npm" | "npx" if npm.is_none() => ("node", node),
        "npm" | "npx" => ("npm", npm),
        "yarn" | "yarnpkg" => (
            "yarn",
            project
                .pin(|pins| pins.yarn.as_ref())
                .or_else(|| by_default(default.yarn)),
        ),
        "pnpm" | "pnpx" if pnpm_is_on => (
            "pnpm",
            project
                .pin(|pins| pins.pnpm.as_ref())
                .or_else(|| by_default(default.pnpm)),
        ),
        program => {
            let found = package(host, &tools, &project, program);
            return Some(found.unwrap_or_else(|| on_path(&format!("no package with `{program}` is installed"))));
        }
    };
    let Some((version, said_by)) = wanted else {
        return Some(on_path(&format!("no version of {of} is set")));
    };
    if !is_name(&version) {
        return Some(refused(MANAGER, said_by, format!("`{version}` is no version")));
    }
    let directory = image(of).join(&version);
    let target = ["bin", ""]
        .iter()
        .find_map(|bin| program_in(host, &directory.join(bin), candidate.program));
    Some(match target {
        Some(target) => Shim::Leads {
            manager: MANAGER,
            target: host.canonicalize(&target).unwrap_or(target),
            chosen_by: Some(said_by),
        },
        None if host.is_directory(&directory) => Shim::NotIncluded {
            manager: MANAGER,
            detail: format!("{of} {version} (set by {said_by}) has no `{}`", candidate.program),
        },
        None => not_installed(MANAGER, of, &version, &said_by),
    })
}

/// The next one on PATH, which Volta runs for what it has no version of.
fn next_version(host: &Host, index: &PathIndex, candidate: &ShimCandidate<'_>, shims: &Path, missing: &str) -> Shim {
    match next_on_path(host, index, candidate.program, &|other| other == shims) {
        Some(target) => Shim::Leads {
            manager: MANAGER,
            target,
            chosen_by: Some(format!("volta, since {missing}")),
        },
        None => Shim::NotIncluded {
            manager: MANAGER,
            detail: missing.to_owned(),
        },
    }
}

/// A program of a package that was installed with `volta install`: the project's own copy, if it depends on that package.
fn package(host: &Host, tools: &Path, project: &Project, program: &str) -> Option<Shim> {
    let text = small(host, &tools.join("user/bins").join(format!("{program}.json")))?;
    let PackageBin { package } = serde_json::from_str(&text).ok()?;
    let own = project
        .depends_on(&package)
        .then(|| project.program(host, program))
        .flatten();
    if let Some((target, manifest)) = own {
        return Some(Shim::Leads {
            manager: MANAGER,
            target: host.canonicalize(&target).unwrap_or(target),
            chosen_by: Some(manifest),
        });
    }
    let directory = is_package_name(&package).then(|| tools.join("image/packages").join(&package))?;
    let target = ["bin", ""]
        .iter()
        .find_map(|bin| program_in(host, &directory.join(bin), program));
    Some(match target {
        Some(target) => Shim::Leads {
            manager: MANAGER,
            target: host.canonicalize(&target).unwrap_or(target),
            chosen_by: None,
        },
        None => Shim::NotIncluded {
            manager: MANAGER,
            detail: format!("package {package} has no `{program}`"),
        },
    })
}
