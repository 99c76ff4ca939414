//! How each version manager installs a version of a tool, and makes it the active one.

use crate::scan::Source;
use crate::score::shell::Fix;

/// What is to be installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target<'a> {
    /// In the manager's own notation, as version files have it: `20`, `lts/iron`, `21.0.2-tem`.
    Named(&'a str),
    /// This very version.
    Exact(&'a str),
    /// The newest version of a line: `22`, `3.12`.
    Line(&'a str),
    /// The newest version of all.
    Newest,
}

impl<'a> Target<'a> {
    /// Its text, if it has one.
    pub(super) fn text(self) -> Option<&'a str> {
        match self {
            Self::Named(text) | Self::Exact(text) | Self::Line(text) => Some(text),
            Self::Newest => None,
        }
    }
}

/// Managers of one tool, or of the tools that come with it, the likeliest first. [`asdf_name`] and [`mise_name`] have more.
const MANAGERS: [(&[&str], &[&str]); 15] = [
    (&["node"], &["fnm", "nvm", "volta", "nodenv", "nvs"]),
    (&["npm"], &["volta"]),
    (&["pnpm", "yarn"], &["volta", "corepack"]),
    (&["python3", "python2"], &["pyenv", "uv"]),
    (&["ruby"], &["rbenv", "rvm"]),
    (&["go", "gofmt"], &["goenv"]),
    (&["php"], &["phpenv"]),
    (&["terraform"], &["tfenv"]),
    (&["rustc", "cargo"], &["rustup"]),
    (&["flutter", "dart"], &["fvm"]),
    (&["julia"], &["juliaup"]),
    (&["swift"], &["swiftly"]),
    (&SDKMAN_CANDIDATES, &["sdkman"]),
    (&["java", "javac"], &["jenv", "system"]),
    (&["python3"], &["system"]),
];

/// Tools that sdkman installs. Their ids are its names, except for the parts of a JDK.
const SDKMAN_CANDIDATES: [&str; 12] = [
    "ant",
    "gradle",
    "groovy",
    "java",
    "javac",
    "jbang",
    "jshell",
    "kotlin",
    "leiningen",
    "maven",
    "sbt",
    "scala",
];

/// Tools whose id is also their name in asdf and in mise.
pub(super) const SAME_NAME: [&str; 40] = [
    "ant",
    "bazel",
    "buf",
    "bun",
    "clojure",
    "cmake",
    "consul",
    "crystal",
    "dart",
    "deno",
    "elixir",
    "elm",
    "erlang",
    "flutter",
    "gleam",
    "golangci-lint",
    "gradle",
    "groovy",
    "helm",
    "java",
    "julia",
    "just",
    "kotlin",
    "kubectl",
    "lua",
    "maven",
    "nim",
    "opentofu",
    "packer",
    "perl",
    "php",
    "pnpm",
    "poetry",
    "protoc",
    "ruby",
    "scala",
    "swift",
    "terraform",
    "yarn",
    "zig",
];

/// Tools with other names: the id, asdf's name, mise's name.
pub(super) const OTHER_NAMES: [(&str, Option<&str>, Option<&str>); 11] = [
    ("cargo", None, Some("rust")),
    ("dotnet", Some("dotnet-core"), Some("dotnet")),
    ("ghc", Some("haskell"), None),
    ("go", Some("golang"), Some("go")),
    ("javac", Some("java"), Some("java")),
    ("jshell", Some("java"), Some("java")),
    ("mix", Some("elixir"), Some("elixir")),
    ("node", Some("nodejs"), Some("node")),
    ("postgres-server", Some("postgres"), Some("postgres")),
    ("python3", Some("python"), Some("python")),
    ("rustc", Some("rust"), Some("rust")),
];

/// Files that select a version, and the managers that read them. mise reads them all but those of [`NOT_MISES`].
const READ_BY: [(&[&str], &[&str]); 11] = [
    (&[".nvmrc"], &["nvm", "fnm"]),
    (&[".node-version"], &["fnm", "nodenv", "nvs"]),
    (&[".python-version"], &["pyenv", "uv"]),
    (&[".ruby-version"], &["rbenv", "rvm"]),
    (&[".go-version"], &["goenv"]),
    (&[".java-version"], &["jenv"]),
    (&[".php-version"], &["phpenv"]),
    (&[".sdkmanrc"], &["sdkman"]),
    (&[".terraform-version"], &["tfenv"]),
    (&[".tool-versions"], &["asdf"]),
    (&["rust-toolchain", "rust-toolchain.toml"], &["rustup"]),
];

/// Files that select a version in programs of their own alone.
const NOT_MISES: [&str; 4] = [".bazelversion", ".fvmrc", ".prototools", ".terragrunt-version"];

/// Whether the manager runs the version that this file names, in its directory and below.
pub(super) fn reads(manager: &str, source: &Source) -> bool {
    let name = source.file.rsplit('/').next().unwrap_or_default();
    let read_by = READ_BY.iter().find(|(files, _)| files.contains(&name));
    source.chooses_a_version()
        && ((manager == "mise" && !NOT_MISES.contains(&name))
            || read_by.is_some_and(|(_, managers)| managers.contains(&manager)))
}

/// The managers that can install a tool, the likeliest first.
pub(super) fn managers_of(tool: &str) -> Vec<&'static str> {
    let mut managers: Vec<&'static str> = MANAGERS
        .iter()
        .filter(|(tools, _)| tools.contains(&tool))
        .flat_map(|(_, managers)| managers.iter().copied())
        .collect();
    managers.extend(mise_name(tool).map(|_| "mise"));
    managers.extend(asdf_name(tool).map(|_| "asdf"));
    managers
}

