//! Python's ranges, as PEP 440 has them. The versions are those of `pep440_rs`; what a range says of one is what PyPI's `packaging`
//! says, down to where the crate differs: a version with fewer numbers than `==3.1.*`.

use std::cmp::Ordering;

use pep440_rs::{Version as PythonVersion, VersionSpecifier};

use super::comparator::{Comparator, Operator, Place};
use super::interval::{Cover, Interval, compare_numbers};
use super::judge::Judge;
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
    /// `~=3.11`: at least this, with all numbers but the last.
    Compatible(PythonVersion),
    /// `===3.11`: letter for letter.
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

    /// Its being there lets pre-releases in.
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

    /// `None`: cannot be said on the number line.
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

/// The numbers that must stay: all but the last. Of one number, none; the crate does not read such a range.
fn compatible(least: &PythonVersion) -> &[u64] {
    least.release().split_last().map_or(&[], |(_, first)| first)
}

/// Its first numbers are these.
fn in_line(of: &PythonVersion, numbers: &[u64], version: &PythonVersion) -> bool {
    let given = version.release().iter().copied().chain(std::iter::repeat(0));
    of.epoch() == version.epoch() && numbers.iter().zip(given).all(|(number, given)| *number == given)
}

/// PEP 440's exceptions: `<3` allows no pre-release of 3, `>3` no post-release and no local build of 3, unless it names one.
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

/// Reads a version by the rules, and any other by its numbers and whether it is a pre-release.
pub(super) fn parse_version(text: &str) -> Option<PythonVersion> {
    text.trim().parse().ok().or_else(|| {
        let version = Version::parse(text)?;
        let development = version.is_prerelease().then_some(0);
        Some(PythonVersion::new(version.numbers()).with_dev(development))
    })
}

impl Place for PythonVersion {
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

impl Judge for Range {
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

    fn names_one(&self) -> bool {
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
