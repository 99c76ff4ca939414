//! `devenv hook`: one line on entering a project that this machine is not ready for.

use std::path::{Path, PathBuf};

use crate::provider::skip::skip;
use crate::support::{Machine, Outcome};

/// A project that requires a tool, whose version only the tool itself tells.
struct Project {
    machine: Machine,
    directory: PathBuf,
}

const LINE: &str = "devenv: kind 0.20.0 is installed; the project requires >=1; `devenv scan` shows how to fix it\n";

impl Project {
    fn new() -> Self {
        let machine = Machine::new();
        let started = machine.path("started");
        machine.program(
            "kind",
            &format!("echo >> {}; echo kind version 0.20.0", started.display()),
        );
        let directory = machine.path("home/shop");
        std::fs::create_dir_all(directory.join("web")).unwrap();
        let project = Self { machine, directory };
        project.requires(">=1");
        project
    }

    fn requires(&self, range: &str) {
        let policy = format!("[tools]\nkind = \"{range}\"\n");
        std::fs::write(self.directory.join("devenv.toml"), policy).unwrap();
    }

    fn check(&self) -> String {
        let check = self.machine.devenv(["hook", "check"]).env("DEVENV_HOOK_TIMEOUT", "60");
        let outcome = check.directory(&self.directory).run();
        assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
        outcome.stdout
    }

    /// A scan starts the tool, and its answer is cached.
    fn scan(&self) {
        let scan = self.machine.scan(&["--no-history"]).directory(&self.directory);
        assert!(scan.run().code.is_some());
    }

    fn starts(&self) -> usize {
        std::fs::read_to_string(self.machine.path("started")).map_or(0, |text| text.lines().count())
    }
}

#[test]
fn a_project_is_told_of_once_until_something_changes() {
    let project = Project::new();
    assert_eq!(
        project.check(),
        "",
        "nothing is known yet, and nothing is started to know it"
    );
    assert_eq!(project.starts(), 0);
    project.scan();
    assert_eq!(project.starts(), 1);
    assert_eq!(project.check(), LINE);
    assert_eq!(project.check(), "", "it was told already");
    let repeated = project
        .machine
        .devenv(["hook", "check", "--repeat"])
        .env("DEVENV_HOOK_TIMEOUT", "60");
    assert_eq!(repeated.directory(&project.directory).run().stdout, LINE);
    project.requires(">=2");
    assert_eq!(project.check(), LINE.replace(">=1", ">=2"));
    project.requires(">=0.20");
    assert_eq!(project.check(), "");
    project.requires(">=2");
    assert_eq!(project.check(), LINE.replace(">=1", ">=2"), "it was ready in between");
    // A changed program: what it said before counts no more.
    project.machine.program("kind", "echo kind version 2.0.0 # now");
    assert_eq!(project.check(), "");
    assert_eq!(project.starts(), 1, "the check starts no program");
}

#[test]
fn a_tool_that_is_missing_is_told_without_a_scan() {
    let project = Project::new();
    std::fs::remove_file(project.machine.bin().join("kind")).unwrap();
    let line = project.check();
    assert!(line.starts_with("devenv: kind is "), "{line}");
    assert_eq!(line.lines().count(), 1, "{line}");
}

#[test]
fn a_directory_that_requires_nothing_is_passed_over() {
    let machine = Machine::new();
    let outcome = machine.devenv(["hook", "check"]).run();
    assert_eq!(
        (outcome.code, outcome.stdout.as_str(), outcome.stderr.as_str()),
        (Some(0), "", "")
    );
}

/// The lines on standard error that are devenv's own: shells write prompts there too.
fn told(outcome: &Outcome) -> Vec<&str> {
    let lines = outcome.stderr.lines();
    lines.filter(|line| line.starts_with("devenv:")).collect()
}

impl Project {
    /// A scanned project, on a machine that has devenv on PATH.
    fn with_devenv() -> Self {
        let project = Self::new();
        // Before the scan: an answer of a script counts no more once a file is added beside it.
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_devenv"), project.machine.bin().join("devenv")).unwrap();
        project.scan();
        project
    }

    /// A shell that reads these lines.
    fn shell(&self, command: &str, lines: &str) -> Outcome {
        let script = self.machine.path("script");
        std::fs::write(&script, lines).unwrap();
        let command = format!("exec {command} <'{}'", script.display());
        let template = self.machine.devenv(["hook", "check"]).env("DEVENV_HOOK_TIMEOUT", "60");
        template.through("/bin/sh", &["-c", &command]).directory("/").run()
    }
}

