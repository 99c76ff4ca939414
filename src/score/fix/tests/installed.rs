//! Versions that a manager or the system has already.

use super::{command_of, machine, npm};
use crate::scan::{Scan, Tool, ToolState};
use crate::score::fix::{for_tool, supported};
use crate::score::sample;
use crate::version::{Dialect, VersionRange};

/// A machine with these versions of a tool in a manager, of which an older one is active.
fn with_installed(manager: &str, id: &str, versions: &[&str]) -> Scan {
    let mut scan = machine(&[manager]);
    scan.tools.push(Tool {
        manager: Some(manager.to_owned()),
        ..sample::found_tool(id, "0.1")
    });
    scan.managers = vec![crate::scan::VersionManager {
        id: manager.to_owned(),
        tools: vec![crate::scan::InstalledVersions {
            id: id.to_owned(),
            versions: versions.iter().map(|version| (*version).to_owned()).collect(),
        }],
    }];
    scan
}

#[test]
fn an_installed_version_is_used_before_another_is_installed() {
    let cases = [
        (
            "nvm",
            "node",
            &["20.11.0", "24.2.0", "26.1.0"][..],
            ">=22 <26",
            "nvm alias default 24.2.0",
        ),
        ("pyenv", "python3", &["3.9.1", "3.13.1"], ">=3.12", "pyenv local 3.13.1"),
        ("rbenv", "ruby", &["3.2.2", "3.3.6"], "^3.3", "rbenv local 3.3.6"),
        (
            "mise",
            "node",
            &["20.10.0", "22.14.0"],
            ">=22",
            "mise use 'node@22.14.0'",
        ),
        (
            "sdkman",
            "java",
            &["11.0.21-tem", "21.0.5-tem"],
            ">=21",
            "sdk default java 21.0.5-tem",
        ),
        ("jenv", "java", &["17.0.9", "21.0.5"], ">=21", "jenv local 21.0.5"),
        ("rvm", "ruby", &["3.2.2", "3.3.6"], "^3.3", "rvm use 3.3.6"),
        ("nvs", "node", &["20.10.0", "22.14.0"], "22", "nvs use 22.14.0"),
        ("fvm", "flutter", &["3.24.0", "3.35.1"], ">=3.35", "fvm use 3.35.1"),
        ("nvm", "node", &["20.11.0"], ">=22", "nvm install 26"),
    ];
    for (manager, id, versions, range, expected) in cases {
        let scan = with_installed(manager, id, versions);
        assert_eq!(
            command_of(for_tool(&scan, id, Some(&npm(range)))).as_deref(),
            Some(expected),
            "{manager} {range}"
        );
    }
}

/// A distribution has several JDKs and Pythons side by side.
#[test]
fn what_the_system_has_beside_the_active_copy_is_used_first() {
    let told = |id: &str, dialect: Dialect, range: &str, versions: &[&str], tool: &str| {
        let mut scan = with_installed("system", id, versions);
        if tool != id {
            scan.tools.push(sample::found_tool(tool, "1.0.0"));
        }
        let wanted = VersionRange::parse(range, dialect).unwrap();
        for_tool(&scan, tool, Some(&wanted)).advice.unwrap_or_default()
    };
    let java = "Java 21.0.5 is installed in /usr/lib/jvm: set JAVA_HOME to it, or select it with `update-alternatives --config java`";
    assert_eq!(
        told("java", Dialect::Minimum, "21", &["17.0.13", "21.0.5"], "java"),
        java
    );
    assert_eq!(
        told("java", Dialect::Minimum, "21", &["21.0.5"], "javac"),
        java.replace("--config java", "--config javac")
    );
    assert_eq!(
        told(
            "python3",
            Dialect::Pep440,
            ">=3.12,<3.14",
            &["3.11", "3.13", "3.14"],
            "python3"
        ),
        "`python3.13` is installed: use it, for instance in a virtual environment (`python3.13 -m venv .venv`)"
    );
}

