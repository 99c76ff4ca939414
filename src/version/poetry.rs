//! Poetry's ranges: carets and tildes with Python's versions. Source: Poetry's page on dependency specification. Reference
//! implementation: `poetry-core`.

use pep440_rs::Version as PythonVersion;

use super::Unreadable;
use super::comparator::{Comparator, Operator};
use super::dialect_range::DialectRange;
use super::interval::{Cover, Interval, compare_numbers, next_line};
use super::pep440::parse_version;

type Group = Vec<Part>;

/// Alternatives: a version must meet all parts of one group.
#[derive(Debug)]
pub(super) struct Range(Vec<Group>);

#[derive(Debug)]
enum Part {
    Comparison(Comparator<PythonVersion>),
    /// At least the first version, and below the release line of the second and its pre-releases.
    Within(PythonVersion, PythonVersion),
    /// `!=3.12.*`
    Outside(PythonVersion, PythonVersion),
}

impl Range {
    pub(super) fn parse(text: &str) -> Result<Self, Unreadable> {
        text.trim()
            .replace("||", "|")
            .split('|')
            .map(|group| parse_group(group.trim().trim_end_matches(',').trim_end()))
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

fn parse_group(text: &str) -> Result<Group, Unreadable> {
    let mut group = Vec::new();
    for part in split_parts(text) {
        group.extend(Part::parse(&part).ok_or_else(|| Unreadable::part(&part))?);
    }
    Ok(group)
}

/// Splits at commas and spaces, but not between an operator and its version.
fn split_parts(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for (index, piece) in text.split(',').enumerate() {
        for (place, word) in piece.split(' ').filter(|word| !word.is_empty()).enumerate() {
            let unfinished = parts
                .last_mut()
                .filter(|part| part.ends_with(['<', '>', '=', '~', '^']));
            match unfinished {
                Some(part) if place > 0 || index == 0 => part.push_str(word),
                _ => parts.push(word.to_owned()),
            }
        }
        if piece.trim().is_empty() {
            parts.push(String::new());
        }
    }
    parts
}

impl Part {
    /// `None`: not valid. An empty list: any version.
    fn parse(text: &str) -> Option<Vec<Self>> {
        let bare = text.strip_prefix('v').unwrap_or(text);
        if !bare.is_empty() && bare.split('.').all(|part| matches!(part, "x" | "X" | "*")) {
            return Some(Vec::new());
        }
        if let Some(rest) = text.strip_prefix("~=") {
            let version: PythonVersion = rest.trim_start().parse().ok()?;
            let line = match version.release() {
                [major] => vec![*major, 0],
                [major, _] => vec![*major],
                release => release.iter().copied().take(2).collect(),
            };
            return Some(vec![Self::below_line_after(version, &line)]);
        }
        if let Some(rest) = text.strip_prefix('~') {
            let version: PythonVersion = rest.trim_start().parse().ok()?;
            let line: Vec<u64> = version.release().iter().copied().take(2).collect();
            return Some(vec![Self::below_line_after(version, &line)]);
        }
        if let Some(rest) = text.strip_prefix('^') {
            let version: PythonVersion = rest.trim_start().parse().ok()?;
            let zeros = version.release().iter().take_while(|number| **number == 0).count();
            let line: Vec<u64> = version.release().iter().copied().take((zeros + 1).min(3)).collect();
            return Some(vec![Self::below_line_after(version, &line)]);
        }
        let (sign, operator) = [
            ("<>", None),
            ("!=", Some(Operator::NotEqual)),
            (">=", Some(Operator::GreaterOrEqual)),
            ("<=", Some(Operator::LessOrEqual)),
            ("==", Some(Operator::Equal)),
            (">", Some(Operator::Greater)),
            ("<", Some(Operator::Less)),
            ("=", Some(Operator::Equal)),
            ("", Some(Operator::Equal)),
        ]
        .into_iter()
        .find(|(sign, _)| text.starts_with(sign))?;
        let operator = operator?;
        let rest = text.get(sign.len()..)?.trim_start();
        let line = rest.trim_end_matches(".*");
        if line == rest {
            return Some(vec![Self::Comparison(Comparator::new(operator, rest.parse().ok()?))]);
        }
        let version: PythonVersion = line.parse().ok()?;
        let next = PythonVersion::new(next_line(version.release())).with_epoch(version.epoch());
        Some(vec![match operator {
            Operator::Equal => Self::Within(version.with_dev(Some(0)), next),
            Operator::NotEqual => Self::Outside(version.with_dev(Some(0)), next),
            _ => Self::Comparison(Comparator::new(operator, version)),
        }])
    }

    fn below_line_after(version: PythonVersion, line: &[u64]) -> Self {
        let next = PythonVersion::new(next_line(line)).with_epoch(version.epoch());
        Self::Within(version, next)
    }

    fn allows(&self, version: &PythonVersion) -> bool {
        let public = |named: &PythonVersion| {
            if named.is_local() {
                version.clone()
            } else {
                version.clone().without_local()
            }
        };
        match self {
            Self::Comparison(comparator) => {
                let named = &comparator.version;
                let version = public(named);
                let same =
                    named.epoch() == version.epoch() && compare_numbers(named.release(), version.release()).is_eq();
                let below = version < *named && !(same && version.any_prerelease() && !named.any_prerelease());
                let above = if version.is_post() && !named.is_post() {
                    version.clone().with_post(None) > *named
                } else {
                    version > *named
                };
                match comparator.operator {
                    Operator::Less => below,
                    Operator::Greater => above,
                    Operator::NotEqual => below || above,
                    _ => comparator.holds(&version),
                }
            }
            Self::Within(least, next) => public(least) >= *least && below(&public(next), next),
            Self::Outside(least, next) => !(public(least) >= *least && below(&public(next), next)),
        }
    }

    fn intervals(&self) -> Option<Vec<Interval>> {
        match self {
            Self::Comparison(comparator) => (comparator.version.epoch() == 0).then(|| comparator.intervals()),
            Self::Within(least, next) | Self::Outside(least, next) if least.epoch() != 0 || next.epoch() != 0 => None,
            Self::Within(least, next) => Some(Interval::all([
                Comparator::new(Operator::GreaterOrEqual, least.clone()).intervals(),
                Comparator::new(Operator::Less, next.clone()).intervals(),
            ])),
            Self::Outside(least, _) => Some(Interval::line(least.release()).outside()),
        }
    }
}

/// Below all development builds of the next release line.
fn below(version: &PythonVersion, next: &PythonVersion) -> bool {
    *version < next.clone().with_dev(Some(0))
}

impl DialectRange for Range {
    fn allows(&self, version: &str) -> Option<bool> {
        let version = parse_version(version)?;
        Some(
            self.0
                .iter()
                .any(|group| group.iter().all(|part| part.allows(&version))),
        )
    }

    fn cover(&self) -> Cover {
        let groups: Option<Vec<Vec<Interval>>> = self
            .0
            .iter()
            .map(|group| {
                group
                    .iter()
                    .map(Part::intervals)
                    .collect::<Option<Vec<_>>>()
                    .map(Interval::all)
            })
            .collect();
        groups.map_or_else(Cover::unknown, |groups| Cover::of(groups.concat()))
    }

    fn is_exact(&self) -> bool {
        matches!(
            self.0.as_slice(),
            [group] if matches!(group.as_slice(), [Part::Comparison(one)] if one.operator == Operator::Equal)
        )
    }
}
