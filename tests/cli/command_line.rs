//! Directories, formats, groups of help and man pages.

use serde_json::Value;

use crate::support::{Machine, Outcome, Run};

/// A machine with a project whose policy is not met.
pub(super) fn machine() -> Machine {
    let machine = Machine::new();
    machine.program("jq", "echo jq-1.7.1");
    std::fs::create_dir_all(machine.path("home/shop/docs")).unwrap();
    std::fs::write(machine.path("home/shop/devenv.toml"), "fail_under = 85\n").unwrap();
    machine
}

/// The arguments of a scan of programs on PATH.
const SCAN: [&str; 5] = ["scan", "--only", "tools,path", "--timeout", "60"];

fn scan(machine: &Machine, more: &[&str]) -> Run {
    machine.devenv(SCAN.iter().chain(more))
}

pub(super) fn shown(outcome: &Outcome) -> (Option<i32>, &str, &str) {
    (outcome.code, outcome.stdout.as_str(), outcome.stderr.as_str())
}

#[test]
fn another_directory_is_scanned_and_relative_files_do_not_move() {
    let machine = machine();
    let root = |outcome: &Outcome| outcome.json()["project"]["root"].clone();
    for directory in ["home/shop", "home/shop/docs", "home/shop/docs/.."] {
        let path = machine.path("").join(directory);
        let run = machine.devenv(["scan", "--only", "project,path", "--json"]).arg(&path);
        let outcome = run.run();
        assert_eq!(
            (outcome.stderr.as_str(), root(&outcome)),
            ("", Value::from("~/shop")),
            "{directory}"
        );
    }
    let run = scan(
        &machine,
        &["../home/shop", "-q", "-o", "verdict.txt", "--report", "json=scan.json"],
    );
    assert_eq!(shown(&run.run()), (Some(0), "", ""));
    assert!(machine.path("empty/verdict.txt").is_file() && machine.path("empty/scan.json").is_file());
    // So is a policy file, although the project has its own.
    std::fs::write(machine.path("empty/mine.toml"), "fail_under = 7\n").unwrap();
    let outcome = scan(&machine, &["../home/shop", "-q", "--policy", "mine.toml"]).run();
    assert_eq!(
        shown(&outcome),
        (
            Some(0),
            "PASS (partial) 100/100 (fail under 7; of the machine alone)\n",
            ""
        )
    );
}

#[test]
fn with_capital_c_the_command_and_relative_files_move_to_the_directory() {
    let machine = machine();
    let outcome = scan(&machine, &["-C", "../home/shop", "-q", "-o", "verdict.txt"]).run();
    assert_eq!(shown(&outcome), (Some(0), "", ""));
    let verdict = std::fs::read_to_string(machine.path("home/shop/verdict.txt")).unwrap();
    assert_eq!(
        verdict,
        "PASS (partial) 100/100 (fail under 85; of the machine alone)\n"
    );
    let policy = |run: Run| run.json()["name"].clone();
    assert_eq!(
        policy(machine.devenv(["-C", "../home/shop", "policy", "--json"])),
        "devenv.toml"
    );
    let variable = machine
        .devenv(["policy", "--json"])
        .env("DEVENV_DIRECTORY", "../home/shop");
    assert_eq!(policy(variable), "devenv.toml");
    assert_eq!(policy(machine.devenv(["policy", "--json"])), "default");
}

