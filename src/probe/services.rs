//! Container engines, databases and caches.

mod endpoint;
mod engine;
mod table;
#[cfg(test)]
#[cfg(unix)]
mod tests;

use crate::host::Host;
use crate::probe::Probed;
use crate::scan::{Port, Service};

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
/// question and has 300 ms for the answer; one on another machine is named and never called.
pub fn read(host: &Host, has_program: &dyn Fn(&str) -> bool, ports: &[Port]) -> Probed<Vec<Service>> {
    let mut services = table::listening(ports);
    services.push(engine::docker(host, has_program("docker")));
    services.push(engine::podman(host, has_program("podman")));
    services.sort_by(|one, other| one.id.cmp(&other.id));
    Probed::Whole(services)
}
