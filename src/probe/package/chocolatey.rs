//! Chocolatey: a program in its `bin` starts one of a package in its `lib`, and does not say which.
//!
//! The packages that the catalogue names for the tool, and those named as the program, are looked for.
//! Source: Chocolatey's documentation, "Shims" and the `.nuspec` that it keeps of each package.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::{Owner, Wanted};
use crate::host::Host;

pub(super) fn owners(host: &Host, wanted: &[Wanted]) -> HashMap<PathBuf, Owner> {
    let Some(root) = host.env_path("ChocolateyInstall") else {
        return HashMap::new();
    };
    let (bin, lib) = (root.join("bin"), root.join("lib"));
    let ours = wanted
        .iter()
        .filter(|file| file.path.starts_with(&bin) || file.path.starts_with(&lib));
    ours.filter_map(|file| {
        let (package, version) = file.guesses.iter().find_map(|guess| {
            let version = version(host, &lib.join(guess).join(format!("{guess}.nuspec")))?;
            Some((guess.clone(), version))
        })?;
        let owner = Owner {
            manager: "choco",
            package,
            version,
        };
        Some((file.path.clone(), owner))
    })
    .collect()
}

/// The text of the first `version` element.
fn version(host: &Host, manifest: &Path) -> Option<String> {
    let text = host.read_text(manifest, 1024 * 1024).ok()?;
    let (_, rest) = text.split_once("<version>")?;
    let (version, _) = rest.split_once("</version>")?;
    Some(version.trim().to_owned())
}
