//! plenv, phpenv, tfenv and their like, and the shims of managers that are not followed.

use super::Machine;

#[test]
fn plenv_takes_the_variable_then_the_nearest_file_then_the_global_one() {
    let mut machine = Machine::new(
        "~/.plenv/shims:/usr/bin",
        &[
            "~/.plenv/shims/perl",
            "~/.plenv/versions/5.40.1/bin/perl",
            "~/.plenv/versions/5.42.2/bin/perl",
            "/usr/bin/perl",
        ],
    );
    assert_eq!(machine.leads("perl"), "plenv: /usr/bin/perl by default");
    machine.write("~/.plenv/version", "5.40.1\n");
    assert_eq!(
        machine.leads("perl"),
        "plenv: ~/.plenv/versions/5.40.1/bin/perl by ~/.plenv/version"
    );
    machine.write("~/shop/.perl-version", "perl-5.42.2\n");
    assert_eq!(
        machine.leads("perl"),
        "plenv: ~/.plenv/versions/5.42.2/bin/perl by ~/shop/.perl-version"
    );
    machine.set("PLENV_VERSION", "5.38.0");
    assert_eq!(
        machine.leads("perl"),
        "plenv misses: wants `5.38.0` (set by PLENV_VERSION), which is not installed"
    );
}

#[test]
fn a_shim_of_plenv_names_its_root() {
    let machine = Machine::new("/opt/plenv/shims", &["/opt/plenv/versions/5.42.2/bin/perl"]);
    machine.write("/opt/plenv/version", "5.42.2");
    let shim = "#!/bin/bash\nPLENV_ROOT='/opt/plenv' exec '/opt/plenv/bin/plenv' exec \"${0##*/}\" \"$@\"\n";
    machine.program("/opt/plenv/shims/perl", shim);
    assert_eq!(
        machine.leads("perl"),
        "plenv: /opt/plenv/versions/5.42.2/bin/perl by /opt/plenv/version"
    );
}

#[test]
fn phpenv_looks_in_sbin_too() {
    let machine = Machine::new(
        "~/.phpenv/shims",
        &["~/.phpenv/shims/php-fpm", "~/.phpenv/versions/8.3.1/sbin/php-fpm"],
    );
    machine.write("~/shop/.php-version", "8.3.1\n");
    assert_eq!(
        machine.leads("php-fpm"),
        "phpenv: ~/.phpenv/versions/8.3.1/sbin/php-fpm by ~/shop/.php-version"
    );
}

fn tfenv() -> Machine {
    Machine::new(
        "~/.tfenv/bin",
        &[
            "~/.tfenv/bin/terraform",
            "~/.tfenv/libexec/tfenv-exec",
            "~/.tfenv/versions/1.5.7/terraform",
            "~/.tfenv/versions/1.9.0/terraform",
            "~/.tfenv/versions/1.10.0-rc1/terraform",
        ],
    )
}

#[test]
fn tfenv_takes_the_variable_then_the_nearest_file_then_the_global_one() {
    let mut machine = tfenv();
    assert_eq!(
        machine.leads("terraform"),
        "tfenv lacks: no version is set for `terraform`"
    );
    machine.write("~/.tfenv/version", "1.5.7\n");
    assert_eq!(
        machine.leads("terraform"),
        "tfenv: ~/.tfenv/versions/1.5.7/terraform by ~/.tfenv/version"
    );
    // Home is looked in wherever one is.
    machine.write("~/.terraform-version", "v1.9.0\n");
    assert_eq!(
        machine.leads_at("terraform", "/srv"),
        "tfenv: ~/.tfenv/versions/1.9.0/terraform by ~/.terraform-version"
    );
    machine.write("~/shop/.terraform-version", "1.6.0\n");
    assert_eq!(
        machine.leads("terraform"),
        "tfenv misses: wants `1.6.0` (set by ~/shop/.terraform-version), which is not installed"
    );
    machine.set("TFENV_TERRAFORM_VERSION", "1.9.0");
    assert_eq!(
        machine.leads("terraform"),
        "tfenv: ~/.tfenv/versions/1.9.0/terraform by TFENV_TERRAFORM_VERSION"
    );
}

