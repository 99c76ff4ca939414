//! Programs of npm packages: the `package.json` above them.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{Evidence, Subject, from_file};
use crate::host::Host;

/// How far above its program a package's manifest may be: `node_modules/npm/bin/npm-cli.js` is one directory below.
const DEPTH: usize = 6;
const LIMIT_BYTES: u64 = 1024 * 1024;

#[derive(Deserialize)]
struct Manifest {
    name: Option<String>,
    version: Option<String>,
}

pub(super) fn read(host: &Host, subject: &Subject<'_>) -> Option<Evidence> {
    let packages = &subject.entry.npm;
    if packages.is_empty() {
        return None;
    }
    let above = subject
        .resolved
        .ancestors()
        .skip(1)
        .take(DEPTH)
        .find_map(|directory| manifest(host, directory, packages));
    above
        .or_else(|| beside_windows_wrapper(host, subject.resolved, packages))
        .map(|(version, raw, directory)| Evidence {
            manager: directory
                .parent()
                .is_some_and(|parent| parent.components().any(|part| part.as_os_str() == "node_modules"))
                .then_some("npm"),
            ..from_file(&version, raw)
        })
}

/// npm's `tsc.cmd` and `tsc.ps1` stand beside the `node_modules` that they start something in.
fn beside_windows_wrapper(host: &Host, wrapper: &Path, packages: &[String]) -> Option<(String, String, PathBuf)> {
    let extension = wrapper.extension()?.to_str()?.to_lowercase();
    if !matches!(extension.as_str(), "cmd" | "ps1" | "bat") {
        return None;
    }
    let modules = wrapper.parent()?.join("node_modules");
    packages
        .iter()
        .find_map(|package| manifest(host, &modules.join(package), packages))
}

fn manifest(host: &Host, directory: &Path, packages: &[String]) -> Option<(String, String, PathBuf)> {
    let text = host.read_text(&directory.join("package.json"), LIMIT_BYTES).ok()?;
    let Manifest {
        name: Some(name),
        version: Some(version),
    } = serde_json::from_str(&text).ok()?
    else {
        return None;
    };
    packages.contains(&name).then(|| {
        let raw = format!("package.json: {name} {version}");
        (version, raw, directory.to_owned())
    })
}
