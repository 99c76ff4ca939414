//! Composer's ranges. Source: Composer's page on versions and constraints. Reference implementation: `composer/semver`.

mod release;

use super::Unreadable;
use super::comparator::{Comparator, Operator, intervals_of_all, only_version};
use super::dialect_range::DialectRange;
use super::interval::{Cover, next_line};
use release::{Release, Written};

type Group = Vec<Comparator<Release>>;

/// Alternatives: a version must meet all comparators of one group.
#[derive(Debug)]
pub(super) struct Range {
    groups: Vec<Group>,
    /// Whether a branch is allowed too (`dev-main`), whose version is unknown.
    branch: bool,
}

impl Range {
    pub(super) fn parse(text: &str) -> Result<Self, Unreadable> {
        let mut range = Self {
            groups: Vec::new(),
            branch: false,
        };
        for group in text.trim().replace("||", "|").split('|') {
            let group = group.trim();
            if is_branch(group) {
                range.branch = true;
            } else {
                range.groups.push(parse_group(group)?);
            }
        }
        Ok(range)
    }
}

fn is_branch(text: &str) -> bool {
    text.strip_prefix("dev-")
        .is_some_and(|name| !name.is_empty() && !name.contains([' ', ',']))
}

fn parse_group(text: &str) -> Result<Group, Unreadable> {
    let mut group = Vec::new();
    for part in split_parts(text) {
        group.extend(parse_part(&part).ok_or_else(|| Unreadable::part(&part))?);
    }
    Ok(group)
}

/// Splits at commas and spaces, but not between an operator and its version, nor around the dash of `1.0 - 2.0`.
fn split_parts(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = vec![String::new()];
    let mut rest = text;
    while let Some(start) = rest.find([' ', ',']) {
        let (before, separated) = rest.split_at(start);
        let length = separated
            .find(|character| character != ' ' && character != ',')
            .unwrap_or(separated.len());
        let (separator, after) = separated.split_at(length);
        if let Some(part) = parts.last_mut() {
            part.push_str(before);
            let dash = after.starts_with('-') || part.ends_with('-');
            if dash
                || part.ends_with(['=', '<', '>'])
                || part.is_empty()
                || after.is_empty()
                || separator.matches(',').count() > 1
            {
                part.push_str(separator);
            } else {
                parts.push(String::new());
            }
        }
        rest = after;
    }
    if let Some(part) = parts.last_mut() {
        part.push_str(rest);
    }
    parts
}

/// Reads one constraint.
fn parse_part(text: &str) -> Option<Group> {
    let (text, stability) = split_stability(text);
    let text = if text.is_empty() && stability.is_some() {
        "*"
    } else {
        text
    };
    if is_everything(text) {
        return Some(Vec::new());
    }
    if let Some(rest) = text.strip_prefix('~') {
        let written = Written::parse(rest)?;
        let fixed = (written.numbers.len() - 1).max(1);
        return Some(written.within(fixed));
    }
    if let Some(rest) = text.strip_prefix('^') {
        let written = Written::parse(rest)?;
        let zeros = written.numbers.iter().take_while(|number| **number == 0).count();
        let fixed = (zeros + 1).min(written.numbers.len()).min(3);
        return Some(written.within(fixed));
    }
    if let Some(line) = parse_line(text) {
        return Some(line);
    }
    if let Some(hyphen) = parse_hyphen(text) {
        return Some(hyphen);
    }
    parse_comparison(text, stability)
}

/// Splits off `@beta` and the like.
fn split_stability(text: &str) -> (&str, Option<&str>) {
    let found = text.rsplit_once('@').filter(|(before, stability)| {
        let known = ["stable", "rc", "beta", "alpha", "dev"];
        !before.contains([' ', ',']) && known.contains(&stability.to_ascii_lowercase().as_str())
    });
    match found {
        Some((before, stability)) => (before, Some(stability)),
        None => (text, None),
    }
}

fn is_everything(text: &str) -> bool {
    let text = text.strip_prefix('v').unwrap_or(text);
    text.split('.').all(|part| matches!(part, "x" | "X" | "*"))
}