/// Each shell: its program, how it is started, and the line of its documentation.
const SHELLS: [(&str, &str, &str); 3] = [
    ("/bin/bash", "--norc --noprofile -i", "eval \"$(devenv hook bash)\""),
    ("/usr/bin/zsh", "-f -s", "eval \"$(devenv hook zsh)\""),
    ("/usr/bin/fish", "--no-config", "devenv hook fish | source"),
];

fn installed_shells() -> impl Iterator<Item = (&'static str, String, &'static str)> {
    SHELLS.into_iter().filter_map(|(program, arguments, start)| {
        if !Path::new(program).exists() {
            skip(format_args!("the hook in {program}: it is not installed"));
            return None;
        }
        Some((program, format!("{program} {arguments}"), start))
    })
}

/// Each shell enters the project, leaves it, and enters it again: the line is there once, and the status of the command before it stays.
#[test]
fn real_shells_tell_it_on_entering() {
    for (program, command, start) in installed_shells() {
        let project = Project::with_devenv();
        let status = if program.ends_with("fish") { "$status" } else { "$?" };
        let lines = format!(
            "{start}\n{start}\ncd '{0}'\ncd /\ncd '{0}'\nfalse\necho status {status}\n",
            project.directory.display()
        );
        let outcome = project.shell(&command, &lines);
        assert_eq!(told(&outcome), [LINE.trim_end()], "{program}: {outcome:#?}");
        assert_eq!(outcome.stdout, "status 1\n", "{program}: {outcome:#?}");
    }
}

#[test]
fn what_a_command_prints_is_not_changed_by_it() {
    for (program, command, start) in installed_shells() {
        let project = Project::with_devenv();
        let captured = if program.ends_with("fish") {
            "(cd '{0}'; pwd)"
        } else {
            "$(cd '{0}' && pwd)"
        };
        let captured = captured.replace("{0}", &project.directory.display().to_string());
        let outcome = project.shell(&command, &format!("{start}\necho in {captured}\n"));
        assert_eq!(told(&outcome), [""; 0], "{program}: {outcome:#?}");
        assert_eq!(
            outcome.stdout,
            format!("in {}\n", project.directory.display()),
            "{program}"
        );
    }
}

/// nu reads lines from a terminal only.
#[test]
fn nu_tells_it_on_entering() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let programs = root.join("target/nu/node_modules/@nushell");
    let nu = std::fs::read_dir(&programs).ok().and_then(|mut found| found.next());
    let Some(nu) = nu.map(|found| found.unwrap().path().join("bin/nu")) else {
        skip(format_args!(
            "there is no {}; `scripts/test` sets it up",
            programs.display()
        ));
        return;
    };
    let project = Project::with_devenv();
    let lines = project.machine.path("lines");
    let enter = format!("cd {}", project.directory.display());
    let start = "mkdir ($nu.default-config-dir | path join autoload); \
        devenv hook nu | save --force ($nu.default-config-dir | path join autoload devenv.nu)";
    let run = |typed: &[&str]| {
        std::fs::write(&lines, typed.join("\n")).unwrap();
        let template = project
            .machine
            .devenv(["hook", "check"])
            .env("DEVENV_HOOK_TIMEOUT", "60");
        let terminal = root.join("tests/shells/terminal.py");
        let words = [terminal.as_path(), &lines, &nu].map(|path| format!("'{}'", path.display()));
        let command = format!("exec /usr/bin/python3 {} --no-history", words.join(" "));
        let template = template.env("TERM", "xterm");
        let outcome = template.through("/bin/sh", &["-c", &command]).directory("/").run();
        assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""), "{outcome:#?}");
        let shown = outcome.stdout.lines().filter(|line| line.starts_with("devenv:"));
        shown.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(run(&[start, "exit"]), [""; 0]);
    assert_eq!(run(&[&enter, "cd /", &enter, "exit"]), [LINE.trim_end()]);
}

/// At each change of directory, an error or a warning would be said again.
#[test]
fn a_broken_policy_and_an_unknown_variable_are_not_said_at_each_prompt() {
    let project = Project::new();
    std::fs::write(project.directory.join("devenv.toml"), "fail_under = \"high\"\n").unwrap();
    let check = || {
        let check = project
            .machine
            .devenv(["hook", "check"])
            .env("DEVENV_HOOK_TIMEUOT", "60");
        let outcome = check.directory(&project.directory).run();
        assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
        outcome.stdout
    };
    let line = check();
    assert!(
        line.starts_with("devenv: ") && line.ends_with("; `devenv scan` shows more\n"),
        "{line}"
    );
    assert_eq!(line.lines().count(), 1, "{line}");
    assert_eq!(check(), "");
}
