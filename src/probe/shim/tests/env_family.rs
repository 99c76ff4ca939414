//! pyenv, rbenv, nodenv, goenv, jenv.

use super::Machine;

const PYTHONS: [&str; 7] = [
    "~/.pyenv/shims/python3",
    "~/.pyenv/shims/python2",
    "~/.pyenv/versions/2.7.18/bin/python2",
    "~/.pyenv/versions/3.11.7/bin/python3",
    "~/.pyenv/versions/3.12.1/bin/python3",
    "~/.pyenv/versions/3.12.10/bin/python3",
    "~/.pyenv/versions/3.13.0rc1/bin/python3",
];

fn pyenv() -> Machine {
    Machine::new("~/.pyenv/shims:/usr/bin", &PYTHONS)
}

#[test]
fn pyenv_takes_the_variable_then_the_nearest_file_then_the_global_one() {
    let mut machine = pyenv();
    assert_eq!(
        machine.leads("python3"),
        "pyenv lacks: system (set by default) has no `python3`"
    );
    machine.write("~/.pyenv/version", "3.11.7\n");
    assert_eq!(
        machine.leads("python3"),
        "pyenv: ~/.pyenv/versions/3.11.7/bin/python3 by ~/.pyenv/version"
    );
    machine.write("~/shop/.python-version", "# ours\n\n3.12.1 # and not 3.13\n");
    assert_eq!(
        machine.leads_at("python3", "~/shop/src/deep"),
        "pyenv: ~/.pyenv/versions/3.12.1/bin/python3 by ~/shop/.python-version"
    );
    machine.set("PYENV_VERSION", "3.11.7");
    assert_eq!(
        machine.leads("python3"),
        "pyenv: ~/.pyenv/versions/3.11.7/bin/python3 by PYENV_VERSION"
    );
}

#[test]
fn pyenv_looks_in_pyenv_dir_before_the_current_directory() {
    let mut machine = pyenv();
    machine.write("~/shop/.python-version", "3.12.1");
    machine.write("~/other/.python-version", "3.11.7");
    machine.set("PYENV_DIR", "~/other");
    assert_eq!(
        machine.leads("python3"),
        "pyenv: ~/.pyenv/versions/3.11.7/bin/python3 by ~/other/.python-version"
    );
}

#[test]
fn pyenv_completes_a_part_of_a_version() {
    let mut machine = pyenv();
    machine.set("PYENV_VERSION", "python-3.12");
    assert_eq!(
        machine.leads("python3"),
        "pyenv: ~/.pyenv/versions/3.12.10/bin/python3 by PYENV_VERSION"
    );
    // `3.1` is no beginning of 3.12, and a release candidate is no release.
    for part in ["3.1", "3.13"] {
        machine.set("PYENV_VERSION", part);
        assert_eq!(
            machine.leads("python3"),
            format!("pyenv misses: wants `{part}` (set by PYENV_VERSION), which is not installed")
        );
    }
}

#[test]
fn pyenv_takes_the_first_of_several_versions_that_has_the_program() {
    let machine = pyenv();
    machine.write("~/shop/.python-version", "3.99.1\n3.12.1\n2.7.18\n");
    assert_eq!(
        machine.leads("python3"),
        "pyenv: ~/.pyenv/versions/3.12.1/bin/python3 by ~/shop/.python-version"
    );
    assert_eq!(
        machine.leads("python2"),
        "pyenv: ~/.pyenv/versions/2.7.18/bin/python2 by ~/shop/.python-version"
    );
}

#[test]
fn pyenv_falls_back_to_the_system() {
    let machine = pyenv();
    machine.write("~/shop/.python-version", "3.99.1");
    assert_eq!(
        machine.leads("python3"),
        "pyenv misses: wants `3.99.1` (set by ~/shop/.python-version), which is not installed"
    );
    // Nobody asked for Python 2.
    assert_eq!(
        machine.leads("python2"),
        "pyenv lacks: `3.99.1` (set by ~/shop/.python-version) is not installed"
    );
    machine.program("/usr/bin/python3", "");
    assert_eq!(
        machine.leads("python3"),
        "pyenv: /usr/bin/python3 by pyenv, since `3.99.1` (set by ~/shop/.python-version) is not installed"
    );
    machine.write("~/shop/.python-version", "3.12.1");
    assert_eq!(
        machine.leads("python2"),
        "pyenv lacks: 3.12.1 (set by ~/shop/.python-version) has no `python2`"
    );
    machine.write("~/shop/.python-version", "system");
    assert_eq!(
        machine.leads("python3"),
        "pyenv: /usr/bin/python3 by ~/shop/.python-version"
    );
}

