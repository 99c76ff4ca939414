//! A scan changes nothing and connects to nothing: checked by its system calls.

use std::path::Path;

use crate::support::{Call, Machine, trace};

/// Whether a call does nothing to the machine, or leaves no trace.
fn is_harmless(call: &Call, machine: &Machine) -> bool {
    let directories = ["devenv/cache", "devenv/state"].map(|directory| machine.path(directory));
    let is_own = |path: &Path| directories.iter().any(|directory| path.starts_with(directory));
    let is_nowhere =
        |path: &Path| path == Path::new("/dev/null") || path == Path::new("/dev/tty") || path.starts_with("/proc");
    match call.name.as_str() {
        "execve" | "execveat" => true,
        // The C library asks a local daemon, the name service's cache, for the user's name. Clients of other local daemons do the same.
        // No other connection is allowed.
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
                    && (asks.iter().any(|directory| call.arguments.contains(directory))
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
    // The process that ends the programs if devenv is killed is devenv itself.
    let others = programs[1..]
        .iter()
        .filter(|program| **program != env!("CARGO_BIN_EXE_devenv"));
    others.copied().collect()
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
    // The trace does record changes.
    assert!(
        first
            .iter()
            .any(|call| call.name.starts_with("rename") && call.arguments.contains("tools.json"))
    );

    let second = traced(&[]).unwrap();
    assert_harmless(&second, &machine);
    assert_eq!(started(&second), [""; 0]);
    // The cache does not change: the only new file is the saved scan.
    let saved = machine.path("devenv/state/history");
    let is_saved = |call: &Call| call.paths().iter().all(|path| path.starts_with(&saved));
    assert!(
        second
            .iter()
            .all(|call| call.only_reads() || call.name.starts_with("exec") || call.name == "connect" || is_saved(call)),
        "{second:#?}"
    );
    assert!(
        second
            .iter()
            .any(|call| call.name.starts_with("rename") && is_saved(call))
    );

    let fresh = traced(&["--fresh"]).unwrap();
    assert_harmless(&fresh, &machine);
    assert_eq!(started(&fresh).len(), 3);
}

#[test]
fn no_exec_starts_nothing_although_the_cache_is_empty() {
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
fn the_tools_of_the_real_machine_are_read_without_changes() {
    #[expect(clippy::disallowed_methods, reason = "the test reads the real PATH")]
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

/// One tool of a scan.
fn tool(machine: &Machine, path: &[std::path::PathBuf], id: &str) -> serde_json::Value {
    let scan = machine
        .scan(&[])
        .env("PATH", std::env::join_paths(path).unwrap())
        .json();
    let tools = scan["tools"].as_array().unwrap();
    tools.iter().find(|tool| tool["id"] == id).unwrap().clone()
}

#[test]
fn shims_of_managers_that_are_not_followed_are_named_and_never_started() {
    let machine = Machine::new();
    let log = machine.path("started");
    let shim = |manager: &str| format!("echo $0 >> {}\n{manager} exec \"$0\" \"$@\"\necho 9.9.9", log.display());
    let home = |below: &str| machine.path("home").join(below);
    // Recognised by its text, by its directory, and behind a link.
    let bin = home("tools/bin");
    machine.program_in(&bin, "terragrunt", &shim("/opt/tgenv/bin/tgenv"));
    machine.program_in(&home(".luaenv/shims"), "lua", &shim("luaenv"));
    machine.program_in(&home(".proto/shims"), "bun", "echo 1.2.3");
    std::os::unix::fs::symlink(home(".luaenv/shims/lua"), bin.join("lua")).unwrap();
    // A script that such a shim would run.
    machine.executable(
        &bin.join("jq"),
        format!("#!{}\n", home(".proto/shims/bun").display()).as_bytes(),
    );
    let path = [bin.clone(), home(".proto/shims")];
    for (id, manager) in [("terragrunt", "tgenv"), ("lua", "luaenv"), ("bun", "proto")] {
        let shown = tool(&machine, &path, id);
        assert_eq!(
            (&shown["state"], &shown["version"], &shown["manager"], &shown["not_started"]),
            (
                &"found".into(),
                &serde_json::Value::Null,
                &manager.into(),
                &format!(
                    "managed by {manager}, version unknown: its shim may install what it is asked for, so it is not started"
                )
                .into()
            ),
            "{id}"
        );
    }
    assert_eq!(
        tool(&machine, &path, "jq")["not_started"],
        "it is a script, and its interpreter is a shim managed by proto, which is never started"
    );
    assert!(!log.exists(), "{}", std::fs::read_to_string(&log).unwrap_or_default());
}

#[test]
fn programs_start_in_an_empty_private_directory() {
    let machine = Machine::new();
    machine.program(
        "kind",
        "touch litter 2>/dev/null; echo \"kind version 0.20.0 in $PWD $(echo * .[!.]*)\"",
    );
    let shown = tool(&machine, &[machine.bin(), "/usr/bin".into(), "/bin".into()], "kind");
    let raw = shown["raw"].as_str().unwrap();
    let cache = machine.path("devenv/cache/temp-");
    let (place, files) = raw
        .strip_prefix("kind version 0.20.0 in ")
        .unwrap()
        .split_once(' ')
        .unwrap();
    assert!(place.starts_with(cache.to_str().unwrap()), "{raw}");
    assert!(place.ends_with("/empty"), "{raw}");
    // Root may write anywhere.
    let is_root = std::fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
    assert_eq!(files, if is_root { "litter .[!.]*" } else { "* .[!.]*" });
    // The directory is removed after the scan.
    let left: Vec<_> = std::fs::read_dir(machine.path("devenv/cache"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left, ["tools.json"]);
}
