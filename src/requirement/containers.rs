//! Images and development containers: what is in a container is not asked of the machine, but whoever works without it needs it.
//!
//! Source: the Development Containers Specification, "Dev Container metadata reference".

use super::data::{Node, Value};
use super::java_version::java;
use super::manifest::{Format, Manifest, ManifestContent};
use super::{compose, json, names};
use crate::scan::{Requirement, RequirementKind};
use crate::version::Dialect;

pub(super) const FORMATS: &[Format] = &[
    Format {
        names: &[
            "Dockerfile",
            "Containerfile",
            "Dockerfile.*",
            "*.Dockerfile",
            "*.dockerfile",
        ],
        wants_text: false,
        read: |manifest, found| {
            found.suggest(manifest.requirement(RequirementKind::Service, compose::ENGINE, None));
        },
    },
    Format {
        names: &["devcontainer.json", ".devcontainer.json"],
        wants_text: true,
        read: read_dev_container,
    },
];

/// Versions of a feature that name none, or ask for none to be installed.
const NO_VERSION: [&str; 6] = ["latest", "lts", "stable", "system", "os-provided", "current"];

/// Reads an engine, what the machine must have for the container, the ports that are passed on to it, and the tools that are in it.
///
/// All of it is suggested: the same project is often worked on without its container.
fn read_dev_container(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let Some(file) = json::read_with_comments(manifest, found) else {
        return;
    };
    found.suggest(manifest.requirement(RequirementKind::Service, compose::ENGINE, None));
    let resources = [
        ("cpus", RequirementKind::Processors, "processors"),
        ("memory", RequirementKind::Memory, "memory"),
        ("storage", RequirementKind::Disk, "disk"),
    ];
    for (key, kind, id) in resources {
        let Some(node) = file.at(&["hostRequirements", key]) else {
            continue;
        };
        let amount = node.scalar().and_then(|text| match kind {
            RequirementKind::Processors => text.parse().ok(),
            _ => bytes(text),
        });
        match amount {
            Some(_) => found.suggest(Requirement {
                minimum: amount,
                ..manifest.requirement(kind, id, Some(node.line))
            }),
            None => found.broken(manifest, Some(node.line), &format!("`{key}` is not an amount")),
        }
    }
    for node in file.get("forwardPorts").map(Node::items).unwrap_or_default() {
        // `db:5432` is a port of another container.
        let port = node
            .scalar()
            .map(|text| text.strip_prefix("localhost:").unwrap_or(text));
        suggest_port(manifest, found, port.and_then(|text| text.parse().ok()), node.line);
    }
    for node in file.get("appPort").map(Node::each).unwrap_or_default() {
        let published = node.scalar().and_then(|text| match text.parse() {
            Ok(port) => Some(port..=port),
            Err(_) => compose::of_short_form(text),
        });
        for port in published.into_iter().flatten() {
            suggest_port(manifest, found, Some(port), node.line);
        }
    }
    for (reference, options) in file.get("features").map(Node::entries).unwrap_or_default() {
        if let Some(id) = names::feature_tool(reference) {
            suggest_feature(manifest, found, id, options);
        }
    }
    for (name, node) in file.get("secrets").map(Node::entries).unwrap_or_default() {
        let variable = manifest.requirement(RequirementKind::Variable, name, Some(node.line));
        found.suggest(Requirement {
            present: Some(manifest.host.env(name).is_some()),
            ..variable
        });
    }
}

fn suggest_port(manifest: &Manifest<'_>, found: &mut ManifestContent, port: Option<u16>, line: u32) {
    if let Some(port) = port.filter(|port| *port > 0) {
        found.suggest(manifest.requirement(RequirementKind::Port, port.to_string(), Some(line)));
    }
}

