//! JavaScript's runtimes and package managers: Node.js, Bun, Deno, npm, pnpm, Yarn.

use super::data::{Node, Value, texts};
use super::line_file;
use super::manifest::{Format, Manifest, ManifestContent, Reach};
use super::{MANIFEST_BYTES, json, workspace, yaml_file};
use crate::scan::{Requirement, RequirementKind, Strength};
use crate::version::Dialect;

pub(super) const FORMATS: &[Format] = &[
    Format {
        names: &["package.json"],
        wants_text: true,
        read: read_package,
    },
    Format {
        names: &[".nvmrc", ".node-version"],
        wants_text: true,
        read: read_node_version,
    },
    Format {
        names: &[".bun-version"],
        wants_text: true,
        read: |manifest, found| line_file::read_version(manifest, found, "bun", &["bun-v", "v"]),
    },
    Format {
        names: &[
            "package-lock.json",
            "npm-shrinkwrap.json",
            "pnpm-lock.yaml",
            "yarn.lock",
            "bun.lock",
            "bun.lockb",
        ],
        wants_text: false,
        read: read_lock_file,
    },
    Format {
        names: &["pnpm-workspace.yaml"],
        wants_text: true,
        read: |manifest, found| {
            ask_for_writer(manifest, "pnpm", found);
            if let Some(workspace) = yaml_file::read(manifest, found) {
                found.members.extend(texts(workspace.get("packages")));
            }
        },
    },
    Format {
        names: &["lerna.json"],
        wants_text: true,
        read: read_lerna,
    },
    Format {
        names: &["rush.json"],
        wants_text: true,
        read: read_rush,
    },
    Format {
        names: &[".yarnrc.yml"],
        wants_text: false,
        read: |manifest, found| {
            if manifest.has_beside("package.json") {
                ask_for_writer(manifest, "yarn", found);
            }
        },
    },
    Format {
        names: &["deno.json", "deno.jsonc"],
        wants_text: true,
        read: |manifest, found| {
            let settings = json::read_with_comments(manifest, found);
            if settings.is_none() && found.broken.is_empty() {
                return;
            }
            found.require(manifest.tool("deno", None));
            if let Some(settings) = settings {
                let workspace = settings.get("workspace");
                found
                    .members
                    .extend(texts(workspace.and_then(|node| node.get("members")).or(workspace)));
            }
        },
    },
    Format {
        names: &[".deno-version", ".dvmrc"],
        wants_text: true,
        read: |manifest, found| line_file::read_version(manifest, found, "deno", &["v"]),
    },
];

/// What `engines` and the like may name: as npm has it, so has the catalogue.
const TOOLS: [&str; 6] = ["node", "npm", "pnpm", "yarn", "bun", "deno"];

const RUNTIMES: [&str; 3] = ["node", "bun", "deno"];
const PACKAGE_MANAGERS: [&str; 4] = ["npm", "pnpm", "yarn", "bun"];

/// Lock files, and who writes them.
const LOCK_FILES: [(&str, &str); 6] = [
    ("package-lock.json", "npm"),
    ("npm-shrinkwrap.json", "npm"),
    ("pnpm-lock.yaml", "pnpm"),
    ("yarn.lock", "yarn"),
    ("bun.lock", "bun"),
    ("bun.lockb", "bun"),
];

/// Settings of package managers.
const SETTINGS: [(&str, &str); 2] = [(".yarnrc.yml", "yarn"), ("pnpm-workspace.yaml", "pnpm")];

