//! Corepack.

use super::Machine;

const CACHE: &str = "~/.cache/node/corepack/v1";

fn corepack() -> Machine {
    let machine = Machine::new(
        "/usr/bin",
        &[
            "/usr/lib/node_modules/corepack/dist/yarn.js",
            "/usr/lib/node_modules/corepack/dist/pnpm.js",
            "/usr/lib/node_modules/corepack/dist/pnpx.js",
        ],
    );
    for program in ["yarn", "pnpm", "pnpx"] {
        machine.link(
            &format!("/usr/bin/{program}"),
            &format!("../lib/node_modules/corepack/dist/{program}.js"),
        );
    }
    machine.write(&format!("{CACHE}/yarn/4.1.0/yarn.js"), "");
    machine.write(&format!("{CACHE}/yarn/1.22.22/bin/yarn.js"), "");
    machine.write(&format!("{CACHE}/pnpm/9.1.0/bin/pnpm.cjs"), "");
    machine.write(&format!("{CACHE}/pnpm/9.1.0/bin/pnpx.cjs"), "");
    machine
}

#[test]
fn the_project_says_which_else_the_last_one_prepared() {
    let machine = corepack();
    assert_eq!(
        machine.leads("yarn"),
        "corepack fetches the newest one (set by Corepack)"
    );
    machine.write(
        "~/.cache/node/corepack/lastKnownGood.json",
        r#"{ "yarn": "1.22.22+sha1.ac34549e6aa8e7ead463a7407e1c7390f61a6610", "pnpm": "9.1.0" }"#,
    );
    assert_eq!(
        machine.leads("yarn"),
        format!("corepack: {CACHE}/yarn/1.22.22/bin/yarn.js by the last one prepared")
    );
    machine.write(
        "~/shop/package.json",
        r#"{ "packageManager": "yarn@4.1.0+sha256.81a00df8" }"#,
    );
    machine.write("~/shop/web/package.json", "{}");
    let own = format!("corepack: {CACHE}/yarn/4.1.0/yarn.js by ~/shop/package.json");
    assert_eq!(machine.leads_at("yarn", "~/shop/web"), own);
    machine.write(
        "~/shop/node_modules/@a/b/package.json",
        r#"{ "packageManager": "yarn@1.0.0" }"#,
    );
    assert_eq!(machine.leads_at("yarn", "~/shop/node_modules/@a/b"), own);
}

#[test]
fn it_runs_no_other_package_manager_in_a_project() {
    let mut machine = corepack();
    machine.write("~/.cache/node/corepack/lastKnownGood.json", r#"{ "pnpm": "9.1.0" }"#);
    machine.write("~/shop/package.json", r#"{ "packageManager": "yarn@4.1.0" }"#);
    assert_eq!(
        machine.leads("pnpm"),
        "corepack lacks: it runs no pnpm in a project of yarn (set by ~/shop/package.json)"
    );
    assert_eq!(
        machine.leads("pnpx"),
        format!("corepack: {CACHE}/pnpm/9.1.0/bin/pnpx.cjs by the last one prepared")
    );
    machine.set("COREPACK_ENABLE_STRICT", "0");
    assert_eq!(
        machine.leads("pnpm"),
        format!("corepack: {CACHE}/pnpm/9.1.0/bin/pnpm.cjs by the last one prepared")
    );
}

#[test]
fn a_version_that_is_not_there_is_fetched_unless_a_setting_forbids_it() {
    let mut machine = corepack();
    machine.write("~/shop/package.json", r#"{ "packageManager": "yarn@4.2.0" }"#);
    assert_eq!(
        machine.leads("yarn"),
        "corepack fetches 4.2.0 (set by ~/shop/package.json)"
    );
    let missing = "corepack misses: wants yarn `4.2.0` (set by ~/shop/package.json), which is not installed";
    machine.write("~/shop/.corepack.env", "COREPACK_ENABLE_NETWORK=0\n");
    assert_eq!(machine.leads("yarn"), missing);
    machine.set("COREPACK_ENABLE_NETWORK", "1");
    assert_eq!(
        machine.leads("yarn"),
        "corepack fetches 4.2.0 (set by ~/shop/package.json)"
    );
    machine.set("COREPACK_ENABLE_NETWORK", "0");
    assert_eq!(machine.leads("yarn"), missing);
    machine.set("COREPACK_HOME", "~/elsewhere");
    machine.write("~/elsewhere/v1/yarn/4.2.0/yarn.js", "");
    assert_eq!(
        machine.leads("yarn"),
        "corepack: ~/elsewhere/v1/yarn/4.2.0/yarn.js by ~/shop/package.json"
    );
}

#[test]
fn what_is_no_version_is_not_looked_for() {
    let mut machine = corepack();
    for text in ["https://evil.example/yarn.tgz", "../../../../evil", "^4", "latest"] {
        machine.write(
            "~/shop/package.json",
            &format!(r#"{{ "packageManager": "yarn@{text}" }}"#),
        );
        assert_eq!(
            machine.leads("yarn"),
            format!("corepack refuses ~/shop/package.json: `packageManager` names `{text}`, which is no exact version")
        );
    }
    machine.write("~/shop/package.json", "{");
    assert_eq!(
        machine.leads("yarn"),
        "corepack refuses ~/shop/package.json: it is not valid JSON"
    );
    machine.write(
        "~/shop/package.json",
        r#"{ "devEngines": { "packageManager": { "name": "yarn", "version": "^4" } } }"#,
    );
    assert_eq!(
        machine.leads("yarn"),
        format!("corepack: {CACHE}/yarn/4.1.0/yarn.js by ~/shop/package.json")
    );
    machine.write(
        "~/shop/package.json",
        r#"{ "devEngines": { "packageManager": { "name": "yarn", "version": "^5" } } }"#,
    );
    assert_eq!(
        machine.leads("yarn"),
        "corepack fetches the newest one (set by ~/shop/package.json)"
    );
    machine.set("COREPACK_ENABLE_NETWORK", "0");
    assert_eq!(
        machine.leads("yarn"),
        "corepack misses: wants yarn `^5` (set by ~/shop/package.json), which is not installed"
    );
}
