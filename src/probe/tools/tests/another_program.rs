//! Other programs under a tool's name.

use std::path::Path;

use super::{program, tool};
use crate::host::Host;
use crate::probe::Probed;
use crate::probe::catalogue::Catalogue;
use crate::probe::fixture::{PROGRAM, link, write};
use crate::scan::{Availability, ToolState};

/// A machine with a package database, as `dpkg` lays it.
fn packaged(root: &Path, file: &str, package: &str, version: &str) {
    program(root, file, PROGRAM);
    let status = root.join("var/lib/dpkg/status");
    let before = std::fs::read_to_string(&status).unwrap_or_default();
    write(
        root,
        "/var/lib/dpkg/status",
        &format!(
            "{before}Package: {package}\nStatus: install ok installed\nArchitecture: amd64\nVersion: {version}\n\n"
        ),
    );
    write(
        root,
        &format!("/var/lib/dpkg/info/{package}.list"),
        &format!("/.\n{file}\n"),
    );
}

#[test]
fn a_package_of_another_program_is_not_the_tool() {
    for (id, file, package, version, what) in [
        (
            "zed",
            "/usr/sbin/zed",
            "zfs-zed",
            "2.1.11-1+deb12u1",
            "ZFS's event daemon (package zfs-zed)",
        ),
        (
            "task",
            "/usr/bin/task",
            "taskwarrior",
            "2.6.2+dfsg-1",
            "Taskwarrior, a list of things to do (package taskwarrior)",
        ),
        (
            "swift",
            "/usr/bin/swift",
            "python3-swiftclient",
            "1:4.1.0-2",
            "OpenStack's client of object stores (package python3-swiftclient)",
        ),
        (
            "fd",
            "/usr/bin/fd",
            "fdclone",
            "3.01j-1",
            "FDclone, a file manager (package fdclone)",
        ),
        (
            "yarn",
            "/usr/bin/yarn",
            "cmdtest",
            "0.32.14-1",
            "cmdtest's yarn, which runs scenario tests (package cmdtest)",
        ),
        (
            "docker",
            "/usr/bin/docker",
            "podman-docker",
            "4.3.1+ds1-8",
            "Podman under Docker's name (package podman-docker)",
        ),
        (
            "bat",
            "/usr/sbin/bat",
            "bacula-console-qt",
            "9.6.7-7",
            "Bacula's administration tool (package bacula-console-qt)",
        ),
        (
            "odin",
            "/usr/bin/odin",
            "odin",
            "2.0.5-4",
            "ODIN, for magnetic resonance sequences (package odin)",
        ),
        (
            "yq",
            "/usr/bin/yq",
            "yq",
            "3.1.0-3",
            "yq of Python, which wraps jq (package yq)",
        ),
        (
            "vite",
            "/usr/bin/vite",
            "vite",
            "1.2+svn1430-6",
            "ViTE, a viewer of traces (package vite)",
        ),
        (
            "pacman",
            "/usr/games/pacman",
            "pacman",
            "10-17.2",
            "a game of monsters in a labyrinth (package pacman)",
        ),
        (
            "gh",
            "/usr/bin/gh",
            "gitsome",
            "0.8.0+ds-7",
            "gitsome (package gitsome)",
        ),
    ] {
        let root = tempfile::tempdir().unwrap();
        packaged(root.path(), file, package, version);
        let found = tool(root.path(), id, "/usr/bin:/usr/sbin:/usr/games");
        assert_eq!(
            (found.state, found.version, found.path, found.others),
            (ToolState::Absent, None, None, Vec::new()),
            "{id}"
        );
        assert_eq!(found.not_started, Some(format!("{file} is another program: {what}")));
    }
}

#[test]
fn behind_another_program_the_tool_has_another_name() {
    let root = tempfile::tempdir().unwrap();
    packaged(root.path(), "/usr/bin/task", "taskwarrior", "2.6.2+dfsg-1");
    packaged(root.path(), "/usr/bin/go-task", "go-task", "3.40.0-1");
    let found = tool(root.path(), "task", "/usr/bin");
    assert_eq!(
        (
            found.state,
            found.path.as_deref(),
            found.version.as_deref(),
            found.not_started
        ),
        (ToolState::Found, Some("/usr/bin/go-task"), Some("3.40.0"), None)
    );
}

#[test]
fn the_version_of_an_unknown_package_is_not_the_tools() {
    let root = tempfile::tempdir().unwrap();
    packaged(root.path(), "/usr/bin/go", "gccgo-12", "12.2.0-14");
    let found = tool(root.path(), "go", "/usr/bin");
    assert_eq!(
        (found.state, found.version, found.manager.as_deref()),
        (ToolState::Found, None, Some("dpkg"))
    );
}

