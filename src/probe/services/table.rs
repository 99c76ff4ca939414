//! Databases, caches and brokers, by the processes that listen.

use std::collections::BTreeMap;

use crate::scan::{Port, Protocol, Service, ServiceState};

/// A service that is known by its process or its port.
struct Known {
    id: &'static str,
    /// Names of its process, as `/proc/<pid>/comm` and task lists have them, in lower case and without `.exe`.
    processes: &'static [&'static str],
    /// The ports that it listens at unless told otherwise; the registered ones, or its own documentation's.
    ports: &'static [u16],
}

/// In the order in which a process is looked up. Those written in Java all run as `java`, and are known by their port.
const KNOWN: &[Known] = &[
    known("cassandra", &["cassandra", "scylla"], &[9042]),
    known(
        "clickhouse",
        &["clickhouse", "clickhouse-server", "clickhouse-serv"],
        &[8123],
    ),
    known("cockroach", &["cockroach"], &[26257]),
    known("couchdb", &["couchdb"], &[5984]),
    known("elasticsearch", &["elasticsearch", "opensearch"], &[9200]),
    known("etcd", &["etcd"], &[2379]),
    known("kafka", &["kafka", "redpanda"], &[9092]),
    known("mariadb", &["mariadbd"], &[]),
    known("memcached", &["memcached"], &[11211]),
    known("minio", &["minio"], &[]),
    known("mongodb", &["mongod", "mongos"], &[27017]),
    known("mysql", &["mysqld"], &[3306]),
    known("nats", &["nats-server"], &[4222]),
    known("neo4j", &["neo4j"], &[7687]),
    known("postgres", &["postgres", "postmaster"], &[5432]),
    known("rabbitmq", &["rabbitmq-server", "rabbitmq"], &[5672]),
    known("redis", &["redis-server", "redis-sentinel", "redis-sentinel-"], &[6379]),
    known("sqlserver", &["sqlservr"], &[1433]),
    known("valkey", &["valkey-server"], &[]),
];

/// Processes that run others' programs: the port alone tells what is behind them.
const RUNTIMES: [&str; 3] = ["java", "beam.smp", "erl"];

/// Programs that pass a container's or another machine's port on: what is behind them is known by the port, too.
const FORWARDERS: [&str; 10] = [
    "docker-proxy",
    "rootlessport",
    "rootlesskit",
    "com.docker.backend",
    "com.docker.backe",
    "com.docker.vpnkit",
    "wslrelay",
    "gvproxy",
    "conmon",
    "limactl",
];

const fn known(id: &'static str, processes: &'static [&'static str], ports: &'static [u16]) -> Known {
    Known { id, processes, ports }
}

/// A container may be behind the port: a program that passes it on listens there, or one that this user may not see.
pub(super) fn may_forward(port: &Port) -> bool {
    port.process
        .as_ref()
        .is_none_or(|process| FORWARDERS.contains(&process.as_str()))
}

/// The ids of all that is known.
pub(super) fn ids() -> impl Iterator<Item = &'static str> {
    KNOWN.iter().map(|known| known.id)
}

/// What listens here, sorted by id. By its process where that is known; else by its port, and then `detail` says so.
pub(super) fn listening(ports: &[Port]) -> Vec<Service> {
    let mut found: BTreeMap<&str, (Vec<u16>, bool)> = BTreeMap::new();
    for port in ports.iter().filter(|port| port.protocol == Protocol::Tcp) {
        let Some((id, is_certain)) = identify(port) else {
            continue;
        };
        let (numbers, certain) = found.entry(id).or_default();
        numbers.push(port.port);
        *certain |= is_certain;
    }
    found
        .into_iter()
        .map(|(id, (mut numbers, is_certain))| {
            numbers.sort_unstable();
            numbers.dedup();
            Service {
                id: id.to_owned(),
                state: ServiceState::Running,
                client_installed: None,
                endpoint: None,
                ports: numbers,
                version: None,
                detail: (!is_certain).then(|| "by its port".to_owned()),
            }
        })
        .collect()
}

/// The service behind a port, and whether its process said so.
fn identify(port: &Port) -> Option<(&'static str, bool)> {
    let by_port = || {
        KNOWN
            .iter()
            .find(|known| known.ports.contains(&port.port))
            .map(|known| (known.id, false))
    };
    let Some(process) = &port.process else {
        return by_port();
    };
    let lower = process.to_ascii_lowercase();
    let name = lower.strip_suffix(".exe").unwrap_or(&lower);
    if RUNTIMES.contains(&name) || FORWARDERS.contains(&name) {
        return by_port();
    }
    KNOWN
        .iter()
        .find(|known| known.processes.contains(&name))
        .map(|known| (known.id, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn port(port: u16, process: Option<&str>) -> Port {
        Port {
            port,
            protocol: Protocol::Tcp,
            addresses: vec!["127.0.0.1".to_owned()],
            process: process.map(str::to_owned),
            pid: None,
            compose_project: None,
        }
    }

    fn summary(ports: &[Port]) -> Vec<(String, Vec<u16>, Option<String>)> {
        listening(ports)
            .into_iter()
            .map(|service| (service.id, service.ports, service.detail))
            .collect()
    }

    #[test]
    fn a_process_says_what_it_is_at_any_port() {
        let ports = [
            port(7000, Some("redis-server")),
            port(6379, Some("redis-server")),
            port(3306, Some("mariadbd")),
        ];
        assert_eq!(
            summary(&ports),
            [
                ("mariadb".to_owned(), vec![3306], None),
                ("redis".to_owned(), vec![6379, 7000], None)
            ]
        );
    }

    #[test]
    fn a_port_speaks_only_where_the_process_does_not() {
        let guess = Some("by its port".to_owned());
        let ports = [
            port(5432, None),
            port(9092, Some("java")),
            port(6379, Some("docker-proxy")),
            port(27017, Some("python3")),
        ];
        assert_eq!(
            summary(&ports),
            [
                ("kafka".to_owned(), vec![9092], guess.clone()),
                ("postgres".to_owned(), vec![5432], guess.clone()),
                ("redis".to_owned(), vec![6379], guess)
            ]
        );
    }
}
