//! The version in the path that a program is installed at, and in the manifests of those who keep such directories.

use std::path::Path;

use super::{Evidence, Subject, from_file};
use crate::host::Host;
use crate::probe::catalogue::Entry;
use crate::version::Version;

/// The version in the path, if what is kept there is this tool and not something that came with it.
pub(super) fn read(host: &Host, subject: &Subject<'_>) -> Option<Evidence> {
    let entry = subject.entry;
    if let Some(evidence) = snap(host, subject) {
        return Some(evidence);
    }
    let (package, version) = subject.installed.package.as_ref()?;
    let scoop = || (subject.installed.manager == Some("scoop")).then(|| scoop(host, subject, package, version))?;
    if !is_of(entry, package) {
        return None;
    }
    let Some(parsed) = Version::parse(version) else {
        return scoop();
    };
    // `3.11` is a link's name, and `17.0.9-tem` a vendor's: neither is what the program prints.
    let is_whole = parsed.numbers().len() >= 3 || matches!(subject.installed.manager, Some("brew" | "nix"));
    let is_plain = version
        .chars()
        .all(|character| character.is_ascii_alphanumeric() || character == '.')
        || parsed.is_prerelease();
    (is_whole && is_plain).then(|| from_file(version, version.clone()))
}

/// What is kept under that name is this tool.
fn is_of(entry: &Entry, package: &str) -> bool {
    let is_name = |own: &String| {
        own == package
            || package
                .strip_prefix(own.as_str())
                .is_some_and(|rest| rest.starts_with('@'))
    };
    let is_language = matches!((package, entry.id.as_str()), ("python", "python3" | "python"));
    let names = [&entry.managed, &entry.formula, &entry.programs];
    is_language || *package == *entry.id || names.iter().any(|names| names.iter().any(is_name))
}

/// `/snap/go/10500/meta/snap.yaml` has the version of all that is in `/snap/go/10500`. Source: "The snap.yaml format".
fn snap(host: &Host, subject: &Subject<'_>) -> Option<Evidence> {
    let parts: Vec<&str> = subject.resolved.iter().filter_map(|part| part.to_str()).collect();
    let ["/", "snap", name, revision, _, ..] = parts.as_slice() else {
        return None;
    };
    if !is_of(subject.entry, name) {
        return None;
    }
    let manifest = Path::new("/snap").join(name).join(revision).join("meta/snap.yaml");
    let text = host.read_text(&manifest, 1024 * 1024).ok()?;
    let version = text.lines().find_map(|line| line.strip_prefix("version:"))?;
    let version = version.trim().trim_matches(['"', '\'']);
    Version::parse(version)?;
    Some(Evidence {
        manager: Some("snap"),
        ..from_file(version, format!("snap.yaml: {version}"))
    })
}

/// `scoop/apps/git/current` is a link to the version's directory, or with `no_junction` the directory itself: then its manifest tells.
fn scoop(host: &Host, subject: &Subject<'_>, package: &str, directory: &str) -> Option<Evidence> {
    #[derive(serde::Deserialize)]
    struct Manifest {
        version: String,
    }
    let end = Path::new(package).join(directory);
    let directory = subject.resolved.ancestors().find(|above| above.ends_with(&end))?;
    let text = host.read_text(&directory.join("manifest.json"), 1024 * 1024).ok()?;
    let Manifest { version } = serde_json::from_str(&text).ok()?;
    Version::parse(&version)?;
    Some(from_file(&version, format!("manifest.json: {version}")))
}
