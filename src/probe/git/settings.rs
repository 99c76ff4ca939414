//! Git's settings, from its files and the environment, without starting Git. Source: git-config(1).

use std::io;
use std::path::{Path, PathBuf};

use gix::bstr::{BStr, ByteSlice};
use gix::config::file::Metadata;
use gix::config::{File, Source};

use super::Repository;
use crate::host::Host;
use crate::probe::path::find_in_time;

/// The sections that are kept; all others are forgotten at once.
const SECTIONS: [&str; 12] = [
    "author",
    "commit",
    "committer",
    "core",
    "credential",
    "extensions",
    "filter",
    "gpg",
    "init",
    "remote",
    "safe",
    "user",
];

/// A file includes others to this depth: as Git.
const DEPTH: usize = 10;

/// A file of settings is a few hundred lines.
pub(super) const FILE_BYTES: u64 = 4 << 20;

/// One setting. Names are in lower case, the middle one as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Setting {
    section: String,
    subsection: Option<String>,
    key: String,
    /// `None`: it stands there without `=`, which means true.
    value: Option<String>,
    /// It is from a file of the repository, which is not trusted to say that it is safe.
    of_repository: bool,
}

/// The settings in the order in which Git reads them: of several, the last holds.
#[derive(Debug, Default)]
pub(in crate::probe) struct Settings {
    all: Vec<Setting>,
    unreadable: Vec<String>,
    /// Files of the repository are being read.
    in_repository: bool,
}

impl Settings {
    /// Reads the system's settings, the user's, the repository's, the worktree's, and those in the environment.
    pub(in crate::probe) fn read(host: &Host, repository: Option<&Repository>) -> Self {
        let mut settings = Self::default();
        let reader = Reader { host, repository };
        for file in reader.files() {
            reader.add_file(&mut settings, &file, 0);
        }
        if let Some(repository) = repository {
            settings.in_repository = true;
            reader.add_file(&mut settings, &repository.common_directory.join("config"), 0);
            if settings.is_true("extensions", None, "worktreeconfig") {
                reader.add_file(&mut settings, &repository.git_directory.join("config.worktree"), 0);
            }
            settings.in_repository = false;
        }
        reader.add_environment(&mut settings);
        settings
    }

    /// Files that could not be read or understood, in a sentence each.
    pub(in crate::probe) fn unreadable(&self) -> &[String] {
        &self.unreadable
    }

    /// The setting's text; an empty one is none.
    pub(in crate::probe) fn text(&self, section: &str, subsection: Option<&str>, key: &str) -> Option<&str> {
        self.last(section, subsection, key)?
            .value
            .as_deref()
            .filter(|value| !value.is_empty())
    }

    /// The setting is there and means yes.
    pub(in crate::probe) fn is_true(&self, section: &str, subsection: Option<&str>, key: &str) -> bool {
        self.boolean(section, subsection, key).unwrap_or(false)
    }

    /// The setting as yes or no. `None`: not set, or neither.
    pub(in crate::probe) fn boolean(&self, section: &str, subsection: Option<&str>, key: &str) -> Option<bool> {
        match &self.last(section, subsection, key)?.value {
            None => Some(true),
            Some(value) => gix::config::Boolean::try_from(BStr::new(value))
                .ok()
                .map(gix::config::Boolean::is_true),
        }
    }

    /// All values of a key with their subsections, in order.
    pub(in crate::probe) fn all<'a>(
        &'a self,
        section: &'a str,
        key: &'a str,
    ) -> impl Iterator<Item = (Option<&'a str>, &'a str)> {
        self.all
            .iter()
            .filter(move |setting| setting.section == section && setting.key == key)
            .filter_map(|setting| Some((setting.subsection.as_deref(), setting.value.as_deref()?)))
    }

    /// The values of `safe.directory` in order, without those of the repository itself. Source: git-config(1).
    pub(super) fn safe_directories(&self) -> impl Iterator<Item = &str> {
        self.all
            .iter()
            .filter(|setting| setting.section == "safe" && setting.key == "directory" && !setting.of_repository)
            .map(|setting| setting.value.as_deref().unwrap_or_default())
    }

    fn last(&self, section: &str, subsection: Option<&str>, key: &str) -> Option<&Setting> {
        self.all.iter().rfind(|setting| {
            setting.section == section && setting.key == key && setting.subsection.as_deref() == subsection
        })
    }
}

/// What decides which files are read.
pub(super) struct Reader<'a> {
    pub(super) host: &'a Host,
    pub(super) repository: Option<&'a Repository>,
}

