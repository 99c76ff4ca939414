//! One rule: what it costs, why it matters, how it is checked.

use std::borrow::Cow;

use serde::Deserialize;

use crate::scan::{Outcome, Severity};

/// Something that is checked on a machine.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its permanent id; the key of its table in the file.
    #[serde(skip)]
    pub id: String,
    /// The category that it belongs to.
    pub category: String,
    /// How much it matters.
    pub severity: Severity,
    /// What one failing subject costs; a warning or an unknown costs half of it.
    pub points: u32,
    /// The most that all its subjects cost together, in points, while it is not required.
    pub cap: u32,
    /// The rule in a few words, for each outcome.
    pub title: Titles,
    /// Why it matters, in sentences.
    pub why: String,
    /// How it is checked, in sentences.
    pub how: String,
    /// Where "too little" begins, for a rule that measures.
    #[serde(default)]
    pub limits: Limits,
}

/// A rule in a few words.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Titles {
    /// When it holds: `Disks have free space`.
    pub pass: String,
    /// When it does not: `Disks are almost full`.
    pub fail: String,
    /// When that is not known. `None`: made of `pass`.
    #[serde(default)]
    pub unknown: Option<String>,
}

impl Titles {
    /// The title to show beside an outcome.
    pub fn of(&self, outcome: Outcome) -> Cow<'_, str> {
        match outcome {
            Outcome::Pass => Cow::Borrowed(&self.pass),
            Outcome::Fail | Outcome::Warn => Cow::Borrowed(&self.fail),
            Outcome::Unknown => match &self.unknown {
                Some(title) => Cow::Borrowed(title),
                None => Cow::Owned(format!("Could not check: {}", self.pass)),
            },
            Outcome::Skipped => Cow::Owned(format!("Skipped: {}", self.pass)),
        }
    }
}

/// Where "too little" begins.
///
/// With both bytes and per cent, the lower one holds: 10 GiB is little on a laptop's disk, and more than all of a small `tmpfs`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Less than this fails, in bytes.
    pub fail_below_bytes: Option<u64>,
    /// Less than this share of the whole fails, in per cent.
    pub fail_below_percent: Option<u64>,
    /// Less than this is a warning, in bytes.
    pub warn_below_bytes: Option<u64>,
    /// Less than this share of the whole is a warning, in per cent.
    pub warn_below_percent: Option<u64>,
}

impl Limits {
    /// The limit for a failure, for that total. `None`: there is none.
    pub fn fail_below(&self, total: u64) -> Option<u64> {
        lower(self.fail_below_bytes, self.fail_below_percent, total)
    }

    /// The limit for a warning, for that total. `None`: there is none.
    pub fn warn_below(&self, total: u64) -> Option<u64> {
        lower(self.warn_below_bytes, self.warn_below_percent, total)
    }
}

fn lower(amount: Option<u64>, percent: Option<u64>, total: u64) -> Option<u64> {
    let share = percent.map(|percent| total / 100 * percent + total % 100 * percent / 100);
    match (amount, share) {
        (Some(amount), Some(share)) => Some(amount.min(share)),
        (amount, share) => amount.or(share),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lower_limit_holds() {
        let limits = Limits {
            fail_below_bytes: Some(1000),
            fail_below_percent: Some(5),
            ..Limits::default()
        };
        assert_eq!(limits.fail_below(100_000), Some(1000));
        assert_eq!(limits.fail_below(2_010), Some(100));
        assert_eq!(limits.fail_below(u64::MAX), Some(1000));
        assert_eq!(limits.warn_below(100_000), None);
    }
}
