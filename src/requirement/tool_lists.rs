//! Other programs that bring a project's tools along, each with a list of its own: proto, aqua, devbox.
//!
//! Sources: proto's ".prototools", aqua's "Configuration", devbox' "devbox.json".

use super::data::{Node, Value};
use super::manifest::{Format, Manifest, ManifestContent};
use super::{json, names, toml_file, yaml_file};
use crate::version::Dialect;

pub(super) const FORMATS: &[Format] = &[
    Format {
        names: &[".prototools"],
        wants_text: true,
        read: read_proto,
    },
    Format {
        names: &["aqua.yaml", "aqua.yml", ".aqua.yaml", ".aqua.yml"],
        wants_text: true,
        read: read_aqua,
    },
    Format {
        names: &["devbox.json"],
        wants_text: true,
        read: read_devbox,
    },
];

/// Reads lines such as `node = "~20.11"`: a version, the beginning of one, or a range in npm's signs.
fn read_proto(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let Some(file) = toml_file::read(manifest, found) else {
        return;
    };
    for (name, node) in file.entries() {
        let (Some(id), Some(version)) = (names::tool(name), node.scalar()) else {
            continue;
        };
        ask(manifest, found, id, version, node.line);
    }
}

/// Reads `packages`, of which each is a name on GitHub with a version: `cli/cli@v2.40.0`, or the two apart.
fn read_aqua(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let Some(file) = yaml_file::read(manifest, found) else {
        return;
    };
    for package in file.get("packages").map(Node::items).unwrap_or_default() {
        let Some(name) = package.get("name").and_then(Node::text) else {
            continue;
        };
        let (name, version) = match name.split_once('@') {
            Some((name, version)) => (name, version),
            None => (name, package.get("version").and_then(Node::scalar).unwrap_or_default()),
        };
        let Some(id) = names::tool(name.rsplit('/').next().unwrap_or(name)) else {
            continue;
        };
        // aqua fetches it when it is first called: who has it otherwise does not need it.
        let version = version.strip_prefix('v').unwrap_or(version);
        found.suggest(manifest.tool_in(id, version, Dialect::Prefix, Some(package.line)));
    }
}

/// Reads `packages`: a list of `nodejs@20`, or a table of names. They are there in devbox' own shell: outside they are suggested.
fn read_devbox(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let Some(file) = json::read_with_comments(manifest, found) else {
        return;
    };
    let Some(packages) = file.get("packages") else { return };
    for node in packages.items() {
        let text = node.text().unwrap_or_default();
        let (name, version) = text.split_once('@').unwrap_or((text, ""));
        suggest_package(manifest, found, name, version, node.line);
    }
    for (name, node) in packages.entries() {
        let version = match &node.value {
            Value::Table(_) => node.get("version").and_then(Node::scalar),
            _ => node.scalar(),
        };
        suggest_package(manifest, found, name, version.unwrap_or_default(), node.line);
    }
}

fn suggest_package(manifest: &Manifest<'_>, found: &mut ManifestContent, name: &str, version: &str, line: u32) {
    let (id, of_name) = match (names::tool(name), nix_version(name)) {
        (Some(id), _) => (id, String::new()),
        (None, Some((id, version))) => (id, version),
        (None, None) => return,
    };
    let version = if of_name.is_empty() { version } else { &of_name };
    let version = if version == "latest" { "" } else { version };
    found.suggest(manifest.tool_in(id, version, Dialect::Prefix, Some(line)));
}

/// The tool and its version in a name of nixpkgs: `nodejs_22`, `go_1_24`, `python312`, `jdk21`.
fn nix_version(name: &str) -> Option<(&'static str, String)> {
    let start = name.find(|character: char| character.is_ascii_digit())?;
    let (tool, version) = name.split_at_checked(start)?;
    if !version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_') {
        return None;
    }
    let version = version.replace('_', ".");
    match tool.trim_end_matches('_') {
        "jdk" => Some(("java", version)),
        // `312` is 3.12.
        tool @ ("python" | "php") => Some((
            names::tool(tool)?,
            format!("{}.{}", version.get(..1)?, version.get(1..)?),
        )),
        tool => Some((names::tool(tool)?, version)),
    }
}

/// Words leave the choice to proto, and name no version.
fn ask(manifest: &Manifest<'_>, found: &mut ManifestContent, id: &'static str, version: &str, line: u32) {
    let has_version = version.contains(|character: char| character.is_ascii_digit());
    let version = if has_version { version } else { "" };
    found.require(manifest.tool_in(id, version, Dialect::Npm, Some(line)));
}

#[cfg(test)]
mod tests {
    use super::super::example::asked;
    use super::*;

    #[test]
    fn proto_has_a_table_of_tools() {
        let text = "node = \"~20.11\"\ngo = \"1.22\"\npnpm = \"latest\"\nunheard-of = \"1\"\n[settings]\nauto-install = true\n";
        assert_eq!(
            asked(&[(".prototools", text)]),
            [
                "tool go \"1.22\" npm (.prototools:2)",
                "tool node \"~20.11\" npm (.prototools:1)",
                "tool pnpm (.prototools:3)"
            ]
        );
    }

    #[test]
    fn aqua_has_packages_of_github() {
        let text = "registries:\n  - type: standard\npackages:\n  - name: hashicorp/terraform@v1.6.0\n  - name: koalaman/shellcheck\n    version: v0.9.0\n  - import: more.yaml\n";
        assert_eq!(
            asked(&[("aqua.yaml", text)]),
            [
                "tool shellcheck \"0.9.0\" prefix suggested (aqua.yaml:5)",
                "tool terraform \"1.6.0\" prefix suggested (aqua.yaml:4)"
            ]
        );
    }

    #[test]
    fn names_of_nixpkgs_have_versions() {
        let told = [
            "nodejs_22",
            "go_1_24",
            "python312",
            "jdk21",
            "python312Packages.x",
            "openssl_3",
        ]
        .map(nix_version);
        let is = |id: &'static str, version: &str| Some((id, version.to_owned()));
        assert_eq!(
            told,
            [
                is("node", "22"),
                is("go", "1.24"),
                is("python3", "3.12"),
                is("java", "21"),
                None,
                is("openssl", "3")
            ]
        );
    }

    #[test]
    fn devbox_has_a_list_or_a_table() {
        assert_eq!(
            asked(&[("devbox.json", "{\"packages\": [\"nodejs@20\",\n\"go@latest\"]}")]),
            [
                "tool go suggested (devbox.json:2)",
                "tool node \"20\" prefix suggested (devbox.json:1)"
            ]
        );
        assert_eq!(
            asked(&[(
                "devbox.json",
                "{\"packages\": {\"nodejs\": \"20\",\n\"go\": {\"version\": \"1.22\"}}}"
            )]),
            [
                "tool go \"1.22\" prefix suggested (devbox.json:2)",
                "tool node \"20\" prefix suggested (devbox.json:1)"
            ]
        );
    }
}
