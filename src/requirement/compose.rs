//! Compose files: an engine that runs containers, and ports of this machine that they publish.
//!
//! Source: the Compose Specification, "services".

mod files;
mod published;

pub(super) use published::of_short_form;

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::path::PathBuf;

use super::data::Node;
use super::manifest::{Format, Manifest, ManifestContent};
use super::{MANIFEST_BYTES, presence, workspace, yaml_file};
use crate::host::Host;
use crate::scan::{Protocol, Requirement, RequirementKind};
use files::Removed;

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

/// The service that all of these ask for.
pub(super) const ENGINE: &str = "container-engine";

/// Reads which ports the services publish, those of included files too.
///
/// In a directory that the user is in, a file that is taken without being named asks for an engine and for its ports. All others only
/// suggest them: those for tests or a server, those of other directories, and services that run with a profile alone. Left out: ports that
/// the engine chooses, those that a file merged later takes out, and files that Compose passes over for another one.
fn read(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let Some(file) = yaml_file::read(manifest, found) else {
        return;
    };
    if file.get("services").is_none() && file.get("include").is_none() {
        // An override may name networks alone; the first form of the format had services at its top.
        return;
    }
    found
        .image_directories
        .extend(services_of(&file).iter().filter_map(|(_, service)| {
            let build = service.get("build")?;
            build.get("context").unwrap_or(build).text().map(str::to_owned)
        }));
    let taken = files::taken(manifest);
    let is_taken = taken.iter().any(|name| name == manifest.name);
    let is_here = presence::is_here(manifest);
    if !is_taken && is_here && !taken.is_empty() && files::is_default(manifest.name) {
        return;
    }
    let mut reading = Reading {
        is_needed: is_taken && is_here,
        profiles: files::profiles(manifest),
        seen: BTreeSet::new(),
        found,
    };
    reading.ask(true, manifest.requirement(RequirementKind::Service, ENGINE, None));
    let removed = Removed::read(manifest, &taken);
    reading.read(manifest, &file, &removed, MOST_FILES);
}

/// Files that include or extend one another, one the other.
const MOST_FILES: usize = 8;

struct Reading<'f> {
    is_needed: bool,
    /// The profiles that are switched on.
    profiles: Vec<String>,
    seen: BTreeSet<(u16, Protocol, Option<IpAddr>)>,
    found: &'f mut ManifestContent,
}

impl Reading<'_> {
    fn ask(&mut self, by_itself: bool, requirement: Requirement) {
        if self.is_needed && by_itself {
            self.found.require(requirement);
        } else {
            self.found.suggest(requirement);
        }
    }

    /// Reads the services of a file, and of those that it includes.
    fn read(&mut self, manifest: &Manifest<'_>, file: &Node, removed: &Removed, depth: usize) {
        for (name, service) in services_of(file) {
            if !publishes(service) || removed.has(&["services", name, "ports"]) {
                continue;
            }
            let runs = runs_by_itself(service, &self.profiles);
            self.read_ports(manifest, service, runs);
            self.read_extended(manifest, file, service, runs, depth);
        }
        let included = file.get("include").map(Node::items).unwrap_or_default();
        let paths = included
            .iter()
            .flat_map(|node| node.get("path").unwrap_or(node).each())
            .filter_map(Node::text);
        for path in paths {
            let other = depth.checked_sub(1).and_then(|_| Included::open(manifest, path));
            if let Some(other) = other {
                let manifest = other.manifest(manifest.host);
                self.read(&manifest, &other.content, &Removed::default(), depth - 1);
            }
        }
    }

    /// The ports of the service that a service extends. Source: the Compose Specification, "extends".
    fn read_extended(&mut self, manifest: &Manifest<'_>, file: &Node, service: &Node, runs: bool, depth: usize) {
        let (Some(extends), Some(depth)) = (service.get("extends"), depth.checked_sub(1)) else {
            return;
        };
        let Some(name) = extends.get("service").unwrap_or(extends).text() else {
            return;
        };
        let of = |file: &Node| {
            services_of(file)
                .iter()
                .find(|(other, _)| other == name)
                .map(|(_, node)| node.clone())
        };
        match extends.get("file").and_then(Node::text) {
            None => {
                if let Some(base) = of(file) {
                    self.read_ports(manifest, &base, runs);
                    self.read_extended(manifest, file, &base, runs, depth);
                }
            }
            Some(path) => {
                let Some(other) = Included::open(manifest, path) else {
                    return;
                };
                let manifest = other.manifest(manifest.host);
                if let Some(base) = of(&other.content) {
                    self.read_ports(&manifest, &base, runs);
                    self.read_extended(&manifest, &other.content, &base, runs, depth);
                }
            }
        }
    }

    fn read_ports(&mut self, manifest: &Manifest<'_>, service: &Node, runs: bool) {
        for entry in service.get("ports").map(Node::items).unwrap_or_default() {
            let Some(published) = published::of_entry(manifest, entry) else {
                continue;
            };
            for port in published.ports {
                if self.seen.insert((port, published.protocol, published.address)) {
                    let id = match published.protocol {
                        Protocol::Tcp => port.to_string(),
                        Protocol::Udp => format!("{port}/udp"),
                    };
                    let requirement = Requirement {
                        address: published.address.map(|address| address.to_string()),
                        ..manifest.requirement(RequirementKind::Port, id, Some(entry.line))
                    };
                    self.ask(runs, requirement);
                }
            }
        }
    }
}

