//! pnpm and Yarn, which run the version that the project names: `packageManager`, `yarnPath`.
//!
//! Sources: pnpm's documentation, "Settings" (`managePackageManagerVersions`, `pmOnFail`), and `switchCliVersion`; Yarn's
//! documentation, "yarnrc" (`yarnPath`, `ignorePath`), and Yarn 1's `rc.js`.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{is_since, itself, nearest, small, text, value};
use crate::host::Host;
use crate::scan::{Availability, InProject, Tool, ToolState};
use crate::version::Version;

#[derive(Deserialize)]
struct Manifest {
    #[serde(rename = "packageManager")]
    package_manager: Option<String>,
}

/// The exact version in `packageManager` of a manifest, if it names this package manager.
fn named(host: &Host, manifest: &Path, package: &str) -> Option<String> {
    let content = host.read_text(manifest, 4 * 1024 * 1024).ok()?;
    let (name, version) = serde_json::from_str::<Manifest>(&content)
        .ok()?
        .package_manager?
        .split_once('@')
        .map(|(name, version)| (name.to_owned(), version.to_owned()))?;
    let version = version.split('+').next()?.to_owned();
    (name == package && Version::parse(&version).is_some()).then_some(version)
}

/// pnpm from 10 on, and 9.7 on if it is told to, hands over to the version in `packageManager` of the workspace's manifest.
pub(super) fn pnpm(host: &Host, tool: &Tool) -> Option<InProject> {
    if !is_since(tool, &[9, 7]) || host.env("COREPACK_ROOT").is_some() {
        return None;
    }
    let workspace = nearest(host, "pnpm-workspace.yaml");
    let manifest = match &workspace {
        Some(file) => file.with_file_name("package.json"),
        None => nearest(host, "package.json")?,
    };
    let wanted = named(host, &manifest, "pnpm")?;
    if tool.version.as_ref() == Some(&wanted) {
        return None;
    }
    let (may_switch, set_by) = pnpm_setting(host, tool, workspace.as_deref(), &manifest);
    if !may_switch {
        return Some(itself(tool, Some(wanted), set_by, Availability::Refused));
    }
    let own = host.env_path("PNPM_HOME").or_else(|| {
        let below_home = if cfg!(target_os = "macos") {
            "Library/pnpm"
        } else if cfg!(windows) {
            "AppData/Local/pnpm"
        } else {
            ".local/share/pnpm"
        };
        Some(host.home()?.join(below_home))
    });
    let is_there = own.is_some_and(|own| {
        let mut packages = [
            "pnpm",
            "@pnpm+exe",
            "@pnpm+linux-x64",
            "@pnpm+linux-arm64",
            "@pnpm+macos-arm64",
        ]
        .iter();
        packages.any(|package| host.is_directory(&own.join(".tools").join(package).join(&wanted)))
    });
    let availability = if is_there {
        Availability::Installed
    } else {
        Availability::Fetched
    };
    Some(itself(tool, Some(wanted), text(&manifest), availability))
}

/// Whether pnpm may hand over, and what says so.
fn pnpm_setting(host: &Host, tool: &Tool, workspace: Option<&Path>, manifest: &Path) -> (bool, String) {
    let as_switch = |value: &str| match value {
        "false" | "0" | "ignore" | "warn" | "error" => Some(false),
        "true" | "1" | "download" => Some(true),
        _ => None,
    };
    let variables = [
        "pnpm_config_pm_on_fail",
        "pnpm_config_manage_package_manager_versions",
        "npm_config_manage_package_manager_versions",
    ];
    let by_variable = variables
        .iter()
        .find_map(|name| Some((as_switch(host.env_text(name)?)?, (*name).to_owned())));
    let by_workspace = || {
        let path = workspace?;
        let content = small(host, path)?;
        let value =
            value(&content, "pmOnFail", ':').or_else(|| value(&content, "managePackageManagerVersions", ':'))?;
        Some((as_switch(value)?, text(path)))
    };
    let by_npmrc = || {
        let files = [
            Some(manifest.with_file_name(".npmrc")),
            host.home().map(|home| home.join(".npmrc")),
        ];
        files.into_iter().flatten().find_map(|path| {
            let content = small(host, &path)?;
            Some((
                as_switch(value(&content, "manage-package-manager-versions", '=')?)?,
                text(&path),
            ))
        })
    };
    by_variable
        .or_else(by_workspace)
        .or_else(by_npmrc)
        .unwrap_or_else(|| (is_since(tool, &[10, 0]), "default".to_owned()))
}

/// Yarn runs the file that the nearest settings name as `yarnPath`.
pub(super) fn yarn(host: &Host, tool: &Tool) -> Option<InProject> {
    let is_off = |name| matches!(host.env_text(name), Some("1" | "true"));
    // A Yarn that Corepack fetches first hands over as any other does.
    let is_there = tool.state == ToolState::Found || tool.in_project.is_some();
    if !is_there || is_off("YARN_IGNORE_PATH") {
        return None;
    }
    let (path, set_by) = host
        .env_text("YARN_YARN_PATH")
        .map(|path| (host.directory().join(path), "YARN_YARN_PATH".to_owned()))
        .or_else(|| {
            host.directory()
                .ancestors()
                .find_map(|directory| yarn_path(host, directory))
        })?;
    if !host.is_file(&path) {
        return Some(InProject {
            path: Some(text(&path)),
            ..itself(tool, None, set_by, Availability::Refused)
        });
    }
    // `yarn-4.1.0.cjs`; older ones are called `yarn-berry.cjs`, which tells nothing.
    let version = path
        .file_stem()
        .and_then(|stem| Some(stem.to_str()?.strip_prefix("yarn-")?.to_owned()))
        .filter(|version| Version::parse(version).is_some())
        .or_else(|| named(host, &nearest(host, "package.json")?, "yarn"));
    Some(InProject {
        path: Some(text(&path)),
        ..itself(tool, version, set_by, Availability::Installed)
    })
}

/// The path that the settings of a directory name, and the file that names it.
fn yarn_path(host: &Host, directory: &Path) -> Option<(PathBuf, String)> {
    let file = directory.join(".yarnrc.yml");
    let content = small(host, &file);
    if let Some(content) = &content {
        if value(content, "ignorePath", ':') == Some("true") {
            return None;
        }
        if let Some(path) = value(content, "yarnPath", ':') {
            return Some((directory.join(path), text(&file)));
        }
    }
    let file = directory.join(".yarnrc");
    let content = small(host, &file)?;
    let rest = content
        .lines()
        .find_map(|line| line.trim().trim_start_matches('"').strip_prefix("yarn-path"))?;
    let path = rest.trim_start_matches('"').trim().trim_matches(['"', '\'']);
    Some((directory.join(path), text(&file)))
}
