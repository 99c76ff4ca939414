//! Images and development containers: an engine to run them, and the versions in them as evidence of what the project works with.
//!
//! Source: the Development Containers Specification, "Dev Container metadata reference".

use super::code::{self, Code};
use super::data::{Node, Value};
use super::evidence::{evidence, image_evidence};
use super::manifest::{Format, Manifest, ManifestContent};
use super::{compose, json, names, script};
use crate::scan::{Evidence, EvidenceKind, Protocol, Requirement, RequirementKind};

pub(super) const FORMATS: &[Format] = &[
    Format {
        names: &[
            "Dockerfile",
            "Containerfile",
            "Dockerfile.*",
            "*.Dockerfile",
            "*.dockerfile",
        ],
        wants_text: true,
        read: read_image,
    },
    Format {
        names: &["devcontainer.json", ".devcontainer.json"],
        wants_text: true,
        read: read_dev_container,
    },
];

/// Suggests an engine, what the machine must have for the container, and the ports that are passed on to it.
///
/// The tools in the container are evidence only: they are not required on the machine.
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
            Err(_) => compose::of_short_form(text)
                .filter(|published| published.protocol == Protocol::Tcp)
                .map(|published| published.ports),
        });
        for port in published.into_iter().flatten() {
            suggest_port(manifest, found, Some(port), node.line);
        }
    }
    if let Some((image, line)) = file.get("image").and_then(|node| Some((node.text()?, node.line))) {
        found
            .evidence
            .extend(image_evidence(manifest, image, EvidenceKind::DevContainer, line));
    }
    for (reference, options) in file.get("features").map(Node::entries).unwrap_or_default() {
        if let Some(id) = names::feature_tool(reference) {
            found.evidence.extend(feature_evidence(manifest, id, options));
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
fn feature_evidence(manifest: &Manifest<'_>, id: &'static str, options: &Node) -> Option<Evidence> {
    let version = match &options.value {
        Value::Table(_) => options.get("version").and_then(Node::scalar),
        _ => options.scalar(),
    };
    evidence(manifest, id, version?, EvidenceKind::DevContainer, options.line)
}

/// Reads `FROM node:20-alpine`, with its `ARG`s put in. A file of this name without one is no image.
///
/// Source: Docker's "Dockerfile reference".
fn read_image(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let mut arguments: Vec<(&str, &str)> = Vec::new();
    let mut is_image = false;
    let code = Code::of(manifest.text, &code::DOCKERFILE);
    for (line, number) in script::lines(code.text(), "#") {
        let mut words = line.split_whitespace();
        match words.next().map(str::to_ascii_uppercase).as_deref() {
            Some("ARG") => arguments.extend(words.next().and_then(|word| word.split_once('='))),
            Some("FROM") => {
                is_image = true;
                let Some(name) = words.find(|word| !word.starts_with("--")) else {
                    continue;
                };
                let name = arguments.iter().fold(name.to_owned(), |name, (argument, value)| {
                    let value = value.trim_matches('"');
                    name.replace(&format!("${{{argument}}}"), value)
                        .replace(&format!("${argument}"), value)
                });
                found
                    .evidence
                    .extend(image_evidence(manifest, &name, EvidenceKind::Image, number));
            }
            _ => {}
        }
    }
    if is_image {
        found.suggest(manifest.requirement(RequirementKind::Service, compose::ENGINE, None));
    }
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
    use super::super::example::{asked, evidence_of};
    use super::bytes;

    #[test]
    fn a_text_in_an_image_names_no_other_image() {
        let text = "FROM node:22\nRUN <<EOF\nFROM python:3.9\nEOF\nCOPY <<-\"X\" /Dockerfile\nFROM ruby:3.1\nX\n";
        assert_eq!(evidence_of(&[("Dockerfile", text)]), ["node 22 image (Dockerfile:1)"]);
    }

    #[test]
    fn a_development_container_suggests_what_it_needs_and_holds() {
        let text = "{\n  // ours\n  \"image\": \"x\",\n  \"hostRequirements\": { \"cpus\": 4,\n    \"memory\": \"8gb\", \"storage\": \"32gb\" },\n  \"forwardPorts\": [3000, \"db:5432\", \"localhost:6379\"],\n  \"appPort\": [\"8080:80\", 9000],\n  \"features\": {\n    \"ghcr.io/devcontainers/features/node:1\": { \"version\": \"20\" },\n    \"ghcr.io/devcontainers/features/java:1\": \"8\",\n    \"ghcr.io/devcontainers/features/go:1\": {},\n    \"ghcr.io/devcontainers/features/docker-in-docker:2\": {},\n    \"ghcr.io/devcontainers/features/terraform:1\": { \"version\": \"none\" },\n  },\n  \"secrets\": { \"TOKEN\": { \"description\": \"x\" } },\n}\n";
        let file = ".devcontainer/devcontainer.json";
        let expected = [
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
        assert_eq!(
            evidence_of(&[(file, text)]),
            ["java 1.8 dev_container (FILE:10)", "node 20 dev_container (FILE:9)"]
                .map(|line| line.replace("FILE", file))
        );
    }

    #[test]
    fn an_image_suggests_an_engine() {
        assert_eq!(
            asked(&[
                ("Dockerfile", "FROM scratch\n"),
                ("api/prod.Dockerfile", "FROM x\n"),
                ("Dockerfile.md", "# How\n")
            ]),
            [
                "service container-engine suggested (Dockerfile)",
                "service container-engine suggested (api/prod.Dockerfile)"
            ]
        );
    }

    #[test]
    fn an_image_of_a_language_is_evidence() {
        let text = "ARG NODE=20.11\nFROM --platform=linux/amd64 node:${NODE}-alpine AS build\nFROM mcr.microsoft.com/dotnet/sdk:8.0\nFROM eclipse-temurin:21-jdk@sha256:00\nFROM somebody/node:9\nFROM build\nFROM python:slim\n";
        assert_eq!(
            evidence_of(&[("Dockerfile", text)]),
            [
                "dotnet 8.0 image (Dockerfile:3)",
                "java 21 image (Dockerfile:4)",
                "node 20.11 image (Dockerfile:2)",
            ]
        );
        assert_eq!(
            evidence_of(&[(
                ".devcontainer.json",
                "{\"image\": \"mcr.microsoft.com/devcontainers/python:1-3.12-bookworm\"}"
            )]),
            ["python3 3.12 dev_container (.devcontainer.json:1)"]
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
