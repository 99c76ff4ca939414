//! The table of support dates: the built-in one and the user's own.

use serde_json::{Value, json};

use crate::support::{Machine, Outcome};

/// A machine with Node.js 20, and optionally a table of the user.
fn scan(table: Option<&str>) -> Outcome {
    let machine = Machine::new();
    machine.program("node", "echo v20.20.2");
    if let Some(table) = table {
        machine.settings("");
        std::fs::write(machine.path("devenv/config/lifecycle.toml"), table).unwrap();
    }
    machine.scan(&[]).run()
}

fn shown(outcome: &Outcome) -> (Value, Value) {
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
fn a_scan_has_the_end_of_support_and_its_source() {
    let builtin = devenv::policy::Lifecycle::builtin().as_of().to_string();
    let expected = (json!({ "as_of": builtin, "own": false }), json!("2026-04-30"));
    assert_eq!(shown(&scan(None)), expected);
}

#[test]
fn a_newer_table_of_the_user_is_used_and_an_older_one_is_not() {
    let newer = (json!({ "as_of": "2098-01-01", "own": true }), json!("2099-01-01"));
    assert_eq!(shown(&scan(Some(&table("2098-01-01")))), newer);
    let builtin = devenv::policy::Lifecycle::builtin().as_of().to_string();
    let older = (json!({ "as_of": builtin, "own": false }), json!("2026-04-30"));
    assert_eq!(shown(&scan(Some(&table("2020-01-01")))), older);
}

#[test]
fn an_unreadable_table_is_an_error_with_its_line() {
    let outcome = scan(Some("as_of = \"2098-01-01\"\n[node]\ncycles = 3\n"));
    assert_eq!((outcome.stdout.as_str(), outcome.code), ("", Some(2)));
    let error: Value = serde_json::from_str(&outcome.stderr).unwrap();
    assert_eq!(error["error"]["code"], "lifecycle_invalid");
    let causes = error["error"]["causes"].to_string();
    assert!(causes.contains("at line 3, column 10"), "{causes}");
}
