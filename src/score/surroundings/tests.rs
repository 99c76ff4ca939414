//! What the rules on surroundings make of scans.

use super::*;
use crate::policy::Policy;
use crate::scan::Protocol;
use crate::scan::{Disk, DiskUse, OsFamily, ProbeState, Status};
use crate::score::{assess, sample};

/// Outcome, subject and message of a rule's findings.
fn told(scan: &Scan, rule: &str) -> Vec<(Outcome, String, String)> {
    assess(scan, Policy::builtin())
        .findings
        .into_iter()
        .filter(|finding| finding.rule == rule)
        .map(|finding| (finding.outcome, finding.subject, finding.message))
        .collect()
}

fn asking(requirements: Vec<Requirement>) -> Scan {
    Scan {
        project: Some(sample::project(requirements)),
        probes: ["ports", "services"]
            .map(|name| sample::probe(name, ProbeState::Ok))
            .into(),
        system: Some(sample::system(OsFamily::Linux)),
        ..sample::scan()
    }
}

fn port(number: u16, process: Option<&str>, compose_project: Option<&str>) -> Port {
    Port {
        port: number,
        protocol: Protocol::Tcp,
        addresses: vec!["127.0.0.1".to_owned()],
        process: process.map(str::to_owned),
        pid: None,
        compose_project: compose_project.map(str::to_owned),
    }
}

#[test]
fn a_port_is_taken_unless_this_very_project_holds_it() {
    let cases = [
        (
            port(5432, Some("postgres"), None),
            Some((Outcome::Fail, "Port 5432 is in use by postgres")),
        ),
        (port(5432, Some("docker-proxy"), Some("~/shop")), None),
        (port(5432, Some("docker-proxy"), Some("~/shop/deploy")), None),
        (
            port(5432, Some("docker-proxy"), Some("~/shop-2")),
            Some((Outcome::Fail, "Port 5432 is in use by the compose project in ~/shop-2")),
        ),
        (
            port(5432, Some("docker-proxy"), None),
            Some((
                Outcome::Warn,
                "Port 5432 is in use by docker-proxy; it may be this project's own",
            )),
        ),
        (port(80, Some("nginx"), None), None),
    ];
    for (listening, expected) in cases {
        let mut scan = asking(vec![sample::requirement(RequirementKind::Port, "5432", "compose.yaml")]);
        scan.ports.push(listening.clone());
        let holds = "All ports of the project are free, or used by itself";
        let expected = expected.map_or(
            (Outcome::Pass, "all".to_owned(), holds.to_owned()),
            |(outcome, message)| (outcome, "5432".to_owned(), message.to_owned()),
        );
        assert_eq!(told(&scan, "port-free"), [expected], "{listening:?}");
    }
    // Nothing is known of ports that were not read.
    let mut unread = asking(vec![sample::requirement(RequirementKind::Port, "5432", "compose.yaml")]);
    unread.probes.clear();
    assert_eq!(told(&unread, "port-free"), []);
}

#[test]
fn something_has_to_listen_where_the_project_looks() {
    let mut scan = asking(vec![sample::requirement(
        RequirementKind::ListeningPort,
        "6379",
        "devenv.toml",
    )]);
    let nothing = (
        Outcome::Fail,
        "6379".to_owned(),
        "Nothing listens on port 6379".to_owned(),
    );
    assert_eq!(told(&scan, "port-listening"), [nothing]);
    scan.ports.push(port(6379, None, None));
    assert_eq!(told(&scan, "port-listening")[0].0, Outcome::Pass);
}

#[test]
fn an_example_that_nobody_has_copied_yet_is_to_be_copied() {
    let advice = |file: &str, is_other_set| {
        let variable = |id: &str, is_set| Requirement {
            present: Some(is_set),
            ..sample::requirement(RequirementKind::Variable, id, file)
        };
        let variables = vec![variable("API_KEY", false), variable("PORT", is_other_set)];
        let scan = Scan {
            project: Some(sample::project(variables)),
            ..sample::scan()
        };
        let findings = assess(&scan, Policy::builtin()).findings;
        let mut findings = findings.into_iter();
        findings
            .find(|finding| finding.subject == "API_KEY")
            .unwrap()
            .advice
            .unwrap()
    };
    let copy = "copy `api/.env.example` to `api/.env` if that does not exist, and set it there";
    let set = "set it in your shell, or in the `.env` file beside the example";
    assert_eq!(advice("api/.env.example", false), copy);
    assert_eq!(advice("api/.env.example", true), set);
    assert_eq!(advice("devenv.toml", false), set);
}