/// A feature is given a version alone, or options with one among them.
fn suggest_feature(manifest: &Manifest<'_>, found: &mut ManifestContent, id: &'static str, options: &Node) {
    let version = match &options.value {
        Value::Table(_) => options.get("version").and_then(Node::scalar),
        _ => options.scalar(),
    };
    let version = version.unwrap_or("latest");
    if version == "none" {
        return;
    }
    let version = match id {
        _ if NO_VERSION.contains(&version) => String::new(),
        "java" => java(version).unwrap_or_default(),
        _ => version.to_owned(),
    };
    found.suggest(manifest.tool_in(id, &version, Dialect::Prefix, Some(options.line)));
}

/// The bytes of `8gb`, `512mb`. Source: the specification names the units; its reference implementation counts them by 1024.
fn bytes(text: &str) -> Option<u64> {
    let text = text.trim().to_ascii_lowercase();
    let unit = text.find(|character: char| !character.is_ascii_digit())?;
    let (number, unit) = text.split_at_checked(unit)?;
    let power = match unit.trim() {
        "kb" => 1,
        "mb" => 2,
        "gb" => 3,
        "tb" => 4,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(1 << (10 * power))
}

#[cfg(test)]
mod tests {
    use super::super::example::asked;
    use super::bytes;

    #[test]
    fn a_development_container_suggests_what_it_needs_and_holds() {
        let text = "{\n  // ours\n  \"image\": \"x\",\n  \"hostRequirements\": { \"cpus\": 4,\n    \"memory\": \"8gb\", \"storage\": \"32gb\" },\n  \"forwardPorts\": [3000, \"db:5432\", \"localhost:6379\"],\n  \"appPort\": [\"8080:80\", 9000],\n  \"features\": {\n    \"ghcr.io/devcontainers/features/node:1\": { \"version\": \"20\" },\n    \"ghcr.io/devcontainers/features/java:1\": \"8\",\n    \"ghcr.io/devcontainers/features/go:1\": {},\n    \"ghcr.io/devcontainers/features/docker-in-docker:2\": {},\n    \"ghcr.io/devcontainers/features/terraform:1\": { \"version\": \"none\" },\n  },\n  \"secrets\": { \"TOKEN\": { \"description\": \"x\" } },\n}\n";
        let file = ".devcontainer/devcontainer.json";
        let expected = [
            "tool go suggested (FILE:11)",
            "tool java \"1.8\" prefix suggested (FILE:10)",
            "tool node \"20\" prefix suggested (FILE:9)",
            "port 3000 suggested (FILE:6)",
            "port 6379 suggested (FILE:6)",
            "port 8080 suggested (FILE:7)",
            "port 9000 suggested (FILE:7)",
            "variable TOKEN missing suggested (FILE:15)",
            "service container-engine suggested (FILE)",
            "memory memory 8589934592 suggested (FILE:5)",
            "disk disk 34359738368 suggested (FILE:5)",
            "processors processors 4 suggested (FILE:4)",
        ];
        assert_eq!(asked(&[(file, text)]), expected.map(|line| line.replace("FILE", file)));
    }

    #[test]
    fn an_image_suggests_an_engine() {
        assert_eq!(
            asked(&[("Dockerfile", "FROM scratch\n"), ("api/prod.Dockerfile", "")]),
            [
                "service container-engine suggested (Dockerfile)",
                "service container-engine suggested (api/prod.Dockerfile)"
            ]
        );
    }

    #[test]
    fn amounts_have_a_unit() {
        assert_eq!(bytes("512mb"), Some(512 << 20));
        assert_eq!(bytes("1TB"), Some(1 << 40));
        assert_eq!(bytes("8"), None);
        assert_eq!(bytes("gb"), None);
        assert_eq!(bytes("99999999999999999tb"), None);
        assert_eq!(
            asked(&[(".devcontainer.json", "{\"hostRequirements\": {\"memory\": \"much\"}}")]),
            [
                "service container-engine suggested (.devcontainer.json)",
                "broken: `memory` is not an amount (.devcontainer.json:1)"
            ]
        );
    }
}
