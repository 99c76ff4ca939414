//! Ranges without operators: a version as a prefix of others, and a version as a minimum.

use super::dialect_range::DialectRange;
use super::interval::{Cover, Edge, Interval, compare_numbers};
use super::{Unreadable, Version};

/// Words before a version whose numbers are not the language's: another implementation, or a distribution of it.
const OTHER_NUMBERING: [&str; 20] = [
    "anaconda",
    "artichoke",
    "graalpy",
    "graalvm",
    "iojs",
    "ironpython",
    "jruby",
    "jython",
    "liberica-nik",
    "mambaforge",
    "mandrel",
    "maglev",
    "micropython",
    "miniconda",
    "miniforge",
    "mruby",
    "pypy",
    "pyston",
    "rbx",
    "truffleruby",
];

/// Java vendors whose numbers after the first are their own.
const OWN_NUMBERS_AFTER_FIRST: [&str; 2] = ["zulu", "kona"];

/// `3.11`, `temurin-17.0.1`, `v20`, or a word that names no version.
#[derive(Debug)]
pub(super) enum Prefix {
    /// A version and all that start with it.
    Line(Line),
    /// `latest`, `system`: any version.
    Any,
    /// The user's own build, or another implementation: its version is not the tool's.
    Other,
}

/// The version of a prefix.
#[derive(Debug)]
pub(super) struct Line {
    numbers: Vec<u64>,
    /// `rc1` of `3.13.0rc1`.
    prerelease: Option<Version>,
    /// Whether a vendor is named: its version may have more numbers than the tool prints.
    vendor: bool,
}

impl Prefix {
    pub(super) fn parse(text: &str) -> Result<Self, Unreadable> {
        let text = text.trim();
        match text {
            "" => Err(Unreadable::whole()),
            "latest" | "system" | "stable" | "default" | "current" | "*" => Ok(Self::Any),
            _ if ["ref:", "path:", "url:", "file:", "tag:", "branch:", "rev:"]
                .iter()
                .any(|scheme| text.starts_with(scheme)) =>
            {
                Ok(Self::Other)
            }
            _ => Line::parse(text),
        }
    }
}

impl Line {
    fn parse(text: &str) -> Result<Prefix, Unreadable> {
        let (vendor, number) = split_vendor(text).ok_or_else(Unreadable::whole)?;
        let vendor = vendor.to_ascii_lowercase();
        if names_other_numbering(&vendor) {
            return Ok(Prefix::Other);
        }
        let number = number.trim_end_matches(".x").trim_end_matches(".*");
        let version = Version::parse(number).ok_or_else(Unreadable::whole)?;
        let fixed = if OWN_NUMBERS_AFTER_FIRST.iter().any(|word| vendor.starts_with(word)) {
            1
        } else {
            version.numbers.len()
        };
        let prerelease = version.is_prerelease() || is_python_prerelease(&version.suffix);
        // `3.13-dev` becomes 3.13, whatever it is called today.
        let prerelease = prerelease && !version.suffix.eq_ignore_ascii_case("dev");
        Ok(Prefix::Line(Self {
            numbers: version.numbers.iter().copied().take(fixed).collect(),
            vendor: !vendor.is_empty() || (!prerelease && !version.suffix.is_empty()),
            prerelease: prerelease.then_some(version),
        }))
    }

    pub(super) fn is_prerelease(&self) -> bool {
        self.prerelease.is_some()
    }

    fn allows(&self, version: &Version) -> bool {
        if let Some(prerelease) = &self.prerelease {
            return version == prerelease;
        }
        let given = version.numbers.len().max(3);
        let compared = if self.vendor {
            self.numbers.len().min(given)
        } else {
            self.numbers.len()
        };
        (0..compared).all(|index| {
            self.numbers.get(index).copied().unwrap_or(0) == version.numbers.get(index).copied().unwrap_or(0)
        })
    }

    fn interval(&self) -> Interval {
        match &self.prerelease {
            Some(_) => {
                let edge = Edge {
                    numbers: self.numbers.clone(),
                    release: false,
                    named: true,
                };
                Interval {
                    lower: edge.clone(),
                    upper: Some(edge),
                }
            }
            None if self.vendor => Interval::line(self.numbers.get(..3).unwrap_or(&self.numbers)),
            None => Interval::line(&self.numbers),
        }
    }
}

