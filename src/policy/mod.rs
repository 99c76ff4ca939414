//! What is asked of a machine: rules, what each costs, and the score that is ready.
//!
//! The built-in policy is `default.toml`. A project's own policy will be laid over it; everything that judges takes a `&Policy`.

pub mod lifecycle;
mod rule;

pub use lifecycle::{Lifecycle, LifecycleError};
pub use rule::{Limits, Rule};

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// The rules that a machine is judged by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Its name, as an assessment says it.
    pub name: String,
    /// The lowest score that is ready, 0 to 100.
    pub fail_under: u32,
    categories: BTreeMap<String, Category>,
    rules: BTreeMap<String, Rule>,
}

/// Rules that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Its name for people.
    pub title: String,
    /// The most that its rules cost together, in points.
    pub cap: u32,
}

/// A policy as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyFile {
    name: String,
    fail_under: u32,
    categories: BTreeMap<String, Category>,
    rules: BTreeMap<String, Rule>,
}

/// Why a policy cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// It is not TOML, or not of a policy's shape.
    #[error("cannot read the policy")]
    Parse(#[source] Box<toml::de::Error>),
    /// `fail_under` is no score.
    #[error("`fail_under` is {0}; a score is from 0 to 100")]
    FailUnder(u32),
    /// A rule is of a category that the policy does not have.
    #[error("rule `{rule}` is of the category `{category}`, which is not in the policy")]
    UnknownCategory {
        /// The rule's id.
        rule: String,
        /// The category that it names.
        category: String,
    },
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

    /// Reads a whole policy. Unknown keys are errors: a misspelt rule must not pass for a kept one.
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
        Ok(Self {
            name: file.name,
            fail_under: file.fail_under,
            categories: file.categories,
            rules,
        })
    }

    /// The same policy with another mark, as `--fail-under` sets it.
    #[must_use]
    pub fn with_fail_under(&self, fail_under: u32) -> Self {
        Self {
            fail_under: fail_under.min(100),
            ..self.clone()
        }
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

    /// The rule of that id. `None`: this policy does not ask for it.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.get(id)
    }

    /// Its rules, sorted by id.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules.values()
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
            assert!(
                !rule.title.ends_with('.') && rule.title.chars().count() <= 48,
                "{}: a short title",
                rule.id
            );
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
                    points = 1\ncap = 1\ntitle = \"t\"\nwhy = \"w\"\nhow = \"h\"\n";
        assert_eq!(
            Policy::parse(text).unwrap_err().to_string(),
            "rule `a` is of the category `b`, which is not in the policy"
        );
    }
}
