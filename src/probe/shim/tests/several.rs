//! asdf and mise, which keep tools of all kinds.

use super::Machine;

/// The shims of asdf up to 0.15, written in bash, and since 0.16, in Go.
const BASH: &str = "exec /home/anna/.asdf/bin/asdf exec \"node\" \"$@\" # asdf_allow: ' asdf '\n";
const GO: &str = "exec asdf exec \"node\" \"$@\"";

fn asdf(start: &str) -> Machine {
    let programs = ["~/.asdf/bin/asdf", "~/.asdf/installs/nodejs/20.1.0/bin/node"];
    let machine = Machine::new("~/.asdf/shims:/usr/bin", &programs);
    let shim = format!("#!/usr/bin/env bash\n# asdf-plugin: nodejs 20.1.0\n# asdf-plugin: nodejs 18.0.0\n{start}");
    machine.program("~/.asdf/shims/node", &shim);
    machine
}

#[test]
fn asdf_takes_the_variable_then_the_nearest_file() {
    let mut machine = asdf(GO);
    assert_eq!(machine.leads("node"), "asdf lacks: no version is set for `node`");
    machine.write("~/.tool-versions", "ruby 3.2.0\nnodejs 18.0.0 # old\n");
    assert_eq!(
        machine.leads("node"),
        "asdf misses: wants nodejs `18.0.0` (set by ~/.tool-versions), which is not installed"
    );
    let target = "asdf: ~/.asdf/installs/nodejs/20.1.0/bin/node";
    machine.write("~/shop/.tool-versions", "nodejs 18.0.0 20.1.0\n");
    assert_eq!(machine.leads("node"), format!("{target} by ~/shop/.tool-versions"));
    machine.set("ASDF_NODEJS_VERSION", "20.1.0");
    assert_eq!(machine.leads("node"), format!("{target} by ASDF_NODEJS_VERSION"));
    machine.set("ASDF_NODEJS_VERSION", "system");
    assert_eq!(
        machine.leads("node"),
        "asdf lacks: nodejs system (set by ASDF_NODEJS_VERSION) has no `node`"
    );
    machine.program("/usr/bin/node", "");
    assert_eq!(machine.leads("node"), "asdf: /usr/bin/node by ASDF_NODEJS_VERSION");
}

#[test]
fn asdf_looks_at_home_last_and_its_own_file_comes_first() {
    for start in [BASH, GO] {
        let machine = asdf(start);
        machine.write("~/.tool-versions", "nodejs 20.1.0\n");
        let target = "asdf: ~/.asdf/installs/nodejs/20.1.0/bin/node by";
        assert_eq!(machine.leads_at("node", "/srv"), format!("{target} ~/.tool-versions"));
        machine.write("~/.asdfrc", "legacy_version_file = yes\n");
        machine.write("~/shop/.nvmrc", "v20.1.0\n");
        assert_eq!(machine.leads("node"), format!("{target} ~/shop/.nvmrc"));
        machine.write("~/shop/.tool-versions", "nodejs 18.0.0\n");
        assert_eq!(
            machine.leads("node"),
            "asdf misses: wants nodejs `18.0.0` (set by ~/shop/.tool-versions), which is not installed"
        );
    }
}

#[test]
fn asdf_completes_the_version_of_another_managers_file_if_a_variable_says_so() {
    let mut machine = asdf(GO);
    machine.write("~/.asdfrc", "legacy_version_file = yes\n");
    machine.write("~/shop/.nvmrc", "20\n");
    assert_eq!(
        machine.leads("node"),
        "asdf misses: wants nodejs `20` (set by ~/shop/.nvmrc), which is not installed"
    );
    machine.set("ASDF_NODEJS_LEGACY_FILE_DYNAMIC_STRATEGY", "latest_installed");
    assert_eq!(
        machine.leads("node"),
        "asdf: ~/.asdf/installs/nodejs/20.1.0/bin/node by ~/shop/.nvmrc"
    );
}

#[test]
fn what_asdf_misreads_is_not_said_to_run() {
    let at_home = "asdf: ~/.asdf/installs/nodejs/20.1.0/bin/node by ~/.tool-versions";
    let here = "asdf: ~/.asdf/installs/nodejs/20.1.0/bin/node by ~/shop/.tool-versions";
    let refused = "asdf refuses ~/shop/.tool-versions: its lines end with carriage returns, which asdf takes for a part of the version";
    for (text, in_bash, in_go) in [
        ("nodejs 20.1.0\n", here, here),
        ("# tools\n\nnodejs  20.1.0  # ours", here, here),
        ("\u{feff}nodejs 20.1.0\n", at_home, at_home),
        ("nodejs\t20.1.0\n", at_home, at_home),
        (" nodejs 20.1.0\n", at_home, here),
        ("nodejs 20.1.0\t\n", here, here),
        ("nodejs 20.1.0\r\n", refused, here),
    ] {
        for (start, expected) in [(BASH, in_bash), (GO, in_go)] {
            let machine = asdf(start);
            machine.write("~/.tool-versions", "nodejs 20.1.0\n");
            machine.write("~/shop/.tool-versions", text);
            assert_eq!(machine.leads("node"), expected, "{text:?} {start}");
        }
    }
}

