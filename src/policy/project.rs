//! A project's own policy: what a `devenv.toml` says, checked, and with the line of each value.
//!
//! The file comes with whatever was cloned, so it is untrusted: it sets the policy and nothing else. A key that would make devenv
//! call or run something is an error, as is every key that devenv does not know.

mod amount;
mod ask;
mod error;
mod schema;
mod table;
#[cfg(test)]
mod tests;

pub use ask::{ToolAsk, default_dialect, dialect_name};
pub use error::ProjectPolicyError;
pub use schema::json_schema;
pub use table::Placed;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use toml::de::DeTable;

use super::{Policy, Waiver};
use crate::scan::{Severity, Source};
use table::{Document, Table, Value};

/// The name of the file.
pub const FILE_NAME: &str = "devenv.toml";

/// A `devenv.toml` is at most this large, in bytes.
pub const MOST_BYTES: u64 = 64 * 1024;

/// The names that a policy may use, from those who know them.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The ids of the tools.
    pub tools: &'a [&'a str],
    /// The ids of the services.
    pub services: &'a [&'a str],
}

/// What a `devenv.toml` says. What it does not say stays as the built-in policy has it.
#[derive(Debug, Clone, PartialEq, Eq, Default, JsonSchema)]
#[schemars(deny_unknown_fields, default)]
pub struct ProjectPolicy {
    /// The file, as errors and origins name it.
    #[schemars(skip)]
    pub file: String,
    /// The lowest score that is ready, 0 to 100.
    #[schemars(range(min = 0, max = 100))]
    pub fail_under: Option<Placed<u32>>,
    /// The versions of tools that the project works with, by the tool's id: `node = ">=20 <23"`. `devenv tools --all` lists the ids.
    pub tools: BTreeMap<String, Placed<ToolAsk>>,
    /// Rules that are to be other than built in, by the rule's id. `devenv policy` shows them all.
    pub rules: BTreeMap<String, RuleChange>,
    /// Categories that are to be other than built in, by their ids.
    pub categories: BTreeMap<String, CategoryChange>,
    /// TCP ports that must be free, or that something must listen at.
    pub ports: Ports,
    /// The disk that holds the project.
    pub disk: Minimum,
    /// Physical memory. A machine that reports up to 8 % less than `minimum` will do: firmware and graphics take their part.
    pub memory: Minimum,
    /// Logical processors.
    pub processors: MinimumCount,
    /// Variables of the environment that a developer must set.
    pub variables: Variables,
    /// Services that must run.
    pub services: Services,
    /// What is different where the scan runs in a CI job.
    pub ci: CiPolicy,
    /// Findings that do not count until a day, each with somebody who answers for it.
    pub waivers: Vec<Waiver>,
}

/// What is different in CI.
#[derive(Debug, Clone, PartialEq, Eq, Default, JsonSchema)]
#[schemars(deny_unknown_fields, default)]
pub struct CiPolicy {
    /// The lowest score that is ready in CI, 0 to 100.
    #[schemars(range(min = 0, max = 100))]
    pub fail_under: Option<Placed<u32>>,
    /// Categories that are not judged in CI, by their ids.
    pub skip: Vec<Placed<String>>,
    /// Tools in CI: another range than elsewhere, one more, or `false` for one that is not asked for there.
    pub tools: BTreeMap<String, Placed<ToolAsk>>,
    /// Rules that are to be different in CI, by the rule's id. `enabled = true` asks for one that is off there.
    pub rules: BTreeMap<String, RuleChange>,
}

/// How a rule differs from the built-in one.
#[derive(Debug, Clone, PartialEq, Eq, Default, JsonSchema)]
#[schemars(deny_unknown_fields, default)]
pub struct RuleChange {
    /// Whether the rule is applied at all.
    pub enabled: Option<Placed<bool>>,
    /// `required`: a machine that fails it is not ready. `recommended`: it costs points. `info`: it is said.
    pub severity: Option<Placed<Severity>>,
    /// What one failing subject costs; a warning or an unknown costs half of it.
    #[schemars(range(min = 0, max = 100))]
    pub points: Option<Placed<u32>>,
    /// The most that all its subjects cost together.
    #[schemars(range(min = 0, max = 100))]
    pub cap: Option<Placed<u32>>,
    /// Where "too little" begins, for a rule that measures.
    pub limits: LimitsChange,
}

