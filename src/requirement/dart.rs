//! Dart and Flutter: `pubspec.yaml`, and fvm's choice of a Flutter.

use super::data::{Node, text_at, texts};
use super::manifest::{Format, Manifest, ManifestContent, Reach};
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
                let ignored = texts(workspace.get("ignore"));
                found.members.extend(ignored.into_iter().map(|path| format!("!{path}")));
            }
        },
    },
    Format {
        // The second one, in `.fvm`, is that of fvm 2.
        names: &[".fvmrc", "fvm_config.json"],
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
    // Every package has a name: without one the file is another program's.
    if package.get("name").is_none() && package.get("environment").is_none() {
        return;
    }
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
    // A workspace is resolved as one. Source: Dart's "Pub workspaces".
    if package.get("workspace").is_some() {
        found.reach_from(0, Reach::Members);
    }
}

/// `{"flutter": "3.24.0"}`; a channel (`stable`) names no version.
fn read_fvm(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let Some(settings) = json::read(manifest, found) else {
        return;
    };
    let version = text_at(&settings, &["flutter"], manifest, found)
        .or_else(|| text_at(&settings, &["flutterSdkVersion"], manifest, found));
    if let Some((version, line)) = version.and_then(|(text, line)| Some((line_file::version(text, &["v"])?, line))) {
        found.require(manifest.tool_in("flutter", version, Dialect::Prefix, Some(line)));
    }
}

#[cfg(test)]
mod tests {
    use super::super::example::asked;
    use super::super::scope::is_of_another_system;

    #[test]
    fn a_package_that_melos_ignores_is_no_member() {
        let files = [
            (
                "melos.yaml",
                "name: shop\npackages:\n  - packages/**\nignore:\n  - packages/old\n",
            ),
            (
                "packages/old/pubspec.yaml",
                "name: old\nenvironment:\n  sdk: '<3.0.0'\n",
            ),
            ("packages/new/pubspec.yaml", "name: new\nenvironment:\n  sdk: ^3.6.0\n"),
            ("pubspec.yaml", "name: shop\nenvironment:\n  sdk: ^3.0.0\n"),
        ];
        assert_eq!(
            asked(&files),
            [
                "tool dart \"<3.0.0\" dart suggested (packages/old/pubspec.yaml:3)",
                "tool dart \"^3.0.0\" dart (pubspec.yaml:3)",
                "tool dart \"^3.6.0\" dart (packages/new/pubspec.yaml:3)",
            ]
        );
    }

    #[test]
    fn what_flutter_builds_for_another_system_is_not_asked_for() {
        let told = [
            ("ios", "linux"),
            ("ios", "macos"),
            ("windows", "linux"),
            ("linux", "linux"),
            ("lib", "linux"),
        ]
        .map(|(name, here)| is_of_another_system(name, here));
        assert_eq!(told, [true, false, true, false, false]);
        let other = if cfg!(windows) { "linux" } else { "windows" };
        let cmake = "cmake_minimum_required(VERSION 3.14)\n";
        let files = [
            ("pubspec.yaml", "environment:\n  sdk: ^3.5.0\n"),
            (&format!("{other}/CMakeLists.txt"), cmake),
            (&format!("lib/{other}/CMakeLists.txt"), cmake),
        ];
        assert_eq!(
            asked(&files),
            [
                format!("tool cmake \"3.14\" minimum suggested (lib/{other}/CMakeLists.txt:1)"),
                "tool dart \"^3.5.0\" dart (pubspec.yaml:2)".to_owned(),
            ]
        );
    }
}