impl Reader<'_> {
    /// The system's and the user's files.
    fn files(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        let skips_system = self
            .host
            .env_text("GIT_CONFIG_NOSYSTEM")
            .is_some_and(|value| !matches!(value, "0" | "false" | "no" | "off"));
        if !skips_system {
            match self.host.env_path("GIT_CONFIG_SYSTEM") {
                Some(file) => files.push(file),
                None => files.extend(self.system_files()),
            }
        }
        if let Some(file) = self.host.env_path("GIT_CONFIG_GLOBAL") {
            files.push(file);
            return files;
        }
        let home = self.host.home();
        let config = self
            .host
            .env_path("XDG_CONFIG_HOME")
            .or_else(|| home.as_ref().map(|home| home.join(".config")));
        files.extend(config.map(|config| config.join("git").join("config")));
        files.extend(home.map(|home| home.join(".gitconfig")));
        files
    }

    /// Where the Git that PATH leads to looks for the system's settings: in the `etc` of the prefix that it was built for, which
    /// is `/etc` for `/usr` and for Nix.
    fn system_files(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        if cfg!(target_os = "macos") {
            // What Apple's own Git reads before all else.
            let below = "usr/share/git-core/gitconfig";
            files.extend(
                [
                    "/Library/Developer/CommandLineTools",
                    "/Applications/Xcode.app/Contents/Developer",
                ]
                .iter()
                .map(|directory| Path::new(directory).join(below))
                .find(|file| self.host.is_file(file)),
            );
        }
        match self.prefix() {
            Some(prefix) if prefix != Path::new("/usr") && prefix != Path::new("/") => {
                files.push(prefix.join("etc").join("gitconfig"));
            }
            // Windows has no such place.
            None if cfg!(windows) => {}
            _ => files.push(PathBuf::from("/etc/gitconfig")),
        }
        files
    }

    /// The prefix of the Git that PATH leads to: `/opt/homebrew` of `/opt/homebrew/bin/git`. `None`: there is none.
    fn prefix(&self) -> Option<PathBuf> {
        let program = find_in_time(self.host, "git", self.host.env("PATH")?)?;
        let resolved = self.host.canonicalize(&program).unwrap_or_else(|_| program.clone());
        if resolved.starts_with("/usr/bin") || resolved.starts_with("/nix") {
            return Some(PathBuf::from("/usr"));
        }
        // A link into Homebrew's cellar stands in the prefix itself.
        let prefix = program.parent()?.parent()?;
        // Git for Windows has `<prefix>\cmd\git.exe`, and `<prefix>\mingw64\bin\git.exe` behind it.
        let is_toolchain = prefix.file_name().is_some_and(|name| {
            ["mingw64", "mingw32", "clangarm64"]
                .iter()
                .any(|directory| name == *directory)
        });
        if is_toolchain {
            return prefix.parent().map(Path::to_owned);
        }
        Some(prefix.to_owned())
    }

    /// Adds a file and, at the places where they stand, those that it includes. One that is not there adds nothing.
    fn add_file(&self, settings: &mut Settings, path: &Path, depth: usize) {
        // How people say "none": `GIT_CONFIG_GLOBAL=/dev/null`.
        if path == Path::new("/dev/null") {
            return;
        }
        let bytes = match self.host.read(path, FILE_BYTES) {
            Ok(bytes) => bytes,
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => return,
            Err(error) => {
                settings
                    .unreadable
                    .push(format!("{} cannot be read: {}", path.display(), error.kind()));
                return;
            }
        };
        let Ok(file) = File::from_bytes_no_includes(
            &bytes,
            Metadata::from(Source::Api),
            gix::config::file::init::Options::default(),
        ) else {
            // What is wrong in it may hold a secret: the path must do.
            settings
                .unreadable
                .push(format!("{} is not written as Git's settings are", path.display()));
            return;
        };
        for section in file.sections() {
            let name = section.header().name().to_str_lossy().to_ascii_lowercase();
            let subsection = section
                .header()
                .subsection_name()
                .map(|text| text.to_str_lossy().into_owned());
            let includes = match (name.as_str(), &subsection) {
                ("include", None) => true,
                ("includeif", Some(condition)) => self.condition_holds(condition, path),
                _ => false,
            };
            if includes && depth < DEPTH {
                for target in section.values("path") {
                    if let Some(target) = self.resolve(&target, path) {
                        self.add_file(settings, &target, depth + 1);
                    }
                }
            }
            if SECTIONS.contains(&name.as_str()) {
                add_section(settings, &name, subsection.as_deref(), &section);
            }
        }
    }

    /// `GIT_CONFIG_COUNT`, `GIT_CONFIG_KEY_<n>` and `GIT_CONFIG_VALUE_<n>`.
    fn add_environment(&self, settings: &mut Settings) {
        let count: usize = self
            .host
            .env_text("GIT_CONFIG_COUNT")
            .and_then(|count| count.parse().ok())
            .unwrap_or(0);
        for index in 0..count.min(1000) {
            let Some(name) = self.host.env_text(&format!("GIT_CONFIG_KEY_{index}")) else {
                continue;
            };
            let value = self
                .host
                .env_text(&format!("GIT_CONFIG_VALUE_{index}"))
                .unwrap_or_default();
            let (Some((section, _)), Some((middle, key))) = (name.split_once('.'), name.rsplit_once('.')) else {
                continue;
            };
            let section = section.to_ascii_lowercase();
            if SECTIONS.contains(&section.as_str()) {
                settings.all.push(Setting {
                    section,
                    subsection: middle.split_once('.').map(|(_, subsection)| subsection.to_owned()),
                    key: key.to_ascii_lowercase(),
                    value: Some(value.to_owned()),
                    of_repository: false,
                });
            }
        }
    }
}

fn add_section(
    settings: &mut Settings,
    name: &str,
    subsection: Option<&str>,
    section: &gix::config::file::SectionRef<'_>,
) {
    let mut keys: Vec<String> = section.value_names().collect();
    keys.sort_unstable_by_key(|key| key.to_ascii_lowercase());
    keys.dedup_by_key(|key| key.to_ascii_lowercase());
    let of_repository = settings.in_repository;
    for key in keys {
        let setting = |value| Setting {
            section: name.to_owned(),
            subsection: subsection.map(str::to_owned),
            key: key.to_ascii_lowercase(),
            value,
            of_repository,
        };
        let values = section.values(&key);
        settings.all.extend(
            values
                .iter()
                .map(|value| setting(Some(value.to_str_lossy().into_owned()))),
        );
        if section.value_implicit(&key) == Some(None) {
            settings.all.push(setting(None));
        }
    }
}
