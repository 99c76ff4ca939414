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
        ["run", "--max-examples", "15", "--seed", "1", "--workers", "2"],
    )
    // It would find the token that it asks with, and revoke it.
    .arg("--exclude-method")
    .arg("DELETE")
    .arg("--header")
    .arg(format!("Authorization: Bearer {token}"))
    // What these say of a body that is refused is not a fault: the description of a scan is `devenv schema`.
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
