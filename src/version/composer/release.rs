//! Versions as Composer writes and orders them.

use std::cmp::Ordering;

use super::super::Version;
use super::super::comparator::OrderedVersion;

/// A version as written in a file: up to four numbers, a stability, optionally `dev`.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) numbers: Vec<u64>,
    /// `beta` and the digits after it.
    stability: Option<(Stability, Vec<u64>)>,
    dev: bool,
    /// Whether `-` is before the stability, or at the end.
    pub(super) after_dash: bool,
}

/// The kind of pre-release, in PHP's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stability {
    Dev,
    Alpha,
    Beta,
    Candidate,
    Stable,
    Patch,
}

/// The words for them; a word comes before its own prefixes.
const WORDS: [(&str, Stability); 9] = [
    ("stable", Stability::Stable),
    ("beta", Stability::Beta),
    ("b", Stability::Beta),
    ("rc", Stability::Candidate),
    ("alpha", Stability::Alpha),
    ("a", Stability::Alpha),
    ("patch", Stability::Patch),
    ("pl", Stability::Patch),
    ("p", Stability::Patch),
];

impl Written {
    /// Reads a version. Versions that are dates (`20240101`) and branches (`2.x-dev`) are not read.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
        let text = match text.split_once('+') {
            Some((_, "")) => return None,
            Some((text, build)) if !build.contains(char::is_whitespace) => text,
            _ => text,
        };
        let mut numbers = Vec::new();
        let mut rest = text;
        while numbers.len() < 4 {
            let digits = rest.len()
                - rest
                    .trim_start_matches(|character: char| character.is_ascii_digit())
                    .len();
            let (number, after) = rest.split_at(digits);
            numbers.push(number.parse().ok()?);
            rest = after;
            match after.strip_prefix('.') {
                Some(next) if next.starts_with(|character: char| character.is_ascii_digit()) && numbers.len() < 4 => {
                    rest = next;
                }
                _ => break,
            }
        }
        let first_length = text
            .find(|character: char| !character.is_ascii_digit())
            .unwrap_or(text.len());
        if first_length > 5 {
            return None;
        }
        let after_dash = rest.starts_with('-');
        let lower = rest.to_ascii_lowercase();
        let tail = lower.strip_prefix(['.', '_', '-']).unwrap_or(&lower);
        let (stability, tail) = split_stability(tail);
        let dev = tail.strip_prefix(['.', '-']).unwrap_or(tail);
        if !dev.is_empty() && dev != "dev" || (dev.is_empty() && !tail.is_empty()) {
            return None;
        }
        Some(Self {
            numbers,
            dev: dev == "dev",
            stability,
            after_dash,
        })
    }

    /// Whether it has only numbers.
    pub(super) fn is_plain(&self) -> bool {
        self.stability.is_none() && !self.dev
    }

    pub(super) fn is_stable(&self) -> bool {
        let stability = self.stability.as_ref().map(|(stability, _)| *stability);
        !self.dev && matches!(stability, None | Some(Stability::Stable | Stability::Patch))
            || stability == Some(Stability::Stable)
    }

    /// The form for comparisons.
    pub(super) fn release(&self) -> Release {
        let mut release = Release::of(&self.numbers);
        match &self.stability {
            Some((Stability::Stable, _)) => return release,
            Some((stability, digits)) => {
                release.tail.push(Part::Word(*stability));
                release.tail.extend(digits.iter().map(|digit| Part::Number(*digit)));
            }
            None => {}
        }
        if self.dev {
            release.tail.push(Part::Word(Stability::Dev));
        }
        release
    }
}

/// Splits off a word and the groups of digits after it.
fn split_stability(tail: &str) -> (Option<(Stability, Vec<u64>)>, &str) {
    let Some((word, stability)) = WORDS.into_iter().find(|(word, _)| tail.starts_with(word)) else {
        return (None, tail);
    };
    let mut rest = tail.strip_prefix(word).unwrap_or_default();
    let mut digits = Vec::new();
    loop {
        let next = rest.strip_prefix(['.', '-']).unwrap_or(rest);
        let length = next.len()
            - next
                .trim_start_matches(|character: char| character.is_ascii_digit())
                .len();
        let (number, after) = next.split_at(length);
        if length == 0 {
            return (Some((stability, digits)), rest);
        }
        digits.push(number.parse().unwrap_or(u64::MAX));
        rest = after;
    }
}

