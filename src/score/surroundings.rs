//! Rules on what the project needs around it: ports, variables, services, hardware.

use super::requirements::{asked_by, in_force, or_pass};
use super::{Rule, Verdict};
use crate::scan::{
    Outcome, Port, ProbeState, Protocol, Requirement, RequirementKind, Scan, ServiceState, Source, Strength,
};
use crate::text;

/// A machine that is sold with 32 GB reports less: firmware and graphics keep some. Per cent of what is asked for.
const MEMORY_TOLERANCE: u64 = 8;
/// The service that stands for any engine for containers.
const CONTAINER_ENGINE: &str = "container-engine";

/// `port-free`: the ports that the project wants to use are free, or held by itself.
pub(super) fn port_free(scan: &Scan, _rule: &Rule) -> Vec<Verdict> {
    let asked = in_force(scan, RequirementKind::Port);
    if !was_read(scan, "ports") {
        return Vec::new();
    }
    let root = scan.project.as_ref().map(|project| project.root.as_str());
    let open = asked
        .iter()
        .filter_map(|(id, requirements)| taken(scan, root, id, requirements))
        .collect();
    or_pass(
        open,
        asked.len(),
        "every port that the project uses is free, or its own",
    )
}

fn taken(scan: &Scan, root: Option<&str>, id: &str, requirements: &[&Requirement]) -> Option<Verdict> {
    let holder = listener(scan, id)?;
    if let (Some(held_by), Some(root)) = (&holder.compose_project, root)
        && is_in(held_by, root)
    {
        return None;
    }
    let first = requirements.first()?;
    let name = match (&holder.compose_project, &holder.process) {
        (Some(folder), _) => format!("the compose project in {folder}"),
        (None, Some(process)) => process.clone(),
        (None, None) => "a program that you may not see".to_owned(),
    };
    // What an engine publishes for a container may well be this project's own.
    let may_be_own = holder.compose_project.is_none()
        && holder
            .process
            .as_deref()
            .is_none_or(|name| ["docker-proxy", "rootlessport", "com.docker.backend", "conmon"].contains(&name));
    let is_suggested = requirements
        .iter()
        .all(|requirement| requirement.strength == Strength::Suggested);
    let outcome = if may_be_own || is_suggested {
        Outcome::Warn
    } else {
        Outcome::Fail
    };
    let message = if may_be_own {
        format!("{name} listens there already; whether for this project cannot be told")
    } else {
        format!("{name} listens there already")
    };
    let addresses = holder.addresses.join(", ");
    let pid = holder.pid.map_or(String::new(), |pid| format!(", process {pid}"));
    Some(
        Verdict::new(id, outcome, message)
            .evidence(format!("{addresses}{pid}; {}", asked_by(requirements)))
            .at(&first.source)
            .advice("stop that program, or give the project another port"),
    )
}

/// A folder is the project's root or below it: a project may keep its compose file in a folder of its own.
fn is_in(folder: &str, root: &str) -> bool {
    folder
        .strip_prefix(root)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '\\']))
}

/// `port-listening`: something listens where the project looks for it.
pub(super) fn port_listening(scan: &Scan, _rule: &Rule) -> Vec<Verdict> {
    let asked = in_force(scan, RequirementKind::ListeningPort);
    if !was_read(scan, "ports") {
        return Vec::new();
    }
    let open = asked
        .iter()
        .filter(|(id, _)| listener(scan, id).is_none())
        .filter_map(|(id, requirements)| {
            let first = requirements.first()?;
            Some(
                Verdict::new(id, Outcome::Fail, "nothing listens there")
                    .evidence(asked_by(requirements))
                    .at(&first.source)
                    .advice("start what the project expects at this port"),
            )
        })
        .collect();
    or_pass(
        open,
        asked.len(),
        "something listens at every port that the project looks at",
    )
}

fn listener<'s>(scan: &'s Scan, id: &str) -> Option<&'s Port> {
    let number: u16 = id.parse().ok()?;
    scan.ports
        .iter()
        .find(|port| port.port == number && port.protocol == Protocol::Tcp)
}

