//! mise: `mise.toml` and the other places for the same settings.
//!
//! Source: mise's documentation, "Configuration" and "Dev Tools".

use super::data::{Node, Value};
use super::manifest::{Format, Manifest, ManifestContent};
use super::{names, toml_file, tool_versions};
use crate::version::Dialect;

pub(super) const FORMATS: &[Format] = &[Format {
    names: &[
        "mise.toml",
        ".mise.toml",
        "mise.local.toml",
        ".mise.local.toml",
        // Of the directories `mise`, `.mise` and `.config/mise` alone.
        "config.toml",
        "config.local.toml",
    ],
    wants_text: true,
    read,
}];

/// Reads the table `tools`. Of several versions any will do. mise itself is suggested: who has the tools otherwise needs none.
///
/// Left out: tools that the catalogue does not have, and those of another operating system.
fn read(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let is_general_name = manifest.name.starts_with("config.");
    if is_general_name && !is_mises(manifest) {
        return;
    }
    let Some(file) = toml_file::read(manifest, found) else {
        return;
    };
    let least = file.get("min_version");
    let least = least.and_then(|node| {
        node.text()
            .or_else(|| node.get("hard")?.text())
            .map(|text| (text, node.line))
    });
    let mise = match least {
        Some((version, line)) => manifest.tool_in("mise", version, Dialect::Minimum, Some(line)),
        None => manifest.tool("mise", None),
    };
    found.suggest(mise);
    for (name, node) in file.get("tools").map(Node::entries).unwrap_or_default() {
        let Some(id) = names::mise_tool(name) else { continue };
        let wanted: Vec<&Node> = node.each().iter().filter(|node| is_for_this_system(node)).collect();
        if wanted.is_empty() {
            continue;
        }
        let versions: Vec<&str> = wanted.iter().map(|node| version(node)).collect();
        if tool_versions::are_others(id, &versions) {
            continue;
        }
        found.require(tool_versions::tool(manifest, id, &versions, node.line));
    }
}

/// A file of a general name is in a directory of mise's.
fn is_mises(manifest: &Manifest<'_>) -> bool {
    let name = manifest.directory.file_name();
    name.is_some_and(|name| name == "mise" || name == ".mise")
}

/// The version in one of its forms: `"20"`, `20`, `{ version = "20" }`. What it computes, or builds from a branch, is any.
fn version(node: &Node) -> &str {
    node.get("version")
        .unwrap_or(node)
        .scalar()
        .filter(|version| !version.contains("{{"))
        .unwrap_or("latest")
}

/// `{ version = "1", os = ["linux", "macos/arm64"] }` is for those systems alone.
fn is_for_this_system(node: &Node) -> bool {
    match node.get("os").map(|os| &os.value) {
        Some(Value::List(systems)) => systems
            .iter()
            .filter_map(Node::text)
            .any(|system| system.split('/').next() == Some(std::env::consts::OS)),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::super::example::asked;

    #[test]
    fn tools_have_one_version_or_several_in_many_forms() {
        let text = "min_version = \"2025.1\"\n[env]\nNODE_ENV = \"x\"\n[tools]\nnode = \"20\"\npython = [\"3.12\", \"3.11\"]\njava = \"temurin-21.0.2+13\"\n\"npm:prettier\" = { version = \"3\", os = [\"plan9\"] }\n\"aqua:BurntSushi/ripgrep\" = { version = \"14.1\" }\nrust = { version = \"1.80\", profile = \"minimal\" }\ngo = \"prefix:1.22\"\nterraform = \"latest\"\nunheard-of = \"1\"\n";
        assert_eq!(
            asked(&[("mise.toml", text)]),
            [
                "tool go \"1.22\" asdf (mise.toml:11)",
                "tool java \"21.0.2\" asdf (mise.toml:7)",
                "tool mise \"2025.1\" minimum suggested (mise.toml:1)",
                "tool node \"20\" asdf (mise.toml:5)",
                "tool python3 \"3.12 || 3.11\" npm (mise.toml:6)",
                "tool ripgrep \"14.1\" asdf (mise.toml:9)",
                "tool rustc \"1.80\" asdf (mise.toml:10)",
                "tool terraform (mise.toml:12)",
            ]
        );
    }

    #[test]
    fn a_general_name_counts_in_a_directory_of_mises_alone() {
        let text = "[tools]\nnode = \"lts\"\n";
        assert_eq!(
            asked(&[(".config/mise/config.toml", text), ("app/config.toml", text)]),
            [
                "tool mise suggested (.config/mise/config.toml)",
                "tool node \"lts\" asdf (.config/mise/config.toml:2)"
            ]
        );
    }

    #[test]
    fn what_is_no_toml_is_broken() {
        assert_eq!(
            asked(&[(".mise.toml", "[tools]\nnode = \n")]),
            ["broken: string values must be quoted, expected literal string (.mise.toml:2)"]
        );
    }
}
