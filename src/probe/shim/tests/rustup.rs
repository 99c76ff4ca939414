//! rustup's proxies.

use super::Machine;

const STABLE: &str = "~/.rustup/toolchains/stable-x86_64-unknown-linux-gnu";
const NIGHTLY: &str = "~/.rustup/toolchains/nightly-x86_64-unknown-linux-gnu";

fn rustup(settings: &str) -> Machine {
    let machine = Machine::new("~/.cargo/bin:/usr/bin", &["~/.cargo/bin/rustup"]);
    for program in ["rustc", "cargo", "rust-analyzer"] {
        machine.link(&format!("~/.cargo/bin/{program}"), "rustup");
    }
    for toolchain in [STABLE, NIGHTLY] {
        machine.program(&format!("{toolchain}/bin/rustc"), "");
        machine.program(&format!("{toolchain}/bin/cargo"), "");
    }
    machine.write("~/.rustup/settings.toml", &format!("version = \"12\"\n{settings}"));
    machine
}

fn by_default() -> Machine {
    rustup(
        "default_toolchain = \"stable-x86_64-unknown-linux-gnu\"\ndefault_host_triple = \"x86_64-unknown-linux-gnu\"\n",
    )
}

#[test]
fn the_variable_comes_before_files_and_those_before_the_default() {
    let mut machine = by_default();
    assert_eq!(machine.leads("rustc"), format!("rustup: {STABLE}/bin/rustc by default"));
    machine.write("~/shop/rust-toolchain.toml", "[toolchain]\nchannel = \"nightly\"\n");
    assert_eq!(
        machine.leads_at("rustc", "~/shop/src"),
        format!("rustup: {NIGHTLY}/bin/rustc by ~/shop/rust-toolchain.toml")
    );
    machine.set("RUSTUP_TOOLCHAIN", "stable");
    assert_eq!(
        machine.leads("rustc"),
        format!("rustup: {STABLE}/bin/rustc by RUSTUP_TOOLCHAIN")
    );
    machine.set("RUSTUP_TOOLCHAIN", NIGHTLY);
    assert_eq!(
        machine.leads("rustc"),
        format!("rustup: {NIGHTLY}/bin/rustc by RUSTUP_TOOLCHAIN")
    );
    machine.set("RUSTUP_TOOLCHAIN", "+nightly");
    assert_eq!(
        machine.leads("rustc"),
        "rustup refuses RUSTUP_TOOLCHAIN: `+nightly` is no name of a toolchain"
    );
}

#[test]
fn an_override_is_known_by_the_path_without_links() {
    let machine = rustup(
        "default_toolchain = \"stable\"\n[overrides]\n\"/home/anna/shop\" = \"nightly-x86_64-unknown-linux-gnu\"\n",
    );
    machine.link("~/link", "shop");
    // It counts before a file of the same directory.
    machine.write("~/shop/rust-toolchain", "stable\n");
    for directory in ["~/shop", "~/link", "~/shop/src"] {
        let by = format!("rustup: {NIGHTLY}/bin/rustc by an override of this directory");
        assert_eq!(machine.leads_at("rustc", directory), by, "{directory}");
    }
}

#[test]
fn the_old_file_counts_before_the_new_one_and_may_hold_a_bare_name() {
    let machine = by_default();
    machine.write("~/shop/rust-toolchain.toml", "[toolchain]\nchannel = \"1.70.0\"\n");
    machine.write("~/shop/rust-toolchain", "nightly\n");
    let nightly = format!("rustup: {NIGHTLY}/bin/rustc by ~/shop/rust-toolchain");
    assert_eq!(machine.leads("rustc"), nightly);
    machine.write("~/shop/rust-toolchain", "[toolchain]\nchannel = \"nightly\"\n");
    assert_eq!(machine.leads("rustc"), nightly);
    machine.write("~/shop/rust-toolchain", "# ours\nnightly\n");
    assert_eq!(
        machine.leads("rustc"),
        "rustup refuses ~/shop/rust-toolchain: it names no toolchain"
    );
    machine.write("~/shop/rust-toolchain", "\u{feff}nightly\n");
    assert_eq!(
        machine.leads("rustc"),
        "rustup refuses ~/shop/rust-toolchain: it begins with a byte order mark, which rustup takes for a part of the name"
    );
    machine.write(
        "~/shop/rust-toolchain",
        "\u{feff}[toolchain]\r\nchannel = \"nightly\"\r\n",
    );
    assert_eq!(machine.leads("rustc"), nightly);
    machine.remove("~/shop/rust-toolchain");
    assert_eq!(
        machine.leads("rustc"),
        "rustup misses: wants toolchain `1.70.0` (set by ~/shop/rust-toolchain.toml), which is not installed"
    );
}

