//! Engines and databases, on real sockets.

use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener;
use std::path::Path;

use super::*;
use crate::probe::fixture::{machine, write};
use crate::scan::{Protocol, ServiceState};

/// What `dockerd` 20.10.24 of Debian 12 answered to `GET /_ping HTTP/1.0` on 2026-11-22.
const DOCKER: &str = "HTTP/1.0 200 OK\r\nApi-Version: 1.41\r\nCache-Control: no-cache, no-store, must-revalidate\r\n\
    Docker-Experimental: false\r\nOstype: linux\r\nPragma: no-cache\r\nServer: Docker/20.10.24+dfsg1 (linux)\r\n\
    Date: Sun, 22 Nov 2026 08:34:16 GMT\r\nContent-Length: 2\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nOK";

/// The first lines that `podman system service` 4.3.1 of Debian 12 answered on that day.
const PODMAN: &str = "HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nBuilder-Version: \r\nBuildkit-Version: \r\n\
    Cache-Control: no-cache\r\nDocker-Experimental: true\r\nLibpod-Api-Version: 4.3.1\r\n\
    Libpod-Buildah-Version: 1.28.2\r\nPragma: no-cache\r\nServer: Libpod/4.3.1 (linux)\r\n\r\nOK";

/// The real machine with an environment of its own: `DOCKER_HOST` names a socket in a test's directory.
fn host(environment: &[(&str, &str)]) -> Host {
    Host::fixture(Path::new(""), "/", environment)
}

/// Answers one client.
fn serve(path: &Path, answer: &'static str) -> std::thread::JoinHandle<String> {
    let listener = UnixListener::bind(path).unwrap();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = [0; 512];
        let count = stream.read(&mut request).unwrap();
        stream.write_all(answer.as_bytes()).unwrap();
        String::from_utf8_lossy(&request[..count]).into_owned()
    })
}

fn docker(address: &str) -> Service {
    engine::docker(&host(&[("DOCKER_HOST", address)]), true).service
}

fn expected(state: ServiceState, endpoint: &str, detail: Option<&str>) -> Service {
    Service {
        id: "docker".to_owned(),
        state,
        client_installed: Some(true),
        endpoint: Some(endpoint.to_owned()),
        ports: vec![],
        version: None,
        detail: detail.map(str::to_owned),
    }
}

#[test]
fn an_engine_that_answers_runs_and_tells_its_version() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("docker.sock");
    let server = serve(&path, DOCKER);
    let address = format!("unix://{}", path.display());
    assert_eq!(
        docker(&address),
        Service {
            version: Some("20.10.24+dfsg1".to_owned()),
            ..expected(ServiceState::Running, &address, None)
        }
    );
    assert!(server.join().unwrap().starts_with("GET /_ping HTTP/1.0\r\n"));
}

#[test]
fn podman_behind_dockers_socket_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("docker.sock");
    let server = serve(&path, PODMAN);
    let address = format!("unix://{}", path.display());
    assert_eq!(
        docker(&address),
        Service {
            version: Some("4.3.1".to_owned()),
            ..expected(ServiceState::Running, &address, Some("Podman answers"))
        }
    );
    server.join().unwrap();
}

#[test]
fn something_else_at_the_socket_is_no_engine() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("docker.sock");
    let server = serve(&path, "-ERR unknown command\r\n");
    let address = format!("unix://{}", path.display());
    assert_eq!(
        docker(&address),
        expected(
            ServiceState::Unreachable,
            &address,
            Some("what answers is no container engine")
        )
    );
    server.join().unwrap();
}

#[test]
fn a_socket_whose_engine_ended_is_stopped_and_a_silent_one_unreachable() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("docker.sock");
    let listener = UnixListener::bind(&path).unwrap();
    let address = format!("unix://{}", path.display());
    assert_eq!(
        docker(&address),
        expected(ServiceState::Unreachable, &address, Some("no answer within 300 ms"))
    );
    drop(listener);
    assert_eq!(
        docker(&address),
        expected(ServiceState::Stopped, &address, Some("nothing listens at its address"))
    );
}

#[test]
fn a_socket_of_others_is_denied() {
    if rustix::process::getuid().is_root() {
        crate::skip::skip(format_args!("nothing is denied to root"));
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("docker.sock");
    let _listener = UnixListener::bind(&path).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
    let address = format!("unix://{}", path.display());
    assert_eq!(
        docker(&address),
        expected(ServiceState::Denied, &address, Some("this user may not use the socket"))
    );
}

#[test]
fn another_machine_is_named_without_credentials_and_never_called() {
    let detail = Some("it is not called, because that leaves this machine");
    for (address, shown) in [
        ("ssh://anna:hunter2@build.example:22/x", "ssh://build.example:22"),
        ("tcp://192.0.2.7:2376", "tcp://192.0.2.7:2376"),
        ("ssh://localhost", "ssh://localhost"),
    ] {
        assert_eq!(docker(address), expected(ServiceState::Remote, shown, detail));
    }
    assert_eq!(
        docker("weird://secret"),
        expected(
            ServiceState::Unknown,
            "weird://***",
            Some("its address has no form that is known")
        )
    );
}

#[test]
fn an_engine_at_a_port_of_this_machine_is_asked() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("tcp://{}", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let count = stream.read(&mut [0; 512]).unwrap();
        stream
            .write_all(b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n")
            .unwrap();
        count
    });
    assert_eq!(
        docker(&address),
        expected(
            ServiceState::Running,
            &address,
            Some("it speaks TLS, so it was not asked for its version")
        )
    );
    server.join().unwrap();
}

