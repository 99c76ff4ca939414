//! HTTPS: which certificates are trusted. The provider is `openssl s_server` with a certificate from an authority of the test.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::Child;

use serde_json::json;

use super::ending;
use crate::support::{Authority, Machine};

/// A server that ends with its test.
struct Server {
    child: Child,
    port: u16,
    authority: PathBuf,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `None`, with the reason printed: `openssl` is not installed.
fn serve(directory: &Path) -> Option<Server> {
    let authority = Authority::make(directory, "DNS:localhost,IP:127.0.0.1")?;
    std::fs::create_dir_all(directory.join(".well-known")).unwrap();
    let mut child = authority
        .openssl("s_server -accept 127.0.0.1:0 -cert cert.pem -key key.pem -HTTP")
        .start();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let port = lines.find_map(|line| line.unwrap().strip_prefix("ACCEPT 127.0.0.1:")?.parse().ok());
    Some(Server {
        child,
        port: port.expect("openssl says where it listens"),
        authority: authority.file(),
    })
}

#[test]
fn a_company_s_certificates_are_trusted_only_if_they_are_named() {
    let machine = Machine::new();
    let directory = machine.path("served");
    let Some(server) = serve(&directory) else { return };
    let base = format!("https://localhost:{}", server.port);
    // With `-HTTP`, a file is the complete answer with headers.
    let answer = |document: &serde_json::Value| {
        let body = document.to_string();
        format!(
            "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        )
    };
    let platform = json!({ "issuer": base, "client_id": "devenv", "callback_ports": [0] });
    let metadata = json!({
        "issuer": base, "authorization_endpoint": format!("{base}/authorize"), "token_endpoint": format!("{base}/token"),
        "jwks_uri": format!("{base}/keys"),
    });
    std::fs::write(directory.join(".well-known/devenv"), answer(&platform)).unwrap();
    std::fs::write(directory.join(".well-known/openid-configuration"), answer(&metadata)).unwrap();
    let login = || machine.devenv(["login", &base, "--insecure-storage", "--timeout", "1"]);

    let outcome = login().run();
    assert_eq!(outcome.code, Some(4), "{outcome:#?}");
    let error = ending(&outcome);
    assert!(
        error.starts_with(&format!("error: cannot reach {base}/.well-known/devenv\n")),
        "{error}"
    );
    assert!(error.contains("--ca-file"), "{error}");

    let authority = server.authority.to_str().unwrap();
    for run in [
        login().arg("--ca-file").arg(authority),
        login().env("DEVENV_CA_FILE", authority),
        login().env("SSL_CERT_FILE", authority),
        // No proxy is used for this machine.
        login()
            .env("SSL_CERT_FILE", authority)
            .env("HTTPS_PROXY", "http://127.0.0.1:9"),
    ] {
        let outcome = run.run();
        assert!(
            outcome.stderr.contains(&format!("\n\n  {base}/authorize?")),
            "{outcome:#?}"
        );
        assert_eq!(outcome.code, Some(3));
    }

    let outcome = login().arg("--ca-file").arg(directory.join("names")).run();
    assert_eq!(outcome.code, Some(2));
    assert!(
        ending(&outcome).starts_with("error: cannot read the certificates in "),
        "{outcome:#?}"
    );
}