#[test]
fn a_version_that_the_shim_does_not_know_needs_a_reshim() {
    for start in [BASH, GO] {
        let machine = asdf(start);
        machine.program("~/.asdf/installs/nodejs/22.0.0/bin/node", "");
        machine.write("~/shop/.tool-versions", "nodejs 22.0.0\n");
        assert_eq!(
            machine.leads("node"),
            "asdf is stale: nodejs 22.0.0 (set by ~/shop/.tool-versions) is installed, but not known to the shim; asdf reshim nodejs 22.0.0"
        );
    }
}

#[test]
fn a_version_of_asdf_never_leads_out_of_its_directory() {
    let machine = asdf(GO);
    machine.program("~/evil/bin/node", "");
    for version in ["../../../evil", "..", "path:../evil"] {
        machine.write("~/shop/.tool-versions", &format!("nodejs {version}\n"));
        assert_eq!(
            machine.leads("node"),
            format!("asdf misses: wants nodejs `{version}` (set by ~/shop/.tool-versions), which is not installed")
        );
    }
    // An absolute directory is what the user may ask for.
    machine.write("~/shop/.tool-versions", "nodejs path:~/evil\n");
    assert_eq!(machine.leads("node"), "asdf: ~/evil/bin/node by ~/shop/.tool-versions");
}

#[test]
fn a_shim_that_starts_a_removed_asdf_runs_nothing() {
    let machine = asdf(BASH);
    machine.write("~/.tool-versions", "nodejs 20.1.0\n");
    machine.remove("~/.asdf/bin/asdf");
    assert_eq!(
        machine.leads("node"),
        "asdf is stale: its shim starts ~/.asdf/bin/asdf, which does not exist; asdf reshim"
    );
    // A shim of asdf 0.6.
    let old = "#!/usr/bin/env bash\n# asdf-plugin: nodejs\n# asdf-plugin-version: 20.1.0\nexec asdf exec node bin/node \"$@\"\n";
    machine.program("~/.asdf/shims/node", old);
    assert_eq!(
        machine.leads("node"),
        "asdf: ~/.asdf/installs/nodejs/20.1.0/bin/node by ~/.tool-versions"
    );
}

fn mise() -> Machine {
    let machine = Machine::new(
        "~/.local/share/mise/shims:/usr/bin",
        &[
            "~/.local/bin/mise",
            "~/.local/share/mise/installs/node/20.1.0/bin/node",
            "~/.local/share/mise/installs/node/20.9.0/bin/node",
            "~/.local/share/mise/installs/node/22.0.0/bin/node",
            "~/.local/share/mise/installs/npm-prettier/3.1.0/bin/prettier",
        ],
    );
    machine.link("~/.local/share/mise/installs/node/lts", "./20.9.0");
    for program in ["node", "prettier"] {
        machine.link(&format!("~/.local/share/mise/shims/{program}"), "../../../bin/mise");
    }
    machine
}

fn node(version: &str, by: &str) -> String {
    format!("mise: ~/.local/share/mise/installs/node/{version}/bin/node by {by}")
}

#[test]
fn mise_takes_the_strongest_setting_alone() {
    let mut machine = mise();
    assert_eq!(machine.leads("node"), "mise lacks: no version is set for `node`");
    machine.write(
        "~/.config/mise/config.toml",
        "[tools]\nnode = 'latest'\n'npm:prettier' = '3'\n",
    );
    assert_eq!(machine.leads("node"), node("22.0.0", "~/.config/mise/config.toml"));
    assert_eq!(
        machine.leads("prettier"),
        "mise: ~/.local/share/mise/installs/npm-prettier/3.1.0/bin/prettier by ~/.config/mise/config.toml"
    );
    machine.write("~/shop/.tool-versions", "nodejs lts\n");
    assert_eq!(machine.leads("node"), node("20.9.0", "~/shop/.tool-versions"));
    machine.write("~/shop/mise.toml", "[tools]\nnode = { version = '20.1' }\n");
    assert_eq!(machine.leads("node"), node("20.1.0", "~/shop/mise.toml"));
    machine.write("~/shop/mise.local.toml", "[tools]\nnode = ['18', '20.1.0']\n");
    assert_eq!(machine.leads("node"), node("20.1.0", "~/shop/mise.local.toml"));
    machine.set("MISE_ENV", "ci");
    machine.write("~/shop/mise.ci.toml", "[tools]\nnode = 'prefix:20'\n");
    assert_eq!(machine.leads("node"), node("20.9.0", "~/shop/mise.ci.toml"));
    machine.set("MISE_NODE_VERSION", "18");
    // A weaker setting does not step in for a stronger one whose version is not installed.
    assert_eq!(
        machine.leads("node"),
        "mise misses: wants node `18` (set by MISE_NODE_VERSION), which is not installed"
    );
}

