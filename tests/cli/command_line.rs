//! Directories, formats, groups of help, man pages and changes of settings.

use serde_json::Value;

use crate::support::{Machine, Outcome, Run};

/// A machine with a project whose policy is not met.
fn machine() -> Machine {
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

fn shown(outcome: &Outcome) -> (Option<i32>, &str, &str) {
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

fn settings(machine: &Machine) -> String {
    std::fs::read_to_string(machine.path("devenv/config/config.toml")).unwrap()
}

#[test]
fn a_setting_is_changed_and_comments_stay() {
    let machine = machine();
    let config = |arguments: &[&str]| machine.devenv([&["config"], arguments].concat()).run();
    let path = machine.path("devenv/config/config.toml");
    let path = path.display();
    // The first one creates the file.
    let set = config(&["set", "history.keep_days", "30"]);
    assert_eq!(
        shown(&set),
        (Some(0), "", format!("Set `history.keep_days` in {path}\n").as_str())
    );
    assert_eq!(settings(&machine), "[history]\nkeep_days = 30\n");
    assert_eq!(shown(&config(&["get", "history.keep_days"])), (Some(0), "30\n", ""));

    machine
        .settings("# mine\nprofile = 'work' # the office\n\n[tools.acme]\ncommand = { arguments = [\"--version\"] }\n");
    for arguments in [
        &["set", "profile", "play"][..],
        &["set", "upload", "yes"],
        &["set", "profiles.play.platform", "https://devenv.example.com"],
        &["set", "profiles.play.callback_ports", "8400,8401", "8402"],
        &["set", "profiles.play.scopes", "openid", "email"],
    ] {
        assert_eq!(config(arguments).code, Some(0), "{arguments:?}");
    }
    insta::assert_snapshot!(settings(&machine), @r#"
    # mine
    profile = "play" # the office
    upload = true

    [tools.acme]
    command = { arguments = ["--version"] }

    [profiles.play]
    platform = "https://devenv.example.com"
    callback_ports = [8400, 8401, 8402]
    scopes = ["openid", "email"]
    "#);
    let got = machine
        .devenv(["config", "get", "profiles.play.callback_ports", "--json"])
        .json();
    assert_eq!(got["value"], serde_json::json!(["8400", "8401", "8402"]));
    assert_eq!(got["from"], format!("{path}:10"));

    let unset = config(&["unset", "profiles.play.scopes"]);
    assert_eq!(
        shown(&unset),
        (
            Some(0),
            "",
            format!("Removed `profiles.play.scopes` from {path}\n").as_str()
        )
    );
    assert!(!settings(&machine).contains("scopes"));
    let again = config(&["unset", "profiles.play.scopes"]);
    let expected =
        format!("error: `profiles.play.scopes` is not set in {path}\nhint: `devenv config` shows what sets it\n");
    assert_eq!(shown(&again), (Some(2), "", expected.as_str()));
}

#[test]
fn an_invalid_setting_is_refused_and_the_file_does_not_change() {
    let machine = machine();
    let before = "# mine\nprofile = \"work\"\n";
    machine.settings(before);
    let refused = |arguments: &[&str]| {
        let outcome = machine.devenv([&["config"], arguments].concat()).run();
        assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(2), ""), "{arguments:?}");
        assert_eq!(settings(&machine), before);
        outcome.stderr.replace(machine.path("").to_str().unwrap(), "/m/")
    };
    insta::assert_snapshot!(refused(&["set", "upload", "maybe"]), @"
    error: `upload` cannot be `maybe`
    hint: give `true` or `false`
    ");
    insta::assert_snapshot!(refused(&["set", "history.keep_days", "-1"]), @"
    error: `history.keep_days` cannot be `-1`
    hint: give a whole number
    ");
    insta::assert_snapshot!(refused(&["set", "uplaod", "true"]), @"
    error: there is no setting `uplaod`
    hint: did you mean `upload`?
    ");
    insta::assert_snapshot!(refused(&["set", "profiles.work.secret", "x"]), @"
    error: there is no setting `profiles.work.secret`
    hint: docs/config.md lists what config.toml can set; the rest are flags and variables
    ");
    insta::assert_snapshot!(refused(&["set", "tools.acme", "x"]), @"
    error: a tool of yours is a table with several values
    hint: add it with `devenv config edit`
    ");
    insta::assert_snapshot!(refused(&["get", "history.keep_day"]), @"
    error: there is no setting `history.keep_day`
    hint: did you mean `history.keep_days`?
    ");
    insta::assert_snapshot!(refused(&["get", "profiles.work.issuer"]), @"error: `profiles.work.issuer` is not set");
    assert!(refused(&["set", "profiles.work.callback_host", "0.0.0.0"]).contains("config.toml"));
    assert!(refused(&["set", "profiles./etc.issuer", "x"]).starts_with("error: "));
}

#[test]
fn the_settings_file_is_edited_and_then_checked() {
    let machine = machine();
    machine.executable(
        &machine.path("editors/my editor"),
        b"#!/bin/sh\n[ \"$1\" = --wait ] || exit 9\necho \"$WRITES\" >> \"$2\"\n",
    );
    let editor = format!("'{}' --wait", machine.path("editors/my editor").display());
    let edit = |writes: &str| {
        let run = machine.devenv(["config", "edit"]).env("WRITES", writes);
        run.env("EDITOR", "/nowhere/editor").env("VISUAL", &editor).run()
    };
    let path = machine.path("devenv/config/config.toml");
    let saved = edit("upload = true");
    assert_eq!(
        shown(&saved),
        (Some(0), "", format!("Saved {}\n", path.display()).as_str())
    );
    assert_eq!(
        settings(&machine),
        "# Settings of devenv. `devenv config` shows the effective ones.\nupload = true\n"
    );
    let broken = edit("[histroy]");
    assert_eq!((broken.code, broken.stdout.as_str()), (Some(2), ""));
    assert!(broken.stderr.contains(&path.display().to_string()), "{broken:#?}");

    let without = machine
        .devenv(["config", "edit"])
        .env("EDITOR", "no-such-editor -f")
        .run();
    assert_eq!(
        shown(&without),
        (
            Some(2),
            "",
            "error: there is no editor `no-such-editor` on PATH\nhint: set `VISUAL` or `EDITOR` to your editor\n"
        )
    );
    let failing = machine.executable(&machine.path("editors/fails"), b"#!/bin/sh\nexit 3\n");
    let failed = machine.devenv(["config", "edit"]).env("EDITOR", &failing).run();
    let expected = format!("error: the editor `{}` ended with status 3\n", failing.display());
    assert_eq!(shown(&failed), (Some(2), "", expected.as_str()));
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