/// What was installed into one version does not come with another: `pyenv install` would not bring it.
#[test]
fn a_program_of_another_version_is_absent_where_the_chosen_one_is_not_installed() {
    let programs = [
        "~/.pyenv/shims/aws",
        "~/.pyenv/shims/pip3",
        "~/.pyenv/versions/3.11.7/bin/aws",
        "~/.pyenv/versions/3.11.7/bin/pip3",
    ];
    let machine = Machine::new("~/.pyenv/shims:/usr/bin", &programs);
    machine.write("~/shop/.python-version", "3.14");
    assert_eq!(
        machine.leads("aws"),
        "pyenv lacks: `3.14` (set by ~/shop/.python-version) is not installed"
    );
    assert_eq!(
        machine.leads("pip3"),
        "pyenv misses: wants `3.14` (set by ~/shop/.python-version), which is not installed"
    );
}

#[test]
fn a_version_never_leads_out_of_the_managers_directory() {
    let mut machine = pyenv();
    machine.program("~/evil/bin/python3", "");
    machine.write("~/.pyenv/version", "3.11.7");
    // A local file that says nothing usable hides the global one: then it is the system's.
    for text in [
        "../../evil",
        "..",
        "/home/anna/evil",
        ".",
        "",
        "\u{fffd}\0/..",
        "# 3.12.1",
    ] {
        machine.write("~/shop/.python-version", text);
        let told = machine.leads("python3");
        assert_eq!(
            told, "pyenv lacks: system (set by ~/shop/.python-version) has no `python3`",
            "{text:?}"
        );
    }
    machine.set("PYENV_VERSION", "../../evil");
    assert_eq!(
        machine.leads("python3"),
        "pyenv misses: wants `../../evil` (set by PYENV_VERSION), which is not installed"
    );
}

#[test]
fn a_shim_of_an_unknown_root_names_it() {
    let machine = Machine::new("/opt/py/shims", &["/opt/py/versions/3.12.1/bin/python3"]);
    machine.write("/opt/py/version", "3.12.1");
    machine.program("/opt/py/shims/python3", "#!/usr/bin/env bash\n");
    assert_eq!(
        machine.leads("python3"),
        "py left alone: its shim may install what it is asked for, so it is not started"
    );
    let shim = "#!/usr/bin/env bash\nset -e\n\nexport PYENV_ROOT=\"/opt/py\"\nexec \"/opt/py/libexec/pyenv\" exec \"$program\" \"$@\"\n";
    machine.program("/opt/py/shims/python3", shim);
    // Its pyenv was removed, as an upgrade by Homebrew does.
    assert_eq!(
        machine.leads("python3"),
        "pyenv is stale: its shim starts /opt/py/libexec/pyenv, which does not exist; pyenv rehash"
    );
    machine.program("/opt/py/libexec/pyenv", "");
    assert_eq!(
        machine.leads("python3"),
        "pyenv: /opt/py/versions/3.12.1/bin/python3 by /opt/py/version"
    );
}

#[test]
fn rbenv_takes_one_word_and_never_falls_back() {
    let mut machine = Machine::new(
        "~/.rbenv/shims:/usr/bin",
        &[
            "~/.rbenv/shims/ruby",
            "~/.rbenv/shims/rails",
            "~/.rbenv/versions/3.2.2/bin/ruby",
            "/usr/bin/ruby",
        ],
    );
    machine.write("~/.ruby-version", "3.1.0");
    // rbenv passes over an empty file.
    machine.write("~/shop/.ruby-version", "");
    assert_eq!(
        machine.leads("ruby"),
        "rbenv misses: wants `3.1.0` (set by ~/.ruby-version), which is not installed"
    );
    machine.write("~/shop/.ruby-version", "ruby-3.2.2\n3.1.0\n");
    assert_eq!(
        machine.leads("ruby"),
        "rbenv: ~/.rbenv/versions/3.2.2/bin/ruby by ~/shop/.ruby-version"
    );
    assert_eq!(
        machine.leads("rails"),
        "rbenv lacks: ruby-3.2.2 (set by ~/shop/.ruby-version) has no `rails`"
    );
    machine.set("RBENV_VERSION", "3.2");
    assert_eq!(
        machine.leads("ruby"),
        "rbenv misses: wants `3.2` (set by RBENV_VERSION), which is not installed"
    );
    machine.set("RBENV_VERSION", "system");
    assert_eq!(machine.leads("ruby"), "rbenv: /usr/bin/ruby by RBENV_VERSION");
}

