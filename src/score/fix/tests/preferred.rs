//! What is required comes before what is suggested, and a command brings what it says.

use super::*;
use crate::scan::{InstalledVersions, VersionManager};

fn suggested(requirement: Requirement) -> Requirement {
    Requirement {
        strength: Strength::Suggested,
        ..requirement
    }
}

#[test]
fn an_installed_version_that_is_required_comes_before_one_that_is_suggested() {
    let mut scan = machine(&["pyenv"]);
    scan.tools.push(Tool {
        manager: Some("pyenv".to_owned()),
        ..sample::found_tool("python3", "3.11.7")
    });
    let requirement = |range: &str, file: &str| sample::required_tool("python3", range, Dialect::Pep440, file);
    let asked = vec![
        requirement(">=3.13", "pyproject.toml"),
        suggested(requirement(">=3.14", "legacy/pyproject.toml")),
    ];
    scan.project = Some(sample::project(asked));
    let wanted = VersionRange::parse(">=3.13", Dialect::Pep440).unwrap();
    let fix = |scan: &Scan| command_of(for_tool(scan, "python3", Some(&wanted)));
    // None is installed: the one to install meets both.
    assert_eq!(fix(&scan).as_deref(), Some("pyenv install 3.14"));
    scan.managers = vec![VersionManager {
        id: "pyenv".to_owned(),
        tools: vec![InstalledVersions {
            id: "python3".to_owned(),
            versions: vec!["3.11.7".to_owned(), "3.13.0".to_owned()],
        }],
    }];
    assert_eq!(fix(&scan).as_deref(), Some("pyenv local 3.13.0"));
}

#[test]
fn a_suggested_range_without_a_supported_version_holds_nobody_back() {
    let mut scan = machine(&["nvm"]);
    let requirement = |range: &str, file: &str| sample::required_tool("node", range, Dialect::Npm, file);
    let asked = vec![
        requirement(">=20", "package.json"),
        suggested(requirement("20", "legacy/.nvmrc")),
    ];
    scan.project = Some(sample::project(asked));
    assert_eq!(command_of(supported(&scan, "node")).as_deref(), Some("nvm install 26"));
}

/// The remedy for a missing tool that a package of npm's has, of which one file asks for a version.
fn from_npm(id: &str, package: &str, range: &str, file: &str) -> Remedy {
    let mut scan = machine(&[]);
    let command = format!("npm install --global {package}");
    scan.tools
        .push(absent(id, install(Some(&command), Some("https://example.com"))));
    let dialect = if id == "bazel" { Dialect::Prefix } else { Dialect::Npm };
    let wanted = VersionRange::parse(range, dialect).unwrap();
    scan.project = Some(sample::project(vec![sample::required_tool(id, range, dialect, file)]));
    for_tool(&scan, id, Some(&wanted))
}

#[test]
fn bazelisk_is_installed_without_the_version_that_it_fetches() {
    let bazel = |file: &str| command_of(from_npm("bazel", "'@bazel/bazelisk'", "7.4.0", file));
    let installed = Some("npm install --global '@bazel/bazelisk'".to_owned());
    assert_eq!(bazel(".bazelversion"), installed);
    // It does not read these.
    assert_ne!(bazel(".tool-versions"), installed);
}

#[test]
fn npm_has_yarn_1_only() {
    assert_eq!(
        command_of(from_npm("yarn", "yarn", "^1.22.0", "package.json")).as_deref(),
        Some("npm install --global 'yarn@1'")
    );
    let newer = from_npm("yarn", "yarn", ">=4", "package.json");
    assert_eq!(
        newer,
        Remedy::advice("install YARN 4: see https://example.com".to_owned())
    );
}

#[test]
fn corepack_enables_the_version_that_a_package_names_alone() {
    let pnpm = |range: &str| {
        let mut scan = machine(&[]);
        scan.tools.push(Tool {
            path: Some("/home/ada/.nvm/versions/node/v22.0.0/bin/corepack".to_owned()),
            ..sample::found_tool("corepack", "0.34.0")
        });
        let npm_command = install(Some("npm install --global pnpm"), None);
        scan.tools.push(absent("pnpm", npm_command));
        let asked = sample::required_tool("pnpm", range, Dialect::Npm, "package.json");
        scan.project = Some(sample::project(vec![asked]));
        command_of(for_tool(&scan, "pnpm", Some(&npm(range))))
    };
    assert_eq!(pnpm("9.1.0").as_deref(), Some("corepack enable pnpm"));
    assert_eq!(pnpm("^8").as_deref(), Some("npm install --global 'pnpm@8'"));
}
