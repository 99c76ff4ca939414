//! `devenv history`, `show` and `diff` of scans saved on this machine.

use serde_json::{Value, json};

use crate::support::{Machine, Outcome, Run};

/// A machine with a project, and a tool that the test can break and fix.
fn machine() -> Machine {
    let machine = Machine::new();
    std::fs::create_dir_all(machine.path("home/work/shop")).unwrap();
    std::fs::write(machine.path("home/work/shop/devenv.toml"), "").unwrap();
    machine
}

fn devenv(machine: &Machine, arguments: &[&str]) -> Run {
    machine
        .devenv(arguments)
        .env("TZ", "UTC")
        .env("DEVENV_TIMEOUT", "60")
        .env("DEVENV_PROGRAM_TIMEOUT", "30")
        .directory(machine.path("home/work/shop"))
}

/// Scans, and returns the scan.
fn scan(machine: &Machine) -> Value {
    devenv(machine, &["scan", "--json"]).json()
}

fn id(scan: &Value) -> &str {
    scan["scan_id"].as_str().unwrap()
}

fn history(machine: &Machine, more: &[&str]) -> Value {
    devenv(machine, &[&["history", "--json"], more].concat()).json()
}

fn ids(answer: &Value) -> Vec<&str> {
    answer["scans"].as_array().unwrap().iter().map(id).collect()
}

#[test]
fn each_scan_of_the_whole_machine_is_saved_as_it_would_be_uploaded() {
    let machine = machine();
    let first = scan(&machine);
    let second = scan(&machine);
    let unkept: [&[&str]; 4] = [
        &["scan", "--json", "--only", "tools"],
        &["scan", "--json", "--skip", "ports"],
        &["scan", "--json", "--no-history"],
        &["tools", "--json"],
    ];
    for command in unkept {
        devenv(&machine, command).json();
    }
    devenv(&machine, &["scan", "--json"])
        .env("DEVENV_NO_HISTORY", "1")
        .json();
    let answer = history(&machine, &[]);
    assert_eq!(ids(&answer), [id(&second), id(&first)]);
    let expected = json!({
        "scan_id": id(&second),
        "taken_at": second["taken_at"],
        "project": { "root": "~/work/shop", "name": "shop" },
        "change": 0,
        "assessment": answer["scans"][0]["assessment"],
        "grade": answer["scans"][0]["assessment"],
    });
    assert_eq!(answer["scans"][0], expected);
    for key in ["policy", "score", "status"] {
        assert_eq!(answer["scans"][0]["assessment"][key], second["assessment"][key]);
    }

    let saved = machine.path(format!("devenv/state/history/{}.json", id(&first)));
    let bytes = std::fs::read_to_string(saved).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&bytes).unwrap(), first);
    assert!(!bytes.contains('\n'));
    assert_eq!(devenv(&machine, &["show", id(&first), "--json"]).json(), first);
    assert_eq!(devenv(&machine, &["show", "--json"]).json(), second);
}

#[test]
fn the_list_can_be_filtered_and_paged() {
    let machine = machine();
    let ours = [scan(&machine), scan(&machine), scan(&machine)];
    let elsewhere = machine.devenv(["scan", "--json"]).env("DEVENV_TIMEOUT", "60").json();
    let all = [id(&elsewhere), id(&ours[2]), id(&ours[1]), id(&ours[0])];
    assert_eq!(ids(&history(&machine, &[])), all);
    for project in [".", "shop", "~/work/shop"] {
        assert_eq!(ids(&history(&machine, &["--project", project])), all[1..], "{project}");
    }
    assert_eq!(ids(&history(&machine, &["--since", "1d"])), all);
    assert_eq!(ids(&history(&machine, &["--since", "2999-01-01"])), [""; 0]);
    let page = history(&machine, &["--limit", "2"]);
    assert_eq!((ids(&page), page["next"].as_str()), (all[..2].to_vec(), Some(all[1])));
    let page = history(&machine, &["--limit", "2", "--before", all[1]]);
    assert_eq!((ids(&page), &page["next"]), (all[2..].to_vec(), &Value::Null));
}

