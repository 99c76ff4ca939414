//! What findings cost, and the score: sums, caps, the two halves of the scale, rounding.
//!
//! `S` is what recommended rules cost, with their caps, and warnings of required rules. `Q` is what unmet required findings cost,
//! without caps, and `q1` the dearest of them. While no required finding is unmet the score is `100 - min(50, S)`, else
//! `max(0, 49 - (Q - q1) - min(50, S))`: a machine that cannot build the project stands below every one that can.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Serialize, Serializer};

use crate::policy::{Policy, Rule};
use crate::scan::{Finding, Outcome, Severity};

/// Points, counted in halves, since a warning costs half of what a fail does. Only the score is rounded, down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Points {
    halves: u64,
}

impl Points {
    /// Whole points.
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

    fn plus(self, other: Self) -> Self {
        Self {
            halves: self.halves.saturating_add(other.halves),
        }
    }

    fn times(self, count: usize) -> Self {
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        Self {
            halves: self.halves.saturating_mul(count),
        }
    }

    /// This less the other, never below zero.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
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

/// The most that recommended rules cost together: the upper half of the scale.
const MOST_RECOMMENDED: u32 = 50;
/// The score with a single unmet required finding and nothing else.
const TOP_OF_LOWER_HALF: u32 = 49;

/// How a score comes about: `score` is `start` less `total`, rounded down, and at least 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Arithmetic {
    /// 100, or 49 while a required finding is unmet.
    pub start: u32,
    /// Unmet required findings. Without any, all zero.
    pub required: RequiredCost,
    /// The categories in which recommended rules, or warnings, cost something, sorted by id.
    pub categories: Vec<CategoryCost>,
    /// What the categories cost together.
    pub recommended: Points,
    /// What is deducted: the unmet required findings after the first, and at most 50 points of `recommended`.
    pub total: Points,
    /// The score.
    pub score: u32,
}

/// What unmet required findings cost.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct RequiredCost {
    /// How many there are.
    pub findings: usize,
    /// What they cost together, without any cap.
    pub sum: Points,
    /// What of that is deducted: all but the dearest, which the lower half of the scale stands for.
    pub cost: Points,
}

/// What a category's recommended rules and warnings cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CategoryCost {
    /// The category.
    pub id: String,
    /// Its rules that cost something, sorted by id.
    pub rules: Vec<RuleCost>,
    /// What its rules cost together.
    pub sum: Points,
    /// What of that is deducted: the cap applies to recommended rules.
    pub cost: Points,
    /// The most that its recommended rules cost.
    pub cap: Points,
}

/// What a rule's findings cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleCost {
    /// The rule.
    pub id: String,
    /// How many of its findings cost something here. Unmet findings of a required rule are counted in [`RequiredCost`].
    pub findings: usize,
    /// What they cost together.
    pub sum: Points,
    /// What of that is deducted: `sum`, or the cap of a recommended rule.
    pub cost: Points,
    /// The most that a recommended rule costs. `None`: the rule is required, and has no cap.
    pub cap: Option<Points>,
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

/// Whether a finding alone makes the machine not ready.
pub(super) fn is_unmet(finding: &Finding) -> bool {
    finding.severity == Severity::Required && matches!(finding.outcome, Outcome::Fail | Outcome::Unknown)
}

/// What each rule's findings cost. Findings of rules that the policy does not have cost nothing.
#[derive(Debug)]
pub(super) struct Ledger<'a> {
    policy: &'a Policy,
    rules: BTreeMap<&'a str, Entry<'a>>,
}

