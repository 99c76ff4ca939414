//! `devenv hook`: one line on entering a project that this machine is not ready for.

use std::path::PathBuf;

use crate::support::Machine;

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

/// Each shell enters the project, leaves it, and enters it again: the line is there once, and the status of the command before it stays.
#[test]
fn real_shells_tell_it_on_entering() {
    let shells: [(&str, &str, &[&str], &str); 3] = [
        (
            "bash",
            "/bin/bash",
            &["--norc", "--noprofile", "-i"],
            "eval \"$(devenv hook bash)\"; eval \"$(devenv hook bash)\"",
        ),
        ("zsh", "/usr/bin/zsh", &["-f", "-s"], "eval \"$(devenv hook zsh)\""),
        ("fish", "/usr/bin/fish", &["--no-config"], "devenv hook fish | source"),
    ];
    for (name, program, arguments, start) in shells {
        if !std::path::Path::new(program).exists() {
            eprintln!("skipped: the hook of {name}: it is not installed");
            continue;
        }
        let project = Project::new();
        // Before the scan: an answer of a script counts no more once a file is added beside it.
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_devenv"), project.machine.bin().join("devenv")).unwrap();
        project.scan();
        let status = if name == "fish" { "$status" } else { "$?" };
        let lines = format!(
            "{start}\ncd '{0}'\ncd /\ncd '{0}'\nfalse\necho status {status}\n",
            project.directory.display()
        );
        let script = project.machine.path("script");
        std::fs::write(&script, lines).unwrap();
        let command = format!("exec {program} {} <'{}'", arguments.join(" "), script.display());
        let template = project
            .machine
            .devenv(["hook", "check"])
            .env("DEVENV_HOOK_TIMEOUT", "60");
        let outcome = template.through("/bin/sh", &["-c", &command]).directory("/").run();
        assert_eq!(outcome.stdout, format!("{LINE}status 1\n"), "{name}: {outcome:#?}");
    }
}
