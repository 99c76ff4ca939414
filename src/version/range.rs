//! A range of versions in any notation.

use std::fmt;
use std::sync::Arc;

use super::dialect_range::{DialectRange, shared};
use super::interval::{Cover, Interval, compare_numbers};
use super::{Dialect, Version};
use super::{cargo, composer, dart, elixir, gem, maven, npm, pep440, poetry, prefix, rustup, terraform, version_files};

/// The longest range that is read, in bytes. Real ones are far shorter.
const LONGEST: usize = 1000;

/// A range of versions from a project's file.
///
/// Two ranges are equal if text and notation are. `Display` gives the text.
#[derive(Clone)]
pub struct VersionRange {
    text: String,
    dialect: Dialect,
    range: Arc<dyn DialectRange>,
}

/// The text is not a range in its notation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RangeError {
    /// The text is too long.
    #[error("a version range of {length} bytes is too long: the most that is read is {LONGEST}")]
    TooLong {
        /// Its length in bytes.
        length: usize,
    },
    /// The notation does not allow a part of it.
    #[error("cannot read `{part}` in the version range `{text}`")]
    Unreadable {
        /// The whole range.
        text: String,
        /// The part that cannot be read; the whole text if it is no smaller part.
        part: String,
    },
}

impl VersionRange {
    /// Reads a range. The notation decides what a bare `1.2` means: `^1.2` to Cargo, 1.2.x to a prefix.
    pub fn parse(text: &str, dialect: Dialect) -> Result<Self, RangeError> {
        if text.len() > LONGEST {
            return Err(RangeError::TooLong { length: text.len() });
        }
        let range: Result<Arc<dyn DialectRange>, super::Unreadable> = match dialect {
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
        match range {
            Ok(range) => Ok(Self {
                text: text.to_owned(),
                dialect,
                range,
            }),
            Err(super::Unreadable { part }) => Err(RangeError::Unreadable {
                text: text.to_owned(),
                part: part.unwrap_or_else(|| text.to_owned()),
            }),
        }
    }

    /// Whether it allows this version, as reported by a tool: `20.20.2`, `1.22rc1`, `21.0.2+13`, `2.47.1.windows.2`.
    ///
    /// The result is that of the ecosystem's reference implementation, pre-releases included. A version that is not in the ecosystem's form
    /// is compared by its numbers and pre-release. Callers must handle changed numbering themselves: Java 8 reports 1.8, which is not
    /// treated as 8 here.
    ///
    /// `None`: unknown. The version does not start with a number, or the range names no version: the user's own build (`ref:…`), another
    /// implementation (`pypy3.10-7.3.12`).
    pub fn allows(&self, version: &str) -> Option<bool> {
        if version.len() > LONGEST {
            return None;
        }
        self.range.allows(version.trim())
    }

    /// Whether both allow a common release, in any two notations. `None`: unknown.
    ///
    /// A common pre-release does not count, unless one of the ranges names it; then the answer is `None`.
    pub fn overlaps(&self, other: &Self) -> Option<bool> {
        self.range.cover().meets(&other.range.cover())
    }

    /// Whether some release of this line (`22`, `3.12`) is allowed. True if unknown; false if `line` is not a version.
    pub fn allows_line(&self, line: &str) -> bool {
        let Some(line) = Version::parse(line) else {
            return false;
        };
        let line = Cover::of(vec![Interval::line(line.numbers())]);
        self.range.cover().meets(&line) != Some(false)
    }

    /// The lowest allowed release. `None`: there is no lower bound, or it is unknown.
    pub fn lower_bound(&self) -> Option<Version> {
        let cover = self.range.cover();
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

    /// The only version that it allows: `1.2.3` of `=1.2.3`, `==1.2.3`, `v1.2.3`. `None`: it allows others too, or names no version.
    pub fn exact(&self) -> Option<&str> {
        if !self.range.is_exact() {
            return None;
        }
        let start = self.text.find(|character: char| character.is_ascii_digit())?;
        let version = self.text.get(start..)?.trim_end_matches([' ', ']', '\t', '\n']);
        (self.range.allows(version) == Some(true)).then_some(version)
    }

    /// The notation.
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
