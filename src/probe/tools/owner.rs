//! The package that a tool is from: asked of the package databases, or remembered.

use std::collections::HashMap;
use std::path::PathBuf;

use super::locate::Copy;
use super::{Draft, Request, set};
use crate::probe::evidence::Evidence;
use crate::probe::memory::Memo;
use crate::probe::package::{self, Owner, Wanted};
use crate::probe::version_text;
use crate::scan::VersionSource;

/// The packages of all files whose manager or version is still unknown.
pub(super) fn owners(request: &Request<'_>, drafts: &[Draft<'_>]) -> HashMap<PathBuf, Option<Owner>> {
    let mut owners = HashMap::new();
    let mut wanted: Vec<Wanted> = Vec::new();
    let mut keys: HashMap<PathBuf, String> = HashMap::new();
    for draft in drafts {
        for copy in draft.located.copy.as_deref().into_iter().chain(&draft.located.others) {
            let Some(resolved) = copy.resolved.as_ref().ok().filter(|_| copy.may_have_owner()) else {
                continue;
            };
            if owners.contains_key(resolved) || keys.contains_key(resolved) {
                continue;
            }
            let Some(key) = copy.stamp.as_ref().map(|stamp| format!("owner {stamp}")) else {
                continue;
            };
            if let Some(Memo::Owner(owner)) = request.memory.recall(&key) {
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
            let entry = draft.located.entry;
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
        request.memory.keep(key, request.host.now(), Memo::Owner(memo));
        owners.insert(path, owner);
    }
    owners
}

pub(super) fn from_owner(draft: &mut Draft<'_>, owners: &HashMap<PathBuf, Option<Owner>>) {
    let Some(Ok(resolved)) = draft.located.copy.as_ref().map(|copy| &copy.resolved) else {
        return;
    };
    let Some(owner) = owners.get(resolved).and_then(Option::as_ref) else {
        return;
    };
    if draft.tool.manager.is_none() {
        draft.tool.manager = Some(owner.manager.to_owned());
    }
    let is_applet = draft.located.copy.as_deref().is_some_and(Copy::is_applet);
    if draft.done || (draft.located.entry.package_differs.is_some() && !is_applet) {
        return;
    }
    if let Some(evidence) = package_evidence(owner) {
        set(&mut draft.tool, &evidence);
        draft.done = true;
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
