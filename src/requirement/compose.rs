//! Compose files: an engine that runs containers, and ports of this machine that they publish.
//!
//! Source: the Compose Specification, "services", "Interpolation".

use std::collections::BTreeSet;

use super::data::{Node, Value};
use super::manifest::{Format, Manifest, ManifestContent};
use super::{dotenv, presence, yaml_file};
use crate::scan::RequirementKind;

pub(super) const FORMATS: &[Format] = &[Format {
    names: &[
        "compose.*yml",
        "compose.*yaml",
        "docker-compose*.yml",
        "docker-compose*.yaml",
        "podman-compose*.yml",
        "podman-compose*.yaml",
    ],
    wants_text: true,
    read,
}];

/// Files that `docker compose up` takes by itself.
const DEFAULTS: [&str; 8] = [
    "compose.yaml",
    "compose.yml",
    "compose.override.yaml",
    "compose.override.yml",
    "docker-compose.yml",
    "docker-compose.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
];
/// The service that all of these ask for.
pub(super) const ENGINE: &str = "container-engine";
/// A range of ports is at most this long; a longer one is for a protocol that takes any of them.
const RANGE: u16 = 100;
/// `.env` is at most this large.
const ENV_BYTES: u64 = 1 << 20;

/// Reads which ports the services publish.
///
/// In a directory that the user is in, a file that is taken without being named asks for an engine and for its ports. All others only
/// suggest them: those for tests or a server, those of other directories, and services that run with a profile alone. Left out: UDP, and
/// ports that the engine chooses.
fn read(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let Some(file) = yaml_file::read(manifest, found) else {
        return;
    };
    let Some(services) = file.get("services") else {
        // An override may name networks alone; the first form of the format had services at its top.
        return;
    };
    found
        .image_directories
        .extend(services.entries().iter().filter_map(|(_, service)| {
            let build = service.get("build")?;
            build.get("context").unwrap_or(build).text().map(str::to_owned)
        }));
    let is_needed = DEFAULTS.contains(&manifest.name) && presence::is_here(manifest);
    let mut ask = |needed: bool, requirement| {
        if needed {
            found.require(requirement);
        } else {
            found.suggest(requirement);
        }
    };
    ask(is_needed, manifest.requirement(RequirementKind::Service, ENGINE, None));
    let mut seen = BTreeSet::new();
    for (_, service) in services.entries() {
        let is_optional = service
            .get("profiles")
            .is_some_and(|profiles| !profiles.items().is_empty());
        for entry in service.get("ports").map(Node::items).unwrap_or_default() {
            for port in published(manifest, entry).into_iter().flatten() {
                if seen.insert(port) {
                    let requirement = manifest.requirement(RequirementKind::Port, port.to_string(), Some(entry.line));
                    ask(is_needed && !is_optional, requirement);
                }
            }
        }
    }
}

/// The ports of this machine that an entry of `ports` takes. `None`: the engine chooses one, or it cannot be told.
fn published(manifest: &Manifest<'_>, entry: &Node) -> Option<std::ops::RangeInclusive<u16>> {
    if matches!(entry.value, Value::Table(_)) {
        let is_udp = entry.get("protocol").and_then(Node::text) == Some("udp");
        let ports = interpolated(manifest, entry.get("published")?.scalar()?)?;
        return if is_udp { None } else { ports_of(&ports) };
    }
    of_short_form(&interpolated(manifest, entry.scalar()?)?)
}

/// The ports of this machine in `[address:]published:target[/protocol]`.
pub(super) fn of_short_form(text: &str) -> Option<std::ops::RangeInclusive<u16>> {
    let text = match text.split_once('/') {
        Some((text, "tcp")) => text,
        Some(_) => return None,
        None => text,
    };
    let (before, _target) = text.rsplit_once(':')?;
    // An address of IPv6 has colons of its own, and stands in brackets.
    ports_of(before.rsplit(':').next()?)
}

/// `8080`, or `3000-3005`.
fn ports_of(text: &str) -> Option<std::ops::RangeInclusive<u16>> {
    let port = |text: &str| text.parse::<u16>().ok().filter(|port| *port > 0);
    let (first, last) = match text.split_once('-') {
        Some((first, last)) => (port(first)?, port(last)?),
        None => (port(text)?, port(text)?),
    };
    (last.checked_sub(first)? < RANGE).then_some(first..=last)
}

