//! Programs as their managers install them: what tells each version.

mod programs;

use std::path::PathBuf;

use tempfile::TempDir;

use super::*;
use crate::probe::catalogue::Catalogue;
use crate::probe::fixture::{link, write};
use crate::probe::interpreter::interpreter;

struct Machine {
    root: TempDir,
    /// Of all scans of it.
    cache: ProbeCache,
}

impl Machine {
    fn new() -> Self {
        Self {
            root: tempfile::tempdir().unwrap(),
            cache: ProbeCache::default(),
        }
    }

    fn write(&self, place: &str, content: &str) -> &Self {
        write(self.root.path(), place, content);
        self
    }

    /// A link; its target is relative.
    fn link(&self, place: &str, target: &str) -> &Self {
        link(self.root.path(), place, target);
        self
    }

    fn bytes(&self, place: &str, content: &[u8]) -> &Self {
        write(self.root.path(), place, "");
        std::fs::write(self.root.path().join(place.trim_start_matches('/')), content).unwrap();
        self
    }

    /// What tells the version of a tool at a place: "20.1.0 by npm, from package.json: npm 20.1.0".
    fn told(&self, tool: &str, path: &str) -> Option<String> {
        self.told_of(Catalogue::builtin().get(tool).unwrap(), path)
    }

    fn told_of(&self, entry: &Entry, path: &str) -> Option<String> {
        let host = Host::fixture(self.root.path(), "/srv", &[("HOME", "/home/anna")]);
        let path = PathBuf::from(path);
        let resolved = host.canonicalize(&path).unwrap();
        let installed = installed_by(&resolved);
        let interpreter = interpreter(&host, &resolved).unwrap_or_default();
        let subject = Subject {
            entry,
            program: path.file_name().unwrap().to_str().unwrap(),
            path: &path,
            resolved: &resolved,
            interpreter: interpreter.as_ref(),
            installed: &installed,
            cache: &self.cache,
        };
        let evidence = from_files(&host, &subject).or_else(|| from_binary(&host, &subject))?;
        let manager = evidence
            .manager
            .or(installed.manager)
            .map(|manager| format!(" by {manager}"))
            .unwrap_or_default();
        Some(format!("{}{manager}, from {}", evidence.version, evidence.raw))
    }
}

/// An entry of a user's file.
fn entry(toml_text: &str) -> Entry {
    let text = format!("[tools.acme]\n{toml_text}\n");
    let catalogue = Catalogue::builtin().with_user_tools(&text).unwrap();
    catalogue.get("acme").unwrap().clone()
}

#[expect(clippy::unnecessary_wraps, reason = "it is compared with what may be none")]
fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn npm_packages_have_a_manifest() {
    let machine = Machine::new();
    machine
        .write("/usr/lib/node_modules/npm/bin/npm-cli.js", "#!/usr/bin/env node\n")
        .write(
            "/usr/lib/node_modules/npm/package.json",
            r#"{ "name": "npm", "version": "10.8.2" }"#,
        )
        .link("/usr/bin/npm", "../lib/node_modules/npm/bin/npm-cli.js");
    assert_eq!(
        machine.told("npm", "/usr/bin/npm"),
        some("10.8.2 by npm, from package.json: npm 10.8.2")
    );
    // A manifest of another package above it is not its own.
    machine.write(
        "/usr/lib/node_modules/npm/package.json",
        r#"{ "name": "other", "version": "1.0.0" }"#,
    );
    assert_eq!(machine.told("npm", "/usr/bin/npm"), None);
    machine.write("/usr/lib/node_modules/npm/package.json", "{");
    assert_eq!(machine.told("npm", "/usr/bin/npm"), None);
}

#[test]
fn npm_puts_a_script_beside_its_modules_on_windows() {
    let machine = Machine::new();
    machine.write("/npm/tsc.cmd", "@ECHO off\r\n").write(
        "/npm/node_modules/typescript/package.json",
        r#"{ "name": "typescript", "version": "5.3.3" }"#,
    );
    assert_eq!(
        machine.told("typescript", "/npm/tsc.cmd"),
        some("5.3.3 by npm, from package.json: typescript 5.3.3")
    );
}

