//! Linux: the kernel's tables in `/proc/net`, and the links in `/proc/<pid>/fd` that name a socket's inode.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read as _};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::{Path, PathBuf};

use super::{Owner, Socket, merge};
use crate::host::Host;
use crate::probe::Probed;
use crate::scan::{Port, Protocol};
use crate::text;

/// A busy server has some thousand connections of 150 bytes each in its table.
const TABLE_BYTES: u64 = 32 << 20;

/// What is asked for in one read.
const READ_BYTES: usize = 64 << 10;

/// The smallest page of any Linux: the kernel gathers a page of lines, or more, before it answers a read.
const PAGE_BYTES: usize = 4096;

/// No line is as long: those of IPv6 have some 180 bytes.
const LINE_BYTES: usize = 512;

/// Links that are looked at in one process. A process with more is a server that opened its listening sockets early.
const LINKS_PER_PROCESS: usize = 20_000;

/// Links that are looked at in all.
const LINKS: usize = 200_000;

/// The kernel's tables: path below `/proc`, protocol, and the state of a socket that waits for others.
///
/// States are those of TCP for both: `0A` listens; an UDP socket is `07` (closed) until it is connected.
const TABLES: [(&str, Protocol, &str); 4] = [
    ("/proc/net/tcp", Protocol::Tcp, "0A"),
    ("/proc/net/tcp6", Protocol::Tcp, "0A"),
    ("/proc/net/udp", Protocol::Udp, "07"),
    ("/proc/net/udp6", Protocol::Udp, "07"),
];

/// A line of a table that waits for others.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    protocol: Protocol,
    address: IpAddr,
    port: u16,
    inode: u64,
}

pub(super) fn read(host: &Host) -> Probed<Vec<Port>> {
    let mut missing = Vec::new();
    let mut entries = Vec::new();
    let mut tables_read = 0;
    let unused = unused_tables(host);
    for (path, protocol, state) in TABLES {
        if unused.contains(&path) {
            continue;
        }
        match read_table(host, Path::new(path)) {
            Ok(bytes) => {
                tables_read += 1;
                let text = String::from_utf8_lossy(&bytes);
                entries.extend(text.lines().filter_map(|line| parse_line(line, protocol, state)));
            }
            // A kernel without IPv6 has no table of it.
            Err(error) if error.kind() == io::ErrorKind::NotFound && path.ends_with('6') => {}
            Err(error) => missing.push(error.to_string()),
        }
    }
    if tables_read == 0 {
        return Probed::Failed {
            detail: missing.join("; "),
        };
    }
    let (owners, hidden_processes) = owners(host, &entries);
    let unowned = entries
        .iter()
        .filter(|entry| !owners.contains_key(&entry.inode))
        .count();
    if unowned > 0 && hidden_processes {
        missing.push(format!(
            "the owners of {} cannot be seen: programs of other users",
            text::count(unowned, "socket", "sockets")
        ));
    }
    let sockets = entries
        .into_iter()
        .map(|entry| Socket {
            protocol: entry.protocol,
            address: entry.address,
            port: entry.port,
            owner: owners.get(&entry.inode).cloned(),
        })
        .collect();
    let ports = merge(sockets);
    if missing.is_empty() {
        Probed::Whole(ports)
    } else {
        Probed::Partial {
            value: ports,
            detail: missing.join("; "),
        }
    }
}

/// The tables of IPv6 with no socket in them, by the kernel's own count, which listening sockets are in.
///
/// Reading a table costs the kernel a walk through all that there is room for; reading the count costs nothing.
/// Source: `sockstat6_seq_show` in the kernel's `net/ipv6/proc.c`.
fn unused_tables(host: &Host) -> Vec<&'static str> {
    let counts = host
        .read_text(Path::new("/proc/net/sockstat6"), 4096)
        .unwrap_or_default();
    let table = |line| match line {
        "TCP6: inuse 0" => Some("/proc/net/tcp6"),
        "UDP6: inuse 0" => Some("/proc/net/udp6"),
        _ => None,
    };
    counts.lines().filter_map(table).collect()
}

