//! Rust: `Cargo.toml` and `rust-toolchain`.
//!
//! Sources: the Cargo book, "The Manifest Format"; the rustup book, "Overrides"; the Edition Guide.

use super::data::{Node, Value, texts};
use super::manifest::{Format, Manifest, ManifestContent};
use super::{line_file, rustup, toml_file};
use crate::scan::{Requirement, RequirementKind};
use crate::version::Dialect;

pub(super) const FORMATS: &[Format] = &[
    Format {
        names: &["Cargo.toml"],
        wants_text: true,
        read: read_cargo,
    },
    Format {
        names: &["rust-toolchain", "rust-toolchain.toml"],
        wants_text: true,
        read: read_toolchain,
    },
    Format {
        // Of `.cargo` alone.
        names: &["config.toml"],
        wants_text: true,
        read: read_config,
    },
];

/// The first Rust that knows an edition.
const EDITIONS: [(&str, &str); 3] = [("2018", "1.31"), ("2021", "1.56"), ("2024", "1.85")];

/// Reads the least Rust that will do, of a package or of all packages of a workspace.
///
/// Without `rust-version` the edition has its own least. What a package inherits stands in the workspace's file, which is read too.
/// Only the outermost file requires Cargo and a compiler of any version.
fn read_cargo(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let Some(file) = toml_file::read(manifest, found) else {
        return;
    };
    if file.get("package").is_none() && file.get("workspace").is_none() {
        return;
    }
    found.members.extend(members(&file));
    for (name, dependency) in file.get("build-dependencies").map(Node::entries).unwrap_or_default() {
        // These run protoc, which they do not bring.
        if ["prost-build", "tonic-build", "tonic-prost-build", "protobuf-codegen"].contains(&name.as_str()) {
            found.suggest(manifest.tool("protoc", Some(dependency.line)));
        }
    }
    let mut names_rust = false;
    for path in [["package"].as_slice(), &["workspace", "package"]] {
        let Some(package) = file.at(path) else { continue };
        let least = match package.get("rust-version") {
            Some(node) => node.text().map(|version| (version, node.line)),
            None => package.get("edition").and_then(|node| {
                let edition = node.text()?;
                let (_, least) = EDITIONS.iter().find(|(name, _)| *name == edition)?;
                Some((*least, node.line))
            }),
        };
        if let Some((version, line)) = least {
            found.require(manifest.tool_in("rustc", version, Dialect::Minimum, Some(line)));
            names_rust = true;
        }
    }
    if !manifest.has_above("Cargo.toml") {
        found.require(manifest.tool("cargo", None));
        if !names_rust {
            found.require(manifest.tool("rustc", None));
        }
    }
}

/// What Cargo builds together with this package or workspace: its members, and packages that it depends on by their path.
///
/// Source: the Cargo book, "Workspaces". Without `--workspace` Cargo builds the default members alone.
fn members(file: &Node) -> Vec<String> {
    let workspace = file.get("workspace");
    if let Some(default) = workspace.and_then(|workspace| workspace.get("default-members")) {
        return texts(Some(default));
    }
    let mut members = texts(workspace.and_then(|workspace| workspace.get("members")));
    for table in [
        ["dependencies"].as_slice(),
        &["build-dependencies"],
        &["workspace", "dependencies"],
    ] {
        let dependencies = file.at(table).map(Node::entries).unwrap_or_default();
        members.extend(
            dependencies
                .iter()
                .filter_map(|(_, dependency)| dependency.get("path")?.text().map(str::to_owned)),
        );
    }
    let excluded = texts(workspace.and_then(|workspace| workspace.get("exclude")));
    members.extend(excluded.into_iter().map(|path| format!("!{path}")));
    members
}