#[test]
fn the_context_says_where_the_engine_is() {
    let root = tempfile::tempdir().unwrap();
    write(
        root.path(),
        "/home/anna/.docker/config.json",
        r#"{"auths":{},"currentContext":"far"}"#,
    );
    // The directory is the SHA-256 of the context's name in real life; it is found by the name inside.
    write(
        root.path(),
        "/home/anna/.docker/contexts/meta/21b3/meta.json",
        r#"{"Name":"far","Metadata":{},"Endpoints":{"docker":{"Host":"ssh://anna@far.example","SkipTLSVerify":false}}}"#,
    );
    let state = |environment: &[(&str, &str)]| {
        let mut environment = environment.to_vec();
        environment.push(("HOME", "/home/anna"));
        let service = engine::docker(&Host::fixture(root.path(), "/", &environment), true).service;
        (service.state, service.endpoint, service.detail)
    };
    let remote = Some("it is not called, because that leaves this machine".to_owned());
    assert_eq!(
        state(&[]),
        (ServiceState::Remote, Some("ssh://far.example".to_owned()), remote)
    );
    assert_eq!(
        state(&[("DOCKER_CONTEXT", "gone")]),
        (
            ServiceState::Unknown,
            None,
            Some("the context `gone` is not there".to_owned())
        )
    );
    // The variable with the address wins over both, as `docker context show` prints `default` then.
    let local = "unix:///run/x.sock".to_owned();
    assert_eq!(
        state(&[("DOCKER_CONTEXT", "gone"), ("DOCKER_HOST", &local)]),
        (
            ServiceState::Stopped,
            Some(local.clone()),
            Some("its engine does not run".to_owned())
        )
    );
}

#[test]
fn podman_needs_its_service_only_where_it_was_told_to_use_one() {
    let root = tempfile::tempdir().unwrap();
    let detail = |environment: &[(&str, &str)]| {
        let service = engine::podman(&Host::fixture(root.path(), "/", environment), true).service;
        (service.state, service.detail)
    };
    let told = [("CONTAINER_HOST", "unix:///run/x.sock")];
    assert_eq!(
        detail(&told),
        (ServiceState::Stopped, Some("its service does not run".to_owned()))
    );
    if cfg!(target_os = "linux") {
        assert_eq!(
            detail(&[]),
            (
                ServiceState::Stopped,
                Some("no service runs, and Podman needs none here".to_owned())
            )
        );
    }
}

#[test]
fn without_client_and_socket_an_engine_is_absent() {
    let root = machine("wsl1", &[]);
    let host = Host::fixture(root.path(), "/", &[]);
    let Probed::Whole(Services { services, .. }) = read(&host, &|_| false, &[]) else {
        panic!("nothing is unreadable");
    };
    let shape: Vec<_> = services
        .iter()
        .map(|service| (service.id.as_str(), service.state, service.client_installed))
        .collect();
    assert_eq!(
        shape,
        [
            ("docker", ServiceState::Absent, Some(false)),
            ("podman", ServiceState::Absent, Some(false))
        ]
    );
}

/// Answers as many clients as there are answers, and gives what they asked for.
fn serve_all(path: &Path, answers: Vec<&'static str>) -> std::thread::JoinHandle<Vec<String>> {
    let listener = UnixListener::bind(path).unwrap();
    std::thread::spawn(move || {
        let mut asked = Vec::new();
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 512];
            let count = stream.read(&mut request).unwrap();
            stream.write_all(answer.as_bytes()).unwrap();
            let request = String::from_utf8_lossy(&request[..count]).into_owned();
            asked.push(request.lines().next().unwrap_or_default().to_owned());
        }
        asked
    })
}

fn listening(process: Option<&str>) -> Port {
    Port {
        port: 18080,
        protocol: Protocol::Tcp,
        addresses: vec!["127.0.0.1".to_owned()],
        process: process.map(str::to_owned),
        pid: None,
        compose_project: None,
    }
}

#[test]
fn an_engine_tells_which_project_publishes_a_port_that_may_be_a_containers() {
    const CONTAINERS: &str = "HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n[{\"Ports\":[{\"PrivatePort\":80,\"PublicPort\":18080,\"Type\":\"tcp\"}],\"Labels\":{\"com.docker.compose.project.working_dir\":\"/home/dev/shop\"}}]";
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("docker.sock");
    let server = serve_all(&path, vec![DOCKER, CONTAINERS]);
    let host = host(&[("DOCKER_HOST", &format!("unix://{}", path.display()))]);
    let Probed::Whole(read) = read(&host, &|_| true, &[listening(Some("docker-proxy"))]) else {
        panic!("services are read whole");
    };
    assert_eq!(
        read.compose_ports,
        BTreeMap::from([((18080, Protocol::Tcp), "/home/dev/shop".to_owned())])
    );
    assert_eq!(
        server.join().unwrap(),
        [
            "GET /_ping HTTP/1.0",
            "GET /containers/json?filters=%7B%22label%22%3A%5B%22com.docker.compose.project.working_dir%22%5D%7D HTTP/1.0"
        ]
    );
}

#[test]
fn an_engine_is_asked_nothing_more_where_no_container_can_be_behind_a_port() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("docker.sock");
    let server = serve_all(&path, vec![DOCKER]);
    let host = host(&[("DOCKER_HOST", &format!("unix://{}", path.display()))]);
    let Probed::Whole(read) = read(&host, &|_| true, &[listening(Some("nginx"))]) else {
        panic!("services are read whole");
    };
    assert_eq!(read.compose_ports, BTreeMap::new());
    assert_eq!(server.join().unwrap(), ["GET /_ping HTTP/1.0"]);
}