#[test]
fn nodenv_knows_a_version_with_a_v() {
    let machine = Machine::new(
        "~/.nodenv/shims",
        &["~/.nodenv/shims/node", "~/.nodenv/versions/20.1.0/bin/node"],
    );
    for text in ["20.1.0", "v20.1.0", "node-20.1.0"] {
        machine.write("~/shop/.node-version", text);
        assert_eq!(
            machine.leads("node"),
            "nodenv: ~/.nodenv/versions/20.1.0/bin/node by ~/shop/.node-version"
        );
    }
    machine.write("~/shop/.node-version", "v18.0.0");
    assert_eq!(
        machine.leads("node"),
        "nodenv misses: wants `18.0.0` (set by ~/shop/.node-version), which is not installed"
    );
}

#[test]
fn goenv_reads_go_mod_if_it_is_told_to() {
    let mut machine = Machine::new(
        "~/.goenv/shims",
        &["~/.goenv/shims/go", "~/.goenv/versions/1.22.5/bin/go"],
    );
    machine.write("~/shop/go.mod", "module shop\n\ngo 1.21\n\ntoolchain go1.22.5\n");
    assert_eq!(machine.leads("go"), "goenv lacks: system (set by default) has no `go`");
    machine.set("GOENV_GOMOD_VERSION_ENABLE", "1");
    assert_eq!(
        machine.leads("go"),
        "goenv: ~/.goenv/versions/1.22.5/bin/go by ~/shop/go.mod"
    );
    machine.write("~/shop/go.mod", "module shop\ngo 1.22\n");
    assert_eq!(
        machine.leads("go"),
        "goenv: ~/.goenv/versions/1.22.5/bin/go by ~/shop/go.mod"
    );
}

#[test]
fn jenv_falls_back_for_a_program_but_not_for_a_version() {
    let machine = Machine::new(
        "~/.jenv/shims:/usr/bin",
        &[
            "~/.jenv/shims/java",
            "~/.jenv/shims/mvn",
            "/usr/bin/java",
            "/usr/bin/mvn",
            "/opt/jdk-21/bin/java",
        ],
    );
    machine.link("~/.jenv/versions/21", "../../../../opt/jdk-21");
    machine.write("~/.jenv/version", "21");
    assert_eq!(machine.leads("java"), "jenv: /opt/jdk-21/bin/java by ~/.jenv/version");
    assert_eq!(
        machine.leads("mvn"),
        "jenv: /usr/bin/mvn by jenv, since 21 (set by ~/.jenv/version) has no `mvn`"
    );
    machine.write("~/shop/.java-version", "17");
    assert_eq!(
        machine.leads("java"),
        "jenv misses: wants `17` (set by ~/shop/.java-version), which is not installed"
    );
}

#[test]
fn pyenv_follows_the_long_name_of_a_virtual_environment() {
    let mut machine = pyenv();
    machine.program("~/.pyenv/versions/3.12.1/envs/web/bin/python3", "");
    machine.write("~/shop/.python-version", "3.12.1/envs/web\n");
    let target = "pyenv: ~/.pyenv/versions/3.12.1/envs/web/bin/python3 by";
    assert_eq!(machine.leads("python3"), format!("{target} ~/shop/.python-version"));
    machine.set("PYENV_VERSION", "3.12.1/envs/web");
    assert_eq!(machine.leads("python3"), format!("{target} PYENV_VERSION"));
    machine.set("PYENV_VERSION", "3.12.1/envs/app");
    assert_eq!(
        machine.leads("python3"),
        "pyenv misses: wants `3.12.1/envs/app` (set by PYENV_VERSION), which is not installed"
    );
    machine.set("PYENV_VERSION", "3.12.1/../3.11.7");
    assert_eq!(
        machine.leads("python3"),
        "pyenv misses: wants `3.12.1/../3.11.7` (set by PYENV_VERSION), which is not installed"
    );
}

