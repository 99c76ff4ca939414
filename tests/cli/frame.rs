//! The surroundings of a scan: unusual environments, the JSON, flags, settings, exit codes, help.

mod display;
mod streams;

use serde_json::Value;

use crate::support::{Machine, Outcome, Run};

/// A machine with a working tool, a broken one, and a PATH with a problem.
fn furnished() -> Machine {
    let machine = Machine::new();
    machine.program("kind", "echo kind version 0.20.0");
    machine.program(
        "jq",
        "echo 'jq: symbol lookup error: undefined symbol: jv_number_tostring_with_a_long_name' >&2; exit 127",
    );
    machine
}

/// The arguments of a scan of what the test created: the rest of the machine varies.
const OURS: [&str; 3] = ["scan", "--only", "tools,path"];

/// Runs `script` in a shell. `"$@"` in it is `devenv` with its arguments.
fn shell(run: Run, script: &str) -> Outcome {
    run.through("/bin/sh", &["-c", script, "sh"]).run()
}

fn assert_scan(outcome: &Outcome) -> Value {
    assert!(matches!(outcome.code, Some(0 | 1)), "{outcome:#?}");
    assert_eq!(outcome.stderr, "");
    let scan = outcome.json();
    assert_eq!(scan["schema_version"], "1.1");
    scan
}

#[test]
fn a_scan_works_with_an_empty_environment() {
    let outcome = Run::new(["scan", "--no-exec"]).directory("/").run();
    assert!(matches!(outcome.code, Some(0 | 1)), "{outcome:#?}");
    assert_eq!(outcome.stderr, "");
    assert!(outcome.stdout.contains("/100"), "{outcome:#?}");
    let scan = assert_scan(&Run::new(["scan", "--json", "--no-exec"]).directory("/").run());
    // There is no place to save it.
    assert_eq!(scan["machine"]["id"], Value::Null);
    let path = scan["probes"]
        .as_array()
        .unwrap()
        .iter()
        .find(|probe| probe["name"] == "path")
        .unwrap();
    assert_eq!(path["state"], "partial");
    assert_eq!(path["detail"], "PATH is not set: looked where a shell would");
}

#[test]
fn a_missing_home_is_not_created() {
    let machine = furnished();
    let home = machine.path("nobody/home");
    let run = machine
        .scan(&[])
        .env("HOME", &home)
        .without_env("DEVENV_CONFIG_DIR")
        .without_env("DEVENV_CACHE_DIR")
        .without_env("DEVENV_STATE_DIR");
    assert_scan(&run.run());
    assert!(!machine.path("nobody").exists());
}

