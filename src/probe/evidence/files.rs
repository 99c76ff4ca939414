//! The files that the catalogue names for a tool: beside the program, with its version inside or in their name.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{Evidence, Subject, from_file};
use crate::host::Host;
use crate::probe::catalogue::VersionFile;
use crate::probe::path::lexical;
use crate::probe::version_text;

/// A version file is small; what is larger is something else.
const LIMIT_BYTES: u64 = 1024 * 1024;
const HOLE: &str = "{version}";

pub(super) fn read(host: &Host, subject: &Subject<'_>) -> Option<Evidence> {
    let folder = subject.resolved.parent()?;
    subject.entry.files.iter().find_map(|file| {
        let base = match file.path.strip_prefix("~/") {
            Some(below_home) => host.home()?.join(below_home),
            None => folder.join(&file.path),
        };
        read_one(host, file, &lexical(&base))
    })
}

fn read_one(host: &Host, file: &VersionFile, path: &Path) -> Option<Evidence> {
    for path in expand(host, path) {
        if let Some((_, pattern)) = file
            .path
            .rsplit_once('/')
            .or(Some(("", file.path.as_str())))
            .filter(|(_, name)| name.contains(HOLE))
        {
            let name = path.file_name()?.to_str()?;
            if let Some(version) = version_text::from_file_name(name, pattern) {
                return Some(from_file(version, name));
            }
            continue;
        }
        let Ok(text) = host.read_text(&path, LIMIT_BYTES) else {
            continue;
        };
        let found = match file {
            VersionFile { json: Some(key), .. } => json_text(&text, key),
            VersionFile { plist: Some(key), .. } => plist_text(&text, key).map(str::to_owned),
            VersionFile {
                pattern: Some(pattern), ..
            } => match version_text::extract(&text, pattern) {
                Some(found) => return Some(from_file(found.version, found.line)),
                None => None,
            },
            VersionFile { .. } => text.split_whitespace().next().map(str::to_owned),
        };
        if let Some(version) = found.filter(|version| crate::version::Version::parse(version).is_some()) {
            let raw = format!("{}: {version}", path.file_name().unwrap_or_default().to_string_lossy());
            return Some(from_file(&version, raw));
        }
    }
    None
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
            .flat_map(|folder| {
                let names = host.list(folder).unwrap_or_default();
                names
                    .into_iter()
                    .filter(|name| {
                        name.to_str().is_some_and(|name| {
                            name.len() >= before.len() + after.len()
                                && name.starts_with(before)
                                && name.ends_with(after)
                        })
                    })
                    .map(|name| folder.join(name))
                    .take(64)
                    .collect::<Vec<_>>()
            })
            .collect();
    }
    paths
}

fn json_text(text: &str, key: &str) -> Option<String> {
    let value: Value = serde_json::from_str(text).ok()?;
    value.get(key)?.as_str().map(str::to_owned)
}

/// The string after a key in an XML property list. Source: Apple's PropertyList-1.0 DTD.
fn plist_text<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(&format!("<key>{key}</key>"))?;
    rest.trim_start()
        .strip_prefix("<string>")?
        .split_once("</string>")
        .map(|(value, _)| value.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_property_list_tells_a_version() {
        let plist = "<dict>\n\t<key>CFBundleName</key>\n\t<string>Safari</string>\n\t<key>CFBundleShortVersionString</key>\n\t<string>17.2</string>";
        assert_eq!(plist_text(plist, "CFBundleShortVersionString"), Some("17.2"));
        assert_eq!(plist_text(plist, "CFBundleVersion"), None);
    }
}