#[test]
fn the_newest_version_is_known_to_the_network_alone_while_tfenv_may_install_it() {
    let mut machine = tfenv();
    machine.write("~/shop/.terraform-version", "latest\n");
    assert_eq!(
        machine.leads("terraform"),
        "tfenv left alone: which one `latest` (set by ~/shop/.terraform-version) is cannot be told without starting it"
    );
    machine.set("TFENV_AUTO_INSTALL", "false");
    assert_eq!(
        machine.leads("terraform"),
        "tfenv: ~/.tfenv/versions/1.9.0/terraform by ~/shop/.terraform-version"
    );
    for keyword in ["latest:^1.5", "min-required", "../../evil"] {
        machine.write("~/shop/.terraform-version", keyword);
        assert_eq!(
            machine.leads("terraform"),
            format!(
                "tfenv left alone: which one `{keyword}` (set by ~/shop/.terraform-version) is cannot be told without starting it"
            )
        );
    }
}

#[test]
fn a_terraform_of_nobody_is_no_shim() {
    let machine = Machine::new("~/bin", &["~/bin/terraform"]);
    machine.write("~/.terraform-version", "1.5.7\n");
    assert_eq!(machine.leads("terraform"), "no shim");
}

#[test]
fn a_link_to_a_shim_is_followed_as_the_shim() {
    let machine = Machine::new("~/bin", &["~/.rbenv/shims/ruby", "~/.rbenv/versions/3.2.2/bin/ruby"]);
    machine.link("~/bin/ruby", "../.rbenv/shims/ruby");
    machine.write("~/.rbenv/version", "3.2.2");
    assert_eq!(
        machine.leads("ruby"),
        "rbenv: ~/.rbenv/versions/3.2.2/bin/ruby by ~/.rbenv/version"
    );
}

#[test]
fn shims_of_other_managers_are_named_and_left_alone() {
    let reason = "left alone: its shim may install what it is asked for, so it is not started";
    for (directory, manager) in [
        ("~/.luaenv/shims", "luaenv"),
        ("~/.proto/shims", "proto"),
        ("/opt/crenv/shims", "crenv"),
        ("~/shims", "an unknown version manager"),
        ("~/.local/share/coursier/bin", "coursier"),
    ] {
        let machine = Machine::new(directory, &[]);
        machine.program(&format!("{directory}/lua"), "\u{7f}ELF");
        assert_eq!(machine.leads("lua"), format!("{manager} {reason}"), "{directory}");
    }
    let machine = Machine::new(
        "~/bin",
        &[
            "/opt/aqua/aqua-proxy",
            "/opt/aqua/kuberlr",
            "/opt/aqua/cs",
            "/opt/aqua/rye",
        ],
    );
    for (program, launcher, manager) in [
        ("jq", "aqua-proxy", "aqua"),
        ("kubectl", "kuberlr", "kuberlr"),
        ("scala", "cs", "coursier"),
        ("python3", "rye", "rye"),
    ] {
        machine.link(&format!("~/bin/{program}"), &format!("../../../opt/aqua/{launcher}"));
        assert_eq!(machine.leads(program), format!("{manager} {reason}"), "{program}");
    }
    machine.link("~/bin/rye", "../../../opt/aqua/rye");
    assert_eq!(machine.leads("rye"), "no shim");
    // elan makes its shims as rustup does, by hard links.
    let machine = Machine::new("~/.elan/bin", &["~/.elan/bin/elan"]);
    let at = |name: &str| machine.root.path().join("home/anna/.elan/bin").join(name);
    std::fs::hard_link(at("elan"), at("lake")).unwrap();
    assert_eq!(machine.leads("lake"), format!("elan {reason}"));
    assert_eq!(machine.leads("elan"), "no shim");
}

