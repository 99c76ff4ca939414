//! pnpm and Yarn.

use super::{Machine, on_path};
use crate::probe::in_project::itself;
use crate::scan::{Availability, Tool, ToolState};

#[test]
fn pnpm_runs_the_version_that_the_workspace_names() {
    let pnpm = |version: &str| {
        Machine::new(vec![on_path("pnpm", version, "/usr/bin/pnpm")]).write(
            "/home/anna/shop/package.json",
            r#"{ "packageManager": "pnpm@9.1.0+sha256.81a0" }"#,
        )
    };
    let fetched = "9.1.0 fetched by ~/shop/package.json, for pnpm";
    assert_eq!(pnpm("10.2.0").told("pnpm"), fetched);
    assert_eq!(pnpm("9.1.0").told("pnpm"), "as on PATH");
    assert_eq!(pnpm("9.6.0").told("pnpm"), "as on PATH");
    assert_eq!(pnpm("9.15.0").told("pnpm"), "9.1.0 refused by default, for pnpm");
    let told = pnpm("9.15.0")
        .write("/home/anna/.npmrc", "manage-package-manager-versions=true\n")
        .told("pnpm");
    assert_eq!(told, fetched);
    let told = pnpm("10.2.0")
        .write("/home/anna/shop/.npmrc", "manage-package-manager-versions = false\n")
        .told("pnpm");
    assert_eq!(told, "9.1.0 refused by ~/shop/.npmrc, for pnpm");
    let told = pnpm("11.0.0")
        .write(
            "/home/anna/shop/pnpm-workspace.yaml",
            "packages:\n  - a\npmOnFail: warn\n",
        )
        .told("pnpm");
    assert_eq!(told, "9.1.0 refused by ~/shop/pnpm-workspace.yaml, for pnpm");
    let told = pnpm("10.2.0")
        .set("npm_config_manage_package_manager_versions", "false")
        .told("pnpm");
    assert_eq!(
        told,
        "9.1.0 refused by npm_config_manage_package_manager_versions, for pnpm"
    );
    let told = pnpm("10.2.0")
        .write("/home/anna/.local/share/pnpm/.tools/pnpm/9.1.0/bin/pnpm", "")
        .told("pnpm");
    let there = if cfg!(target_os = "macos") {
        fetched
    } else {
        "9.1.0 installed by ~/shop/package.json, for pnpm"
    };
    assert_eq!(told, there);
    assert_eq!(pnpm("10.2.0").set("COREPACK_ROOT", "/x").told("pnpm"), "as on PATH");
    // The manifest of the workspace counts, not that of a package in it.
    let told = pnpm("10.2.0")
        .write("/home/anna/pnpm-workspace.yaml", "packages: [shop]\n")
        .write("/home/anna/package.json", r#"{ "packageManager": "pnpm@9.9.0" }"#)
        .told("pnpm");
    assert_eq!(told, "9.9.0 fetched by ~/package.json, for pnpm");
    let other = Machine::new(vec![on_path("pnpm", "10.2.0", "/usr/bin/pnpm")])
        .write("/home/anna/shop/package.json", r#"{ "packageManager": "yarn@4.1.0" }"#);
    assert_eq!(other.told("pnpm"), "as on PATH");
}

#[test]
fn yarn_runs_the_release_in_the_project() {
    let yarn = || Machine::new(vec![on_path("yarn", "1.22.22", "/usr/bin/yarn")]);
    let release = "/home/anna/shop/.yarn/releases/yarn-4.1.0.cjs";
    let berry = || {
        yarn().write(
            "/home/anna/shop/.yarnrc.yml",
            "nodeLinker: pnp\nyarnPath: .yarn/releases/yarn-4.1.0.cjs\n",
        )
    };
    assert_eq!(berry().told("yarn"), "? refused by ~/shop/.yarnrc.yml, for yarn");
    assert_eq!(
        berry().write(release, "").told("yarn"),
        "4.1.0 installed by ~/shop/.yarnrc.yml, for yarn"
    );
    assert_eq!(
        berry().write(release, "").set("YARN_IGNORE_PATH", "1").told("yarn"),
        "as on PATH"
    );
    let classic = yarn()
        .write(
            "/home/anna/shop/.yarnrc",
            "lastUpdateCheck 1\nyarn-path \".yarn/releases/yarn-1.19.1.js\"\n",
        )
        .write("/home/anna/shop/.yarn/releases/yarn-1.19.1.js", "");
    assert_eq!(classic.told("yarn"), "1.19.1 installed by ~/shop/.yarnrc, for yarn");
    let unnamed = yarn()
        .write(
            "/home/anna/shop/.yarnrc.yml",
            "yarnPath: .yarn/releases/yarn-berry.cjs\n",
        )
        .write("/home/anna/shop/.yarn/releases/yarn-berry.cjs", "")
        .write("/home/anna/shop/package.json", r#"{ "packageManager": "yarn@2.4.3" }"#);
    assert_eq!(unnamed.told("yarn"), "2.4.3 installed by ~/shop/.yarnrc.yml, for yarn");
    assert_eq!(yarn().told("yarn"), "as on PATH");
    // One that Corepack fetches first hands over as well, also to what a directory above names.
    let fetched = Tool {
        state: ToolState::Absent,
        in_project: Some(itself(
            &on_path("yarn", "0", "/usr/bin/yarn"),
            Some("3.2.0".to_owned()),
            "package.json",
            Availability::Fetched,
        )),
        ..on_path("yarn", "0", "/usr/bin/yarn")
    };
    let above = Machine::new(vec![fetched])
        .write("/home/anna/.yarnrc.yml", "yarnPath: .yarn/releases/yarn-3.1.1.cjs\n")
        .write("/home/anna/.yarn/releases/yarn-3.1.1.cjs", "");
    assert_eq!(above.told("yarn"), "3.1.1 installed by ~/.yarnrc.yml, for yarn");
}