#[test]
fn a_file_may_leave_the_choice_to_the_default_or_name_a_directory() {
    let machine = by_default();
    let file = "~/shop/rust-toolchain.toml";
    machine.write(file, "[toolchain]\ncomponents = [\"rustfmt\"]\n");
    assert_eq!(machine.leads("rustc"), format!("rustup: {STABLE}/bin/rustc by default"));
    machine.write(
        file,
        &format!("[toolchain]\npath = \"{}\"\n", NIGHTLY.replace('~', super::HOME)),
    );
    assert_eq!(machine.leads("rustc"), format!("rustup: {NIGHTLY}/bin/rustc by {file}"));
    // rustup refuses these, rather than look further up.
    for text in [
        "",
        "stable",
        "[toolchain]\n",
        "[toolchain]\nchannel = \"stable\"\npath = \"/opt/rust\"\n",
    ] {
        machine.write(file, text);
        assert_eq!(
            machine.leads("rustc"),
            format!("rustup refuses {file}: it names no toolchain"),
            "{text:?}"
        );
    }
    machine.write(file, "[toolchain]\npath = \"tc\"\n");
    assert_eq!(
        machine.leads("rustc"),
        format!("rustup refuses {file}: its `path` is relative, which rustup no longer takes")
    );
    machine.write_bytes("~/shop/rust-toolchain", b"\xff\xfe1\0.\08\0");
    assert_eq!(
        machine.leads("rustc"),
        "rustup refuses ~/shop/rust-toolchain: it is not UTF-8 text"
    );
    machine.remove("~/shop/rust-toolchain");
    machine.write(file, "[toolchain]\nchannel = \"../../evil\"\n");
    assert_eq!(
        machine.leads("rustc"),
        format!("rustup refuses {file}: `../../evil` is no name of a toolchain")
    );
}

#[test]
fn a_component_that_is_not_installed_is_not_missed() {
    let machine = by_default();
    assert_eq!(
        machine.leads("rust-analyzer"),
        "rustup lacks: toolchain stable-x86_64-unknown-linux-gnu has no component `rust-analyzer`"
    );
    machine.program("/usr/bin/rust-analyzer", "");
    assert_eq!(
        machine.leads("rust-analyzer"),
        "rustup: /usr/bin/rust-analyzer by rustup, since toolchain stable-x86_64-unknown-linux-gnu has no component `rust-analyzer`"
    );
    machine.write("~/shop/rust-toolchain", "1.70.0");
    assert_eq!(
        machine.leads("rust-analyzer"),
        "rustup lacks: toolchain 1.70.0 (set by ~/shop/rust-toolchain) is not installed"
    );
    assert_eq!(rustup("").leads("rustc"), "rustup lacks: no default toolchain is set");
}

#[test]
fn a_toolchain_without_cargo_takes_that_of_a_channel() {
    let mut machine = rustup("default_host_triple = \"x86_64-unknown-linux-gnu\"\n");
    machine.program("~/.rustup/toolchains/mine/bin/rustc", "");
    machine.set("RUSTUP_TOOLCHAIN", "mine");
    assert_eq!(
        machine.leads("rustc"),
        "rustup: ~/.rustup/toolchains/mine/bin/rustc by RUSTUP_TOOLCHAIN"
    );
    assert_eq!(
        machine.leads("cargo"),
        format!("rustup: {NIGHTLY}/bin/cargo by rustup, since toolchain mine has no component `cargo`")
    );
}

#[test]
fn an_administrator_may_set_the_default() {
    let machine = rustup("");
    machine.write("/etc/rustup/settings.toml", "default_toolchain = \"nightly\"\n");
    machine.write(
        "~/.rustup/settings.toml",
        "default_host_triple = \"x86_64-unknown-linux-gnu\"\n",
    );
    assert_eq!(
        machine.leads("rustc"),
        format!("rustup: {NIGHTLY}/bin/rustc by default")
    );
}

#[test]
fn a_hard_link_is_a_proxy_too_and_a_program_of_its_own_is_none() {
    let machine = by_default();
    let bin = machine.root.path().join("home/anna/.cargo/bin");
    std::fs::remove_file(bin.join("rustc")).unwrap();
    std::fs::hard_link(bin.join("rustup"), bin.join("rustc")).unwrap();
    assert_eq!(machine.leads("rustc"), format!("rustup: {STABLE}/bin/rustc by default"));
    std::fs::remove_file(bin.join("rustc")).unwrap();
    machine.program("~/.cargo/bin/rustc", "");
    assert_eq!(machine.leads("rustc"), "no shim");
}
