//! Volta.

use super::Machine;

const IMAGE: &str = "~/.volta/tools/image";

fn volta() -> Machine {
    let machine = Machine::new(
        "~/.volta/bin:/usr/bin",
        &[
            "~/.volta/bin/volta-shim",
            "~/.volta/tools/image/node/20.11.0/bin/node",
            "~/.volta/tools/image/node/20.11.0/bin/npm",
            "~/.volta/tools/image/node/18.19.0/bin/node",
            "~/.volta/tools/image/npm/10.9.0/bin/npm",
            "~/.volta/tools/image/yarn/4.1.0/bin/yarn",
        ],
    );
    for program in ["node", "npm", "yarn", "pnpm", "tsc"] {
        machine.link(&format!("~/.volta/bin/{program}"), "volta-shim");
    }
    machine
}

fn default_platform(machine: &Machine) {
    let platform = r#"{ "node": { "runtime": "20.11.0", "npm": null }, "pnpm": null, "yarn": "4.1.0" }"#;
    machine.write("~/.volta/tools/user/platform.json", platform);
}

#[test]
fn a_bypass_leads_to_what_runs_without_volta() {
    let mut machine = volta();
    default_platform(&machine);
    machine.set("VOLTA_BYPASS", "1");
    assert_eq!(machine.leads("node"), "volta lacks: VOLTA_BYPASS is set");
    machine.program("/usr/bin/node", "");
    assert_eq!(
        machine.leads("node"),
        "volta: /usr/bin/node by volta, since VOLTA_BYPASS is set"
    );
}

#[test]
fn the_project_comes_before_the_default() {
    let machine = volta();
    default_platform(&machine);
    assert_eq!(
        machine.leads("node"),
        format!("volta: {IMAGE}/node/20.11.0/bin/node by default")
    );
    assert_eq!(
        machine.leads("npm"),
        format!("volta: {IMAGE}/node/20.11.0/bin/npm by default")
    );
    machine.write(
        "~/shop/package.json",
        r#"{ "volta": { "node": "18.19.0", "npm": "10.9.0" } }"#,
    );
    assert_eq!(
        machine.leads_at("node", "~/shop/src"),
        format!("volta: {IMAGE}/node/18.19.0/bin/node by ~/shop/package.json")
    );
    assert_eq!(
        machine.leads("npm"),
        format!("volta: {IMAGE}/npm/10.9.0/bin/npm by ~/shop/package.json")
    );
    // What the project does not pin is the default's.
    assert_eq!(
        machine.leads("yarn"),
        format!("volta: {IMAGE}/yarn/4.1.0/bin/yarn by default")
    );
}

#[test]
fn the_nearest_manifest_alone_is_the_project() {
    let machine = volta();
    default_platform(&machine);
    machine.write("~/shop/package.json", r#"{ "volta": { "node": "18.19.0" } }"#);
    machine.write("~/shop/web/package.json", "{}");
    assert_eq!(
        machine.leads_at("node", "~/shop/web"),
        format!("volta: {IMAGE}/node/20.11.0/bin/node by default")
    );
    machine.write(
        "~/shop/web/package.json",
        r#"{ "volta": { "extends": "../package.json" } }"#,
    );
    let by_shop = format!("volta: {IMAGE}/node/18.19.0/bin/node by ~/shop/package.json");
    assert_eq!(machine.leads_at("node", "~/shop/web"), by_shop);
    // A dependency is no project of its own.
    machine.write(
        "~/shop/node_modules/left-pad/package.json",
        r#"{ "volta": { "node": "1.0.0" } }"#,
    );
    assert_eq!(machine.leads_at("node", "~/shop/node_modules/left-pad"), by_shop);
    // A circle ends.
    machine.write("~/shop/package.json", r#"{ "volta": { "extends": "package.json" } }"#);
    assert_eq!(
        machine.leads("node"),
        format!("volta: {IMAGE}/node/20.11.0/bin/node by default")
    );
}

#[test]
fn what_volta_has_none_of_is_the_next_on_path() {
    let machine = volta();
    assert_eq!(machine.leads("node"), "volta lacks: no version of node is set");
    machine.program("/usr/bin/node", "");
    assert_eq!(
        machine.leads("node"),
        "volta: /usr/bin/node by volta, since no version of node is set"
    );
    assert_eq!(
        machine.leads("pnpm"),
        "volta lacks: no package with `pnpm` is installed"
    );
}

#[test]
fn a_pinned_version_that_is_not_there_is_missed() {
    let machine = volta();
    machine.write(
        "~/shop/package.json",
        r#"{ "volta": { "node": "22.0.0", "yarn": "../../evil" } }"#,
    );
    assert_eq!(
        machine.leads("node"),
        "volta misses: wants node `22.0.0` (set by ~/shop/package.json), which is not installed"
    );
    assert_eq!(
        machine.leads("yarn"),
        "volta refuses ~/shop/package.json: `../../evil` is no version"
    );
}

#[test]
fn a_package_runs_from_the_project_that_depends_on_it() {
    let machine = volta();
    machine.write(
        "~/.volta/tools/user/bins/tsc.json",
        r#"{ "name": "tsc", "package": "typescript", "version": "5.3.3" }"#,
    );
    assert_eq!(machine.leads("tsc"), "volta lacks: package typescript has no `tsc`");
    machine.program(&format!("{IMAGE}/packages/typescript/bin/tsc"), "");
    let global = format!("volta: {IMAGE}/packages/typescript/bin/tsc");
    assert_eq!(machine.leads("tsc"), global);
    machine.program("~/shop/node_modules/typescript/bin/tsc", "");
    machine.link("~/shop/node_modules/.bin/tsc", "../typescript/bin/tsc");
    machine.write("~/shop/package.json", "{}");
    assert_eq!(machine.leads("tsc"), global);
    machine.write(
        "~/shop/package.json",
        r#"{ "devDependencies": { "typescript": "^5" } }"#,
    );
    assert_eq!(
        machine.leads("tsc"),
        "volta: ~/shop/node_modules/typescript/bin/tsc by ~/shop/package.json"
    );
    machine.write("~/shop/package.json", "{}");
    machine.write(
        "~/.volta/tools/user/bins/tsc.json",
        r#"{ "package": "../../../../shop/node_modules/typescript" }"#,
    );
    assert_eq!(machine.leads("tsc"), "volta lacks: no package with `tsc` is installed");
}
