//! Programs that hang, answer late, or leave processes behind.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::{is_on_path, tools};
use crate::support::{Machine, assert_none_left};

/// A process that leaves the group and session of its parent, ignores signals, and drops its environment. The first one's parent
/// ends; each other one is a child of the one before.
#[cfg(target_os = "linux")]
fn runaway(tag: &str, generations: usize) -> String {
    let mut next = format!("echo up > {tag}/up");
    for generation in 0..generations {
        let file = format!("{tag}/runaway-{generation}");
        std::fs::write(
            &file,
            format!("trap '' HUP INT TERM\n{next}\nwhile :; do /bin/sleep 600; done\n"),
        )
        .unwrap();
        next = format!("/usr/bin/setsid /usr/bin/env -i /bin/sh {file} >/dev/null 2>&1 </dev/null &");
    }
    format!("{next}\nwhile ! test -e {tag}/up; do /bin/sleep 0.01; done")
}

#[test]
#[cfg(target_os = "linux")]
fn hanging_programs_are_killed_with_everything_they_started() {
    let machine = Machine::new();
    machine.program("actionlint", "exec /bin/sleep 600");
    machine.program("caddy", "trap '' HUP INT TERM QUIT; while :; do /bin/sleep 600; done");
    machine.program("sqlite3", "exec >&- 2>&-; /bin/sleep 600");
    machine.program("zip", "(/bin/sleep 600; echo) & (/bin/sleep 600; echo) & wait");
    machine.program("unzip", "echo 'UnZip 6.00'; /bin/sleep 600");
    machine.program("xz", "kill -STOP $$");
    machine.program(
        "kind",
        &format!("{}\necho kind version 0.20.0", runaway(machine.tag(), 1)),
    );
    let scan = machine.scan(&["--program-timeout", "2"]).json();
    insta::assert_snapshot!(tools(&scan), @"
    actionlint: failed | timeout | no answer within 2.0 s
    caddy: failed | timeout | no answer within 2.0 s
    kind: found | 0.20.0
    sqlite: failed | timeout | no answer within 2.0 s
    unzip: found | 6.00
    xz: failed | timeout | no answer within 2.0 s
    zip: failed | timeout | no answer within 2.0 s
    ");
    assert_none_left(machine.tag());
}

#[test]
#[cfg(target_os = "linux")]
fn a_long_chain_of_runaways_is_killed_completely() {
    let machine = Machine::new();
    machine.program(
        "kind",
        &format!("{}\necho kind version 0.20.0", runaway(machine.tag(), 24)),
    );
    let scan = machine.scan(&["--program-timeout", "20"]).json();
    assert_eq!(tools(&scan), "kind: found | 0.20.0\n");
    assert_none_left(machine.tag());
}

#[test]
fn the_scan_ends_at_its_deadline_even_if_every_program_hangs() {
    let machine = Machine::new();
    let names = [
        "curl", "fossil", "git", "jq", "kind", "make", "tmux", "wget", "xz", "yq", "zip", "zsh",
    ];
    for name in names {
        machine.program(name, "exec /bin/sleep 600");
    }
    let started = Instant::now();
    let scan = machine
        .devenv([
            "scan",
            "--json",
            "--timeout",
            "1.5",
            "--program-timeout",
            "0.5",
            "--jobs",
            "2",
        ])
        .json();
    // More than the deadline, since the machine may be busy, but far less than twelve programs in sequence, or 600 s.
    assert!(started.elapsed() < Duration::from_secs(15), "{:?}", started.elapsed());
    let reasons: Vec<&Value> = scan["tools"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|tool| tool["state"] != "absent" && is_on_path(&scan, tool))
        .map(|tool| &tool["failure"]["reason"])
        .collect();
    assert_eq!(reasons, ["timeout"; 12]);
    assert!(tools(&scan).contains("the scan's time was up before it could be asked"));
    #[cfg(target_os = "linux")]
    assert_none_left(machine.tag());
}

/// A program that answers the second time it is started.
fn late(machine: &Machine, name: &str, answer: &str) {
    let mark = machine.path(format!("asked-{name}"));
    let script = format!(
        "if test -e {0}; then echo {answer}; else : > {0}; /bin/sleep 600; fi",
        mark.display()
    );
    machine.program(name, &script);
}

#[test]
fn a_required_tool_that_was_too_slow_is_asked_once_more() {
    let machine = Machine::new();
    late(&machine, "kind", "kind version 0.20.0");
    late(&machine, "jq", "jq-1.7.1");
    let project = machine.path("shop");
    std::fs::create_dir(&project).unwrap();
    std::fs::write(project.join("devenv.toml"), "[tools]\nkind = \">=0.20\"\n").unwrap();
    let arguments = ["scan", "--json", "--timeout", "4", "--program-timeout", "1"];
    let scan = machine.devenv(arguments).directory(&project).json();
    insta::assert_snapshot!(tools(&scan), @"
    jq: failed | timeout | no answer within 1.0 s
    kind: found | 0.20.0
    ");
    #[cfg(target_os = "linux")]
    assert_none_left(machine.tag());
}

#[test]
fn what_was_cut_off_is_not_remembered() {
    let machine = Machine::new();
    machine.program("kind", "echo kind version 0.20.0; exec /bin/sleep 600");
    machine.program(
        "jq",
        "echo jq-1.7.1; while :; do echo 0123456789012345678901234567890123456789; done",
    );
    for _ in 0..2 {
        let scan = machine.scan(&["--program-timeout", "2"]).json();
        let told = ["kind", "jq"].map(|id| {
            let listed = scan["tools"].as_array().unwrap();
            let tool = listed.iter().find(|tool| tool["id"] == id).unwrap();
            (tool["version"].clone(), tool["remembered"].clone())
        });
        let expected = ["0.20.0", "1.7.1"].map(|version| (Value::from(version), Value::from(false)));
        assert_eq!(told, expected);
    }
}
