//! Terraform's ranges, as HashiCorp's `go-version` reads them. Sources: the documentation of Terraform and of `go-version`.

use std::cmp::Ordering;

use super::comparator::{Comparator, Operator, OrderedVersion};
use super::dialect_range::DialectRange;
use super::interval::{Cover, Interval, compare_numbers};
use super::{Unreadable, Version};

/// All of these must hold.
#[derive(Debug)]
pub(super) struct Range(Vec<Constraint>);

#[derive(Debug)]
struct Constraint {
    comparator: Comparator<Numbered>,
    /// The fixed numbers of `~>`.
    fixed: Option<Vec<u64>>,
}

/// At least three numbers, and a pre-release.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Numbered {
    numbers: Vec<u64>,
    prerelease: Option<String>,
}

impl Numbered {
    /// Reads a version and returns how many numbers are written in it.
    fn parse_strict(text: &str) -> Option<(Self, usize)> {
        let text = text.strip_prefix('v').unwrap_or(text);
        let (text, build) = match text.split_once('+') {
            Some((text, build)) => (text, Some(build)),
            None => (text, None),
        };
        if build.is_some_and(|build| !build.split('.').all(is_part)) {
            return None;
        }
        let length = text
            .find(|character: char| !character.is_ascii_digit() && character != '.')
            .unwrap_or(text.len());
        let (release, tail) = text.split_at(length);
        let mut numbers: Vec<u64> = release
            .split('.')
            .map(|number| number.parse().ok().filter(|number| i64::try_from(*number).is_ok()))
            .collect::<Option<_>>()?;
        let written = numbers.len();
        numbers.resize(written.max(3), 0);
        let prerelease = match tail.strip_prefix('-') {
            None if tail.is_empty() => None,
            rest => Some(rest.unwrap_or(tail)),
        };
        if prerelease.is_some_and(|prerelease| !prerelease.split('.').all(is_part)) {
            return None;
        }
        let prerelease = prerelease.map(str::to_owned);
        Some((Self { numbers, prerelease }, written))
    }

    /// Reads a version by the rules, and any other by its numbers and the pre-release that [`Version`] finds.
    fn parse(text: &str) -> Option<Self> {
        if let Some((version, _)) = Self::parse_strict(text) {
            return Some(version);
        }
        let version = Version::parse(text)?;
        let mut numbers = version.numbers.clone();
        numbers.resize(numbers.len().max(3), 0);
        Some(Self {
            prerelease: version.is_prerelease().then_some(version.suffix),
            numbers,
        })
    }
}

fn is_part(part: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'~';
    !part.is_empty() && part.bytes().all(allowed)
}

impl Ord for Numbered {
    fn cmp(&self, other: &Self) -> Ordering {
        compare_numbers(&self.numbers, &other.numbers).then_with(|| match (&self.prerelease, &other.prerelease) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(left), Some(right)) => compare_prereleases(left, right),
        })
    }
}

impl PartialOrd for Numbered {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Compares part by part, numbers before words. A missing part is before a number and after a word.
fn compare_prereleases(left: &str, right: &str) -> Ordering {
    let mut left = left.split('.');
    let mut right = right.split('.');
    loop {
        let number = |part: &str| part.parse::<i64>().ok();
        let ordering = match (left.next(), right.next()) {
            (None, None) => return Ordering::Equal,
            (Some(left), None) if number(left).is_some() => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (None, Some(right)) if number(right).is_some() => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(left), Some(right)) => match (number(left), number(right)) {
                (Some(left), Some(right)) => left.cmp(&right),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => left.cmp(right),
            },
        };
        if ordering.is_ne() {
            return ordering;
        }
    }
}

impl OrderedVersion for Numbered {
    fn numbers(&self) -> &[u64] {
        &self.numbers
    }

    fn stage(&self) -> Ordering {
        if self.prerelease.is_some() {
            Ordering::Less
        } else {
            Ordering::Equal
        }
    }
}

impl Range {
    pub(super) fn parse(text: &str) -> Result<Self, Unreadable> {
        text.split(',')
            .map(|clause| Constraint::parse(clause.trim()).ok_or_else(|| Unreadable::part(clause.trim())))
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl Constraint {
    fn parse(clause: &str) -> Option<Self> {
        let (sign, operator) = [
            ("~>", Operator::GreaterOrEqual),
            ("!=", Operator::NotEqual),
            (">=", Operator::GreaterOrEqual),
            ("<=", Operator::LessOrEqual),
            (">", Operator::Greater),
            ("<", Operator::Less),
            ("=", Operator::Equal),
            ("", Operator::Equal),
        ]
        .into_iter()
        .find(|(sign, _)| clause.starts_with(sign))?;
        let (version, written) = Numbered::parse_strict(clause.get(sign.len()..)?.trim_start())?;
        let fixed = (sign == "~>").then(|| version.numbers.iter().copied().take(written - 1).collect());
        Some(Self {
            comparator: Comparator::new(operator, version),
            fixed,
        })
    }

    fn allows(&self, version: &Numbered) -> bool {
        let named = &self.comparator.version;
        let exact = matches!(self.comparator.operator, Operator::Equal | Operator::NotEqual);
        let right_stage = match (&version.prerelease, &named.prerelease) {
            _ if exact => true,
            (Some(_), Some(_)) => version.numbers == named.numbers,
            (Some(_), None) => false,
            (None, Some(_)) => self.fixed.is_none(),
            (None, None) => true,
        };
        let right_line = self.fixed.as_ref().is_none_or(|fixed| {
            version.numbers.starts_with(fixed)
                && version.numbers.len() >= named.numbers.len()
                && version.numbers.get(named.numbers.len() - 1) >= named.numbers.last()
        });
        right_stage && right_line && self.comparator.holds(version)
    }

    fn intervals(&self) -> Vec<Interval> {
        let least = self.comparator.intervals();
        match &self.fixed {
            // A pre-release bound allows no release at all.
            Some(_) if self.comparator.version.prerelease.is_some() => {
                Comparator::new(Operator::Equal, self.comparator.version.clone()).intervals()
            }
            Some(fixed) if !fixed.is_empty() => Interval::all([least, vec![Interval::line(fixed)]]),
            _ => least,
        }
    }
}

impl DialectRange for Range {
    fn allows(&self, version: &str) -> Option<bool> {
        let version = Numbered::parse(version)?;
        Some(self.0.iter().all(|constraint| constraint.allows(&version)))
    }

    fn cover(&self) -> Cover {
        Cover::of(Interval::all(self.0.iter().map(Constraint::intervals)))
    }

    fn is_exact(&self) -> bool {
        matches!(self.0.as_slice(), [one] if one.comparator.operator == Operator::Equal)
    }
}
