//! `devenv fix`: the plan, the script, and running it.

use crate::support::{Machine, Run};

/// A machine whose pyenv should run a Python that is not installed. `install` is the script of its `pyenv install`.
fn machine(install: &str) -> Machine {
    let machine = Machine::new();
    machine.program("pyenv", install);
    machine.executable(&machine.path("home/.pyenv/shims/python3"), b"#!/bin/sh\nexit 1\n");
    std::fs::write(machine.path("home/.pyenv/version"), "3.12.1\n").unwrap();
    machine
}

/// A script that installs it and prints a message.
fn installing(machine: &Machine) -> String {
    let directory = machine.path("home/.pyenv/versions/3.12.1/bin");
    let directory = directory.display();
    format!(
        "[ \"$1 $2\" = 'install 3.12.1' ] || exit 9\n\
        /bin/mkdir -p {directory}\necho '#!/bin/sh' > {directory}/python3\n/bin/chmod +x {directory}/python3\necho Installed it"
    )
}

fn fix(machine: &Machine, arguments: &[&str]) -> Run {
    let path = format!(
        "{}:{}",
        machine.path("home/.pyenv/shims").display(),
        machine.bin().display()
    );
    machine.devenv(["fix"].iter().chain(arguments)).env("PATH", path)
}

#[test]
fn without_a_terminal_the_plan_is_shown_and_nothing_is_run() {
    let machine = machine("echo ran > /dev/stderr");
    let outcome = fix(&machine, &[]).run();
    assert_eq!((outcome.stderr.as_str(), outcome.code), ("", Some(0)));
    let plan = "Commands\n 1. pyenv install 3.12.1\n    Python 3.12.1 is not installed in pyenv ";
    assert!(outcome.stdout.starts_with(plan), "{outcome:#?}");
}

#[test]
fn the_plan_is_a_script_that_a_shell_runs() {
    let machine = machine("");
    machine.program("pyenv", &installing(&machine));
    let outcome = fix(&machine, &["--print"]).run();
    assert_eq!((outcome.stderr.as_str(), outcome.code), ("", Some(0)));
    let script = machine.path("fix.sh");
    std::fs::write(&script, &outcome.stdout).unwrap();
    let ran = Run::of("/bin/sh", [&script]).env("PATH", machine.bin()).run();
    assert_eq!(
        (ran.stdout.as_str(), ran.stderr.as_str(), ran.code),
        ("Installed it\n", "", Some(0))
    );
}

#[test]
fn a_run_fixes_the_problem_and_reports_the_gain() {
    let machine = machine("");
    machine.program("pyenv", &installing(&machine));
    let outcome = fix(&machine, &["--yes", "--json"]).run();
    assert_eq!(outcome.stderr, "running pyenv install 3.12.1\nInstalled it\n");
    let answer = outcome.json();
    assert_eq!(
        answer["ran"],
        serde_json::json!([{ "command": "pyenv install 3.12.1", "outcome": "done", "detail": null }])
    );
    let score = |key: &str| answer[key].as_u64().unwrap();
    let step = &answer["plan"]["steps"][0];
    assert_eq!(score("score_after"), score("score") + step["gain"].as_u64().unwrap());
    assert_eq!(
        (&step["fixes"][0]["rule"], &step["fixes"]),
        (&serde_json::json!("tool-works"), &step["mends"])
    );
    assert_eq!(outcome.code, Some(i32::from(answer["status"] == "FAIL")));
    // No command is left.
    let again = fix(&machine, &["--json"]).run().json();
    assert_eq!(again["plan"]["steps"], serde_json::json!([]));
}

#[test]
fn a_failing_step_ends_the_run() {
    let machine = machine("echo no room >&2; exit 3");
    let outcome = fix(&machine, &["--yes"]).run();
    assert_eq!(outcome.code, Some(1), "{outcome:#?}");
    assert_eq!(
        outcome.stderr,
        "running pyenv install 3.12.1\nno room\nwarning: `pyenv install 3.12.1` exited with status 3\n"
    );
    assert!(outcome.stdout.contains("\n0 done, 1 failed\n"), "{outcome:#?}");
}

#[test]
fn the_plan_and_the_summary_of_a_run_can_be_written_to_a_file() {
    let machine = machine("echo Installed it >&2");
    let shown = fix(&machine, &[]).run().stdout;
    let asked_for = fix(&machine, &["-o", "plan.txt"]).run();
    let plan = machine.path("empty/plan.txt");
    assert_eq!((asked_for.code, asked_for.stdout.as_str()), (Some(0), ""));
    assert_eq!(std::fs::read_to_string(&plan).unwrap(), shown);
    let ran = fix(&machine, &["--yes", "-o", "plan.txt"]).run();
    let written = std::fs::read_to_string(&plan).unwrap();
    assert_eq!(ran.stdout, "");
    let summary = written.strip_prefix(&shown).unwrap();
    assert!(summary.contains("\n1 done\n"), "{summary}");
    let wrong = fix(&machine, &["--print", "-f", "json"]).run();
    assert_eq!(wrong.code, Some(2), "{wrong:#?}");
}

/// A downloaded project may contain its own `pyenv`.
#[test]
fn a_program_of_the_project_is_not_run() {
    let machine = machine("echo the real one");
    let project = machine.path("project");
    std::fs::create_dir_all(&project).unwrap();
    std::fs::write(project.join("devenv.toml"), "").unwrap();
    machine.program_in(&project.join("bin"), "pyenv", "echo harm");
    let path = format!(
        "{}:bin:{}:{}",
        project.join("bin").display(),
        machine.path("home/.pyenv/shims").display(),
        machine.bin().display()
    );
    let outcome = fix(&machine, &["--yes"]).env("PATH", path).directory(&project).run();
    assert!(
        outcome.stderr.contains("the real one") && !outcome.stderr.contains("harm"),
        "{outcome:#?}"
    );
}

#[test]
fn a_shell_function_is_run_by_its_shell() {
    if !std::path::Path::new("/bin/bash").exists() {
        crate::provider::skip::skip(format_args!("there is no /bin/bash"));
        return;
    }
    let step = devenv::report::PlanStep {
        command: "nvm install 22".to_owned(),
        words: ["nvm", "install", "22"].map(str::to_owned).to_vec(),
        elevated: false,
        required: false,
        gain: 0,
        score: None,
        fixes: Vec::new(),
        advice: None,
    };
    let machine = Machine::new();
    let nvm = machine.path("home/.nvm");
    std::fs::create_dir_all(&nvm).unwrap();
    std::fs::write(nvm.join("nvm.sh"), "nvm() { echo \"nvm was told: $*\"; }\n").unwrap();
    let script = step.function_script().unwrap();
    let ran = Run::of(
        "/bin/bash",
        ["-c", &script].into_iter().chain(step.words.iter().map(String::as_str)),
    )
    .env("HOME", machine.path("home"))
    .run();
    assert_eq!(
        (ran.stdout.as_str(), ran.stderr.as_str()),
        ("nvm was told: install 22\n", "")
    );
}
