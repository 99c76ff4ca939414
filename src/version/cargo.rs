//! Cargo's ranges. The `semver` crate parses them, as in Cargo. Whether a version matches is decided here, since the crate
//! accepts only versions of three numbers; a test compares both.

use super::Unreadable;
use super::comparator::{Comparator, Operator, intervals_of_all};
use super::dialect_range::DialectRange;
use super::interval::{Cover, next_line};
use super::npm::{below_line_after, group_allows};
use super::semantic::{Semantic, parse_tail};

/// All of these must hold.
#[derive(Debug)]
pub(super) struct Range {
    comparators: Vec<Comparator<Semantic>>,
    is_exact: bool,
}

impl Range {
    pub(super) fn parse(text: &str) -> Result<Self, Unreadable> {
        let requirement = semver::VersionReq::parse(text).map_err(|_| Unreadable::whole())?;
        let is_exact = matches!(
            requirement.comparators.as_slice(),
            [one] if one.op == semver::Op::Exact && one.patch.is_some()
        );
        Ok(Self {
            comparators: requirement.comparators.iter().flat_map(comparators).collect(),
            is_exact,
        })
    }
}

impl DialectRange for Range {
    fn allows(&self, version: &str) -> Option<bool> {
        let version = Semantic::parse(version)?;
        Some(group_allows(&self.comparators, &version))
    }

    fn cover(&self) -> Cover {
        Cover::of(intervals_of_all(&self.comparators))
    }

    fn is_exact(&self) -> bool {
        self.is_exact
    }
}

/// Converts a comparator of the crate.
fn comparators(comparator: &semver::Comparator) -> Vec<Comparator<Semantic>> {
    use semver::Op;
    let numbers: Vec<u64> = [Some(comparator.major), comparator.minor, comparator.patch]
        .into_iter()
        .map_while(|number| number)
        .collect();
    let whole = numbers.len() == 3;
    let prerelease = parse_tail(&format!("-{}", comparator.pre)).unwrap_or_default();
    let version = Semantic::new(&numbers, prerelease);
    let within = |fixed: usize| {
        let line = numbers.get(..fixed).unwrap_or(&numbers);
        vec![
            Comparator::new(Operator::GreaterOrEqual, version.clone()),
            below_line_after(line),
        ]
    };
    match comparator.op {
        Op::Exact if whole => vec![Comparator::new(Operator::Equal, version)],
        Op::Exact | Op::Wildcard => within(numbers.len()),
        Op::Greater if whole => vec![Comparator::new(Operator::Greater, version)],
        Op::Greater => vec![Comparator::new(
            Operator::GreaterOrEqual,
            Semantic::floor(&next_line(&numbers)),
        )],
        Op::GreaterEq => vec![Comparator::new(Operator::GreaterOrEqual, version)],
        Op::Less if whole => vec![Comparator::new(Operator::Less, version)],
        Op::Less => vec![Comparator::new(Operator::Less, Semantic::floor(&numbers))],
        Op::LessEq if whole => vec![Comparator::new(Operator::LessOrEqual, version)],
        Op::LessEq => vec![below_line_after(&numbers)],
        Op::Tilde => within(numbers.len().min(2)),
        // A caret, or an operator that a later release of the crate adds: the strictest reading.
        _ => {
            let fixed = numbers.iter().take_while(|number| **number == 0).count() + 1;
            within(fixed.min(numbers.len()))
        }
    }
}