/// The text with its variables put in. `None`: one is set nowhere.
///
/// A variable counts only where it is a port: as Compose does, that of the environment first, then that of the `.env` beside the
/// file, then the default in the text. Nothing else of a variable is read.
fn interpolated(manifest: &Manifest<'_>, text: &str) -> Option<String> {
    let mut done = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        done.push_str(before);
        let (name, default, behind) = if let Some(braced) = after.strip_prefix('{') {
            let (inner, behind) = braced.split_once('}')?;
            let end = inner.find([':', '-', '?', '+']).unwrap_or(inner.len());
            let (name, operator) = inner.split_at_checked(end)?;
            (name, operator.trim_start_matches(':').strip_prefix('-'), behind)
        } else {
            let is_of_name = |character: char| character.is_ascii_alphanumeric() || character == '_';
            let end = after.find(|character| !is_of_name(character)).unwrap_or(after.len());
            let (name, behind) = after.split_at_checked(end)?;
            (name, None, behind)
        };
        let told = |text: &str| ports_of(text).map(|_| text.to_owned());
        let value = manifest.host.env_text(name).and_then(told).or_else(|| {
            let file = manifest.directory.join(".env");
            let text = manifest.host.read_text(&file, ENV_BYTES).unwrap_or_default();
            dotenv::value(&text, name).and_then(told)
        });
        // The default may be an address, which stands in the project's own file.
        done.push_str(&value.or_else(|| default.map(str::to_owned))?);
        rest = behind;
    }
    done.push_str(rest);
    Some(done)
}

#[cfg(test)]
mod tests {
    use super::super::example::{asked, asked_by};

    const FILE: &str = "services:\n  web:\n    build: .\n    ports:\n      - \"8080:80\"\n      - '127.0.0.1:${DB_PORT:-5432}:5432'\n      - 9000\n      - \"[::1]:3000-3001:3000-3001/tcp\"\n      - \"5000:5000/udp\"\n      - \"${UNSET}:1\"\n      - target: 443\n        published: \"8443\"\n      - { target: 53, published: 53, protocol: udp }\n  debug:\n    profiles: [debug]\n    ports: [\"${BIND-0.0.0.0}:6006:6006\", \"8080:81\"]\n";

    #[test]
    fn an_engine_and_published_ports_are_asked_for() {
        assert_eq!(
            asked(&[("compose.yaml", FILE)]),
            [
                "port 3000 (compose.yaml:8)",
                "port 3001 (compose.yaml:8)",
                "port 5432 (compose.yaml:6)",
                "port 6006 suggested (compose.yaml:16)",
                "port 8080 (compose.yaml:5)",
                "port 8443 (compose.yaml:11)",
                "service container-engine (compose.yaml)",
            ]
        );
    }

    #[test]
    fn a_variable_that_is_a_port_counts_and_nothing_else_of_it() {
        let file = "services:\n  db:\n    ports: [\"${DB_PORT:-5432}:5432\", \"${WEB}:80\", \"$KEY:81\"]\n";
        let files = [
            ("compose.yml", file),
            (".env", "DB_PORT=5433\nWEB=8000 # ours\nKEY=hunter2\n"),
        ];
        assert_eq!(
            asked_by(&files, "/project", &[("WEB", "8001")]),
            [
                "port 5433 (compose.yml:3)",
                "port 8001 (compose.yml:3)",
                "service container-engine (compose.yml)"
            ]
        );
    }

    #[test]
    fn files_for_others_only_suggest() {
        let file = "services:\n  web:\n    ports: [\"80:80\"]\n";
        assert_eq!(
            asked(&[("docker-compose.prod.yml", file), ("deploy/compose.yaml", file)]),
            [
                "port 80 suggested (deploy/compose.yaml:3)",
                "port 80 suggested (docker-compose.prod.yml:3)",
                "service container-engine suggested (deploy/compose.yaml)",
                "service container-engine suggested (docker-compose.prod.yml)",
            ]
        );
    }

    #[test]
    fn a_long_range_and_a_broken_file_ask_for_no_ports() {
        let file = "services:\n  sip:\n    ports: [\"10000-20000:10000-20000\"]\n";
        assert_eq!(
            asked(&[("compose.yml", file)]),
            ["service container-engine (compose.yml)"]
        );
        assert_eq!(
            asked(&[("compose.yml", "services:\n  web: [\n")]),
            ["broken: while parsing a node, did not find expected node content (compose.yml:2)"]
        );
    }
}
