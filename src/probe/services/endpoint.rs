//! Where a container engine's client would look for its engine.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::host::{Endpoint, Host};

/// An engine's address, and how it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    /// As the user would write it, without credentials.
    pub(super) shown: String,
    pub(super) place: Place,
}

/// Where that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// On this machine.
    Here(Endpoint),
    /// On another machine, or behind a program that we would have to start: it is not called.
    Elsewhere,
    /// An address in no form that is known.
    Unclear,
}

/// Reads an address of the forms `unix:///run/x.sock`, `npipe:////./pipe/x`, `tcp://127.0.0.1:2375`, `ssh://user@host`.
pub(super) fn parse(text: &str) -> Address {
    let (scheme, rest) = text.split_once("://").unwrap_or(("tcp", text));
    match scheme {
        "unix" => Address {
            shown: format!("unix://{rest}"),
            place: if rest.starts_with('/') {
                Place::Here(Endpoint::Unix(PathBuf::from(rest)))
            } else {
                Place::Unclear
            },
        },
        "npipe" => Address {
            shown: format!("npipe://{rest}"),
            place: Place::Here(Endpoint::Pipe(PathBuf::from(rest.replace('/', "\\")))),
        },
        "tcp" | "http" | "https" | "ssh" => {
            // `user:password@` stands before the host; a path says nothing that matters here.
            let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
            let named = authority.rsplit_once('@').map_or(authority, |(_, named)| named);
            Address {
                shown: format!("{scheme}://{named}"),
                place: match loopback(named) {
                    Some(address) if scheme != "ssh" => Place::Here(Endpoint::Loopback(address)),
                    _ if named.is_empty() => Place::Unclear,
                    _ => Place::Elsewhere,
                },
            }
        }
        _ => Address {
            // What it is is not known, so what in it is secret is not, either.
            shown: format!("{scheme}://***"),
            place: Place::Unclear,
        },
    }
}

/// An address of this machine alone. Port 2375 is the engine's, if none is told.
fn loopback(named: &str) -> Option<SocketAddr> {
    if let Ok(address) = named.parse::<SocketAddr>() {
        return address.ip().is_loopback().then_some(address);
    }
    let (name, port) = match named.rsplit_once(':') {
        Some((name, port)) if !name.ends_with(':') => (name, port.parse().ok()?),
        _ => (named, 2375),
    };
    let address = if name.eq_ignore_ascii_case("localhost") {
        IpAddr::V4(Ipv4Addr::LOCALHOST)
    } else {
        name.trim_start_matches('[').trim_end_matches(']').parse().ok()?
    };
    address.is_loopback().then(|| SocketAddr::new(address, port))
}

/// A socket in the file system.
pub(super) fn socket(path: &Path) -> Address {
    Address {
        shown: format!("unix://{}", path.display()),
        place: Place::Here(Endpoint::Unix(path.to_owned())),
    }
}

#[derive(Deserialize)]
struct ClientConfig {
    #[serde(rename = "currentContext", default)]
    current_context: String,
}

#[derive(Deserialize)]
struct ContextMeta {
    #[serde(rename = "Name")]
    name: String,
    #[serde(rename = "Endpoints", default)]
    endpoints: ContextEndpoints,
}

#[derive(Deserialize, Default)]
struct ContextEndpoints {
    docker: Option<ContextEndpoint>,
}

#[derive(Deserialize)]
struct ContextEndpoint {
    #[serde(rename = "Host", default)]
    host: String,
}

/// The context that Docker's client would use, and its address. `None`: its default one.
///
/// `Err`: the name of a context that is not there, or whose file cannot be read.
pub(super) fn docker_context(host: &Host) -> Result<Option<Address>, String> {
    let Some(directory) = host
        .env_path("DOCKER_CONFIG")
        .or_else(|| host.home().map(|home| home.join(".docker")))
    else {
        return Ok(None);
    };
    let configured = || {
        let bytes = host.read(&directory.join("config.json"), 1 << 20).ok()?;
        let config: ClientConfig = serde_json::from_slice(&bytes).ok()?;
        Some(config.current_context)
    };
    let Some(name) = host
        .env_text("DOCKER_CONTEXT")
        .map(str::to_owned)
        .or_else(configured)
        .filter(|name| !name.is_empty() && name != "default")
    else {
        return Ok(None);
    };
    // A directory is named by the hash of the context's name: the name itself is in the file.
    let contexts = directory.join("contexts").join("meta");
    for entry in host.list(&contexts).unwrap_or_default() {
        let Ok(bytes) = host.read(&contexts.join(entry).join("meta.json"), 1 << 20) else {
            continue;
        };
        let Ok(meta) = serde_json::from_slice::<ContextMeta>(&bytes) else {
            continue;
        };
        if meta.name == name {
            let address = meta.endpoints.docker.map(|endpoint| endpoint.host).unwrap_or_default();
            // A context without an address means the default one.
            return Ok((!address.is_empty()).then(|| parse(&address)));
        }
    }
    Err(name)
}
