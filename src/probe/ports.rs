//! Listening sockets and who owns them.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(not(target_os = "linux"))]
mod other;
#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests;

#[cfg(target_os = "linux")]
use linux as platform;
#[cfg(not(target_os = "linux"))]
use other as platform;

use std::collections::BTreeMap;
use std::net::IpAddr;

use crate::host::Host;
use crate::probe::Probed;
use crate::scan::{Port, Protocol};

/// Reads the TCP sockets that listen and the UDP sockets that are open to all, with the programs that own them.
///
/// A UDP socket that is connected to one other side, as a client's is, is left out. Partial when a list cannot be read, or when
/// some owners belong to other users, whose sockets this user may not look at; such a port has no process.
pub fn read(host: &Host) -> Probed<Vec<Port>> {
    platform::read(host)
}

/// A socket that waits for others.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Socket {
    protocol: Protocol,
    address: IpAddr,
    port: u16,
    owner: Option<Owner>,
}

/// The program that holds a socket.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Owner {
    process: Option<String>,
    pid: u32,
}

/// Port, protocol and process name: what makes sockets one entry.
type Key = (u16, Protocol, Option<String>);

/// One entry for each port, protocol and process name. Of several processes with one name (a server and its workers, which
/// share the socket or listen beside each other) the lowest pid is shown: most often the one that started the others.
fn merge(sockets: Vec<Socket>) -> Vec<Port> {
    let mut merged: BTreeMap<Key, (Vec<IpAddr>, Option<u32>)> = BTreeMap::new();
    for socket in sockets {
        let (process, pid) = socket
            .owner
            .map_or((None, None), |owner| (owner.process, Some(owner.pid)));
        let (addresses, lowest) = merged.entry((socket.port, socket.protocol, process)).or_default();
        addresses.push(socket.address);
        *lowest = match (*lowest, pid) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
    }
    let mut ports: Vec<Port> = merged
        .into_iter()
        .map(|((port, protocol, process), (addresses, pid))| {
            let mut addresses: Vec<String> = addresses.iter().map(ToString::to_string).collect();
            addresses.sort_unstable();
            addresses.dedup();
            Port {
                port,
                protocol,
                addresses,
                process,
                pid,
                compose_project: None,
            }
        })
        .collect();
    ports.sort_by(|one, other| {
        (one.port, one.protocol, &one.process).cmp(&(other.port, other.protocol, &other.process))
    });
    ports
}