#[test]
fn python_distributions_tell_by_the_name_of_their_directory() {
    let black = entry("programs = ['black']\npython = ['Black']");
    let machine = Machine::new();
    // A virtual environment, with the directories of the user beside it.
    machine
        .write("/venv/pyvenv.cfg", "home = /usr/bin\n")
        .write("/venv/bin/black", "#!/venv/bin/python3\n")
        .write("/usr/bin/python3.11", "")
        .link("/venv/bin/python3", "../../usr/bin/python3.11")
        .write("/venv/lib/python3.11/site-packages/black-24.1.0.dist-info/METADATA", "")
        .write(
            "/home/anna/.local/lib/python3.11/site-packages/black-23.1.0.dist-info/METADATA",
            "",
        );
    assert_eq!(
        machine.told_of(&black, "/venv/bin/black"),
        some("24.1.0 by pip, from black-24.1.0.dist-info")
    );
    // The system's Python looks at the user's directory first, then at that of pip, then at that of Debian.
    machine
        .write("/usr/bin/black", "#!/usr/bin/python3.11\n")
        .write("/usr/lib/python3/dist-packages/black-22.1.0.egg-info/PKG-INFO", "");
    assert_eq!(
        machine.told_of(&black, "/usr/bin/black"),
        some("23.1.0 by pip, from black-23.1.0.dist-info")
    );
    std::fs::remove_dir_all(machine.root.path().join("home")).unwrap();
    assert_eq!(
        machine.told_of(&black, "/usr/bin/black"),
        some("22.1.0, from black-22.1.0.egg-info")
    );
    machine.write(
        "/usr/local/lib/python3.11/dist-packages/black-22.3.0-py3.11.egg-info",
        "",
    );
    assert_eq!(
        machine.told_of(&black, "/usr/bin/black"),
        some("22.3.0 by pip, from black-22.3.0-py3.11.egg-info")
    );
    // A version of another Python does not count.
    machine
        .write("/usr/bin/black", "#!/usr/bin/python3.12\n")
        .write("/usr/bin/python3.12", "");
    std::fs::remove_dir_all(machine.root.path().join("usr/lib/python3")).unwrap();
    assert_eq!(machine.told_of(&black, "/usr/bin/black"), None);
}

#[test]
fn pipx_and_uv_keep_an_environment_for_each_tool() {
    let machine = Machine::new();
    for (manager, directory) in [
        ("pipx", "/home/anna/.local/share/pipx/venvs/black"),
        ("uv", "/home/anna/.local/share/uv/tools/black"),
    ] {
        machine
            .write(
                &format!("{directory}/bin/black"),
                &format!("#!{directory}/bin/python\n"),
            )
            .write(&format!("{directory}/bin/python"), "")
            .write(&format!("{directory}/pyvenv.cfg"), "")
            .write(
                &format!("{directory}/lib/python3.12/site-packages/black-24.2.0.dist-info/METADATA"),
                "",
            );
        let place = format!("/home/anna/.local/bin/{manager}-black");
        machine.link(&place, &format!("../../../..{directory}/bin/black"));
        let told = machine.told("black", &place).unwrap();
        assert!(told.starts_with("24.2.0 by "), "{told}");
    }
}

#[test]
fn a_program_that_is_no_script_stands_beside_its_distribution() {
    let machine = Machine::new();
    machine
        .write("/venv/bin/ruff", "\u{7f}ELF")
        .write("/venv/lib/python3.12/site-packages/ruff-0.4.1.dist-info/METADATA", "");
    assert_eq!(
        machine.told("ruff", "/venv/bin/ruff"),
        some("0.4.1 by pip, from ruff-0.4.1.dist-info")
    );
}

#[test]
fn cargo_keeps_a_list_of_what_it_installed() {
    let machine = Machine::new();
    let list = "[v1]\n\"ripgrep 14.1.0 (registry+https://github.com/rust-lang/crates.io-index)\" = [\"rg\"]\n\
                \"other 9.9.9 (registry+https://github.com/rust-lang/crates.io-index)\" = [\"fd\"]\n";
    machine
        .write("/home/anna/.cargo/bin/rg", "")
        .write("/home/anna/.cargo/bin/fd", "")
        .write("/home/anna/.cargo/.crates.toml", list);
    assert_eq!(
        machine.told("ripgrep", "/home/anna/.cargo/bin/rg"),
        some("14.1.0 by cargo, from ripgrep 14.1.0")
    );
    // Another crate brought a program of the same name.
    assert_eq!(machine.told("fd", "/home/anna/.cargo/bin/fd"), None);
    machine.write("/home/anna/.cargo/.crates.toml", "[v1\n");
    assert_eq!(machine.told("ripgrep", "/home/anna/.cargo/bin/rg"), None);
}

