//! Dart's ranges. Sources: the Dart team's page on package dependencies, and the documentation of `pub_semver`.

use super::Unreadable;
use super::comparator::{Comparator, Operator, intervals_of_all};
use super::dialect_range::DialectRange;
use super::interval::Cover;
use super::npm::below_line_after;
use super::semantic::Semantic;

/// All of these must hold.
#[derive(Debug)]
pub(super) struct Range(Vec<Comparator<Semantic>>);

impl Range {
    pub(super) fn parse(text: &str) -> Result<Self, Unreadable> {
        let text = text.trim();
        if text == "any" {
            return Ok(Self(Vec::new()));
        }
        if let Some(rest) = text.strip_prefix('^') {
            let least = Semantic::parse_strict(rest.trim_start()).ok_or_else(Unreadable::whole)?;
            // The first number is fixed, or the second if the first is 0: `^0.0.3` is below 0.1.0.
            let line = match least.release_numbers() {
                [0, minor, ..] => vec![0, *minor],
                [major, ..] => vec![*major],
                [] => return Err(Unreadable::whole()),
            };
            return Ok(Self(vec![
                Comparator::new(Operator::GreaterOrEqual, least),
                below_line_after(&line),
            ]));
        }
        parse_comparisons(text).map(Self)
    }
}

/// Reads consecutive comparisons, with or without spaces between them.
fn parse_comparisons(text: &str) -> Result<Vec<Comparator<Semantic>>, Unreadable> {
    let mut comparators = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (sign, operator) = [
            (">=", Operator::GreaterOrEqual),
            ("<=", Operator::LessOrEqual),
            (">", Operator::Greater),
            ("<", Operator::Less),
            ("", Operator::Equal),
        ]
        .into_iter()
        .find(|(sign, _)| rest.starts_with(sign))
        .ok_or_else(Unreadable::whole)?;
        let after = rest.get(sign.len()..).unwrap_or_default().trim_start();
        let length = after
            .find(|character: char| character.is_whitespace() || matches!(character, '<' | '>' | '^'))
            .unwrap_or(after.len());
        let (version, next) = after.split_at(length);
        let version = Semantic::parse_strict(version).ok_or_else(|| Unreadable::part(rest))?;
        comparators.push(Comparator::new(operator, version));
        rest = next.trim_start();
    }
    if comparators.is_empty() {
        return Err(Unreadable::whole());
    }
    Ok(comparators)
}

impl DialectRange for Range {
    /// `<4.0.0` allows no pre-release of 4.0.0, unless the lower bound is one.
    fn allows(&self, version: &str) -> Option<bool> {
        let version = Semantic::parse(version)?;
        let named = self
            .0
            .iter()
            .any(|comparator| comparator.version.names_prerelease() && comparator.version.has_numbers_of(&version));
        let holds = |comparator: &Comparator<Semantic>| {
            let prerelease_of_end = comparator.operator == Operator::Less
                && version.is_prerelease()
                && comparator.version.has_numbers_of(&version);
            comparator.holds(&version) && (named || !prerelease_of_end)
        };
        Some(self.0.iter().all(holds))
    }

    fn cover(&self) -> Cover {
        Cover::of(intervals_of_all(&self.0))
    }

    fn is_exact(&self) -> bool {
        matches!(self.0.as_slice(), [one] if one.operator == Operator::Equal)
    }
}
