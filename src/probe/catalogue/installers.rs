//! The packages that a tool comes in, read when they are first asked for: a scan looks at those of a few tools.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::{Deserialize, Deserializer};

/// Names of packages by package manager.
#[derive(Debug, Clone, Default)]
pub(super) struct Installers {
    /// The inline table as the catalogue has it; empty where the names are read already.
    text: &'static str,
    names: OnceLock<BTreeMap<String, String>>,
}

impl Installers {
    /// An inline table of bare keys and of strings in which nothing is escaped: `{ apt = "age", brew = "age" }`.
    pub(super) fn unread(text: &'static str) -> Self {
        Self {
            text,
            names: OnceLock::new(),
        }
    }

    /// The names.
    pub(super) fn names(&self) -> &BTreeMap<String, String> {
        self.names.get_or_init(|| {
            let mut parts = self.text.split('"');
            let mut names = BTreeMap::new();
            while let (Some(key), Some(name)) = (parts.next(), parts.next()) {
                names.insert(key.trim_matches(['{', ',', ' ', '=']).to_owned(), name.to_owned());
            }
            names
        })
    }
}

impl PartialEq for Installers {
    fn eq(&self, other: &Self) -> bool {
        self.names() == other.names()
    }
}

impl Eq for Installers {}

impl<'de> Deserialize<'de> for Installers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self {
            text: "",
            names: OnceLock::from(BTreeMap::deserialize(deserializer)?),
        })
    }
}
