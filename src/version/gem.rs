//! Ranges of Ruby gems. Source: the documentation of `Gem::Version` and `Gem::Requirement`.

use std::cmp::Ordering;

use super::comparator::{Comparator, Operator, OrderedVersion, intervals_of_all};
use super::dialect_range::DialectRange;
use super::interval::{Cover, next_line};
use super::{Unreadable, Version};

/// All of these must hold.
#[derive(Debug)]
pub(super) struct Range {
    comparators: Vec<Comparator<GemVersion>>,
    is_exact: bool,
}

/// The parts of a version, without zeros at the end of its numbers and of the version.
#[derive(Debug, Clone, PartialEq, Eq)]
struct GemVersion {
    /// The numbers as written.
    numbers: Vec<u64>,
    parts: Vec<Part>,
    /// Whether it stands for the point before all pre-releases of its numbers, which no file can name.
    floor: bool,
}

/// Words come before numbers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Word(String),
    Number(u64),
}

impl GemVersion {
    fn parse_strict(text: &str) -> Option<Self> {
        let (release, prerelease) = match text.split_once('-') {
            Some((release, prerelease)) => (release, Some(prerelease)),
            None => (text, None),
        };
        let mut parts = release.split('.');
        let first = parts.next().unwrap_or_default();
        let well_formed = is_made_of(first, |byte| byte.is_ascii_digit())
            && parts.all(|part| is_made_of(part, |byte| byte.is_ascii_alphanumeric()))
            && prerelease.is_none_or(|prerelease| {
                let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
                prerelease.split('.').all(|part| is_made_of(part, allowed))
            });
        well_formed.then(|| Self::of_parts(&split_parts(&text.replace('-', ".pre."))))
    }

    /// Reads a version by Ruby's rules, and any other by its numbers and the pre-release that [`Version`] finds.
    ///
    /// Ruby's own `3.1.2p20` is a release: `p20` counts patches, and `RUBY_VERSION` does not contain it.
    fn parse(text: &str) -> Option<Self> {
        let version = Version::parse(text)?;
        let patch = version.suffix.strip_prefix('p');
        if patch.is_some_and(|digits| is_made_of(digits, |byte| byte.is_ascii_digit())) {
            return Some(Self::release(&version.numbers));
        }
        if let Some(read) = Self::parse_strict(text.trim()) {
            return Some(read);
        }
        if !version.is_prerelease() {
            return Some(Self::release(&version.numbers));
        }
        let numbers = version.numbers.iter().map(|number| Part::Number(*number));
        Some(Self::of_parts(
            &numbers.chain(split_parts(&version.suffix)).collect::<Vec<_>>(),
        ))
    }

    fn release(numbers: &[u64]) -> Self {
        let parts: Vec<Part> = numbers.iter().map(|number| Part::Number(*number)).collect();
        Self::of_parts(&parts)
    }

    fn of_parts(parts: &[Part]) -> Self {
        let numbers: Vec<u64> = parts
            .iter()
            .map_while(|part| match part {
                Part::Number(number) => Some(*number),
                Part::Word(_) => None,
            })
            .collect();
        let rest = parts.get(numbers.len()..).unwrap_or_default();
        let head: Vec<Part> = numbers.iter().map(|number| Part::Number(*number)).collect();
        Self {
            parts: [without_zeros(&head), without_zeros(rest)].concat(),
            numbers,
            floor: false,
        }
    }

    /// The point before all pre-releases of these numbers.
    fn floor(numbers: &[u64]) -> Self {
        let mut version = Self::release(numbers);
        version.parts.push(Part::Word(String::new()));
        version.floor = true;
        version
    }

    /// The exclusive upper bound of `~>`: without the last number, the next higher.
    fn bump(&self) -> Vec<u64> {
        match self.numbers.split_last() {
            Some((_, first)) if !first.is_empty() => next_line(first),
            _ => next_line(&self.numbers),
        }
    }
}

fn is_made_of(text: &str, allowed: impl Fn(u8) -> bool) -> bool {
    !text.is_empty() && text.bytes().all(allowed)
}

fn without_zeros(parts: &[Part]) -> &[Part] {
    let zeros = parts.iter().rev().take_while(|part| **part == Part::Number(0)).count();
    parts.get(..parts.len() - zeros).unwrap_or_default()
}

/// Splits into runs of digits and runs of letters.
fn split_parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let same =
            |character: char| character.is_ascii_alphanumeric() && character.is_ascii_digit() == first.is_ascii_digit();
        let length = rest.find(|character| !same(character)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(length.max(first.len_utf8()).min(rest.len()));
        if first.is_ascii_digit() {
            parts.push(Part::Number(run.parse().unwrap_or(u64::MAX)));
        } else if first.is_ascii_alphabetic() {
            parts.push(Part::Word(run.to_owned()));
        }
        rest = after;
    }
    parts
}

impl Ord for GemVersion {
    fn cmp(&self, other: &Self) -> Ordering {
        let zero = Part::Number(0);
        (0..self.parts.len().max(other.parts.len()))
            .map(|index| {
                let part = |version: &Self| version.parts.get(index).unwrap_or(&zero).clone();
                part(self).cmp(&part(other))
            })
            .find(|ordering| ordering.is_ne())
            .unwrap_or(Ordering::Equal)
    }
}

impl PartialOrd for GemVersion {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl OrderedVersion for GemVersion {
    fn numbers(&self) -> &[u64] {
        &self.numbers
    }

    fn stage(&self) -> Ordering {
        if self.parts.iter().any(|part| matches!(part, Part::Word(_))) {
            Ordering::Less
        } else {
            Ordering::Equal
        }
    }

    fn is_named(&self) -> bool {
        self.stage().is_ne() && !self.floor
    }
}

impl Range {
    pub(super) fn parse(text: &str) -> Result<Self, Unreadable> {
        // Ruby ignores empty parts at the end.
        let clauses: Vec<&str> = text.trim_end_matches(',').split(',').collect();
        let mut comparators = Vec::new();
        if clauses != [""] {
            for clause in &clauses {
                comparators.extend(parse_clause(clause).ok_or_else(|| Unreadable::part(clause.trim()))?);
            }
        }
        let is_exact = matches!(comparators.as_slice(), [one] if one.operator == Operator::Equal);
        Ok(Self { comparators, is_exact })
    }
}

fn parse_clause(clause: &str) -> Option<Vec<Comparator<GemVersion>>> {
    let clause = clause.trim();
    let sign = ["!=", ">=", "<=", "~>", "=", ">", "<"]
        .into_iter()
        .find(|sign| clause.starts_with(sign))
        .unwrap_or_default();
    let version = GemVersion::parse_strict(clause.get(sign.len()..)?.trim_start())?;
    let operator = match sign {
        "!=" => Operator::NotEqual,
        ">=" | "~>" => Operator::GreaterOrEqual,
        "<=" => Operator::LessOrEqual,
        ">" => Operator::Greater,
        "<" => Operator::Less,
        _ => Operator::Equal,
    };
    let below = (sign == "~>").then(|| Comparator::new(Operator::Less, GemVersion::floor(&version.bump())));
    Some(
        [Some(Comparator::new(operator, version)), below]
            .into_iter()
            .flatten()
            .collect(),
    )
}

impl DialectRange for Range {
    fn allows(&self, version: &str) -> Option<bool> {
        let version = GemVersion::parse(version)?;
        Some(self.comparators.iter().all(|comparator| comparator.holds(&version)))
    }

    fn cover(&self) -> Cover {
        Cover::of(intervals_of_all(&self.comparators))
    }

    fn is_exact(&self) -> bool {
        self.is_exact
    }
}
