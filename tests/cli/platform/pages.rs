//! The pages in a real browser, and the interface as its description says it. What is needed for that is set up by `scripts/test`.

use std::path::{Path, PathBuf};

use super::server::Server;
use crate::support::{Machine, Outcome, Run};

/// Something that `scripts/test` puts below `target/`. `None`, with the reason printed: it is not there.
pub(crate) fn set_up(below: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("target").join(below);
    if path.exists() {
        return Some(path);
    }
    crate::provider::skip::skip(format_args!(
        "there is no {}; `scripts/test` sets it up",
        path.display()
    ));
    None
}

/// Runs what takes long and has deadlines of its own.
fn whole(run: Run) -> Outcome {
    let output = run.start().wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Outcome {
        stdout: text(output.stdout),
        stderr: text(output.stderr),
        code: output.status.code(),
    }
}

#[test]
fn a_browser_finds_its_way_and_axe_finds_no_fault() {
    let Some(modules) = set_up("pages/node_modules") else {
        return;
    };
    let machine = Machine::new();
    let server = Server::start(&machine, &["--demo", "--rate", "0", "--address-rate", "0"]);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pages/check.mjs");
    let outcome = Run::of("/usr/bin/env", ["node", script])
        .arg(modules.parent().unwrap())
        .arg(format!("http://{}", server.address))
        .arg(server.token.as_ref().unwrap())
        .env("PATH", "/usr/local/bin:/usr/bin:/bin")
        .env("HOME", machine.path("home"));
    let outcome = whole(outcome);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
}

#[test]
fn the_interface_does_what_its_description_says() {
    let Some(schemathesis) = set_up("python/venv/bin/schemathesis") else {
        return;
    };
    let machine = Machine::new();
    let server = Server::start(&machine, &["--demo", "--rate", "0", "--address-rate", "0"]);
    let token = server.token.clone().unwrap();
    let outcome = Run::of(
        schemathesis,
        // More workers would meet a fault of Python 3.11: threads that use `ast` at the same time (CPython, issue 106905).
        ["run", "--max-examples", "15", "--seed", "1", "--workers", "1"],
    )
    // It would find the token that it asks with, and revoke it.
    .arg("--exclude-method")
    .arg("DELETE")
    .arg("--exclude-operation-id-regex")
    .arg("^post(Scan|ApiV1Scans)$")
    .arg("--header")
    .arg(format!("Authorization: Bearer {token}"))
    // A `cursor` is of a page before, and a `range` needs a `tool`: the description cannot say that. Uploads have a test of their own.
    .arg("--exclude-checks")
    .arg("positive_data_acceptance,ignored_auth,unsupported_method")
    .arg(format!("http://{}/openapi.json", server.address))
    .env("PATH", "/usr/bin:/bin")
    .env("HOME", machine.path("home"))
    .env("LC_ALL", "C.UTF-8")
    .directory(machine.path("empty"));
    let outcome = whole(outcome);
    assert_eq!(outcome.code, Some(0), "{}\n{}", outcome.stdout, outcome.stderr);
    assert!(!outcome.stdout.contains("Authentication failed"), "{}", outcome.stdout);
}

#[test]
fn an_upload_that_is_as_the_description_says_is_accepted() {
    let Some(schemathesis) = set_up("python/venv/bin/schemathesis") else {
        return;
    };
    let machine = Machine::new();
    let server = Server::start(&machine, &["--rate", "0", "--address-rate", "0", "--no-fsync"]);
    let token = server.token.clone().unwrap();
    let outcome = Run::of(
        schemathesis,
        [
            "run",
            "--max-examples",
            "60",
            "--seed",
            "1",
            "--mode",
            "positive",
            "--phases",
            "fuzzing",
        ],
    )
    .arg("--include-path-regex")
    .arg("^(/scan|/api/v1/scans)$")
    .arg("--exclude-method")
    .arg("GET")
    .arg("--checks")
    .arg("positive_data_acceptance,not_a_server_error,response_schema_conformance,status_code_conformance")
    .arg("--header")
    .arg(format!("Authorization: Bearer {token}"))
    .arg(format!("http://{}/openapi.json", server.address))
    .env("PATH", "/usr/bin:/bin")
    .env("HOME", machine.path("home"))
    .env("LC_ALL", "C.UTF-8")
    .directory(machine.path("empty"));
    let outcome = whole(outcome);
    assert_eq!(outcome.code, Some(0), "{}\n{}", outcome.stdout, outcome.stderr);
    let stored = server.ask("GET", "/metrics/summary", &token, b"").json()["total_scans"].as_u64();
    assert!(stored > Some(20), "{stored:?} {}", outcome.stdout);
}
