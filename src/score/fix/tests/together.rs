//! What is installed together: all that a file lists, the parts of a toolchain, what comes with a tool.

use super::{absent, command_of, install, machine};
use crate::scan::{Requirement, Scan, Strength, Tool};
use crate::score::fix::{for_tool, ranges_of};
use crate::score::sample;
use crate::score::verdict::Remedy;
use crate::version::Dialect;

#[test]
fn the_parts_of_a_rust_toolchain_are_one_toolchain() {
    let mut scan = machine(&["rustup"]);
    scan.tools.push(absent("cargo", None));
    let mut toolchain = sample::required_tool("rustc", "1.94.1", Dialect::Rustup, "rust-toolchain.toml");
    toolchain.source.file = "util/sdk/rust-toolchain.toml".to_owned();
    let cargo = sample::requirement(crate::scan::RequirementKind::Tool, "cargo", "util/sdk/Cargo.toml");
    scan.project = Some(sample::project(vec![toolchain, cargo]));
    assert_eq!(
        command_of(for_tool(&scan, "cargo", None)).as_deref(),
        Some("rustup toolchain install 1.94.1")
    );
}

/// A compiler of another version than the Java that is asked for would not help.
#[test]
fn the_parts_of_a_jdk_are_of_one_version() {
    let mut scan = machine(&[]);
    scan.tools.push(sample::found_tool("java", "21.0.2"));
    let install = install(Some("sudo apt-get install default-jdk"), Some("https://adoptium.net/"));
    scan.tools.push(absent("javac", install));
    let java = sample::required_tool("java", "21", Dialect::Minimum, "pom.xml");
    let javac = sample::requirement(crate::scan::RequirementKind::Tool, "javac", "pom.xml");
    scan.project = Some(sample::project(vec![java, javac]));
    let advice = "install JAVAC 25: see https://adoptium.net/";
    assert_eq!(for_tool(&scan, "javac", None), Remedy::advice(advice));
}

#[test]
fn a_file_of_mise_is_installed_as_a_whole_once_mise_is_there() {
    let with_mise = |managers: &[&str]| {
        let mut scan = machine(managers);
        scan.tools.push(absent("sops", None));
        let required = sample::required_tool("sops", "3", Dialect::Prefix, "mise.toml");
        scan.project = Some(sample::project(vec![required]));
        let remedy = for_tool(&scan, "sops", None);
        let advice = remedy.advice.clone();
        (command_of(remedy), advice)
    };
    assert_eq!(with_mise(&["mise"]), (Some("mise install".to_owned()), None));
    let advice = "install mise (https://mise.jdx.dev/installing-mise.html), then run `mise install`";
    assert_eq!(with_mise(&[]), (None, Some(advice.to_owned())));
}

/// A machine with this manager and with these tools missing, which files of a project ask for.
fn missing(manager: &str, requirements: Vec<Requirement>) -> Scan {
    let mut scan = machine(&[manager]);
    let mut ids: Vec<String> = requirements.iter().map(|one| one.id.clone()).collect();
    ids.dedup();
    scan.tools.extend(ids.iter().map(|id| absent(id, None)));
    scan.project = Some(sample::project(requirements));
    scan
}

#[test]
fn a_file_of_a_manager_in_use_is_installed_as_a_whole() {
    let cases = [
        ("sdkman", "java", "21.0.5-tem", ".sdkmanrc", "sdk env install"),
        ("asdf", "node", "22.1.0", ".tool-versions", "asdf install"),
        ("mise", "jq", "1.7", ".tool-versions", "mise install"),
        ("nvm", "node", "22.1.0", ".tool-versions", "nvm install 22.1.0"),
    ];
    for (manager, id, range, file, expected) in cases {
        let scan = missing(manager, vec![sample::required_tool(id, range, Dialect::Prefix, file)]);
        let fix = command_of(for_tool(&scan, id, None));
        assert_eq!(fix.as_deref(), Some(expected), "{manager} {file}");
    }
    // Another manager runs the tool: it is asked.
    let mut scan = missing(
        "asdf",
        vec![sample::required_tool("node", "22.1.0", Dialect::Asdf, ".tool-versions")],
    );
    *scan.tools.last_mut().unwrap() = Tool {
        manager: Some("nvm".to_owned()),
        ..sample::found_tool("node", "20.1.0")
    };
    assert_eq!(
        command_of(for_tool(&scan, "node", None)).as_deref(),
        Some("nvm install 22.1.0")
    );
}

#[test]
fn what_comes_with_a_missing_tool_is_installed_with_it() {
    let requires = |id: &str| sample::requirement(crate::scan::RequirementKind::Tool, id, "package.json");
    let fix = |manager: &str, id: &str, ids: &[&str]| {
        let scan = missing(manager, ids.iter().map(|id| requires(id)).collect());
        command_of(for_tool(&scan, id, None))
    };
    assert_eq!(fix("nvm", "npm", &["node", "npm"]).as_deref(), Some("nvm install 26"));
    assert_eq!(
        fix("sdkman", "javac", &["java", "javac"]).as_deref(),
        Some("sdk install java")
    );
    // A package of Java has the compiler in it, one of Node.js has no npm.
    let with_package = |id: &str| {
        let mut scan = missing(
            "uv",
            vec![requires("java"), requires("javac"), requires("node"), requires("npm")],
        );
        for tool in &mut scan.tools {
            tool.install = install(Some(&format!("sudo apt-get install {}-package", tool.id)), None);
        }
        command_of(for_tool(&scan, id, None))
    };
    assert_eq!(
        with_package("javac").as_deref(),
        Some("sudo apt-get install java-package")
    );
    assert_eq!(with_package("npm").as_deref(), Some("sudo apt-get install npm-package"));
    // Nobody asks for Node.js, or no manager brings it.
    assert_eq!(fix("nvm", "npm", &["npm"]), None);
    assert_eq!(fix("pyenv", "npm", &["node", "npm"]), None);
}

/// A scan with some thousand requirements on one tool kept the platform busy for seconds.
#[test]
fn of_thousands_of_requirements_on_a_tool_few_are_compared() {
    let ranges = |requirements: Vec<Requirement>| {
        let mut scan = machine(&[]);
        scan.project = Some(sample::project(requirements));
        let ranges = ranges_of(&scan, "node");
        ranges
            .into_iter()
            .map(|(one, range)| (one.strength, range.to_string()))
            .collect::<Vec<_>>()
    };
    let node = |range: &str| sample::required_tool("node", range, Dialect::Npm, "package.json");
    let suggested = Requirement {
        strength: Strength::Suggested,
        ..node(">=20")
    };
    let same = (0..5_000).map(|_| node(">=20")).chain([suggested]).collect();
    let both = [Strength::Required, Strength::Suggested].map(|strength| (strength, ">=20".to_owned()));
    assert_eq!(ranges(same), both);
    let different = (0..5_000).map(|number| node(&format!(">=20.{number}"))).collect();
    let first: Vec<(Strength, String)> = (0..32)
        .map(|number| (Strength::Required, format!(">=20.{number}")))
        .collect();
    assert_eq!(ranges(different), first);
}
