//! Tests of the choice of a command.

mod installed;
mod preferred;
mod together;

use super::*;
use crate::probe::catalogue::Catalogue;
use crate::scan::{Install, OsFamily};
use crate::score::sample;
use crate::score::shell::ShellKind;

/// A machine with these version managers, on a day on which Node.js 22, 24 and 26 are supported, Python 3.10 to 3.14.
fn machine(managers: &[&str]) -> Scan {
    let mut scan = sample::scan();
    scan.taken_at = "2026-09-01T12:00:00Z".parse().unwrap();
    scan.system = Some(sample::system(OsFamily::Linux));
    scan.tools = managers.iter().map(|id| sample::found_tool(id, "1.0")).collect();
    scan
}

fn absent(id: &str, install: Option<Install>) -> Tool {
    Tool {
        state: ToolState::Absent,
        version: None,
        path: None,
        name: id.to_uppercase(),
        install,
        ..sample::found_tool(id, "1.0")
    }
}

#[expect(clippy::unnecessary_wraps, reason = "it is what a tool has")]
fn install(command: Option<&str>, page: Option<&str>) -> Option<Install> {
    Some(Install {
        command: command.map(str::to_owned),
        version: None,
        page: page.map(str::to_owned),
    })
}

fn npm(range: &str) -> VersionRange {
    VersionRange::parse(range, Dialect::Npm).unwrap()
}

/// The command for a tool of which another version is installed.
fn fix(managers: &[&str], id: &str, wanted: Option<&VersionRange>) -> Option<String> {
    let mut scan = machine(managers);
    scan.tools.push(Tool {
        manager: managers.first().map(|manager| (*manager).to_owned()),
        ..sample::found_tool(id, "0.1")
    });
    command_of(for_tool(&scan, id, wanted))
}

/// The command of a remedy, for a POSIX shell.
fn command_of(remedy: Remedy) -> Option<String> {
    remedy.fix.map(|fix| fix.text(ShellKind::Posix))
}

#[test]
fn the_names_of_tools_are_those_of_the_catalogue() {
    for id in manager::SAME_NAME {
        let install = Catalogue::builtin().get(id).unwrap().install();
        assert_eq!(
            [install.get("asdf"), install.get("mise")].map(|name| name.unwrap().as_str()),
            [id, id]
        );
    }
    for (id, asdf, mise) in manager::OTHER_NAMES {
        let install = Catalogue::builtin().get(id).unwrap().install();
        let names = [install.get("asdf"), install.get("mise")].map(|name| name.map(String::as_str));
        assert_eq!(names, [asdf, mise], "{id}");
    }
}

#[test]
fn the_manager_of_the_running_copy_comes_first() {
    let mut scan = machine(&["fnm", "mise", "volta"]);
    scan.tools.push(Tool {
        manager: Some("volta".to_owned()),
        ..sample::found_tool("node", "18.1.0")
    });
    assert_eq!(
        command_of(for_tool(&scan, "node", None)).as_deref(),
        Some("volta install 'node@26'")
    );
    scan.tools.last_mut().unwrap().manager = Some("dpkg".to_owned());
    assert_eq!(
        command_of(for_tool(&scan, "node", None)).as_deref(),
        Some("fnm install 26")
    );
}

#[test]
fn the_longest_supported_line_within_the_range_is_installed() {
    let with_nvm = |range: &str| fix(&["nvm"], "node", Some(&npm(range)));
    assert_eq!(with_nvm(">=20 <24").as_deref(), Some("nvm install 22"));
    assert_eq!(with_nvm(">=20").as_deref(), Some("nvm install 26"));
    assert_eq!(with_nvm("20.11.1").as_deref(), Some("nvm install 20.11.1"));
    // No supported line is in the range.
    assert_eq!(with_nvm("^16.13").as_deref(), Some("nvm install 16"));
    // Nothing tells which lines there are.
    let just = |range: &str| fix(&["mise"], "just", Some(&npm(range)));
    assert_eq!(just(">=1.40.2").as_deref(), Some("mise install 'just@latest'"));
    assert_eq!(just("1.40").as_deref(), Some("mise install 'just@1.40'"));
    assert_eq!(just("^1.40.2").as_deref(), Some("mise install 'just@1'"));
    assert_eq!(just("<1"), None);
    // The newest of the line 9 is too new.
    let pnpm = |range: &str| fix(&["corepack"], "pnpm", Some(&npm(range)));
    assert_eq!(
        pnpm(">=9.1 <9.2").as_deref(),
        Some("corepack prepare 'pnpm@9.1' --activate")
    );
    assert_eq!(
        pnpm(">=9.1.3 <9.1.7").as_deref(),
        Some("corepack prepare 'pnpm@9.1.3' --activate")
    );
    assert_eq!(pnpm(">9.1.3 <9.1.7"), None);
}

