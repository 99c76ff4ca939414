//! Raw scans in a bucket, with `moto` in the place of Amazon. `scripts/test` sets it up.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::Child;

use super::pages::set_up;
use super::server::Server;
use crate::support::{Machine, Run, eventually};

struct Moto {
    child: Child,
    address: String,
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Moto {
    /// `None`, with the reason printed: it is not here.
    fn start(machine: &Machine) -> Option<Self> {
        let program = set_up("python/venv/bin/moto_server")?;
        // A port that is free now; who takes it meanwhile makes the test fail, not pass.
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let run = Run::of(program, ["-H", "127.0.0.1", "-p"]).arg(address.port().to_string());
        let moto = Self {
            child: run
                .env("HOME", machine.path("home"))
                .env("PATH", "/usr/bin:/bin")
                .start(),
            address: address.to_string(),
        };
        eventually("moto listens", || TcpStream::connect(&moto.address).is_ok());
        Some(moto)
    }

    fn ask(&self, method: &str, path: &str) -> String {
        self.send(method, path, "")
    }

    fn send(&self, method: &str, path: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        // moto takes any signature, and wants to see one.
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncontent-length: {}\r\nauthorization: AWS4-HMAC-SHA256 \
             Credential=x/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=x\r\n\r\n{body}",
            self.address,
            body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

#[test]
fn raw_scans_go_to_a_bucket_and_the_index_is_built_from_it() {
    let machine = Machine::new();
    let Some(moto) = Moto::start(&machine) else { return };
    let made = moto.ask("PUT", "/scans-of-the-team");
    assert!(made.contains(" 200 "), "{made}");
    let endpoint = format!("http://{}", moto.address);
    let environment = [
        ("STORAGE_BACKEND", "s3"),
        ("S3_BUCKET_NAME", "scans-of-the-team"),
        ("AWS_REGION", "us-east-1"),
        ("AWS_ACCESS_KEY_ID", "x"),
        ("AWS_SECRET_ACCESS_KEY", "y"),
        ("AWS_ENDPOINT_URL", endpoint.as_str()),
    ];
    let server = Server::start_with(&machine, &[], &environment);
    let token = server.token.clone().unwrap();
    let body =
        r#"{"developer_id":"x","environment":{"os":"Linux","os_version":"6","python_version":"3.11.9"},"tools":[]}"#;
    let id = server.ask("POST", "/scan", &token, body.as_bytes()).json()["scan_id"].clone();
    let id = id.as_str().unwrap();
    eventually("the scan is in the bucket", || {
        moto.ask("GET", "/scans-of-the-team?list-type=2")
            .contains(&format!("-{id}.json.zst</Key>"))
    });
    assert_eq!(server.ask("GET", &format!("/scan/{id}"), &token, b"").body, body);
    let history = server.ask("GET", "/scan/history", &token, b"").body;
    let (code, stderr) = server.terminate();
    assert_eq!(
        (code, machine.path("devenv/state/platform/scans").exists()),
        (Some(0), false),
        "{stderr}"
    );
    let mut reindex = machine.devenv(["serve", "reindex"]);
    for (name, value) in environment {
        reindex = reindex.env(name, value);
    }
    let reindexed = reindex.run();
    assert_eq!(
        (reindexed.code, reindexed.stdout.as_str()),
        (Some(0), "1 scans indexed\n"),
        "{reindexed:#?}"
    );
    let server = Server::start_with(&machine, &[], &environment);
    assert_eq!(server.ask("GET", "/scan/history", &token, b"").body, history);
    // Away, it is waited for: what is acknowledged meanwhile is in the index.
    drop(moto);
    let other = body.replace("\"6\"", "\"7\"");
    let kept = server.ask("POST", "/scan", &token, other.as_bytes());
    assert_eq!(kept.status, 200, "{kept:#?}");
    let id = kept.json()["scan_id"].as_str().unwrap().to_owned();
    assert_eq!(server.ask("GET", &format!("/scan/{id}"), &token, b"").body, other);
}

#[test]
fn the_scans_of_a_bucket_are_imported_once() {
    let machine = Machine::new();
    let Some(moto) = Moto::start(&machine) else { return };
    let scan = r#"{"system":{"os":"Linux"},"timestamp":"20260220114143","node":{},"docker":{}}"#;
    for (method, path, body) in [
        ("PUT", "/theirs", ""),
        ("PUT", "/theirs/team/ada/20260220114143.json", scan),
        ("PUT", "/theirs/team/bob/20260220114143.json", scan),
        ("PUT", "/theirs/team/bob/notes.json", "{}"),
        ("PUT", "/theirs/other/eve/20260220114143.json", scan),
    ] {
        let answer = moto.send(method, path, body);
        assert!(answer.contains(" 200 "), "{path}: {answer}");
    }
    let import = |source: &str| {
        machine
            .devenv(["serve", "import", source])
            .env("AWS_REGION", "us-east-1")
            .env("AWS_ACCESS_KEY_ID", "x")
            .env("AWS_SECRET_ACCESS_KEY", "y")
            .env("AWS_ENDPOINT_URL", format!("http://{}", moto.address))
            .run()
    };
    let first = import("s3://theirs/team");
    let said = (first.code, first.stdout.as_str());
    assert_eq!(
        said,
        (Some(0), "2 scans imported, 0 imported before, 1 files skipped\n"),
        "{first:#?}"
    );
    assert!(
        first.stderr.starts_with("warning: skipped team/bob/notes.json: "),
        "{first:#?}"
    );
    let all = import("s3://theirs");
    let said = (all.code, all.stdout.as_str());
    assert_eq!(
        said,
        (Some(0), "1 scans imported, 2 imported before, 1 files skipped\n"),
        "{all:#?}"
    );
}
