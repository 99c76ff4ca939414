//! Which compose project publishes a port, as a container engine on this machine tells it.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use serde::Deserialize;

use super::table;
use crate::host::{Endpoint, Host};
use crate::scan::{Port, Protocol, Requirement, RequirementKind};

/// What an engine has for its answer, the connection included.
const TIMEOUT: Duration = Duration::from_millis(300);
/// An answer that is longer is cut, and cannot be read then: a few thousand containers.
const ANSWER_BYTES: usize = 1 << 20;
/// The label that Compose puts on what it starts: the directory of the project.
const DIRECTORY: &str = "com.docker.compose.project.working_dir";
/// Running containers that have the label. The filter is `{"label":["…"]}`.
const REQUEST: &[u8] =
    b"GET /containers/json?filters=%7B%22label%22%3A%5B%22com.docker.compose.project.working_dir%22%5D%7D HTTP/1.0\r\n\
    Host: localhost\r\nUser-Agent: devenv\r\n\r\n";

/// A container. Source: Docker Engine API, `ContainerList`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Container {
    /// Podman tells of one that publishes nothing `null`.
    #[serde(default)]
    ports: Option<Vec<Published>>,
    #[serde(default)]
    labels: Option<BTreeMap<String, String>>,
}

/// A port of a container; only one that is published has a public port.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Published {
    #[serde(default)]
    public_port: Option<u16>,
    #[serde(default, rename = "Type")]
    protocol: Option<String>,
}

/// A port, and whether it is of TCP or UDP.
pub type PublishedPort = (u16, Protocol);

/// The ports that containers of compose projects publish here, each with the directory of its project.
///
/// The engine is only asked where something listens that may be a container's. No answer, or one that cannot be read, tells nothing.
pub(super) fn ask(host: &Host, engine: &Endpoint, ports: &[Port]) -> BTreeMap<PublishedPort, String> {
    if !ports.iter().any(table::may_forward) {
        return BTreeMap::new();
    }
    let answer = host.ask(engine, REQUEST, ANSWER_BYTES, TIMEOUT).unwrap_or_default();
    read(&String::from_utf8_lossy(&answer))
}

/// Writes down which compose project holds a port that this project wants. Of other ports it is nobody's business.
///
/// A project's directory may be told through a link; it is compared with links resolved, as that of this project is.
pub fn tell_projects(
    host: &Host,
    ports: &mut [Port],
    wanted: &[Requirement],
    compose_ports: &BTreeMap<PublishedPort, String>,
) {
    for port in ports {
        let key = (port.port, port.protocol);
        let is_wanted = wanted
            .iter()
            .any(|one| one.kind == RequirementKind::Port && one.port() == Some(key));
        if let Some(directory) = compose_ports.get(&key).filter(|_| is_wanted) {
            let resolved = host.canonicalize(Path::new(directory));
            port.compose_project = Some(match resolved {
                Ok(path) => path.to_string_lossy().into_owned(),
                Err(_) => directory.clone(),
            });
        }
    }
}

fn read(answer: &str) -> BTreeMap<PublishedPort, String> {
    let is_answer = answer.lines().next().is_some_and(|status| status.contains(" 200"));
    let Some((_, body)) = answer.split_once("\r\n\r\n").filter(|_| is_answer) else {
        return BTreeMap::new();
    };
    let containers: Vec<Container> = serde_json::from_str(body).unwrap_or_default();
    let mut found = BTreeMap::new();
    for container in containers {
        let Some(directory) = container.labels.and_then(|mut labels| labels.remove(DIRECTORY)) else {
            continue;
        };
        for port in container.ports.into_iter().flatten() {
            let protocol = match port.protocol.as_deref() {
                None | Some("tcp") => Protocol::Tcp,
                Some("udp") => Protocol::Udp,
                Some(_) => continue,
            };
            found.extend(port.public_port.map(|port| ((port, protocol), directory.clone())));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::Source;

    /// What `podman system service` 4.3.1 of Debian 12 answered on 2026-11-24, with a second container, without fields that do not
    /// count, and with another directory.
    const ANSWER: &str = "HTTP/1.0 200 OK\r\nApi-Version: 1.41\r\nContent-Type: application/json\r\nServer: Libpod/4.3.1 (linux)\r\n\r\n[{\"Id\":\"c2b635fbb4a3\",\"Names\":[\"/web\"],\"Ports\":[{\"IP\":\"127.0.0.1\",\"PrivatePort\":80,\"PublicPort\":18080,\"Type\":\"tcp\"},{\"PrivatePort\":81,\"Type\":\"tcp\"},{\"IP\":\"0.0.0.0\",\"PrivatePort\":53,\"PublicPort\":53,\"Type\":\"udp\"}],\"Labels\":{\"com.docker.compose.project.working_dir\":\"/home/dev/shop\",\"io.buildah.version\":\"1.28.2\"},\"State\":\"running\"},{\"Id\":\"d3\",\"Ports\":[{\"PrivatePort\":80,\"PublicPort\":9000,\"Type\":\"tcp\"}],\"Labels\":null}]\n";

    #[test]
    fn a_published_port_is_told_with_the_projects_directory() {
        let shop = || "/home/dev/shop".to_owned();
        let expected = [((53, Protocol::Udp), shop()), ((18080, Protocol::Tcp), shop())];
        assert_eq!(read(ANSWER), BTreeMap::from(expected));
    }

    #[test]
    fn an_answer_that_is_cut_or_no_answer_tells_nothing() {
        let cut = ANSWER.get(..ANSWER.len() - 20).unwrap();
        let refused = ANSWER.replace("200 OK", "500 Internal Server Error");
        for answer in [cut, &refused, "", "HTTP/1.0 200 OK\r\n\r\n{}"] {
            assert_eq!(read(answer), BTreeMap::new(), "{answer}");
        }
    }

    #[test]
    #[cfg(unix)]
    fn only_ports_that_the_project_wants_are_told_of() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(root.path().join("real/shop")).unwrap();
        std::os::unix::fs::symlink("real/shop", root.path().join("shop")).unwrap();
        let host = Host::fixture(root.path(), "/shop", &[]);
        let listening = |port, protocol| Port {
            port,
            protocol,
            addresses: vec!["0.0.0.0".to_owned()],
            process: None,
            pid: None,
            compose_project: None,
        };
        let wanted = |id: &str| {
            Requirement::new(
                RequirementKind::Port,
                id,
                Source {
                    file: "compose.yaml".to_owned(),
                    line: Some(5),
                },
            )
        };
        let (tcp, udp) = (Protocol::Tcp, Protocol::Udp);
        let mut ports = vec![
            listening(80, tcp),
            listening(80, udp),
            listening(81, tcp),
            listening(82, tcp),
            listening(83, udp),
        ];
        let told = BTreeMap::from([
            ((80, tcp), "/shop".to_owned()),
            ((81, tcp), "/gone".to_owned()),
            ((82, tcp), "/shop".to_owned()),
            ((83, udp), "/shop".to_owned()),
        ]);
        tell_projects(
            &host,
            &mut ports,
            &[wanted("80"), wanted("81"), wanted("83/udp")],
            &told,
        );
        let projects: Vec<Option<&str>> = ports.iter().map(|port| port.compose_project.as_deref()).collect();
        assert_eq!(
            projects,
            [Some("/real/shop"), None, Some("/gone"), None, Some("/real/shop")]
        );
    }
}
