//! The cache: answers of programs are remembered until something that decides them changes, and nobody else can read them.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::{Value, json};

use crate::support::{Machine, Run};

/// A program that prints its version and counts how often it was started.
fn counted(machine: &Machine, version: &str) -> String {
    format!(
        "echo asked >> {}; echo kind version {version}",
        machine.path("asked").display()
    )
}

fn times_asked(machine: &Machine) -> usize {
    let asked = std::fs::read_to_string(machine.path("asked")).unwrap_or_default();
    asked.lines().count()
}

/// The version of `kind`, whether it is from the cache, and how often it was started.
fn answer(machine: &Machine, more: &[&str]) -> (Value, Value, usize) {
    let scan = machine.scan(more).json();
    let tool = scan["tools"]
        .as_array()
        .unwrap()
        .iter()
        .find(|tool| tool["id"] == "kind")
        .unwrap()
        .clone();
    (
        tool["version"].clone(),
        tool["remembered"].clone(),
        times_asked(machine),
    )
}

#[test]
fn a_program_is_started_once_until_the_cache_is_ignored() {
    let machine = Machine::new();
    machine.program("kind", &counted(&machine, "0.20.0"));
    assert_eq!(answer(&machine, &[]), (json!("0.20.0"), json!(false), 1));
    assert_eq!(answer(&machine, &[]), (json!("0.20.0"), json!(true), 1));
    assert_eq!(answer(&machine, &["--fresh"]), (json!("0.20.0"), json!(false), 2));
    assert_eq!(answer(&machine, &[]), (json!("0.20.0"), json!(true), 2));
    // The cache is used with `--no-exec` too.
    assert_eq!(answer(&machine, &["--no-exec"]), (json!("0.20.0"), json!(true), 2));
}

#[test]
fn a_failure_is_remembered_but_not_a_timeout() {
    let machine = Machine::new();
    machine.program("kind", &format!("{}; exit 3", counted(&machine, "unknown")));
    let failure = |more: &[&str]| {
        let scan = machine.scan(more).json();
        let tool = scan["tools"]
            .as_array()
            .unwrap()
            .iter()
            .find(|tool| tool["id"] == "kind")
            .unwrap();
        (
            tool["failure"]["reason"].clone(),
            tool["remembered"].clone(),
            times_asked(&machine),
        )
    };
    assert_eq!(failure(&[]), (json!("exit"), json!(false), 1));
    assert_eq!(failure(&[]), (json!("exit"), json!(true), 1));
    machine.program(
        "kind",
        &format!("{}; exec /bin/sleep 600", counted(&machine, "unknown")),
    );
    let quick = ["--program-timeout", "1"];
    assert_eq!(failure(&quick), (json!("timeout"), json!(false), 2));
    assert_eq!(failure(&quick), (json!("timeout"), json!(false), 3));
}

#[test]
fn a_replaced_program_is_started_again() {
    let machine = Machine::new();
    let path = machine.program("kind", &counted(&machine, "0.20.0"));
    assert_eq!(answer(&machine, &[]), (json!("0.20.0"), json!(false), 1));
    // Another file with the same size and time.
    let modified = std::fs::metadata(&path).unwrap().modified().unwrap();
    let other = machine.program_in(&machine.path("other"), "kind", &counted(&machine, "0.21.0"));
    std::fs::File::options()
        .append(true)
        .open(&other)
        .unwrap()
        .set_modified(modified)
        .unwrap();
    std::fs::rename(&other, &path).unwrap();
    assert_eq!(answer(&machine, &[]), (json!("0.21.0"), json!(false), 2));
    // The same file with new content.
    machine.program("kind", &counted(&machine, "0.22.0"));
    assert_eq!(answer(&machine, &[]), (json!("0.22.0"), json!(false), 3));
    assert_eq!(answer(&machine, &[]), (json!("0.22.0"), json!(true), 3));
}

#[test]
fn a_script_is_started_again_when_its_interpreter_changes() {
    let machine = Machine::new();
    machine.executable(&machine.bin().join("kind"), b"#!/usr/bin/env kind-runtime\n");
    let runtime = machine.path("runtime");
    machine.program_in(&runtime, "kind-runtime", &counted(&machine, "1.0.0"));
    let path = std::env::join_paths([machine.bin(), runtime.clone()]).unwrap();
    let answer = || {
        let scan = machine.scan(&[]).env("PATH", &path).json();
        let tool = scan["tools"]
            .as_array()
            .unwrap()
            .iter()
            .find(|tool| tool["id"] == "kind")
            .unwrap();
        (tool["version"].clone(), tool["remembered"].clone())
    };
    assert_eq!(answer(), (json!("1.0.0"), json!(false)));
    assert_eq!(answer(), (json!("1.0.0"), json!(true)));
    machine.program_in(&runtime, "kind-runtime", &counted(&machine, "1.0.1"));
    assert_eq!(answer(), (json!("1.0.1"), json!(false)));
}