#[test]
fn corepack_puts_its_shim_where_the_user_may_write() {
    let at = |path: &str| {
        let mut scan = machine(&["corepack"]);
        scan.tools[0].path = Some(path.to_owned());
        scan.tools.push(absent("pnpm", None));
        command_of(for_tool(&scan, "pnpm", Some(&npm("9.1.0"))))
    };
    assert_eq!(
        at("~/.nvm/versions/node/v22.1.0/bin/corepack").as_deref(),
        Some("corepack enable pnpm")
    );
    assert_eq!(at("/usr/bin/corepack"), None);
}

/// What corepack prepares runs through its shim alone: another copy would go on running.
#[test]
fn a_copy_that_is_not_corepacks_gives_way_to_its_shim() {
    let of = |manager: &str| {
        let mut scan = machine(&["corepack"]);
        scan.tools[0].path = Some("~/.nvm/versions/node/v22.1.0/bin/corepack".to_owned());
        scan.tools.push(Tool {
            manager: Some(manager.to_owned()),
            ..sample::found_tool("yarn", "1.22.19")
        });
        command_of(for_tool(&scan, "yarn", Some(&npm("1.22.22"))))
    };
    assert_eq!(of("dpkg").as_deref(), Some("corepack enable yarn"));
    assert_eq!(
        of("corepack").as_deref(),
        Some("corepack prepare 'yarn@1.22.22' --activate")
    );
}

#[test]
fn other_requirements_on_the_tool_hold_too() {
    let with_file = |text: &str| {
        let mut scan = machine(&["nvm"]);
        let asked = sample::required_tool("node", text, Dialect::Npm, "package.json");
        scan.project = Some(sample::project(vec![asked]));
        command_of(for_tool(&scan, "node", Some(&npm(">=20"))))
    };
    assert_eq!(with_file("<25").as_deref(), Some("nvm install 24"));
    assert_eq!(with_file("<19").as_deref(), Some("nvm install 26"));
}

#[test]
fn a_toolchain_of_rust_is_named_as_its_file_names_it() {
    let rust = |text: &str, dialect| {
        let range = VersionRange::parse(text, dialect).unwrap();
        fix(&["rustup"], "rustc", Some(&range))
    };
    assert_eq!(
        rust("nightly-2026-01-01", Dialect::Rustup).as_deref(),
        Some("rustup toolchain install nightly-2026-01-01")
    );
    assert_eq!(rust("1.85", Dialect::Minimum).as_deref(), Some("rustup update stable"));
}

#[test]
fn each_manager_is_told_in_its_own_words() {
    let v9 = npm("9.1.0");
    let cases = [
        ("rustup", "rustc", Some(&v9), Some("rustup toolchain install 9.1.0")),
        ("goenv", "go", None, Some("goenv install 1.27")),
        ("rbenv", "ruby", Some(&v9), Some("rbenv install 9.1.0")),
        ("rbenv", "ruby", None, None),
        ("uv", "python3", None, Some("uv python install 3.14")),
        ("tfenv", "terraform", None, Some(r"tfenv install 'latest:^1\.15\.'")),
        ("sdkman", "maven", Some(&v9), Some("sdk install maven 9.1.0")),
        ("sdkman", "java", Some(&v9), None),
        ("asdf", "java", None, Some("asdf install java latest:temurin-25")),
        ("asdf", "node", None, Some("asdf install nodejs latest:26")),
        ("asdf", "node", Some(&v9), Some("asdf install nodejs 9.1.0")),
        ("mise", "go", None, Some("mise install 'go@1.27'")),
        (
            "corepack",
            "pnpm",
            Some(&v9),
            Some("corepack prepare 'pnpm@9.1.0' --activate"),
        ),
        ("jenv", "java", None, None),
        ("nvm", "vim", None, None),
    ];
    for (manager, id, wanted, expected) in cases {
        assert_eq!(fix(&[manager], id, wanted).as_deref(), expected, "{manager} {id}");
    }
}

