//! Git's settings, and the project.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::requirement::{BrokenManifest, Evidence, Requirement};

/// Git as it is configured in this directory. Settings are named, never their values, unless said so.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[expect(clippy::struct_excessive_bools, reason = "each is one fact of the contract")]
pub struct Git {
    /// Both `user.name` and `user.email` are set, in the settings or the environment.
    pub identity_configured: bool,
    /// `init.defaultBranch`. `None`: not set.
    pub default_branch: Option<String>,
    /// The credential helpers' names in order, for example `osxkeychain`, `store`; a path or command by its first word's file name.
    pub credential_helpers: Vec<String>,
    /// `commit.gpgSign` is on.
    pub signs_commits: bool,
    /// `gpg.format`: `openpgp`, `ssh` or `x509`, when a signing key is set or signing is on.
    pub signing_format: Option<String>,
    /// A signing key is set.
    pub signing_key_configured: bool,
    /// Git LFS's filter is set up.
    pub lfs_configured: bool,
    /// Keys in `~/.ssh`, by the names of their files and the type in the public half.
    pub ssh_keys: SshKeys,
}

/// SSH keys: how many, of which type.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct SshKeys {
    /// Public keys in `~/.ssh`.
    pub count: u32,
    /// Their types, sorted, each once: `ssh-ed25519`, `ssh-rsa` …
    pub types: Vec<String>,
}

/// The project that the scan was started in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Project {
    /// The nearest directory with `.git`, `devenv.toml` or a manifest in it.
    pub root: String,
    /// That directory's name.
    pub name: String,
    /// The full hash of the checked-out commit. `None`: no repository, or no commit yet.
    pub commit: Option<String>,
    /// The branch. `None`: no repository, or a detached head.
    pub branch: Option<String>,
    /// Files that git tracks differ from the commit; untracked ones do not count. `None`: cannot be told without starting git.
    pub dirty: Option<bool>,
    /// The project's requirements, sorted by kind, id and source.
    pub requirements: Vec<Requirement>,
    /// Manifests that could not be parsed, sorted by source: their requirements are unknown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub broken_manifests: Vec<BrokenManifest>,
    /// Versions that its CI jobs and containers have, sorted by tool and source.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// Directories below with toolchains of their own, sorted, where there are too many to be one project: none of them is required.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<String>,
    /// Why some of its directories or manifests were not read. `None`: all were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partly_read: Option<String>,
}