/// `variable-set`: the variables that a developer must set are set.
pub(super) fn variable_set(scan: &Scan, _rule: &Rule) -> Vec<Verdict> {
    let asked = in_force(scan, RequirementKind::Variable);
    let needed: Vec<(&&str, &Vec<&Requirement>)> = asked
        .iter()
        .filter(|(_, requirements)| {
            requirements
                .iter()
                .any(|one| one.strength == Strength::Required && one.present.is_some())
        })
        .collect();
    let open = needed
        .iter()
        .filter(|(_, requirements)| requirements.iter().all(|one| one.present == Some(false)))
        .filter_map(|(id, requirements)| {
            let first = requirements.first()?;
            Some(
                Verdict::new(id, Outcome::Fail, "it is not set")
                    .evidence(asked_by(requirements))
                    .at(&first.source)
                    .advice(way_to_set(scan, &first.source)),
            )
        })
        .collect();
    or_pass(open, needed.len(), "every variable that a developer must set is set")
}

/// Where nothing that an example names is set, nobody has made a file of it yet.
fn way_to_set(scan: &Scan, source: &Source) -> String {
    let variables = scan.project.iter().flat_map(|project| &project.requirements);
    let nothing_is_set = variables
        .filter(|one| one.kind == RequirementKind::Variable && one.source.file == source.file)
        .all(|one| one.present == Some(false));
    match source.file.rfind(".env.") {
        Some(at) if nothing_is_set => {
            let (folder, _) = source.file.split_at(at);
            format!(
                "copy `{}` to `{folder}.env` if there is none, and set it there",
                source.file
            )
        }
        _ => "set it in your shell, or in the `.env` file beside the one that names it".to_owned(),
    }
}

/// `service-running`: the services that the project needs run.
pub(super) fn service_running(scan: &Scan, _rule: &Rule) -> Vec<Verdict> {
    let asked = in_force(scan, RequirementKind::Service);
    if !was_read(scan, "services") {
        return Vec::new();
    }
    let open = asked
        .iter()
        .filter_map(|(id, requirements)| not_running(scan, id, requirements))
        .collect();
    or_pass(open, asked.len(), "every service that the project needs runs")
}

fn not_running(scan: &Scan, id: &str, requirements: &[&Requirement]) -> Option<Verdict> {
    let first = requirements.first()?;
    let is_engine = id == CONTAINER_ENGINE;
    let candidates: Vec<_> = scan
        .services
        .iter()
        .filter(|service| {
            if is_engine {
                ["docker", "podman"].contains(&service.id.as_str())
            } else {
                service.id == id
            }
        })
        .collect();
    let usable = |state: ServiceState| matches!(state, ServiceState::Running | ServiceState::Remote);
    // On Linux podman starts containers by itself, without an engine that runs.
    let podman_alone = is_engine
        && candidates
            .iter()
            .any(|service| service.id == "podman" && service.client_installed == Some(true))
        && scan
            .system
            .as_ref()
            .is_some_and(|system| system.os.family == crate::scan::OsFamily::Linux);
    if podman_alone || candidates.iter().any(|service| usable(service.state)) {
        return None;
    }
    let is_here = candidates.iter().any(|service| service.state != ServiceState::Absent);
    let is_suggested = requirements
        .iter()
        .all(|requirement| requirement.strength == Strength::Suggested);
    let outcome = if candidates.iter().any(|service| service.state == ServiceState::Unknown) {
        Outcome::Unknown
    } else if is_suggested {
        Outcome::Warn
    } else {
        Outcome::Fail
    };
    let (message, advice) = match (is_here, is_engine) {
        (true, true) => (
            "an engine for containers is installed, and none answers",
            "start Docker or Podman",
        ),
        (false, true) => ("there is no engine for containers", "install Docker or Podman"),
        (true, false) => ("it does not answer", "start it"),
        (false, false) => ("it does not run here", "start it, or install it first"),
    };
    Some(
        Verdict::new(id, outcome, message)
            .evidence(asked_by(requirements))
            .at(&first.source)
            .advice(advice),
    )
}

