//! A PATH of hostile programs: the scan ends, reports each correctly, leaves nothing behind, and is not influenced.

mod hanging;

use std::fmt::Write as _;
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::symlink;

use serde_json::Value;

use crate::support::{Machine, Outcome, assert_none_left};

/// Whether the tool is on the test's PATH: this computer may have others at known locations.
fn is_on_path(scan: &Value, tool: &Value) -> bool {
    let Some(path) = tool["path"].as_str() else {
        return true;
    };
    let mut entries = scan["path"]["entries"].as_array().unwrap().iter();
    entries.any(|entry| {
        let directory = entry["directory"].as_str().unwrap();
        !std::path::Path::new(directory).is_absolute() && !directory.starts_with('~') || path.starts_with(directory)
    })
}

/// The tools that are not absent, one per line: state, version, reason and detail of a failure, why it was not started.
fn tools(scan: &Value) -> String {
    let mut lines = String::new();
    for tool in scan["tools"].as_array().unwrap() {
        let text = |value: &Value| value.as_str().map(str::to_owned).unwrap_or_default();
        let state = text(&tool["state"]);
        if state == "absent" || !is_on_path(scan, tool) {
            continue;
        }
        let mut line = format!("{}: {state}", text(&tool["id"]));
        for part in [
            &tool["version"],
            &tool["failure"]["reason"],
            &tool["failure"]["detail"],
            &tool["not_started"],
        ] {
            if let Some(part) = part.as_str() {
                let _ = write!(line, " | {part}");
            }
        }
        lines.push_str(&line);
        lines.push('\n');
    }
    lines
}

