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
        let file = root.join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
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

#[test]
fn a_directory_that_requires_nothing_fails_where_a_project_is_required() {
    let (machine, root) = project(&[("README.md", "A shop.\n")]);
    let scan = |more: &[&str]| {
        let outcome = run(&machine, &root, &[&["scan"][..], more].concat());
        let first = outcome.stdout.lines().next().unwrap();
        // What the machine itself costs differs from one to the next.
        let (verdict, score) = first
            .split_once(" PASS ")
            .or_else(|| first.split_once(" FAIL "))
            .unwrap();
        assert_eq!(verdict, "This machine alone:");
        assert!(score.ends_with("/100, pass mark 80"), "{first}");
        (outcome.code, first.contains(" PASS "), outcome.stderr)
    };
    assert_eq!(scan(&[]), (Some(0), true, String::new()));
    let warning =
        "warning: no file says what this project requires, and --require-project fails such a scan\n".to_owned();
    assert_eq!(scan(&["--require-project"]), (Some(1), false, warning));
}

/// Where a rule's findings are open: outcome, severity, subject, message.
fn open(outcome: &Outcome, rule: &str) -> Vec<[String; 4]> {
    let scan: Value = outcome.json();
    let findings = scan["assessment"]["findings"].as_array().unwrap();
    let text = |one: &Value, key: &str| one[key].as_str().unwrap().to_owned();
    findings
        .iter()
        .filter(|one| one["rule"] == rule && one["outcome"] != "pass")
        .map(|one| ["outcome", "severity", "subject", "message"].map(|key| text(one, key)))
        .collect()
}

/// The build ends at once with "SDK location not found".
#[test]
fn a_build_for_android_needs_its_sdk() {
    let (machine, root) = project(&[
        (
            "settings.gradle.kts",
            "pluginManagement { repositories { google() } }\n",
        ),
        (
            "gradle/wrapper/gradle-wrapper.properties",
            "distributionUrl=https\\://services.gradle.org/distributions/gradle-8.13-bin.zip\n",
        ),
        (
            "app/build.gradle.kts",
            "plugins { id(\"com.android.application\") }\nandroid { compileSdk = 36 }\n",
        ),
    ]);
    let outcome = run(&machine, &root, &["scan", "--json"]);
    let expected = ["fail", "required", "android-sdk", "The Android SDK is not installed"].map(str::to_owned);
    assert_eq!(open(&outcome, "component-installed"), [expected]);
    let sdk = machine.path("sdk");
    std::fs::create_dir_all(sdk.join("platforms/android-36")).unwrap();
    std::fs::write(root.join("local.properties"), format!("sdk.dir={}\n", sdk.display())).unwrap();
    let outcome = run(&machine, &root, &["scan", "--json"]);
    assert_eq!(open(&outcome, "component-installed"), Vec::<[String; 4]>::new());
}

/// pyenv's shim of `aws` leads to a Python that is not installed; installing that Python would bring no `aws`.
#[test]
fn a_version_manager_is_not_asked_for_a_program_that_it_does_not_bring() {
    let (machine, root) = project(&[(".python-version", "3.14\n")]);
    let pyenv = machine.path("home/.pyenv");
    for name in ["python3", "aws"] {
        machine.program_in(&pyenv.join("shims"), name, "exit 1");
        machine.program_in(&pyenv.join("versions/3.11.7/bin"), name, "echo 3.11.7");
    }
    let path = std::env::join_paths([pyenv.join("shims"), machine.bin()]).unwrap();
    let outcome = machine
        .devenv(["scan", "--json"])
        .directory(&root)
        .env("PATH", path)
        .env("DEVENV_TIMEOUT", "60")
        .run();
    let scan: Value = outcome.json();
    let state = |id: &str| {
        let tools = scan["tools"].as_array().unwrap().iter();
        let found: Vec<&str> = tools
            .filter(|tool| tool["id"] == id)
            .map(|tool| tool["state"].as_str().unwrap())
            .collect();
        found.join(" ")
    };
    assert_eq!([state("python3"), state("aws")], ["failed", "absent"]);
    assert_eq!(
        open(&outcome, "tool-required"),
        [["fail", "required", "python3", "Python 3.14 is not installed in pyenv"].map(str::to_owned)]
    );
}

/// `.sdkmanrc` has SDKMAN's own word for a JDK.
#[test]
fn sdkman_installs_what_its_own_file_lists_and_uses_what_is_installed() {
    let (machine, root) = project(&[(".sdkmanrc", "java=21.0.5-tem\n")]);
    let candidates = machine.path("home/.sdkman/candidates/java");
    let jdk = |version: &str| {
        let home = candidates.join(format!("{version}-tem"));
        std::fs::create_dir_all(&home).unwrap();
        std::fs::write(home.join("release"), format!("JAVA_VERSION=\"{version}\"\n")).unwrap();
        machine.program_in(&home.join("bin"), "java", "exit 1");
    };
    jdk("11.0.21");
    std::os::unix::fs::symlink("11.0.21-tem", candidates.join("current")).unwrap();
    let fix = || {
        let path = std::env::join_paths([candidates.join("current/bin"), machine.bin()]).unwrap();
        let run = machine.devenv(["scan", "--json"]).directory(&root).env("PATH", path);
        let scan: Value = run.env("DEVENV_TIMEOUT", "60").run().json();
        let findings = scan["assessment"]["findings"].as_array().unwrap().clone();
        let found = findings.into_iter().find(|one| one["rule"] == "tool-version").unwrap();
        (
            found["message"].as_str().unwrap().to_owned(),
            found["fix"].as_str().unwrap().to_owned(),
        )
    };
    let message = "Java 11.0.21 is installed; the project requires 21.0.5-tem".to_owned();
    assert_eq!(fix(), (message.clone(), "sdk env install".to_owned()));
    jdk("21.0.5");
    assert_eq!(fix(), (message, "sdk env".to_owned()));
}

/// The text has placeholders, and nobody builds it.
#[test]
fn a_template_that_cannot_be_parsed_is_not_told() {
    let (machine, root) = project(&[
        ("package.json", "{ \"engines\": { \"node\": \">=20\" } }\n"),
        ("src/templates/app/package.json", "{ \"name\": ${name} }\n"),
    ]);
    let outcome = run(&machine, &root, &["scan", "--json"]);
    assert_eq!(open(&outcome, "manifest-readable"), Vec::<[String; 4]>::new());
}
