//! `[tools]`: the versions of a tool that a project works with.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::ProjectPolicyError;
use super::table::{Placed, Value};
use crate::scan::Strength;
use crate::version::{Dialect, VersionRange};

/// What is asked of one tool.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ToolAsk {
    /// It is required, or suggested.
    Wanted {
        /// The versions that will do, and how they are written. `None`: any.
        range: Option<(String, Dialect)>,
        /// How much it is needed.
        strength: Strength,
    },
    /// It is not required: `false`, in `[ci.tools]` only.
    NotWanted,
}

/// The dialects by their names in the file, as the scan has them.
const DIALECTS: [(&str, Dialect); 15] = [
    ("npm", Dialect::Npm),
    ("pep440", Dialect::Pep440),
    ("poetry", Dialect::Poetry),
    ("gem", Dialect::Gem),
    ("terraform", Dialect::Terraform),
    ("elixir", Dialect::Elixir),
    ("composer", Dialect::Composer),
    ("cargo", Dialect::Cargo),
    ("dart", Dialect::Dart),
    ("maven", Dialect::Maven),
    ("minimum", Dialect::Minimum),
    ("prefix", Dialect::Prefix),
    ("asdf", Dialect::Asdf),
    ("nvm", Dialect::Nvm),
    ("rustup", Dialect::Rustup),
];

const STRENGTHS: [(&str, Strength); 2] = [("required", Strength::Required), ("suggested", Strength::Suggested)];

/// How a range of this tool is written if the file does not say: as its ecosystem does; npm's way for all tools that have none.
pub fn default_dialect(tool: &str) -> Dialect {
    match tool {
        "python2" | "python3" | "pip" | "pipx" | "pdm" | "hatch" | "tox" | "nox" | "pytest" | "mypy" | "black"
        | "pylint" | "flake8" | "isort" | "conda" | "mamba" | "uv" | "uvx" | "ruff" | "pre-commit" | "poetry"
        | "ansible" => Dialect::Pep440,
        "ruby" | "gem" | "bundler" | "rake" | "rubocop" | "cocoapods" | "fastlane" => Dialect::Gem,
        "php" | "composer" => Dialect::Composer,
        "terraform" | "opentofu" | "terragrunt" | "packer" => Dialect::Terraform,
        "elixir" | "mix" => Dialect::Elixir,
        "rustc" | "cargo" | "clippy" | "rustfmt" | "cargo-nextest" => Dialect::Cargo,
        "dart" | "flutter" => Dialect::Dart,
        _ => Dialect::Npm,
    }
}

/// The dialect's name in the file.
pub fn dialect_name(dialect: Dialect) -> &'static str {
    DIALECTS
        .iter()
        .find(|(_, known)| *known == dialect)
        .map_or("npm", |(name, _)| name)
}

/// A range in these words.
fn example(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Npm => ">=20 <23",
        Dialect::Pep440 => ">=3.11,<4",
        Dialect::Poetry => "^3.11",
        Dialect::Gem => "~> 3.3",
        Dialect::Terraform => "~> 1.9.0",
        Dialect::Elixir => "~> 1.17",
        Dialect::Composer => "^8.2",
        Dialect::Cargo => "1.85",
        Dialect::Dart => "^3.5.0",
        Dialect::Maven => "[17,22)",
        Dialect::Minimum | Dialect::Prefix => "1.22",
        Dialect::Asdf => "22.11.0",
        Dialect::Nvm => "lts/*",
        Dialect::Rustup => "stable",
    }
}

/// Reads one entry of `[tools]`.
pub(super) fn read(tool: &str, value: Value<'_>, may_be_false: bool) -> Result<Placed<ToolAsk>, ProjectPolicyError> {
    let line = value.line;
    let placed = |value| Placed { value, line };
    if value.is_false() && may_be_false {
        return Ok(placed(ToolAsk::NotWanted));
    }
    let wanted = "a range of versions, such as \">=20 <23\", or \"*\" for any";
    let wanted_or_table =
        "a range of versions, such as \">=20 <23\", or a table with `range`, `dialect` and `strength`";
    let (range, dialect, strength) = if value.is_text() {
        (value.text(wanted)?, default_dialect(tool), Strength::Required)
    } else {
        let Ok(table) = value.table() else {
            return Err(value.wants(wanted_or_table));
        };
        table.only(&["range", "dialect", "strength"])?;
        let range = table.get("range").map(|range| range.text(wanted)).transpose()?;
        let dialect = table
            .get("dialect")
            .map(|dialect| dialect.word(&DIALECTS))
            .transpose()?;
        let strength = table
            .get("strength")
            .map(|strength| strength.word(&STRENGTHS))
            .transpose()?;
        (
            range.unwrap_or("*"),
            dialect.map_or_else(|| default_dialect(tool), |dialect| dialect.value),
            strength.map_or(Strength::Required, |strength| strength.value),
        )
    };
    if range != "*" && VersionRange::parse(range, dialect).is_err() {
        let name = dialect_name(dialect);
        let example = example(dialect);
        return Err(value.problem(format!(
            "has the range \"{range}\", which is none in the `{name}` dialect; one is \"{example}\""
        )));
    }
    Ok(placed(ToolAsk::Wanted {
        range: (range != "*").then(|| (range.to_owned(), dialect)),
        strength,
    }))
}

/// A range, a table or `false`.
impl JsonSchema for ToolAsk {
    fn schema_name() -> Cow<'static, str> {
        "ToolAsk".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let names = DIALECTS.map(|(name, _)| name);
        let strengths = STRENGTHS.map(|(name, _)| name);
        json_schema!({
            "description": "The versions of a tool that the project works with.",
            "anyOf": [
                {
                    "type": "string",
                    "description": "A range in the dialect of the tool's ecosystem: `>=20 <23` for node, `>=3.11,<4` for python3, `~> 3.3` for ruby; `*` for any version."
                },
                {
                    "type": "object",
                    "properties": {
                        "range": { "type": "string", "description": "The versions that will do; not given: any." },
                        "dialect": { "enum": names, "description": "How the range is written; not given: as the tool's ecosystem does, npm's way where it has none." },
                        "strength": { "enum": strengths, "description": "`suggested`: some who work on the project do without." }
                    },
                    "additionalProperties": false
                },
                { "const": false, "description": "In [ci.tools]: it is not required in CI." }
            ]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dialect_has_a_name_and_an_example_that_is_one() {
        for (name, dialect) in DIALECTS {
            assert_eq!(serde_json::to_value(dialect).unwrap(), name, "as the scan has it");
            assert!(VersionRange::parse(example(dialect), dialect).is_ok(), "{name}");
        }
    }
}