#[derive(Debug)]
struct Entry<'a> {
    rule: &'a Rule,
    /// How many unmet findings of a required rule cost so much each.
    unmet: BTreeMap<Points, usize>,
    /// The other findings that cost something, and what they cost together.
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
            ledger.add(finding);
        }
        ledger
    }

    /// The rule of a finding that costs something, and what it costs.
    fn cost(&self, finding: &Finding) -> Option<(&'a Rule, Points)> {
        let rule = self.policy.rule(&finding.rule)?;
        let cost = cost(finding.outcome, rule);
        (!cost.is_zero() || is_unmet(finding)).then_some((rule, cost))
    }

    fn add(&mut self, finding: &Finding) {
        let Some((rule, cost)) = self.cost(finding) else { return };
        let entry = self.rules.entry(&rule.id).or_insert_with(|| Entry {
            rule,
            unmet: BTreeMap::new(),
            findings: 0,
            sum: Points::default(),
        });
        if is_unmet(finding) {
            *entry.unmet.entry(cost).or_default() += 1;
        } else {
            entry.findings += 1;
            entry.sum = entry.sum.plus(cost);
        }
    }

    /// Takes out a finding that was added.
    pub(super) fn remove(&mut self, finding: &Finding) {
        let Some((rule, cost)) = self.cost(finding) else { return };
        let Some(entry) = self.rules.get_mut(rule.id.as_str()) else {
            return;
        };
        if !is_unmet(finding) {
            entry.findings = entry.findings.saturating_sub(1);
            entry.sum = entry.sum.minus(cost);
        } else if let Some(count) = entry.unmet.get_mut(&cost) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                entry.unmet.remove(&cost);
            }
        }
    }

    /// What the score gains without these findings, which were added.
    pub(super) fn gain_without<'f>(
        &mut self,
        findings: impl IntoIterator<Item = &'f Finding, IntoIter: Clone>,
        score: u32,
    ) -> u32 {
        let findings = findings.into_iter();
        if !findings.clone().any(|finding| self.cost(finding).is_some()) {
            return 0;
        }
        findings.clone().for_each(|finding| self.remove(finding));
        let gain = self.score().saturating_sub(score);
        findings.for_each(|finding| self.add(finding));
        gain
    }

    pub(super) fn score(&self) -> u32 {
        self.arithmetic().score
    }

    /// The score that the findings of one category alone would give.
    pub(super) fn category_score(&self, id: &str) -> u32 {
        self.arithmetic_of(|category| category == id).score
    }

    pub(super) fn arithmetic(&self) -> Arithmetic {
        self.arithmetic_of(|_| true)
    }

    fn arithmetic_of(&self, is_included: impl Fn(&str) -> bool) -> Arithmetic {
        let included = || self.rules.values().filter(|entry| is_included(&entry.rule.category));
        let unmet = || included().flat_map(|entry| entry.unmet.iter().map(|(cost, count)| (*cost, *count)));
        let sum = total(unmet().map(|(cost, count)| cost.times(count)));
        let dearest = unmet().map(|(cost, _)| cost).max().unwrap_or_default();
        let count = unmet().map(|(_, count)| count).sum();
        let required = RequiredCost {
            findings: count,
            sum,
            cost: sum.minus(dearest),
        };
        let categories: Vec<CategoryCost> = self
            .policy
            .categories()
            .filter(|(id, _)| is_included(id))
            .filter_map(|(id, _)| self.category(id))
            .collect();
        let recommended = total(categories.iter().map(|category| category.cost));
        let start = if count == 0 { 100 } else { TOP_OF_LOWER_HALF };
        let total = required.cost.plus(recommended.min(Points::whole(MOST_RECOMMENDED)));
        Arithmetic {
            start,
            required,
            categories,
            recommended,
            total,
            score: start.saturating_sub(total.rounded_up()),
        }
    }

    /// `None`: nothing in the category costs anything.
    fn category(&self, id: &str) -> Option<CategoryCost> {
        let cap = Points::whole(self.policy.category(id)?.cap);
        let entries = || {
            self.rules
                .values()
                .filter(|entry| entry.rule.category == id && !entry.sum.is_zero())
        };
        let rules: Vec<RuleCost> = entries()
            .map(|entry| {
                let cap = (entry.rule.severity != Severity::Required).then(|| Points::whole(entry.rule.cap));
                RuleCost {
                    id: entry.rule.id.clone(),
                    findings: entry.findings,
                    sum: entry.sum,
                    cost: cap.map_or(entry.sum, |cap| entry.sum.min(cap)),
                    cap,
                }
            })
            .collect();
        let capped = total(rules.iter().filter(|rule| rule.cap.is_some()).map(|rule| rule.cost));
        let uncapped = total(rules.iter().filter(|rule| rule.cap.is_none()).map(|rule| rule.cost));
        let sum = capped.plus(uncapped);
        (!rules.is_empty()).then(|| CategoryCost {
            id: id.to_owned(),
            rules,
            sum,
            cost: capped.min(cap).plus(uncapped),
            cap,
        })
    }
}

fn total(points: impl Iterator<Item = Points>) -> Points {
    points.fold(Points::default(), Points::plus)
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
            [0, 1, 2, 3, 199, 200, 201].map(|halves| 100_u32.saturating_sub(Points { halves }.rounded_up())),
            [100, 99, 99, 98, 0, 0, 0]
        );
    }
}
