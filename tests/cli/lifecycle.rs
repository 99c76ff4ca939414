//! The table of support dates: the one that comes with devenv, and the user's own.

use serde_json::{Value, json};

use crate::support::{Machine, Outcome};

/// A machine with a Node.js of the line 20, and perhaps a table of the user's own.
fn scan(table: Option<&str>) -> Outcome {
    let machine = Machine::new();
    machine.program("node", "echo v20.20.2");
    if let Some(table) = table {
        machine.settings("");
        std::fs::write(machine.path("devenv/config/lifecycle.toml"), table).unwrap();
    }
    machine.scan(&[]).run()
}

fn told(outcome: &Outcome) -> (Value, Value) {
    let scan = outcome.json();
    let tools = scan["tools"].as_array().unwrap();
    let node = tools.iter().find(|tool| tool["id"] == "node").unwrap();
    (scan["lifecycle"].clone(), node["end_of_life"].clone())
}

fn table(as_of: &str) -> String {
    format!(
        "as_of = \"{as_of}\"\n[node]\ntitle = \"Node.js\"\ntools = [\"node\"]\ncycles = [{{ cycle = \"20\", end_of_life = \"2099-01-01\" }}]\n"
    )
}

#[test]
fn a_scan_says_when_support_ends_and_how_it_knows() {
    let builtin = devenv::policy::Lifecycle::builtin().as_of().to_string();
    let expected = (json!({ "as_of": builtin, "own": false }), json!("2026-04-30"));
    assert_eq!(told(&scan(None)), expected);
}

#[test]
fn a_newer_table_of_the_users_counts_and_an_older_one_does_not() {
    let newer = (json!({ "as_of": "2098-01-01", "own": true }), json!("2099-01-01"));
    assert_eq!(told(&scan(Some(&table("2098-01-01")))), newer);
    let builtin = devenv::policy::Lifecycle::builtin().as_of().to_string();
    let older = (json!({ "as_of": builtin, "own": false }), json!("2026-04-30"));
    assert_eq!(told(&scan(Some(&table("2020-01-01")))), older);
}

#[test]
fn a_table_that_cannot_be_read_is_an_error_with_its_place() {
    let outcome = scan(Some("as_of = \"2098-01-01\"\n[node]\ncycles = 3\n"));
    assert_eq!((outcome.stdout.as_str(), outcome.code), ("", Some(2)));
    let error: Value = serde_json::from_str(&outcome.stderr).unwrap();
    assert_eq!(error["error"]["code"], "lifecycle_invalid");
    let causes = error["error"]["causes"].to_string();
    assert!(causes.contains("at line 3, column 10"), "{causes}");
}
