//! What ranges of all dialects come to: stretches of the number line of releases.

use std::cmp::Ordering;

/// Where a stretch begins or ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edge {
    /// As the range has them; a missing one is 0.
    pub(super) numbers: Vec<u64>,
    /// The release with these very numbers belongs to it.
    pub(super) release: bool,
    /// So does a pre-release, or a later build, of these very numbers that the range names.
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

/// Versions from one edge to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Interval {
    pub(super) lower: Edge,
    /// `None`: without end.
    pub(super) upper: Option<Edge>,
}

/// A release, and whether something with its numbers and more belongs too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meeting {
    Nothing,
    /// Only something that a range names beside the release.
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

    /// The releases whose first numbers are these: `[3, 12]` is 3.12, 3.12.1 and so on, up to 3.13.
    pub(super) fn line(numbers: &[u64]) -> Self {
        Self {
            lower: Edge::including(numbers),
            upper: Some(Edge::excluding(&next_line(numbers))),
        }
    }

    /// What is below and above it. Both must have an end.
    pub(super) fn outside(self) -> Vec<Self> {
        let below = Self {
            upper: Some(Edge::excluding(&self.lower.numbers)),
            ..Self::everything()
        };
        let above = self.upper.map(|upper| Self::from(&upper.numbers));
        [Some(below), above].into_iter().flatten().collect()
    }

    /// The stretches that are in one of each list.
    pub(super) fn all(lists: impl IntoIterator<Item = Vec<Self>>) -> Vec<Self> {
        // Each `!=` may cut a stretch in two. Past this many, the holes of single releases are not kept.
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

    /// The part that both have, as far as there is one.
    pub(super) fn and(self, other: Self) -> Option<Self> {
        let lower = inner(self.lower, other.lower, Ordering::Greater);
        let upper = match (self.upper, other.upper) {
            (Some(left), Some(right)) => Some(inner(left, right, Ordering::Less)),
            (left, right) => left.or(right),
        };
        let joined = Self { lower, upper };
        (joined.meeting() != Meeting::Nothing).then_some(joined)
    }

    /// What is in it.
    fn meeting(&self) -> Meeting {
        let Some(upper) = &self.upper else {
            return Meeting::Release;
        };
        match compare_numbers(&self.lower.numbers, &upper.numbers) {
            Ordering::Less => Meeting::Release,
            Ordering::Equal if self.lower.release && upper.release => Meeting::Release,
            Ordering::Equal if self.lower.named || upper.named => Meeting::Perhaps,
            Ordering::Equal | Ordering::Greater => Meeting::Nothing,
        }
    }
}

/// The edge further in; where both are at the same numbers, what both let in.
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

/// What a range allows, as far as the number line can say it. Outside of these stretches it allows nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cover {
    /// All releases in these are allowed.
    pub(super) allowed: Vec<Interval>,
    /// Some in these may be.
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

    /// A release is in both. `None`: cannot be told.
    pub(super) fn meets(&self, other: &Self) -> Option<bool> {
        let meeting = |left: &Interval, right: &Interval| {
            left.clone()
                .and(right.clone())
                .map_or(Meeting::Nothing, |both| both.meeting())
        };
        let certainly = self.allowed.iter().any(|left| {
            other
                .allowed
                .iter()
                .any(|right| meeting(left, right) == Meeting::Release)
        });
        if certainly {
            return Some(true);
        }
        let perhaps = self
            .intervals()
            .any(|left| other.intervals().any(|right| meeting(left, right) != Meeting::Nothing));
        if perhaps { None } else { Some(false) }
    }
}

/// By numbers; a missing one is 0.
pub(super) fn compare_numbers(left: &[u64], right: &[u64]) -> Ordering {
    let number = |numbers: &[u64], index: usize| numbers.get(index).copied().unwrap_or(0);
    (0..left.len().max(right.len()))
        .map(|index| number(left, index).cmp(&number(right, index)))
        .find(|ordering| ordering.is_ne())
        .unwrap_or(Ordering::Equal)
}

/// The line after this one: `[3, 12]` gives `[3, 13]`. After no numbers comes nothing that a version has.
pub(super) fn next_line(numbers: &[u64]) -> Vec<u64> {
    match numbers.split_last() {
        Some((last, first)) => first.iter().copied().chain([last.saturating_add(1)]).collect(),
        None => vec![u64::MAX],
    }
}
