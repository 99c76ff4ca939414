//! The origin of a policy's value.

use std::fmt;

use serde::{Serialize, Serializer};

/// The origin of a value. Shown as `built-in`, `devenv.toml:3`, `--fail-under`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// The policy that comes with devenv.
    BuiltIn,
    /// A line of a project's policy.
    File {
        /// The file as its reader named it.
        file: String,
        /// From 1.
        line: u32,
    },
    /// A flag or a variable, by its name.
    Argument(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BuiltIn => formatter.write_str("built-in"),
            Self::File { file, line } => write!(formatter, "{file}:{line}"),
            Self::Argument(name) => formatter.write_str(name),
        }
    }
}

/// As its text.
impl Serialize for Origin {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
