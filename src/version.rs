//! Versions as tools print them, and the notations in which ecosystems write ranges of versions.

mod cargo;
mod comparator;
mod composer;
mod dart;
mod dialect;
mod dialect_range;
mod elixir;
mod gem;
mod interval;
mod maven;
mod npm;
mod pep440;
mod poetry;
mod prefix;
mod range;
mod rustup;
mod semantic;
mod terraform;
mod version_files;

pub use dialect::Dialect;
pub use range::{RangeError, VersionRange};

use std::cmp::Ordering;
use std::fmt;

/// A version in the loose form that all tools share: numbers with dots, then optionally a pre-release.
///
/// `20.20.2`, `1.96.0-beta.3`, `3.3a`, `9.2p1`, `2026.06.02`. Build metadata after `+` is stored and ignored in comparisons.
#[derive(Debug, Clone)]
pub struct Version {
    text: String,
    numbers: Vec<u64>,
    /// The text after the numbers, without the separator: `beta.3`, `a`, `p1`.
    suffix: String,
}

impl Version {
    /// Reads a version that starts with a digit, or with `v` and a digit. `None`: the text does not.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
        if !text.starts_with(|character: char| character.is_ascii_digit()) {
            return None;
        }
        let comparable = text.split('+').next().unwrap_or(text);
        let mut numbers = Vec::new();
        let mut rest = comparable;
        loop {
            let digits = rest
                .find(|character: char| !character.is_ascii_digit())
                .unwrap_or(rest.len());
            let (number, after) = rest.split_at(digits);
            numbers.push(number.parse().ok()?);
            rest = after;
            match rest.strip_prefix(['.', '_']) {
                Some(next) if next.starts_with(|character: char| character.is_ascii_digit()) => rest = next,
                _ => break,
            }
        }
        let suffix = rest.trim_start_matches(['-', '.', '~', '_']).to_owned();
        Some(Self {
            text: text.to_owned(),
            numbers,
            suffix,
        })
    }

    /// The leading numbers, at least one.
    pub fn numbers(&self) -> &[u64] {
        &self.numbers
    }

    /// Whether it is a development or test build: `alpha`, `beta`, `rc`, `dev`, `SNAPSHOT` …
    pub fn is_prerelease(&self) -> bool {
        let suffix = self.suffix.to_ascii_lowercase();
        [
            "alpha", "beta", "rc", "pre", "dev", "nightly", "snapshot", "canary", "next", "preview", "m",
        ]
        .iter()
        .any(|word| {
            suffix
                .strip_prefix(word)
                .is_some_and(|rest| !rest.starts_with(|character: char| character.is_ascii_alphabetic()))
        })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl Ord for Version {
    /// By numbers (a missing one is 0). A pre-release is before its release, and a patch letter after it.
    fn cmp(&self, other: &Self) -> Ordering {
        let length = self.numbers.len().max(other.numbers.len());
        let number = |version: &Self, index: usize| version.numbers.get(index).copied().unwrap_or(0);
        (0..length)
            .map(|index| number(self, index).cmp(&number(other, index)))
            .find(|ordering| ordering.is_ne())
            .unwrap_or_else(|| (!self.is_prerelease()).cmp(&!other.is_prerelease()))
            .then_with(|| compare_suffixes(&self.suffix, &other.suffix))
    }
}

/// By dot-separated parts. Numbers are compared as numbers and come before words.
fn compare_suffixes(left: &str, right: &str) -> Ordering {
    let parts = |text: &str| -> Vec<(u64, String)> {
        text.split(['.', '-'])
            .filter(|part| !part.is_empty())
            .map(|part| (part.parse().unwrap_or(u64::MAX), part.to_owned()))
            .collect()
    };
    parts(left).cmp(&parts(right))
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Version {}

/// The part of a range that its notation does not allow.
struct Unreadable {
    /// `None`: the whole range.
    part: Option<String>,
}

impl Unreadable {
    fn part(part: &str) -> Self {
        Self {
            part: Some(part.to_owned()).filter(|part| !part.is_empty()),
        }
    }

    fn whole() -> Self {
        Self { part: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn version(text: &str) -> Version {
        Version::parse(text).unwrap()
    }

    #[test]
    fn versions_are_ordered_as_people_expect() {
        let ordered = [
            "1",
            "1.8.0_302",
            "1.9.0-beta.3",
            "1.9.0-beta.11",
            "1.9.0-rc1",
            "1.9.0",
            "1.10",
            "3.3",
            "3.3a",
            "9.2p1",
            "20.20.2",
            "2026.06.02",
        ];
        for pair in ordered.windows(2) {
            assert!(version(pair[0]) < version(pair[1]), "{pair:?}");
        }
        assert_eq!(version("1.2"), version("v1.2.0"));
        assert_eq!(version("1.2+build7"), version("1.2"));
    }

    #[test]
    fn a_version_must_start_with_a_number() {
        assert_eq!(
            ["", "unknown", "dev-2024-03", "-1", "v", "r1234"].map(|text| Version::parse(text).is_some()),
            [false; 6]
        );
        assert!(Version::parse("99999999999999999999999").is_none());
    }

    proptest! {
        #[test]
        fn agrees_with_semver(left in "(0|[1-9][0-9]{0,3})\\.(0|[1-9][0-9]{0,3})\\.(0|[1-9][0-9]{0,3})", right in "(0|[1-9][0-9]{0,3})\\.(0|[1-9][0-9]{0,3})\\.(0|[1-9][0-9]{0,3})") {
            let numbers = |text: &str| -> Vec<u64> { text.split('.').map(|part| part.parse().unwrap()).collect() };
            prop_assert_eq!(version(&left).cmp(&version(&right)), numbers(&left).cmp(&numbers(&right)));
        }

        #[test]
        fn the_order_is_total(texts in proptest::collection::vec("[0-9]{1,2}(\\.[0-9]{1,2}){0,2}(-(rc|beta|p)[0-9])?", 3)) {
            let [a, b, c] = [version(&texts[0]), version(&texts[1]), version(&texts[2])];
            prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
            if a <= b && b <= c { prop_assert!(a <= c); }
        }
    }
}
