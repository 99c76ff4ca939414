//! tfenv, tofuenv and tgenv: one script of the tool's own name in the manager's `bin`, and a version file.
//!
//! Sources: `bin/terraform`, `lib/tfenv-exec.sh`, `lib/tfenv-version-name.sh` and `lib/tfenv-version-file.sh` of tfenv 3.2, the same of
//! tofuenv, and `libexec/tgenv-*` of tgenv.

use std::path::{Path, PathBuf};

use super::{Shim, ShimCandidate, is_name, not_installed, program_in, small};
use crate::host::Host;
use crate::version::Version;

struct Manager {
    name: &'static str,
    program: &'static str,
    /// Comes before every file. `None`: the manager knows none.
    version_variable: Option<&'static str>,
    version_file: &'static str,
    /// The directory to look for a version file from, in place of the current one.
    directory_variable: &'static str,
    root_variable: &'static str,
    /// Where the versions are, if not below the root.
    config_variable: Option<&'static str>,
    /// With it `latest` is the newest release there is, which only the network knows, unless its value is `false`.
    auto_install: Option<&'static str>,
}

const MANAGERS: [Manager; 3] = [
    Manager {
        name: "tfenv",
        program: "terraform",
        version_variable: Some("TFENV_TERRAFORM_VERSION"),
        version_file: ".terraform-version",
        directory_variable: "TFENV_DIR",
        root_variable: "TFENV_ROOT",
        config_variable: Some("TFENV_CONFIG_DIR"),
        auto_install: Some("TFENV_AUTO_INSTALL"),
    },
    Manager {
        name: "tofuenv",
        program: "tofu",
        version_variable: Some("TOFUENV_TOFU_VERSION"),
        version_file: ".opentofu-version",
        directory_variable: "TOFUENV_DIR",
        root_variable: "TOFUENV_ROOT",
        config_variable: Some("TOFUENV_CONFIG_DIR"),
        auto_install: Some("TOFUENV_AUTO_INSTALL"),
    },
    Manager {
        name: "tgenv",
        program: "terragrunt",
        version_variable: None,
        version_file: ".terragrunt-version",
        directory_variable: "TGENV_DIR",
        root_variable: "TGENV_ROOT",
        config_variable: None,
        auto_install: None,
    },
];

pub(super) fn resolve(host: &Host, candidate: &ShimCandidate<'_>) -> Option<Shim> {
    let manager = MANAGERS.iter().find(|manager| manager.program == candidate.program)?;
    let bin = candidate.resolved.parent().filter(|bin| bin.ends_with("bin"))?;
    let own_root = bin.parent()?;
    if !host.is_file(&own_root.join("libexec").join(format!("{}-exec", manager.name))) {
        return None;
    }
    let root = host
        .env_path(manager.root_variable)
        .unwrap_or_else(|| own_root.to_owned());
    let config = manager
        .config_variable
        .and_then(|name| host.env_path(name))
        .unwrap_or(root);
    let Some((text, said_by)) = wanted(host, manager, &config) else {
        return Some(Shim::NotIncluded {
            manager: manager.name,
            detail: format!("no version is set for `{}`", manager.program),
        });
    };
    let versions = config.join("versions");
    let version = if text == "latest" && has_no_auto_install(host, manager) {
        newest(host, &versions)
    } else if text.starts_with("latest") || text == "min-required" {
        None
    } else {
        Some(text.strip_prefix('v').unwrap_or(&text).to_owned())
    };
    let Some(version) = version.filter(|version| is_name(version)) else {
        return Some(Shim::LeftAlone {
            manager: manager.name.to_owned(),
            detail: format!("which one `{text}` (set by {said_by}) is cannot be told without starting it"),
        });
    };
    // With tgenv too the file is `versions/1.2.3/terragrunt`.
    Some(match program_in(host, &versions.join(&version), manager.program) {
        Some(target) => Shim::Leads {
            manager: manager.name,
            target: host.resolve(&target).unwrap_or(target),
            chosen_by: Some(said_by),
        },
        None => not_installed(manager.name, "", &version, &said_by),
    })
}

fn has_no_auto_install(host: &Host, manager: &Manager) -> bool {
    manager
        .auto_install
        .is_none_or(|variable| host.env_text(variable).is_some_and(|value| value != "true"))
}

/// What is asked for, and what asks for it. `None`: nothing does.
fn wanted(host: &Host, manager: &Manager, config: &Path) -> Option<(String, String)> {
    if let Some(variable) = manager.version_variable
        && let Some(text) = host.env_text(variable)
    {
        return Some((text.to_owned(), variable.to_owned()));
    }
    let start = host.env_path(manager.directory_variable);
    let start = start.as_deref().unwrap_or_else(|| host.directory());
    let home = host.home();
    let file: PathBuf = start
        .ancestors()
        .chain(home.iter().flat_map(|home| home.ancestors()))
        .map(|directory| directory.join(manager.version_file))
        .find(|file| host.exists(file))
        .unwrap_or_else(|| config.join("version"));
    let text = small(host, &file)?;
    let version = super::lines(&text).next()?.to_owned();
    Some((version, file.to_string_lossy().into_owned()))
}

/// The newest installed release.
fn newest(host: &Host, versions: &Path) -> Option<String> {
    let names = host.list(versions).ok()?;
    names
        .into_iter()
        .filter_map(|name| name.into_string().ok())
        .filter_map(|name| Some((Version::parse(&name).filter(|version| !version.is_prerelease())?, name)))
        .max()
        .map(|(_, name)| name)
}
