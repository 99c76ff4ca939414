//! The table of tools: `catalogue.toml`, and the user's own tools in the user config file.

mod check;
mod embedded;
mod install;
mod installers;
mod packages;
#[cfg(test)]
mod tests;
mod version_file;

pub use install::Here;
pub use packages::Namesake;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use serde::Deserialize;

use crate::error::{ExitCode, Explain};
use installers::Installers;

/// What sorts of tools there are, sorted. An entry's `category` is one of them.
pub const CATEGORIES: [&str; 27] = [
    "ai-assistant",
    "browser",
    "build-tool",
    "cloud",
    "compiler",
    "container",
    "database",
    "debugger",
    "documentation",
    "editor",
    "hardware",
    "infrastructure",
    "kubernetes",
    "linter",
    "mobile",
    "package-manager",
    "runtime",
    "security",
    "server",
    "shell",
    "system",
    "terminal",
    "test",
    "utility",
    "version-control",
    "version-manager",
    "virtualization",
];

/// The keys of an entry's `install`: package managers, and `url` for a page that says how.
///
/// `cask` is a Homebrew cask, `sdk` a candidate of SDKMAN, `rustup` a component, `mise` and `asdf` names in their registries.
/// Those that choose versions (`nvm`, `fnm`, `volta`, `pyenv`, `rbenv`, `corepack`) have the name of what they install.
pub const INSTALLERS: [&str; 28] = [
    "apk", "apt", "asdf", "brew", "cargo", "cask", "choco", "corepack", "dnf", "fnm", "gem", "go", "mise", "npm",
    "nvm", "pacman", "pip", "pipx", "pyenv", "rbenv", "rustup", "scoop", "sdk", "url", "uv", "volta", "winget",
    "zypper",
];

/// The user file's `[tools.NAME]` cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// It is not TOML, or a key or value is not one of an entry's. The cause names the line and the allowed keys.
    #[error("cannot read the tools of the user configuration")]
    Syntax(#[source] Box<toml::de::Error>),
    /// It is TOML, but not a tool.
    #[error("cannot use the tool `{id}` of the user configuration: {problem}")]
    Tool {
        /// The tool's id.
        id: String,
        /// What is wrong.
        problem: String,
    },
}

impl Explain for CatalogueError {
    fn code(&self) -> &'static str {
        match self {
            Self::Syntax(_) => "tools_unreadable",
            Self::Tool { .. } => "tool_invalid",
        }
    }

    fn hint(&self) -> Option<String> {
        Some(
            "a tool of yours reads: `[tools.acme]`, then `command = { arguments = [\"--version\"], patterns = [\"acme {version}\"] }`"
                .to_owned(),
        )
    }

    fn exit(&self) -> ExitCode {
        ExitCode::Usage
    }
}

/// The tools that devenv knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    /// Sorted by id.
    entries: Vec<Entry>,
}

static BUILTIN: LazyLock<Arc<Catalogue>> = LazyLock::new(|| Arc::new(Catalogue::read_builtin()));

impl Catalogue {
    /// Reads `catalogue.toml` anew; [`Catalogue::builtin`] does so once.
    pub fn read_builtin() -> Self {
        Self {
            entries: embedded::entries(),
        }
    }

    /// The tools of `catalogue.toml`.
    pub fn builtin() -> &'static Self {
        &BUILTIN
    }

    /// As [`Catalogue::builtin`], for those that hold on to it.
    pub fn builtin_shared() -> Arc<Self> {
        Arc::clone(&BUILTIN)
    }

    /// These tools and those of a user file's `[tools.NAME]` tables; other tables are not looked at.
    ///
    /// A tool of the user's replaces one of the same id. What it leaves out: the id is its name and its program, its category
    /// is `utility`, and its version is the first word of a line.
    pub fn with_user_tools(&self, toml_text: &str) -> Result<Self, CatalogueError> {
        #[derive(Deserialize)]
        struct UserFile {
            #[serde(default)]
            tools: BTreeMap<String, Entry>,
        }
        let file: UserFile = toml::from_str(toml_text).map_err(|error| CatalogueError::Syntax(Box::new(error)))?;
        let mut entries: BTreeMap<String, Entry> = self
            .entries
            .iter()
            .map(|entry| (entry.id.clone(), entry.clone()))
            .collect();
        for (id, entry) in file.tools {
            let entry = entry.completed(id.clone());
            check::entry(&entry).map_err(|problem| CatalogueError::Tool {
                id: id.clone(),
                problem,
            })?;
            entries.insert(id, entry);
        }
        Ok(Self {
            entries: entries.into_values().collect(),
        })
    }

    /// All tools, sorted by id.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The tool of that id.
    pub fn get(&self, id: &str) -> Option<&Entry> {
        let position = self.entries.binary_search_by(|entry| entry.id.as_str().cmp(id)).ok()?;
        self.entries.get(position)
    }

    /// The tool that has a program of that name; the one that prefers the name, where several have it.
    pub fn by_program(&self, program: &str) -> Option<&Entry> {
        let preference = |entry: &Entry| entry.programs.iter().position(|name| name == program);
        self.entries
            .iter()
            .filter_map(|entry| Some((preference(entry)?, entry)))
            .min_by_key(|(preference, _)| *preference)
            .map(|(_, entry)| entry)
    }

    /// The categories that have a tool, sorted.
    pub fn categories(&self) -> Vec<&str> {
        let categories: BTreeSet<&str> = self.entries.iter().map(|entry| entry.category.as_str()).collect();
        categories.into_iter().collect()
    }

    /// The tools that exist on a system.
    pub fn for_platform(&self, platform: Platform) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.exists_on(platform))
    }
}