/// Reads which toolchain rustup takes here, and what has to be in it.
///
/// The older of the two files may hold the toolchain's name alone. rustup itself is suggested: another Rust of that version will do.
fn read_toolchain(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let is_name_alone = manifest.name == "rust-toolchain" && manifest.text.trim().lines().count() == 1;
    let name = line_file::lines(manifest.text).next().filter(|_| is_name_alone);
    if let Some((name, line)) = name {
        found.require(manifest.tool_in("rustc", name, Dialect::Rustup, Some(line)));
        found.suggest(manifest.tool("rustup", None));
        return;
    }
    let Some(file) = toml_file::read(manifest, found) else {
        return;
    };
    let Some(toolchain) = file.get("toolchain") else {
        found.broken(manifest, None, "the table `toolchain` is missing");
        return;
    };
    let channel = toolchain.get("channel");
    if let Some((node, name)) = channel.and_then(|node| Some((node, node.text()?))) {
        found.require(manifest.tool_in("rustc", name, Dialect::Rustup, Some(node.line)));
    }
    found.suggest(manifest.tool("rustup", None));
    let installed = rustup::installed(manifest.host, channel.and_then(Node::text));
    let parts = [("targets", "rust-target"), ("components", "rust-component")];
    for (key, kind) in parts {
        for (name, node) in named(toolchain.get(key)) {
            let present = installed.as_ref().map(|installed| match kind {
                "rust-target" => installed.has_target(name),
                _ => installed.has_component(name),
            });
            let component = manifest.requirement(RequirementKind::Component, format!("{kind}:{name}"), Some(node.line));
            // rustup adds it before it starts a tool, also to a toolchain that is installed already.
            let downloads = (present == Some(false)).then(|| rustup::may_download(manifest.host));
            found.require(Requirement {
                present,
                downloads,
                ..component
            });
        }
    }
}

/// Reads `build.target` of `.cargo/config.toml`: without its standard library nothing is built.
fn read_config(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    if manifest.directory.file_name().is_none_or(|name| name != ".cargo") {
        return;
    }
    let Some(file) = toml_file::read(manifest, found) else {
        return;
    };
    let installed = rustup::installed(manifest.host, None);
    for (name, node) in named(file.at(&["build", "target"])) {
        // A file that describes a target of one's own.
        if name.strip_suffix(".json").is_some() || name == "host-tuple" {
            continue;
        }
        let id = format!("rust-target:{name}");
        let component = manifest.requirement(RequirementKind::Component, id, Some(node.line));
        found.require(Requirement {
            present: installed.as_ref().map(|installed| installed.has_target(name)),
            ..component
        });
    }
}

/// The names in a list, or the one that stands there alone.
fn named(node: Option<&Node>) -> impl Iterator<Item = (&str, &Node)> {
    node.filter(|node| matches!(node.value, Value::Text(_) | Value::List(_)))
        .map(Node::each)
        .unwrap_or_default()
        .iter()
        .filter_map(|node| Some((node.text()?, node)))
}

#[cfg(test)]
mod tests {
    use super::super::example::{asked, asked_by};

    #[test]
    fn a_package_names_the_least_rust() {
        let text = "[package]\nname = \"shop\"\nedition = \"2024\"\nrust-version = \"1.88\"\n";
        assert_eq!(
            asked(&[("Cargo.toml", text)]),
            ["tool cargo (Cargo.toml)", "tool rustc \"1.88\" minimum (Cargo.toml:4)"]
        );
    }

    #[test]
    fn an_edition_has_a_least_rust_of_its_own() {
        let workspace = "[workspace]\nmembers = [\"a\"]\n[workspace.package]\nedition = \"2021\"\n";
        let member = "[package]\nname = \"a\"\nedition.workspace = true\nrust-version = { workspace = true }\n";
        assert_eq!(
            asked(&[("Cargo.toml", workspace), ("a/Cargo.toml", member)]),
            ["tool cargo (Cargo.toml)", "tool rustc \"1.56\" minimum (Cargo.toml:4)"]
        );
    }

