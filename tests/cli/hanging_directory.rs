//! A directory that hangs, as one on a network whose server is away, costs its own answers alone.

use serde_json::{Value, json};

use crate::support::{Machine, Outcome};

/// Scans while a directory hangs. `None`, with the reason printed: no such directory can be made.
#[expect(clippy::print_stderr, reason = "scripts/test lists what was skipped")]
fn scan(machine: &Machine, directory: &str, variable: (&str, String)) -> Option<Outcome> {
    let directory = machine.path(directory);
    std::fs::create_dir_all(&directory).unwrap();
    let driver = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/hanging_directory.py");
    let outcome = machine
        .scan(&["--timeout", "2"])
        .env(variable.0, variable.1)
        .through(
            "/usr/bin/unshare",
            &[
                "--mount",
                "--propagation",
                "private",
                "/usr/bin/python3",
                driver,
                directory.to_str().unwrap(),
                "30",
            ],
        )
        .run();
    let cannot = outcome.code == Some(77) || outcome.stderr.starts_with("unshare: ");
    if cannot {
        eprintln!("skipped: a directory that hangs: {}", outcome.stderr.trim_end());
        return None;
    }
    assert_ne!(outcome.code, Some(3), "the scan did not end: {outcome:#?}");
    Some(outcome)
}

fn state_of(scan: &Value, tool: &str) -> Value {
    let tools = scan["tools"].as_array().unwrap();
    tools.iter().find(|other| other["id"] == tool).unwrap()["state"].clone()
}

#[test]
fn an_entry_of_path_that_hangs_hides_no_other() {
    let machine = Machine::new();
    machine.program("kind", "echo kind version 0.20.0");
    let path = format!("{}:{}", machine.path("away").display(), machine.bin().display());
    let Some(outcome) = scan(&machine, "away", ("PATH", path)) else {
        return;
    };
    let scan = outcome.json();
    assert_eq!(state_of(&scan, "kind"), "found");
    assert_eq!(scan["path"]["entries"][0]["state"], "timed_out");
}

#[test]
fn the_directory_of_a_version_manager_that_hangs_holds_up_no_scan() {
    let machine = Machine::new();
    machine.program("kind", "echo kind version 0.20.0");
    let directory = machine.path("away").display().to_string();
    let Some(outcome) = scan(&machine, "away", ("NVM_DIR", directory)) else {
        return;
    };
    let scan = outcome.json();
    assert_eq!(state_of(&scan, "kind"), "found");
    let probes = scan["probes"].as_array().unwrap();
    let tools = probes.iter().find(|probe| probe["name"] == "tools").unwrap();
    assert_eq!(
        (&tools["state"], &tools["detail"]),
        (
            &json!("partial"),
            &json!("the directories of version managers do not answer")
        )
    );
}
