//! Colour, width and characters of what is shown.

use unicode_width::UnicodeWidthStr;

use super::{OURS, furnished};
use crate::support::Machine;

#[test]
fn colour_follows_flags_variables_and_the_terminal() {
    let machine = furnished();
    let coloured = |arguments: &[&str], variables: &[(&str, &str)]| {
        let mut run = machine.devenv(OURS.iter().chain(arguments));
        for (name, value) in variables {
            run = run.env(name, value);
        }
        run.run().stdout.contains("\u{1b}[")
    };
    // A pipe is not a terminal.
    assert!(!coloured(&[], &[]));
    assert!(coloured(&["--color", "always"], &[]));
    assert!(coloured(&["--color", "always"], &[("NO_COLOR", "1")]));
    assert!(coloured(&[], &[("DEVENV_COLOR", "always")]));
    assert!(coloured(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&[], &[("CLICOLOR_FORCE", "0")]));
    assert!(!coloured(&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(
        coloured(&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "")]),
        "an empty NO_COLOR counts as not set"
    );
    assert!(!coloured(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&["--json", "--color", "always"], &[]));
    let file = machine.path("report.txt");
    machine
        .devenv(OURS.iter().chain(&["--color", "always", "-o"]))
        .arg(&file)
        .run();
    assert!(!std::fs::read_to_string(file).unwrap().contains('\u{1b}'));
}

const LONG_NAME: &str = "a-tool-of-mine-with-a-name-that-is-longer-than-any-narrow-terminal-is-wide";
const LONG_VERSION: &str = "1.11.4-alpha20250101.nightly.of.a.long.winter.night";

/// A machine with names, versions and paths that are wider than a narrow terminal.
fn long_winded() -> (Machine, String) {
    let machine = furnished();
    machine.tools_of_mine(&["terror", LONG_NAME]);
    machine.program("terror", &format!("echo terror {LONG_VERSION}"));
    machine.program(LONG_NAME, "exit 1");
    let path = format!(
        "{}:/a/directory/that/is/not/there/and/has/a/name/that/is/longer/than/{}",
        machine.bin().display(),
        "x".repeat(200)
    );
    (machine, path)
}

#[test]
fn lines_fit_the_terminal_and_shortened_text_is_marked() {
    let (machine, path) = long_winded();
    machine.devenv(OURS).env("PATH", &path).run();
    machine.devenv(["scan"]).env("PATH", &path).run();
    for columns in [40, 60, 80] {
        for command in [
            &["scan"][..],
            &["scan", "--verbose", "--timings"],
            &["tools"],
            &["tools", "--all"],
            &["history"],
            &["history", "--verbose"],
            &["policy"],
            &["config", "--verbose"],
        ] {
            let outcome = machine
                .devenv(command)
                .env("COLUMNS", columns.to_string())
                .env("PATH", &path)
                .run();
            assert!(matches!(outcome.code, Some(0 | 1)), "{outcome:#?}");
            let wide: Vec<&str> = outcome
                .stdout
                .lines()
                .filter(|line| line.width() > columns)
                // Commands are not shortened: they would be different commands.
                .filter(|line| !line.trim_start().starts_with("$ ") && !line.trim_start().starts_with('+'))
                // Words are not broken. The text before one is at most its label.
                .filter(|line| line.rsplit_once(' ').is_some_and(|(before, _)| before.width() > 20))
                .collect();
            assert_eq!(wide, [""; 0], "{command:?} in {columns} columns");
            for word in outcome
                .stdout
                .split_whitespace()
                .filter(|word| word.starts_with("1.11.4"))
            {
                assert!(
                    word.starts_with(LONG_VERSION) || word.ends_with('…'),
                    "{command:?}: {word}"
                );
            }
        }
    }
}

#[test]
fn a_list_in_a_pipe_is_not_cut() {
    let (machine, path) = long_winded();
    let tools = machine.devenv(["tools"]).env("PATH", &path).run();
    let mut lines = tools.stdout.lines();
    let head: Vec<&str> = lines.next().unwrap().split_whitespace().collect();
    assert_eq!(head, ["tool", "version", "by", "category", "path", "name"]);
    let long: Vec<&str> = lines.next().unwrap().split_whitespace().collect();
    let program = machine.bin().join(LONG_NAME);
    assert_eq!(
        long,
        [LONG_NAME, "broken", "utility", program.to_str().unwrap(), LONG_NAME]
    );
    assert_eq!((tools.code, tools.stderr.as_str()), (Some(0), ""));
}

#[test]
fn without_utf_8_the_report_is_in_ascii() {
    let machine = furnished();
    let outcome = machine.devenv(["scan", "--verbose"]).env("LC_ALL", "C").run();
    assert!(outcome.stdout.is_ascii(), "{}", outcome.stdout);
}