#[test]
fn the_list_has_a_line_for_each_scan_and_a_chart_of_the_score() {
    let machine = machine();
    let outcome = devenv(&machine, &["history"]).run();
    let expected = Outcome {
        stdout: String::new(),
        stderr: "No saved scans yet. `devenv scan` saves one.\n".to_owned(),
        code: Some(0),
    };
    assert_eq!(outcome, expected);
    machine.program("jq", "exit 1");
    scan(&machine);
    machine.program("jq", "echo jq-1.7.1");
    scan(&machine);
    let outcome = devenv(&machine, &["history"]).env("COLUMNS", "120").run();
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
    let lines: Vec<&str> = outcome.stdout.lines().collect();
    assert!(lines[0].starts_with("id  "), "{outcome:#?}");
    assert!(lines[1].contains(" shop ") && lines[1].contains("+4"), "{outcome:#?}");
    assert!(lines.last().unwrap().starts_with("shop  ▁█  "), "{outcome:#?}");
}

#[test]
fn a_diff_shows_changes_since_the_last_scan_and_exits_with_1_if_asked() {
    let machine = machine();
    machine.program("jq", "echo jq-1.7.1");
    machine.program("kind", "echo kind version 0.20.0");
    let before = scan(&machine);
    machine.program("jq", "exit 1");
    machine.program("kind", "echo kind version 0.21.0");
    let after = scan(&machine);
    let answer = devenv(&machine, &["diff", "--json"]).json();
    assert_eq!(
        (id(&answer["from"]), id(&answer["to"]), &answer["worse"]),
        (id(&before), id(&after), &json!(true))
    );
    let changes: Vec<(&str, &str)> = answer["tools"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| (change["id"].as_str().unwrap(), change["change"].as_str().unwrap()))
        .collect();
    assert_eq!(changes, [("jq", "broken"), ("kind", "up")]);
    assert_eq!(answer["new"][0]["rule"], "tool-works");

    let code = |arguments: &[&str]| devenv(&machine, arguments).run().code;
    assert_eq!(code(&["diff"]), Some(0));
    assert_eq!(code(&["diff", "--exit-code"]), Some(1));
    assert_eq!(code(&["diff", "--exit-code", id(&after), id(&before)]), Some(0));
    let text = devenv(&machine, &["diff"]).run().stdout;
    assert!(text.contains("kind 0.20.0 → 0.21.0"), "{text}");
    let markdown = devenv(&machine, &["diff", "--format", "markdown"]).run().stdout;
    assert!(markdown.contains("### New\n\n- jq ends with an error"), "{markdown}");
    // Always from the earlier scan to the later one, whichever is named.
    for named in [id(&before), id(&after)] {
        assert_eq!(devenv(&machine, &["diff", "--json", named]).json(), answer, "{named}");
    }

    // A scan in a file, such as a CI job's, can be compared too.
    let file = machine.path("before.json");
    std::fs::write(&file, before.to_string()).unwrap();
    let from_file = devenv(&machine, &["diff", "--json", file.to_str().unwrap(), id(&after)]).json();
    assert_eq!(from_file, answer);
}

#[test]
fn a_saved_scan_is_shown_in_every_report_format() {
    let machine = machine();
    scan(&machine);
    let shown = |format: &str| {
        let outcome = devenv(&machine, &["show", "--format", format]).run();
        assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""), "{format}");
        outcome.stdout
    };
    assert!(shown("text").contains("/100"));
    assert!(shown("markdown").contains("## "));
    assert!(shown("html").starts_with("<!DOCTYPE html>"));
    assert!(shown("junit").starts_with("<?xml"));
    assert!(shown("sarif").contains("\"2.1.0\""));
    let file = machine.path("page.html");
    let written = devenv(&machine, &["show", "--format", "html", "-o", file.to_str().unwrap()]).run();
    assert_eq!((written.code, written.stdout.as_str()), (Some(0), ""));
    assert_eq!(std::fs::read_to_string(file).unwrap(), shown("html"));
}

