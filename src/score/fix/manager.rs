//! What each version manager is told, to install a version of a tool.

use crate::scan::Source;
use crate::score::quote::{Dialect, quote};

/// What is to be installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target<'a> {
    /// In the manager's own words, as a version file or its own answer has them: `20`, `lts/iron`, `21.0.2-tem`.
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

/// Managers of one tool, or of the tools that come with it, the likeliest first. What is not here, [`asdf_name`] and
/// [`mise_name`] may have.
const MANAGERS: [(&[&str], &[&str]); 13] = [
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
];

/// Tools that sdkman keeps, under their own ids but for the parts of a JDK.
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

/// Tools whose id is their name with asdf and mise both.
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

/// Files that choose a version, and who reads them; mise reads them all.
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

/// The manager runs what this file names, in its folder and below.
pub(super) fn reads(manager: &str, source: &Source) -> bool {
    let name = source.file.rsplit('/').next().unwrap_or_default();
    let read_by = READ_BY.iter().find(|(files, _)| files.contains(&name));
    source.chooses_a_version()
        && (manager == "mise" || read_by.is_some_and(|(_, managers)| managers.contains(&manager)))
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

fn asdf_name(tool: &str) -> Option<&'static str> {
    let same = SAME_NAME.iter().find(|name| **name == tool).copied();
    same.or_else(|| OTHER_NAMES.iter().find(|(id, ..)| *id == tool)?.1)
}

fn mise_name(tool: &str) -> Option<&'static str> {
    let same = SAME_NAME.iter().find(|name| **name == tool).copied();
    same.or_else(|| OTHER_NAMES.iter().find(|(id, ..)| *id == tool)?.2)
}

/// How a manager installs a version of a tool, which it calls `name` where it said so.
///
/// `None`: it does not install it, or not by a command that surely does: some take whole versions alone.
pub(crate) fn command(
    manager: &str,
    tool: &str,
    name: Option<&str>,
    target: Target<'_>,
    dialect: Dialect,
) -> Option<String> {
    let word = |text: &str| quote(text, dialect).map(std::borrow::Cow::into_owned);
    let at = |name: &str, version: &str| word(&format!("{name}@{version}"));
    match (manager, target) {
        // These resolve a line to its newest version by themselves.
        (
            "nvm" | "fnm" | "pyenv" | "goenv" | "rvm",
            Target::Named(version) | Target::Exact(version) | Target::Line(version),
        ) => Some(format!("{manager} install {}", word(version)?)),
        ("nvm", Target::Newest) => Some("nvm install node".to_owned()),
        ("fnm", Target::Newest) => Some("fnm install --latest".to_owned()),
        ("rbenv" | "nodenv" | "phpenv" | "tfenv" | "fvm", Target::Named(version) | Target::Exact(version)) => {
            Some(format!("{manager} install {}", word(version)?))
        }
        ("tfenv", Target::Line(line)) => {
            let pattern = line.replace('.', "\\.");
            Some(format!("tfenv install {}", word(&format!("latest:^{pattern}\\."))?))
        }
        ("tfenv", Target::Newest) => Some("tfenv install latest".to_owned()),
        ("nvs" | "juliaup", Target::Named(version) | Target::Exact(version) | Target::Line(version)) => {
            Some(format!("{manager} add {}", word(version)?))
        }
        ("swiftly", Target::Named(version) | Target::Exact(version) | Target::Line(version)) => {
            Some(format!("swiftly install {}", word(version)?))
        }
        ("rustup", Target::Named(toolchain) | Target::Exact(toolchain)) => {
            Some(format!("rustup toolchain install {}", word(toolchain)?))
        }
        ("rustup", Target::Line(line)) => Some(format!("rustup toolchain install {}", word(line)?)),
        ("rustup", Target::Newest) => Some("rustup update stable".to_owned()),
        ("volta", Target::Named(version) | Target::Exact(version) | Target::Line(version)) => {
            Some(format!("volta install {}", at(name.unwrap_or(tool), version)?))
        }
        ("volta", Target::Newest) => Some(format!("volta install {}", word(tool)?)),
        ("corepack", Target::Named(version)) => Some(format!("corepack prepare {}", at(name?, version)?)),
        ("corepack", Target::Exact(version) | Target::Line(version)) => {
            Some(format!("corepack prepare {} --activate", at(tool, version)?))
        }
        ("uv", Target::Named(version) | Target::Exact(version) | Target::Line(version)) => {
            Some(format!("uv python install {}", word(version)?))
        }
        ("uv", Target::Newest) => Some("uv python install".to_owned()),
        ("sdkman", _) => sdkman(tool, target, dialect),
        ("asdf", Target::Named(version)) => match name {
            Some(name) => Some(format!("asdf install {} {}", word(name)?, word(version)?)),
            // It installs all that the folder asks for.
            None => Some("asdf install".to_owned()),
        },
        ("asdf", Target::Exact(version)) if !is_jdk(tool) => {
            Some(format!("asdf install {} {}", asdf_name(tool)?, word(version)?))
        }
        ("asdf", Target::Exact(line) | Target::Line(line)) => {
            let line = if is_jdk(tool) {
                format!("temurin-{line}")
            } else {
                line.to_owned()
            };
            Some(format!(
                "asdf install {} {}",
                asdf_name(tool)?,
                word(&format!("latest:{line}"))?
            ))
        }
        ("asdf", Target::Newest) if !is_jdk(tool) => Some(format!("asdf install {} latest", asdf_name(tool)?)),
        ("mise", Target::Named(version)) => match name {
            Some(name) => Some(format!("mise install {}", at(name, version)?)),
            None => Some("mise install".to_owned()),
        },
        ("mise", Target::Exact(version) | Target::Line(version)) => {
            let version = if is_jdk(tool) {
                format!("temurin-{version}")
            } else {
                version.to_owned()
            };
            Some(format!("mise install {}", at(mise_name(tool)?, &version)?))
        }
        ("mise", Target::Newest) => Some(format!("mise install {}", at(mise_name(tool)?, "latest")?)),
        _ => None,
    }
}

fn is_jdk(tool: &str) -> bool {
    matches!(tool, "java" | "javac" | "jshell")
}

/// sdkman names a JDK's version with who built it, so that numbers alone name none; of what is not Java, they do.
fn sdkman(tool: &str, target: Target<'_>, dialect: Dialect) -> Option<String> {
    if !SDKMAN_CANDIDATES.contains(&tool) {
        return None;
    }
    match target {
        // The shim of one part of a JDK does not say what the JDK is called.
        Target::Named(version) if !matches!(tool, "javac" | "jshell") => {
            Some(format!("sdk install {tool} {}", quote(version, dialect)?))
        }
        Target::Exact(version) if !is_jdk(tool) => Some(format!("sdk install {tool} {}", quote(version, dialect)?)),
        Target::Newest => Some(format!("sdk install {}", if is_jdk(tool) { "java" } else { tool })),
        _ => None,
    }
}

/// What makes the new version the one that runs, where installing it alone does not: in words that follow a command.
pub(super) fn choosing(manager: &str, tool: &str, target: Target<'_>, dialect: Dialect) -> Option<String> {
    let version = match target.text() {
        Some(version) => quote(version, dialect)?,
        None => return None,
    };
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