impl DialectRange for Prefix {
    fn allows(&self, version: &str) -> Option<bool> {
        let version = Version::parse(version)?;
        match self {
            Self::Line(line) => Some(line.allows(&version)),
            Self::Any => Some(true),
            Self::Other => None,
        }
    }

    fn cover(&self) -> Cover {
        match self {
            Self::Line(line) => Cover::of(vec![line.interval()]),
            Self::Any => Cover::of(vec![Interval::everything()]),
            Self::Other => Cover::unknown(),
        }
    }

    fn is_exact(&self) -> bool {
        matches!(self, Self::Line(line) if line.numbers.len() >= 3 || line.prerelease.is_some())
    }
}

/// Splits `temurin-17.0.1` before its version. `None`: it has no version.
///
/// The version starts at the beginning, after `v`, at the first part after a `-` that starts with a digit, or as in `go1.21`.
fn split_vendor(text: &str) -> Option<(&str, &str)> {
    if text.contains(|character: char| character.is_whitespace() || "<>=^|,;".contains(character)) {
        return None;
    }
    let begins = |text: &str| text.starts_with(|character: char| character.is_ascii_digit());
    let bare = text.strip_prefix(['v', 'V']).unwrap_or(text);
    if begins(bare) {
        return Some(("", bare));
    }
    if !bare.starts_with(|character: char| character.is_ascii_alphabetic()) {
        return None;
    }
    let dash = text.match_indices('-').find_map(|(index, _)| {
        let rest = text.get(index + 1..)?;
        let rest = rest.strip_prefix('v').unwrap_or(rest);
        begins(rest).then(|| (text.get(..index).unwrap_or_default(), rest))
    });
    if dash.is_some() {
        return dash;
    }
    let digit = text.find(|character: char| character.is_ascii_digit())?;
    let (word, number) = text.split_at(digit);
    word.chars()
        .all(|character| character.is_ascii_alphabetic())
        .then_some((word, number))
}

fn names_other_numbering(vendor: &str) -> bool {
    // GraalVM's community edition had its own numbers until 2023, and has Java's since then.
    let java_numbered = vendor == "graalvm-community" || vendor == "graalvm-jdk";
    !java_numbered && OTHER_NUMBERING.iter().any(|word| vendor.starts_with(word))
}

/// `a1`, `b2`, `rc1`: pre-releases as Python and similar tools write them.
fn is_python_prerelease(suffix: &str) -> bool {
    suffix
        .strip_prefix(['a', 'b'])
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A minimum version.
///
/// For equal numbers it follows Go (source: the documentation of `go/version`): 1.21 is the language version, before 1.21rc1, which
/// is before 1.21.0. A pre-release with all numbers, such as rustc's `1.70.0-nightly`, counts as its release, as in Cargo
/// (source: its reference, `rust-version`).
#[derive(Debug)]
pub(super) struct Minimum(Version);

impl Minimum {
    pub(super) fn parse(text: &str) -> Result<Self, Unreadable> {
        let (_, number) = split_vendor(text.trim()).ok_or_else(Unreadable::whole)?;
        Version::parse(number).map(Self).ok_or_else(Unreadable::whole)
    }
}

impl DialectRange for Minimum {
    fn allows(&self, version: &str) -> Option<bool> {
        let (_, number) = split_vendor(version)?;
        let version = Version::parse(number)?;
        let ordering = compare_numbers(&version.numbers, &self.0.numbers);
        if ordering.is_ne() {
            return Some(ordering.is_gt());
        }
        Some(match (self.0.is_prerelease(), version.is_prerelease()) {
            (false, true) => version.numbers.len() >= self.0.numbers.len(),
            (true, _) => version >= self.0,
            (false, false) => true,
        })
    }

    fn cover(&self) -> Cover {
        Cover::of(vec![Interval {
            lower: Edge {
                named: self.0.is_prerelease(),
                ..Edge::including(&self.0.numbers)
            },
            upper: None,
        }])
    }

    fn is_exact(&self) -> bool {
        false
    }
}