/// One tool. Its key in the file is its permanent id.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its id; the key of its table.
    #[serde(skip)]
    pub id: String,
    /// Its name for people.
    #[serde(default)]
    pub name: String,
    /// What sort of tool it is, one of [`CATEGORIES`].
    #[serde(default)]
    pub category: String,
    /// The names of its program, the preferred one first. Without `.exe`.
    #[serde(default)]
    pub programs: Vec<String>,
    /// Where its program is if it is not on PATH: absolute, or below `~/`. Tried in order; `/` also on Windows.
    #[serde(default)]
    pub places: Vec<String>,
    /// The systems that it exists on; none named: all.
    #[serde(default)]
    pub platforms: Vec<Platform>,
    /// Names that version managers (asdf, mise, nvm, pyenv, sdkman …) keep it under, if not its id: `["nodejs"]`.
    #[serde(default)]
    pub managed: Vec<String>,
    /// npm packages that it comes in; the `package.json` tells its version.
    #[serde(default)]
    pub npm: Vec<String>,
    /// Python distributions that it comes in; the name of the `.dist-info` directory tells its version.
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
    /// The variable that its build sets to its version (`-ldflags "-X NAME=1.2.3"`); the build information of its Go program tells it,
    /// unless it was built with `-trimpath`.
    pub go_variable: Option<String>,
    /// Homebrew formulae and casks that it comes in, if not its id or a program's name.
    #[serde(default)]
    pub formula: Vec<String>,
    /// The system's packages that hold it, besides those that its other names tell: see [`Entry::is_package`].
    #[serde(default)]
    pub packages: Vec<String>,
    /// Packages that hold it, or another program: what they have in them only the program itself tells. `dpkg:helm`.
    #[serde(default)]
    pub ambiguous: Vec<String>,
    /// Other programs of its name.
    #[serde(default)]
    pub namesakes: Vec<Namesake>,
    /// Component in rustup's channel manifest: `rustc`, `cargo`, `rustfmt` …
    pub rustup: Option<String>,
    /// Files that tell its version, tried in order.
    #[serde(default)]
    pub files: Vec<VersionFile>,
    /// The system's package that owns it does not have its version; the text says why.
    pub package_differs: Option<String>,
    /// What it prints is not what is said of it; the text says why. `scripts/verify-versions` heeds it, `devenv explain` shows it.
    pub differs: Option<String>,
    /// How it tells its version when it is started. `None`: it is never started, and `note` says why.
    pub command: Option<Command>,
    /// What is to be known about reading it; shown by `devenv explain`.
    pub note: Option<Cow<'static, str>>,
    /// What it is, in a sentence; shown by `devenv explain`.
    pub about: Option<Cow<'static, str>>,
    #[serde(default)]
    install: Installers,
}

impl Entry {
    /// It exists on a system.
    pub fn exists_on(&self, platform: Platform) -> bool {
        self.platforms.is_empty() || self.platforms.contains(&platform)
    }

    /// How to install it, by package manager: `apt = "nodejs"`. The keys are of [`INSTALLERS`].
    pub fn install(&self) -> &BTreeMap<String, String> {
        self.install.names()
    }

    /// Itself under an id, and with what a user may leave out.
    fn completed(mut self, id: String) -> Self {
        if self.name.is_empty() {
            self.name.clone_from(&id);
        }
        if self.category.is_empty() {
            "utility".clone_into(&mut self.category);
        }
        if self.programs.is_empty() {
            self.programs.push(id.clone());
        }
        self.id = id;
        self
    }
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
    /// Where it is, relative to the directory of the resolved program; absolute, or below `~/`, where that is the only place.
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
    /// Texts around the version, tried in order: `git version {version}`. See [`crate::probe::version_text::extract`].
    #[serde(default = "bare_version")]
    pub patterns: Vec<String>,
    /// The statuses besides 0 with which a good answer may come.
    #[serde(default)]
    pub statuses: Vec<i32>,
    /// Another program to start than the tool's own, of the same directory: `pg_config` for `postgres`.
    pub program: Option<String>,
}

/// The version is the first word of a line.
fn bare_version() -> Vec<String> {
    vec!["{version}".to_owned()]
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
