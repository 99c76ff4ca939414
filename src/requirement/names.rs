//! What the registries of version managers and package managers call the tools of the catalogue.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Each name, and the id of its tool in the catalogue.
static IDS: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| {
    let lines = include_str!("names.txt").lines();
    lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .flat_map(|line| {
            let id = line.split(' ').next().unwrap_or_default();
            line.split(' ').map(move |name| (name, id))
        })
        .collect()
});

/// The tool of the catalogue that has this name in some registry. `None`: the catalogue does not have it.
pub(super) fn tool(name: &str) -> Option<&'static str> {
    IDS.get(name).copied()
}

/// The tool that mise or asdf calls so: `nodejs`, `core:node`, `npm:prettier`, `aqua:BurntSushi/ripgrep`.
///
/// What stands before the colon is a backend: it says where the tool is from. Source: mise's documentation, "Backends".
pub(super) fn mise_tool(name: &str) -> Option<&'static str> {
    let Some((_, name)) = name.split_once(':') else {
        return tool(name);
    };
    // The options of a tool may follow its name: `ubi:owner/name[exe=name]`.
    let name = name.split('[').next().unwrap_or(name);
    tool(name).or_else(|| {
        let last = name.rsplit('/').next().unwrap_or(name);
        tool(last.strip_prefix("asdf-").unwrap_or(last))
    })
}

/// The tool that Homebrew has under this name, and the version in the name: `python@3.12`, `hashicorp/tap/terraform`.
pub(super) fn homebrew_tool(name: &str) -> Option<(&'static str, Option<&str>)> {
    let name = name.rsplit('/').next().unwrap_or(name);
    match name.split_once('@') {
        Some((name, version)) => Some((tool(name)?, Some(version))),
        None => Some((tool(name)?, None)),
    }
}

/// The tool that a feature of a development container brings: `ghcr.io/devcontainers/features/node:1`.
pub(super) fn feature_tool(reference: &str) -> Option<&'static str> {
    let last = reference.rsplit('/').next().unwrap_or(reference);
    tool(last.split([':', '@']).next().unwrap_or(last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// What the catalogue says of one tool, as far as names go.
    #[derive(serde::Deserialize)]
    struct Entry {
        #[serde(default)]
        formula: Vec<String>,
        #[serde(default)]
        install: BTreeMap<String, String>,
    }

    fn catalogue() -> BTreeMap<String, Entry> {
        toml::from_str(include_str!("../probe/catalogue.toml")).unwrap()
    }

    #[test]
    fn the_ids_are_those_of_the_catalogue_and_a_name_stands_once() {
        let lines = || {
            include_str!("names.txt")
                .lines()
                .filter(|line| !line.starts_with('#') && !line.is_empty())
        };
        let ids: Vec<&str> = lines().map(|line| line.split(' ').next().unwrap()).collect();
        let known = catalogue();
        assert_eq!(ids, known.keys().map(String::as_str).collect::<Vec<_>>());
        let mut seen = BTreeSet::new();
        for name in lines().flat_map(|line| line.split(' ')) {
            assert!(seen.insert(name), "`{name}` stands twice");
        }
    }

    #[test]
    fn every_name_of_the_catalogue_is_known() {
        for (id, entry) in catalogue() {
            for manager in ["asdf", "mise"] {
                let name = entry.install.get(manager);
                assert!(name.is_none_or(|name| mise_tool(name).is_some()), "{id}: {name:?}");
            }
            for name in entry.formula.iter().chain(entry.install.get("brew")) {
                assert!(homebrew_tool(name).is_some(), "{id}: {name}");
            }
        }
    }

    #[test]
    fn backends_and_paths_lead_to_the_tool() {
        let found: Vec<Option<&str>> = [
            "nodejs",
            "core:node",
            "npm:prettier",
            "npm:@biomejs/biome",
            "cargo:ripgrep",
            "aqua:BurntSushi/ripgrep",
            "go:github.com/rhysd/actionlint/cmd/actionlint",
            "ubi:cli/gh[exe=gh]",
            "asdf:someone/asdf-golang",
            "cargo:of-nobody",
            "unheard-of",
            "",
        ]
        .map(mise_tool)
        .to_vec();
        let expected = [
            Some("node"),
            Some("node"),
            Some("prettier"),
            Some("biome"),
            Some("ripgrep"),
            Some("ripgrep"),
            Some("actionlint"),
            Some("gh"),
            Some("go"),
            None,
            None,
            None,
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn homebrew_puts_a_version_into_the_name() {
        assert_eq!(homebrew_tool("python@3.12"), Some(("python3", Some("3.12"))));
        assert_eq!(homebrew_tool("hashicorp/tap/terraform"), Some(("terraform", None)));
        assert_eq!(homebrew_tool("unheard-of@2"), None);
    }

    #[test]
    fn a_feature_is_known_by_the_end_of_its_reference() {
        assert_eq!(feature_tool("ghcr.io/devcontainers/features/node:1"), Some("node"));
        assert_eq!(feature_tool("ghcr.io/devcontainers/features/common-utils:2"), None);
    }
}