/// A version in the form for comparisons.
#[derive(Debug, Clone)]
pub(super) struct Release {
    /// The numbers as written. Composer has four; missing ones are 0.
    numbers: Vec<u64>,
    tail: Vec<Part>,
    /// Whether it stands for the point before all pre-releases of its numbers, which no file can name.
    floor: bool,
}

#[derive(Debug, Clone)]
enum Part {
    Number(u64),
    Word(Stability),
}

impl Release {
    fn of(numbers: &[u64]) -> Self {
        Self {
            numbers: numbers.to_vec(),
            tail: Vec::new(),
            floor: false,
        }
    }

    /// The point before all versions with these numbers.
    pub(super) fn first_build(numbers: &[u64]) -> Self {
        Self::of(numbers).followed_by("dev")
    }

    /// With a stability that is implied but not written.
    pub(super) fn followed_by(mut self, stability: &str) -> Self {
        let stability = stability.to_ascii_lowercase();
        let known = WORDS.iter().find(|(word, _)| *word == stability);
        self.floor = self.tail.is_empty();
        self.tail
            .push(Part::Word(known.map_or(Stability::Dev, |(_, stability)| *stability)));
        self
    }

    /// Reads a version by Composer's rules, and any other by its numbers and the pre-release that [`Version`] finds.
    pub(super) fn parse(text: &str) -> Option<Self> {
        if let Some(release) = Written::parse(text.trim()).map(|written| written.release()) {
            return Some(release);
        }
        let version = Version::parse(text)?;
        let release = Self::of(&version.numbers);
        Some(if version.is_prerelease() {
            release.followed_by("dev")
        } else {
            release
        })
    }
}

impl PartialEq for Release {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Release {}

impl Ord for Release {
    /// As PHP's `version_compare`: a number ranks like a release, after `rc` and before `p`.
    fn cmp(&self, other: &Self) -> Ordering {
        let parts = |release: &Self| -> Vec<Part> {
            let missing = 4_usize.saturating_sub(release.numbers.len());
            let numbers = release.numbers.iter().copied().chain(std::iter::repeat_n(0, missing));
            numbers.map(Part::Number).chain(release.tail.iter().cloned()).collect()
        };
        let (left, right) = (parts(self), parts(other));
        let length = left.len().max(right.len());
        (0..length)
            .map(|index| compare_parts(left.get(index), right.get(index)))
            .find(|ordering| ordering.is_ne())
            .unwrap_or(Ordering::Equal)
    }
}

fn compare_parts(left: Option<&Part>, right: Option<&Part>) -> Ordering {
    match (left, right) {
        (None, None) => Ordering::Equal,
        (Some(Part::Number(left)), Some(Part::Number(right))) => left.cmp(right),
        (Some(Part::Word(left)), Some(Part::Word(right))) => left.cmp(right),
        (Some(Part::Word(left)), _) => left.cmp(&Stability::Stable),
        (_, Some(Part::Word(right))) => Stability::Stable.cmp(right),
        (Some(Part::Number(_)), None) => Ordering::Greater,
        (None, Some(Part::Number(_))) => Ordering::Less,
    }
}

impl PartialOrd for Release {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl OrderedVersion for Release {
    fn numbers(&self) -> &[u64] {
        &self.numbers
    }

    fn stage(&self) -> Ordering {
        match self.tail.first() {
            Some(Part::Word(stability)) => stability.cmp(&Stability::Stable),
            Some(Part::Number(_)) => Ordering::Greater,
            None => Ordering::Equal,
        }
    }

    fn is_named(&self) -> bool {
        !self.floor && !self.tail.is_empty()
    }
}