#[test]
fn another_program_is_known_by_its_links_its_directory_and_its_text() {
    let state = |root: &Path, id: &str, path: &str| {
        let found = tool(root, id, path);
        (found.state, found.not_started.unwrap_or_default())
    };
    let absent = |path: &str, what: &str| (ToolState::Absent, format!("{path} is another program: {what}"));
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    for interpreter in ["/bin/sh", "/usr/bin/python3", "/opt/c/bin/node"] {
        program(root, interpreter, PROGRAM);
    }
    program(root, "/usr/bin/podman", PROGRAM);
    link(root, "/usr/local/bin/docker", "../../bin/podman");
    assert_eq!(
        state(root, "docker", "/usr/local/bin"),
        absent("/usr/local/bin/docker", "Podman under Docker's name")
    );
    let wrapper = "#!/bin/sh\n[ -e /etc/containers/nodocker ] || echo emulated >&2\nexec /usr/bin/podman \"$@\"\n";
    program(root, "/opt/a/docker", wrapper);
    assert_eq!(
        state(root, "docker", "/opt/a"),
        absent("/opt/a/docker", "Podman under Docker's name")
    );
    program(root, "/opt/homebrew/Cellar/task/3.1.0/bin/task", PROGRAM);
    link(root, "/opt/homebrew/bin/task", "../Cellar/task/3.1.0/bin/task");
    assert_eq!(
        state(root, "task", "/opt/homebrew/bin"),
        absent("/opt/homebrew/bin/task", "Taskwarrior, a list of things to do")
    );
    program(
        root,
        "/opt/b/swift",
        "#!/usr/bin/python3\nfrom swiftclient.shell import main\n",
    );
    assert_eq!(
        state(root, "swift", "/opt/b"),
        absent("/opt/b/swift", "OpenStack's client of object stores")
    );
    program(root, "/opt/c/lib/node_modules/tsc/bin/tsc", "#!/usr/bin/env node\n");
    link(root, "/opt/c/bin/tsc", "../lib/node_modules/tsc/bin/tsc");
    assert_eq!(
        state(root, "typescript", "/opt/c/bin"),
        absent("/opt/c/bin/tsc", "`tsc` of npm, which is not TypeScript")
    );
    program(root, "/opt/d/docker", PROGRAM);
    assert_eq!(state(root, "docker", "/opt/d").0, ToolState::Found);
    // What distributions and users make links to, under the names of others.
    for (id, name, target, what) in [
        ("vim", "vi", "/usr/bin/nvim", "Neovim under Vim's name"),
        ("vim", "vi", "/bin/busybox", "a vi that is not Vim"),
        (
            "terraform",
            "terraform",
            "/usr/bin/tofu",
            "OpenTofu under Terraform's name",
        ),
        ("jq", "jq", "/usr/bin/gojq", "gojq under jq's name"),
        ("ld", "ld", "/usr/bin/mold", "mold under ld's name"),
        ("bash", "bash", "/bin/busybox", "a shell of BusyBox"),
    ] {
        let root = tempfile::tempdir().unwrap();
        program(root.path(), target, PROGRAM);
        link(root.path(), &format!("/opt/e/{name}"), &format!("../..{target}"));
        let told = state(root.path(), id, "/opt/e");
        assert_eq!(told, absent(&format!("/opt/e/{name}"), what), "{name} {target}");
    }
}

#[test]
fn podman_under_dockers_name_is_no_client_of_docker() {
    let root = tempfile::tempdir().unwrap();
    let has_docker = || {
        let host = Host::fixture(root.path(), "/srv", &[("HOME", "/home/anna"), ("PATH", "/usr/bin")]);
        let names = std::collections::HashSet::from(["docker".to_owned()]);
        let (Probed::Whole(index) | Probed::Partial { value: index, .. }) = crate::probe::path::read(&host, &names)
        else {
            panic!("there is no PATH");
        };
        crate::probe::namesake::is_on_path(&host, &index, Catalogue::builtin(), "docker")
    };
    assert!(!has_docker());
    program(root.path(), "/usr/bin/docker", PROGRAM);
    assert!(has_docker());
    program(root.path(), "/usr/bin/docker", "#!/bin/sh\nexec podman \"$@\"\n");
    assert!(!has_docker());
}

#[test]
fn a_runtime_of_dotnet_is_no_sdk() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    program(root, "/usr/lib/dotnet/dotnet", PROGRAM);
    link(root, "/usr/bin/dotnet", "../lib/dotnet/dotnet");
    std::fs::create_dir_all(root.join("usr/lib/dotnet/host/fxr/8.0.11")).unwrap();
    let found = tool(root, "dotnet", "/usr/bin");
    assert_eq!(
        (found.state, found.version, found.path, found.not_started.as_deref()),
        (
            ToolState::Absent,
            None,
            None,
            Some("/usr/bin/dotnet is a .NET runtime, and no SDK is installed beside it")
        )
    );
    for sdk in ["8.0.404", "8.0.110", "9.0.101"] {
        std::fs::create_dir_all(root.join("usr/lib/dotnet/sdk").join(sdk)).unwrap();
    }
    let found = tool(root, "dotnet", "/usr/bin");
    assert_eq!(
        (found.state, found.version.as_deref()),
        (ToolState::Found, Some("9.0.101"))
    );
    for (roll, chosen) in [
        ("latestPatch", Some("8.0.110")),
        ("feature", Some("8.0.110")),
        ("latestFeature", Some("8.0.404")),
        ("disable", None),
    ] {
        let text = format!(r#"{{ "sdk": {{ "version": "8.0.100", "rollForward": "{roll}" }} }} // ours"#);
        write(root, "/srv/global.json", &text);
        let own = tool(root, "dotnet", "/usr/bin").in_project.unwrap();
        assert_eq!(
            (
                own.version.as_deref(),
                own.set_by.as_str(),
                own.availability == Availability::Installed
            ),
            (chosen, "/srv/global.json", chosen.is_some()),
            "{roll}"
        );
    }
    write(
        root,
        "/srv/global.json",
        r#"{ "sdk": { "version": "8.0.100", "rollForward": "latestMajor" } }"#,
    );
    assert_eq!(tool(root, "dotnet", "/usr/bin").in_project, None);
}
