//! The table of tools: `catalogue.toml`, and the user's own tools in the user config file.

use std::collections::BTreeMap;

use serde::Deserialize;

/// One tool. Its key in the file is its permanent id.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its id; the key of its table.
    #[serde(skip)]
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// What sort of tool it is, one of [`CATEGORIES`].
    pub category: String,
    /// The names of its program, the preferred one first. Without `.exe`.
    pub programs: Vec<String>,
    /// The systems that it exists on; none named: all.
    #[serde(default)]
    pub platforms: Vec<Platform>,
    /// Names that version managers (asdf, mise, nvm, pyenv, sdkman …) keep it under, if not its id: `["nodejs"]`.
    #[serde(default)]
    pub managed: Vec<String>,
    /// npm packages that it comes in; the `package.json` tells its version.
    #[serde(default)]
    pub npm: Vec<String>,
    /// Python distributions that it comes in; the name of the `.dist-info` folder tells its version.
    #[serde(default)]
    pub python: Vec<String>,
    /// Ruby gems that it comes in; the name of the gemspec tells its version.
    #[serde(default)]
    pub gem: Vec<String>,
    /// Crates that it comes in; cargo's list of installed programs tells its version.
    #[serde(default)]
    pub cargo: Vec<String>,
    /// Main modules of its Go program; the build information tells its version if it names one.
    #[serde(default)]
    pub go: Vec<String>,
    /// Homebrew formulae and casks that it comes in, if not its id or a program's name.
    #[serde(default)]
    pub formula: Vec<String>,
    /// Component in rustup's channel manifest: `rustc`, `cargo`, `rustfmt` …
    pub rustup: Option<String>,
    /// Files that tell its version, tried in order.
    #[serde(default)]
    pub files: Vec<VersionFile>,
    /// The system's package that owns it does not have its version; the text says why.
    pub package_differs: Option<String>,
    /// How it tells its version when it is started. `None`: it is never started, and `note` says why.
    pub command: Option<Command>,
    /// What is to be known about reading it; shown by `devenv explain`.
    pub note: Option<String>,
    /// What it is, in a sentence; shown by `devenv explain`.
    pub about: Option<String>,
    /// How to install it, by package manager: `apt = "nodejs"`.
    #[serde(default)]
    pub install: BTreeMap<String, String>,
}

/// A system that a tool exists on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Platform {
    /// Linux, WSL included.
    Linux,
    /// macOS.
    Macos,
    /// Windows.
    Windows,
}

/// A file that tells a tool's version.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VersionFile {
    /// Where it is, relative to the folder of the resolved program; absolute, or below `~/`, where that is the only place.
    /// One `*` in a component stands for any text; `{version}` in the last component: the file's name tells the version.
    pub path: String,
    /// The text around the version: `go{version}`. Not given: the first word of the file.
    pub pattern: Option<String>,
    /// The key of a JSON object whose text is the version.
    pub json: Option<String>,
    /// The key of a property list (XML) whose text is the version.
    pub plist: Option<String>,
}

/// How a tool tells its version when it is started.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Command {
    /// Its arguments.
    pub arguments: Vec<String>,
    /// The stream with the answer; the other one is read if there is no version in it.
    #[serde(default)]
    pub stream: Stream,
    /// Texts around the version, tried in order: `git version {version}`.
    pub patterns: Vec<String>,
    /// The statuses besides 0 with which a good answer may come.
    #[serde(default)]
    pub statuses: Vec<i32>,
    /// Another program to start than the tool's own, of the same folder: `pg_config` for `postgres`.
    pub program: Option<String>,
}

/// A stream that a program prints to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stream {
    /// Standard output.
    #[default]
    Stdout,
    /// Standard error.
    Stderr,
}
