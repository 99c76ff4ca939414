//! The search path for programs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// PATH as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct PathReport {
    /// Its entries, in order.
    pub entries: Vec<PathEntry>,
    /// Programs of the catalogue that an earlier entry hides, sorted by name.
    pub shadowed: Vec<Shadowed>,
    /// Directories that start files add to PATH word for word, in the order in which the files are read. Only those that exist.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assigned: Vec<PathAssignment>,
}

/// A directory that a start file adds to PATH.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PathAssignment {
    /// The directory.
    pub directory: String,
    /// The file.
    pub file: String,
    /// Its line, from 1.
    pub line: u32,
    /// Which sessions read the file.
    pub session: PathSession,
}

/// The sessions that read a start file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PathSession {
    /// The desktop's, and all that it starts.
    Desktop,
    /// Login shells, and what they start. On most Linux desktops that is the desktop itself.
    Login,
    /// Interactive shells alone, and what they start.
    Terminal,
}

/// One entry of PATH.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PathEntry {
    /// The entry's text. Empty: the current directory.
    pub directory: String,
    /// What is at its path.
    pub state: PathEntryState,
    /// Programs in it. `None`: it could not be read, or was left out.
    pub executables: Option<u32>,
    /// Whether other users may write to it. `None`: unknown.
    pub writable_by_others: Option<bool>,
    /// The earlier entry that is the same directory.
    pub duplicate_of: Option<String>,
    /// Why it cannot be read, where `state` does not say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// What is at the path of a PATH entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PathEntryState {
    /// A directory that could be read.
    Ok,
    /// Nothing.
    Missing,
    /// Something that is not a directory.
    NotADirectory,
    /// A directory that the user is not allowed to read.
    Unreadable,
    /// A relative path, which depends on the current directory.
    Relative,
    /// The empty entry, which means the current directory.
    Empty,
    /// A directory that did not answer in time, such as a Windows directory under WSL.
    TimedOut,
}

/// A program name that is on PATH more than once, as different files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Shadowed {
    /// The program's name.
    pub name: String,
    /// Its files, in PATH's order: the first one runs.
    pub paths: Vec<String>,
}
