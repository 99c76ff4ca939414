//! HTTPS: a platform with a certificate of a company's authority, reached directly and through a proxy with a password.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::{id, member, pending, stored};
use crate::platform::server::Server;
use crate::support::{Authority, Machine, Run};

/// A proxy with a password that opens tunnels to a server that only it can resolve.
struct Tunnel {
    address: String,
    /// The first line of each request.
    asked: Arc<Mutex<Vec<String>>>,
}

impl Tunnel {
    fn start(name: &'static str, server: &str, user: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (log, server) = (Arc::clone(&asked), server.to_owned());
        let password = format!("proxy-authorization: basic {}", STANDARD.encode(user).to_lowercase());
        std::thread::spawn(move || {
            for mut client in listener.incoming().flatten() {
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    let mut byte = [0];
                    client.read_exact(&mut byte).unwrap();
                    head.push(byte[0]);
                }
                let head = String::from_utf8(head).unwrap();
                let line = head.lines().next().unwrap().to_owned();
                let is_known = head.to_lowercase().lines().any(|line| line == password);
                let is_named = line == format!("CONNECT {name} HTTP/1.1");
                log.lock().unwrap().push(line);
                if !is_known || !is_named {
                    let refusal = "HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n";
                    client.write_all(refusal.as_bytes()).unwrap();
                    continue;
                }
                let upstream = TcpStream::connect(&server).unwrap();
                client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
                for (mut from, mut to) in [
                    (client.try_clone().unwrap(), upstream.try_clone().unwrap()),
                    (upstream, client),
                ] {
                    std::thread::spawn(move || {
                        let _ = std::io::copy(&mut from, &mut to);
                        let _ = to.shutdown(std::net::Shutdown::Write);
                    });
                }
            }
        });
        Self { address, asked }
    }
}

fn secure(platform: &Machine, authority: &Authority, url: &str) -> Server {
    let (certificate, key) = (authority.certificate(), authority.key());
    let certificate = certificate.to_str().unwrap();
    let mut settings = vec!["--no-fsync", "--tls-certificate", certificate];
    settings.extend(["--tls-key", key.to_str().unwrap()]);
    if !url.is_empty() {
        settings.extend(["--public-url", url]);
    }
    Server::start(platform, &settings)
}

/// The platform's scans, read without TLS.
fn all_stored(platform: &Machine, secure: Server, token: &str) -> serde_json::Value {
    secure.terminate();
    stored(&Server::start(platform, &["--no-fsync"]), token)
}

#[test]
fn a_company_s_certificates_are_trusted_only_if_they_are_named() {
    let (platform, machine) = (Machine::new(), Machine::new());
    let Some(authority) = Authority::make(&machine.path("authority"), "IP:127.0.0.1") else {
        return;
    };
    let server = secure(&platform, &authority, "");
    let token = member(&platform);
    let url = format!("https://{}", server.address);
    let to = |run: Run| run.env("DEVENV_PLATFORM", &url).env("DEVENV_TOKEN", &token);

    let scan = machine.devenv(["scan", "--json", "--only", "path", "--upload", "--upload-timeout", "1"]);
    let outcome = to(scan).run();
    let first = id(&outcome);
    let said = &outcome.stderr;
    assert!(
        said.contains("cannot reach https://127.0.0.1:") && said.contains("certificate"),
        "{said}"
    );
    assert!(said.contains("DEVENV_CA_FILE"), "it says what to do: {said}");
    assert_eq!(pending(&machine), std::slice::from_ref(&first));
    let scan = to(machine.devenv(["scan", "--json", "--only", "path", "--upload"]));
    let outcome = scan.env("DEVENV_CA_FILE", authority.file()).run();
    let second = id(&outcome);
    let along = format!("Uploaded pending scan {first} too.\n");
    assert_eq!(outcome.stderr, format!("{along}{url}/scans/{second}\n"));
    let scan = to(machine.devenv(["scan", "--json", "--only", "path", "--upload"]));
    let outcome = scan.env("SSL_CERT_FILE", authority.file()).run();
    let third = id(&outcome);
    assert_eq!(outcome.stderr, format!("{url}/scans/{third}\n"));
    assert_eq!(pending(&machine), Vec::<String>::new());
    assert_eq!(all_stored(&platform, server, &token), json!([third, first, second]));
}

#[test]
fn a_proxy_gets_its_password_and_sees_nothing_else() {
    let (platform, machine) = (Machine::new(), Machine::new());
    let Some(authority) = Authority::make(&machine.path("authority"), "DNS:platform.test") else {
        return;
    };
    let url = "https://platform.test";
    let server = secure(&platform, &authority, url);
    let token = member(&platform);
    let proxy = Tunnel::start("platform.test:443", &server.address, "ada:to the proxy");
    let run = |password: &str| {
        machine
            .devenv(["scan", "--json", "--only", "path", "--upload", "--upload-timeout", "1"])
            .env("DEVENV_PLATFORM", url)
            .env("DEVENV_TOKEN", &token)
            .env("DEVENV_CA_FILE", authority.file())
            .env("HTTPS_PROXY", format!("http://ada:{password}@{}", proxy.address))
    };
    let scan = |password: &str| run(password).run();
    let outcome = scan("to%20nobody");
    let first = id(&outcome);
    assert!(
        outcome.stderr.contains("cannot reach https://platform.test/"),
        "{outcome:#?}"
    );
    assert!(!outcome.stderr.contains("nobody"), "no password is shown: {outcome:#?}");
    assert_eq!(pending(&machine), std::slice::from_ref(&first));
    let outcome = scan("to%20the%20proxy");
    let second = id(&outcome);
    let along = format!("Uploaded pending scan {first} too.\n");
    assert_eq!(outcome.stderr, format!("{along}{url}/scans/{second}\n"));
    let asked = proxy.asked.lock().unwrap().clone();
    assert!(
        asked.iter().all(|line| line == "CONNECT platform.test:443 HTTP/1.1"),
        "{asked:?}"
    );

    // An entry with a port excludes only that port.
    let other_port = run("to%20the%20proxy").env("NO_PROXY", "platform.test:8443").run();
    let third = id(&other_port);
    assert_eq!(other_port.stderr, format!("{url}/scans/{third}\n"));
    let tunnels = proxy.asked.lock().unwrap().len();
    let same_port = run("to%20the%20proxy").env("NO_PROXY", "platform.test:443").run();
    assert!(
        same_port.stderr.contains("cannot reach https://platform.test/"),
        "{same_port:#?}"
    );
    assert_eq!(proxy.asked.lock().unwrap().len(), tunnels);
    assert_eq!(all_stored(&platform, server, &token), json!([third, first, second]));
}
