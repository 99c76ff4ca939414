//! Disks, listening sockets and services.

use core::net::IpAddr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A file system with data that a developer needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Disk {
    /// Where it is mounted.
    pub mount: String,
    /// Its type: `ext4`, `apfs`, `NTFS`. `None`: unknown.
    pub file_system: Option<String>,
    /// Its size.
    pub total_bytes: u64,
    /// What an ordinary user can still write, in bytes.
    pub available_bytes: u64,
    /// Files that it can hold. `None`: there is no limit, or the system does not say.
    pub total_inodes: Option<u64>,
    /// Files that an ordinary user can still create.
    pub available_inodes: Option<u64>,
    /// What it is used for, sorted.
    pub holds: Vec<DiskUse>,
}

/// What a disk is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DiskUse {
    /// Images and volumes of a container engine.
    ContainerData,
    /// The home directory.
    Home,
    /// The project.
    Project,
    /// Temporary files.
    Temp,
}

/// A directory that builds and installers write to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WorkDirectory {
    /// What it is for.
    pub purpose: DiskUse,
    /// Where it is.
    pub path: String,
    /// Whether it can be used.
    pub state: DirectoryState,
    /// Its file system is mounted `noexec`: no program in it can be run.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub no_exec: bool,
    /// The variable that names it: `HOME`, `TMPDIR`. `None`: no variable does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_by: Option<String>,
}

/// Whether a directory can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DirectoryState {
    /// This user may write to it.
    Ok,
    /// Nothing is at its path.
    Missing,
    /// Something that is not a directory is at its path.
    NotADirectory,
    /// Its file system is mounted for reading only.
    ReadOnly,
    /// This user may not write to it.
    NotWritable,
}

/// A listening socket.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Port {
    /// 1 to 65535.
    pub port: u16,
    /// Its protocol.
    pub protocol: Protocol,
    /// The addresses that it listens on, sorted: `127.0.0.1`, `::`.
    pub addresses: Vec<String>,
    /// The program that listens. `None`: the system does not let this user see it.
    pub process: Option<String>,
    /// Its process id. `None`: as `process`.
    pub pid: Option<u32>,
    /// The directory of the compose project whose container publishes it, according to a local engine. `None`: none, or unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compose_project: Option<String>,
}

impl Port {
    /// Nothing else can listen on this port at `address`. `None`: at all addresses.
    ///
    /// A socket at `::` takes connections of IPv4 too, unless it was told not to, which no table of the system says.
    pub fn is_in_the_way(&self, address: Option<&str>) -> bool {
        let Some(wanted) = address.and_then(|text| text.parse::<IpAddr>().ok()) else {
            return true;
        };
        self.addresses
            .iter()
            // What is no address, such as one with a zone, may be any.
            .any(|held| {
                held.parse()
                    .map_or(true, |held: IpAddr| conflict(wanted, held.to_canonical()))
            })
    }
}

fn conflict(wanted: IpAddr, held: IpAddr) -> bool {
    match (wanted, held) {
        _ if wanted == held => true,
        (IpAddr::V4(_), IpAddr::V6(held)) => held.is_unspecified(),
        (IpAddr::V6(_), IpAddr::V4(_)) => false,
        (wanted, held) => wanted.is_unspecified() || held.is_unspecified(),
    }
}

/// The protocol of a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Protocol {
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
}

/// A container engine, a database or a cache.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Service {
    /// `docker`, `podman`, `postgres`, `mysql`, `redis` …
    pub id: String,
    /// Whether it can be used.
    pub state: ServiceState,
    /// Whether its client program is installed. `None`: it has none, or this was not checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_installed: Option<bool>,
    /// The address of its engine: `unix:///var/run/docker.sock`, `tcp://…`, without credentials.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// Ports that it listens on, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ports: Vec<u16>,
    /// The engine's version, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Why it is in this state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// Whether a service can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ServiceState {
    /// It answered, or its port is listening.
    Running,
    /// It is installed but not running.
    Stopped,
    /// Its socket exists, but nothing answers in time.
    Unreachable,
    /// Its socket exists, but this user is not allowed to use it.
    Denied,
    /// It is on another machine, and was not contacted.
    Remote,
    /// It is not installed.
    Absent,
    /// It could not be checked.
    Unknown,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_listener_at_the_same_address_is_in_the_way() {
        let held_at = |addresses: &[&str], wanted: Option<&str>| {
            let port = Port {
                port: 80,
                protocol: Protocol::Tcp,
                addresses: addresses.iter().map(|address| (*address).to_owned()).collect(),
                process: None,
                pid: None,
                compose_project: None,
            };
            port.is_in_the_way(wanted)
        };
        for (held, wanted, expected) in [
            ("127.0.0.1", None, true),
            ("::1", None, true),
            ("127.0.0.1", Some("127.0.0.1"), true),
            ("127.0.0.1", Some("127.0.0.2"), false),
            ("0.0.0.0", Some("127.0.0.2"), true),
            ("127.0.0.1", Some("0.0.0.0"), true),
            ("::", Some("127.0.0.1"), true),
            ("::1", Some("0.0.0.0"), false),
            ("::1", Some("127.0.0.1"), false),
            ("0.0.0.0", Some("::1"), false),
            ("127.0.0.1", Some("::"), false),
            ("::", Some("::1"), true),
            ("::1", Some("::"), true),
            ("::ffff:127.0.0.1", Some("127.0.0.1"), true),
            ("fe80::1%eth0", Some("::1"), true),
        ] {
            assert_eq!(held_at(&[held], wanted), expected, "{held} {wanted:?}");
        }
        assert!(held_at(&["127.0.0.1", "127.0.0.3"], Some("127.0.0.3")));
        assert!(!held_at(&["127.0.0.1", "127.0.0.3"], Some("127.0.0.2")));
    }
}