#[test]
fn a_missing_directory_or_a_file_in_its_place_is_wrong_usage() {
    let machine = machine();
    for arguments in [&["scan"][..], &["tools", "-C"], &["history", "-C"]] {
        let run = |directory: &str| machine.devenv(arguments.iter().chain(&[directory])).run();
        let missing = run("nowhere");
        assert_eq!((missing.code, missing.stdout.as_str()), (Some(2), ""));
        assert!(
            missing.stderr.starts_with("error: there is no directory `nowhere`\n"),
            "{missing:#?}"
        );
        let file = run("../home/shop/devenv.toml");
        assert_eq!((file.code, file.stdout.as_str()), (Some(2), ""));
        assert!(
            file.stderr
                .starts_with("error: `../home/shop/devenv.toml` is a file, not a directory\n"),
            "{file:#?}"
        );
    }
    // The hint for a user who means a tool.
    insta::assert_snapshot!(machine.devenv(["scan", "jq"]).run().stderr, @"
    error: there is no directory `jq`
    hint: `devenv scan --only jq` scans only a tool or a part of the machine
    ");
}

#[test]
fn a_format_is_chosen_and_json_is_one_of_them() {
    let machine = machine();
    let start = |arguments: &[&str]| {
        let outcome = scan(&machine, arguments).run();
        assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""), "{arguments:?}");
        outcome.stdout
    };
    for (format, beginning) in [
        ("markdown", "<!-- devenv-report -->"),
        ("md", "<!-- devenv-report -->"),
        ("HTML", "<!doctype html>"),
        ("junit", "<?xml"),
        ("sarif", "{\n  \"$schema\""),
        ("gitlab", "["),
        ("json", "{\n  \"schema_version\""),
    ] {
        let stdout = start(&["-f", format]);
        assert!(
            stdout.to_lowercase().starts_with(&beginning.to_lowercase()),
            "{format}: {stdout}"
        );
    }
    assert!(start(&["--format=text"]).contains("/100"));
    assert!(start(&["--json", "-f", "json"]).starts_with('{'));
    let with_variable = |arguments: &[&str], name: &str, value: &str| {
        let outcome = scan(&machine, arguments).env(name, value).run();
        assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""), "{arguments:?}");
        outcome.stdout
    };
    assert!(with_variable(&["-f", "md"], "DEVENV_JSON", "1").starts_with("<!-- devenv-report -->"));
    assert!(with_variable(&["--json"], "DEVENV_FORMAT", "markdown").starts_with('{'));
    assert!(with_variable(&[], "DEVENV_FORMAT", "markdown").starts_with("<!-- devenv-report -->"));
    assert_eq!(start(&["-f", "html", "-o", "report.html"]), "");
    let report = std::fs::read_to_string(machine.path("empty/report.html")).unwrap();
    assert!(report.to_lowercase().starts_with("<!doctype html>"), "{report}");
}

