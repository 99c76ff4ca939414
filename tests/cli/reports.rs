//! `scan --report`: files in other formats besides the output, and the summary of a job.

use serde_json::Value;

use crate::support::{Machine, Outcome, Run};

fn machine() -> Machine {
    let machine = Machine::new();
    machine.program("jq", "echo 'jq: no' >&2; exit 127");
    machine
}

/// A scan of programs on PATH.
fn scan(machine: &Machine, more: &[&str]) -> Run {
    let arguments = [
        "scan",
        "--only",
        "tools,path",
        "--timeout",
        "60",
        "--program-timeout",
        "30",
    ];
    machine.devenv(arguments.iter().chain(more))
}

#[test]
fn each_report_goes_to_its_file_besides_the_output() {
    let machine = machine();
    let file = |name: &str| machine.path(format!("out/{name}"));
    std::fs::create_dir(machine.path("out")).unwrap();
    let formats = [
        "text",
        "json",
        "markdown",
        "html",
        "junit",
        "sarif",
        "gitlab",
        "annotations",
    ];
    let reports: Vec<String> = formats
        .iter()
        .map(|format| format!("--report={format}={}", file(format).display()))
        .collect();
    let reports: Vec<&str> = reports.iter().map(String::as_str).collect();
    let outcome = scan(&machine, &reports).arg("--ci").run();
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
    assert!(
        outcome
            .stdout
            .ends_with("devenv: PASS (partial) 96/100 (fail under 80; of the machine alone)\n"),
        "{outcome:#?}"
    );

    let text = |name: &str| std::fs::read_to_string(file(name)).unwrap();
    let json = |name: &str| serde_json::from_str::<Value>(&text(name)).unwrap();
    assert!(text("text").contains("96/100"));
    assert_eq!(json("json")["assessment"]["score"], 96);
    assert!(text("markdown").contains("## ✅ 96/100: this machine is ready (partial)"));
    assert!(text("html").starts_with("<!DOCTYPE html>"));
    assert!(text("junit").contains("<failure type=\"tool-works\""));
    assert_eq!(json("sarif")["runs"][0]["results"][0]["ruleId"], "tool-works");
    assert_eq!(json("gitlab")[0]["check_name"], "tool-works");
    assert!(text("annotations").starts_with("::warning title=Installed tools don't start"));
    assert_eq!(std::fs::read_dir(machine.path("out")).unwrap().count(), formats.len());
}

#[test]
fn a_report_on_standard_output_replaces_the_output() {
    let machine = machine();
    let outcome = scan(&machine, &["--report", "gitlab=-"]).run();
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
    assert_eq!(outcome.json()[0]["check_name"], "tool-works");

    // The output has its own file.
    let answer = machine.path("answer.json");
    let outcome = scan(&machine, &["--json", "--report", "gitlab=-", "-o"])
        .arg(&answer)
        .run();
    assert_eq!(outcome.json()[0]["check_name"], "tool-works");
    let answer: Value = serde_json::from_str(&std::fs::read_to_string(answer).unwrap()).unwrap();
    assert_eq!(answer["schema_version"], "1.1");
}

#[test]
fn a_variable_names_several_reports() {
    let machine = machine();
    let [sarif, html] = ["a.sarif", "a.html"].map(|name| machine.path(name));
    let value = format!("sarif={},html={}", sarif.display(), html.display());
    let outcome = scan(&machine, &[]).env("DEVENV_REPORT", value).run();
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
    assert!(sarif.exists() && html.exists());
}

#[test]
fn an_invalid_report_is_an_error_before_the_scan() {
    let machine = machine();
    let shown = |arguments: &[&str]| {
        let outcome = scan(&machine, arguments).run();
        assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(2), ""), "{arguments:?}");
        outcome.stderr
    };
    insta::assert_snapshot!(shown(&["--report", "jsno=a"]), @"
    error: invalid value 'jsno=a' for '--report <FORMAT=FILE>': there is no format `jsno`; did you mean `json`?

    For more information, try '--help'.
    ");
    insta::assert_snapshot!(shown(&["--report", "html"]), @"
    error: invalid value 'html' for '--report <FORMAT=FILE>': give a format and a file, such as `html=report.html`; the file `-` is standard output

    For more information, try '--help'.
    ");
    insta::assert_snapshot!(shown(&["--report", "pdf=a.pdf"]), @"
    error: invalid value 'pdf=a.pdf' for '--report <FORMAT=FILE>': there is no format `pdf`; the formats are text, json, markdown, html, junit, sarif, gitlab, annotations

    For more information, try '--help'.
    ");
    insta::assert_snapshot!(shown(&["--report", "html=-", "--report", "json=-"]), @"
    error: only one report can go to standard output
    hint: give each report its own file
    ");
    insta::assert_snapshot!(shown(&["--report", "html=a", "--output", "a"]), @"
    error: two reports cannot both go to a
    hint: give each report its own file
    ");
    assert!(!machine.path("empty/a").exists());
    // It cannot be written, which is an error; the directory is not created.
    let outcome = scan(&machine, &["--report", "html=nowhere/a.html"]).run();
    assert_eq!(outcome.code, Some(5));
    let shown = "error: cannot write nowhere/a.html\n";
    assert!(outcome.stderr.starts_with(shown), "{outcome:#?}");
    assert!(!machine.path("empty/nowhere").exists());
}

#[test]
fn a_job_on_github_gets_a_summary() {
    let machine = machine();
    let summary = machine.path("summary.md");
    let run = |more: &[&str]| scan(&machine, more).env("GITHUB_STEP_SUMMARY", &summary).run();
    let text = || std::fs::read_to_string(&summary).unwrap();

    // GitHub creates the file; a missing one is not created, which is no error.
    let outcome = run(&["--ci"]);
    assert_eq!(outcome.code, Some(0));
    assert!(
        outcome.stderr.starts_with("warning: cannot write the job summary: "),
        "{outcome:#?}"
    );
    assert!(!summary.exists());

    std::fs::write(&summary, "before\n").unwrap();
    let silent = |outcome: &Outcome| assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
    silent(&run(&[]));
    assert_eq!(text(), "before\n", "only with --ci");
    silent(&run(&["--ci"]));
    let added = text();
    let added = added.strip_prefix("before\n").unwrap();
    assert!(
        added.starts_with("<!-- devenv-report -->\n## ✅ 96/100: this machine is ready (partial)\n"),
        "{added}"
    );
}
