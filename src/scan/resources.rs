//! Disks, listening sockets and services.

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
