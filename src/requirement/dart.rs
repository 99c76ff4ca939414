//! Dart and Flutter: `pubspec.yaml`, and fvm's choice of a Flutter.

use super::data::{Node, text_at, texts};
use super::manifest::{Format, Manifest, ManifestContent};
use super::{json, line_file, yaml_file};
use crate::version::Dialect;

/// The formats of Dart and Flutter.
pub(super) const FORMATS: &[Format] = &[
    Format {
        names: &["pubspec.yaml"],
        wants_text: true,
        read: read_pubspec,
    },
    Format {
        names: &["melos.yaml"],
        wants_text: true,
        read: |manifest, found| {
            if let Some(workspace) = yaml_file::read(manifest, found) {
                found.members.extend(texts(workspace.get("packages")));
            }
        },
    },
    Format {
        names: &[".fvmrc"],
        wants_text: true,
        read: read_fvm,
    },
];

/// Reads `environment`. A project of Flutter's takes the Dart that comes with it.
///
/// Source: Dart's documentation of the pubspec.
fn read_pubspec(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let Some(package) = yaml_file::read(manifest, found) else {
        return;
    };
    found.members.extend(texts(package.get("workspace")));
    let asked = |name: &str| {
        let node = package.at(&["environment", name])?;
        Some((node.scalar()?, node.line))
    };
    found.require(match asked("sdk") {
        Some((range, line)) => manifest.tool_in("dart", range, Dialect::Dart, Some(line)),
        None => manifest.tool("dart", None),
    });
    let dependency = package.at(&["dependencies", "flutter"]);
    if let Some((range, line)) = asked("flutter") {
        found.require(manifest.tool_in("flutter", range, Dialect::Dart, Some(line)));
    } else if let Some(dependency) = dependency.filter(|node| node.get("sdk").and_then(Node::text) == Some("flutter")) {
        found.require(manifest.tool("flutter", Some(dependency.line)));
    }
}

/// `{"flutter": "3.24.0"}`; a channel (`stable`) names no version.
fn read_fvm(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let Some(settings) = json::read(manifest, found) else {
        return;
    };
    let version = text_at(&settings, &["flutter"], manifest, found);
    if let Some((version, line)) = version.and_then(|(text, line)| Some((line_file::version(text, &["v"])?, line))) {
        found.require(manifest.tool_in("flutter", version, Dialect::Prefix, Some(line)));
    }
}