/// Reads a `package.json`. Sources: npm's documentation of `package.json`, Corepack's and Volta's.
fn read_package(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let Some(package) = json::read(manifest, found) else {
        return;
    };
    if !matches!(package.value, Value::Table(_)) {
        found.broken(manifest, Some(package.line), "it is not a JSON object");
        return;
    }
    let workspaces = package.get("workspaces");
    found
        .members
        .extend(texts(workspaces.and_then(|node| node.get("packages")).or(workspaces)));
    let before = found.requirements.len();
    read_engines(manifest, &package, found);
    // npm reads those of the workspace's root.
    let of_workspace = found.requirements.len();
    for part in ["runtime", "packageManager"] {
        if let Some(node) = package.at(&["devEngines", part]) {
            read_dev_engines(manifest, part, node, found);
        }
    }
    found.reach_from(of_workspace, Reach::Members);
    for (name, node) in ["dependencies", "devDependencies"]
        .iter()
        .flat_map(|table| package.get(table).map(Node::entries).unwrap_or_default())
    {
        if matches!(name.as_str(), "@playwright/test" | "playwright") {
            suggest_browsers(manifest, node.line, found);
        }
    }
    if let Some((text, line)) = package
        .get("packageManager")
        .and_then(|node| Some((node.text()?, node.line)))
    {
        let index = found.requirements.len();
        read_package_manager(manifest, text, line, found);
        // Corepack goes up to the nearest one.
        found.reach_from(index, Reach::Below);
    }
    for (id, node) in package.get("volta").map(Node::entries).unwrap_or_default() {
        if let Some(version) = node.text().filter(|_| TOOLS.contains(&id.as_str())) {
            found.require(manifest.tool_in(id, version, Dialect::Npm, Some(node.line)));
        }
        if let Some(path) = node.text().filter(|_| id == "extends") {
            read_extended_volta(manifest, path, node.line, found);
        }
    }
    // The package above already requires a runtime and a package manager.
    if !manifest.has_above("package.json") {
        ask_for_what_is_unsaid(manifest, before, found);
    }
}

/// What a package needs without saying so: something that runs it, and something that installs what it depends on.
///
/// Of the findings those from `before` on are the package's own.
fn ask_for_what_is_unsaid(manifest: &Manifest<'_>, before: usize, found: &mut ManifestContent) {
    let asked = found.requirements.get(before..).unwrap_or_default();
    let names_one_of = |ids: &[&str]| asked.iter().any(|asked| ids.contains(&asked.id.as_str()));
    let names_a_runtime = asked
        .iter()
        .any(|asked| asked.strength == Strength::Required && RUNTIMES.contains(&asked.id.as_str()));
    let lock_files = lock_files_beside(manifest);
    let names_a_manager = names_one_of(&PACKAGE_MANAGERS) || !lock_files.is_empty();
    // Deno reads a package's dependencies, too.
    let is_of_deno = !names_a_manager && ["deno.json", "deno.jsonc"].iter().any(|name| manifest.has_beside(name));
    if !names_a_manager && !is_of_deno && !names_one_of(&["deno"]) {
        found.suggest(manifest.tool("npm", None));
    }
    if !names_a_runtime {
        let node = manifest.tool("node", None);
        // Bun runs what it has installed, or leaves that to Node.js.
        let is_of_bun = !lock_files.is_empty() && lock_files.iter().all(|id| *id == "bun");
        if is_of_bun || is_of_deno {
            found.suggest(node);
        } else {
            found.require(node);
        }
    }
}

/// The versions in another file that Volta's settings go on in, unless it is one that is read by itself. Source: Volta's documentation,
/// "Advanced", "Workspaces".
fn read_extended_volta(manifest: &Manifest<'_>, path: &str, line: u32, found: &mut ManifestContent) {
    let directory = manifest.file.rsplit_once('/').map_or("", |(directory, _)| directory);
    let Some(file) = workspace::resolve(directory, path).filter(|file| !file.ends_with("package.json")) else {
        return;
    };
    let text = manifest
        .root()
        .and_then(|root| manifest.host.text_once(&root.join(file), MANIFEST_BYTES));
    let settings = text.and_then(|text| json::parse_with_comments(&text));
    let volta = settings.as_ref().and_then(|settings| settings.get("volta"));
    for (id, node) in volta.map(Node::entries).unwrap_or_default() {
        if let Some(version) = node.text().filter(|_| TOOLS.contains(&id.as_str())) {
            found.require(manifest.tool_in(id, version, Dialect::Npm, Some(line)));
        }
    }
}

