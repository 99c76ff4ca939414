//! tenv: small programs named `terraform`, `tofu`, `terragrunt` and others beside `tenv`, which hand their calls to it.
//!
//! Sources: tenv's README, "Version files"; `versionmanager/manager.go` (`Resolve`, `Evaluate`), `versionmanager/builder`,
//! `versionmanager/semantic`.

use std::path::{Path, PathBuf};

use super::{Shim, ShimCandidate, is_name, not_installed, program_in, small};
use crate::host::Host;
use crate::requirement::versions_of;
use crate::version::{Dialect, Version, VersionRange};

const MANAGER: &str = "tenv";
/// tenv's own programs have a few megabytes, the ones that they stand in for some tens.
const LARGEST_PROXY_BYTES: u64 = 16 * 1024 * 1024;

struct Kind {
    program: &'static str,
    /// The directory of its versions.
    directory: &'static str,
    /// What stands before `VERSION` and `DEFAULT_VERSION` in its variables.
    variables: &'static str,
    files: &'static [&'static str],
    /// Its name in `.tool-versions`.
    asdf: &'static str,
}

const KINDS: [Kind; 5] = [
    Kind {
        program: "atmos",
        directory: "Atmos",
        variables: "ATMOS_",
        files: &[".atmos-version"],
        asdf: "atmos",
    },
    Kind {
        program: "terraform",
        directory: "Terraform",
        variables: "TFENV_TERRAFORM_",
        files: &[".terraform-version", ".tfswitchrc"],
        asdf: "terraform",
    },
    Kind {
        program: "terragrunt",
        directory: "Terragrunt",
        variables: "TG_",
        files: &[".terragrunt-version", ".tgswitchrc"],
        asdf: "terragrunt",
    },
    Kind {
        program: "terramate",
        directory: "Terramate",
        variables: "TM_",
        files: &[".terramate-version"],
        asdf: "terramate",
    },
    Kind {
        program: "tofu",
        directory: "OpenTofu",
        variables: "TOFUENV_TOFU_",
        files: &[".opentofu-version"],
        asdf: "opentofu",
    },
];

pub(super) fn resolve(host: &Host, candidate: &ShimCandidate<'_>) -> Option<Shim> {
    let kind = KINDS.iter().find(|kind| kind.program == candidate.program)?;
    program_in(host, candidate.resolved.parent()?, MANAGER)?;
    if host.metadata(candidate.resolved).ok()?.len() > LARGEST_PROXY_BYTES {
        return None;
    }
    let root = ["TENV_ROOT", "TOFUENV_ROOT", "TFENV_ROOT"]
        .iter()
        .find_map(|name| host.env_path(name))
        .or_else(|| Some(host.home()?.join(".tenv")))?;
    let versions = root.join(kind.directory);
    let (wanted, said_by) = wanted(host, kind, &versions);
    let version = if is_exact(&wanted) {
        Some(wanted.trim_start_matches('v').to_owned())
    } else {
        newest(host, &versions, &wanted)
    };
    let Some(version) = version.filter(|version| is_name(version)) else {
        return Some(Shim::LeftAlone {
            manager: MANAGER.to_owned(),
            detail: format!("which one `{wanted}` (set by {said_by}) is cannot be told without starting it"),
        });
    };
    Some(match program_in(host, &versions.join(&version), kind.program) {
        Some(target) => Shim::Leads {
            manager: MANAGER,
            target: host.resolve(&target).unwrap_or(target),
            chosen_by: Some(said_by),
        },
        None => not_installed(MANAGER, "", &version, &said_by),
    })
}

fn is_exact(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_digit() || first == 'v')
        && Version::parse(text.trim_start_matches('v')).is_some_and(|version| version.numbers().len() >= 3)
}

/// What is asked for, and what asks for it.
fn wanted(host: &Host, kind: &Kind, versions: &Path) -> (String, String) {
    let by_variable = |name: &str| {
        let variable = format!("{}{name}", kind.variables);
        Some((host.env_text(&variable)?.to_owned(), variable))
    };
    let told = |path: PathBuf| {
        let text = small(host, &path)?;
        let text = text.trim();
        (!text.is_empty()).then(|| (text.to_owned(), path.to_string_lossy().into_owned()))
    };
    let in_directory = |directory: &Path| {
        let own = kind.files.iter().find_map(|name| told(directory.join(name)));
        own.or_else(|| {
            let path = directory.join(".tool-versions");
            let version = versions_of(&small(host, &path)?, kind.asdf)?.into_iter().next()?;
            Some((version, path.to_string_lossy().into_owned()))
        })
    };
    let home = host.home();
    by_variable("VERSION")
        .or_else(|| {
            host.directory()
                .ancestors()
                .chain(home.as_deref())
                .find_map(in_directory)
        })
        .or_else(|| by_variable("DEFAULT_VERSION"))
        .or_else(|| told(versions.join("version")))
        .unwrap_or_else(|| ("latest-allowed".to_owned(), "default".to_owned()))
}

/// The newest installed version that a word or a range allows. `None`: what the project's files require decides, or the network.
fn newest(host: &Host, versions: &Path, wanted: &str) -> Option<String> {
    let range = match wanted {
        "latest" | "latest-stable" => None,
        other => Some(VersionRange::parse(other, Dialect::Terraform).ok()?),
    };
    let names = host.list(versions).ok()?;
    names
        .into_iter()
        .filter_map(|name| name.into_string().ok())
        .filter(|name| range.as_ref().is_none_or(|range| range.allows(name) == Some(true)))
        .filter_map(|name| Some((Version::parse(&name).filter(|version| !version.is_prerelease())?, name)))
        .max()
        .map(|(_, name)| name)
}
