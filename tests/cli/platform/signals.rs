//! What a server does on SIGTERM, SIGINT and SIGHUP.

use std::io::Write as _;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use super::server::Server;
use crate::support::{Authority, Machine, eventually};

#[test]
fn a_second_signal_ends_the_server_at_once() {
    let machine = Machine::new();
    let server = Server::start(&machine, &[]);
    let token = server.token.clone().unwrap();
    // An upload that does not go on: the server waits for it.
    let mut upload = server.connect().unwrap();
    let head = format!(
        "POST /scan HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\ncontent-length: 100\r\n\r\n{{\"a\":"
    );
    upload.write_all(head.as_bytes()).unwrap();
    // The request is under way once the server has answered one that came after it.
    assert_eq!(server.ask("GET", "/health", "", b"").status, 200);
    server.signal(Signal::TERM);
    eventually("the server listens no longer", || server.connect().is_err());
    let start = Instant::now();
    server.signal(Signal::INT);
    let (code, stderr) = server.ended();
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
    // The upload would have had twenty seconds.
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}

#[test]
fn a_signal_that_comes_as_soon_as_the_server_is_announced_is_not_lost() {
    let machine = Machine::new();
    let file = machine.path("serve.toml");
    std::fs::write(&file, "name = \"One\"\n").unwrap();
    let arguments = ["--config", file.to_str().unwrap()];
    let server = Server::start(&machine, &arguments);
    server.signal(Signal::HUP);
    let (code, stderr) = server.terminate();
    // A process that a signal ended has no code.
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
}

#[test]
fn sighup_reloads_the_settings_and_a_mistake_in_them_changes_nothing() {
    let machine = Machine::new();
    let file = machine.path("serve.toml");
    let arguments = ["--config", file.to_str().unwrap(), "--log", "requests"];
    let write = |text: &str| std::fs::write(&file, text).unwrap();
    write("name = \"One\"\nrate = 0\n");
    let server = Server::start(&machine, &arguments[..2]);
    let admin = server.token.clone().unwrap();
    let name = || server.ask("GET", "/.well-known/devenv", "", b"").json()["name"].clone();
    let reloads = || {
        let log = server.ask("GET", "/api/v1/audit", &admin, b"").json();
        let entries = log["items"].as_array().unwrap();
        entries
            .iter()
            .filter(|entry| entry["action"] == "settings_reloaded")
            .count()
    };
    assert_eq!(name(), "One");
    write("name = \"Two\"\nrate = 0\n[[issuers]]\nurl = \"https://issuer.test\"\nclient_id = \"cli\"\n");
    server.signal(Signal::HUP);
    eventually("the name is the new one", || name() == "Two");
    let discovery = server.ask("GET", "/.well-known/devenv", "", b"").json();
    assert_eq!(discovery["issuer"], "https://issuer.test");
    eventually("the reload is in the audit log", || reloads() == 1);
    write("nmae = \"Three\"\n");
    server.signal(Signal::HUP);
    write("name = \"Four\"\nrate = 0\n");
    // Both signals may come to one, which reads the file as it is then; a third one follows in any case.
    server.signal(Signal::HUP);
    eventually("the name is the newest", || {
        server.signal(Signal::HUP);
        name() == "Four"
    });
    // The token and its scans are those of before.
    assert_eq!(server.ask("GET", "/api/v1/me", &admin, b"").status, 200);
    write("nmae = \"Five\"\n");
    server.signal(Signal::HUP);
    let (code, stderr) = server.terminate();
    assert_eq!(code, Some(0), "{stderr}");
}

#[test]
fn sighup_reloads_the_certificate_and_one_that_soon_expires_is_told_of() {
    let machine = Machine::new();
    let directory = machine.path("tls");
    let Some(authority) = Authority::make(&directory, "DNS:localhost,IP:127.0.0.1") else {
        return;
    };
    let (certificate, key) = (authority.certificate(), authority.key());
    let server = Server::start(
        &machine,
        &[
            "--tls-certificate",
            certificate.to_str().unwrap(),
            "--tls-key",
            key.to_str().unwrap(),
        ],
    );
    // The certificate that the server shows.
    let shown = || {
        let client = format!(
            "s_client -connect {} -CAfile ca.pem -verify_return_error",
            server.address
        );
        let outcome = authority.openssl(&client).run();
        let (_, rest) = outcome.stdout.split_once("-----BEGIN CERTIFICATE-----").unwrap();
        rest.split("-----END").next().unwrap().to_owned()
    };
    let first = shown();
    let again =
        "x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -extfile names -out cert.pem";
    assert_eq!(authority.openssl(again).run().code, Some(0));
    server.signal(Signal::HUP);
    eventually("the server shows the new certificate", || shown() != first);
    let second = shown();
    // A file that is none changes nothing.
    std::fs::write(&certificate, "no certificate").unwrap();
    server.signal(Signal::HUP);
    let problem = "the settings were not reloaded, those before stay: cannot use the certificate or its key";
    assert_eq!(shown(), second);
    let (code, stderr) = server.terminate();
    assert_eq!(code, Some(0), "{stderr}");
    assert!(stderr.contains("the certificate expires in 1 days, at "), "{stderr}");
    assert!(!stderr.contains("the certificate expires in 29 days"), "{stderr}");
    assert!(stderr.contains(problem), "{stderr}");
}
