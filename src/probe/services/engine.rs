//! Docker and Podman: the client, the engine, and whether the one reaches the other are three facts.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use super::endpoint::{self, Address, Place};
use crate::host::{Endpoint, Host};
use crate::scan::{Service, ServiceState};

/// What an engine has for its answer, the connection included.
const TIMEOUT: Duration = Duration::from_millis(300);

/// `_ping` answers a few hundred bytes.
const ANSWER_BYTES: usize = 4096;

/// Docker's engine, where its client would look for it.
///
/// `DOCKER_HOST`, else the context, else the default socket; if that is not there, the socket of a rootless engine or of Docker
/// Desktop. `stopped`: the client is here and no engine is.
pub(super) fn docker(host: &Host, client_installed: bool) -> Engine {
    let candidates = if let Some(address) = host.env_text("DOCKER_HOST") {
        vec![endpoint::parse(address)]
    } else {
        match endpoint::docker_context(host) {
            Ok(Some(address)) => vec![address],
            Ok(None) => docker_defaults(host),
            Err(context) => {
                let verdict = Verdict::of(ServiceState::Unknown, format!("the context `{context}` is not there"));
                return engine(service("docker", client_installed, None, verdict), None);
            }
        }
    };
    first_answer(host, "docker", client_installed, &candidates, "its engine does not run")
}

/// Podman's service, where its client would look for it.
///
/// On Linux Podman works without a service, unless `CONTAINER_HOST` tells it to use one: `stopped` then says that none runs, and
/// is no fault, which `detail` says too.
pub(super) fn podman(host: &Host, client_installed: bool) -> Engine {
    let told = host.env_text("CONTAINER_HOST");
    let candidates = match told {
        Some(address) => vec![endpoint::parse(address)],
        None => podman_defaults(host),
    };
    let idle = match told {
        Some(_) => "its service does not run",
        None if cfg!(target_os = "linux") => "no service runs, and Podman needs none here",
        None => "its machine does not run",
    };
    first_answer(host, "podman", client_installed, &candidates, idle)
}

fn docker_defaults(host: &Host) -> Vec<Address> {
    if cfg!(windows) {
        return vec![endpoint::parse("npipe:////./pipe/docker_engine")];
    }
    let mut paths = vec![PathBuf::from("/var/run/docker.sock")];
    paths.extend(
        host.env_path("XDG_RUNTIME_DIR")
            .map(|directory| directory.join("docker.sock")),
    );
    if let Some(home) = host.home() {
        paths.extend([
            home.join(".docker/run/docker.sock"),
            home.join(".docker/desktop/docker.sock"),
        ]);
    }
    paths.iter().map(|path| endpoint::socket(path)).collect()
}

fn podman_defaults(host: &Host) -> Vec<Address> {
    if cfg!(windows) {
        return vec![endpoint::parse("npipe:////./pipe/podman-machine-default")];
    }
    let mut paths = Vec::new();
    paths.extend(
        host.env_path("XDG_RUNTIME_DIR")
            .map(|directory| directory.join("podman/podman.sock")),
    );
    if cfg!(target_os = "macos") {
        paths.extend(
            host.env_path("TMPDIR")
                .map(|directory| directory.join("podman/podman-machine-default-api.sock")),
        );
    }
    paths.push(PathBuf::from("/run/podman/podman.sock"));
    paths.iter().map(|path| endpoint::socket(path)).collect()
}

/// An engine as the scan has it, and where it answered.
pub(super) struct Engine {
    pub(super) service: Service,
    /// `None`: it did not answer, or with something that an engine does not say.
    pub(super) answers_at: Option<Endpoint>,
}

fn engine(service: Service, address: Option<&Address>) -> Engine {
    let answers_at = match address.map(|address| &address.place) {
        Some(Place::Here(endpoint)) if service.state == ServiceState::Running => Some(endpoint.clone()),
        _ => None,
    };
    Engine { service, answers_at }
}

/// What is known of an engine.
struct Verdict {
    state: ServiceState,
    detail: Option<String>,
    version: Option<String>,
}

impl Verdict {
    fn of(state: ServiceState, detail: impl Into<String>) -> Self {
        Self {
            state,
            detail: Some(detail.into()),
            version: None,
        }
    }
}

fn service(id: &str, client_installed: bool, endpoint: Option<String>, verdict: Verdict) -> Service {
    Service {
        id: id.to_owned(),
        state: verdict.state,
        client_installed: Some(client_installed),
        endpoint,
        ports: Vec::new(),
        version: verdict.version,
        detail: verdict.detail,
    }
}

