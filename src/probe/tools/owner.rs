//! The package that a tool is from: asked of the package databases, or remembered.

use std::collections::HashMap;
use std::path::PathBuf;

use super::locate::ToolCopy;
use super::{PendingTool, Request, set};
use crate::probe::cache::CacheEntry;
use crate::probe::evidence::Evidence;
use crate::probe::package::{self, Owner, Wanted};
use crate::probe::version_text;
use crate::scan::VersionSource;

/// The packages of all files whose manager or version is still unknown.
pub(super) fn owners(request: &Request<'_>, pending_tools: &[PendingTool<'_>]) -> HashMap<PathBuf, Option<Owner>> {
    let mut owners = HashMap::new();
    let mut wanted: Vec<Wanted> = Vec::new();
    let mut keys: HashMap<PathBuf, String> = HashMap::new();
    for pending in pending_tools {
        for copy in pending.copies.copy.as_deref().into_iter().chain(&pending.copies.others) {
            let Some(resolved) = copy.resolved.as_ref().ok().filter(|_| copy.may_have_owner()) else {
                continue;
            };
            if owners.contains_key(resolved) || keys.contains_key(resolved) {
                continue;
            }
            let Some(key) = copy.stamp.as_ref().map(|stamp| format!("owner {stamp}")) else {
                continue;
            };
            if let Some(CacheEntry::Owner(owner)) = request.cache.get(&key) {
                let owner = owner.and_then(|(manager, package, version)| {
                    Some(Owner {
                        manager: package::manager(&manager)?,
                        package,
                        version,
                    })
                });
                owners.insert(resolved.clone(), owner);
                continue;
            }
            let entry = pending.copies.entry;
            let guesses = ["apt", "apk", "pacman", "dnf", "choco"]
                .iter()
                .filter_map(|manager| entry.install().get(*manager))
                .flat_map(|text| text.split(' '));
            let guesses = guesses
                .chain(entry.programs.iter().map(String::as_str))
                .map(str::to_owned)
                .collect();
            wanted.push(Wanted {
                path: resolved.clone(),
                guesses,
            });
            keys.insert(resolved.clone(), key);
        }
    }
    let mut found = package::owners(request.host, &wanted);
    for (path, key) in keys {
        let owner = found.remove(&path);
        let memo = owner
            .as_ref()
            .map(|owner| (owner.manager.to_owned(), owner.package.clone(), owner.version.clone()));
        request.cache.insert(key, request.host.now(), CacheEntry::Owner(memo));
        owners.insert(path, owner);
    }
    owners
}

pub(super) fn from_owner(pending: &mut PendingTool<'_>, owners: &HashMap<PathBuf, Option<Owner>>) {
    let Some(Ok(resolved)) = pending.copies.copy.as_ref().map(|copy| &copy.resolved) else {
        return;
    };
    let Some(owner) = owners.get(resolved).and_then(Option::as_ref) else {
        return;
    };
    let entry = pending.copies.entry;
    if let Some(other) = entry.namesake_of_package(owner.manager, &owner.package) {
        pending.set_other_program(&other.name, Some(&owner.package));
        return;
    }
    if pending.tool.manager.is_none() {
        pending.tool.manager = Some(owner.manager.to_owned());
    }
    // The version of a package that the catalogue does not know for this tool may be that of another program.
    let is_applet = pending.copies.copy.as_deref().is_some_and(ToolCopy::is_applet);
    let is_its = is_applet || (entry.package_differs.is_none() && entry.is_package(owner.manager, &owner.package));
    if pending.done || !is_its {
        return;
    }
    if let Some(evidence) = package_evidence(owner) {
        set(&mut pending.tool, &evidence);
        pending.done = true;
    }
}

pub(super) fn package_evidence(owner: &Owner) -> Option<Evidence> {
    let version = version_text::upstream(&owner.version)?;
    let raw = format!("{} {}", owner.package, owner.version);
    Some(Evidence {
        version,
        raw,
        source: VersionSource::Package,
        manager: Some(owner.manager),
    })
}
