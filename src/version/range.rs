//! A range of versions, in any dialect.

use std::fmt;
use std::sync::Arc;

use super::interval::{Cover, Interval, compare_numbers};
use super::judge::{Judge, shared};
use super::{Dialect, Version};
use super::{cargo, composer, dart, elixir, gem, maven, npm, pep440, poetry, prefix, rustup, terraform, version_files};

/// Bytes of a range that are read; what people write is far shorter.
const LONGEST: usize = 1000;

/// Which versions will do, as a project's file says it.
///
/// Two are equal when text and dialect are; `Display` gives the text.
#[derive(Clone)]
pub struct VersionRange {
    text: String,
    dialect: Dialect,
    judge: Arc<dyn Judge>,
}

/// A text that is not a range of its dialect.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RangeError {
    /// Longer than any range that people write.
    #[error("a version range of {length} bytes is too long: the most that is read is {LONGEST}")]
    TooLong {
        /// Bytes of the text.
        length: usize,
    },
    /// The dialect has no such form.
    #[error("cannot read `{part}` in the version range `{text}`")]
    Unreadable {
        /// The whole range.
        text: String,
        /// What in it cannot be read; the whole where no smaller part is to blame.
        part: String,
    },
}

impl VersionRange {
    /// Reads a range. A bare `1.2` means what it means in the dialect: `^1.2` to Cargo, 1.2.x to a prefix.
    pub fn parse(text: &str, dialect: Dialect) -> Result<Self, RangeError> {
        if text.len() > LONGEST {
            return Err(RangeError::TooLong { length: text.len() });
        }
        let judge: Result<Arc<dyn Judge>, super::Unreadable> = match dialect {
            Dialect::Npm => npm::Range::parse(text).map(shared),
            Dialect::Pep440 => pep440::Range::parse(text).map(shared),
            Dialect::Poetry => poetry::Range::parse(text).map(shared),
            Dialect::Gem => gem::Range::parse(text).map(shared),
            Dialect::Terraform => terraform::Range::parse(text).map(shared),
            Dialect::Elixir => elixir::Range::parse(text).map(shared),
            Dialect::Composer => composer::Range::parse(text).map(shared),
            Dialect::Cargo => cargo::Range::parse(text).map(shared),
            Dialect::Dart => dart::Range::parse(text).map(shared),
            Dialect::Maven => maven::Range::parse(text).map(shared),
            Dialect::Minimum => prefix::Minimum::parse(text).map(shared),
            Dialect::Prefix => prefix::Prefix::parse(text).map(shared),
            Dialect::Asdf => version_files::parse_asdf(text),
            Dialect::Nvm => version_files::parse_nvm(text),
            Dialect::Rustup => rustup::Toolchain::parse(text).map(shared),
        };
        match judge {
            Ok(judge) => Ok(Self {
                text: text.to_owned(),
                dialect,
                judge,
            }),
            Err(super::Unreadable { part }) => Err(RangeError::Unreadable {
                text: text.to_owned(),
                part: part.unwrap_or_else(|| text.to_owned()),
            }),
        }
    }

    /// Whether it allows this version, as a tool reports it: `20.20.2`, `1.22rc1`, `21.0.2+13`, `2.47.1.windows.2`.
    ///
    /// It decides as the ecosystem's own judge does, pre-releases included. A version that is not of the ecosystem's form
    /// counts by its numbers and pre-release. A name that changed its numbering is the asker's to know: Java 8 calls itself
    /// 1.8, and nothing here takes the one for the other.
    ///
    /// `None`: cannot be told. The version has no number at the start, or the range names something else than a version:
    /// a build of one's own (`ref:…`), another implementation (`pypy3.10-7.3.12`).
    pub fn allows(&self, version: &str) -> Option<bool> {
        if version.len() > LONGEST {
            return None;
        }
        self.judge.allows(version.trim())
    }

    /// Some release is allowed by both, whatever their dialects. `None`: cannot be told.
    ///
    /// A pre-release that only both allow does not count, unless one of them names it; then the answer is `None`.
    pub fn overlaps(&self, other: &Self) -> Option<bool> {
        self.judge.cover().meets(&other.judge.cover())
    }

    /// Some release of this line (`22`, `3.12`) is allowed. True as well where it cannot be told; false where `line` is no version.
    pub fn allows_line(&self, line: &str) -> bool {
        let Some(line) = Version::parse(line) else {
            return false;
        };
        let line = Cover::of(vec![Interval::line(line.numbers())]);
        self.judge.cover().meets(&line) != Some(false)
    }

    /// The release below which none is allowed. `None`: there is no such bound, or none is known.
    pub fn lower_bound(&self) -> Option<Version> {
        let cover = self.judge.cover();
        let lowest = cover
            .intervals()
            .map(|interval| &interval.lower.numbers)
            .min_by(|left, right| compare_numbers(left, right))?;
        if compare_numbers(lowest, &[]).is_eq() {
            return None;
        }
        let numbers: Vec<String> = lowest.iter().map(u64::to_string).collect();
        Version::parse(&numbers.join("."))
    }

    /// The one version that it names: `1.2.3` of `=1.2.3`, `==1.2.3`, `v1.2.3`. `None`: it allows others too, or names no version.
    pub fn exact(&self) -> Option<&str> {
        if !self.judge.names_one() {
            return None;
        }
        let start = self.text.find(|character: char| character.is_ascii_digit())?;
        let version = self.text.get(start..)?.trim_end_matches([' ', ']', '\t', '\n']);
        (self.judge.allows(version) == Some(true)).then_some(version)
    }

    /// How it is written.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }
}

impl PartialEq for VersionRange {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text && self.dialect == other.dialect
    }
}

impl Eq for VersionRange {}

impl fmt::Debug for VersionRange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}({:?})", self.dialect, self.text)
    }
}

impl fmt::Display for VersionRange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests;