/// The first of the places that is there; `idle` says what it means that none is.
fn first_answer(host: &Host, id: &str, client_installed: bool, candidates: &[Address], idle: &str) -> Engine {
    for address in candidates {
        if let Some(verdict) = judge(host, id, address) {
            let service = service(id, client_installed, Some(address.shown.clone()), verdict);
            return engine(service, Some(address));
        }
    }
    let idle = if client_installed {
        let shown = candidates.first().map(|address| address.shown.clone());
        service(id, true, shown, Verdict::of(ServiceState::Stopped, idle))
    } else {
        let verdict = Verdict {
            state: ServiceState::Absent,
            detail: None,
            version: None,
        };
        service(id, false, None, verdict)
    };
    engine(idle, None)
}

/// `None`: there is no such socket.
fn judge(host: &Host, id: &str, address: &Address) -> Option<Verdict> {
    let endpoint = match &address.place {
        Place::Here(endpoint) => endpoint,
        Place::Elsewhere => {
            return Some(Verdict::of(
                ServiceState::Remote,
                "it is not called, because that leaves this machine",
            ));
        }
        Place::Unclear => {
            return Some(Verdict::of(
                ServiceState::Unknown,
                "its address has no form that is known",
            ));
        }
    };
    if let Endpoint::Unix(path) = endpoint
        && let Err(error) = host.metadata(path)
    {
        return match error.kind() {
            io::ErrorKind::PermissionDenied => Some(Verdict::of(
                ServiceState::Denied,
                "this user may not look into the socket's directory",
            )),
            _ => None,
        };
    }
    let request = b"GET /_ping HTTP/1.0\r\nHost: localhost\r\nUser-Agent: devenv\r\n\r\n";
    match host.ask(endpoint, request, ANSWER_BYTES, TIMEOUT) {
        Ok(answer) => Some(read_answer(id, &String::from_utf8_lossy(&answer))),
        Err(error) => match error.kind() {
            io::ErrorKind::NotFound => None,
            io::ErrorKind::PermissionDenied => {
                Some(Verdict::of(ServiceState::Denied, "this user may not use the socket"))
            }
            io::ErrorKind::ConnectionRefused => {
                Some(Verdict::of(ServiceState::Stopped, "nothing listens at its address"))
            }
            io::ErrorKind::TimedOut => Some(Verdict::of(
                ServiceState::Unreachable,
                format!("no answer within {} ms", TIMEOUT.as_millis()),
            )),
            io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput => Some(Verdict::of(
                ServiceState::Unknown,
                "it cannot be asked from this system",
            )),
            _ => Some(Verdict::of(ServiceState::Unreachable, error.to_string())),
        },
    }
}

/// Reads the answer to `GET /_ping`. Source: Docker Engine API, `SystemPing`; Podman adds `Libpod-API-Version`.
fn read_answer(id: &str, answer: &str) -> Verdict {
    let mut lines = answer.lines();
    let status = lines.next().unwrap_or_default().trim();
    let code = status
        .strip_prefix("HTTP/1.")
        .and_then(|rest| rest.split(' ').nth(1))
        .and_then(|code| code.parse::<u16>().ok());
    match code {
        Some(200) => {}
        // What Go's server says in plain text to a client that does not speak TLS.
        Some(400) if answer.contains("HTTPS server") => {
            return Verdict::of(
                ServiceState::Running,
                "it speaks TLS, so it was not asked for its version",
            );
        }
        Some(code) => return Verdict::of(ServiceState::Unreachable, format!("it answers with status {code}")),
        None => return Verdict::of(ServiceState::Unreachable, "what answers is no container engine"),
    }
    let header = |name: &str| {
        answer
            .lines()
            .skip(1)
            .take_while(|line| !line.trim().is_empty())
            .filter_map(|line| line.split_once(':'))
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
    };
    // `Docker/24.0.5 (linux)`, `Libpod/4.9.4 (linux)`
    let server = header("Server").unwrap_or_default();
    let (maker, version) = server.split_once('/').unwrap_or((server, ""));
    let version = version.split(' ').next().unwrap_or_default();
    let plausible = version.starts_with(|character: char| character.is_ascii_digit()) && version.len() <= 40;
    let is_podman = maker == "Libpod" || header("Libpod-API-Version").is_some();
    Verdict {
        state: ServiceState::Running,
        detail: (is_podman && id != "podman").then(|| "Podman answers".to_owned()),
        version: plausible.then(|| version.to_owned()),
    }
}
