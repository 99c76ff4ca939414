//! The policy: rules, what each costs, and the score that passes.
//!
//! ```text
//!   default.toml ─► Policy ─► with_project (devenv.toml) ─► for_scan (in CI?) ─► score
//! ```
//! The built-in policy is `default.toml`. A project's `devenv.toml` changes single values of it; each value knows its origin.

pub mod lifecycle;
mod merge;
mod origin;
mod overrides;
mod project;
mod rule;
mod settings;
mod waiver;

pub use lifecycle::{Lifecycle, LifecycleError};
pub use origin::Origin;
pub use project::{
    CategoryChange, CiPolicy, FILE_NAME, Known, LimitsChange, MOST_BYTES, Minimum, MinimumCount, Placed, Ports,
    ProjectPolicy, ProjectPolicyError, RuleChange, Services, ToolAsk, Variables, default_dialect, dialect_name,
    is_variable_name, json_schema,
};
pub use rule::{Limits, Rule, Titles};
pub use settings::{Setting, SettingValue};
pub use waiver::Waiver;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::scan::{Requirement, Severity};
use merge::InCi;

/// The rules that a machine is assessed by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Its name, as an assessment says it.
    pub name: String,
    /// The lowest score that is ready, 0 to 100.
    pub fail_under: u32,
    /// A directory that requires nothing is not ready.
    pub require_project: bool,
    categories: BTreeMap<String, Category>,
    rules: BTreeMap<String, Rule>,
    /// Rules that are turned off by a project, or in CI.
    off: BTreeMap<String, Rule>,
    /// The origins of values that are not built in, by key: `rules.disk-space.points`.
    origins: BTreeMap<String, Origin>,
    /// The requirements of its `devenv.toml`, sorted.
    requirements: Vec<Requirement>,
    /// Sorted.
    waivers: Vec<Waiver>,
    /// The differences in CI.
    in_ci: InCi,
}

/// Rules that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Its name for people.
    pub title: String,
    /// The most that its recommended rules cost together, in points.
    pub cap: u32,
}

/// The file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyFile {
    name: String,
    fail_under: u32,
    categories: BTreeMap<String, Category>,
    rules: BTreeMap<String, Rule>,
    #[serde(default)]
    ci: merge::CiDefaults,
}

/// Why a policy cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// It is not TOML, or has wrong or unknown keys.
    #[error("cannot read the policy")]
    Parse(#[source] Box<toml::de::Error>),
    /// `fail_under` is not a score.
    #[error("`fail_under` is {0}; a score is from 0 to 100")]
    FailUnder(u32),
    /// A rule belongs to a category that the policy does not have.
    #[error("rule `{rule}` belongs to the category `{category}`, which the policy does not have")]
    UnknownCategory {
        /// The rule's id.
        rule: String,
        /// The category that it names.
        category: String,
    },
    /// A rule to turn off in CI is not in the policy.
    #[error("`ci` names the rule `{0}`, which the policy does not have")]
    UnknownRule(String),
}

