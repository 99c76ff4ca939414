//! What most dialects are made of: versions that a version is compared with, all of them or one group of them.

use std::cmp::Ordering;

use super::interval::{Edge, Interval};

/// A version as a dialect orders it.
pub(super) trait Place: Ord {
    /// Its leading numbers.
    fn numbers(&self) -> &[u64];

    /// Before the release with these numbers, that release, or after it.
    fn stage(&self) -> Ordering;

    /// A range that has it as a bound names something else than a release.
    fn is_named(&self) -> bool {
        self.stage().is_ne()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Less,
    LessOrEqual,
    Equal,
    NotEqual,
    GreaterOrEqual,
    Greater,
}

/// One comparison: `>=1.2`.
#[derive(Debug, Clone)]
pub(super) struct Comparator<V> {
    pub(super) operator: Operator,
    pub(super) version: V,
}

impl<V: Place> Comparator<V> {
    pub(super) fn new(operator: Operator, version: V) -> Self {
        Self { operator, version }
    }

    pub(super) fn holds(&self, version: &V) -> bool {
        let ordering = version.cmp(&self.version);
        match self.operator {
            Operator::Less => ordering.is_lt(),
            Operator::LessOrEqual => ordering.is_le(),
            Operator::Equal => ordering.is_eq(),
            Operator::NotEqual => ordering.is_ne(),
            Operator::GreaterOrEqual => ordering.is_ge(),
            Operator::Greater => ordering.is_gt(),
        }
    }

    /// The stretches of the number line that it allows; two for `!=`.
    pub(super) fn intervals(&self) -> Vec<Interval> {
        let stage = self.version.stage();
        let numbers = self.version.numbers();
        let edge = |release: bool| Edge {
            release,
            named: self.version.is_named(),
            numbers: numbers.to_vec(),
        };
        let begin = |release: bool| Interval {
            lower: edge(release),
            upper: None,
        };
        let end = |release: bool| Interval {
            upper: Some(edge(release)),
            ..Interval::everything()
        };
        match self.operator {
            // What is not a release is one point among many: without it, its neighbours remain.
            Operator::NotEqual if stage.is_ne() => vec![Interval::everything()],
            Operator::NotEqual => vec![end(false), begin(false)],
            Operator::Less => vec![end(stage.is_gt())],
            Operator::LessOrEqual => vec![end(stage.is_ge())],
            Operator::GreaterOrEqual => vec![begin(stage.is_le())],
            Operator::Greater => vec![begin(stage.is_lt())],
            Operator::Equal => vec![Interval {
                lower: edge(stage.is_eq()),
                upper: Some(edge(stage.is_eq())),
            }],
        }
    }
}

/// The stretches in which all of these hold.
pub(super) fn intervals_of_all<V: Place>(comparators: &[Comparator<V>]) -> Vec<Interval> {
    Interval::all(comparators.iter().map(Comparator::intervals))
}

/// They are one group with one `=` in it.
pub(super) fn only_version<V: Place + Clone>(alternatives: &[Vec<Comparator<V>>]) -> bool {
    matches!(alternatives, [group] if matches!(group.as_slice(), [one] if one.operator == Operator::Equal))
}
