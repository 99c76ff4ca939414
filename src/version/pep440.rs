//! Python's ranges (PEP 440). The crate `pep440_rs` parses versions. Matching follows PyPI's `packaging`, also where the crate
//! differs: a version with fewer numbers than `==3.1.*`.

use std::cmp::Ordering;

use pep440_rs::{Version as PythonVersion, VersionSpecifier};

use super::comparator::{Comparator, Operator, OrderedVersion};
use super::dialect_range::DialectRange;
use super::interval::{Cover, Interval, compare_numbers};
use super::{Unreadable, Version};

/// All of these must hold.
#[derive(Debug)]
pub(super) struct Range(Vec<Specifier>);

#[derive(Debug)]
enum Specifier {
    /// `>=3.9`, `!=3.9.1`
    Comparison(Comparator<PythonVersion>),
    /// `==3.12.*`
    Line(PythonVersion),
    /// `!=3.12.*`
    NotLine(PythonVersion),
    /// `~=3.11`: at least this, with all numbers but the last fixed.
    Compatible(PythonVersion),
    /// `===3.11`: the exact text.
    Text(String),
}

impl Range {
    pub(super) fn parse(text: &str) -> Result<Self, Unreadable> {
        text.split(',')
            .map(str::trim)
            .filter(|specifier| !specifier.is_empty())
            .map(|specifier| Specifier::parse(specifier).ok_or_else(|| Unreadable::part(specifier)))
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl Specifier {
    fn parse(text: &str) -> Option<Self> {
        use pep440_rs::Operator as Sign;
        if let Some(rest) = text.strip_prefix("===") {
            let rest = rest.trim_start();
            let readable = !rest.is_empty() && !rest.contains([' ', ';', ')']);
            return readable.then(|| Self::Text(rest.to_ascii_lowercase()));
        }
        let specifier: VersionSpecifier = text.parse().ok()?;
        let (sign, version) = specifier.into_parts();
        let operator = match sign {
            Sign::EqualStar => return Some(Self::Line(version)),
            Sign::NotEqualStar => return Some(Self::NotLine(version)),
            Sign::TildeEqual => return Some(Self::Compatible(version)),
            Sign::Equal | Sign::ExactEqual => Operator::Equal,
            Sign::NotEqual => Operator::NotEqual,
            Sign::LessThan => Operator::Less,
            Sign::LessThanEqual => Operator::LessOrEqual,
            Sign::GreaterThan => Operator::Greater,
            Sign::GreaterThanEqual => Operator::GreaterOrEqual,
        };
        Some(Self::Comparison(Comparator::new(operator, version)))
    }

    fn allows(&self, version: &PythonVersion) -> bool {
        match self {
            Self::Comparison(comparator) => comparison_holds(comparator, version),
            Self::Line(line) => in_line(line, line.release(), version),
            Self::NotLine(line) => !in_line(line, line.release(), version),
            Self::Compatible(least) => {
                in_line(least, compatible(least), version) && version.clone().without_local() >= *least
            }
            Self::Text(text) => version.to_string().to_ascii_lowercase() == *text,
        }
    }

    /// Whether its presence allows pre-releases.
    fn names_prerelease(&self) -> bool {
        match self {
            Self::Comparison(comparator) => {
                comparator.operator != Operator::NotEqual && comparator.version.any_prerelease()
            }
            Self::Line(version) | Self::Compatible(version) => version.any_prerelease(),
            Self::NotLine(_) => false,
            Self::Text(text) => text
                .parse()
                .is_ok_and(|version: PythonVersion| version.any_prerelease()),
        }
    }

    /// `None`: intervals cannot express it.
    fn intervals(&self) -> Option<Vec<Interval>> {
        match self {
            Self::Comparison(comparator) => (comparator.version.epoch() == 0).then(|| comparator.intervals()),
            Self::Line(version) | Self::NotLine(version) | Self::Compatible(version) if version.epoch() != 0 => None,
            Self::Line(version) => Some(vec![Interval::line(version.release())]),
            Self::NotLine(version) => Some(Interval::line(version.release()).outside()),
            Self::Compatible(version) => {
                let least = Comparator::new(Operator::GreaterOrEqual, version.clone());
                Some(Interval::all([
                    least.intervals(),
                    vec![Interval::line(compatible(version))],
                ]))
            }
            Self::Text(_) => None,
        }
    }
}

/// The numbers that are fixed: all but the last. None for a single number, which the crate refuses anyway.
fn compatible(least: &PythonVersion) -> &[u64] {
    least.release().split_last().map_or(&[], |(_, first)| first)
}

/// Whether the version starts with these numbers.
fn in_line(of: &PythonVersion, numbers: &[u64], version: &PythonVersion) -> bool {
    let given = version.release().iter().copied().chain(std::iter::repeat(0));
    of.epoch() == version.epoch() && numbers.iter().zip(given).all(|(number, given)| *number == given)
}

/// PEP 440's exceptions: `<3` excludes pre-releases of 3, `>3` excludes post-releases and local builds of 3, unless it names one.
fn comparison_holds(comparator: &Comparator<PythonVersion>, version: &PythonVersion) -> bool {
    let named = &comparator.version;
    let same = named.epoch() == version.epoch() && compare_numbers(named.release(), version.release()).is_eq();
    match comparator.operator {
        Operator::Less => comparator.holds(version) && !(same && version.any_prerelease() && !named.any_prerelease()),
        Operator::Greater => {
            comparator.holds(version) && !(same && (version.is_local() || (version.is_post() && !named.is_post())))
        }
        Operator::Equal | Operator::NotEqual if named.is_local() => comparator.holds(version),
        _ => comparator.holds(&version.clone().without_local()),
    }
}

/// Reads a version by PEP 440, and any other by its numbers and whether it is a pre-release.
pub(super) fn parse_version(text: &str) -> Option<PythonVersion> {
    text.trim().parse().ok().or_else(|| {
        let version = Version::parse(text)?;
        let development = version.is_prerelease().then_some(0);
        Some(PythonVersion::new(version.numbers()).with_dev(development))
    })
}

impl OrderedVersion for PythonVersion {
    fn numbers(&self) -> &[u64] {
        self.release()
    }

    fn stage(&self) -> Ordering {
        if self.is_pre() || (self.is_dev() && !self.is_post()) {
            Ordering::Less
        } else if self.is_post() || self.is_local() {
            Ordering::Greater
        } else {
            Ordering::Equal
        }
    }
}

impl DialectRange for Range {
    fn allows(&self, version: &str) -> Option<bool> {
        let version = parse_version(version)?;
        if version.any_prerelease() && !self.0.iter().any(Specifier::names_prerelease) {
            return Some(false);
        }
        Some(self.0.iter().all(|specifier| specifier.allows(&version)))
    }

    fn cover(&self) -> Cover {
        let parts: Option<Vec<_>> = self.0.iter().map(Specifier::intervals).collect();
        parts.map_or_else(Cover::unknown, |parts| Cover::of(Interval::all(parts)))
    }

    fn is_exact(&self) -> bool {
        let [one] = self.0.as_slice() else {
            return false;
        };
        match one {
            Specifier::Text(_) => true,
            Specifier::Comparison(comparator) => comparator.operator == Operator::Equal,
            Specifier::Line(_) | Specifier::NotLine(_) | Specifier::Compatible(_) => false,
        }
    }
}