#[test]
fn mise_reads_files_of_others_if_a_setting_says_so() {
    let machine = mise();
    machine.write("~/shop/.nvmrc", "v20.1.0\n");
    assert_eq!(machine.leads("node"), "mise lacks: no version is set for `node`");
    machine.write(
        "~/.config/mise/config.toml",
        "[tools]\nnode = '22'\n[settings]\nidiomatic_version_file_enable_tools = ['node']\n",
    );
    assert_eq!(machine.leads("node"), node("20.1.0", "~/shop/.nvmrc"));
    machine.write("~/shop/.mise.toml", "[tools]\nnode = '22'\n");
    assert_eq!(machine.leads("node"), node("22.0.0", "~/shop/.mise.toml"));
}

#[test]
fn a_version_of_mise_never_leads_out_of_its_directory() {
    let machine = mise();
    machine.program("~/evil/bin/node", "");
    for version in ["../../../../../evil", "..", "path:../evil"] {
        machine.write("~/shop/mise.toml", &format!("[tools]\nnode = '{version}'\n"));
        assert_eq!(
            machine.leads("node"),
            format!("mise misses: wants node `{version}` (set by ~/shop/mise.toml), which is not installed")
        );
    }
    machine.write("~/shop/mise.toml", "[tools\n");
    machine.program("/usr/bin/node", "");
    assert_eq!(
        machine.leads("node"),
        "mise refuses ~/shop/mise.toml: it is not valid TOML"
    );
    machine.remove("~/shop/mise.toml");
    assert_eq!(machine.leads("node"), "mise: /usr/bin/node");
    machine.write("~/shop/mise.toml", "[tools]\nnode = 'system'\n");
    assert_eq!(machine.leads("node"), "mise: /usr/bin/node by ~/shop/mise.toml");
}

#[test]
fn a_program_that_does_not_come_with_the_chosen_version_is_absent() {
    let machine = asdf(GO);
    machine.program(
        "~/.asdf/shims/yarn",
        "#!/usr/bin/env bash\n# asdf-plugin: nodejs 20.1.0\nexec asdf exec \"yarn\" \"$@\"",
    );
    machine.write("~/shop/.tool-versions", "nodejs 22.1.0\n");
    assert_eq!(
        machine.leads("yarn"),
        "asdf lacks: nodejs 22.1.0 (set by ~/shop/.tool-versions) has no `yarn`"
    );
    let machine = mise();
    machine.program("~/.local/share/mise/installs/node/20.1.0/bin/yarn", "");
    machine.link("~/.local/share/mise/shims/yarn", "../../../bin/mise");
    machine.write("~/shop/mise.toml", "[tools]\nnode = '18'\n");
    assert_eq!(machine.leads("yarn"), "mise lacks: no version is set for `yarn`");
}

#[test]
fn mise_computes_versions_of_variables_and_of_other_versions() {
    let mut machine = mise();
    let file = "~/shop/mise.toml";
    machine.write(file, "[tools]\nnode = \"{{ env['NODE_VERSION'] }}\"\n");
    assert_eq!(
        machine.leads("node"),
        "mise left alone: it computes the version of node (set by ~/shop/mise.toml)"
    );
    machine.set("NODE_VERSION", "20.1");
    assert_eq!(machine.leads("node"), node("20.1.0", file));
    machine.write(file, "[tools]\nnode = 'sub-2:22'\n");
    assert_eq!(machine.leads("node"), node("20.9.0", file));
}