#[test]
fn tenv_takes_the_variable_then_the_nearest_file_then_its_own_default() {
    let mut machine = Machine::new(
        "~/bin",
        &[
            "~/bin/tenv",
            "~/bin/terraform",
            "~/.tenv/Terraform/1.5.7/terraform",
            "~/.tenv/Terraform/1.9.0/terraform",
            "~/.tenv/Terraform/1.10.0-rc1/terraform",
        ],
    );
    let target = |version: &str, by: &str| format!("tenv: ~/.tenv/Terraform/{version}/terraform by {by}");
    assert_eq!(
        machine.leads("terraform"),
        "tenv left alone: which one `latest-allowed` (set by default) is cannot be told without starting it"
    );
    machine.write("~/.tenv/Terraform/version", "latest\n");
    assert_eq!(machine.leads("terraform"), target("1.9.0", "~/.tenv/Terraform/version"));
    machine.write("~/shop/.tool-versions", "terraform 1.5.7\n");
    assert_eq!(machine.leads("terraform"), target("1.5.7", "~/shop/.tool-versions"));
    machine.write("~/shop/.terraform-version", "~> 1.5.0\n");
    assert_eq!(machine.leads("terraform"), target("1.5.7", "~/shop/.terraform-version"));
    machine.set("TFENV_TERRAFORM_VERSION", "1.6.0");
    assert_eq!(
        machine.leads("terraform"),
        "tenv misses: wants `1.6.0` (set by TFENV_TERRAFORM_VERSION), which is not installed"
    );
}

#[test]
fn choosenim_runs_the_toolchain_that_its_file_names() {
    let machine = Machine::new(
        "~/.nimble/bin",
        &[
            "~/.nimble/bin/choosenim",
            "~/.nimble/bin/nim",
            "~/.nimble/bin/nimlangserver",
            "~/.choosenim/toolchains/nim-2.0.2/bin/nim",
        ],
    );
    assert_eq!(machine.leads("nim"), "choosenim lacks: no version is chosen");
    machine.write("~/.choosenim/current", "/home/anna/.choosenim/toolchains/nim-2.0.2\n");
    assert_eq!(
        machine.leads("nim"),
        "choosenim: ~/.choosenim/toolchains/nim-2.0.2/bin/nim by ~/.choosenim/current"
    );
    assert_eq!(machine.leads("nimlangserver"), "no shim");
    machine.write("~/.choosenim/current", "/home/anna/.choosenim/toolchains/nim-2.2.0\n");
    assert_eq!(
        machine.leads("nim"),
        "choosenim misses: wants `2.2.0` (set by ~/.choosenim/current), which is not installed"
    );
}

fn juliaup() -> Machine {
    let machine = Machine::new("~/.juliaup/bin", &["~/.juliaup/bin/julialauncher"]);
    machine.link("~/.juliaup/bin/julia", "julialauncher");
    for version in ["1.10.4+0.x64.linux.gnu", "1.11.1+0.x64.linux.gnu"] {
        machine.program(&format!("~/.julia/juliaup/julia-{version}/bin/julia"), "");
    }
    machine
}

const JULIAUP: &str = r#"{
    "Default": "release",
    "InstalledVersions": {
        "1.10.4+0.x64.linux.gnu": { "Path": "./julia-1.10.4+0.x64.linux.gnu" },
        "1.11.1+0.x64.linux.gnu": { "Path": "./julia-1.11.1+0.x64.linux.gnu", "BinaryPath": "./julia-1.11.1+0.x64.linux.gnu/bin/julia" }
    },
    "InstalledChannels": {
        "release": { "Version": "1.11.1+0.x64.linux.gnu" },
        "lts": { "Version": "1.10.4+0.x64.linux.gnu" },
        "work": { "Target": "lts", "Args": [] },
        "own": { "Command": "/opt/julia/bin/julia", "Args": [] }
    },
    "Overrides": [ { "Path": "/home/anna/shop", "Channel": "lts" }, { "Path": "/home", "Channel": "gone" } ]
}"#;

