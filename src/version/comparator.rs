//! Comparisons with a version, such as `>=1.2`, which the ranges of most notations consist of.

use std::cmp::Ordering;

use super::interval::{Edge, Interval};

/// A version with the ordering of its notation.
pub(super) trait OrderedVersion: Ord {
    /// Its leading numbers.
    fn numbers(&self) -> &[u64];

    /// `Less`: before the release with these numbers. `Equal`: that release. `Greater`: after it.
    fn stage(&self) -> Ordering;

    /// Whether it is not a release although a range has it as a bound.
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

impl<V: OrderedVersion> Comparator<V> {
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

    /// The intervals that it allows; two for `!=`.
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
            // Excluding a pre-release or build leaves all releases.
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

/// The intervals in which all of these hold.
pub(super) fn intervals_of_all<V: OrderedVersion>(comparators: &[Comparator<V>]) -> Vec<Interval> {
    Interval::all(comparators.iter().map(Comparator::intervals))
}

/// Whether they are one group with a single `=`.
pub(super) fn only_version<V: OrderedVersion + Clone>(alternatives: &[Vec<Comparator<V>>]) -> bool {
    matches!(alternatives, [group] if matches!(group.as_slice(), [one] if one.operator == Operator::Equal))
}
