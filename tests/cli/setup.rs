//! `devenv self update` and `devenv bug-report`.

use crate::support::Machine;

#[test]
fn a_copy_in_a_checkout_is_told_to_be_that_and_nothing_is_run() {
    let outcome = Machine::new().devenv(["self", "update"]).run();
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let lines: Vec<&str> = outcome.stdout.lines().collect();
    assert_eq!(lines.len(), 2, "{outcome:?}");
    assert!(
        lines[0].starts_with("devenv 0.1.0, built in a checkout (/"),
        "{outcome:?}"
    );
    assert!(lines[1].starts_with("Pull the checkout /"), "{outcome:?}");
    let refused = Machine::new().devenv(["self", "update", "--yes"]).run();
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert!(
        refused
            .stderr
            .contains("no command updates this copy, built in a checkout"),
        "{refused:?}"
    );
}

#[test]
fn a_bug_report_names_nobody_and_is_written_as_it_was_shown() {
    let machine = Machine::new();
    machine.program("kind", "echo no version here; exit 3");
    machine.settings("[profiles.default]\nplatform = \"https://devenv.initech.example\"\n");
    let file = machine.path("report.md");
    let run = machine
        .devenv(["bug-report", "-o", file.to_str().unwrap()])
        .env("USER", "peter.gibbons")
        .env("DEVENV_TOKEN", "dvt_secret-secret-secret-secret")
        .env("DEVENV_UPLAOD", "1");
    let outcome = run.run();
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), outcome.stdout);
    let report = &outcome.stdout;
    let titles: Vec<&str> = report.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    assert_eq!(titles.len(), 6, "{report}");
    assert_eq!(&titles[..3], ["Program", "Machine", "Settings"]);
    assert!(titles[3].starts_with("Scan: "), "{report}");
    assert!(report.contains("- token: *** (DEVENV_TOKEN)\n"), "{report}");
    assert!(report.contains("- profiles.default.platform: set (/"), "{report}");
    assert!(report.contains("- DEVENV_UPLAOD: unknown variable\n"), "{report}");
    assert!(report.contains("- kind at "), "{report}");
    for secret in ["dvt_", "initech", "peter", machine.path("home").to_str().unwrap()] {
        assert!(!report.contains(secret), "{secret}: {report}");
    }
}

#[test]
fn without_a_terminal_a_bug_report_is_shown_and_not_written() {
    let machine = Machine::new();
    let outcome = machine.devenv(["bug-report"]).run();
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""), "{outcome:?}");
    assert!(outcome.stdout.starts_with("# devenv bug report\n"), "{outcome:?}");
    assert_eq!(std::fs::read_dir(machine.path("empty")).unwrap().count(), 0);
}
