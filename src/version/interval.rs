//! Intervals of releases: what a range of any notation allows.

use std::cmp::Ordering;

/// The start or end of an interval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edge {
    /// The numbers as in the range; a missing one is 0.
    pub(super) numbers: Vec<u64>,
    /// Whether the release with exactly these numbers is included.
    pub(super) release: bool,
    /// Whether a pre-release or later build of exactly these numbers that the range names is included.
    pub(super) named: bool,
}

impl Edge {
    pub(super) fn including(numbers: &[u64]) -> Self {
        Self {
            numbers: numbers.to_vec(),
            release: true,
            named: false,
        }
    }

    pub(super) fn excluding(numbers: &[u64]) -> Self {
        Self {
            release: false,
            ..Self::including(numbers)
        }
    }
}

/// The versions between two bounds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Interval {
    pub(super) lower: Edge,
    /// `None`: unlimited.
    pub(super) upper: Option<Edge>,
}

/// Whether an interval contains a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Contents {
    Nothing,
    /// At most a pre-release or build that a range names.
    Perhaps,
    Release,
}

impl Interval {
    pub(super) fn everything() -> Self {
        Self::from(&[])
    }

    /// This release and all later ones.
    pub(super) fn from(numbers: &[u64]) -> Self {
        Self {
            lower: Edge::including(numbers),
            upper: None,
        }
    }

    /// The releases whose first numbers are these: `[3, 12]` is 3.12, 3.12.1 and so on, below 3.13.
    pub(super) fn line(numbers: &[u64]) -> Self {
        Self {
            lower: Edge::including(numbers),
            upper: Some(Edge::excluding(&next_line(numbers))),
        }
    }

    /// The intervals below and above it. It must be limited on both sides.
    pub(super) fn outside(self) -> Vec<Self> {
        let below = Self {
            upper: Some(Edge::excluding(&self.lower.numbers)),
            ..Self::everything()
        };
        let above = self.upper.map(|upper| Self::from(&upper.numbers));
        [Some(below), above].into_iter().flatten().collect()
    }

    /// The intersection of several lists of intervals.
    pub(super) fn all(lists: impl IntoIterator<Item = Vec<Self>>) -> Vec<Self> {
        // Each `!=` may split an interval. Beyond this number, excluded single releases are ignored.
        const MOST: usize = 32;
        lists.into_iter().fold(vec![Self::everything()], |intervals, next| {
            if intervals.len() > MOST && next.len() > 1 {
                return intervals;
            }
            intervals
                .iter()
                .flat_map(|interval| next.iter().filter_map(|other| interval.clone().and(other.clone())))
                .collect()
        })
    }

    /// The intersection, if it is not empty.
    pub(super) fn and(self, other: Self) -> Option<Self> {
        let lower = inner(self.lower, other.lower, Ordering::Greater);
        let upper = match (self.upper, other.upper) {
            (Some(left), Some(right)) => Some(inner(left, right, Ordering::Less)),
            (left, right) => left.or(right),
        };
        let joined = Self { lower, upper };
        (joined.contents() != Contents::Nothing).then_some(joined)
    }

    /// What it contains.
    fn contents(&self) -> Contents {
        let Some(upper) = &self.upper else {
            return Contents::Release;
        };
        match compare_numbers(&self.lower.numbers, &upper.numbers) {
            Ordering::Less => Contents::Release,
            Ordering::Equal if self.lower.release && upper.release => Contents::Release,
            Ordering::Equal if self.lower.named || upper.named => Contents::Perhaps,
            Ordering::Equal | Ordering::Greater => Contents::Nothing,
        }
    }
}

/// The narrower of two bounds; with equal numbers, it includes what both include.
fn inner(left: Edge, right: Edge, further: Ordering) -> Edge {
    match compare_numbers(&left.numbers, &right.numbers) {
        Ordering::Equal => Edge {
            release: left.release && right.release,
            named: left.named && right.named,
            numbers: left.numbers,
        },
        ordering if ordering == further => left,
        _ => right,
    }
}

/// The releases that a range allows, as far as intervals can express it. No others are allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cover {
    /// Intervals whose releases are all allowed.
    pub(super) allowed: Vec<Interval>,
    /// Intervals of which some releases may be allowed.
    pub(super) perhaps: Vec<Interval>,
}

impl Cover {
    pub(super) fn of(allowed: Vec<Interval>) -> Self {
        Self {
            allowed,
            perhaps: Vec::new(),
        }
    }

    /// Nothing is known.
    pub(super) fn unknown() -> Self {
        Self {
            allowed: Vec::new(),
            perhaps: vec![Interval::everything()],
        }
    }

    pub(super) fn intervals(&self) -> impl Iterator<Item = &Interval> {
        self.allowed.iter().chain(&self.perhaps)
    }

    /// Whether both contain a common release. `None`: unknown.
    pub(super) fn meets(&self, other: &Self) -> Option<bool> {
        // Ranges have a few intervals each. Lists of hundreds of versions would be compared for milliseconds.
        const MOST_PAIRS: usize = 1024;
        if self.intervals().count() * other.intervals().count() > MOST_PAIRS {
            return None;
        }
        let is_below = |one: &Interval, other: &Interval| {
            let upper = one.upper.as_ref();
            upper.is_some_and(|upper| compare_numbers(&upper.numbers, &other.lower.numbers).is_lt())
        };
        let contents = |left: &Interval, right: &Interval| {
            if is_below(left, right) || is_below(right, left) {
                return Contents::Nothing;
            }
            left.clone()
                .and(right.clone())
                .map_or(Contents::Nothing, |both| both.contents())
        };
        let certainly = self.allowed.iter().any(|left| {
            other
                .allowed
                .iter()
                .any(|right| contents(left, right) == Contents::Release)
        });
        if certainly {
            return Some(true);
        }
        let perhaps = self.intervals().any(|left| {
            other
                .intervals()
                .any(|right| contents(left, right) != Contents::Nothing)
        });
        if perhaps { None } else { Some(false) }
    }
}

/// Compares by numbers; a missing one is 0.
pub(super) fn compare_numbers(left: &[u64], right: &[u64]) -> Ordering {
    let number = |numbers: &[u64], index: usize| numbers.get(index).copied().unwrap_or(0);
    (0..left.len().max(right.len()))
        .map(|index| number(left, index).cmp(&number(right, index)))
        .find(|ordering| ordering.is_ne())
        .unwrap_or(Ordering::Equal)
}

/// The release line after this one: `[3, 12]` gives `[3, 13]`. For no numbers, a bound above all versions.
pub(super) fn next_line(numbers: &[u64]) -> Vec<u64> {
    match numbers.split_last() {
        Some((last, first)) => first.iter().copied().chain([last.saturating_add(1)]).collect(),
        None => vec![u64::MAX],
    }
}