/// Other limits of a rule that measures. One of a pair alone (bytes, or a share) replaces the pair.
#[derive(Debug, Clone, PartialEq, Eq, Default, JsonSchema)]
#[schemars(deny_unknown_fields, default)]
pub struct LimitsChange {
    /// Less than this fails: bytes, or a text such as `"5 GB"`.
    #[schemars(with = "schema::Amount")]
    pub fail_below_bytes: Option<Placed<u64>>,
    /// Less than this share of the whole fails, in per cent.
    #[schemars(range(min = 0, max = 100))]
    pub fail_below_percent: Option<Placed<u32>>,
    /// Less than this is a warning: bytes, or a text such as `"20 GB"`.
    #[schemars(with = "schema::Amount")]
    pub warn_below_bytes: Option<Placed<u64>>,
    /// Less than this share of the whole is a warning, in per cent.
    #[schemars(range(min = 0, max = 100))]
    pub warn_below_percent: Option<Placed<u32>>,
}

/// How a category differs from the built-in one.
#[derive(Debug, Clone, PartialEq, Eq, Default, JsonSchema)]
#[schemars(deny_unknown_fields, default)]
pub struct CategoryChange {
    /// The most that its rules cost together.
    #[schemars(range(min = 0, max = 100))]
    pub cap: Option<Placed<u32>>,
}

/// TCP ports.
#[derive(Debug, Clone, PartialEq, Eq, Default, JsonSchema)]
#[schemars(deny_unknown_fields, default)]
pub struct Ports {
    /// Ports that must be free: the project's own programs listen there.
    #[schemars(inner(range(min = 1, max = 65535)))]
    pub free: Vec<Placed<u32>>,
    /// Ports that something must listen at.
    #[schemars(inner(range(min = 1, max = 65535)))]
    pub listening: Vec<Placed<u32>>,
}

/// The least amount of bytes that will do.
#[derive(Debug, Clone, PartialEq, Eq, Default, JsonSchema)]
#[schemars(deny_unknown_fields, default)]
pub struct Minimum {
    /// The least that will do: bytes, or a text such as `"20 GB"`.
    #[schemars(with = "schema::Amount")]
    pub minimum: Option<Placed<u64>>,
}

/// The least number that will do.
#[derive(Debug, Clone, PartialEq, Eq, Default, JsonSchema)]
#[schemars(deny_unknown_fields, default)]
pub struct MinimumCount {
    /// The least that will do.
    #[schemars(range(min = 1, max = 4096))]
    pub minimum: Option<Placed<u32>>,
}

/// Variables of the environment.
#[derive(Debug, Clone, PartialEq, Eq, Default, JsonSchema)]
#[schemars(deny_unknown_fields, default)]
pub struct Variables {
    /// Their names. Only whether they are set is looked at, never what they hold.
    #[schemars(inner(regex(pattern = r"^[A-Za-z_][A-Za-z0-9_]*$")))]
    pub required: Vec<Placed<String>>,
}

/// Services.
#[derive(Debug, Clone, PartialEq, Eq, Default, JsonSchema)]
#[schemars(deny_unknown_fields, default)]
pub struct Services {
    /// Their ids: `docker`, `postgres`, `redis` …; `container-engine` is any of the container engines.
    pub required: Vec<Placed<String>>,
}

impl ProjectPolicy {
    /// Reads a `devenv.toml`. `file` is its name for errors and origins: its path from the project's root, with `/`.
    ///
    /// `base` has the rules and categories that it may change.
    pub fn parse(text: &str, file: &str, known: Known<'_>, base: &Policy) -> Result<Self, ProjectPolicyError> {
        if text.len() as u64 > MOST_BYTES {
            return Err(ProjectPolicyError::TooLarge {
                file: file.to_owned(),
                limit: MOST_BYTES,
            });
        }
        let document = Document { file, text };
        let entries = DeTable::parse(text).map_err(|error| ProjectPolicyError::Syntax {
            file: file.to_owned(),
            line: document.line_at(error.span().map_or(0, |span| span.start)),
            problem: error.message().lines().next().unwrap_or_default().to_owned(),
        })?;
        let reader = Reader { file, known, base };
        reader.file(Table::root(&document, entries.get_ref()))
    }
}

