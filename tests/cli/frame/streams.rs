//! Closed and full streams, and files that are written.

use serde_json::Value;

use super::{OURS, assert_scan, furnished, shell};
use crate::support::Outcome;

#[test]
fn closed_streams_are_no_error() {
    let machine = furnished();
    let json = || machine.scan(&[]);
    assert_scan(&shell(json(), "exec \"$@\" <&-"));
    assert_scan(&shell(json(), "exec \"$@\" 2>&-"));
    let outcome = shell(json(), "exec \"$@\" >&-");
    assert_eq!(
        (outcome.code, outcome.stdout.as_str(), outcome.stderr.as_str()),
        (Some(0), "", "")
    );
    let outcome = shell(json(), "exec \"$@\" <&- >&- 2>&-");
    assert_eq!(
        (outcome.code, outcome.stdout.as_str(), outcome.stderr.as_str()),
        (Some(0), "", "")
    );
}

/// `| head` is no error. The exit code still says whether the policy is met.
#[test]
fn a_closed_pipe_ends_a_command_quietly() {
    let machine = furnished();
    for (arguments, code) in [
        (vec!["tools", "--all"], 0),
        (vec!["schema"], 0),
        (vec!["completions", "bash"], 0),
        (vec!["--help"], 0),
        (vec!["scan", "--json"], 0),
        (vec!["scan", "--ci", "--fail-under", "100"], 1),
    ] {
        let mut child = machine
            .devenv(&arguments)
            .env("DEVENV_ONLY", if arguments[0] == "scan" { "tools,path" } else { "" })
            .start();
        let stdout = child.stdout.take();
        drop(stdout);
        child.stdout = Some(empty_pipe());
        let outcome = crate::support::finish(child);
        assert_eq!(
            (outcome.code, outcome.stderr.as_str()),
            (Some(code), ""),
            "{arguments:?}"
        );
    }
}

/// An empty stream, in place of a closed one.
fn empty_pipe() -> std::process::ChildStdout {
    let (reader, _) = std::io::pipe().unwrap();
    std::os::fd::OwnedFd::from(reader).into()
}

#[test]
#[cfg(target_os = "linux")]
fn a_stream_that_cannot_be_written_is_an_error() {
    let machine = furnished();
    let outcome = shell(machine.devenv(OURS), "exec \"$@\" >/dev/full");
    assert_eq!(outcome.code, Some(5));
    assert_eq!(
        outcome.stderr,
        "error: cannot write the output\n  caused by: No space left on device (os error 28)\n"
    );
}

#[test]
fn a_file_is_written_completely_or_not_at_all() {
    use std::os::unix::fs::PermissionsExt;
    let machine = furnished();
    let directory = machine.path("out");
    std::fs::create_dir(&directory).unwrap();
    let file = directory.join("scan.json");
    let written = |path: &std::path::Path| machine.scan(&["-o"]).arg(path).run();
    let names = || -> Vec<_> {
        std::fs::read_dir(&directory)
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect()
    };
    let silent = Outcome {
        stdout: String::new(),
        stderr: String::new(),
        code: Some(0),
    };
    let is_scan = |path: &std::path::Path| {
        let text = std::fs::read_to_string(path).unwrap();
        serde_json::from_str::<Value>(&text).unwrap()["schema_version"] == "1.1"
    };

    assert_eq!(written(&file), silent);
    assert!(is_scan(&file));

    // An existing file keeps its permissions, and a link stays a link, even to a file that does not exist yet.
    std::fs::write(&file, "before").unwrap();
    std::fs::set_permissions(&file, PermissionsExt::from_mode(0o640)).unwrap();
    let link = machine.path("link");
    std::os::unix::fs::symlink("out/scan.json", &link).unwrap();
    assert_eq!(written(&link), silent);
    assert!(is_scan(&file) && link.is_symlink());
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
    std::fs::remove_file(&file).unwrap();
    assert_eq!(written(&link), silent);
    assert!(is_scan(&file) && link.is_symlink());

    // A write that fails in the middle: after 512 bytes.
    std::fs::write(&file, "before").unwrap();
    let outcome = shell(
        machine.scan(&["-q", "-o"]).arg(&file),
        "trap '' XFSZ; ulimit -f 1; exec \"$@\"",
    );
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(5), ""));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "before");
    assert_eq!(names(), ["scan.json"]);
    let error: Value = serde_json::from_str(&outcome.stderr).unwrap();
    assert_eq!(error["error"]["code"], "output_failed");
    assert_eq!(error["error"]["message"], format!("cannot write {}", file.display()));

    // The longest possible file name.
    let long = machine.path("n".repeat(255));
    assert_eq!(written(&long), silent);
    assert!(is_scan(&long));

    // A directory in place of the file, and a missing directory.
    for path in [directory.clone(), machine.path("nowhere/scan.json")] {
        assert_eq!(written(&path).code, Some(5), "{}", path.display());
    }
    assert!(!machine.path("nowhere").exists());
}

#[test]
fn standard_output_can_be_given_as_a_file() {
    let machine = furnished();
    for name in ["-", "/dev/stdout"] {
        assert_scan(&machine.scan(&["-o", name]).run());
        // The rest of the file is not overwritten.
        let file = machine.path("log");
        let script = format!("{{ echo before; \"$@\"; echo after; }} > {}", file.display());
        let run = machine.devenv(OURS.iter().chain(&["--ci", "-o", name]));
        assert_eq!(shell(run, &script).stderr, "");
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.starts_with("before\nfail "), "{text}");
        assert!(
            text.ends_with("(fail under 80; of the machine alone)\nafter\n"),
            "{text}"
        );
    }
    let silent = machine.scan(&["-o", "/dev/null"]).run();
    assert_eq!(
        (silent.code, silent.stdout.as_str(), silent.stderr.as_str()),
        (Some(0), "", "")
    );
    assert!(!std::fs::metadata("/dev/null").unwrap().is_file());
}
