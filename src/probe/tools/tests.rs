//! Whole machines: what the scan says of a tool, without starting any.

mod another_program;

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