/// The manager's name for a tool, where it has names of its own.
pub(super) fn name_in(manager: &str, tool: &str) -> Option<&'static str> {
    match manager {
        "asdf" => asdf_name(tool),
        "mise" => mise_name(tool),
        _ => None,
    }
}

fn asdf_name(tool: &str) -> Option<&'static str> {
    let same = SAME_NAME.iter().find(|name| **name == tool).copied();
    same.or_else(|| OTHER_NAMES.iter().find(|(id, ..)| *id == tool)?.1)
}

fn mise_name(tool: &str) -> Option<&'static str> {
    let same = SAME_NAME.iter().find(|name| **name == tool).copied();
    same.or_else(|| OTHER_NAMES.iter().find(|(id, ..)| *id == tool)?.2)
}

/// The command by which a manager installs a version of a tool. `name`: the manager's own name for the tool, where it is known.
///
/// `None`: it does not install the tool, or takes complete versions only.
pub(crate) fn command(manager: &str, tool: &str, name: Option<&str>, target: Target<'_>) -> Option<Fix> {
    let run = |words: &[&str]| Fix::run(words.iter().copied());
    let at = |name: &str, version: &str| format!("{name}@{version}");
    match (manager, target) {
        // These resolve a line to its newest version.
        (
            "nvm" | "fnm" | "pyenv" | "goenv" | "rvm",
            Target::Named(version) | Target::Exact(version) | Target::Line(version),
        ) => run(&[manager, "install", version]),
        ("nvm", Target::Newest) => run(&["nvm", "install", "node"]),
        ("fnm", Target::Newest) => run(&["fnm", "install", "--latest"]),
        ("rbenv" | "nodenv" | "phpenv" | "tfenv" | "fvm", Target::Named(version) | Target::Exact(version)) => {
            run(&[manager, "install", version])
        }
        ("tfenv", Target::Line(line)) => {
            let pattern = line.replace('.', "\\.");
            run(&["tfenv", "install", &format!("latest:^{pattern}\\.")])
        }
        ("tfenv", Target::Newest) => run(&["tfenv", "install", "latest"]),
        ("nvs" | "juliaup", Target::Named(version) | Target::Exact(version) | Target::Line(version)) => {
            run(&[manager, "add", version])
        }
        ("swiftly", Target::Named(version) | Target::Exact(version) | Target::Line(version)) => {
            run(&["swiftly", "install", version])
        }
        ("rustup", Target::Named(toolchain) | Target::Exact(toolchain) | Target::Line(toolchain)) => {
            run(&["rustup", "toolchain", "install", toolchain])
        }
        ("rustup", Target::Newest) => run(&["rustup", "update", "stable"]),
        ("volta", Target::Named(version) | Target::Exact(version) | Target::Line(version)) => {
            run(&["volta", "install", &at(name.unwrap_or(tool), version)])
        }
        ("volta", Target::Newest) => run(&["volta", "install", tool]),
        ("corepack", Target::Named(version)) => run(&["corepack", "prepare", &at(name?, version)]),
        ("corepack", Target::Exact(version) | Target::Line(version)) => {
            run(&["corepack", "prepare", &at(tool, version), "--activate"])
        }
        ("uv", Target::Named(version) | Target::Exact(version) | Target::Line(version)) => {
            run(&["uv", "python", "install", version])
        }
        ("uv", Target::Newest) => run(&["uv", "python", "install"]),
        ("sdkman", _) => sdkman(tool, target),
        ("asdf", Target::Named(version)) => match name {
            Some(name) => run(&["asdf", "install", name, version]),
            // Without a name it installs everything that the directory's files list.
            None => run(&["asdf", "install"]),
        },
        ("asdf", Target::Exact(version)) if !is_jdk(tool) => run(&["asdf", "install", asdf_name(tool)?, version]),
        ("asdf", Target::Exact(line) | Target::Line(line)) => {
            let vendor = if is_jdk(tool) { "temurin-" } else { "" };
            run(&["asdf", "install", asdf_name(tool)?, &format!("latest:{vendor}{line}")])
        }
        ("asdf", Target::Newest) if !is_jdk(tool) => run(&["asdf", "install", asdf_name(tool)?, "latest"]),
        ("mise", Target::Named(version)) => match name {
            Some(name) => run(&["mise", "install", &at(name, version)]),
            None => run(&["mise", "install"]),
        },
        ("mise", Target::Exact(version) | Target::Line(version)) => {
            let vendor = if is_jdk(tool) { "temurin-" } else { "" };
            run(&["mise", "install", &at(mise_name(tool)?, &format!("{vendor}{version}"))])
        }
        ("mise", Target::Newest) => run(&["mise", "install", &at(mise_name(tool)?, "latest")]),
        _ => None,
    }
}