/// Reads the tables of a file. Each knows its keys; `schema.rs` has a test that the schema knows the same ones.
struct Reader<'a> {
    file: &'a str,
    known: Known<'a>,
    base: &'a Policy,
}

type Read<T> = Result<T, ProjectPolicyError>;

const FILE_KEYS: [&str; 12] = [
    "fail_under",
    "tools",
    "rules",
    "categories",
    "ports",
    "disk",
    "memory",
    "processors",
    "variables",
    "services",
    "ci",
    "waivers",
];

impl Reader<'_> {
    fn file(&self, root: Table<'_>) -> Read<ProjectPolicy> {
        root.only(&FILE_KEYS)?;
        let rules = self.rules(root, &BTreeMap::new())?;
        let ci = self.ci(root, &rules)?;
        Ok(ProjectPolicy {
            file: self.file.to_owned(),
            fail_under: number(root, "fail_under", 100)?,
            tools: self.tools(root, false)?,
            rules,
            categories: self.categories(root)?,
            ports: Self::ports(root)?,
            disk: Self::minimum(root, "disk", false)?,
            memory: Self::minimum(root, "memory", true)?,
            processors: Self::processors(root)?,
            variables: Self::variables(root)?,
            services: self.services(root)?,
            ci,
            waivers: self.waivers(root)?,
        })
    }

    fn tools(&self, parent: Table<'_>, may_be_false: bool) -> Read<BTreeMap<String, Placed<ToolAsk>>> {
        let Some(table) = parent.table("tools")? else {
            return Ok(BTreeMap::new());
        };
        let read = |(id, value): (&str, Value<'_>)| {
            if !self.known.tools.contains(&id) {
                return Err(value.unknown_name("tool", id, self.known.tools.iter().copied()));
            }
            Ok((id.to_owned(), ask::read(id, value, may_be_false)?))
        };
        table.each().into_iter().map(read).collect()
    }

    /// `before`: what changes the rules before these do.
    fn rules(&self, parent: Table<'_>, before: &BTreeMap<String, RuleChange>) -> Read<BTreeMap<String, RuleChange>> {
        let Some(table) = parent.table("rules")? else {
            return Ok(BTreeMap::new());
        };
        let read = |(id, value): (&str, Value<'_>)| Ok((id.to_owned(), self.rule(id, value, before.get(id))?));
        table.each().into_iter().map(read).collect()
    }

    fn rule(&self, id: &str, value: Value<'_>, before: Option<&RuleChange>) -> Read<RuleChange> {
        let Some(rule) = self.base.rule(id) else {
            return Err(value.unknown_name("rule", id, self.base.rules().map(|rule| rule.id.as_str())));
        };
        let table = value.table()?;
        table.only(&["enabled", "severity", "points", "cap", "limits"])?;
        let severities = [
            ("required", Severity::Required),
            ("recommended", Severity::Recommended),
            ("info", Severity::Info),
        ];
        let change = RuleChange {
            enabled: table.get("enabled").map(|value| value.flag()).transpose()?,
            severity: table.get("severity").map(|value| value.word(&severities)).transpose()?,
            points: number(table, "points", 100)?,
            cap: number(table, "cap", 100)?,
            limits: match table.get("limits") {
                Some(value) if rule.limits == super::Limits::default() => {
                    return Err(value.problem("cannot be: this rule measures nothing"));
                }
                Some(value) => Self::limits(value.table()?)?,
                None => LimitsChange::default(),
            },
        };
        let of = |own: &Option<Placed<u32>>, earlier: Option<&Placed<u32>>, built_in: u32| match (own, earlier) {
            (Some(own), _) => own.value,
            (None, Some(earlier)) => earlier.value,
            (None, None) => built_in,
        };
        let points = of(
            &change.points,
            before.and_then(|before| before.points.as_ref()),
            rule.points,
        );
        let cap = of(&change.cap, before.and_then(|before| before.cap.as_ref()), rule.cap);
        if (change.points.is_some() || change.cap.is_some()) && points > cap {
            return Err(value.problem(format!(
                "costs {points} points a fault and {cap} at most: set `points` and `cap` so that one fault is counted whole"
            )));
        }
        Ok(change)
    }

    fn limits(table: Table<'_>) -> Read<LimitsChange> {
        table.only(&[
            "fail_below_bytes",
            "fail_below_percent",
            "warn_below_bytes",
            "warn_below_percent",
        ])?;
        let bytes = |key| table.get(key).map(|value| value.bytes(false)).transpose();
        Ok(LimitsChange {
            fail_below_bytes: bytes("fail_below_bytes")?,
            fail_below_percent: number(table, "fail_below_percent", 100)?,
            warn_below_bytes: bytes("warn_below_bytes")?,
            warn_below_percent: number(table, "warn_below_percent", 100)?,
        })
    }

    fn categories(&self, root: Table<'_>) -> Read<BTreeMap<String, CategoryChange>> {
        let Some(table) = root.table("categories")? else {
            return Ok(BTreeMap::new());
        };
        let read = |(id, value): (&str, Value<'_>)| {
            self.category(id, value)?;
            let table = value.table()?;
            table.only(&["cap"])?;
            let cap = number(table, "cap", 100)?;
            Ok((id.to_owned(), CategoryChange { cap }))
        };
        table.each().into_iter().map(read).collect()
    }

    /// An error if there is no such category.
    fn category(&self, id: &str, value: Value<'_>) -> Read<()> {
        match self.base.category(id) {
            Some(_) => Ok(()),
            None => Err(value.unknown_name("category", id, self.base.categories().map(|(id, _)| id))),
        }
    }

    fn ports(root: Table<'_>) -> Read<Ports> {
        let Some(table) = root.table("ports")? else {
            return Ok(Ports::default());
        };
        table.only(&["free", "listening"])?;
        let read = |key| {
            list(table, key, "a list of ports: [3000, 5432]", |item| {
                item.number(&(1..=65535))
            })
        };
        let ports = Ports {
            free: read("free")?,
            listening: read("listening")?,
        };
        let both = ports
            .listening
            .iter()
            .position(|port| ports.free.iter().any(|free| free.value == port.value));
        if let Some(value) = both.and_then(|index| table.get("listening")?.items("").ok()?.into_iter().nth(index)) {
            return Err(value.problem("names a port that `free` names too: it cannot be both"));
        }
        Ok(ports)
    }

    fn minimum(root: Table<'_>, key: &str, binary: bool) -> Read<Minimum> {
        let Some(table) = root.table(key)? else {
            return Ok(Minimum::default());
        };
        table.only(&["minimum"])?;
        let minimum = table.get("minimum").map(|value| value.bytes(binary)).transpose()?;
        Ok(Minimum { minimum })
    }

    fn processors(root: Table<'_>) -> Read<MinimumCount> {
        let Some(table) = root.table("processors")? else {
            return Ok(MinimumCount::default());
        };
        table.only(&["minimum"])?;
        let minimum = table
            .get("minimum")
            .map(|value| value.number(&(1..=4096)))
            .transpose()?;
        Ok(MinimumCount { minimum })
    }

    fn variables(root: Table<'_>) -> Read<Variables> {
        let Some(table) = root.table("variables")? else {
            return Ok(Variables::default());
        };
        table.only(&["required"])?;
        let wanted = "a variable's name: letters, digits and `_`, and no value";
        let required = list(table, "required", "a list of names: [\"DATABASE_URL\"]", |item| {
            let name = item.text(wanted)?;
            if !is_variable_name(name) {
                // Not repeated: who writes `NAME=value` here may have written a secret.
                return Err(item.problem(format!("has an item that is not {wanted}")));
            }
            Ok(Placed {
                value: name.to_owned(),
                line: item.line,
            })
        })?;
        Ok(Variables { required })
    }

    fn services(&self, root: Table<'_>) -> Read<Services> {
        let Some(table) = root.table("services")? else {
            return Ok(Services::default());
        };
        table.only(&["required"])?;
        let required = list(table, "required", "a list of services: [\"docker\"]", |item| {
            let id = item.text("a service's id")?;
            if !self.known.services.contains(&id) {
                return Err(item.unknown_name("service", id, self.known.services.iter().copied()));
            }
            Ok(Placed {
                value: id.to_owned(),
                line: item.line,
            })
        })?;
        Ok(Services { required })
    }

    fn ci(&self, root: Table<'_>, rules: &BTreeMap<String, RuleChange>) -> Read<CiPolicy> {
        let Some(table) = root.table("ci")? else {
            return Ok(CiPolicy::default());
        };
        table.only(&["fail_under", "skip", "tools", "rules"])?;
        Ok(CiPolicy {
            fail_under: number(table, "fail_under", 100)?,
            skip: list(table, "skip", "a list of categories: [\"path\"]", |item| {
                let id = item.text("a category's id")?;
                self.category(id, item)?;
                Ok(Placed {
                    value: id.to_owned(),
                    line: item.line,
                })
            })?,
            tools: self.tools(table, true)?,
            rules: self.rules(table, rules)?,
        })
    }

    fn waivers(&self, root: Table<'_>) -> Read<Vec<Waiver>> {
        let Some(value) = root.get("waivers") else {
            return Ok(Vec::new());
        };
        let mut waivers: Vec<Waiver> = Vec::new();
        for item in value.items("[[waivers]] tables")? {
            let waiver = self.waiver(item)?;
            let earlier = waivers
                .iter()
                .find(|earlier| earlier.rule == waiver.rule && earlier.subject == waiver.subject);
            if let Some(line) = earlier.and_then(|earlier| earlier.source.line) {
                return Err(item.problem(format!("has one for the same finding on line {line} already")));
            }
            waivers.push(waiver);
        }
        waivers.sort();
        Ok(waivers)
    }

    fn waiver(&self, item: Value<'_>) -> Read<Waiver> {
        let table = item.table()?;
        table.only(&["rule", "subject", "reason", "owner", "until"])?;
        let text = |key, wanted| table.demand(key)?.text(wanted).map(str::to_owned);
        let rule = text("rule", "a rule's id")?;
        if self.base.rule(&rule).is_none() {
            let rules = self.base.rules().map(|rule| rule.id.as_str());
            return Err(table.demand("rule")?.unknown_name("rule", &rule, rules));
        }
        Ok(Waiver {
            rule,
            subject: text("subject", "what the finding is on, as a report shows it")?,
            reason: text("reason", "the reason in words, at most 300 characters")?,
            owner: text("owner", "who answers for it")?,
            until: table.demand("until")?.date()?,
            source: Source {
                file: self.file.to_owned(),
                line: Some(table.line),
            },
        })
    }
}

/// It is a name that a shell takes: letters, digits and `_`, no digit first.
pub fn is_variable_name(name: &str) -> bool {
    let is_part = |(index, character): (usize, char)| {
        character == '_' || character.is_ascii_alphabetic() || (index > 0 && character.is_ascii_digit())
    };
    !name.is_empty() && name.len() <= 300 && name.chars().enumerate().all(is_part)
}

fn number(table: Table<'_>, key: &str, most: u32) -> Read<Option<Placed<u32>>> {
    table.get(key).map(|value| value.number(&(0..=most))).transpose()
}

/// The items of a list, none twice: the second of two would be a mistake for something else. An absent list is empty.
fn list<T: PartialEq>(
    table: Table<'_>,
    key: &str,
    wanted: &str,
    read: impl Fn(Value<'_>) -> Read<Placed<T>>,
) -> Read<Vec<Placed<T>>> {
    let Some(value) = table.get(key) else {
        return Ok(Vec::new());
    };
    let mut items: Vec<Placed<T>> = Vec::new();
    for item in value.items(wanted)? {
        let read = read(item)?;
        if items.iter().any(|earlier| earlier.value == read.value) {
            return Err(item.problem("names one item twice"));
        }
        items.push(read);
    }
    Ok(items)
}
