//! The real version managers of this machine must agree. Where one is not there, its test says so and passes.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::in_words;
use crate::host::Host;

#[expect(clippy::disallowed_methods, reason = "a test asks the real managers of this machine")]
/// A manager's own answer to `which PROGRAM`: the path, or none.
fn which(manager: &Path, program: &str, directory: &Path, environment: &[(String, String)]) -> Option<String> {
    let output = Command::new(manager)
        .args(["which", program])
        .current_dir(directory)
        .env_clear()
        .envs(environment.iter().map(|(name, value)| (name, value)))
        .output()
        .unwrap();
    let path = PathBuf::from(String::from_utf8(output.stdout).unwrap().trim());
    let is_answer = output.status.success() && path.is_absolute();
    is_answer.then(|| path.canonicalize().unwrap().to_string_lossy().into_owned())
}

/// What devenv says of the same: the path that a shim leads to.
fn ours(program: &str, directory: &Path, environment: &[(String, String)]) -> Option<String> {
    let environment: Vec<(&str, &str)> = environment
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    // A fixture whose root is the machine's: its environment is ours to choose.
    let host = Host::fixture(Path::new("/"), directory.to_str().unwrap(), &environment);
    let words = in_words(&host, program);
    let (manager, rest) = words.split_once(": ").unwrap();
    let leads = !manager.contains(' ');
    leads.then(|| {
        let path = rest.split(" by ").next().unwrap();
        Path::new(path).canonicalize().unwrap().to_string_lossy().into_owned()
    })
}

#[expect(
    clippy::disallowed_methods,
    reason = "the managers of this machine are in the user's home directory"
)]
fn home() -> PathBuf {
    std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default()
}

