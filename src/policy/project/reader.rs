//! Reads the tables of a `devenv.toml`. Each knows its keys; a test holds them to those of the schema.

use std::collections::BTreeMap;

use super::table::{Table, Value};
use super::{
    CategoryChange, CiPolicy, Known, LimitsChange, Minimum, MinimumCount, Placed, Ports, ProjectPolicy,
    ProjectPolicyError, RuleChange, Services, ToolAsk, Variables, ask, is_variable_name,
};
use crate::policy::{Limits, Policy, Waiver};
use crate::scan::{Severity, Source};

/// Reads one file.
pub(super) struct Reader<'a> {
    /// Its name.
    pub(super) file: &'a str,
    pub(super) known: Known<'a>,
    /// Has the rules and categories that it may change.
    pub(super) base: &'a Policy,
}

type Read<T> = Result<T, ProjectPolicyError>;

/// The keys at the top of a file.
pub(super) const FILE_KEYS: [&str; 12] = [
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
    pub(super) fn file(&self, root: Table<'_>) -> Read<ProjectPolicy> {
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
                Some(value) if rule.limits == Limits::default() => {
                    return Err(value.problem("has no effect: this rule has no limits"));
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
        // A required rule has no cap.
        let severity = change
            .severity
            .as_ref()
            .or_else(|| before.and_then(|before| before.severity.as_ref()))
            .map_or(rule.severity, |placed| placed.value);
        let is_capped = severity != Severity::Required;
        if is_capped && (change.points.is_some() || change.cap.is_some()) && points > cap {
            return Err(value.problem(format!(
                "costs {points} points a failure and {cap} at most: `points` must not exceed `cap`"
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
                // Not repeated: `NAME=value` may contain a secret.
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
