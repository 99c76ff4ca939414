//! Maven's ranges. Sources: Maven's page on the POM (dependency version requirements), and the documentation of `ComparableVersion`.

mod comparable;

use super::Unreadable;
use super::comparator::{Comparator, Operator, intervals_of_all};
use super::dialect_range::DialectRange;
use super::interval::Cover;
use comparable::Comparable;

type Group = Vec<Comparator<Comparable>>;

/// Alternatives: a version must be in one of the intervals.
#[derive(Debug)]
pub(super) struct Range {
    groups: Vec<Group>,
    is_exact: bool,
}

impl Range {
    pub(super) fn parse(text: &str) -> Result<Self, Unreadable> {
        let mut groups = Vec::new();
        let mut rest = text.trim();
        let mut end: Option<Comparable> = None;
        while rest.starts_with(['[', '(']) {
            let close = rest.find([']', ')']).ok_or_else(|| Unreadable::part(rest))?;
            let (interval, after) = rest.split_at(close + 1);
            let unreadable = || Unreadable::part(interval);
            let interval_read = Bounds::parse(interval).ok_or_else(unreadable)?;
            // They must be sorted, and only the last may be unlimited.
            if let Some(end) = &end
                && interval_read.lower.as_ref().is_none_or(|lower| lower < end)
            {
                return Err(unreadable());
            }
            end.clone_from(&interval_read.upper);
            groups.push(interval_read.comparators());
            rest = after.trim();
            rest = rest.strip_prefix(',').unwrap_or(rest).trim();
        }
        let single = groups.as_slice();
        let is_exact =
            matches!(single, [group] if matches!(group.as_slice(), [one] if one.operator == Operator::Equal));
        if rest.is_empty() && !groups.is_empty() {
            return Ok(Self { groups, is_exact });
        }
        if rest.is_empty() || !groups.is_empty() {
            return Err(Unreadable::part(rest));
        }
        // For Maven a bare version is a recommendation; in a requirement it is the minimum.
        let least = Comparator::new(Operator::GreaterOrEqual, Comparable::parse(rest));
        Ok(Self {
            groups: vec![vec![least]],
            is_exact: false,
        })
    }
}

/// The text between two brackets.
struct Bounds {
    lower: Option<Comparable>,
    lower_included: bool,
    upper: Option<Comparable>,
    upper_included: bool,
}

impl Bounds {
    fn parse(text: &str) -> Option<Self> {
        let lower_included = text.starts_with('[');
        let upper_included = text.ends_with(']');
        let inside = text.get(1..text.len() - 1)?.trim();
        let Some((lower, upper)) = inside.split_once(',') else {
            let one = Some(Comparable::parse(inside));
            return (lower_included && upper_included).then_some(Self {
                lower: one.clone(),
                lower_included,
                upper: one,
                upper_included,
            });
        };
        let (lower, upper) = (lower.trim(), upper.trim());
        let version = |text: &str| (!text.is_empty()).then(|| Comparable::parse(text));
        let bounds = Self {
            lower: version(lower),
            lower_included,
            upper: version(upper),
            upper_included,
        };
        let in_order = match (&bounds.lower, &bounds.upper) {
            (Some(lower), Some(upper)) if upper == lower => lower_included && upper_included,
            (Some(lower), Some(upper)) => upper > lower,
            _ => true,
        };
        in_order.then_some(bounds)
    }

    fn comparators(self) -> Group {
        match (self.lower, self.upper) {
            (Some(lower), Some(upper)) if lower == upper => vec![Comparator::new(Operator::Equal, lower)],
            (lower, upper) => {
                let above = if self.lower_included {
                    Operator::GreaterOrEqual
                } else {
                    Operator::Greater
                };
                let below = if self.upper_included {
                    Operator::LessOrEqual
                } else {
                    Operator::Less
                };
                let lower = lower.map(|version| Comparator::new(above, version));
                let upper = upper.map(|version| Comparator::new(below, version));
                lower.into_iter().chain(upper).collect()
            }
        }
    }
}

impl DialectRange for Range {
    fn allows(&self, version: &str) -> Option<bool> {
        let version = Comparable::parse_reported(version)?;
        let holds = |group: &Group| group.iter().all(|comparator| comparator.holds(&version));
        Some(self.groups.iter().any(holds))
    }

    fn cover(&self) -> Cover {
        Cover::of(self.groups.iter().flat_map(|group| intervals_of_all(group)).collect())
    }

    fn is_exact(&self) -> bool {
        self.is_exact
    }
}
