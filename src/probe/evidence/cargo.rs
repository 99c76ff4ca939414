//! Programs that `cargo install` put in place: cargo's own list of them.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Evidence, Subject, from_file};
use crate::host::Host;

/// Source: cargo's `ops/common_for_install_and_uninstall.rs`: the keys are `name version (source)`, the values the programs.
#[derive(Deserialize)]
struct Installed {
    v1: BTreeMap<String, Vec<String>>,
}

pub(super) fn read(host: &Host, subject: &Subject<'_>) -> Option<Evidence> {
    let names = &subject.entry.cargo;
    if names.is_empty() {
        return None;
    }
    let bin = subject
        .resolved
        .parent()
        .filter(|directory| directory.file_name().is_some_and(|name| name == "bin"))?;
    let list = bin.parent()?.join(".crates.toml");
    let installed: Installed = toml::from_str(&host.read_text(&list, 1024 * 1024).ok()?).ok()?;
    let file = subject.resolved.file_name()?.to_str()?;
    let (package, _) = installed
        .v1
        .iter()
        .find(|(_, programs)| programs.iter().any(|program| program == file))?;
    let mut words = package.split(' ');
    let (name, version) = (words.next()?, words.next()?);
    // Another crate may bring a program of the same name.
    let is_ours = names.iter().any(|own| own == name);
    is_ours.then(|| Evidence {
        manager: Some("cargo"),
        ..from_file(version, format!("{name} {version}"))
    })
}