    #[test]
    fn a_package_that_names_nothing_asks_for_any_rust() {
        assert_eq!(
            asked(&[("Cargo.toml", "[package]\nname = \"old\"\n")]),
            ["tool cargo (Cargo.toml)", "tool rustc (Cargo.toml)"]
        );
    }

    #[test]
    fn a_toolchain_is_a_name_or_a_table() {
        assert_eq!(
            asked(&[("rust-toolchain", "nightly-2026-01-01\n")]),
            [
                "tool rustc \"nightly-2026-01-01\" rustup (rust-toolchain:1)",
                "tool rustup suggested (rust-toolchain)"
            ]
        );
        assert_eq!(
            asked(&[("rust-toolchain.toml", "[tool]\n")]),
            ["broken: the table `toolchain` is missing (rust-toolchain.toml)"]
        );
    }

    #[test]
    fn targets_and_components_are_looked_for_in_the_toolchain() {
        let text = "[toolchain]\nchannel = \"1.95.0\"\ntargets = [\"wasm32-unknown-unknown\",\n  \"x86_64-pc-windows-gnu\"]\ncomponents = [\"clippy\", \"rust-src\", \"miri\"]\n";
        let host = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
        let list = format!("/home/dev/.rustup/toolchains/1.95.0-{host}/lib/rustlib/components");
        let components = format!(
            "rustc-{host}\nrust-std-{host}\nrust-std-wasm32-unknown-unknown\nclippy-preview-{host}\nrust-src\n"
        );
        let files = [
            ("rust-toolchain.toml", text),
            (&list, &components),
            (".cargo/config.toml", "[build]\ntarget = \"wasm32-unknown-unknown\"\n"),
            ("app/config.toml", "[build]\ntarget = \"site\"\n"),
        ];
        let home = [("HOME", "/home/dev")];
        assert_eq!(
            asked_by(&files, "/project", &home),
            [
                "tool rustc \"1.95.0\" rustup (rust-toolchain.toml:2)",
                "tool rustup suggested (rust-toolchain.toml)",
                "component rust-component:clippy present (rust-toolchain.toml:5)",
                "component rust-component:miri missing downloaded (rust-toolchain.toml:5)",
                "component rust-component:rust-src present (rust-toolchain.toml:5)",
                "component rust-target:wasm32-unknown-unknown (.cargo/config.toml:2)",
                "component rust-target:wasm32-unknown-unknown present (rust-toolchain.toml:3)",
                "component rust-target:x86_64-pc-windows-gnu missing downloaded (rust-toolchain.toml:4)",
            ]
        );
        let offline = [home[0], ("RUSTUP_AUTO_INSTALL", "0")];
        assert!(
            asked_by(&files, "/project", &offline)
                .contains(&"component rust-component:miri missing no download (rust-toolchain.toml:5)".to_owned())
        );
        let with_default = [home[0], ("RUSTUP_TOOLCHAIN", "1.95.0")];
        assert!(
            asked_by(&files, "/project", &with_default)
                .contains(&"component rust-target:wasm32-unknown-unknown present (.cargo/config.toml:2)".to_owned())
        );
    }

    #[test]
    fn what_a_package_inherits_counts_and_not_its_editions_least() {
        let workspace = "[workspace]\nmembers = [\"a\"]\n[workspace.package]\nedition = \"2021\"\nrust-version = \"1.80\"\n[package]\nname = \"x\"\nedition = \"2024\"\nrust-version.workspace = true\n";
        let member = "[package]\nname = \"a\"\nedition = \"2021\"\nrust-version.workspace = true\n[build-dependencies]\nprost-build = \"0.13\"\n";
        assert_eq!(
            asked(&[("Cargo.toml", workspace), ("a/Cargo.toml", member)]),
            [
                "tool cargo (Cargo.toml)",
                "tool protoc suggested (a/Cargo.toml:6)",
                "tool rustc \"1.80\" minimum (Cargo.toml:5)"
            ]
        );
    }
}
