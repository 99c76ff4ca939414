//! Container engines, databases and caches.

mod endpoint;
mod engine;
mod published;
mod table;
#[cfg(test)]
#[cfg(unix)]
mod tests;

pub use published::{PublishedPort, tell_projects};

use std::collections::BTreeMap;

use crate::host::Host;
use crate::probe::Probed;
use crate::scan::{Port, Service};

/// What was read of services.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Services {
    /// Engines, and what listens here.
    pub services: Vec<Service>,
    /// Ports that containers of compose projects publish, each with the directory of its project.
    pub compose_ports: BTreeMap<PublishedPort, String>,
}

/// What a project can ask for: the ids of all services that are known, sorted, and `container-engine` for any of those.
pub fn ids() -> Vec<&'static str> {
    let mut ids: Vec<&str> = table::ids().chain(["container-engine", "docker", "podman"]).collect();
    ids.sort_unstable();
    ids
}

/// Reads which container engines can be used, and which databases, caches and brokers listen here.
///
/// Docker and Podman are always in the list, `absent` if they are not here. The others are in it only while they listen, as
/// `ports` has them. `has_program` tells whether a program of that name is on PATH. An engine on this machine is asked one
/// question, and one more where a container's port may be taken, and has 300 ms for each answer; one on another machine is named and
/// never called.
pub fn read(host: &Host, has_program: &dyn Fn(&str) -> bool, ports: &[Port]) -> Probed<Services> {
    let mut services = table::listening(ports);
    let mut compose_ports = BTreeMap::new();
    for engine in [
        engine::docker(host, has_program("docker")),
        engine::podman(host, has_program("podman")),
    ] {
        if let Some(endpoint) = &engine.answers_at {
            compose_ports.extend(published::ask(host, endpoint, ports));
        }
        services.push(engine.service);
    }
    services.sort_by(|one, other| one.id.cmp(&other.id));
    Probed::Whole(Services {
        services,
        compose_ports,
    })
}
