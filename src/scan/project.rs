//! Git's settings, and the project.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::requirement::{BrokenManifest, Evidence, Requirement};

/// Git's configuration in this directory. It has names of settings, and values only where a field says so.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[expect(clippy::struct_excessive_bools, reason = "each is one fact of the contract")]
pub struct Git {
    /// Whether both `user.name` and `user.email` are set, in the settings or the environment.
    pub identity_configured: bool,
    /// The repository that Git refuses to work in, since it belongs to another user. `None`: there is none, or this is not known here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused_directory: Option<String>,
    /// The directory that the project's `.git` file names as its repository, where none is. `None`: there is one, or no such file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing_repository: Option<String>,
    /// `init.defaultBranch`. `None`: not set.
    pub default_branch: Option<String>,
    /// The names of the credential helpers in order, for example `osxkeychain`, `store`; of a path or command, the file name of its first word.
    pub credential_helpers: Vec<String>,
    /// Whether `commit.gpgSign` is on.
    pub signs_commits: bool,
    /// `gpg.format`: `openpgp`, `ssh` or `x509`, when a signing key is set or signing is on.
    pub signing_format: Option<String>,
    /// Whether a signing key is set.
    pub signing_key_configured: bool,
    /// Whether Git LFS's filter is set.
    pub lfs_configured: bool,
    /// Keys in `~/.ssh`, by file name and the type in the public key.
    pub ssh_keys: SshKeys,
}

/// SSH keys: their number and types.
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
    /// The nearest directory that contains `.git`, `devenv.toml` or a manifest.
    pub root: String,
    /// The directory's name.
    pub name: String,
    /// The project's id, the same on every machine: `p-` and the start of the SHA-256 of the path of its remote `upstream`, else `origin`
    /// (`acme/shop`). A guess of the path can be checked with it. `None`: it has no such remote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The full hash of the checked-out commit. `None`: no repository, or no commit yet.
    pub commit: Option<String>,
    /// The branch. `None`: no repository, or a detached head.
    pub branch: Option<String>,
    /// Whether tracked files differ from the commit; untracked files do not count. `None`: git would have to be started to tell.
    pub dirty: Option<bool>,
    /// The project's requirements, sorted by kind, id and source.
    pub requirements: Vec<Requirement>,
    /// Manifests that could not be parsed, sorted by source: their requirements are unknown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub broken_manifests: Vec<BrokenManifest>,
    /// Versions that the project's CI jobs and containers use, sorted by tool and source.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// Subdirectories with toolchains of their own, sorted, if there are too many for one project: none of them is required.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<String>,
    /// Why some directories or manifests were not read. `None`: all were read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partly_read: Option<String>,
}