#[test]
fn a_script_in_the_home_is_remembered_although_the_home_changes() {
    let machine = Machine::new();
    let bin = machine.path("home/bin");
    machine.program_in(&bin, "kind", &counted(&machine, "0.20.0"));
    let scan = || machine.scan(&[]).env("PATH", &bin).json();
    scan();
    std::fs::write(machine.path("home/.history"), "").unwrap();
    scan();
    assert_eq!(times_asked(&machine), 1);
}

#[test]
fn a_damaged_cache_is_replaced() {
    let machine = Machine::new();
    machine.program("kind", &counted(&machine, "0.20.0"));
    answer(&machine, &[]);
    let file = machine.path("devenv/cache/tools.json");
    let whole = std::fs::read(&file).unwrap();
    let damaged = [
        &whole[..whole.len() / 2],
        b"",
        b"\xff\xfe\0",
        b"{\"format\":1,\"memos\":[[1]]}",
        b"[]",
    ];
    for (number, bytes) in damaged.into_iter().enumerate() {
        std::fs::write(&file, bytes).unwrap();
        assert_eq!(answer(&machine, &[]), (json!("0.20.0"), json!(false), number + 2));
        let text = std::fs::read_to_string(&file).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap()["format"], 1);
    }
    // A directory or a pipe in its place must not block or fail the scan.
    std::fs::remove_file(&file).unwrap();
    std::fs::create_dir(&file).unwrap();
    let outcome = machine.scan(&[]).run();
    assert_eq!(outcome.code, Some(0));
    assert!(
        outcome.stderr.starts_with("warning: cannot write the cache: "),
        "{outcome:#?}"
    );
}

/// Every file and directory below one, with its permissions.
fn permissions(directory: &Path) -> Vec<(bool, u32)> {
    let mut found = vec![(true, mode(directory))];
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(permissions(&path));
        } else {
            found.push((false, mode(&path)));
        }
    }
    found
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn only_the_user_can_read_saved_files() {
    let machine = Machine::new();
    machine.program("kind", "echo kind version 0.20.0");
    // An umask of 0 removes no permissions.
    let shell = |run: Run| run.through("/bin/sh", &["-c", "umask 0; exec \"$@\"", "sh"]);
    shell(machine.scan(&[])).json();
    let saved = ["cache", "state"].map(|directory| permissions(&machine.path("devenv").join(directory)));
    assert_eq!(
        saved,
        [[(true, 0o700), (false, 0o600)], [(true, 0o700), (false, 0o600)]]
    );

    let own = machine
        .scan(&[])
        .without_env("DEVENV_CONFIG_DIR")
        .without_env("DEVENV_CACHE_DIR")
        .without_env("DEVENV_STATE_DIR");
    shell(own).json();
    for (path, is_directory, allowed) in [
        (".cache", true, 0o700),
        (".cache/devenv-cli", true, 0o700),
        (".cache/devenv-cli/tools.json", false, 0o600),
        (".local/state/devenv-cli", true, 0o700),
        (".local/state/devenv-cli/machine-id", false, 0o600),
    ] {
        if cfg!(target_os = "linux") {
            let path = machine.path("home").join(path);
            assert_eq!(
                (path.is_dir(), mode(&path)),
                (is_directory, allowed),
                "{}",
                path.display()
            );
        }
    }
}

#[test]
fn a_directory_that_cannot_be_written_causes_a_warning_only() {
    let machine = Machine::new();
    machine.program("kind", "echo kind version 0.20.0");
    std::fs::write(machine.path("file"), "").unwrap();
    let scan = || {
        machine
            .scan(&[])
            .env("DEVENV_CACHE_DIR", machine.path("file/cache"))
            .env("DEVENV_STATE_DIR", machine.path("file/state"))
    };
    let outcome = scan().run();
    assert_eq!(outcome.code, Some(0));
    assert_eq!(outcome.json()["machine"]["id"], Value::Null);
    let place = machine.path("file/cache");
    assert_eq!(
        outcome.stderr,
        format!(
            "warning: cannot write the cache: cannot make the directory {}: Not a directory (os error 20)\n",
            place.display()
        )
    );
    assert_eq!(scan().arg("-q").run().stderr, "");
}

#[test]
fn a_full_disk_causes_a_warning_and_the_cache_stays() {
    let machine = Machine::new();
    for name in ["kind", "jq", "curl", "tmux", "wget", "zsh"] {
        machine.program(name, "exit 1");
    }
    machine.scan(&[]).json();
    let file = machine.path("devenv/cache/tools.json");
    let before = std::fs::read(&file).unwrap();
    // A limit at which every write beyond 512 bytes fails.
    let limited = machine
        .scan(&["--fresh"])
        .through("/bin/sh", &["-c", "trap '' XFSZ; ulimit -f 1; exec \"$@\"", "sh"]);
    let outcome = limited.run();
    assert!(matches!(outcome.code, Some(0 | 1)), "{outcome:#?}");
    assert_eq!(outcome.json()["schema_version"], "1.1");
    assert!(
        outcome.stderr.starts_with("warning: cannot write the cache: "),
        "{outcome:#?}"
    );
    assert_eq!(std::fs::read(&file).unwrap(), before);
    assert_eq!(std::fs::read_dir(machine.path("devenv/cache")).unwrap().count(), 1);
}