#[test]
fn a_variable_that_must_be_set_is_named_and_one_with_a_default_is_not() {
    let variable = |id: &str, present, strength| Requirement {
        present: Some(present),
        strength,
        ..sample::requirement(RequirementKind::Variable, id, ".env.example")
    };
    let scan = asking(vec![
        variable("API_KEY", false, Strength::Required),
        variable("DATABASE_URL", true, Strength::Required),
        variable("PORT", false, Strength::Suggested),
    ]);
    assert_eq!(
        told(&scan, "variable-set"),
        [(Outcome::Fail, "API_KEY".to_owned(), "API_KEY is not set".to_owned())]
    );
}

#[test]
fn any_engine_will_do() {
    let asked = || {
        vec![sample::requirement(
            RequirementKind::Service,
            "container-engine",
            "compose.yaml",
        )]
    };
    let with = |services: Vec<(&str, ServiceState)>| {
        let mut scan = asking(asked());
        scan.services = services
            .into_iter()
            .map(|(id, state)| sample::service(id, state))
            .collect();
        told(&scan, "service-running").remove(0)
    };
    let engine = |outcome, message: &str| (outcome, "container-engine".to_owned(), message.to_owned());
    let pass = (
        Outcome::Pass,
        "all".to_owned(),
        "All required services are running".to_owned(),
    );
    assert_eq!(with(vec![]), engine(Outcome::Fail, "No container engine is installed"));
    assert_eq!(
        with(vec![("docker", ServiceState::Stopped)]),
        engine(Outcome::Fail, "A container engine is installed, but none is running")
    );
    assert_eq!(with(vec![("docker", ServiceState::Running)]), pass);
    assert_eq!(
        with(vec![
            ("docker", ServiceState::Stopped),
            ("podman", ServiceState::Stopped)
        ]),
        pass
    );
    assert_eq!(with(vec![("docker", ServiceState::Unknown)]).0, Outcome::Unknown);
}

#[test]
fn a_machine_that_is_sold_with_32_gb_has_them() {
    let memory = |minimum| Requirement {
        minimum: Some(minimum),
        ..sample::requirement(RequirementKind::Memory, "memory", "devcontainer.json")
    };
    let mut scan = asking(vec![memory(32 << 30)]);
    scan.system.as_mut().unwrap().memory_bytes = Some(31 << 30);
    assert_eq!(told(&scan, "hardware-sufficient")[0].0, Outcome::Pass);
    scan.system.as_mut().unwrap().memory_bytes = Some(16 << 30);
    let expected = "The machine's memory is 16.0 GiB; the project requires 32.0 GiB";
    assert_eq!(
        told(&scan, "hardware-sufficient"),
        [(Outcome::Fail, "memory".to_owned(), expected.to_owned())]
    );
    assert_eq!(assess(&scan, Policy::builtin()).status, Status::Pass);
}

#[test]
fn room_counts_on_the_disk_of_the_project_and_processors_by_number() {
    let least = |kind, id: &str, minimum| Requirement {
        minimum: Some(minimum),
        ..sample::requirement(kind, id, "devcontainer.json")
    };
    let mut scan = asking(vec![
        least(RequirementKind::Disk, "disk", 50 << 30),
        least(RequirementKind::Processors, "processors", 8),
    ]);
    scan.system.as_mut().unwrap().cpu.logical_cores = Some(4);
    scan.disks = vec![
        sample::disk("/home", 900 << 30, 800 << 30),
        Disk {
            holds: vec![DiskUse::Project],
            ..sample::disk("/work", 900 << 30, 40 << 30)
        },
    ];
    let told: Vec<String> = told(&scan, "hardware-sufficient")
        .into_iter()
        .map(|(_, _, message)| message)
        .collect();
    assert_eq!(
        told,
        [
            "Free space on the project's disk is 40.0 GiB; the project requires 50.0 GiB",
            "The number of processors is 4; the project requires 8"
        ]
    );
}
