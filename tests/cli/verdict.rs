//! The verdict, the next steps and the first screen of the report, for projects whose requirements are not met.

use std::path::PathBuf;

use serde_json::Value;

use crate::support::{Machine, Outcome};

/// A machine with Git, npm and Node.js, and a project with these files.
fn project(files: &[(&str, &str)]) -> (Machine, PathBuf) {
    let machine = Machine::new();
    machine.program("git", "echo git version 2.47.1");
    machine.program("npm", "echo 11.1.0");
    machine.program("node", "echo v26.1.0");
    let root = machine.path("shop");
    std::fs::create_dir_all(root.join(".git")).unwrap();
    std::fs::write(root.join(".git/HEAD"), "ref: refs/heads/main\n").unwrap();
    for (name, text) in files {
        std::fs::write(root.join(name), text).unwrap();
    }
    (machine, root)
}

fn run(machine: &Machine, root: &std::path::Path, arguments: &[&str]) -> Outcome {
    let run = machine.devenv(arguments).directory(root);
    run.env("DEVENV_TIMEOUT", "60")
        .env("DEVENV_PROGRAM_TIMEOUT", "30")
        .run()
}

const SEVERAL: [(&str, &str); 3] = [
    ("deno.json", "{}\n"),
    (
        "mix.exs",
        "defmodule Shop.MixProject do\n  use Mix.Project\n  def project, do: [app: :shop, elixir: \"~> 1.17\"]\nend\n",
    ),
    ("Makefile", "all:\n"),
];

/// Git has no user name here, which gains more points than a missing tool; the tools come first anyway.
#[test]
fn the_steps_begin_with_the_missing_required_tools() {
    let (machine, root) = project(&SEVERAL);
    let outcome = run(&machine, &root, &["scan"]);
    assert_eq!(outcome.code, Some(1), "{outcome:#?}");
    let (_, steps) = outcome.stdout.split_once("\nNext steps\n").unwrap();
    let at = |text: &str, word: &str| text.find(word).unwrap_or_else(|| panic!("no {word} in\n{text}"));
    assert!(
        at(steps, "npm install --global deno") < at(steps, "git config"),
        "{steps}"
    );
    assert!(at(steps, "Elixir") < at(steps, "git config"), "{steps}");
    let plan = run(&machine, &root, &["fix"]).stdout;
    assert!(at(&plan, "Deno") < at(&plan, "git config"), "{plan}");
    assert!(!plan.contains("+0"), "{plan}");
}

#[test]
fn the_first_screen_has_the_verdict_and_the_first_three_problems() {
    let (machine, root) = project(&SEVERAL);
    let page = run(&machine, &root, &["scan"]).stdout;
    let screen: Vec<&str> = page.lines().take(24).collect();
    assert!(screen[0].starts_with("shop on main: FAIL "), "{page}");
    let problems = screen.iter().filter(|line| line.starts_with('✗')).count();
    assert!(problems >= 3, "{page}");
    let words: Vec<&str> = page.split_whitespace().collect();
    assert!(words.join(" ").ends_with("· -v shows all"), "{page}");
    // The inventory is shown only on request.
    assert!(!page.contains("This machine"), "{page}");
    assert!(
        run(&machine, &root, &["scan", "--verbose"])
            .stdout
            .contains("\nThis machine")
    );
}

#[test]
fn a_selected_tool_is_checked_against_what_the_project_requires_of_it() {
    let (machine, root) = project(&[
        ("package.json", "{ \"engines\": { \"node\": \">=99\" } }\n"),
        ("deno.json", "{}\n"),
    ]);
    let outcome = run(&machine, &root, &["scan", "--json", "--only", "node"]);
    let scan: Value = outcome.json();
    assert_eq!(outcome.code, Some(1));
    assert_eq!(
        scan["selection"],
        serde_json::json!({ "only": ["node"], "skip": [], "exec": true })
    );
    let assessment = &scan["assessment"];
    assert_eq!(
        (&assessment["partial"], &assessment["basis"], &assessment["score"]),
        (&true.into(), &"project".into(), &49.into())
    );
    let outcome_of = |rule: &str, subject: &str| {
        let findings = assessment["findings"].as_array().unwrap();
        let found = findings
            .iter()
            .find(|one| one["rule"] == rule && one["subject"] == subject);
        found.map(|one| one["outcome"].as_str().unwrap().to_owned())
    };
    assert_eq!(outcome_of("tool-version", "node").as_deref(), Some("fail"));
    assert_eq!(outcome_of("tool-required", "deno").as_deref(), Some("skipped"));
    let page = run(&machine, &root, &["scan", "--only", "node"]).stdout;
    assert!(
        page.starts_with("shop: FAIL (partial) 49/100, pass mark 80\n"),
        "{page}"
    );
}

#[test]
fn a_cap_for_a_required_rule_is_ignored_with_a_warning() {
    let (machine, root) = project(&[("devenv.toml", "[rules.tool-required]\npoints = 30\ncap = 7\n")]);
    let outcome = run(&machine, &root, &["scan", "--json"]);
    assert_eq!(
        outcome.stderr,
        "warning: `rules.tool-required.cap` (devenv.toml:3) has no effect: caps apply to recommended rules only\n"
    );
}
