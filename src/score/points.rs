//! What findings cost: the sums, the caps and the rounding.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Serialize, Serializer};

use crate::policy::{Policy, Rule};
use crate::scan::{Finding, Outcome};

/// Points, counted in halves, since a warning costs half of what a fail does.
///
/// Nothing is rounded on the way. The score is rounded once, down: a machine is not given the half that it does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Points {
    halves: u64,
}

impl Points {
    /// So many whole points.
    pub fn whole(points: u32) -> Self {
        Self {
            halves: u64::from(points) * 2,
        }
    }

    /// As a whole number, a half rounded up.
    pub fn rounded_up(self) -> u32 {
        u32::try_from(self.halves.div_ceil(2)).unwrap_or(u32::MAX)
    }

    /// Whether it is nothing.
    pub fn is_zero(self) -> bool {
        self.halves == 0
    }

    /// 100 less this, never below 0.
    fn left_of_100(self) -> u32 {
        100_u32.saturating_sub(self.rounded_up())
    }

    fn plus(self, other: Self) -> Self {
        Self {
            halves: self.halves.saturating_add(other.halves),
        }
    }

    fn minus(self, other: Self) -> Self {
        Self {
            halves: self.halves.saturating_sub(other.halves),
        }
    }
}

/// `4`, `2.5`.
impl fmt::Display for Points {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let half = if self.halves.is_multiple_of(2) { "" } else { ".5" };
        write!(formatter, "{}{half}", self.halves / 2)
    }
}

/// As a number: `4.0`, `2.5`.
impl Serialize for Points {
    #[expect(clippy::cast_precision_loss, reason = "points are small")]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.halves as f64 / 2.0)
    }
}

/// How a score comes about: `score` is 100 less `total`, rounded down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Arithmetic {
    /// The categories that cost something, sorted by id.
    pub categories: Vec<CategoryCost>,
    /// What they cost together.
    pub total: Points,
    /// What is left of 100.
    pub score: u32,
}

/// What a category's rules cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CategoryCost {
    /// The category.
    pub id: String,
    /// Its rules that cost something, sorted by id.
    pub rules: Vec<RuleCost>,
    /// What its rules cost together.
    pub sum: Points,
    /// What of that counts: `sum`, or the cap.
    pub cost: Points,
    /// The most that the category costs.
    pub cap: Points,
}

/// What a rule's findings cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleCost {
    /// The rule.
    pub id: String,
    /// How many of its findings cost something.
    pub findings: usize,
    /// What they cost together.
    pub sum: Points,
    /// What of that counts: `sum`, or the cap.
    pub cost: Points,
    /// The most that the rule costs.
    pub cap: Points,
}

/// What an outcome of a rule costs by itself.
pub(super) fn cost(outcome: Outcome, rule: &Rule) -> Points {
    match outcome {
        Outcome::Fail => Points::whole(rule.points),
        Outcome::Warn | Outcome::Unknown => Points {
            halves: u64::from(rule.points),
        },
        Outcome::Skipped | Outcome::Pass => Points::default(),
    }
}

/// The sum of each rule's findings. Findings of rules that the policy does not have cost nothing.
#[derive(Debug, Clone)]
pub(super) struct Ledger<'a> {
    policy: &'a Policy,
    rules: BTreeMap<&'a str, Entry<'a>>,
}

#[derive(Debug, Clone, Copy)]
struct Entry<'a> {
    rule: &'a Rule,
    findings: usize,
    sum: Points,
}

impl<'a> Ledger<'a> {
    pub(super) fn of<'f>(findings: impl IntoIterator<Item = &'f Finding>, policy: &'a Policy) -> Self {
        let mut ledger = Self {
            policy,
            rules: BTreeMap::new(),
        };
        for finding in findings {
            let Some(rule) = policy.rule(&finding.rule) else {
                continue;
            };
            let cost = cost(finding.outcome, rule);
            if cost.is_zero() {
                continue;
            }
            let entry = ledger.rules.entry(&rule.id).or_insert(Entry {
                rule,
                findings: 0,
                sum: Points::default(),
            });
            entry.findings += 1;
            entry.sum = entry.sum.plus(cost);
        }
        ledger
    }

    /// The ledger without these findings, which are in it.
    pub(super) fn without<'f>(&self, mended: impl IntoIterator<Item = &'f Finding>) -> Self {
        let mut rest = self.clone();
        for finding in mended {
            if let Some(entry) = rest.rules.get_mut(finding.rule.as_str()) {
                entry.sum = entry.sum.minus(cost(finding.outcome, entry.rule));
            }
        }
        rest
    }

    pub(super) fn score(&self) -> u32 {
        self.arithmetic().score
    }

    pub(super) fn category_score(&self, id: &str) -> u32 {
        self.category(id).map_or(100, |category| category.cost.left_of_100())
    }

    pub(super) fn arithmetic(&self) -> Arithmetic {
        let categories: Vec<CategoryCost> = self
            .policy
            .categories()
            .filter_map(|(id, _)| self.category(id))
            .filter(|category| !category.rules.is_empty())
            .collect();
        let total = categories
            .iter()
            .fold(Points::default(), |total, category| total.plus(category.cost));
        Arithmetic {
            categories,
            total,
            score: total.left_of_100(),
        }
    }

    fn category(&self, id: &str) -> Option<CategoryCost> {
        let cap = Points::whole(self.policy.category(id)?.cap);
        let rules: Vec<RuleCost> = self
            .rules
            .values()
            .filter(|entry| entry.rule.category == id)
            .map(|entry| {
                let cap = Points::whole(entry.rule.cap);
                RuleCost {
                    id: entry.rule.id.clone(),
                    findings: entry.findings,
                    sum: entry.sum,
                    cost: entry.sum.min(cap),
                    cap,
                }
            })
            .collect();
        let sum = rules.iter().fold(Points::default(), |sum, rule| sum.plus(rule.cost));
        Some(CategoryCost {
            id: id.to_owned(),
            rules,
            sum,
            cost: sum.min(cap),
            cap,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_kept_and_shown() {
        let half = Points { halves: 1 };
        assert_eq!(
            [half, half.plus(half), Points::whole(3).minus(half)].map(|points| points.to_string()),
            ["0.5", "1", "2.5"]
        );
    }

    #[test]
    fn a_score_is_rounded_down_once() {
        assert_eq!(
            [0, 1, 2, 3, 199, 200, 201, u64::MAX].map(|halves| Points { halves }.left_of_100()),
            [100, 99, 99, 98, 0, 0, 0, 0]
        );
    }
}
