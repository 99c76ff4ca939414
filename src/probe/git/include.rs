//! Which other files one of Git's settings files includes, and under which conditions. Source: git-config(1), "Conditional includes".

use std::path::{Path, PathBuf};

use gix::bstr::{BString, ByteSlice};
use gix::config::file::Metadata;
use gix::config::{File, Source};
use gix::glob::wildmatch::Mode;

use super::Repository;
use super::settings::{FILE_BYTES, Reader};

impl Reader<'_> {
    /// An included file's path: below the home directory, absolute, or beside the file that includes it.
    pub(super) fn resolve(&self, target: &BString, from: &Path) -> Option<PathBuf> {
        let text = target.to_str().ok()?;
        if let Some(below) = text.strip_prefix("~/") {
            return Some(self.host.home()?.join(below));
        }
        // `~user/` and `%(prefix)/` are left out: neither can be known from files alone.
        if text.is_empty() || text.starts_with(['~', '%']) {
            return None;
        }
        Some(from.parent()?.join(text))
    }

    pub(super) fn condition_holds(&self, condition: &str, from: &Path) -> bool {
        let Some((kind, pattern)) = condition.split_once(':') else {
            return false;
        };
        let Some(repository) = self.repository else {
            return false;
        };
        match kind {
            "gitdir" => self.directory_matches(repository, pattern, from, Mode::empty()),
            "gitdir/i" => self.directory_matches(repository, pattern, from, Mode::IGNORE_CASE),
            "onbranch" => {
                let pattern = open_ended(pattern);
                repository
                    .branch
                    .as_ref()
                    .is_some_and(|branch| matches(&pattern, branch, Mode::empty()))
            }
            "hasconfig" => pattern
                .strip_prefix("remote.*.url:")
                .is_some_and(|pattern| self.has_remote(repository, pattern)),
            _ => false,
        }
    }

    /// Git compares the directory both as it was found and with links resolved.
    fn directory_matches(&self, repository: &Repository, pattern: &str, from: &Path, mode: Mode) -> bool {
        let slashes = |path: &Path| path.to_string_lossy().replace('\\', "/");
        let pattern = if let Some(below) = pattern.strip_prefix("~/") {
            let Some(home) = self.host.home() else { return false };
            format!("{}/{below}", slashes(&self.host.canonicalize(&home).unwrap_or(home)))
        } else if let Some(below) = pattern.strip_prefix("./") {
            let Some(directory) = from.parent() else { return false };
            format!("{}/{below}", slashes(directory))
        } else if Path::new(pattern).is_absolute() || pattern.starts_with('/') {
            pattern.to_owned()
        } else {
            format!("**/{pattern}")
        };
        let pattern = open_ended(&pattern);
        let directory = &repository.git_directory;
        [Some(directory.clone()), self.host.canonicalize(directory).ok()]
            .iter()
            .flatten()
            .any(|directory| matches(&pattern, &slashes(directory), mode))
    }

    /// The repository's own file names a remote whose URL the pattern matches.
    fn has_remote(&self, repository: &Repository, pattern: &str) -> bool {
        let Ok(bytes) = self.host.read(&repository.common_directory.join("config"), FILE_BYTES) else {
            return false;
        };
        let Ok(file) = File::from_bytes_no_includes(
            &bytes,
            Metadata::from(Source::Api),
            gix::config::file::init::Options::default(),
        ) else {
            return false;
        };
        file.sections_by_name("remote").is_some_and(|mut sections| {
            sections.any(|section| {
                section
                    .values("url")
                    .iter()
                    .any(|url| matches(pattern, &url.to_str_lossy(), Mode::empty()))
            })
        })
    }
}

/// A pattern that ends in a slash means all below it.
fn open_ended(pattern: &str) -> String {
    if pattern.ends_with('/') {
        format!("{pattern}**")
    } else {
        pattern.to_owned()
    }
}

fn matches(pattern: &str, value: &str, mode: Mode) -> bool {
    gix::glob::wildmatch(pattern.into(), value.into(), mode | Mode::NO_MATCH_SLASH_LITERAL)
}