fn is_jdk(tool: &str) -> bool {
    matches!(tool, "java" | "javac" | "jshell")
}

/// sdkman's versions of a JDK name their vendor, so numbers alone do not select one. Its other tools have plain versions.
fn sdkman(tool: &str, target: Target<'_>) -> Option<Fix> {
    if !SDKMAN_CANDIDATES.contains(&tool) {
        return None;
    }
    match target {
        // The shim of one part of a JDK does not name the JDK.
        Target::Named(version) if !matches!(tool, "javac" | "jshell") => Fix::run(["sdk", "install", tool, version]),
        // With its vendor it is sdkman's own name.
        Target::Exact(version) if is_jdk(tool) && version.contains('-') => {
            Fix::run(["sdk", "install", "java", version])
        }
        Target::Exact(version) if !is_jdk(tool) => Fix::run(["sdk", "install", tool, version]),
        Target::Newest => Fix::run(["sdk", "install", if is_jdk(tool) { "java" } else { tool }]),
        _ => None,
    }
}

/// How the new version becomes the active one, where installing it is not enough: advice that follows the command.
pub(super) fn activation_advice(manager: &str, tool: &str, target: Target<'_>) -> Option<String> {
    let version = target.text()?;
    match manager {
        "nvm" => Some(format!(
            "active in this shell only; for new shells also run `nvm alias default {version}`"
        )),
        "fnm" => Some(format!(
            "then run `fnm use {version}` for this shell, `fnm default {version}` for new ones"
        )),
        "pyenv" | "goenv" | "rbenv" | "nodenv" | "phpenv" => Some(format!(
            "then run `{manager} local {version}` for this directory, or `{manager} global {version}` for all"
        )),
        "rvm" | "nvs" | "tfenv" | "swiftly" => Some(format!("then run `{manager} use {version}`")),
        "juliaup" => Some(format!("then run `juliaup default {version}`")),
        "fvm" => Some(format!("then run `fvm use {version}` in this directory")),
        "rustup" => Some(format!("then run `rustup override set {version}` in this directory")),
        "asdf" => {
            let name = asdf_name(tool)?;
            Some(format!(
                "then add it to `.tool-versions`; if asdf does not know {name}, run `asdf plugin add {name}` first"
            ))
        }
        "mise" => Some(format!(
            "then run `mise use {}@{version}` in this directory",
            mise_name(tool)?
        )),
        "uv" => Some("uv uses it for this project; `python3` on PATH stays unchanged".to_owned()),
        _ => None,
    }
}