/// `hardware-sufficient`: the machine has the memory, room and processors that the project asks for.
pub(super) fn hardware_sufficient(scan: &Scan, _rule: &Rule) -> Vec<Verdict> {
    let kinds = [
        RequirementKind::Memory,
        RequirementKind::Disk,
        RequirementKind::Processors,
    ];
    let mut count = 0;
    let mut open = Vec::new();
    for kind in kinds {
        let asked = in_force(scan, kind);
        let most = asked.values().flatten().max_by_key(|requirement| requirement.minimum);
        let Some((requirement, minimum)) = most.and_then(|one| Some((one, one.minimum?))) else {
            continue;
        };
        let Some(has) = amount(scan, kind) else { continue };
        count += 1;
        let enough = match kind {
            RequirementKind::Memory => minimum - minimum / 100 * MEMORY_TOLERANCE,
            _ => minimum,
        };
        if has >= enough {
            continue;
        }
        let told = |amount: u64| match kind {
            RequirementKind::Processors => amount.to_string(),
            _ => text::bytes(amount),
        };
        let outcome = if requirement.strength == Strength::Suggested {
            Outcome::Warn
        } else {
            Outcome::Fail
        };
        open.push(
            Verdict::new(
                &requirement.id,
                outcome,
                format!(
                    "{} is less than the {} that the project asks for",
                    told(has),
                    told(minimum)
                ),
            )
            .evidence(asked_by(&[requirement]))
            .at(&requirement.source),
        );
    }
    or_pass(open, count, "the machine is as large as the project asks for")
}

/// What the machine has of it. `None`: it was not looked at, or cannot be told.
fn amount(scan: &Scan, kind: RequirementKind) -> Option<u64> {
    let system = scan.system.as_ref();
    match kind {
        RequirementKind::Memory => system?.memory_bytes,
        RequirementKind::Processors => system?.cpu.logical_cores.map(u64::from),
        RequirementKind::Disk => {
            let disk = scan
                .disks
                .iter()
                .find(|disk| disk.holds.contains(&crate::scan::DiskUse::Project))?;
            Some(disk.available_bytes)
        }
        _ => None,
    }
}

/// A probe's part of the scan can be relied on: what is not in it is not there.
fn was_read(scan: &Scan, probe: &str) -> bool {
    scan.probes
        .iter()
        .any(|report| report.name == probe && matches!(report.state, ProbeState::Ok | ProbeState::Partial))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;
    use crate::scan::{Disk, DiskUse, OsFamily, Status};
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
                Some((Outcome::Fail, "postgres listens there already")),
            ),
            (port(5432, Some("docker-proxy"), Some("~/shop")), None),
            (port(5432, Some("docker-proxy"), Some("~/shop/deploy")), None),
            (
                port(5432, Some("docker-proxy"), Some("~/shop-2")),
                Some((Outcome::Fail, "the compose project in ~/shop-2 listens there already")),
            ),
            (
                port(5432, Some("docker-proxy"), None),
                Some((
                    Outcome::Warn,
                    "docker-proxy listens there already; whether for this project cannot be told",
                )),
            ),
            (port(80, Some("nginx"), None), None),
        ];
        for (listening, expected) in cases {
            let mut scan = asking(vec![sample::requirement(RequirementKind::Port, "5432", "compose.yaml")]);
            scan.ports.push(listening.clone());
            let holds = "every port that the project uses is free, or its own";
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
        let nothing = (Outcome::Fail, "6379".to_owned(), "nothing listens there".to_owned());
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
        let copy = "copy `api/.env.example` to `api/.env` if there is none, and set it there";
        let set = "set it in your shell, or in the `.env` file beside the one that names it";
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
            [(Outcome::Fail, "API_KEY".to_owned(), "it is not set".to_owned())]
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
            "every service that the project needs runs".to_owned(),
        );
        assert_eq!(with(vec![]), engine(Outcome::Fail, "there is no engine for containers"));
        assert_eq!(
            with(vec![("docker", ServiceState::Stopped)]),
            engine(Outcome::Fail, "an engine for containers is installed, and none answers")
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
        let expected = "16.0 GiB is less than the 32.0 GiB that the project asks for";
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
                "40.0 GiB is less than the 50.0 GiB that the project asks for",
                "4 is less than the 8 that the project asks for"
            ]
        );
    }
}