#[test]
fn a_missing_scan_is_an_error_with_a_hint() {
    let machine = machine();
    let shown = |arguments: &[&str]| {
        let outcome = devenv(&machine, arguments).run();
        assert_eq!((outcome.stdout.as_str(), outcome.code), ("", Some(2)), "{arguments:?}");
        outcome.stderr
    };
    insta::assert_snapshot!(shown(&["show"]), @"
    error: there is no saved scan of this project
    hint: run `devenv scan`: it saves each scan of the whole machine
    ");
    scan(&machine);
    insta::assert_snapshot!(shown(&["diff"]), @"
    error: there is no second saved scan of this project
    hint: run `devenv scan`: it saves each scan of the whole machine
    ");
    insta::assert_snapshot!(shown(&["show", "ffff"]), @"
    error: no saved scan has an id that begins with `ffff`
    hint: `devenv history` lists the saved scans
    ");
    insta::assert_snapshot!(shown(&["history", "--since", "yesterday"]), @"error: `--since yesterday`: give a time such as `7d`, `12h`, `2026-11-01` or `2026-11-01T08:00:00Z`");
    let nowhere = Run::new(["history"]).directory("/").run();
    insta::assert_snapshot!(nowhere.stderr, @"
    error: there is no directory to store scans in
    hint: set `DEVENV_STATE_DIR` to a directory of your own
    ");
}

#[test]
fn prune_leaves_the_newest() {
    let machine = machine();
    let scans = [scan(&machine), scan(&machine), scan(&machine)];
    let answer = devenv(&machine, &["history", "prune", "--scans", "1", "--json"]).json();
    assert_eq!(answer, json!({ "schema_version": "1.1", "removed": 2, "kept": 1 }));
    assert_eq!(ids(&history(&machine, &[])), [id(&scans[2])]);
    let shown = devenv(&machine, &["history", "prune"]).run();
    assert_eq!(shown.stdout, "removed 0 scans, 1 left\n");
}

#[test]
fn a_scan_works_even_if_it_cannot_be_saved() {
    let machine = machine();
    std::fs::create_dir_all(machine.path("devenv/state")).unwrap();
    std::fs::write(machine.path("devenv/state/history"), "a file in place of the directory").unwrap();
    let outcome = devenv(&machine, &["scan", "--json"]).run();
    assert!(matches!(outcome.code, Some(0 | 1)), "{outcome:#?}");
    assert_eq!(outcome.json()["schema_version"], "1.1");
    assert!(
        outcome.stderr.starts_with("warning: cannot save this scan: "),
        "{outcome:#?}"
    );
}

#[test]
fn a_full_disk_leaves_no_partial_scan() {
    let machine = machine();
    // Like a full disk: no file may be larger than 4 KiB.
    let script = "trap '' XFSZ; ulimit -f 8; exec \"$@\"";
    let run = devenv(&machine, &["scan", "--json"]).through("/bin/sh", &["-c", script, "sh"]);
    let outcome = run.run();
    assert!(matches!(outcome.code, Some(0 | 1)), "{outcome:#?}");
    assert!(outcome.json()["assessment"]["score"].is_u64());
    let shown: Vec<&str> = outcome
        .stderr
        .lines()
        .filter(|line| line.contains("cannot save this scan"))
        .collect();
    assert_eq!(shown.len(), 1, "{outcome:#?}");
    let left = std::fs::read_dir(machine.path("devenv/state/history")).unwrap().count();
    assert_eq!(left, 0);
}

#[test]
fn a_damaged_file_is_reported_and_the_other_scans_are_listed() {
    let machine = machine();
    let good = scan(&machine);
    let path = machine.path("devenv/state/history/01930000-0000-7000-8000-000000000001.json");
    std::fs::write(&path, "{\"scan_id\": ").unwrap();
    let outcome = devenv(&machine, &["history", "--json"]).run();
    assert_eq!((outcome.code, ids(&outcome.json())), (Some(0), vec![id(&good)]));
    let expected = format!("warning: the saved scan {} is damaged: ", path.display());
    assert!(outcome.stderr.starts_with(&expected), "{outcome:#?}");
}

#[test]
fn the_user_sets_how_many_scans_are_saved() {
    let machine = machine();
    let prune = |more: &[&str]| devenv(&machine, &[&["history", "prune", "--json"], more].concat());
    machine.settings("[history]\nkeep_scans = 2\n");
    let all: Vec<Value> = (0..3).map(|_| scan(&machine)).collect();
    assert_eq!(ids(&history(&machine, &[])), [id(&all[2]), id(&all[1])]);
    // A variable overrides the file, and a flag overrides both.
    let shown = |answer: Value| (answer["removed"].as_u64().unwrap(), answer["kept"].as_u64().unwrap());
    assert_eq!(shown(prune(&[]).json()), (0, 2));
    assert_eq!(
        shown(prune(&["--scans", "7"]).env("DEVENV_KEEP_SCANS", "1").json()),
        (0, 2)
    );
    assert_eq!(shown(prune(&[]).env("DEVENV_KEEP_SCANS", "1").json()), (1, 1));
    machine.settings("[history]\nkeep_scans = 0\n");
    scan(&machine);
    assert_eq!(ids(&history(&machine, &[])), [""; 0]);
    let wrong = devenv(&machine, &["scan"]).env("DEVENV_KEEP_DAYS", "a week").run();
    assert_eq!(
        (wrong.code, wrong.stderr.as_str()),
        (
            Some(2),
            "error: `DEVENV_KEEP_DAYS` is `a week`; set it to a whole number\n"
        )
    );
}
