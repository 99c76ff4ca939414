//! Version managers, and the versions that they have installed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A version manager of this user.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct VersionManager {
    /// Its id: `nvm`, `pyenv`, `mise` … `system`: the JDKs of the system, and Pythons with a version in their name.
    pub id: String,
    /// The tools that it has installed, sorted by id.
    pub tools: Vec<InstalledVersions>,
}

/// The versions of a tool that a manager has installed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct InstalledVersions {
    /// The tool's id in the catalogue, or the manager's own name for a tool that is not in it.
    pub id: String,
    /// The versions as the manager names them, without a leading `v`, sorted as text.
    pub versions: Vec<String>,
}
