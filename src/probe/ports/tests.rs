//! Sockets, from captured tables of the kernel.

use super::*;
use crate::probe::fixture::{link, machine, write};

fn port(port: u16, protocol: Protocol, addresses: &[&str], owner: Option<(&str, u32)>) -> Port {
    Port {
        port,
        protocol,
        addresses: addresses.iter().map(|address| (*address).to_owned()).collect(),
        process: owner.map(|(name, _)| name.to_owned()),
        pid: owner.map(|(_, pid)| pid),
        compose_project: None,
    }
}

/// The machine that `ss -lntup` was run on when its tables were captured.
fn captured() -> tempfile::TempDir {
    let root = machine("debian-12-sockets", &[]);
    let redis = [(6, 93759), (7, 93760), (8, 93781)];
    let python = [(3, 93776), (4, 93777), (5, 93778), (6, 93779), (7, 93780)];
    for (pid, name, sockets) in [(18320, "redis-server", &redis[..]), (18322, "python3", &python[..])] {
        write(root.path(), &format!("/proc/{pid}/comm"), &format!("{name}\n"));
        link(root.path(), &format!("/proc/{pid}/fd/0"), "/dev/null");
        for (descriptor, inode) in sockets {
            link(
                root.path(),
                &format!("/proc/{pid}/fd/{descriptor}"),
                &format!("socket:[{inode}]"),
            );
        }
    }
    root
}

#[test]
fn listening_sockets_are_those_that_ss_shows() {
    let root = captured();
    assert_eq!(
        read(&Host::fixture(root.path(), "/", &[])),
        Probed::Whole(vec![
            port(2024, Protocol::Tcp, &["0.0.0.0"], None),
            port(5353, Protocol::Udp, &["127.0.0.1"], Some(("python3", 18322))),
            port(5354, Protocol::Udp, &["::1"], Some(("python3", 18322))),
            port(
                7379,
                Protocol::Tcp,
                &["127.0.0.1", "::1"],
                Some(("redis-server", 18320))
            ),
            port(8443, Protocol::Tcp, &["::"], Some(("python3", 18322))),
        ])
    );
}

#[test]
fn a_table_that_the_kernel_counts_no_socket_in_is_not_read() {
    let root = captured();
    let addresses = |counts: &str| -> Vec<String> {
        write(root.path(), "/proc/net/sockstat6", counts);
        let Probed::Whole(ports) = read(&Host::fixture(root.path(), "/", &[])) else {
            panic!("all can be read");
        };
        ports.into_iter().flat_map(|port| port.addresses).collect()
    };
    let (v4, v4_udp) = ("0.0.0.0", "127.0.0.1");
    assert_eq!(
        addresses("TCP6: inuse 2\nUDP6: inuse 1\nUDPLITE6: inuse 0\nRAW6: inuse 0\nFRAG6: inuse 0 memory 0\n"),
        [v4, v4_udp, "::1", "127.0.0.1", "::1", "::"]
    );
    assert_eq!(
        addresses("TCP6: inuse 0\nUDP6: inuse 1\nUDPLITE6: inuse 0\nRAW6: inuse 0\nFRAG6: inuse 0 memory 0\n"),
        [v4, v4_udp, "::1", "127.0.0.1"]
    );
    assert_eq!(
        addresses("TCP6: inuse 0\nUDP6: inuse 0\nUDPLITE6: inuse 0\nRAW6: inuse 0\nFRAG6: inuse 0 memory 0\n"),
        [v4, v4_udp, "127.0.0.1"]
    );
}

/// The kernel's count has sockets that listen in it.
#[cfg(target_os = "linux")]
#[test]
fn a_socket_that_listens_on_ipv6_is_found() {
    // A machine may be without IPv6.
    let Ok(listener) = std::net::TcpListener::bind("[::1]:0") else {
        return;
    };
    let socket = std::net::UdpSocket::bind("[::1]:0").unwrap();
    let (Probed::Whole(ports) | Probed::Partial { value: ports, .. }) = read(&Host::this()) else {
        panic!("the tables can be read");
    };
    for (number, protocol) in [
        (listener.local_addr().unwrap().port(), Protocol::Tcp),
        (socket.local_addr().unwrap().port(), Protocol::Udp),
    ] {
        assert!(
            ports.iter().any(|port| port.port == number
                && port.protocol == protocol
                && port.addresses.contains(&"::1".to_owned())),
            "{protocol:?} {number}"
        );
    }
}

#[test]
fn a_program_that_names_its_thread_is_named_by_its_file() {
    let root = captured();
    write(root.path(), "/proc/18322/comm", "MainThread\n");
    link(root.path(), "/proc/18322/exe", "/usr/local/bin/node");
    let Probed::Whole(ports) = read(&Host::fixture(root.path(), "/", &[])) else {
        panic!("all can be read");
    };
    assert_eq!(
        ports.last(),
        Some(&port(8443, Protocol::Tcp, &["::"], Some(("node", 18322))))
    );
}

#[test]
fn without_tables_nothing_is_known() {
    let root = tempfile::tempdir().unwrap();
    assert!(matches!(
        read(&Host::fixture(root.path(), "/", &[])),
        Probed::Failed { .. }
    ));
}

#[test]
fn a_socket_of_this_very_process_is_found() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let number = listener.local_addr().unwrap().port();
    let (Probed::Whole(ports) | Probed::Partial { value: ports, .. }) = read(&Host::this()) else {
        panic!("the tables can be read");
    };
    let found: Vec<_> = ports.iter().filter(|port| port.port == number).collect();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].pid, Some(std::process::id()));
    assert_eq!(found[0].addresses, ["127.0.0.1"]);
}

#[test]
fn one_program_at_one_port_is_one_entry() {
    let socket = |address: &str, pid| Socket {
        protocol: Protocol::Tcp,
        address: address.parse().unwrap(),
        port: 80,
        owner: Some(Owner {
            process: Some("nginx".to_owned()),
            pid,
        }),
    };
    assert_eq!(
        merge(vec![socket("::", 12), socket("0.0.0.0", 11), socket("::", 10)]),
        [port(80, Protocol::Tcp, &["0.0.0.0", "::"], Some(("nginx", 10)))]
    );
}

/// Linux answers a read of a table with whole lines: a page of them, or what is left.
#[cfg(target_os = "linux")]
#[test]
fn a_table_of_many_pages_is_read_to_its_end() {
    let listeners: Vec<_> = (0..120)
        .map(|_| std::net::TcpListener::bind("127.0.0.1:0").unwrap())
        .collect();
    let (Probed::Whole(ports) | Probed::Partial { value: ports, .. }) = read(&Host::this()) else {
        panic!("the tables can be read");
    };
    for listener in &listeners {
        let number = listener.local_addr().unwrap().port();
        assert!(ports.iter().any(|port| port.port == number), "{number} is missing");
    }
}