#[test]
fn juliaup_takes_the_variable_then_the_override_then_the_default() {
    let mut machine = juliaup();
    assert_eq!(machine.leads("julia"), "juliaup lacks: no channel is chosen");
    machine.write("~/.julia/juliaup/juliaup.json", JULIAUP);
    let julia = |version: &str, by: &str| {
        format!("juliaup: ~/.julia/juliaup/julia-{version}+0.x64.linux.gnu/bin/julia by {by}")
    };
    assert_eq!(machine.leads_at("julia", "/srv"), julia("1.11.1", "default"));
    let by = "the override of ~/shop";
    assert_eq!(machine.leads("julia"), julia("1.10.4", by));
    assert_eq!(
        machine.leads_at("julia", "~"),
        "juliaup misses: wants `gone` (set by the override of /home), which is not installed"
    );
    machine.set("JULIAUP_CHANNEL", "work");
    assert_eq!(machine.leads("julia"), julia("1.10.4", "JULIAUP_CHANNEL"));
    machine.set("JULIAUP_CHANNEL", "own");
    assert_eq!(
        machine.leads("julia"),
        "juliaup: /opt/julia/bin/julia by JULIAUP_CHANNEL"
    );
    machine.set("JULIAUP_DEPOT_PATH", "/opt/depot");
    assert_eq!(
        machine.leads("julia"),
        "juliaup misses: wants `own` (set by JULIAUP_CHANNEL), which is not installed"
    );
}

#[test]
fn swiftly_takes_the_nearest_file_then_the_default() {
    let machine = Machine::new(
        "~/.local/share/swiftly/bin",
        &[
            "~/.local/bin/swiftly",
            "~/.local/share/swiftly/toolchains/6.0.3/usr/bin/swift",
            "~/.local/share/swiftly/toolchains/6.1.0/usr/bin/swift",
        ],
    );
    machine.link("~/.local/share/swiftly/bin/swift", "../../../bin/swiftly");
    assert_eq!(machine.leads("swift"), "swiftly lacks: no toolchain is chosen");
    machine.write(
        "~/.local/share/swiftly/config.json",
        r#"{ "inUse": "6.1.0", "installedToolchains": ["6.0.3", "6.1.0", "main-snapshot-2026-01-02"], "version": "1.1.0" }"#,
    );
    let swift =
        |version: &str, by: &str| format!("swiftly: ~/.local/share/swiftly/toolchains/{version}/usr/bin/swift by {by}");
    assert_eq!(machine.leads("swift"), swift("6.1.0", "default"));
    let file = "~/shop/.swift-version";
    for (text, version) in [
        ("6.0\n", "6.0.3"),
        ("6.0.3", "6.0.3"),
        ("6.1.0\r\n", "6.1.0"),
        ("Swift 6.0.3", "6.0.3"),
    ] {
        machine.write(file, text);
        assert_eq!(machine.leads("swift"), swift(version, file), "{text}");
    }
    machine.write(file, "5.10");
    assert_eq!(
        machine.leads("swift"),
        "swiftly misses: wants toolchain `5.10` (set by ~/shop/.swift-version), which is not installed"
    );
    machine.write(file, "");
    assert_eq!(
        machine.leads("swift"),
        "swiftly refuses ~/shop/.swift-version: it is empty"
    );
    machine.write(file, "../../evil");
    assert_eq!(
        machine.leads("swift"),
        "swiftly misses: wants toolchain `../../evil` (set by ~/shop/.swift-version), which is not installed"
    );
}

#[test]
fn a_trampoline_of_pixi_starts_what_its_file_names() {
    let machine = Machine::new("~/.pixi/bin", &["~/.pixi/bin/jq", "~/.pixi/envs/jq/bin/jq"]);
    assert_eq!(machine.leads("jq"), "no shim");
    machine.write(
        "~/.pixi/bin/trampoline_configuration/jq.json",
        r#"{ "exe": "/home/anna/.pixi/envs/jq/bin/jq", "path": "", "env": {} }"#,
    );
    assert_eq!(machine.leads("jq"), "pixi: ~/.pixi/envs/jq/bin/jq");
    machine.remove("~/.pixi/envs/jq/bin/jq");
    assert_eq!(
        machine.leads("jq"),
        "pixi is stale: its trampoline starts ~/.pixi/envs/jq/bin/jq, which does not exist; pixi global sync"
    );
}
