//! Whole machines: what the scan says of a tool, without starting any.

use std::os::unix::fs::PermissionsExt;

use super::*;
use crate::probe::fixture::{PROGRAM, link, write};
use crate::scan::FailReason;

fn program(root: &Path, place: &str, content: &str) {
    write(root, place, content);
    let path = root.join(place.trim_start_matches('/'));
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

fn tool(root: &Path, id: &str, path: &str) -> Tool {
    tool_of(Catalogue::builtin(), root, id, path)
}

fn tool_of(catalogue: &Catalogue, root: &Path, id: &str, path: &str) -> Tool {
    let host = Host::fixture(root, "/srv", &[("HOME", "/home/anna"), ("PATH", path)]);
    let wanted: std::collections::HashSet<String> = catalogue
        .entries()
        .iter()
        .flat_map(|entry| entry.programs.iter().cloned())
        .collect();
    let (Probed::Whole(index) | Probed::Partial { value: index, .. }) = crate::probe::path::read(&host, &wanted) else {
        panic!("there is no PATH");
    };
    let cache = ProbeCache::default();
    let request = Request {
        host: &host,
        index: &index,
        catalogue,
        only: Some(&[id.to_owned()]),
        checkout: None,
        exec: false,
        program_timeout: Duration::from_secs(1),
        deadline: Instant::now() + Duration::from_secs(10),
        workers: 1,
        cache: &cache,
    };
    let Probed::Whole(mut tools) = read(&request) else {
        panic!("the tools cannot be read");
    };
    tools.pop().unwrap()
}

#[test]
fn a_proxy_without_its_component_is_absent_and_says_why() {
    let root = tempfile::tempdir().unwrap();
    let toolchain = "/home/anna/.rustup/toolchains/stable-x86_64-unknown-linux-gnu";
    program(root.path(), "/home/anna/.cargo/bin/rustup", "");
    program(root.path(), &format!("{toolchain}/bin/rustc"), "");
    link(root.path(), "/home/anna/.cargo/bin/rust-analyzer", "rustup");
    write(
        root.path(),
        "/home/anna/.rustup/settings.toml",
        "default_toolchain = \"stable-x86_64-unknown-linux-gnu\"\n",
    );
    let found = tool(root.path(), "rust-analyzer", "/home/anna/.cargo/bin");
    assert_eq!(
        (found.state, found.path, found.failure),
        (ToolState::Absent, None, None)
    );
    assert_eq!(
        found.not_started.as_deref(),
        Some("rustup: toolchain stable-x86_64-unknown-linux-gnu has no component `rust-analyzer`")
    );
}

#[test]
fn further_copies_behind_a_shim_that_lacks_the_program_are_listed() {
    let root = tempfile::tempdir().unwrap();
    program(root.path(), "/home/anna/.rbenv/shims/ruby", "");
    write(root.path(), "/home/anna/.rbenv/version", "3.2.2");
    std::fs::create_dir_all(root.path().join("home/anna/.rbenv/versions/3.2.2/bin")).unwrap();
    program(root.path(), "/usr/bin/ruby", "");
    let found = tool(root.path(), "ruby", "/home/anna/.rbenv/shims:/usr/bin");
    assert_eq!((found.state, found.path), (ToolState::Absent, None));
    let others: Vec<&str> = found.others.iter().map(|other| other.path.as_str()).collect();
    assert_eq!(others, ["/usr/bin/ruby"]);
}

#[test]
fn another_name_does_not_stand_in_for_a_shim_that_runs_nothing() {
    let root = tempfile::tempdir().unwrap();
    program(
        root.path(),
        "/home/anna/.asdf/shims/node",
        "#!/bin/sh\n# asdf-plugin: nodejs 24.1.0\nexec asdf exec \"node\" \"$@\"\n",
    );
    program(root.path(), "/usr/bin/nodejs", PROGRAM);
    let found = tool(root.path(), "node", "/home/anna/.asdf/shims:/usr/bin");
    assert_eq!(
        (found.state, found.path, found.not_started.as_deref()),
        (ToolState::Absent, None, Some("asdf: no version is set for `node`"))
    );
    let others: Vec<&str> = found.others.iter().map(|other| other.path.as_str()).collect();
    assert_eq!(others, ["/usr/bin/nodejs"]);
    // The same manager's other shim of the tool does.
    program(
        root.path(),
        "/home/anna/.asdf/shims/python3",
        "#!/bin/sh\n# asdf-plugin: python 3.12.1\nexec asdf exec \"python3\" \"$@\"\n",
    );
    program(
        root.path(),
        "/home/anna/.asdf/shims/python",
        "#!/bin/sh\n# asdf-plugin: pypy 7.3\nexec asdf exec \"python\" \"$@\"\n",
    );
    program(root.path(), "/home/anna/.asdf/installs/pypy/7.3/bin/python", PROGRAM);
    write(root.path(), "/srv/.tool-versions", "pypy 7.3\n");
    let found = tool(root.path(), "python3", "/home/anna/.asdf/shims:/usr/bin");
    assert_eq!(found.path.as_deref(), Some("/home/anna/.asdf/shims/python"));
}

#[test]
fn a_version_that_is_asked_for_and_not_installed_is_a_failure() {
    let root = tempfile::tempdir().unwrap();
    program(root.path(), "/home/anna/.rbenv/shims/ruby", "");
    write(root.path(), "/srv/.ruby-version", "3.3.0");
    let found = tool(root.path(), "ruby", "/home/anna/.rbenv/shims");
    let failure = found.failure.unwrap();
    assert_eq!(
        (found.state, failure.reason),
        (ToolState::Failed, FailReason::NotInstalledByShim)
    );
    assert_eq!(
        failure.detail,
        "rbenv wants `3.3.0` (set by /srv/.ruby-version), which is not installed"
    );
}

#[test]
fn an_applet_has_the_version_of_busybox_and_is_never_started() {
    let root = tempfile::tempdir().unwrap();
    program(root.path(), "/bin/busybox", PROGRAM);
    link(root.path(), "/bin/tar", "busybox");
    let unknown = tool(root.path(), "tar", "/bin");
    assert_eq!(
        (unknown.state, unknown.version, unknown.manager.as_deref()),
        (ToolState::Found, None, Some("busybox"))
    );
    write(
        root.path(),
        "/lib/apk/db/installed",
        "P:busybox\nV:1.36.1-r15\nF:bin\nR:busybox\n\n",
    );
    let known = tool(root.path(), "tar", "/bin");
    assert_eq!(
        (
            known.state,
            known.version.as_deref(),
            known.manager.as_deref(),
            known.source
        ),
        (
            ToolState::Found,
            Some("1.36.1"),
            Some("busybox"),
            Some(VersionSource::Package)
        )
    );
}

#[test]
fn a_program_that_would_not_start_is_failed_though_a_file_tells_its_version() {
    let root = tempfile::tempdir().unwrap();
    let node = "/home/anna/.nvm/versions/node/v22.1.0/bin/node";
    program(root.path(), node, "");
    let found = tool(root.path(), "node", "/home/anna/.nvm/versions/node/v22.1.0/bin");
    assert_eq!(
        (found.state, found.version, found.failure),
        (
            ToolState::Failed,
            None,
            Some(Failure::new(FailReason::NotExecutable, "the file is empty"))
        )
    );
    program(root.path(), node, PROGRAM);
    let found = tool(root.path(), "node", "/home/anna/.nvm/versions/node/v22.1.0/bin");
    assert_eq!(
        (found.state, found.version.as_deref()),
        (ToolState::Found, Some("22.1.0"))
    );
}

#[test]
fn a_script_whose_interpreter_does_not_start_is_failed() {
    let told = |interpreter: &str, is_program: bool| {
        let root = tempfile::tempdir().unwrap();
        write(root.path(), "/opt/python3", interpreter);
        if is_program {
            program(root.path(), "/opt/python3", interpreter);
        }
        program(
            root.path(),
            "/home/anna/.nvm/versions/node/v26.1.0/bin/node",
            "#!/opt/python3\n",
        );
        let found = tool(root.path(), "node", "/home/anna/.nvm/versions/node/v26.1.0/bin");
        (found.state, found.version, found.failure.map(|failure| failure.detail))
    };
    let version = || Some("26.1.0".to_owned());
    assert_eq!(told(PROGRAM, true), (ToolState::Found, version(), None));
    let failed = |detail: &str| (ToolState::Failed, None, Some(detail.to_owned()));
    assert_eq!(
        told(PROGRAM, false),
        failed("it is a script for `/opt/python3`, which you cannot run")
    );
    assert_eq!(
        told("", true),
        failed("it is a script for `/opt/python3`, which does not start: the file is empty")
    );
}

#[test]
fn a_tool_that_is_not_on_path_may_be_at_its_place() {
    let root = tempfile::tempdir().unwrap();
    assert_eq!(tool(root.path(), "nvm", "/usr/bin").state, ToolState::Absent);
    write(root.path(), "/home/anna/.nvm/nvm.sh", "");
    write(
        root.path(),
        "/home/anna/.nvm/package.json",
        r#"{ "version": "0.40.1" }"#,
    );
    let found = tool(root.path(), "nvm", "/usr/bin");
    assert_eq!(
        (found.state, found.path.as_deref(), found.version.as_deref()),
        (ToolState::Found, Some("/home/anna/.nvm/nvm.sh"), Some("0.40.1"))
    );
    // What is on PATH counts before its place.
    program(root.path(), "/home/anna/.docker/cli-plugins/docker-compose", "");
    program(root.path(), "/usr/bin/docker-compose", "");
    let place = |path| {
        let found = tool(root.path(), "docker-compose", path);
        (found.path, found.outside_path)
    };
    let plugin = "/home/anna/.docker/cli-plugins/docker-compose".to_owned();
    assert_eq!(place("/bin"), (Some(plugin), true));
    assert_eq!(place("/usr/bin"), (Some("/usr/bin/docker-compose".to_owned()), false));
}

#[test]
fn a_shim_that_leads_to_the_system_leads_to_the_systems_package() {
    let root = tempfile::tempdir().unwrap();
    program(root.path(), "/home/anna/.pyenv/shims/python3", "");
    program(root.path(), "/home/anna/.pyenv/shims/python", "");
    program(root.path(), "/usr/bin/python3.11", PROGRAM);
    link(root.path(), "/usr/bin/python3", "python3.11");
    write(root.path(), "/home/anna/.pyenv/version", "system");
    write(
        root.path(),
        "/lib/apk/db/installed",
        "P:python3\nV:3.11.6-r0\nF:usr/bin\nR:python3.11\n\n",
    );
    let found = tool(root.path(), "python3", "/home/anna/.pyenv/shims:/usr/bin");
    assert_eq!(
        (
            found.path.as_deref(),
            found.version.as_deref(),
            found.manager.as_deref()
        ),
        (Some("/home/anna/.pyenv/shims/python3"), Some("3.11.6"), Some("apk"))
    );
    assert_eq!(found.chosen_by.as_deref(), Some("/home/anna/.pyenv/version"));
    assert_eq!(found.others, []);
}

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