#[test]
fn a_version_file_makes_the_manager_select_the_installed_version() {
    let mut scan = with_installed("nvm", "node", &["22.1.0"]);
    let required = sample::required_tool("node", "22", Dialect::Nvm, ".nvmrc");
    scan.project = Some(sample::project(vec![required]));
    assert_eq!(command_of(for_tool(&scan, "node", None)).as_deref(), Some("nvm use"));
}

/// An installed version past its end of life does not replace another one.
#[test]
fn an_installed_version_has_to_be_supported_where_the_active_one_is_not() {
    let of = |versions: &[&str]| command_of(supported(&with_installed("nvm", "node", versions), "node"));
    assert_eq!(of(&["16.20.2", "18.20.0"]).as_deref(), Some("nvm install 26"));
    assert_eq!(of(&["16.20.2", "24.1.0"]).as_deref(), Some("nvm alias default 24.1.0"));
}

#[test]
fn an_installed_version_that_a_file_selects_is_not_installed_or_selected_again() {
    let advice = |manager: &str, id: &str, file: &str, active: Option<&str>| {
        let mut scan = with_installed(manager, id, &["3.13.1"]);
        let tool = scan.tools.last_mut().unwrap();
        tool.manager = active.map(str::to_owned);
        tool.chosen_by = active.map(|_| "PYENV_VERSION".to_owned());
        scan.project = Some(sample::project(vec![sample::required_tool(
            id,
            "3.13",
            Dialect::Prefix,
            file,
        )]));
        let remedy = for_tool(&scan, id, None);
        assert_eq!(remedy.fix, None);
        remedy.advice.unwrap()
    };
    assert_eq!(
        advice("pyenv", "python3", ".python-version", None),
        "pyenv has 3.13.1, and another copy comes before it: put the manager's shims first in PATH (its `init` does)"
    );
    assert_eq!(
        advice("pyenv", "python3", ".python-version", Some("pyenv")),
        "pyenv has 3.13.1, and PYENV_VERSION selects another one: change that"
    );
    assert_eq!(
        advice("mise", "python3", "mise.toml", None),
        "mise has 3.13.1, and another copy comes before it: activate mise in your shell (https://mise.jdx.dev/cli/activate.html)"
    );
}

#[test]
fn a_shim_that_comes_first_and_leads_elsewhere_is_told() {
    let advice = |manager: &str, file: &str, edit: &dyn Fn(&mut Tool)| {
        let mut scan = with_installed(manager, "node", &["20.11.0"]);
        edit(scan.tools.last_mut().unwrap());
        scan.project = Some(sample::project(vec![sample::required_tool(
            "node",
            "20",
            Dialect::Prefix,
            file,
        )]));
        for_tool(&scan, "node", None).advice.unwrap()
    };
    let shim = |path: &'static str| move |tool: &mut Tool| tool.path = Some(path.to_owned());
    assert_eq!(
        advice("mise", ".nvmrc", &shim("~/.local/share/mise/shims/node")),
        "mise has 20.11.0, and does not select it in this directory: run `mise use node@20.11.0`, or let it read the version files of other managers (`mise settings add idiomatic_version_file_enable_tools node`)"
    );
    assert_eq!(
        advice("nodenv", ".node-version", &|tool| {
            shim("~/.nodenv/shims/node")(tool);
            tool.chosen_by = Some("~/shop/.node-version".to_owned());
        }),
        "nodenv has 20.11.0, and ~/shop/.node-version selects another one: change that"
    );
    assert_eq!(
        advice("asdf", ".tool-versions", &|tool| {
            tool.state = ToolState::Absent;
            tool.path = None;
            tool.not_started = Some("asdf: nodejs system (set by ~/shop/.tool-versions) has no `node`".to_owned());
        }),
        "asdf has 20.11.0, and does not select it in this directory (asdf: nodejs system (set by ~/shop/.tool-versions) has no `node`): run `asdf set nodejs 20.11.0`"
    );
}
