//! The files that the catalogue names for a tool: beside the program, with its version inside or in their name.

use std::path::{Path, PathBuf};

use super::{Evidence, Subject, from_file};
use crate::host::Host;
use crate::probe::catalogue::VersionFile;
use crate::probe::path::lexical;
use crate::version::Version;

/// A version file is small; what is larger is something else.
const LIMIT_BYTES: u64 = 1024 * 1024;
const HOLE: &str = "{version}";

pub(super) fn read(host: &Host, subject: &Subject<'_>) -> Option<Evidence> {
    let directory = subject.resolved.parent()?;
    subject.entry.files.iter().find_map(|file| {
        let base = match file.path.strip_prefix("~/") {
            Some(below_home) => host.home()?.join(below_home),
            None => directory.join(&file.path),
        };
        read_one(host, file, &lexical(&base))
    })
}

/// What the file tells; of several that fit, the one with the highest version: `shared/Microsoft.NETCore.App/*` has every release.
fn read_one(host: &Host, file: &VersionFile, path: &Path) -> Option<Evidence> {
    let told = |path: PathBuf| {
        let name = path.file_name()?.to_str()?;
        let version = match file.name_pattern() {
            Some(_) => file.version_in_name(name)?.to_owned(),
            None => file.version_in_text(&host.read_text(&path, LIMIT_BYTES).ok()?)?,
        };
        let raw = match file.name_pattern() {
            Some(_) => name.to_owned(),
            None => format!("{name}: {version}"),
        };
        Some((Version::parse(&version)?, version, raw))
    };
    let (_, version, raw) = expand(host, path).into_iter().filter_map(told).max()?;
    Some(from_file(&version, raw))
}

/// The paths that a path with one `*` or `{version}` in a component stands for.
fn expand(host: &Host, path: &Path) -> Vec<PathBuf> {
    let mut paths = vec![PathBuf::new()];
    for component in path.components() {
        let text = component.as_os_str().to_string_lossy();
        let hole = if text.contains(HOLE) { HOLE } else { "*" };
        let Some((before, after)) = text.split_once(hole) else {
            for path in &mut paths {
                path.push(component);
            }
            continue;
        };
        paths = paths
            .iter()
            .flat_map(|directory| {
                let names = host.list(directory).unwrap_or_default();
                names
                    .into_iter()
                    .filter(|name| {
                        name.to_str().is_some_and(|name| {
                            name.len() >= before.len() + after.len()
                                && name.starts_with(before)
                                && name.ends_with(after)
                        })
                    })
                    .map(|name| directory.join(name))
                    .take(64)
                    .collect::<Vec<_>>()
            })
            .collect();
    }
    paths
}