fn services_of(file: &Node) -> &[(String, Node)] {
    file.get("services").map(Node::entries).unwrap_or_default()
}

/// A file that another one names.
struct Included {
    file: String,
    directory: PathBuf,
    content: Node,
}

impl Included {
    /// `None`: it is outside of the project, or cannot be read.
    fn open(manifest: &Manifest<'_>, path: &str) -> Option<Self> {
        let directory = manifest.file.rsplit_once('/').map_or("", |(directory, _)| directory);
        let file = workspace::resolve(directory, path)?;
        let place = manifest.root()?.join(&file);
        let text = manifest.host.text_once(&place, MANIFEST_BYTES)?;
        Some(Self {
            content: yaml_file::parse_quietly(&text)?,
            directory: place.parent()?.to_owned(),
            file,
        })
    }

    fn manifest<'a>(&'a self, host: &'a Host) -> Manifest<'a> {
        Manifest {
            file: &self.file,
            name: self.file.rsplit('/').next().unwrap_or(&self.file),
            directory: &self.directory,
            text: "",
            host,
        }
    }
}

/// It starts with `docker compose up`: it has no profile, or one that is switched on.
fn runs_by_itself(service: &Node, switched_on: &[String]) -> bool {
    let profiles = service.get("profiles").map(Node::items).unwrap_or_default();
    let is_on = |profile: &Node| {
        let name = profile.scalar().unwrap_or_default();
        switched_on.iter().any(|on| on == name || on == "*")
    };
    profiles.is_empty() || profiles.iter().any(is_on)
}