#[test]
fn mise_reads_fragments_below_its_other_files() {
    let machine = mise();
    machine.write("~/.config/mise/conf.d/10-node.toml", "[tools]\nnode = '22'\n");
    machine.write("~/.config/mise/conf.d/20-node.toml", "[tools]\nnode = '20.9'\n");
    machine.write("~/.config/mise/conf.d/.30-node.toml.swp", "[tools]\nnode = '22'\n");
    assert_eq!(
        machine.leads("node"),
        node("20.9.0", "~/.config/mise/conf.d/20-node.toml")
    );
    machine.write("~/.config/mise/config.toml", "[tools]\nnode = '22'\n");
    assert_eq!(machine.leads("node"), node("22.0.0", "~/.config/mise/config.toml"));
    machine.write("~/shop/.mise/conf.d/node.toml", "[tools]\nnode = '20.1'\n");
    assert_eq!(machine.leads("node"), node("20.1.0", "~/shop/.mise/conf.d/node.toml"));
    machine.write("~/shop/mise.toml", "[tools]\nnode = '20.9'\n");
    assert_eq!(machine.leads("node"), node("20.9.0", "~/shop/mise.toml"));
}

#[test]
fn mise_resolves_aliases_and_obeys_its_lock_file() {
    let mut machine = mise();
    machine.write(
        "~/shop/mise.toml",
        "[tools]\nnode = 'ours'\n[alias.node]\nours = '20'\n",
    );
    assert_eq!(machine.leads("node"), node("20.9.0", "~/shop/mise.toml"));
    machine.write(
        "~/.config/mise/config.toml",
        "[tool_alias.node.versions]\ntheirs = '22'\n",
    );
    machine.write("~/shop/.tool-versions", "node theirs\n");
    assert_eq!(machine.leads("node"), node("20.9.0", "~/shop/mise.toml"));
    machine.remove("~/shop/mise.toml");
    assert_eq!(machine.leads("node"), node("22.0.0", "~/shop/.tool-versions"));
    machine.write("~/shop/mise.toml", "[tools]\nnode = '20'\n");
    machine.write(
        "~/shop/mise.lock",
        "[[tools.node]]\nversion = '20.1.0'\nbackend = 'core:node'\n",
    );
    assert_eq!(machine.leads("node"), node("20.1.0", "~/shop/mise.toml"));
    machine.set("MISE_LOCKFILE", "false");
    assert_eq!(machine.leads("node"), node("20.9.0", "~/shop/mise.toml"));
    machine.set("MISE_LOCKFILE", "true");
    machine.write("~/shop/mise.lock", "[[tools.node]]\nversion = '20.5.0'\n");
    assert_eq!(
        machine.leads("node"),
        "mise misses: wants node `20.5.0` (set by ~/shop/mise.toml), which is not installed"
    );
    // A local file has a lock file of its own.
    machine.write("~/shop/mise.local.toml", "[tools]\nnode = '20'\n");
    assert_eq!(machine.leads("node"), node("20.9.0", "~/shop/mise.local.toml"));
}

#[test]
fn mise_obeys_its_variables_and_settings() {
    let mut machine = mise();
    machine.program("/usr/bin/node", "");
    machine.write("~/mise.toml", "[tools]\nnode = '20.1'\n");
    machine.write("~/shop/tools.toml", "[tools]\nnode = '22'\n");
    assert_eq!(machine.leads("node"), node("20.1.0", "~/mise.toml"));
    machine.set("MISE_DEFAULT_CONFIG_FILENAME", "tools.toml");
    assert_eq!(machine.leads("node"), node("22.0.0", "~/shop/tools.toml"));
    machine.set("MISE_IGNORED_CONFIG_PATHS", "~/shop");
    assert_eq!(machine.leads("node"), node("20.1.0", "~/mise.toml"));
    machine.set("MISE_CEILING_PATHS", "~");
    assert_eq!(machine.leads("node"), "mise: /usr/bin/node");
    machine.set("MISE_CEILING_PATHS", "/");
    machine.set("MISE_DISABLE_TOOLS", "python,node");
    assert_eq!(machine.leads("node"), "mise: /usr/bin/node");
    machine.set("MISE_NOT_FOUND_SYSTEM_FALLBACK", "0");
    assert_eq!(machine.leads("node"), "mise lacks: no version is set for `node`");
    machine.set("MISE_DISABLE_TOOLS", "python");
    machine.set("MISE_NO_CONFIG", "1");
    assert_eq!(machine.leads("node"), "mise lacks: no version is set for `node`");
}

#[test]
fn mise_takes_what_is_set_for_this_system_and_its_environment() {
    let machine = mise();
    let system = std::env::consts::OS;
    machine.write(
        "~/shop/mise.toml",
        &format!("[tools]\nnode = [{{ version = '22', os = ['plan9'] }}, {{ version = '20.1', os = ['{system}'] }}]\n"),
    );
    assert_eq!(machine.leads("node"), node("20.1.0", "~/shop/mise.toml"));
    machine.write("~/shop/mise.dev.toml", "[tools]\nnode = '22'\n");
    machine.write("~/.miserc.toml", "env = ['dev']\n");
    assert_eq!(machine.leads("node"), node("22.0.0", "~/shop/mise.dev.toml"));
}
