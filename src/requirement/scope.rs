//! Which requirements hold in the directory that the scan was started in: of those on one thing, the nearest.

use std::collections::BTreeMap;
use std::path::Path;

use crate::host::Host;
use crate::scan::{Requirement, RequirementKind};

/// Directories that hold a project's settings: what is in them is asked for by the directory above.
const SETTINGS: [&str; 3] = ["gradle/wrapper", ".config/mise", ".mise/config"];

/// Marks those that a nearer manifest replaces.
///
/// Near is counted in steps between directories, up or down; at the same distance all hold, and so do all of one directory. One for any
/// version replaces none that asks for some, and is replaced by none. Ports and variables never replace one another: each is its own.
/// The nearest file above that chooses a version is obeyed whatever a nearer manifest allows, so it holds beside that, unless a
/// nearer one chooses too.
pub(super) fn apply(host: &Host, root: &Path, requirements: &mut [Requirement]) {
    let here: Vec<String> = host
        .directory()
        .strip_prefix(root)
        .map(|path| {
            path.components()
                .map(|part| part.as_os_str().to_string_lossy().into_owned())
                .collect()
        })
        .unwrap_or_default();
    // One for any version says nothing about those that will do: it is compared with its like.
    let about = |requirement: &Requirement| (requirement.kind, requirement.id.clone(), requirement.range.is_some());
    let mut nearest: BTreeMap<(RequirementKind, String, bool), usize> = BTreeMap::new();
    let mut choosing = nearest.clone();
    for requirement in requirements.iter() {
        let distance = distance(&here, &requirement.source.file);
        let lists = [(&mut nearest, true), (&mut choosing, chooses_here(&here, requirement))];
        for (list, _) in lists.into_iter().filter(|(_, counts)| *counts) {
            let entry = list.entry(about(requirement)).or_insert(distance);
            *entry = (*entry).min(distance);
        }
    }
    for requirement in requirements.iter_mut() {
        let distance = distance(&here, &requirement.source.file);
        let about = about(requirement);
        let is_chosen = choosing.get(&about) == Some(&distance) && chooses_here(&here, requirement);
        requirement.applies = is_chosen || nearest.get(&about) == Some(&distance);
    }
}

/// A version manager that is started in the directory does what this file says.
fn chooses_here(here: &[String], requirement: &Requirement) -> bool {
    let mut directory = directory_of(&requirement.source.file)
        .split('/')
        .filter(|part| !part.is_empty());
    let mut here = here.iter();
    requirement.source.chooses_a_version() && directory.all(|part| here.next().is_some_and(|here| here == part))
}

/// Steps from the directory to the directory that a file speaks for, twice, so that at equal steps one above is nearer than one below.
fn distance(here: &[String], file: &str) -> usize {
    let directory = directory_of(file);
    let there: Vec<&str> = directory.split('/').filter(|part| !part.is_empty()).collect();
    let common = here.iter().zip(&there).take_while(|(one, other)| one == *other).count();
    let (up, down) = (here.len() - common, there.len() - common);
    2 * (up + down) + usize::from(down > 0)
}

/// The directory that a file speaks for: the one that it is in, without directories for settings (`.devcontainer`, `gradle/wrapper`).
fn directory_of(file: &str) -> &str {
    let mut directory = file.rsplit_once('/').map_or("", |(directory, _)| directory);
    loop {
        let settings = SETTINGS.iter().find_map(|settings| directory.strip_suffix(settings));
        let hidden = || match directory.rsplit_once('/') {
            Some((above, last)) if last.starts_with('.') => Some(above),
            None if directory.starts_with('.') => Some(""),
            _ => None,
        };
        match settings.or_else(hidden) {
            Some(above) => directory = above.trim_end_matches('/'),
            None => return directory,
        }
    }
}
