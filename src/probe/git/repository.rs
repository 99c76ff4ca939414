//! Where a repository is, and what is checked out in it.

use std::path::{Path, PathBuf};

use crate::host::Host;

/// `packed-refs` of a repository with some hundred thousand references.
const PACKED_BYTES: u64 = 64 << 20;

/// A repository with files checked out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::probe) struct Repository {
    /// The directory that the files are checked out in.
    pub(in crate::probe) worktree: PathBuf,
    /// Git's directory of this worktree.
    pub(in crate::probe) git_directory: PathBuf,
    /// Git's directory that all worktrees of the repository share.
    pub(in crate::probe) common_directory: PathBuf,
    /// The branch. `None`: a detached head, or it is not in a file.
    pub(in crate::probe) branch: Option<String>,
}

impl Repository {
    /// The repository that `directory` is in: the nearest parent with a `.git`. Source: gitrepository-layout(5).
    pub(in crate::probe) fn find(host: &Host, directory: &Path) -> Option<Self> {
        let nearest = directory
            .ancestors()
            .find_map(|ancestor| match Self::at(host, ancestor) {
                Some(repository) => Some(Some(repository)),
                // Git looks no further than a file that leads nowhere.
                None => named_by_file(host, ancestor).map(|_| None),
            });
        nearest.flatten()
    }

    /// The directory that the nearest `.git` file names, where no repository is: that of a worktree or submodule whose repository is gone.
    pub(in crate::probe) fn missing(host: &Host, directory: &Path) -> Option<PathBuf> {
        let named = directory
            .ancestors()
            .find_map(|ancestor| match Self::at(host, ancestor) {
                Some(_) => Some(None),
                None => named_by_file(host, ancestor).map(Some),
            });
        named
            .flatten()
            .filter(|directory| !host.exists(&directory.join("HEAD")))
    }

    /// The repository whose files are checked out in `worktree` itself.
    pub(in crate::probe) fn at(host: &Host, worktree: &Path) -> Option<Self> {
        let dot_git = worktree.join(".git");
        let metadata = host.metadata(&dot_git).ok()?;
        let git_directory = if metadata.is_dir() {
            dot_git
        } else {
            // A linked worktree's or a submodule's.
            host.canonicalize(&named_by_file(host, worktree)?).ok()?
        };
        let head = git_directory.join("HEAD");
        let head = match host.read_link(&head) {
            // Old ones have a link to the branch's file.
            Ok(target) if target.starts_with("refs") => format!("ref: {}", target.to_string_lossy()),
            _ => host.read_text(&head, 1 << 16).ok()?,
        };
        let common_directory = host
            .read_text(&git_directory.join("commondir"), 1 << 16)
            .ok()
            .and_then(|text| host.canonicalize(&git_directory.join(text.trim())).ok())
            .unwrap_or_else(|| git_directory.clone());
        let branch = head
            .trim()
            .strip_prefix("ref:")
            .and_then(|reference| reference.trim().strip_prefix("refs/heads/"))
            // What stands there when references are in a reftable.
            .filter(|branch| *branch != ".invalid")
            .map(str::to_owned);
        Some(Self {
            worktree: worktree.to_owned(),
            git_directory,
            common_directory,
            branch,
        })
    }

    /// The commit that is checked out, by files alone: that of the branch or of a detached head. `None`: there is none yet, or it is elsewhere.
    pub(in crate::probe) fn commit(&self, host: &Host) -> Option<String> {
        let commit = |text: &str| {
            let text = text.trim();
            let is_hash = text.len() >= 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
            is_hash.then(|| text.to_owned())
        };
        let read = |path: PathBuf| host.read_text(&path, PACKED_BYTES).ok();
        let Some(branch) = &self.branch else {
            return commit(&read(self.git_directory.join("HEAD"))?);
        };
        let reference = format!("refs/heads/{branch}");
        if let Some(text) = read(self.common_directory.join(&reference)) {
            return commit(&text);
        }
        let packed = read(self.common_directory.join("packed-refs"))?;
        let mut lines = packed.lines().filter_map(|line| line.split_once(' '));
        lines
            .find(|(_, name)| *name == reference)
            .and_then(|(hash, _)| commit(hash))
    }
}

/// The directory that the `.git` file of a linked worktree or a submodule names.
fn named_by_file(host: &Host, worktree: &Path) -> Option<PathBuf> {
    let text = host.read_text(&worktree.join(".git"), 1 << 16).ok()?;
    let target = text.strip_prefix("gitdir:")?.trim();
    Some(worktree.join(target))
}