#[test]
fn the_newest_gem_is_the_one_that_starts() {
    let machine = Machine::new();
    let specifications = "/opt/ruby/lib/ruby/gems/3.2.0/specifications";
    machine
        .write("/opt/ruby/bin/bundle", "#!/opt/ruby/bin/ruby\n")
        .write(&format!("{specifications}/default/bundler-2.4.10.gemspec"), "")
        .write(&format!("{specifications}/bundler-2.5.3.gemspec"), "")
        .write(&format!("{specifications}/bundler-audit-9.0.gemspec"), "");
    assert_eq!(
        machine.told("bundler", "/opt/ruby/bin/bundle"),
        some("2.5.3 by gem, from bundler-2.5.3.gemspec")
    );
}

#[test]
fn debian_keeps_gems_elsewhere() {
    let machine = Machine::new();
    machine
        .write("/usr/bin/bundle", "#!/usr/bin/ruby\n")
        .write(
            "/usr/lib/ruby/gems/3.1.0/specifications/default/bundler-2.3.7.gemspec",
            "",
        )
        .write(
            "/usr/share/rubygems-integration/all/specifications/bundler-2.3.15.gemspec",
            "",
        );
    assert_eq!(
        machine.told("bundler", "/usr/bin/bundle"),
        some("2.3.15, from bundler-2.3.15.gemspec")
    );
    machine
        .write("/usr/local/bin/bundle", "#!/usr/bin/ruby\n")
        .write("/var/lib/gems/3.1.0/specifications/bundler-2.5.3.gemspec", "");
    assert_eq!(
        machine.told("bundler", "/usr/local/bin/bundle"),
        some("2.5.3 by gem, from bundler-2.5.3.gemspec")
    );
}

#[test]
fn the_path_tells_what_a_version_manager_keeps() {
    let machine = Machine::new();
    let cases = [
        (
            "node",
            "/home/anna/.nvm/versions/node/v20.1.0/bin/node",
            some("20.1.0 by nvm, from 20.1.0"),
        ),
        ("npm", "/home/anna/.nvm/versions/node/v20.1.0/bin/npm", None),
        ("java", "/home/anna/.sdkman/candidates/java/17.0.9-tem/bin/java", None),
        (
            "node",
            "/opt/homebrew/Cellar/node@20/20.11.1_1/bin/node",
            some("20.11.1 by brew, from 20.11.1"),
        ),
        (
            "git",
            "/nix/store/0fzbdn2ba1ha8yd67kyw3fawjgivd3nv-git-2.42.0/bin/git",
            some("2.42.0 by nix, from 2.42.0"),
        ),
        (
            "yarn",
            "/home/anna/.cache/node/corepack/v1/yarn/4.1.0/yarn.js",
            some("4.1.0 by corepack, from 4.1.0"),
        ),
        (
            "git",
            "/srv/scoop/apps/git/2.43.0/bin/git",
            some("2.43.0 by scoop, from 2.43.0"),
        ),
    ];
    for (tool, path, told) in cases {
        machine.write(path, "");
        assert_eq!(machine.told(tool, path), told, "{path}");
    }
}

#[test]
fn scoop_without_links_tells_by_its_manifest() {
    let machine = Machine::new();
    machine.write("/srv/scoop/apps/git/current/bin/git", "").write(
        "/srv/scoop/apps/git/current/manifest.json",
        r#"{ "version": "2.43.0.1" }"#,
    );
    assert_eq!(
        machine.told("git", "/srv/scoop/apps/git/current/bin/git"),
        some("2.43.0.1 by scoop, from manifest.json: 2.43.0.1")
    );
}