fn environment(path: &str, more: &[(&str, &str)]) -> Vec<(String, String)> {
    let home = home();
    let path = path.replace('~', home.to_str().unwrap());
    [("HOME", home.to_str().unwrap()), ("PATH", path.as_str())]
        .iter()
        .chain(more)
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

#[test]
fn pyenv_agrees() {
    let pyenv = home().join(".pyenv/bin/pyenv");
    if !pyenv.is_file() || !home().join(".pyenv/shims/python3").is_file() {
        crate::skip::skip(format_args!("there is no pyenv with a Python in ~/.pyenv"));
        return;
    }
    let versions: Vec<String> = std::fs::read_dir(home().join(".pyenv/versions"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let directory = tempfile::tempdir().unwrap();
    let below = directory.path().join("below");
    std::fs::create_dir(&below).unwrap();
    let mut texts: Vec<String> = versions.iter().take(2).cloned().collect();
    texts.extend(
        versions
            .iter()
            .filter_map(|version| Some(version.rsplit_once('.')?.0.to_owned())),
    );
    let odd = [
        "3",
        "3.1",
        "3.99.1",
        "python-3.12",
        "system",
        "",
        "# 3.12",
        "3.99.1\n3.12\n",
        "3.99.1 3.12",
        "../../../usr",
        "3.12\r\n",
        "3.12#x",
        "\n\n  3.12 # x",
    ];
    texts.extend(odd.map(str::to_owned));
    let check = |variable: Option<&str>, program: &str, what: &str| {
        let more: Vec<(&str, &str)> = variable.map(|value| ("PYENV_VERSION", value)).into_iter().collect();
        let environment = environment("~/.pyenv/shims:/usr/local/bin:/usr/bin:/bin", &more);
        if home().join(".pyenv/shims").join(program).is_file() {
            let theirs = which(&pyenv, program, &below, &environment);
            assert_eq!(ours(program, &below, &environment), theirs, "{program} with {what}");
        }
    };
    for text in &texts {
        std::fs::write(directory.path().join(".python-version"), text).unwrap();
        check(None, "python3", &format!("the file {text:?}"));
    }
    std::fs::write(directory.path().join(".python-version"), versions.join("\n")).unwrap();
    for program in ["python2", "python", "pip"] {
        check(None, program, "all versions in the file");
    }
    std::fs::remove_file(directory.path().join(".python-version")).unwrap();
    // A prefix (`python-3.12`) is left out: unlike the shim, `pyenv which` does not take it off a variable.
    for value in ["3.12", "2.7.18:3.12", "system", "3.99.1", " 3.12.1", "3.12.1:"] {
        check(Some(value), "python3", &format!("PYENV_VERSION {value:?}"));
        check(Some(value), "python2", &format!("PYENV_VERSION {value:?}"));
    }
}

#[test]
fn rustup_agrees() {
    let rustup = home().join(".cargo/bin/rustup");
    if !rustup.is_file() || !home().join(".rustup/toolchains").is_dir() {
        crate::skip::skip(format_args!(
            "there is no rustup in ~/.cargo/bin with toolchains in ~/.rustup"
        ));
        return;
    }
    let toolchains: Vec<String> = std::fs::read_dir(home().join(".rustup/toolchains"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let directory = tempfile::tempdir().unwrap();
    let below = directory.path().join("below");
    std::fs::create_dir(&below).unwrap();
    let check = |variable: Option<&str>, what: &str| {
        let mut more = vec![("RUSTUP_AUTO_INSTALL", "0")];
        more.extend(variable.map(|name| ("RUSTUP_TOOLCHAIN", name)));
        let environment = environment("~/.cargo/bin:/usr/bin:/bin", &more);
        for program in ["rustc", "cargo", "rustfmt", "rust-analyzer", "rls"] {
            if home().join(".cargo/bin").join(program).exists() {
                let theirs = which(&rustup, program, &below, &environment);
                assert_eq!(ours(program, &below, &environment), theirs, "{program} with {what}");
            }
        }
    };
    check(None, "the default");
    for name in toolchains
        .iter()
        .map(String::as_str)
        .chain(["stable", "nightly", "1.0.0", "+nightly", "1.95"])
    {
        check(Some(name), &format!("RUSTUP_TOOLCHAIN {name}"));
        std::fs::write(directory.path().join("rust-toolchain"), name).unwrap();
        check(None, &format!("the old file {name}"));
        std::fs::remove_file(directory.path().join("rust-toolchain")).unwrap();
    }
    let absolute = home().join(".rustup/toolchains").join(&toolchains[0]);
    check(absolute.to_str(), "an absolute path");
    let new_file = directory.path().join("rust-toolchain.toml");
    let path = format!("[toolchain]\npath = \"{}\"\n", absolute.display());
    for text in [
        "[toolchain]\nchannel = \"nightly\"\n",
        "[toolchain]\nchannel = \"1.0.0\"\n",
        "[toolchain]\ncomponents = [\"rustfmt\"]\n",
        "[toolchain]\npath = \"here\"\n",
        path.as_str(),
        "",
        "stable",
        "[toolchain]\n",
        "[toolchain]\nchannel = \"../../evil\"\n",
        "[toolchain]\nprofile = \"minimal\"\n",
    ] {
        std::fs::write(&new_file, text).unwrap();
        check(None, &format!("the new file {text:?}"));
        std::fs::write(directory.path().join("rust-toolchain"), "nightly\n").unwrap();
        check(None, &format!("both files, {text:?}"));
        std::fs::remove_file(directory.path().join("rust-toolchain")).unwrap();
    }
}

#[test]
fn rbenv_agrees() {
    let rbenv = Path::new("/usr/bin/rbenv");
    if !rbenv.is_file() {
        crate::skip::skip(format_args!("there is no rbenv in /usr/bin"));
        return;
    }
    let root = tempfile::tempdir().unwrap();
    let root_text = root.path().to_str().unwrap();
    for place in [
        "shims/ruby",
        "shims/rails",
        "versions/3.2.2/bin/ruby",
        "versions/3.1.0/bin/ruby",
        "versions/3.1.0/bin/rails",
    ] {
        crate::probe::fixture::write(root.path(), place, "#!/bin/sh\n");
        let permissions = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(root.path().join(place), permissions).unwrap();
    }
    let directory = tempfile::tempdir().unwrap();
    let path = format!("{root_text}/shims:/usr/bin:/bin");
    let check = |variable: Option<&str>, what: &str| {
        let mut more = vec![("RBENV_ROOT", root_text)];
        more.extend(variable.map(|version| ("RBENV_VERSION", version)));
        let environment = environment(&path, &more);
        for program in ["ruby", "rails"] {
            let theirs = which(rbenv, program, directory.path(), &environment);
            assert_eq!(
                ours(program, directory.path(), &environment),
                theirs,
                "{program} with {what}"
            );
        }
    };
    check(None, "nothing");
    std::fs::write(root.path().join("version"), "3.1.0\n").unwrap();
    for text in [
        "3.2.2",
        "ruby-3.2.2",
        "3.2",
        "9.9.9",
        "system",
        "",
        "  \n",
        "3.2.2 3.1.0",
        "3.1.0\n3.2.2\n",
        "3.2.2\r\n",
    ] {
        std::fs::write(directory.path().join(".ruby-version"), text).unwrap();
        check(None, &format!("the file {text:?}"));
    }
    std::fs::remove_file(directory.path().join(".ruby-version")).unwrap();
    // A prefix (`ruby-3.1.0`) is left out: unlike the shim, `rbenv which` does not take it off a variable.
    for value in ["3.2.2", "9.9.9", "system"] {
        check(Some(value), &format!("RBENV_VERSION {value:?}"));
    }
}