#[test]
fn a_scan_works_with_an_empty_home_and_path() {
    let machine = Machine::new();
    for path in ["", "/nowhere", ":"] {
        assert_scan(&machine.devenv(["scan", "--json"]).env("PATH", path).run());
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_scan_works_in_a_directory_that_was_removed() {
    let machine = furnished();
    let gone = machine.path("gone");
    std::fs::create_dir(&gone).unwrap();
    let script = "cd \"$0\" && /bin/rmdir \"$0\" && exec \"$@\"";
    let run = machine.devenv(["scan", "--json"]);
    assert_scan(&run.through("/bin/sh", &["-c", script, gone.to_str().unwrap()]).run());
}

#[test]
fn the_json_meets_the_schema_and_show_prints_it_on_one_line() {
    let machine = furnished();
    let schema: Value = serde_json::from_str(include_str!("../../fixtures/scan.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut scan = assert_scan(&machine.devenv(["scan", "--json"]).run());
    let faults: Vec<String> = validator.iter_errors(&scan).map(|error| error.to_string()).collect();
    assert_eq!(faults, [""; 0]);
    let printed = Run::new(["schema"]).run();
    assert_eq!((printed.json(), printed.code), (schema, Some(0)));

    let show = machine.devenv(["scan", "--show"]).run();
    let line = show.stdout.trim_end_matches('\n');
    assert!(!line.contains('\n') && !line.contains("\": "), "{line}");
    let mut shown = assert_scan(&show);
    assert_eq!(serde_json::to_string(&shown).unwrap().len(), line.len());
    without_readings(&mut scan);
    without_readings(&mut shown);
    for value in [&mut scan, &mut shown] {
        for part in ["ports", "services"] {
            value.as_object_mut().unwrap().remove(part);
        }
        // Other programs open and close sockets meanwhile, and some are invisible to this user.
        value["probes"]
            .as_array_mut()
            .unwrap()
            .retain(|probe| probe["name"] != "ports");
        for finding in value["assessment"]["findings"].as_array_mut().unwrap() {
            if finding["rule"] == "probe-completed" {
                finding.as_object_mut().unwrap().remove("evidence");
            }
        }
        for tool in value["tools"].as_array_mut().unwrap() {
            tool.as_object_mut().unwrap().remove("remembered");
        }
    }
    assert_eq!(scan, shown);
}

/// Removes the values that may differ between two scans of an unchanged machine: ids, times, durations, measured values and text with them.
fn without_readings(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(without_readings),
        Value::Object(fields) => {
            for name in [
                "scan_id",
                "taken_at",
                "duration_ms",
                "available_memory_bytes",
                "available_bytes",
                "available_inodes",
            ] {
                fields.remove(name);
            }
            let rule = fields.get("rule").and_then(Value::as_str).unwrap_or_default();
            if rule.starts_with("disk-") || rule.starts_with("memory-") {
                fields.remove("evidence");
                fields.remove("message");
            }
            fields.values_mut().for_each(without_readings);
        }
        _ => {}
    }
}

#[test]
fn two_scans_of_an_unchanged_machine_differ_only_in_measured_values() {
    let machine = furnished();
    // Sockets of other programs may change.
    let scan = || machine.devenv(["scan", "--json", "--skip", "ports,services"]).json();
    scan();
    let (mut first, mut second) = (scan(), scan());
    assert_ne!(first["scan_id"], second["scan_id"]);
    without_readings(&mut first);
    without_readings(&mut second);
    assert_eq!(first, second);
}

#[test]
fn wrong_usage_is_an_error_with_a_hint() {
    let machine = furnished();
    let shown = |arguments: &[&str]| {
        let outcome = machine.devenv(arguments).run();
        assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(2), ""), "{arguments:?}");
        outcome.stderr
    };
    insta::assert_snapshot!(shown(&["scan", "--only", "nod"]), @"
    error: there is no probe, category or tool named `nod`
    hint: did you mean `node`? `devenv tools --all` lists the tools and categories
    ");
    insta::assert_snapshot!(shown(&["scan", "--skip", "tools,prots"]), @"
    error: there is no probe, category or tool named `prots`
    hint: did you mean `ports`? `devenv tools --all` lists the tools and categories
    ");
    insta::assert_snapshot!(shown(&["scan", "--only", "zzzzzz"]), @"
    error: there is no probe, category or tool named `zzzzzz`
    hint: `devenv tools --all` lists the tools and categories; the probes are disks, git, path, ports, project, requirements, services, system, tools
    ");
    insta::assert_snapshot!(shown(&["explain", "pyhton3"]), @"
    error: no rule or tool is named `pyhton3`
    hint: did you mean `python3`?
    ");
    insta::assert_snapshot!(shown(&["tools", "compilr"]), @"
    error: there is no probe, category or tool named `compilr`
    hint: did you mean `compiler`? `devenv tools --all` lists the tools and categories
    ");
    insta::assert_snapshot!(shown(&["scan", "--fail-under", "101"]), @"
    error: invalid value '101' for '--fail-under <SCORE>': give a whole number from 0 to 100

    For more information, try '--help'.
    ");
    insta::assert_snapshot!(shown(&["scan", "--fail-under=-1"]), @"
    error: invalid value '-1' for '--fail-under <SCORE>': give a whole number from 0 to 100

    For more information, try '--help'.
    ");
    insta::assert_snapshot!(shown(&["scan", "--timeout", "0"]), @"
    error: invalid value '0' for '--timeout <SECONDS>': give a number of seconds, more than 0 and at most 3600

    For more information, try '--help'.
    ");
    insta::assert_snapshot!(shown(&["scan", "--json", "--only", "nod"]), @r#"{"error":{"code":"unknown_name","message":"there is no probe, category or tool named `nod`","causes":[],"hint":"did you mean `node`? `devenv tools --all` lists the tools and categories"}}"#);
    insta::assert_snapshot!(shown(&["scan", "--json", "--fail-under", "101"]), @r#"{"error":{"code":"usage","message":"invalid value '101' for '--fail-under <SCORE>': give a whole number from 0 to 100","causes":[],"hint":"`devenv --help` lists commands and flags"}}"#);
    insta::assert_snapshot!(shown(&["scna", "--json"]), @r#"{"error":{"code":"usage","message":"unrecognized subcommand 'scna'","causes":[],"hint":"some similar subcommands exist: 'schema', 'scan'"}}"#);
}

#[test]
fn unreadable_settings_are_an_error_with_a_hint() {
    let machine = Machine::new();
    machine.settings("[tools.acme]\nprogram = \"acme\"\n");
    let outcome = machine.devenv(OURS).run();
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(2), ""));
    insta::assert_snapshot!(outcome.stderr, @r#"
    error: cannot read the tools of the user configuration
      caused by: TOML parse error at line 2, column 1
          |
        2 | program = "acme"
          | ^^^^^^^
        unknown field `program`, expected one of `name`, `category`, `programs`, `places`, `platforms`, `managed`, `npm`, `python`, `gem`, `cargo`, `go`, `go_variable`, `formula`, `packages`, `ambiguous`, `namesakes`, `rustup`, `files`, `package_differs`, `differs`, `command`, `note`, `about`, `install`
    hint: a tool of yours reads: `[tools.acme]`, then `command = { arguments = ["--version"], patterns = ["acme {version}"] }`
    "#);
}

#[test]
fn a_variable_replaces_its_flag_and_an_empty_one_is_ignored() {
    let machine = furnished();
    let run = |name: &str, value: &str| machine.devenv(OURS).env(name, value).run();
    assert_eq!(run("DEVENV_FAIL_UNDER", "100").code, Some(1));
    assert_eq!(run("DEVENV_FAIL_UNDER", "101").code, Some(2));
    assert_eq!(
        run("DEVENV_ONLY", "nod").code,
        Some(0),
        "the flag overrides the variable"
    );
    assert_scan(&run("DEVENV_JSON", "1"));
    for name in [
        "DEVENV_FAIL_UNDER",
        "DEVENV_SKIP",
        "DEVENV_TIMEOUT",
        "DEVENV_OUTPUT",
        "DEVENV_COLOR",
        "DEVENV_JSON",
        "DEVENV_JOBS",
    ] {
        let outcome = run(name, "");
        assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""), "{name}");
    }
}

#[test]
fn the_exit_code_says_whether_the_policy_is_met() {
    let machine = furnished();
    let code = |score: &str| {
        machine
            .devenv(OURS.iter().chain(&["--ci", "--fail-under", score]))
            .run()
            .code
    };
    let scan = machine.devenv(OURS.iter().chain(&["--json"])).json();
    let score = scan["assessment"]["score"].as_u64().unwrap();
    assert!((1..100).contains(&score));
    assert_eq!(code("0"), Some(0));
    assert_eq!(code(&score.to_string()), Some(0));
    assert_eq!(code(&(score + 1).to_string()), Some(1));
    assert_eq!(code("100"), Some(1));
}

#[test]
fn the_output_for_ci_is_plain_and_repeatable() {
    let machine = furnished();
    let run = || {
        machine
            .devenv(OURS.iter().chain(&["--ci"]))
            .env("CLICOLOR_FORCE", "1")
            .env("CI", "true")
            .env("COLUMNS", "40")
            .run()
    };
    let first = run();
    assert_eq!(first, run());
    let stdout = first.stdout.replace(machine.path("").to_str().unwrap(), "/MACHINE/");
    insta::assert_snapshot!(stdout, @"
    fail    tool-works jq: jq ends with an error [/MACHINE/tools/bin/jq: status 127: jq: symbol lookup error: undefined symbol: jv_number_tostring_with_a_long_name] +4
    pass    probe-completed all: All probes finished
    pass    devenv-name-clash all: At most one program is named devenv
    pass    path-entry-missing all: All PATH entries exist
    pass    path-entry-not-a-directory all: All PATH entries are directories
    pass    path-entry-relative all: All PATH entries are absolute
    pass    path-entry-unreadable all: All PATH entries can be read
    pass    path-entry-writable all: Only you and the system can write to PATH directories
    pass    tool-shadowed all: No tool hides another version of itself
    pass    path-entry-duplicate all: No directory is on PATH twice
    Partial scan (--only tools,path): what it leaves out was not checked
    devenv: PASS (partial) 96/100 (fail under 80; of the machine alone)
    ");
    assert_eq!((first.code, first.stderr.as_str()), (Some(0), ""));

    let on_github = machine
        .devenv(OURS.iter().chain(&["--ci"]))
        .env("GITHUB_ACTIONS", "true")
        .run()
        .stdout;
    let annotations = on_github.strip_prefix(&first.stdout).unwrap();
    insta::assert_snapshot!(annotations.replace(machine.path("").to_str().unwrap(), "/MACHINE/"), @"
    ::warning title=Installed tools don't start (tool-works)::jq ends with an error%0A/MACHINE/tools/bin/jq: status 127: jq: symbol lookup error: undefined symbol: jv_number_tostring_with_a_long_name%0Arun it yourself to see the error; then reinstall it, or remove it
    ::notice title=Partial scan::Partial scan (--only tools,path): what it leaves out was not checked
    ");
}

#[test]
fn help_and_version_go_to_standard_output() {
    for (name, arguments) in [
        ("help", &["--help"][..]),
        ("help-short", &["-h"]),
        ("help-scan", &["scan", "--help"]),
        ("help-tools", &["tools", "--help"]),
        ("help-explain", &["explain", "--help"]),
        ("help-policy", &["policy", "--help"]),
        ("help-init", &["init", "--help"]),
        ("help-fix", &["fix", "--help"]),
        ("help-upload", &["upload", "--help"]),
        ("help-schema", &["schema", "--help"]),
        ("help-completions", &["completions", "--help"]),
    ] {
        let outcome = Run::new(arguments).run();
        assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""), "{name}");
        insta::assert_snapshot!(name, outcome.stdout);
    }
    let version = Run::new(["--version"]).run();
    let expected = Outcome {
        stdout: format!("devenv {}\n", env!("CARGO_PKG_VERSION")),
        stderr: String::new(),
        code: Some(0),
    };
    assert_eq!(version, expected);
    assert_eq!(Run::new(["scan", "-V"]).run().code, Some(0));
    let nothing = Run::new([""; 0]).run();
    assert_eq!((nothing.code, nothing.stdout.as_str()), (Some(2), ""));
    assert!(nothing.stderr.contains("Usage: devenv"), "{nothing:#?}");
}