/// The browsers that Playwright downloads with a command of its own. Source: Playwright's documentation, "Browsers".
pub(super) fn suggest_browsers(manifest: &Manifest<'_>, line: u32, found: &mut ManifestContent) {
    let host = manifest.host;
    let cache = match (host.env_path("PLAYWRIGHT_BROWSERS_PATH"), host.home()) {
        (Some(directory), _) => Some(directory),
        (None, Some(home)) if cfg!(target_os = "macos") => Some(home.join("Library/Caches/ms-playwright")),
        (None, Some(home)) if cfg!(windows) => Some(home.join("AppData/Local/ms-playwright")),
        (None, Some(home)) => Some(home.join(".cache/ms-playwright")),
        (None, None) => None,
    };
    let present = cache.map(|cache| {
        let browsers = host.list(&cache).unwrap_or_default();
        let is_browser = |name: &str| {
            ["chromium", "firefox", "webkit"]
                .iter()
                .any(|start| name.starts_with(start))
        };
        browsers.iter().any(|name| name.to_str().is_some_and(is_browser))
    });
    let component = manifest.requirement(RequirementKind::Component, "playwright-browsers", Some(line));
    found.suggest(Requirement { present, ..component });
}

/// Lerna's packages, where it does not leave them to the package manager. Source: Lerna's documentation, "lerna.json".
fn read_lerna(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let Some(settings) = json::read_with_comments(manifest, found) else {
        return;
    };
    match settings.get("packages") {
        Some(packages) => found.members.extend(texts(Some(packages))),
        None if settings.get("useWorkspaces").is_none() => found.members.push("packages/*".to_owned()),
        None => {}
    }
}

/// Rush's projects, the Node.js that it supports and the package manager that it fetches. Source: Rush's documentation, "rush.json".
fn read_rush(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let Some(settings) = json::read_with_comments(manifest, found) else {
        return;
    };
    let projects = settings.get("projects").map(Node::items).unwrap_or_default();
    found.members.extend(
        projects
            .iter()
            .filter_map(|project| project.get("projectFolder")?.text().map(str::to_owned)),
    );
    let supported = settings.get("nodeSupportedVersionRange");
    found.require(match supported.and_then(|node| Some((node.text()?, node.line))) {
        Some((range, line)) => manifest.tool_in("node", range, Dialect::Npm, Some(line)),
        None => manifest.tool("node", None),
    });
    found.reach_from(0, Reach::Members);
}

/// `"engines": {"node": ">=20"}`. Old packages have a list here, which npm ignores too.
fn read_engines(manifest: &Manifest<'_>, package: &Node, found: &mut ManifestContent) {
    for (id, node) in package.get("engines").map(Node::entries).unwrap_or_default() {
        let Some(range) = node.scalar().filter(|range| !is_hint(id, range)) else {
            continue;
        };
        let asked = manifest.tool_in(id, range, Dialect::Npm, Some(node.line));
        if TOOLS.contains(&id.as_str()) {
            found.require(asked);
        } else if id == "vscode" {
            // An extension for it: some try it out in another editor that takes the same extensions.
            found.suggest(asked);
        }
    }
}

/// `"npm": "please-use-yarn"`, `"npm": "please use yarn 4"` is no range, but says to people that they take another package manager.
fn is_hint(id: &str, text: &str) -> bool {
    const VERSIONS: [&str; 7] = ["current", "latest", "lts", "next", "stable", "v", "x"];
    let letters = text.trim().split(|character: char| !character.is_alphabetic()).next();
    let word = letters.unwrap_or_default().to_ascii_lowercase();
    PACKAGE_MANAGERS.contains(&id) && !word.is_empty() && !VERSIONS.contains(&word.as_str())
}