#[test]
fn what_to_do_next_is_said_unless_a_file_says_it() {
    let mut scan = machine(&["pyenv"]);
    let choosing = "then run `pyenv local 3.14` for this directory, or `pyenv global 3.14` for all";
    assert_eq!(for_tool(&scan, "python3", None).advice.as_deref(), Some(choosing));
    let mut project = sample::requiring(["python3"]);
    project.requirements[0].source.file = "api/.python-version".to_owned();
    scan.project = Some(project);
    assert_eq!(
        for_tool(&scan, "python3", None),
        Remedy {
            fix: Fix::run(["pyenv", "install", "3.14"]),
            advice: None
        }
    );
    // pyenv does not read what is mise's.
    scan.project.as_mut().unwrap().requirements[0].source.file = "mise.toml".to_owned();
    assert_eq!(for_tool(&scan, "python3", None).advice.as_deref(), Some(choosing));
}

#[test]
fn packages_are_installed_where_any_version_will_do_and_named_where_it_is_unsure() {
    let told = |install: Option<Install>, wanted: Option<&VersionRange>| {
        let mut scan = machine(&[]);
        scan.tools.push(absent("node", install));
        let remedy = for_tool(&scan, "node", wanted);
        let advice = remedy.advice.clone();
        (command_of(remedy), advice)
    };
    let text = |text: &str| Some(text.to_owned());
    let (apt, page) = (Some("sudo apt-get install nodejs"), Some("https://nodejs.org/"));
    let wanted = npm("22");
    assert_eq!(
        told(install(apt, page), None),
        (text("sudo apt-get install nodejs"), None)
    );
    assert_eq!(
        told(install(apt, page), Some(&wanted)),
        (None, text("install NODE 22: see https://nodejs.org/"))
    );
    assert_eq!(
        told(install(Some("brew install node"), page), Some(&wanted)),
        (
            None,
            text(
                "install NODE 22: `brew install node` may bring another version; in that case see https://nodejs.org/"
            )
        )
    );
    assert_eq!(
        told(install(None, page), Some(&wanted)),
        (None, text("install NODE 22: see https://nodejs.org/"))
    );
    assert_eq!(told(None, None), (None, text("install NODE 26")));
}

#[test]
fn a_package_is_the_fix_where_the_offered_version_will_do_and_not_named_where_it_will_not() {
    let told = |offered: &str| {
        let mut scan = machine(&[]);
        let install = Install {
            version: Some(offered.to_owned()),
            ..install(Some("sudo apt-get install nodejs"), Some("https://nodejs.org/")).unwrap()
        };
        scan.tools.push(absent("node", Some(install)));
        let remedy = for_tool(&scan, "node", Some(&npm(">=22")));
        let advice = remedy.advice.clone();
        (command_of(remedy), advice)
    };
    assert_eq!(told("22.11.0"), (Some("sudo apt-get install nodejs".to_owned()), None));
    let advice = "install NODE 26: see https://nodejs.org/ (the system's package is 18.20.4)";
    assert_eq!(told("18.20.4"), (None, Some(advice.to_owned())));
}

#[test]
fn package_managers_of_languages_are_told_the_version() {
    let with = |command: &str, range: &str| {
        let mut scan = machine(&[]);
        scan.tools.push(absent("prettier", install(Some(command), None)));
        command_of(for_tool(&scan, "prettier", Some(&npm(range))))
    };
    assert_eq!(
        with("npm install --global prettier", "3.9.6").as_deref(),
        Some("npm install --global 'prettier@3.9.6'")
    );
    assert_eq!(
        with("pipx install ruff", "0.9.1").as_deref(),
        Some("pipx install 'ruff==0.9.1'")
    );
    assert_eq!(
        with("cargo install --locked just", "1.40.0").as_deref(),
        Some("cargo install --locked just --version 1.40.0")
    );
    assert_eq!(with("sudo apt-get install prettier", "3.9.6"), None);
}

#[test]
fn sdkman_installs_a_jdk_by_its_own_name() {
    let wanted = VersionRange::parse("21.0.5-tem", Dialect::Prefix).unwrap();
    assert_eq!(
        fix(&["sdkman"], "java", Some(&wanted)).as_deref(),
        Some("sdk install java 21.0.5-tem")
    );
}
