//! Elixir's ranges. Source: the documentation of its `Version`.

use super::Unreadable;
use super::comparator::{Comparator, Operator, intervals_of_all, only_version};
use super::dialect_range::DialectRange;
use super::interval::Cover;
use super::npm::below_line_after;
use super::semantic::{Semantic, parse_numbers, parse_tail};

type Group = Vec<Comparator<Semantic>>;

/// Alternatives: a version must meet all comparators of one group.
#[derive(Debug)]
pub(super) struct Range(Vec<Group>);

impl Range {
    pub(super) fn parse(text: &str) -> Result<Self, Unreadable> {
        let spaced: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut groups = Vec::new();
        for group in spaced.split(" or ") {
            let mut comparators = Vec::new();
            for clause in group.split(" and ") {
                comparators.extend(parse_clause(clause.trim()).ok_or_else(|| Unreadable::part(clause))?);
            }
            groups.push(comparators);
        }
        Ok(Self(groups))
    }
}

fn parse_clause(clause: &str) -> Option<Group> {
    let (sign, operator) = [
        ("~>", Operator::GreaterOrEqual),
        ("!=", Operator::NotEqual),
        (">=", Operator::GreaterOrEqual),
        ("<=", Operator::LessOrEqual),
        ("==", Operator::Equal),
        (">", Operator::Greater),
        ("<", Operator::Less),
        ("", Operator::Equal),
    ]
    .into_iter()
    .find(|(sign, _)| clause.starts_with(sign))?;
    let rest = clause.get(sign.len()..)?.trim_start();
    if sign != "~>" {
        return Some(vec![Comparator::new(operator, Semantic::parse_strict(rest)?)]);
    }
    let (numbers, tail) = parse_numbers(rest)?;
    let line = match numbers.as_slice() {
        [major, _] => vec![*major],
        [major, minor, _] => vec![*major, *minor],
        _ => return None,
    };
    Some(vec![
        Comparator::new(operator, Semantic::new(&numbers, parse_tail(tail)?)),
        below_line_after(&line),
    ])
}

impl DialectRange for Range {
    fn allows(&self, version: &str) -> Option<bool> {
        let version = Semantic::parse(version)?;
        let holds = |group: &Group| group.iter().all(|comparator| comparator.holds(&version));
        Some(self.0.iter().any(holds))
    }

    fn cover(&self) -> Cover {
        Cover::of(self.0.iter().flat_map(|group| intervals_of_all(group)).collect())
    }

    fn is_exact(&self) -> bool {
        only_version(&self.0)
    }
}
