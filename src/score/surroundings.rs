//! Rules on the project's surroundings: ports, variables, services, hardware.

#[cfg(test)]
mod tests;

use super::Rule;
use super::lookup::{in_force, required_by, was_read};
use super::verdict::{Verdict, or_pass};
use crate::scan::{Outcome, Port, Requirement, RequirementKind, Scan, ServiceState, Source, Strength};
use crate::text;

/// Per cent of a required amount of memory that may be missing: a machine sold with 32 GB reports less.
const MEMORY_TOLERANCE: u64 = 8;
/// The service that stands for any container engine.
const CONTAINER_ENGINE: &str = "container-engine";

/// `port-free`: the project's ports are free, or used by the project itself.
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
        "All ports of the project are free, or used by itself",
    )
}

fn taken(scan: &Scan, root: Option<&str>, id: &str, requirements: &[&Requirement]) -> Option<Verdict> {
    let is_own = |holder: &Port| {
        let held_by = holder.compose_project.as_deref().zip(root);
        held_by.is_some_and(|(held_by, root)| is_in(held_by, root))
    };
    let (first, holder) = requirements.iter().find_map(|requirement| {
        let mut holders = holders(scan, requirement);
        Some((requirement, holders.find(|holder| !is_own(holder))?))
    })?;
    let name = match (&holder.compose_project, &holder.process) {
        (Some(directory), _) => format!("the compose project in {directory}"),
        (None, Some(process)) => process.clone(),
        (None, None) => "another user's process".to_owned(),
    };
    // A port that an engine publishes may belong to a container of this project.
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
        format!("Port {id} is in use by {name}; it may be this project's own")
    } else {
        format!("Port {id} is in use by {name}")
    };
    let addresses = holder.addresses.join(", ");
    let pid = holder.pid.map_or(String::new(), |pid| format!(", process {pid}"));
    Some(
        Verdict::new(id, outcome, message)
            .evidence(format!("{addresses}{pid}; {}", required_by(requirements)))
            .at(&first.source)
            .advice("stop that program, or use another port for the project"),
    )
}

/// Whether a directory is the project's root or below it: the compose file may be in a subdirectory.
fn is_in(directory: &str, root: &str) -> bool {
    directory
        .strip_prefix(root)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '\\']))
}

/// `port-listening`: something listens on each port that the project expects a service on.
pub(super) fn port_listening(scan: &Scan, _rule: &Rule) -> Vec<Verdict> {
    let asked = in_force(scan, RequirementKind::ListeningPort);
    if !was_read(scan, "ports") {
        return Vec::new();
    }
    let open = asked
        .iter()
        .filter(|(_, requirements)| requirements.iter().all(|one| holders(scan, one).next().is_none()))
        .filter_map(|(id, requirements)| {
            let first = requirements.first()?;
            Some(
                Verdict::new(id, Outcome::Fail, format!("Nothing listens on port {id}"))
                    .evidence(required_by(requirements))
                    .at(&first.source)
                    .advice("start the service that the project expects on this port"),
            )
        })
        .collect();
    or_pass(open, asked.len(), "All expected services are listening")
}

/// What listens where a requirement on a port is about.
fn holders<'s>(scan: &'s Scan, requirement: &Requirement) -> impl Iterator<Item = &'s Port> {
    let asked = requirement.port();
    scan.ports
        .iter()
        .filter(move |port| Some((port.port, port.protocol)) == asked)
        .filter(|port| port.is_in_the_way(requirement.address.as_deref()))
}

/// `variable-set`: required variables are set.
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
                Verdict::new(id, Outcome::Fail, format!("{id} is not set"))
                    .evidence(required_by(requirements))
                    .at(&first.source)
                    .advice(way_to_set(scan, &first.source)),
            )
        })
        .collect();
    or_pass(open, needed.len(), "All required variables are set")
}

/// Suggests copying the example file as long as none of its variables is set.
fn way_to_set(scan: &Scan, source: &Source) -> String {
    let variables = scan.project.iter().flat_map(|project| &project.requirements);
    let nothing_is_set = variables
        .filter(|one| one.kind == RequirementKind::Variable && one.source.file == source.file)
        .all(|one| one.present == Some(false));
    match source.file.rfind(".env.") {
        Some(at) if nothing_is_set => {
            let (directory, _) = source.file.split_at(at);
            format!(
                "copy `{}` to `{directory}.env` if that does not exist, and set it there",
                source.file
            )
        }
        _ => "set it in your shell, or in the `.env` file beside the example".to_owned(),
    }
}

/// `service-running`: required services are running.
pub(super) fn service_running(scan: &Scan, _rule: &Rule) -> Vec<Verdict> {
    let asked = in_force(scan, RequirementKind::Service);
    if !was_read(scan, "services") {
        return Vec::new();
    }
    let open = asked
        .iter()
        .filter_map(|(id, requirements)| not_running(scan, id, requirements))
        .collect();
    or_pass(open, asked.len(), "All required services are running")
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
            "A container engine is installed, but none is running".to_owned(),
            "start Docker or Podman",
        ),
        (false, true) => (
            "No container engine is installed".to_owned(),
            "install Docker or Podman",
        ),
        (true, false) => (format!("{id} is installed but not running"), "start it"),
        (false, false) => (format!("{id} is not running"), "start it, or install it first"),
    };
    Some(
        Verdict::new(id, outcome, message)
            .evidence(required_by(requirements))
            .at(&first.source)
            .advice(advice),
    )
}

/// `hardware-sufficient`: the machine has the memory, disk space and processors that the project requires.
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
                    "{} {}; the project requires {}",
                    what_it_has(kind),
                    told(has),
                    told(minimum)
                ),
            )
            .evidence(required_by(&[requirement]))
            .advice(way_to_more(scan, kind))
            .at(&requirement.source),
        );
    }
    or_pass(open, count, "The machine is large enough for the project")
}

/// The beginning of a sentence that an amount ends.
fn what_it_has(kind: RequirementKind) -> &'static str {
    match kind {
        RequirementKind::Memory => "The machine's memory is",
        RequirementKind::Disk => "Free space on the project's disk is",
        _ => "The number of processors is",
    }
}

/// How to get more of it.
fn way_to_more(scan: &Scan, kind: RequirementKind) -> &'static str {
    let is_container = scan.system.as_ref().is_some_and(|system| system.container.is_some());
    match kind {
        RequirementKind::Disk => "free space on that disk: caches, old builds, unused images",
        _ if is_container => "raise the container's limit",
        _ => "use a larger machine",
    }
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