/// `"devEngines": {"runtime": {"name": "node", "version": "^22", "onFail": "error"}}`, or a list of which one will do.
///
/// Of a list the last one says what happens where none is there: npm stops, unless it says something else.
fn read_dev_engines(manifest: &Manifest<'_>, part: &str, node: &Node, found: &mut ManifestContent) {
    let members = node.each();
    let is_known = |member: &Node| {
        member
            .get("name")
            .and_then(Node::text)
            .is_some_and(|id| TOOLS.contains(&id))
    };
    let last = members
        .last()
        .and_then(|member| member.get("onFail"))
        .and_then(Node::text);
    let stops = members.len() > 1 && members.iter().all(is_known) && matches!(last, None | Some("error"));
    let choice = stops.then(|| format!("devEngines.{part}"));
    for member in members {
        let Some((id, line)) = member
            .get("name")
            .and_then(|name| Some((name.text()?, name.line)))
            .filter(|(id, _)| TOOLS.contains(id))
        else {
            continue;
        };
        let on_fail = member.get("onFail").and_then(Node::text);
        if on_fail == Some("ignore") {
            continue;
        }
        let version = member.get("version").and_then(|node| Some((node.scalar()?, node.line)));
        let asked = match version {
            Some((range, line)) => manifest.tool_in(id, range, Dialect::Npm, Some(line)),
            None => manifest.tool(id, Some(line)),
        };
        // What does not match is an error, unless the file says otherwise: no package manager fetches another version for it.
        let asked = Requirement {
            downloads: match on_fail {
                Some("download") => Some(true),
                Some("error") | None => Some(false),
                Some(_) => None,
            },
            ..asked
        };
        // A runtime that is downloaded does not have to be installed; of several, one is enough.
        if members.len() > 1 || matches!(on_fail, Some("warn" | "download")) {
            found.suggest(Requirement {
                choice: choice.clone(),
                ..asked
            });
        } else {
            found.require(asked);
        }
    }
}

/// `"packageManager": "pnpm@9.1.0+sha512.…"`: a name, an exact version, and perhaps a digest.
fn read_package_manager(manifest: &Manifest<'_>, text: &str, line: u32, found: &mut ManifestContent) {
    let (id, version) = text.split_once('@').unwrap_or((text, ""));
    if !TOOLS.contains(&id) {
        return;
    }
    let version = version.split('+').next().unwrap_or(version);
    // It may also be where to get it from.
    let is_version = version.starts_with(|character: char| character.is_ascii_digit());
    let version = if is_version { version } else { "" };
    let asked = manifest.tool_in(id, version, Dialect::Npm, Some(line));
    // Corepack obeys; called without it, npm and the old Yarn take no notice of another version.
    if is_version && (id == "npm" || (id == "yarn" && version.starts_with("1."))) {
        found.require(manifest.tool(id, Some(line)));
        found.suggest(asked);
    } else {
        found.require(asked);
    }
}

/// The first line that says something; nvm takes comments, and lines for other programs (`key=value`). fnm takes ranges, too.
fn read_node_version(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let is_range = |text: &str| text.starts_with(['>', '<', '=', '^', '~']);
    match line_file::lines(manifest.text).find(|(text, _)| !text.contains('=') || is_range(text)) {
        Some(("system", line)) => found.require(manifest.tool("node", Some(line))),
        Some((range, line)) if is_range(range) => {
            found.require(manifest.tool_in("node", range, Dialect::Npm, Some(line)));
        }
        Some((version, line)) => found.require(manifest.tool_in("node", version, Dialect::Nvm, Some(line))),
        None => found.broken(manifest, None, "it contains no version"),
    }
}

/// A package manager's lock file. If several managers have one here, each is only suggested.
fn read_lock_file(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let Some((_, id)) = LOCK_FILES.iter().find(|(name, _)| *name == manifest.name) else {
        return;
    };
    // Without a package it locks nothing.
    if !manifest.has_beside("package.json") {
        return;
    }
    ask_for_writer(manifest, id, found);
}

/// Of several package managers that have files in a directory each is only suggested.
fn ask_for_writer(manifest: &Manifest<'_>, id: &'static str, found: &mut ManifestContent) {
    let asked = manifest.tool(id, None);
    if lock_files_beside(manifest).iter().all(|other| *other == id) {
        found.require(asked);
    } else {
        found.suggest(asked);
    }
}

/// Who wrote the lock files in the manifest's directory, and whose settings are there.
fn lock_files_beside(manifest: &Manifest<'_>) -> Vec<&'static str> {
    LOCK_FILES
        .into_iter()
        .chain(SETTINGS)
        .filter(|(name, _)| manifest.has_beside(name))
        .map(|(_, id)| id)
        .collect()
}

#[cfg(test)]
mod tests;
