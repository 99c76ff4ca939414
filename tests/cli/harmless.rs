//! A scan changes nothing and talks to nobody: what the kernel saw of it.

use std::path::Path;

use crate::support::{Call, Machine, trace};

/// It does nothing to the machine, or something that leaves no trace of it.
fn is_harmless(call: &Call, machine: &Machine) -> bool {
    let folders = ["devenv/cache", "devenv/state"].map(|folder| machine.path(folder));
    let is_own = |path: &Path| folders.iter().any(|folder| path.starts_with(folder));
    let is_nowhere =
        |path: &Path| path == Path::new("/dev/null") || path == Path::new("/dev/tty") || path.starts_with("/proc");
    match call.name.as_str() {
        "execve" | "execveat" => true,
        // The C library asks the name service's cache, a daemon of this machine, who the user is; other daemons of the
        // system are asked by clients of theirs. Nobody else is.
        "connect" => {
            let asks = [
                "/var/run/nscd/",
                "/run/nscd/",
                "/run/systemd/",
                "/run/dbus/",
                "/var/run/dbus/",
            ];
            let engines = ["docker.sock", "podman.sock", "containerd.sock"];
            call.arguments.contains("AF_NETLINK")
                || call.arguments.contains("sa_family=AF_UNIX")
                    && (asks.iter().any(|folder| call.arguments.contains(folder))
                        || engines.iter().any(|socket| call.arguments.contains(socket)))
        }
        "sendto" | "sendmsg" | "sendmmsg" => !call.arguments.contains("AF_INET"),
        _ if call.only_reads() => true,
        _ => {
            let paths = call.paths();
            !paths.is_empty() && paths.iter().all(|path| is_own(path) || is_nowhere(path))
        }
    }
}

fn assert_harmless(calls: &[Call], machine: &Machine) {
    let harm: Vec<&Call> = calls.iter().filter(|call| !is_harmless(call, machine)).collect();
    assert!(harm.is_empty(), "{harm:#?}");
}

/// The programs that were started, without `devenv` itself.
fn started(calls: &[Call]) -> Vec<&str> {
    let programs: Vec<&str> = calls
        .iter()
        .filter(|call| call.name.starts_with("exec"))
        .filter_map(|call| call.arguments.split('"').nth(1))
        .collect();
    assert_eq!(programs.first(), Some(&env!("CARGO_BIN_EXE_devenv")));
    programs[1..].to_vec()
}

#[test]
fn a_scan_changes_nothing_and_only_the_first_one_starts_programs() {
    let machine = Machine::new();
    machine.program("kind", "echo kind version 0.20.0");
    machine.program("jq", "exit 1");
    machine.program("node", "echo v20.20.2");
    let traced = |more: &[&str]| {
        let run = machine.devenv(
            ["scan", "--timeout", "100", "--program-timeout", "60"]
                .iter()
                .chain(more),
        );
        trace(run, &machine.path(""))
    };
    let Some(first) = traced(&[]) else { return };
    assert_harmless(&first, &machine);
    let bin = machine.bin();
    let mut programs = started(&first);
    programs.sort_unstable();
    let expected = ["jq", "kind", "node"].map(|name| bin.join(name).to_str().unwrap().to_owned());
    assert_eq!(programs, expected);
    // It was able to see what is done at all.
    assert!(
        first
            .iter()
            .any(|call| call.name.starts_with("rename") && call.arguments.contains("tools.json"))
    );

    let second = traced(&[]).unwrap();
    assert_harmless(&second, &machine);
    assert_eq!(started(&second), [""; 0]);
    // It remembers nothing new: all that it writes is itself, for the history.
    let kept = machine.path("devenv/state/history");
    let is_kept = |call: &Call| call.paths().iter().all(|path| path.starts_with(&kept));
    assert!(
        second
            .iter()
            .all(|call| call.only_reads() || call.name.starts_with("exec") || call.name == "connect" || is_kept(call)),
        "{second:#?}"
    );
    assert!(
        second
            .iter()
            .any(|call| call.name.starts_with("rename") && is_kept(call))
    );

    let fresh = traced(&["--fresh"]).unwrap();
    assert_harmless(&fresh, &machine);
    assert_eq!(started(&fresh).len(), 3);
}

#[test]
fn no_exec_starts_nothing_though_nothing_is_remembered() {
    let machine = Machine::new();
    machine.program("kind", "echo kind version 0.20.0");
    let run = machine.devenv(["scan", "--no-exec"]);
    let Some(calls) = trace(run, &machine.path("")) else {
        return;
    };
    assert_eq!(started(&calls), [""; 0]);
    assert_harmless(&calls, &machine);
}

#[test]
fn the_tools_of_this_machine_are_read_without_harm() {
    #[expect(clippy::disallowed_methods, reason = "this machine's own PATH is what is to be read")]
    let path = std::env::var_os("PATH").unwrap();
    let machine = Machine::new();
    let traced = |command: &[&str]| {
        let run = machine.devenv(command).env("PATH", &path);
        trace(run, &machine.path(""))
    };
    let scan = ["scan", "--timeout", "200", "--program-timeout", "100"];
    let Some(first) = traced(&scan) else { return };
    assert_harmless(&first, &machine);
    let second = traced(&scan).unwrap();
    assert_harmless(&second, &machine);
    assert_eq!(started(&second), [""; 0]);
}