/// Reads `8.1.*`.
fn parse_line(text: &str) -> Option<Group> {
    let parts: Vec<&str> = text.strip_prefix('v').unwrap_or(text).split('.').collect();
    let wildcards = parts
        .iter()
        .rev()
        .take_while(|part| matches!(**part, "x" | "X" | "*"))
        .count();
    let numbers: Vec<u64> = parts
        .get(..parts.len() - wildcards)?
        .iter()
        .map(|part| {
            part.parse()
                .ok()
                .filter(|_| part.bytes().all(|byte| byte.is_ascii_digit()))
        })
        .collect::<Option<_>>()?;
    if wildcards == 0 || numbers.is_empty() || numbers.len() > 3 {
        return None;
    }
    Some(vec![
        Comparator::new(Operator::GreaterOrEqual, Release::first_build(&numbers)),
        Comparator::new(Operator::Less, Release::first_build(&next_line(&numbers))),
    ])
}

/// Reads `1.0 - 2.0`: the end is included, and with one or two numbers its whole release line is.
fn parse_hyphen(text: &str) -> Option<Group> {
    let (low, high) = text.split_once(" - ")?;
    let low = Written::parse(low.trim())?;
    let high = Written::parse(high.trim())?;
    let end = if high.numbers.len() > 2 || !high.is_plain() {
        Comparator::new(Operator::LessOrEqual, high.release())
    } else {
        Comparator::new(Operator::Less, Release::first_build(&next_line(&high.numbers)))
    };
    Some(vec![Comparator::new(Operator::GreaterOrEqual, low.lowest()), end])
}

fn parse_comparison(text: &str, stability: Option<&str>) -> Option<Group> {
    let (sign, operator) = [
        ("<>", Operator::NotEqual),
        ("!=", Operator::NotEqual),
        (">=", Operator::GreaterOrEqual),
        ("<=", Operator::LessOrEqual),
        ("==", Operator::Equal),
        (">", Operator::Greater),
        ("<", Operator::Less),
        ("=", Operator::Equal),
        ("", Operator::Equal),
    ]
    .into_iter()
    .find(|(sign, _)| text.starts_with(sign))?;
    let rest = text.get(sign.len()..)?.trim();
    // After an operator and a space, a stability stays in the text but is ignored.
    let (number, ignored) = split_stability(rest);
    let written = Written::parse(number)?;
    let release = written.release();
    let stability = stability.filter(|stability| !stability.eq_ignore_ascii_case("stable"));
    let release = match (operator, stability) {
        (Operator::Equal, _) => release,
        (_, Some(stability)) if written.is_stable() => release.followed_by(stability),
        // `<2.0` excludes pre-releases of 2.0, and `>=2.0` includes them, unless a dash says which is meant.
        (Operator::Less | Operator::GreaterOrEqual, _) if !written.after_dash || ignored.is_some() => {
            release.followed_by("dev")
        }
        _ => release,
    };
    Some(vec![Comparator::new(operator, release)])
}

impl Written {
    /// Without a stability, pre-releases are included.
    fn lowest(&self) -> Release {
        let release = self.release();
        if self.is_plain() {
            release.followed_by("dev")
        } else {
            release
        }
    }

    fn within(&self, fixed: usize) -> Group {
        let line = self.numbers.get(..fixed).unwrap_or(&self.numbers);
        vec![
            Comparator::new(Operator::GreaterOrEqual, self.lowest()),
            Comparator::new(Operator::Less, Release::first_build(&next_line(line))),
        ]
    }
}

impl DialectRange for Range {
    fn allows(&self, version: &str) -> Option<bool> {
        let release = Release::parse(version)?;
        let holds = |group: &Group| group.iter().all(|comparator| comparator.holds(&release));
        match self.groups.iter().any(holds) {
            false if self.branch => None,
            allowed => Some(allowed),
        }
    }

    fn cover(&self) -> Cover {
        let allowed = self.groups.iter().flat_map(|group| intervals_of_all(group)).collect();
        Cover {
            allowed,
            perhaps: if self.branch {
                Cover::unknown().perhaps
            } else {
                Vec::new()
            },
        }
    }

    fn is_exact(&self) -> bool {
        !self.branch && only_version(&self.groups)
    }
}