#[test]
fn a_version_behind_a_byte_order_mark_is_not_found() {
    let machine = pyenv();
    machine.program("/usr/bin/python3", "");
    let why = "~/shop/.python-version begins with a byte order mark, or is not in UTF-8, so that pyenv does not find the version in it";
    machine.write("~/shop/.python-version", "\u{feff}3.12.1\n");
    assert_eq!(
        machine.leads("python3"),
        format!("pyenv: /usr/bin/python3 by pyenv, since {why}")
    );
    let utf16: Vec<u8> = "\u{feff}3.12.1\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    machine.write_bytes("~/shop/.python-version", &utf16);
    assert_eq!(
        machine.leads("python3"),
        format!("pyenv: /usr/bin/python3 by pyenv, since {why}")
    );
    machine.write("~/shop/.python-version", "3.12.1\r\n");
    assert_eq!(
        machine.leads("python3"),
        "pyenv: ~/.pyenv/versions/3.12.1/bin/python3 by ~/shop/.python-version"
    );
    let machine = Machine::new(
        "~/.rbenv/shims",
        &["~/.rbenv/shims/ruby", "~/.rbenv/versions/3.2.2/bin/ruby"],
    );
    machine.write("~/shop/.ruby-version", "\u{feff}3.2.2\n");
    assert_eq!(
        machine.leads("ruby"),
        "rbenv refuses ~/shop/.ruby-version: it begins with a byte order mark, or is not in UTF-8"
    );
}

fn nodenv() -> Machine {
    let machine = Machine::new(
        "~/.nodenv/shims",
        &[
            "~/.nodenv/shims/node",
            "~/.nodenv/versions/20.1.0/bin/node",
            "~/.nodenv/versions/20.9.0/bin/node",
            "~/.nodenv/versions/22.0.0/bin/node",
        ],
    );
    machine.write("~/.nodenv/version", "20.1.0");
    machine
}

fn in_nodenv(version: &str, by: &str) -> String {
    format!("nodenv: ~/.nodenv/versions/{version}/bin/node by {by}")
}

#[test]
fn a_plugin_of_nodenv_reads_nvmrc() {
    let mut machine = nodenv();
    machine.write("~/shop/.nvmrc", "v22.0.0\n");
    assert_eq!(machine.leads("node"), in_nodenv("20.1.0", "~/.nodenv/version"));
    machine.write(
        "~/.nodenv/plugins/nodenv-nvmrc/etc/nodenv.d/version-name/nvmrc.bash",
        ":",
    );
    assert_eq!(machine.leads("node"), in_nodenv("22.0.0", "~/shop/.nvmrc"));
    machine.write("~/shop/.nvmrc", "20\n");
    assert_eq!(machine.leads("node"), in_nodenv("20.9.0", "~/shop/.nvmrc"));
    machine.write("~/shop/.nvmrc", "18.0.0\n");
    assert_eq!(
        machine.leads("node"),
        "nodenv misses: wants `18.0.0` (set by ~/shop/.nvmrc), which is not installed"
    );
    // A version file as near, and the variable, come first.
    machine.write("~/shop/.node-version", "20.1.0\n");
    assert_eq!(machine.leads("node"), in_nodenv("20.1.0", "~/shop/.node-version"));
    machine.set("NODENV_VERSION", "22.0.0");
    assert_eq!(machine.leads("node"), in_nodenv("22.0.0", "NODENV_VERSION"));
}

#[test]
fn a_plugin_of_nodenv_reads_the_engines_of_a_package() {
    let machine = nodenv();
    machine.write("~/shop/package.json", r#"{ "engines": { "node": "^20.0" } }"#);
    machine.write("~/.nodenv/nodenv.d/version-name/package-json-engine.bash", ":");
    assert_eq!(machine.leads("node"), in_nodenv("20.9.0", "~/shop/package.json"));
    machine.write("~/shop/.node-version", "22.0.0");
    assert_eq!(machine.leads("node"), in_nodenv("22.0.0", "~/shop/.node-version"));
}

#[test]
fn a_plugin_of_rbenv_reads_the_gemfile_and_an_unknown_one_is_named() {
    let machine = Machine::new(
        "~/.rbenv/shims",
        &["~/.rbenv/shims/ruby", "~/.rbenv/versions/3.2.2/bin/ruby"],
    );
    machine.write("~/shop/Gemfile", "source 'https://rubygems.org'\nruby \"3.2.2\"\n");
    machine.write("~/.rbenv/version", "3.1.0");
    machine.write(
        "~/.rbenv/plugins/x/etc/rbenv.d/version-name/bundler-ruby-version.bash",
        ":",
    );
    assert_eq!(
        machine.leads("ruby"),
        "rbenv: ~/.rbenv/versions/3.2.2/bin/ruby by ~/shop/Gemfile"
    );
    machine.write("/etc/rbenv.d/version-name/moon.bash", ":");
    assert_eq!(
        machine.leads("ruby"),
        "rbenv left alone: its plugin `moon` chooses the version, which cannot be told without starting it"
    );
}
