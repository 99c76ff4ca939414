//! `devenv serve health`: asks the server on this machine whether it is ready, for images that have no other program to ask with.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use anyhow::{Context as _, anyhow};
use serde::Serialize;

use super::answer;
use super::settings::AddressArguments;
use crate::cli::Failed;
use crate::cli::output::Output;
use crate::error::ExitCode;
use crate::web::{NetworkFailure, any_client};

/// Health checks of container engines give up after a few seconds.
const DEADLINE: Duration = Duration::from_secs(3);

#[derive(Serialize)]
struct Ready<'a> {
    url: &'a str,
    ready: bool,
}

pub(super) fn run(arguments: &AddressArguments, output: &Output) -> Result<ExitCode, Failed> {
    let (listen, has_tls) = arguments.address()?;
    let scheme = if has_tls { "https" } else { "http" };
    let url = format!("{scheme}://{}", reachable(listen));
    let failed = |error: anyhow::Error| {
        let error = error.context(format!("the server at {url} is not ready"));
        Failed::new(ExitCode::Platform, "not_ready", error)
    };
    let status = ask(&format!("{url}/health/ready")).map_err(failed)?;
    if status != 200 {
        return Err(failed(anyhow!("it answered with status {status}")).hint("the server's log says why"));
    }
    answer(output, &Ready { url: &url, ready: true }, &format!("{url} is ready\n"))
}

/// The address to connect to: a server that listens at every address is asked at the loopback one.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

/// The HTTP status. The certificate is for the server's public name, and nothing secret is sent: it is not checked.
fn ask(url: &str) -> anyhow::Result<u16> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let client = any_client(DEADLINE)
        .timeout(DEADLINE)
        .no_proxy()
        .tls_danger_accept_invalid_certs(true)
        .build()
        .context("no HTTP client")?;
    runtime.block_on(async {
        let response = client.get(url).send().await.map_err(NetworkFailure::from)?;
        Ok(response.status().as_u16())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_at_every_address_is_asked_at_the_loopback_one() {
        let asked = |text: &str| reachable(text.parse().unwrap()).to_string();
        assert_eq!(asked("0.0.0.0:8787"), "127.0.0.1:8787");
        assert_eq!(asked("[::]:80"), "[::1]:80");
        assert_eq!(asked("10.0.0.7:8787"), "10.0.0.7:8787");
    }
}