#[test]
fn a_wrong_format_suggests_the_right_one() {
    let machine = machine();
    let shown = |arguments: &[&str]| {
        let outcome = machine.devenv(arguments).run();
        assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(2), ""), "{arguments:?}");
        outcome.stderr
    };
    insta::assert_snapshot!(shown(&["scan", "-f", "jsno"]), @"
    error: invalid value 'jsno' for '--format <FORMAT>'
      [possible values: text, json, markdown, html, junit, sarif, gitlab, annotations]

      tip: a similar value exists: 'json'

    For more information, try '--help'.
    ");
    insta::assert_snapshot!(shown(&["scan", "--json", "-f", "html"]), @r#"{"error":{"code":"usage","message":"the argument '--json' cannot be used with '--format html'","causes":[],"hint":"`devenv --help` lists commands and flags"}}"#);
    insta::assert_snapshot!(shown(&["history", "-f", "html"]), @"
    error: invalid value 'html' for '--format <FORMAT>'
      [possible values: text, json]

    For more information, try '--help'.
    ");
    let error = shown(&["history", "-f", "json", "--limit", "0"]);
    assert!(error.starts_with("{\"error\":{\"code\":\"usage\""), "{error}");
}

#[test]
fn lists_are_written_to_files_too() {
    let machine = machine();
    scan(&machine, &[]).run();
    machine.devenv(["scan"]).run();
    machine.devenv(["scan"]).run();
    for arguments in [
        &["history", "-f", "json"][..],
        &["tools", "--json"],
        &["policy", "--json"],
        &["config", "-f", "json"],
        &["explain", "jq", "-f", "json"],
        &["diff", "-f", "json"],
        &["fix", "-f", "json"],
        &["upload", "--list", "-f", "json"],
    ] {
        let run = machine.devenv(arguments.iter().chain(&["-o", "answer"]));
        assert_eq!(shown(&run.run()), (Some(0), "", ""), "{arguments:?}");
        let answer = std::fs::read_to_string(machine.path("empty/answer")).unwrap();
        let answer: Value = serde_json::from_str(&answer).unwrap();
        // Uploads have not changed since the first version of the contract.
        let version = if arguments.contains(&"upload") { "1.0" } else { "1.1" };
        assert_eq!(answer["schema_version"], version, "{arguments:?}");
    }
    let markdown = machine.devenv(["diff", "--format", "markdown"]).run();
    assert!(markdown.stdout.starts_with("## "), "{markdown:#?}");
}

#[test]
fn a_quiet_scan_is_its_verdict_and_doctor_is_a_scan() {
    let machine = machine();
    assert_eq!(
        shown(&scan(&machine, &["-q"]).run()),
        (
            Some(0),
            "PASS (partial) 100/100 (fail under 80; of the machine alone)\n",
            ""
        )
    );
    machine.program("jq", "exit 1");
    let doctor = ["doctor", "--only", "tools,path", "--fail-under", "100", "--quiet"];
    let outcome = machine.devenv(doctor).run();
    assert_eq!(
        shown(&outcome),
        (
            Some(1),
            "FAIL (partial) 96/100 (fail under 100; of the machine alone)\n",
            ""
        )
    );
    let outcome = scan(&machine, &["-q", "--json"]).run();
    assert_eq!(outcome.json()["assessment"]["score"], 96);
}

#[test]
fn man_pages_are_written_for_each_command() {
    let machine = machine();
    let outcome = machine.devenv(["man", "out/man1"]).run();
    assert_eq!(shown(&outcome), (Some(0), "", "The man pages are in out/man1\n"));
    let read = |name: &str| std::fs::read_to_string(machine.path("empty/out/man1").join(name)).unwrap();
    let page = read("devenv-scan.1");
    assert!(
        page.contains(".TH devenv-scan 1") && page.contains("\\-\\-fail\\-under"),
        "{page}"
    );
    assert!(read("devenv-config-set.1").contains("devenv config set upload true"));
    assert!(read("devenv.1").contains("devenv\\-history(1)"));
    let outcome = machine.devenv(["man", "../home/shop/devenv.toml"]).run();
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(5), ""));
    assert!(
        outcome
            .stderr
            .starts_with("error: cannot write to ../home/shop/devenv.toml\n"),
        "{outcome:#?}"
    );
}

#[test]
fn every_command_warns_once_of_a_misspelt_variable() {
    let machine = machine();
    let warning = "warning: devenv has no setting for the variable `DEVENV_TIEMOUT`; did you mean `DEVENV_TIMEOUT`?\n";
    for arguments in [
        &["policy", "--json"][..],
        &["config"],
        &["tools", "jq"],
        &["completions", "bash"],
    ] {
        let outcome = machine.devenv(arguments).env("DEVENV_TIEMOUT", "5").run();
        assert_eq!(
            (outcome.code, outcome.stderr.as_str()),
            (Some(0), warning),
            "{arguments:?}"
        );
        let quiet = machine.devenv(arguments).arg("-q").env("DEVENV_TIEMOUT", "5").run();
        assert_eq!(quiet.stderr, "", "{arguments:?}");
    }
}

#[test]
fn help_lists_commands_in_groups_and_flags_of_all_commands_last() {
    let help = |arguments: &[&str]| Run::new(arguments).run().stdout;
    let headings = |text: &str| -> Vec<String> {
        let is_heading = |line: &&str| line.ends_with(':') && !line.starts_with(' ');
        text.lines().filter(is_heading).map(str::to_owned).collect()
    };
    let groups = ["Check:", "Project:", "Team:", "Platform:", "Setup:", "Global options:"];
    assert_eq!(headings(&help(&["--help"])), groups);
    assert_eq!(
        headings(&help(&["scan", "-h"])),
        [
            "Arguments:",
            "Selection:",
            "Output:",
            "Policy:",
            "Upload:",
            "Execution:",
            "Global options:",
            "Examples:"
        ]
    );
    assert_eq!(
        headings(&help(&["token", "-h"])),
        ["Options:", "Global options:", "Examples:"]
    );
    let narrow = Run::new(["-h"]).env("COLUMNS", "80").run().stdout;
    for line in narrow.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
}
