//! mise: `mise.toml` and the other places for the same settings.
//!
//! Source: mise's documentation, "Configuration" and "Dev Tools".

mod config;
mod files;
mod lock;
mod version;

pub use config::{MiseConfig, MiseConfigs, MiseVersions};
pub use files::directories as mise_directories;
pub use version::mise_version;

use std::path::Path;

use super::data::{Node, Value};
use super::manifest::{Format, Manifest, ManifestContent};
use super::{names, toml_file, tool_versions};
use crate::version::Dialect;

pub(super) const FORMATS: &[Format] = &[Format {
    names: &[
        "mise.toml",
        ".mise.toml",
        // The user's own, or of an environment: `mise.local.toml`, `mise.ci.toml`.
        "mise.*.toml",
        ".mise.*.toml",
        // Of the directories `mise`, `.mise` and `.config/mise` alone.
        "config.toml",
        "config.*.toml",
        "conf.d/*.toml",
    ],
    wants_text: true,
    read,
}];

/// The user's own settings, which Git ignores as a rule: they count all the same.
pub(super) const PERSONAL: [&str; 2] = ["mise.local.toml", ".mise.local.toml"];

/// Reads the table `tools`. Of several versions any will do. mise itself is suggested: who has the tools otherwise needs none.
///
/// Left out: files that mise does not read here (those of another environment), tools that a stronger file of the directory sets or that
/// are switched off, tools that the catalogue does not have, and those of another operating system.
fn read(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let may_be_anothers = !manifest.name.starts_with("mise.") && !manifest.name.starts_with(".mise.");
    if may_be_anothers && !is_mises(manifest) {
        return;
    }
    let path = manifest.directory.join(manifest.name);
    let configs = MiseConfigs::read(manifest.host, base(manifest, may_be_anothers));
    if !configs.0.iter().any(|config| config.path == path) {
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
        let own = mise_name(name);
        let is_replaced = configs.setter(&own).is_some_and(|setter| setter != path);
        if is_replaced || configs.is_disabled(manifest.host, &own) {
            continue;
        }
        let wanted: Vec<&Node> = node.each().iter().filter(|node| is_for_this_system(node)).collect();
        if wanted.is_empty() {
            continue;
        }
        let versions: Vec<String> = wanted.iter().map(|node| version(manifest, node)).collect();
        let versions: Vec<&str> = versions.iter().map(String::as_str).collect();
        if tool_versions::are_others(id, &versions) {
            continue;
        }
        found.require(tool_versions::tool(manifest, id, &versions, node.line));
    }
}

/// The directory that a file of mise's is for: `shop` of `shop/.config/mise/conf.d`. A project's own directory may be called `mise`.
fn base<'m>(manifest: &Manifest<'m>, is_general_name: bool) -> &'m Path {
    fn above<'p>(directory: &'p Path, names: &[&str]) -> Option<&'p Path> {
        let name = directory.file_name()?;
        names.iter().any(|other| name == *other).then(|| directory.parent())?
    }
    let directory = manifest.directory;
    let inner = above(directory, &["conf.d"]).unwrap_or(directory);
    let outer = above(inner, &["mise", ".mise"]).filter(|outer| is_general_name || outer.ends_with(".config"));
    let outer = outer.unwrap_or(directory);
    above(outer, &[".config"]).unwrap_or(outer)
}

/// A file of a general name is in a directory of mise's.
fn is_mises(manifest: &Manifest<'_>) -> bool {
    let is_of = |directory: Option<&Path>, names: &[&str]| {
        let name = directory.and_then(Path::file_name);
        name.is_some_and(|name| names.iter().any(|other| name == *other))
    };
    let directory = Some(manifest.directory);
    let above = manifest.directory.parent();
    let names = ["mise", ".mise"];
    is_of(directory, &names) || (is_of(directory, &["conf.d"]) && is_of(above, &names))
}

/// The version in one of its forms: `"20"`, `20`, `{ version = "20" }`. What cannot be computed here, or builds from a branch, is any.
fn version(manifest: &Manifest<'_>, node: &Node) -> String {
    let text = node.get("version").unwrap_or(node).scalar();
    text.and_then(|text| mise_version(manifest.host, text))
        .unwrap_or_else(|| "latest".to_owned())
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

/// mise's own name for a tool that asdf calls otherwise, and the directory's name of a tool with a backend (`npm:prettier`).
pub fn mise_name(name: &str) -> String {
    match name {
        "nodejs" => "node".to_owned(),
        "golang" => "go".to_owned(),
        other => other
            .replace([':', '/', '@'], "-")
            .trim_start_matches("core-")
            .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::example::{asked, asked_by};

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
    fn the_strongest_file_of_a_directory_sets_a_tool() {
        let files = [
            ("mise.toml", "[tools]\nnode = \"20\"\ngo = \"1.22\"\n"),
            ("mise.ci.toml", "[tools]\nnode = \"24\"\n"),
            (".gitignore", "mise.local.toml\n"),
        ];
        let tools = |files: &[(&str, &str)], environment: &[(&str, &str)]| {
            let mut asked = asked_by(files, "/project", environment);
            asked.retain(|line| !line.contains("tool mise"));
            asked
        };
        let go = "tool go \"1.22\" asdf (mise.toml:3)";
        let of_ci = [go, "tool node \"24\" asdf (mise.ci.toml:2)"];
        let plain = [go, "tool node \"20\" asdf (mise.toml:2)"];
        assert_eq!(tools(&files, &[]), plain);
        assert_eq!(tools(&files, &[("MISE_ENV", "ci")]), of_ci);
        let with = |file| [files[0], files[1], files[2], file];
        assert_eq!(tools(&with((".miserc.toml", "env = [\"ci\"]\n")), &[]), of_ci);
        assert_eq!(
            tools(&with(("mise.local.toml", "[tools]\nnode = \"22\"\n")), &[]),
            [go, "tool node \"22\" asdf (mise.local.toml:2)"]
        );
        assert_eq!(
            tools(
                &with((".config/mise/conf.d/a.toml", "[tools]\nnode = \"18\"\nruby = \"3\"\n")),
                &[]
            ),
            [
                plain[0],
                plain[1],
                "tool ruby \"3\" asdf (.config/mise/conf.d/a.toml:3)"
            ]
        );
        assert_eq!(
            tools(
                &with((
                    "/home/anna/.config/mise/config.toml",
                    "[settings]\ndisable_tools = [\"go\"]\n"
                )),
                &[("HOME", "/home/anna")]
            ),
            [plain[1]]
        );
    }

    #[test]
    fn a_computed_version_is_told_where_it_can_be() {
        let file = (
            "mise.toml",
            "[tools]\nnode = \"{{ env['NODE_VERSION'] }}\"\ngo = \"sub-1:2\"\n",
        );
        let told = |environment: &[(&str, &str)]| asked_by(&[file], "/project", environment);
        let (go, mise) = ("tool go \"1\" asdf (mise.toml:3)", "tool mise suggested (mise.toml)");
        assert_eq!(
            told(&[("NODE_VERSION", "24")]),
            [go, mise, "tool node \"24\" asdf (mise.toml:2)"]
        );
        assert_eq!(told(&[]), [go, mise, "tool node (mise.toml:2)"]);
    }

    #[test]
    fn what_is_no_toml_is_broken() {
        assert_eq!(
            asked(&[(".mise.toml", "[tools]\nnode = \n")]),
            ["broken: string values must be quoted, expected literal string (.mise.toml:2)"]
        );
    }
}
