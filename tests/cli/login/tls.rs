//! HTTPS: whom the client believes. The provider is `openssl s_server` with a certificate of an authority made for the test.

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

/// `None`, with the reason printed: there is no `openssl` here.
fn serve(folder: &Path) -> Option<Server> {
    let authority = Authority::make(folder, "DNS:localhost,IP:127.0.0.1")?;
    std::fs::create_dir_all(folder.join(".well-known")).unwrap();
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
fn a_company_s_certificates_are_believed_when_they_are_named_and_not_before() {
    let machine = Machine::new();
    let folder = machine.path("served");
    let Some(server) = serve(&folder) else { return };
    let base = format!("https://localhost:{}", server.port);
    // With `-HTTP` a file is the whole answer, head and all.
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
    std::fs::write(folder.join(".well-known/devenv"), answer(&platform)).unwrap();
    std::fs::write(folder.join(".well-known/openid-configuration"), answer(&metadata)).unwrap();
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
        // A proxy is never asked about this machine.
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

    let outcome = login().arg("--ca-file").arg(folder.join("names")).run();
    assert_eq!(outcome.code, Some(2));
    assert!(
        ending(&outcome).starts_with("error: cannot read the certificates in "),
        "{outcome:#?}"
    );
}