impl Policy {
    /// The policy that comes with devenv.
    #[expect(
        clippy::expect_used,
        reason = "the text is part of the program, and a test parses it"
    )]
    pub fn builtin() -> &'static Self {
        static BUILTIN: LazyLock<Policy> = LazyLock::new(|| {
            Policy::parse(include_str!("default.toml")).expect("the built-in policy is tested to parse")
        });
        &BUILTIN
    }

    /// Reads a whole policy. Unknown keys are errors, so that a misspelt one is noticed.
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        let file: PolicyFile = toml::from_str(text).map_err(|error| PolicyError::Parse(Box::new(error)))?;
        if file.fail_under > 100 {
            return Err(PolicyError::FailUnder(file.fail_under));
        }
        let mut rules = file.rules;
        for (id, rule) in &mut rules {
            rule.id.clone_from(id);
            if !file.categories.contains_key(&rule.category) {
                return Err(PolicyError::UnknownCategory {
                    rule: id.clone(),
                    category: rule.category.clone(),
                });
            }
        }
        if let Some(unknown) = file.ci.rules().find(|id| !rules.contains_key(*id)) {
            return Err(PolicyError::UnknownRule(unknown.to_owned()));
        }
        Ok(Self {
            name: file.name,
            fail_under: file.fail_under,
            require_project: false,
            categories: file.categories,
            rules,
            off: BTreeMap::new(),
            origins: BTreeMap::new(),
            requirements: Vec::new(),
            waivers: Vec::new(),
            in_ci: InCi::of(file.ci),
        })
    }

    /// The same policy with other points and caps, for properties that hold under any.
    #[cfg(test)]
    pub(crate) fn reweighed(&self, mut points_and_cap: impl FnMut() -> (u32, u32)) -> Self {
        let mut policy = self.clone();
        for rule in policy.rules.values_mut() {
            (rule.points, rule.cap) = points_and_cap();
        }
        for category in policy.categories.values_mut() {
            category.cap = points_and_cap().1;
        }
        policy
    }

    /// The same policy with these waivers, for properties.
    #[cfg(test)]
    pub(crate) fn with_waivers(&self, mut waivers: Vec<Waiver>) -> Self {
        waivers.sort();
        Self {
            waivers,
            ..self.clone()
        }
    }

    /// The rule of that id. `None`: there is none, or it is off.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.get(id)
    }

    /// Its rules, sorted by id.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules.values()
    }

    /// The rule of that id, on or off. `None`: there is none.
    pub fn known(&self, id: &str) -> Option<&Rule> {
        self.rules.get(id).or_else(|| self.off.get(id))
    }

    /// A rule that is off, and what turns it off.
    pub fn off(&self, id: &str) -> Option<(&Rule, Origin)> {
        Some((self.off.get(id)?, self.origin(&format!("rules.{id}.enabled"))))
    }

    /// The origin of a key's value: `fail_under`, `rules.disk-space.points`.
    pub fn origin(&self, key: &str) -> Origin {
        self.origins.get(key).cloned().unwrap_or(Origin::BuiltIn)
    }

    /// The requirements of its `devenv.toml`, sorted. See [`Policy::with_variables`].
    pub fn requirements(&self) -> &[Requirement] {
        &self.requirements
    }

    /// Waived findings, sorted.
    pub fn waivers(&self) -> &[Waiver] {
        &self.waivers
    }

    /// Caps that a project sets and that have no effect, because the rule is required: the rule and the cap's origin, sorted.
    pub fn ignored_caps(&self) -> Vec<(&str, Origin)> {
        self.rules()
            .filter(|rule| rule.severity == Severity::Required)
            .filter_map(|rule| {
                let origin = self.origins.get(&format!("rules.{}.cap", rule.id))?;
                Some((rule.id.as_str(), origin.clone()))
            })
            .collect()
    }

    /// The category of that id.
    pub fn category(&self, id: &str) -> Option<&Category> {
        self.categories.get(id)
    }

    /// Its categories, sorted by id.
    pub fn categories(&self) -> impl Iterator<Item = (&str, &Category)> {
        self.categories.iter().map(|(id, category)| (id.as_str(), category))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;

    #[test]
    fn rule_ids_are_permanent() {
        let mut table = String::new();
        for rule in Policy::builtin().rules() {
            let severity = format!("{:?}", rule.severity).to_lowercase();
            writeln!(
                table,
                "{:26} {:10} {:11} {:2} points, {:2} at most",
                rule.id, rule.category, severity, rule.points, rule.cap
            )
            .unwrap();
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn every_rule_explains_itself() {
        for rule in Policy::builtin().rules() {
            assert!(
                rule.id
                    .chars()
                    .all(|character| character.is_ascii_lowercase() || character == '-'),
                "{}",
                rule.id
            );
            assert!(
                rule.why.ends_with('.') && rule.how.ends_with('.'),
                "{}: whole sentences",
                rule.id
            );
            for title in [&rule.title.pass, &rule.title.fail] {
                assert!(
                    !title.ends_with('.') && title.chars().count() <= 48,
                    "{}: a short title",
                    rule.id
                );
            }
            assert_ne!(rule.title.pass, rule.title.fail, "{}", rule.id);
            assert!(
                rule.points <= rule.cap,
                "{}: a cap below one finding's points hides it",
                rule.id
            );
        }
    }

    #[test]
    fn a_misspelt_key_is_an_error() {
        let error =
            Policy::parse("name = \"x\"\nfail_under = 80\nfail_udner = 3\n[categories]\n[rules]\n").unwrap_err();
        assert!(
            matches!(&error, PolicyError::Parse(source) if source.to_string().contains("fail_udner")),
            "{error:?}"
        );
    }

    #[test]
    fn a_score_above_100_cannot_be_asked_for() {
        let error = Policy::parse("name = \"x\"\nfail_under = 101\n[categories]\n[rules]\n").unwrap_err();
        assert_eq!(error.to_string(), "`fail_under` is 101; a score is from 0 to 100");
    }

    #[test]
    fn a_rule_belongs_to_a_category_of_its_policy() {
        let text = "name = \"x\"\nfail_under = 80\n[categories]\n[rules.a]\ncategory = \"b\"\nseverity = \"info\"\n\
                    points = 1\ncap = 1\ntitle.pass = \"t\"\ntitle.fail = \"f\"\nwhy = \"w\"\nhow = \"h\"\n";
        assert_eq!(
            Policy::parse(text).unwrap_err().to_string(),
            "rule `a` belongs to the category `b`, which the policy does not have"
        );
    }
}