/// Its ports are published: it has a network of its own, and at least one container.
fn publishes(service: &Node) -> bool {
    let count = service.get("scale").or_else(|| service.at(&["deploy", "replicas"]));
    let is_on_host = service.get("network_mode").and_then(Node::text) == Some("host");
    !is_on_host && count.and_then(Node::scalar) != Some("0")
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
                "port 3000 at ::1 (compose.yaml:8)",
                "port 3001 at ::1 (compose.yaml:8)",
                "port 5000/udp (compose.yaml:9)",
                "port 53/udp (compose.yaml:13)",
                "port 5432 at 127.0.0.1 (compose.yaml:6)",
                "port 6006 suggested at 0.0.0.0 (compose.yaml:16)",
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
            ["broken: a value is missing, or begins with a sign that must be quoted (compose.yml:2)"]
        );
    }

    fn ports(files: &[(&str, &str)], environment: &[(&str, &str)]) -> Vec<String> {
        let mut asked = asked_by(files, "/project", environment);
        asked.retain(|line| line.starts_with("port "));
        asked
    }

    const MAIN: &str = "services:\n  web:\n    ports: [\"8080:80\"]\n  db:\n    ports: [\"5432:5432\"]\n";

    #[test]
    fn an_override_replaces_or_removes_the_ports_of_an_earlier_file() {
        let asked = |text: &str| ports(&[("compose.yaml", MAIN), ("compose.override.yaml", text)], &[]);
        let db = "port 5432 (compose.yaml:5)".to_owned();
        let web = "port 8080 (compose.yaml:3)".to_owned();
        let other = "port 8081 (compose.override.yaml:3)".to_owned();
        let with = |ports: &str| format!("services:\n  web:\n    ports: {ports}\n");
        assert_eq!(asked(&with("[\"8081:80\"]")), [db.clone(), web.clone(), other.clone()]);
        assert_eq!(asked(&with("!override [\"8081:80\"]")), [db.clone(), other.clone()]);
        assert_eq!(
            asked("services:\n  web:\n    deploy: { replicas: 0 }\n"),
            std::slice::from_ref(&db)
        );
        for removing in ["!reset []", "!reset null", "!reset [\"8081:80\"]", "!override []"] {
            assert_eq!(asked(&with(removing)), std::slice::from_ref(&db), "{removing}");
        }
        assert_eq!(asked("services:\n  web: !reset null\n"), std::slice::from_ref(&db));
        assert_eq!(
            asked("services:\n  web: !override\n    ports: [\"8081:80\"]\n"),
            [db.clone(), other]
        );
        assert_eq!(asked("services:\n  web:\n    expose: !override [\"1\"]\n"), [db, web]);
    }

    #[test]
    fn files_that_are_not_taken_replace_nothing_and_only_suggest() {
        let moved = "services:\n  web:\n    ports: !override [\"8081:80\"]\n";
        // Of two main files the first one counts; of two overrides too.
        let files = [
            ("compose.yaml", MAIN),
            ("docker-compose.yml", "services:\n  old:\n    ports: [\"9000:80\"]\n"),
            ("compose.prod.yaml", moved),
        ];
        assert_eq!(
            ports(&files, &[]),
            [
                "port 5432 (compose.yaml:5)",
                "port 8080 (compose.yaml:3)",
                "port 8081 suggested (compose.prod.yaml:3)",
            ]
        );
        assert_eq!(
            ports(&files, &[("COMPOSE_FILE", "compose.yaml:./compose.prod.yaml")]),
            ["port 5432 (compose.yaml:5)", "port 8081 (compose.prod.yaml:3)",]
        );
    }

    #[test]
    fn files_that_are_included_or_extended_publish_ports_too() {
        let files = [
            (
                "compose.yaml",
                "include:\n  - infra/compose.yaml\n  - path: [more.yaml]\nservices:\n  web:\n    extends: { file: common.yml, service: base }\n  admin:\n    extends: web\n    ports: [\"8081:80\"]\n",
            ),
            ("infra/compose.yaml", "services:\n  db:\n    ports: [\"5432:5432\"]\n"),
            (
                "more.yaml",
                "include: [compose.yaml]\nservices:\n  mail:\n    ports: [\"1025:1025\"]\n",
            ),
            ("common.yml", "services:\n  base:\n    ports: [\"8080:80\"]\n"),
        ];
        assert_eq!(
            asked(&files),
            [
                "port 1025 (more.yaml:4)",
                "port 5432 (infra/compose.yaml:3)",
                "port 5432 suggested (infra/compose.yaml:3)",
                "port 8080 (common.yml:3)",
                "port 8081 (compose.yaml:9)",
                "service container-engine (compose.yaml)",
                "service container-engine suggested (infra/compose.yaml)",
            ]
        );
        assert_eq!(
            asked(&[("compose.yaml", "include:\n  - other.yaml\n"), files[3]]),
            ["service container-engine (compose.yaml)"]
        );
    }

    #[test]
    fn a_file_that_compose_passes_over_asks_for_nothing() {
        let files = [
            ("compose.yaml", MAIN),
            ("compose.dev.yaml", "services:\n  web:\n    ports: [\"3000:80\"]\n"),
        ];
        assert_eq!(
            ports(&files, &[("COMPOSE_FILE", "compose.dev.yaml")]),
            ["port 3000 (compose.dev.yaml:3)"]
        );
    }

    #[test]
    fn a_variable_may_stand_in_for_another_one() {
        let file = "services:\n  db:\n    ports: [\"${A:-${B:-5432}}:1\", \"${X:+1}8080:1\", \"${C:-${D}}:1\"]\n";
        let asked = |environment: &[(&str, &str)]| ports(&[("compose.yaml", file)], environment);
        assert_eq!(asked(&[]), ["port 5432 (compose.yaml:3)", "port 8080 (compose.yaml:3)"]);
        assert_eq!(
            asked(&[("B", "5433"), ("X", "hunter2"), ("D", "99")]),
            [
                "port 18080 (compose.yaml:3)",
                "port 5433 (compose.yaml:3)",
                "port 99 (compose.yaml:3)"
            ]
        );
    }

    #[test]
    fn what_does_not_publish_asks_for_no_port() {
        let file = "services:\n  any:\n    ports: [\"3000-3005:80\", { target: 80, published: \"4000-4002\" }]\n  host:\n    network_mode: host\n    ports: [\"80:80\"]\n  none:\n    scale: 0\n    ports: [\"81:81\"]\n  idle:\n    deploy: { replicas: 0 }\n    ports: [\"82:82\"]\n  sctp:\n    ports: [\"83:83/sctp\"]\n";
        assert_eq!(ports(&[("compose.yaml", file)], &[]), [""; 0]);
    }

    #[test]
    fn a_profile_that_is_switched_on_counts() {
        let file = "services:\n  debug:\n    profiles: [debug, trace]\n    ports: [\"6006:6006\"]\n";
        let asked = |profiles: &str| ports(&[("compose.yaml", file)], &[("COMPOSE_PROFILES", profiles)]);
        for on in ["trace", "other, debug", "*"] {
            assert_eq!(asked(on), ["port 6006 (compose.yaml:4)"], "{on}");
        }
        assert_eq!(asked("other"), ["port 6006 suggested (compose.yaml:4)"]);
    }

    #[test]
    fn addresses_are_read_in_every_form() {
        let file = "services:\n  web:\n    ports:\n      - \"${BIND:-127.0.0.1}:80:80\"\n      - { host_ip: \"::1\", target: 81, published: 81 }\n      - \"[2001:db8::1]:82:82/udp\"\n      - \"$SECRET:83:83\"\n";
        let environment = [("BIND", "127.0.0.2"), ("SECRET", "hunter2")];
        assert_eq!(
            ports(&[("compose.yaml", file)], &environment),
            [
                "port 80 at 127.0.0.2 (compose.yaml:4)",
                "port 81 at ::1 (compose.yaml:5)",
                "port 82/udp at 2001:db8::1 (compose.yaml:6)",
            ]
        );
    }
}