#[test]
fn a_version_is_found_in_all_kinds_of_output() {
    let machine = Machine::new();
    machine.program("tmux", "read line; echo \"tmux 3.4$line\"");
    machine.program("curl", "echo 'curl 8.1.2 (x86_64)'; exit 1");
    machine.program("git", "echo 'git version 2.47.3' >&2");
    machine.program("cmake", "echo; echo 'a warning'; echo 'cmake version 3.25.1'");
    machine.program("doxygen", r"printf 'caf\351\n1.9.4\n'");
    machine.program(
        "nginx",
        r"printf '\033]0;owned\007\033[31mnginx version: nginx/\033[1m1.22.1\033[0m\r\n'",
    );
    machine.program("jq", "echo jq-1.7; /bin/sleep 600 &");
    machine.program("helm", "echo v3.14.0+gabc; yes=y; while :; do echo $yes; done");
    insta::assert_snapshot!(tools(&machine.scan(&[]).json()), @"
    cmake: found | 3.25.1
    curl: found | 8.1.2
    doxygen: found | 1.9.4
    git: found | 2.47.3
    helm: found | 3.14.0
    jq: found | 1.7
    nginx: found | 1.22.1
    tmux: found | 3.4
    ");
    #[cfg(target_os = "linux")]
    assert_none_left(machine.tag());
}

#[test]
fn output_without_a_version_is_a_failure_with_its_reason() {
    let machine = Machine::new();
    machine.program("zsh", "echo zsh 5.9; kill -SEGV $$");
    machine.program(
        "wget",
        "echo 'a line'; echo 'wget: error while loading shared libraries' >&2; exit 127",
    );
    machine.program("fossil", "while :; do echo fossil; done");
    machine.program("gcc", "exec /bin/cat /dev/zero");
    machine.program("yq", ":");
    machine.program(
        "kubectl",
        r"printf '\033]52;c;bm8=\007\033[2Jno \302\233 version\r\n\342\200\256here'",
    );
    insta::assert_snapshot!(tools(&machine.scan(&[]).json()), @"
    fossil: failed | unreadable-output | no version in its answer: fossil
    gcc: failed | unreadable-output | no version in its answer
    kubectl: failed | unreadable-output | no version in its answer: no ersion
    wget: failed | exit | status 127: wget: error while loading shared libraries
    yq: failed | unreadable-output | no version in its answer
    zsh: failed | signal | ended by signal 11
    ");
    #[cfg(target_os = "linux")]
    assert_none_left(machine.tag());
}

#[test]
fn a_program_that_cannot_run_is_a_failure_with_its_reason() {
    let machine = Machine::new();
    let bin = machine.bin();
    machine.executable(&bin.join("ruby"), b"#!/nowhere/ruby\nputs 1\n");
    machine.executable(&bin.join("swift"), b"#!/usr/bin/env no-such-interpreter\n");
    machine.executable(&bin.join("go"), b"\x7fELF is all that it has of a program");
    machine.executable(&bin.join("lua"), b"");
    machine.executable(&bin.join("helm"), b"<!DOCTYPE html>\n<title>404 Not Found</title>\n");
    machine.executable(&bin.join("jq"), b"\x1f\x8b\x08\0\0\0\0\0");
    machine.executable(&bin.join("kind"), b"#!/bin/sh\r\necho kind version 0.20.0\r\n");
    std::fs::create_dir(bin.join("node")).unwrap();
    symlink(machine.path("nothing"), bin.join("perl")).unwrap();
    symlink("zig", bin.join("zig")).unwrap();
    std::fs::write(bin.join("php"), "#!/bin/sh\necho PHP 8.3.0\n").unwrap();
    rustix::fs::mknodat(
        rustix::fs::CWD,
        bin.join("deno"),
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RWXU,
        0,
    )
    .unwrap();
    insta::assert_snapshot!(tools(&machine.scan(&[]).json()), @"
    deno: failed | not-executable | it is not a file
    go: failed | not-executable | the end of the file is missing: it was not copied or downloaded in full
    helm: failed | not-executable | it is a web page, not a program: a download that failed
    jq: failed | not-executable | it is not a program: this system cannot start a file of its format
    kind: failed | not-executable | its first line ends with a carriage return (CR LF), so that `/bin/sh` is not found: convert it to LF
    lua: failed | not-executable | the file is empty
    perl: failed | not-executable | it is a link to nothing
    php: failed | not-executable | you have no permission to run it
    ruby: failed | not-executable | it is a script for `/nowhere/ruby`, which is not there
    swift: failed | not-executable | it is a script for `no-such-interpreter`, which is not there
    zig: failed | not-executable | it is a link that leads back to itself
    ");
}

#[test]
fn a_text_without_a_first_line_is_run_by_a_shell_as_users_run_it() {
    let machine = Machine::new();
    machine.executable(&machine.bin().join("kind"), b"echo kind version 0.20.$#\n");
    let scan = machine.scan(&[]).json();
    assert_eq!(tools(&scan), "kind: found | 0.20.1\n");
}

#[test]
fn a_path_of_five_thousand_entries_is_read() {
    let machine = Machine::new();
    std::fs::create_dir(machine.path("p")).unwrap();
    let mut entries = Vec::new();
    for number in 0..5000 {
        let entry = machine.path(format!("p/{number}"));
        if number % 2 == 0 {
            std::fs::create_dir(&entry).unwrap();
        }
        entries.push(entry);
    }
    machine.program_in(&entries[4998], "kind", "echo kind version 0.20.0");
    let path = std::env::join_paths(&entries).unwrap();
    let scan = machine.scan(&[]).env("PATH", path).json();
    assert_eq!(tools(&scan), "kind: found | 0.20.0\n");
    let states: Vec<&str> = scan["path"]["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["state"].as_str().unwrap())
        .collect();
    assert_eq!(states, ["ok", "missing"].repeat(2500));
}

/// A script that leaves a mark if it is started.
fn marking(machine: &Machine, answer: &str) -> String {
    format!("echo started >> {}; echo {answer}", machine.path("mark").display())
}

fn assert_no_mark(machine: &Machine) {
    assert_eq!(std::fs::read_to_string(machine.path("mark")).unwrap_or_default(), "");
}

#[test]
fn a_program_of_a_relative_or_empty_entry_is_never_started() {
    let machine = Machine::new();
    let here = machine.path("empty");
    machine.program_in(&here.join("sub"), "kind", &marking(&machine, "kind version 6.6.6"));
    machine.program_in(&here, "jq", &marking(&machine, "jq-6.6.6"));
    // An absolute program whose interpreter is found by name, in a relative entry only.
    machine.executable(&machine.bin().join("tmux"), b"#!/usr/bin/env devenv-test-interpreter\n");
    machine.program_in(&here, "devenv-test-interpreter", &marking(&machine, "tmux 6.6"));
    for path in ["sub::", ":sub", ".:sub/../sub", "./sub:./"] {
        let path = format!("{path}:{}", machine.bin().display());
        let scan = machine.scan(&["--fresh"]).env("PATH", &path).json();
        let shown = tools(&scan);
        for tool in ["jq", "kind"] {
            let line =
                format!("{tool}: found | its entry of PATH is relative: a program of that name could be anybody's\n");
            assert!(shown.contains(&line), "{path}: {shown}");
        }
    }
    assert_no_mark(&machine);
}

#[test]
fn a_program_below_the_project_is_never_started() {
    let machine = Machine::new();
    let project = machine.path("shop");
    std::fs::create_dir_all(project.join("src")).unwrap();
    std::fs::create_dir(project.join(".git")).unwrap();
    std::fs::write(project.join(".git/HEAD"), "ref: refs/heads/main\n").unwrap();
    let bin = project.join("node_modules/.bin");
    machine.program_in(&bin, "kind", &marking(&machine, "kind version 6.6.6"));
    machine.program_in(&project, "gradlew", &marking(&machine, "6.6.6"));
    machine.program_in(&project, "mvnw", &marking(&machine, "6.6.6"));
    // Reached from outside: by a link to the file, by a link to the directory, by an interpreter.
    symlink(bin.join("kind"), machine.bin().join("jq")).unwrap();
    symlink(&bin, machine.path("linked")).unwrap();
    machine.program_in(&bin, "tmux", &marking(&machine, "tmux 6.6"));
    let interpreter = machine.program_in(&bin, "interpreter", &marking(&machine, "curl 6.6.6"));
    machine.executable(
        &machine.bin().join("curl"),
        format!("#!{}\n", interpreter.display()).as_bytes(),
    );
    machine.executable(&machine.bin().join("wget"), b"#!/usr/bin/env interpreter\n");
    let path = std::env::join_paths([machine.path("linked"), machine.bin(), bin, project.clone()]).unwrap();
    let scan = machine
        .scan(&[])
        .env("PATH", path)
        .directory(project.join("src"))
        .json();
    insta::assert_snapshot!(tools(&scan), @"
    curl: found | it is a script, and its interpreter is below the project's directory
    jq: found | it is below the project's directory
    kind: found | it is below the project's directory
    tmux: found | it is below the project's directory
    wget: found | it is a script, and its interpreter is below the project's directory
    ");
    assert_no_mark(&machine);
}

#[test]
fn neither_code_around_the_project_nor_what_variables_lead_to_in_it_is_started() {
    let machine = Machine::new();
    let shop = machine.path("shop");
    let library = shop.join("libs/library");
    for repository in [&shop, &library] {
        std::fs::create_dir_all(repository.join(".git")).unwrap();
        std::fs::write(repository.join(".git/HEAD"), "ref: refs/heads/main\n").unwrap();
    }
    machine.program_in(&shop.join("bin"), "kind", &marking(&machine, "kind version 6.6.6"));
    machine.program_in(&library.join("jdk/bin"), "java", &marking(&machine, "openjdk 6.6.6"));
    // A start script as build tools of Java have them.
    machine.program(
        "mvn",
        "if [ -n \"$JAVA_HOME\" ]; then exec \"$JAVA_HOME/bin/java\"; fi; echo Apache Maven 3.9.9",
    );
    let path = std::env::join_paths([shop.join("bin"), machine.bin()]).unwrap();
    let scan = machine
        .scan(&["--only", "kind,maven"])
        .env("PATH", path)
        .env("JAVA_HOME", library.join("jdk"))
        .directory(&library)
        .json();
    insta::assert_snapshot!(tools(&scan), @"
    kind: found | it is below the project's directory
    maven: found | 3.9.9
    ");
    assert_no_mark(&machine);
}

/// The tool of this id.
fn tool<'s>(scan: &'s Value, id: &str) -> &'s Value {
    let tools = scan["tools"].as_array().unwrap();
    tools.iter().find(|tool| tool["id"] == id).unwrap()
}

#[test]
fn a_script_whose_interpreter_is_itself_does_not_start() {
    let machine = Machine::new();
    let own = machine.bin().join("kind");
    machine.executable(&own, format!("#!{}\n", own.display()).as_bytes());
    let scan = machine.scan(&["--only", "kind"]).json();
    let tool = tool(&scan, "kind");
    assert_eq!(
        (&tool["state"], &tool["failure"]["reason"]),
        (&Value::from("failed"), &Value::from("not-executable")),
        "{tool:#}"
    );
}

#[test]
fn an_answer_is_forgotten_once_what_a_script_starts_has_changed() {
    let machine = Machine::new();
    let version = |version: &str| {
        let directory = machine.path(format!("opt/kind-{version}"));
        machine.program_in(&directory, "kind", &format!("echo kind version {version}"));
        let current = machine.path("opt/current");
        let _ = std::fs::remove_file(&current);
        symlink(&directory, &current).unwrap();
        tool(&machine.scan(&["--only", "kind"]).json(), "kind")["version"].clone()
    };
    let script = format!("exec {} \"$@\"", machine.path("opt/current/kind").display());
    machine.program("kind", &script);
    assert_eq!([version("0.20.0"), version("0.21.0")], ["0.20.0", "0.21.0"]);
}

#[test]
fn a_wrapper_on_path_is_never_started() {
    let machine = Machine::new();
    for name in ["gradlew", "mvnw", "sbt", "code", "idea"] {
        machine.program(name, &marking(&machine, "6.6.6"));
    }
    machine.scan(&[]).json();
    assert_no_mark(&machine);
}

/// Checks that a terminal only shows the text. Colours are removed first if they are allowed.
fn assert_harmless_to_a_terminal(outcome: &Outcome, colours: bool) {
    for (name, stream) in [("stdout", &outcome.stdout), ("stderr", &outcome.stderr)] {
        let mut text = stream.clone();
        if colours {
            while let Some(start) = text.find("\u{1b}[") {
                let length = text[start..].find('m').unwrap();
                let parameters = &text[start + 2..start + length];
                assert!(
                    parameters.bytes().all(|byte| byte.is_ascii_digit() || byte == b';'),
                    "{name}: {stream:?}"
                );
                text.replace_range(start..=start + length, "");
            }
        }
        let unsafe_character = text.chars().find(|character| {
            (character.is_control() && *character != '\n')
                || matches!(*character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
        });
        assert_eq!(unsafe_character, None, "{name}: {stream:?}");
    }
}

#[test]
fn text_from_outside_never_reaches_a_terminal_unescaped() {
    const NASTY: &str = "\u{1b}]0;owned\u{7}\u{1b}[31m\r\u{202e}\u{9b}2J\nx";
    let machine = Machine::new();
    let nasty = machine.path(format!("dir{NASTY}"));
    let answer = r"printf '%s \033]0;owned\007\033[2J\r\342\200\256\302\2332J\n' nothing";
    machine.program_in(&nasty, "kind", answer);
    machine.program_in(&nasty, "jq", &format!("{answer} >&2; exit 3"));
    machine.executable(
        &nasty.join("curl"),
        format!("#!/nowhere/{}\n", NASTY.replace('\n', "")).as_bytes(),
    );
    machine.program_in(&nasty, "tmux", "echo tmux 3.4");
    machine.program("tmux", "echo tmux 3.3");
    std::fs::write(nasty.join(NASTY), "").unwrap();
    let project = machine.path(format!("shop{NASTY}"));
    std::fs::create_dir_all(project.join(".git/refs/heads")).unwrap();
    std::fs::write(
        project.join(".git/HEAD"),
        format!("ref: refs/heads/{}\n", NASTY.replace('\n', "")),
    )
    .unwrap();
    let mut path = nasty.clone().into_os_string().into_vec();
    path.extend(format!(":{0}:missing{NASTY}:relative\u{1b}[31m", machine.bin().display()).into_bytes());
    path.extend(b":/nowhere/\xff\xfe\x1b[31m");
    let path = std::ffi::OsString::from_vec(path);
    let commands: [&[&str]; 11] = [
        &["scan"],
        &["scan", "--verbose", "--timings"],
        &["scan", "--ci"],
        &["scan", "--only", "tools,path,project"],
        &["tools"],
        &["tools", "--all"],
        &["explain", "kind"],
        &["explain", "curl"],
        &["explain", "tmux"],
        &["explain", "tool-works"],
        &["explain", NASTY],
    ];
    for arguments in commands {
        for (colour, github) in [("never", "false"), ("always", "true")] {
            let outcome = machine
                .devenv(arguments.iter().chain(&["--color", colour]))
                .env("PATH", &path)
                .env("GITHUB_ACTIONS", github)
                .env("DEVENV_TIMEOUT", "60")
                .directory(&project)
                .run();
            assert!(
                outcome.code.is_some_and(|code| code <= 2),
                "{arguments:?}: {outcome:#?}"
            );
            assert_harmless_to_a_terminal(&outcome, colour == "always");
        }
    }
}
