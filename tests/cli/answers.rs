//! Right answers on whole machines: which program runs here, in which version, and whether the project can use it.

use std::os::unix::fs::symlink;
use std::path::PathBuf;

use serde_json::Value;

use crate::support::{Machine, Outcome};

/// A machine with Git, in a repository with files.
struct Shop {
    machine: Machine,
    path: Vec<PathBuf>,
    environment: Vec<(&'static str, PathBuf)>,
}

impl Shop {
    fn new(files: &[(&str, &[u8])]) -> Self {
        let machine = Machine::new();
        machine.program("git", "echo git version 2.47.1");
        let shop = Self {
            path: vec![machine.bin()],
            machine,
            environment: Vec::new(),
        };
        shop.write("shop/.git/HEAD", b"ref: refs/heads/main\n");
        for (name, text) in files {
            shop.write(&format!("shop/{name}"), text);
        }
        shop
    }

    fn write(&self, place: &str, text: &[u8]) {
        let path = self.machine.path(place);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// A program that prints a line, whatever it is asked.
    fn tool(&self, place: &str, line: &str) -> PathBuf {
        self.script(place, &format!("echo '{line}'"))
    }

    fn script(&self, place: &str, text: &str) -> PathBuf {
        let text = format!("#!/bin/sh\n{text}\n");
        self.machine.executable(&self.machine.path(place), text.as_bytes())
    }

    /// Puts a directory before the others on PATH.
    fn first(&mut self, directory: &str) {
        self.path.insert(0, self.machine.path(directory));
    }

    fn scan(&self) -> Outcome {
        let mut run = self.machine.devenv(["scan", "--json", "--no-history"]);
        for (name, value) in &self.environment {
            run = run.env(name, value);
        }
        run.directory(self.machine.path("shop"))
            .env("PATH", std::env::join_paths(&self.path).unwrap())
            .env("GIT_AUTHOR_NAME", "A")
            .env("GIT_AUTHOR_EMAIL", "a@example.org")
            .env("DEVENV_TIMEOUT", "60")
            .env("DEVENV_PROGRAM_TIMEOUT", "30")
            .run()
    }

    /// What is said of a tool: its state and version, the required findings that do not hold, and how the scan ends.
    fn told(&self, id: &str) -> (String, Vec<String>, Option<i32>) {
        let outcome = self.scan();
        let scan = outcome.json();
        let tools = scan["tools"].as_array().unwrap();
        let tool = tools.iter().find(|tool| tool["id"] == id).unwrap();
        let state = format!("{} {}", text(&tool["state"]), text(&tool["version"]));
        (state.trim_end().to_owned(), stopping(&scan), outcome.code)
    }

    /// The version and state alone.
    fn state(&self, id: &str) -> String {
        self.told(id).0
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// The messages of required findings that do not hold.
fn stopping(scan: &Value) -> Vec<String> {
    let findings = scan["assessment"]["findings"].as_array().unwrap().iter();
    findings
        .filter(|finding| finding["severity"] == "required")
        .filter(|finding| finding["outcome"] == "fail" || finding["outcome"] == "unknown")
        .map(|finding| text(&finding["message"]))
        .collect()
}

fn met(state: &str) -> (String, Vec<String>, Option<i32>) {
    (state.to_owned(), Vec::new(), Some(0))
}

fn unmet(state: &str, message: &str) -> (String, Vec<String>, Option<i32>) {
    (state.to_owned(), vec![message.to_owned()], Some(1))
}

fn shim_of_pyenv(shop: &Shop, program: &str) {
    let root = shop.machine.path("home/.pyenv");
    let text = format!("exec \"{}/bin/pyenv\" exec {program} \"$@\"", root.display());
    shop.script(&format!("home/.pyenv/shims/{program}"), &text);
    shop.tool("home/.pyenv/bin/pyenv", "pyenv 2.6.30");
}

#[test]
fn pnpm_switches_to_the_version_that_the_project_names() {
    let shop = Shop::new(&[("package.json", b"{ \"packageManager\": \"pnpm@9.1.0\" }")]);
    shop.tool("tools/bin/node", "v26.1.0");
    shop.write(
        "lib/pnpm/package.json",
        b"{ \"name\": \"pnpm\", \"version\": \"10.2.0\" }",
    );
    let program = shop.tool("lib/pnpm/bin/pnpm.cjs", "10.2.0");
    symlink(program, shop.machine.bin().join("pnpm")).unwrap();
    assert_eq!(shop.told("pnpm"), met("found 10.2.0"));
    shop.write("shop/.npmrc", b"manage-package-manager-versions=false\n");
    let message = "pnpm 10.2.0 is installed; the project requires 9.1.0";
    assert_eq!(shop.told("pnpm"), unmet("found 10.2.0", message));
}

#[test]
fn corepack_fetches_unless_a_setting_forbids_it() {
    let mut shop = Shop::new(&[("package.json", b"{ \"packageManager\": \"yarn@4.2.2\" }")]);
    shop.tool("tools/bin/node", "v22.1.0");
    let program = shop.tool("lib/node_modules/corepack/dist/yarn.js", "never");
    symlink(program, shop.machine.bin().join("yarn")).unwrap();
    assert_eq!(shop.told("yarn"), met("absent"));
    shop.environment.push(("COREPACK_ENABLE_NETWORK", "0".into()));
    let message = "Yarn 4.2.2 is not installed in corepack";
    assert_eq!(shop.told("yarn"), unmet("failed", message));
}

#[test]
fn go_refuses_where_it_may_not_switch() {
    let mut shop = Shop::new(&[("go.mod", b"module x\n\ngo 1.27.3\n")]);
    shop.write("go/VERSION", b"go1.26.1\n");
    shop.tool("go/bin/go", "go version go1.26.1 linux/amd64");
    shop.first("go/bin");
    assert_eq!(shop.told("go"), met("found 1.26.1"));
    shop.environment.push(("GOTOOLCHAIN", "local".into()));
    let message = "Go 1.26.1 is installed; the project requires 1.27.3 or later";
    assert_eq!(shop.told("go"), unmet("found 1.26.1", message));
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[test]
fn a_program_for_a_newer_glibc_is_not_said_to_work() {
    let mut shop = Shop::new(&[("package.json", b"{ \"engines\": { \"node\": \">=26\" } }")]);
    let mut program = std::fs::read("/bin/true").unwrap();
    let old = program.clone();
    let positions: Vec<usize> = memchr::memmem::find_iter(&old, b"GLIBC_2.").map(|at| at + 6).collect();
    if positions.is_empty() {
        return;
    }
    for at in positions {
        program[at] = b'9';
    }
    let directory = "home/.nvm/versions/node/v26.1.0/bin";
    shop.machine
        .executable(&shop.machine.path(directory).join("node"), &program);
    shop.first(directory);
    assert_eq!(shop.told("node"), unmet("failed", "Node.js cannot be executed"));
}

#[test]
fn pyenv_runs_the_environment_of_a_long_name() {
    let mut shop = Shop::new(&[(".python-version", b"3.14.1/envs/web\n")]);
    for place in ["3.14.1", "3.14.1/envs/web"] {
        shop.tool(&format!("home/.pyenv/versions/{place}/bin/python3"), "Python 3.14.1");
    }
    shop.write("home/.pyenv/versions/3.14.1/envs/web/pyvenv.cfg", b"version = 3.14.1\n");
    shop.tool("tools/bin/python3", "Python 3.11.2");
    shim_of_pyenv(&shop, "python3");
    shop.first("home/.pyenv/shims");
    assert_eq!(shop.told("python3"), met("found 3.14.1"));
}

#[test]
fn what_a_manager_misreads_is_not_said_to_run() {
    let mut shop = Shop::new(&[(".python-version", b"\xef\xbb\xbf3.14.1\n")]);
    shop.tool("home/.pyenv/versions/3.14.1/bin/python3", "Python 3.14.1");
    shop.tool("tools/bin/python3", "Python 3.11.2");
    shim_of_pyenv(&shop, "python3");
    shop.first("home/.pyenv/shims");
    let message = "Python 3.11.2 is installed; the project requires 3.14.1";
    assert_eq!(shop.told("python3"), unmet("found 3.11.2", message));
}

#[test]
fn the_version_of_plenv_is_read_from_its_files_and_its_shim_is_not_started() {
    let mut shop = Shop::new(&[(".perl-version", b"5.42.2\n")]);
    let log = shop.machine.path("started");
    for (version, line) in [("5.40.1", "v5.40.1"), ("5.42.2", "v5.42.2")] {
        let line = format!("This is perl 5, version 42, subversion 2 ({line}) built for x86_64-linux");
        shop.tool(&format!("home/.plenv/versions/{version}/bin/perl"), &line);
    }
    shop.script(
        "home/.plenv/shims/perl",
        &format!("echo started >> {}\nexec plenv exec perl \"$@\"", log.display()),
    );
    shop.first("home/.plenv/shims");
    assert_eq!(shop.state("perl"), "found 5.42.2");
    assert!(!log.exists());
}

#[test]
fn another_name_does_not_stand_in_for_the_one_that_users_type() {
    let mut shop = Shop::new(&[("package.json", b"{ \"engines\": { \"node\": \">=26\" } }")]);
    shop.tool("home/.asdf/installs/nodejs/24.1.0/bin/node", "v24.1.0");
    shop.script(
        "home/.asdf/shims/node",
        "# asdf-plugin: nodejs 24.1.0\nexec asdf exec \"node\" \"$@\"",
    );
    shop.tool("tools/bin/nodejs", "v26.1.0");
    shop.first("home/.asdf/shims");
    assert_eq!(
        shop.told("node"),
        unmet("absent", "Node.js is required but not installed")
    );
}

#[test]
fn pipenv_runs_the_environment_of_the_project() {
    let shop = Shop::new(&[("Pipfile", b"[requires]\npython_version = \"3.14\"\n")]);
    let python = shop.tool("home/py/bin/python3.14", "Python 3.14.1");
    shop.write("shop/.venv/pyvenv.cfg", b"version = 3.14.1\n");
    std::fs::create_dir(shop.machine.path("shop/.venv/bin")).unwrap();
    symlink(python, shop.machine.path("shop/.venv/bin/python")).unwrap();
    shop.tool("tools/bin/python3", "Python 3.12.1");
    shop.tool("tools/bin/pipenv", "pipenv, version 2026.1.1");
    assert_eq!(shop.told("python3"), met("found 3.12.1"));
    std::fs::remove_dir_all(shop.machine.path("shop/.venv")).unwrap();
    let message = "Python 3.12.1 is installed; the project requires 3.14";
    assert_eq!(shop.told("python3"), unmet("found 3.12.1", message));
}

#[test]
fn a_version_is_not_read_from_what_java_picked_up() {
    let mut shop = Shop::new(&[]);
    shop.script(
        "tools/bin/java",
        "echo \"Picked up JAVA_TOOL_OPTIONS: -javaagent:/opt/agent-1.2.3.jar\" >&2\necho 'openjdk version \"25.0.1\" 2025-10-21' >&2",
    );
    shop.environment
        .push(("JAVA_TOOL_OPTIONS", "-javaagent:/opt/agent-1.2.3.jar".into()));
    assert_eq!(shop.state("java"), "found 25.0.1");
}

#[test]
fn a_compiler_behind_ccache_is_the_compiler() {
    let mut shop = Shop::new(&[]);
    let ccache = shop.tool("tools/bin/ccache", "ccache version 4.7.5");
    shop.tool("tools/bin/gcc", "gcc (Debian 14.2.0-1) 14.2.0");
    std::fs::create_dir(shop.machine.path("masquerade")).unwrap();
    symlink(ccache, shop.machine.path("masquerade/gcc")).unwrap();
    shop.first("masquerade");
    assert_eq!(
        ["gcc", "ccache"].map(|id| shop.state(id)),
        ["found 14.2.0", "found 4.7.5"]
    );
}

#[test]
fn comments_and_line_ends_of_windows_are_no_part_of_a_version() {
    let shop = Shop::new(&[(".nvmrc", b"# ours\r\nv26.1 # and why\r\n")]);
    let node = shop.tool("tools/bin/node", "v26.1.0");
    assert_eq!(shop.told("node"), met("found 26.1.0"));
    std::fs::remove_file(node).unwrap();
    shop.tool("tools/bin/node", "v26.2.0");
    let message = "Node.js 26.2.0 is installed; the project requires v26.1";
    assert_eq!(shop.told("node"), unmet("found 26.2.0", message));
}

#[test]
fn nodenvs_plugin_for_nvmrc_is_followed() {
    let mut shop = Shop::new(&[(".nvmrc", b"26.1.0\n")]);
    for version in ["24.1.0", "26.1.0"] {
        shop.tool(
            &format!("home/.nodenv/versions/{version}/bin/node"),
            &format!("v{version}"),
        );
    }
    shop.write("home/.nodenv/version", b"24.1.0\n");
    let plugin = "home/.nodenv/plugins/nodenv-nvmrc";
    shop.write(&format!("{plugin}/etc/nodenv.d/version-name/nvmrc.bash"), b":\n");
    shop.script("home/.nodenv/shims/node", "exec nodenv exec node \"$@\"");
    shop.first("home/.nodenv/shims");
    assert_eq!(shop.told("node"), met("found 26.1.0"));
    std::fs::remove_dir_all(shop.machine.path(plugin)).unwrap();
    let message = "Node.js 24.1.0 is installed; the project requires 26.1.0";
    assert_eq!(shop.told("node"), unmet("found 24.1.0", message));
}

/// A script that hands its call to a container would pull an image when it is started.
#[test]
fn a_script_for_a_container_is_not_started() {
    let shop = Shop::new(&[]);
    let log = shop.machine.path("started");
    shop.script(
        "tools/bin/podman",
        &format!("echo \"$@\" >> {}\necho podman version 5.2.0", log.display()),
    );
    shop.script(
        "tools/bin/terraform",
        "exec podman run --rm -it \\\n  -v \"$PWD:/work\" hashicorp/terraform:1.5 \"$@\"",
    );
    assert_eq!(
        ["terraform", "podman"].map(|id| shop.state(id)),
        ["found", "found 5.2.0"]
    );
    let started = std::fs::read_to_string(&log).unwrap();
    assert!(!started.contains("run"), "{started}");
}

#[test]
fn a_tmpdir_that_does_not_exist_stops_builds() {
    let mut shop = Shop::new(&[]);
    let gone = shop.machine.path("gone");
    shop.environment.push(("TMPDIR", gone.clone()));
    let told = stopping(&shop.scan().json());
    assert_eq!(
        told,
        [format!(
            "The directory for temporary files, {}, does not exist",
            gone.display()
        )]
    );
}