#[test]
fn a_snap_tells_by_its_manifest() {
    let machine = Machine::new();
    machine
        .write(
            "/snap/go/10500/meta/snap.yaml",
            "name: go\nversion: '1.22.1'\nsummary: Go\n",
        )
        .link("/snap/go/current", "10500");
    let told = some("1.22.1 by snap, from snap.yaml: 1.22.1");
    assert_eq!(machine.told("go", "/snap/go/current/meta/snap.yaml"), told);
    machine.write("/snap/go/10500/bin/go", "");
    assert_eq!(machine.told("go", "/snap/go/current/bin/go"), told);
    // A program that came with another snap does not have that one's version.
    assert_eq!(machine.told("git", "/snap/go/current/bin/go"), None);
}

#[test]
fn a_toolchains_manifest_has_each_component() {
    let machine = Machine::new();
    let toolchain = "/home/anna/.rustup/toolchains/stable-x86_64-unknown-linux-gnu";
    let manifest = "[pkg.cargo]\nversion = \"0.96.0 (f2d3ce0bd 2026-04-01)\"\n\n[pkg.rustc]\nversion = \"1.95.0 (59807616e 2026-04-14)\"\n\
                    [pkg.rustc.target.x86_64-unknown-linux-gnu]\navailable = true\n";
    let place = format!("{toolchain}/lib/rustlib/multirust-channel-manifest.toml");
    machine
        .write(&format!("{toolchain}/bin/rustc"), "")
        .write(&place, manifest);
    let told = || machine.told("rustc", &format!("{toolchain}/bin/rustc"));
    let version = some("1.95.0 by rustup, from rustc 1.95.0 (59807616e 2026-04-14)");
    assert_eq!(told(), version);
    // What is remembered of it goes with it.
    assert!(machine.cache.to_text().unwrap().contains("rustc=1.95.0"));
    assert_eq!(told(), version);
    machine.write(&place, &manifest.replace("1.95.0 (5", "1.96.10 (5"));
    assert_eq!(
        told(),
        some("1.96.10 by rustup, from rustc 1.96.10 (59807616e 2026-04-14)")
    );
}

#[test]
fn a_file_beside_the_program_tells() {
    let machine = Machine::new();
    let release = entry("files = [{ path = '../release', pattern = 'VERSION=\"{version}\"' }]");
    machine
        .write("/opt/acme/bin/acme", "")
        .write("/opt/acme/release", "VERSION=\"17.0.15\"\n");
    assert_eq!(
        machine.told_of(&release, "/opt/acme/bin/acme"),
        some("17.0.15, from release: 17.0.15")
    );
    let json = entry("files = [{ path = '../info.json', json = 'version' }, { path = '~/.acme/VERSION' }]");
    machine.write("/opt/acme/info.json", "{ \"version\": 3 }");
    assert_eq!(machine.told_of(&json, "/opt/acme/bin/acme"), None);
    machine.write("/home/anna/.acme/VERSION", "v3.1\n");
    assert_eq!(
        machine.told_of(&json, "/opt/acme/bin/acme"),
        some("3.1, from VERSION: 3.1")
    );
}

#[test]
fn of_several_files_the_highest_version_tells() {
    let machine = Machine::new();
    machine.write("/opt/acme/acme", "");
    for version in ["8.0.100", "10.0.100", "9.0.203", "10.0.100-rc.1", "readme"] {
        machine
            .write(&format!("/opt/acme/sdk/{version}/acme.dll"), "")
            .write(&format!("/opt/acme/lib/core-{version}.jar"), "");
    }
    let by_name = entry("files = [{ path = 'lib/core-{version}.jar' }]");
    assert_eq!(
        machine.told_of(&by_name, "/opt/acme/acme"),
        some("10.0.100, from core-10.0.100.jar")
    );
    let by_directory = entry("files = [{ path = 'sdk/{version}' }]");
    assert_eq!(
        machine.told_of(&by_directory, "/opt/acme/acme"),
        some("10.0.100, from 10.0.100")
    );
    machine
        .write("/opt/acme/a-1/v", "1.9.0")
        .write("/opt/acme/a-2/v", "1.10.0")
        .write("/opt/acme/a-3/v", "none");
    let by_text = entry("files = [{ path = 'a-*/v' }]");
    assert_eq!(
        machine.told_of(&by_text, "/opt/acme/acme"),
        some("1.10.0, from v: 1.10.0")
    );
}