/// Reads a table of the kernel, without asking for its end where that is known.
///
/// For each read the kernel walks its table of connections anew from where it was, and that table has a place for each 64 KiB
/// of memory, whether there are connections or not: the read that only says "no more" costs as much as all the others.
/// A read gives whole lines, as many as fit into a page at the least, so one that leaves room for a further line is the last.
/// Source: `seq_read_iter` in the kernel's `fs/seq_file.c`.
fn read_table(host: &Host, path: &Path) -> io::Result<Vec<u8>> {
    let mut file = host.open(path)?;
    let mut table = Vec::new();
    let mut buffer = vec![0; READ_BYTES];
    loop {
        let count = match file.read(&mut buffer) {
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        table.extend(buffer.iter().take(count));
        if count == 0 || (count + LINE_BYTES <= PAGE_BYTES && table.ends_with(b"\n")) {
            return Ok(table);
        }
        if table.len() as u64 > TABLE_BYTES {
            return Err(io::Error::new(
                io::ErrorKind::FileTooLarge,
                format!("{} is larger than {TABLE_BYTES} bytes", path.display()),
            ));
        }
    }
}

/// Reads a line of a table, for example
/// `0: 0100007F:1538 00000000:0000 0A 00000000:00000000 00:00000000 00000000 105 0 20781 1 …`.
///
/// `None`: the heading, another state, or a UDP socket that is connected. Source: `proc_net_tcp(5)`, the kernel's
/// `networking/proc_net_tcp.rst`.
fn parse_line(line: &str, protocol: Protocol, state: &str) -> Option<Entry> {
    let mut fields = line.split_ascii_whitespace();
    let local = fields.nth(1)?;
    let remote = fields.next()?;
    if fields.next()? != state {
        return None;
    }
    let (address, port) = parse_address(local)?;
    let (_, remote_port) = parse_address(remote)?;
    let inode = fields.nth(5)?.parse().ok()?;
    (remote_port == 0 && port != 0).then_some(Entry {
        protocol,
        address,
        port,
        inode,
    })
}

/// An address as the kernel prints it: 32-bit words in the machine's own byte order, each as one number, then the port.
fn parse_address(text: &str) -> Option<(IpAddr, u16)> {
    let (address, port) = text.split_once(':')?;
    let port = u16::from_str_radix(port, 16).ok()?;
    let mut bytes = Vec::with_capacity(16);
    let mut rest = address;
    while !rest.is_empty() {
        let (word, after) = rest.split_at_checked(8)?;
        bytes.extend(u32::from_str_radix(word, 16).ok()?.to_ne_bytes());
        rest = after;
    }
    let address = if let Ok(four) = <[u8; 4]>::try_from(bytes.as_slice()) {
        IpAddr::V4(Ipv4Addr::from(four))
    } else {
        IpAddr::V6(Ipv6Addr::from(<[u8; 16]>::try_from(bytes.as_slice()).ok()?))
    };
    Some((address, port))
}

/// Finds who holds the sockets: inode → owner, and whether some process did not let this user look.
fn owners(host: &Host, entries: &[Entry]) -> (BTreeMap<u64, Owner>, bool) {
    // 0: the kernel's own sockets, such as WireGuard's. Nobody holds them.
    let wanted: BTreeSet<u64> = entries
        .iter()
        .map(|entry| entry.inode)
        .filter(|inode| *inode != 0)
        .collect();
    let mut owners = BTreeMap::new();
    let mut is_hidden = false;
    if wanted.is_empty() {
        return (owners, is_hidden);
    }
    let mut budget = LINKS;
    for pid in processes(host) {
        if is_kernel_thread(host, pid) {
            continue;
        }
        let directory = PathBuf::from(format!("/proc/{pid}/fd"));
        let links = match host.list(&directory) {
            Ok(links) => links,
            Err(error) => {
                // One that ended meanwhile is not hidden.
                is_hidden |= error.kind() == io::ErrorKind::PermissionDenied;
                continue;
            }
        };
        let mut owner = None;
        for link in links.iter().take(LINKS_PER_PROCESS.min(budget)) {
            budget -= 1;
            let inode = match host.read_link(&directory.join(link)) {
                Ok(target) => socket_inode(&target),
                Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                    // So are all its others.
                    is_hidden = true;
                    break;
                }
                Err(_) => None,
            };
            if let Some(inode) = inode.filter(|inode| wanted.contains(inode) && !owners.contains_key(inode)) {
                let owner = owner.get_or_insert_with(|| Owner {
                    process: process_name(host, pid),
                    pid,
                });
                owners.insert(inode, owner.clone());
            }
        }
        if owners.len() == wanted.len() || budget == 0 {
            break;
        }
    }
    (owners, is_hidden)
}

/// It has a link to its program, and there is none: it holds no files, and looking for them costs more than asking this.
fn is_kernel_thread(host: &Host, pid: u32) -> bool {
    let program = PathBuf::from(format!("/proc/{pid}/exe"));
    let leads_nowhere = host
        .read_link(&program)
        .is_err_and(|error| error.kind() == io::ErrorKind::NotFound);
    leads_nowhere && host.symlink_metadata(&program).is_ok()
}

/// The process ids, lowest first: the process that was started first is the owner that is named.
fn processes(host: &Host) -> Vec<u32> {
    let mut pids: Vec<u32> = host
        .list(Path::new("/proc"))
        .unwrap_or_default()
        .iter()
        .filter_map(|name| name.to_str()?.parse().ok())
        .collect();
    pids.sort_unstable();
    pids
}

/// `123` of `socket:[123]`.
fn socket_inode(target: &Path) -> Option<u64> {
    target
        .to_str()?
        .strip_prefix("socket:[")?
        .strip_suffix(']')?
        .parse()
        .ok()
}

/// The kernel's short name of a process, at most 15 bytes: `proc_pid_comm(5)`.
///
/// Node.js names its first thread (`MainThread`, `node-MainThread`), and so the process: then the program's file is its name.
fn process_name(host: &Host, pid: u32) -> Option<String> {
    let directory = PathBuf::from(format!("/proc/{pid}"));
    let text = host.read_text(&directory.join("comm"), 4096).ok()?;
    let name = text.trim_end_matches('\n');
    if name.ends_with("MainThread")
        && let Ok(program) = host.read_link(&directory.join("exe"))
        && let Some(file) = program.file_name()
    {
        return Some(file.to_string_lossy().into_owned());
    }
    (!name.is_empty()).then(|| name.to_owned())
}
