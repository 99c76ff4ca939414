//! Versions by the rules of semver.org, and the closest reading of other versions.

use std::cmp::Ordering;

use super::Version;
use super::comparator::OrderedVersion;
use super::interval::compare_numbers;

/// Numbers and a pre-release. Build metadata is dropped.
#[derive(Debug, Clone)]
pub(super) struct Semantic {
    /// Three in a valid semantic version; other tools have fewer or more. A missing one is 0.
    numbers: Vec<u64>,
    prerelease: Vec<Identifier>,
    /// Whether it stands for the point before all pre-releases of its numbers, which no file can name.
    floor: bool,
}

/// A part of a pre-release. Numbers come before words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Identifier {
    Number(u64),
    Word(String),
}

impl Semantic {
    pub(super) fn release(numbers: &[u64]) -> Self {
        Self {
            numbers: numbers.to_vec(),
            prerelease: Vec::new(),
            floor: false,
        }
    }

    pub(super) fn new(numbers: &[u64], prerelease: Vec<Identifier>) -> Self {
        Self {
            numbers: numbers.to_vec(),
            prerelease,
            floor: false,
        }
    }

    /// The point before all pre-releases of these numbers: `2.0.0-0`.
    pub(super) fn floor(numbers: &[u64]) -> Self {
        Self {
            floor: true,
            ..Self::new(numbers, vec![Identifier::Number(0)])
        }
    }

    /// Reads a semantic version: `1.2.3`, `1.2.3-rc.1`, `1.2.3+build`.
    pub(super) fn parse_strict(text: &str) -> Option<Self> {
        let (numbers, rest) = parse_numbers(text)?;
        if numbers.len() != 3 {
            return None;
        }
        Some(Self {
            prerelease: parse_tail(rest)?,
            numbers,
            floor: false,
        })
    }

    /// Reads a semantic version, and any other by its numbers and the pre-release that [`Version`] finds.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
        if let Some(version) = Self::parse_strict(text) {
            return Some(version);
        }
        let version = Version::parse(text)?;
        let prerelease = if version.is_prerelease() {
            parse_identifiers(&version.suffix)
        } else {
            Vec::new()
        };
        Some(Self {
            numbers: version.numbers,
            prerelease,
            floor: false,
        })
    }

    pub(super) fn release_numbers(&self) -> &[u64] {
        &self.numbers
    }

    pub(super) fn is_prerelease(&self) -> bool {
        !self.prerelease.is_empty()
    }

    /// Whether it is a pre-release that a range names.
    pub(super) fn names_prerelease(&self) -> bool {
        self.is_prerelease() && !self.floor
    }

    /// Whether the numbers are the same, so that a pre-release of one is a pre-release of the other.
    pub(super) fn has_numbers_of(&self, other: &Self) -> bool {
        compare_numbers(&self.numbers, &other.numbers).is_eq()
    }
}

/// Reads any count of numbers with dots, none with a leading zero, and returns the rest.
pub(super) fn parse_numbers(text: &str) -> Option<(Vec<u64>, &str)> {
    let mut numbers = Vec::new();
    let mut rest = text;
    loop {
        let (number, after) = parse_number(rest)?;
        numbers.push(number);
        match after.strip_prefix('.') {
            Some(next) => rest = next,
            None => return Some((numbers, after)),
        }
    }
}

/// Reads a number without a leading zero, at most the largest that npm can count, and returns the rest.
pub(super) fn parse_number(text: &str) -> Option<(u64, &str)> {
    const GREATEST: u64 = 9_007_199_254_740_991;
    let length = text
        .find(|character: char| !character.is_ascii_digit())
        .unwrap_or(text.len());
    let (digits, rest) = text.split_at(length);
    if digits.len() > 1 && digits.starts_with('0') {
        return None;
    }
    let number = digits.parse().ok()?;
    (number <= GREATEST).then_some((number, rest))
}

/// Reads the text after the numbers: `-rc.1`, `+build`, both or nothing. `None`: it is not valid.
pub(super) fn parse_tail(text: &str) -> Option<Vec<Identifier>> {
    let (prerelease, build) = match text.split_once('+') {
        Some((before, build)) => (before, Some(build)),
        None => (text, None),
    };
    if build.is_some_and(|build| !build.split('.').all(is_identifier)) {
        return None;
    }
    if prerelease.is_empty() {
        return Some(Vec::new());
    }
    let prerelease = prerelease.strip_prefix('-')?;
    let well_formed = prerelease.split('.').all(|part| {
        let number = part.bytes().all(|byte| byte.is_ascii_digit());
        is_identifier(part) && !(number && part.len() > 1 && part.starts_with('0'))
    });
    well_formed.then(|| parse_identifiers(prerelease))
}

fn is_identifier(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn parse_identifiers(text: &str) -> Vec<Identifier> {
    text.split('.')
        .map(|part| match part.parse() {
            Ok(number) if part.bytes().all(|byte| byte.is_ascii_digit()) => Identifier::Number(number),
            _ => Identifier::Word(part.to_owned()),
        })
        .collect()
}

impl Ord for Semantic {
    fn cmp(&self, other: &Self) -> Ordering {
        compare_numbers(&self.numbers, &other.numbers)
            .then_with(|| self.prerelease.is_empty().cmp(&other.prerelease.is_empty()))
            .then_with(|| self.prerelease.cmp(&other.prerelease))
    }
}

impl PartialOrd for Semantic {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Semantic {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Semantic {}

impl OrderedVersion for Semantic {
    fn numbers(&self) -> &[u64] {
        &self.numbers
    }

    fn stage(&self) -> Ordering {
        if self.is_prerelease() {
            Ordering::Less
        } else {
            Ordering::Equal
        }
    }

    fn is_named(&self) -> bool {
        self.names_prerelease()
    }
}
