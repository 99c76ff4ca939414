//! npm's ranges. Source: the README and the grammar of `semver` 7, the package that npm itself uses.

use super::Unreadable;
use super::comparator::{Comparator, Operator, intervals_of_all, only_version};
use super::dialect_range::DialectRange;
use super::interval::{Cover, next_line};
use super::semantic::{Identifier, Semantic, parse_number, parse_tail};

type Group = Vec<Comparator<Semantic>>;

/// Alternatives: a version must meet all comparators of one group.
#[derive(Debug)]
pub(super) struct Range(Vec<Group>);

impl Range {
    pub(super) fn parse(text: &str) -> Result<Self, Unreadable> {
        let spaced: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        spaced
            .split("||")
            .map(|group| parse_group(group.trim()))
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl DialectRange for Range {
    fn allows(&self, version: &str) -> Option<bool> {
        let version = Semantic::parse(version)?;
        Some(self.0.iter().any(|group| group_allows(group, &version)))
    }

    fn cover(&self) -> Cover {
        Cover::of(self.0.iter().flat_map(|group| intervals_of_all(group)).collect())
    }

    fn is_exact(&self) -> bool {
        only_version(&self.0)
    }
}

/// A pre-release is allowed only if a comparator names a pre-release of the same numbers.
pub(super) fn group_allows(group: &[Comparator<Semantic>], version: &Semantic) -> bool {
    let named = |comparator: &Comparator<Semantic>| {
        comparator.version.names_prerelease() && comparator.version.has_numbers_of(version)
    };
    group.iter().all(|comparator| comparator.holds(version)) && (!version.is_prerelease() || group.iter().any(named))
}

/// Reads the part between two `||`, with white space reduced to single spaces.
fn parse_group(text: &str) -> Result<Group, Unreadable> {
    if let Some((low, high)) = text.split_once(" - ")
        && let (Some(low), Some(high)) = (Partial::parse(low.trim()), Partial::parse(high.trim()))
    {
        // A complete version is inserted after the other operator unchanged.
        if (low.is_signed && low.is_whole()) || (high.is_signed && high.is_whole() && high.prerelease.is_empty()) {
            return Err(Unreadable::part(text));
        }
        return Ok([low.at_least(), high.at_most()].concat());
    }
    let mut group = Vec::new();
    for word in join_operators(text).split(' ') {
        group.extend(parse_word(word).ok_or_else(|| Unreadable::part(word))?);
    }
    Ok(group)
}

/// Removes the space between an operator and its version, in two passes like npm.
fn join_operators(text: &str) -> String {
    let mut joined = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let operator = comparison(rest);
        let after = rest.get(operator.len()..).unwrap_or_default();
        let version = after.strip_prefix(' ').unwrap_or(after);
        let signs = version.len() - version.trim_start_matches(['v', '=', ' ']).len();
        let (signs, number) = version.split_at(signs);
        if !operator.is_empty()
            && number.starts_with(|character: char| is_wildcard(character) || character.is_ascii_digit())
        {
            joined.push_str(operator);
            joined.push_str(signs);
            rest = number;
        } else if operator.is_empty() {
            joined.push(first);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        } else {
            joined.push_str(operator);
            rest = after;
        }
    }
    joined.replace("~> ", "~").replace("~ ", "~").replace("^ ", "^")
}

/// The operator at the start: `<`, `<=`, `>`, `>=`, `=` or nothing.
fn comparison(text: &str) -> &str {
    ["<=", ">=", "<", ">", "="]
        .into_iter()
        .find(|sign| text.starts_with(sign))
        .unwrap_or_default()
}

fn is_wildcard(character: char) -> bool {
    matches!(character, 'x' | 'X' | '*')
}

/// Reads one comparison without spaces.
fn parse_word(word: &str) -> Option<Group> {
    if let Some(rest) = word.strip_prefix('^')
        && let Some(partial) = Partial::parse(rest)
    {
        return Some(partial.caret());
    }
    if let Some(rest) = word.strip_prefix('~')
        && let Some(partial) = Partial::parse(rest.strip_prefix('>').unwrap_or(rest))
    {
        return Some(partial.tilde());
    }
    let sign = comparison(word);
    if let Some(partial) = word.get(sign.len()..).and_then(Partial::parse)
        && partial.numbers.len() < 3
    {
        return Some(partial.compared(sign));
    }
    parse_full(&without_star(word))
}

/// Reads a comparison with a complete version, or an empty text.
fn parse_full(word: &str) -> Option<Group> {
    if word.is_empty() {
        return Some(Vec::new());
    }
    let sign = comparison(word);
    let rest = word.get(sign.len()..)?;
    let version = Semantic::parse_strict(rest.strip_prefix('v').unwrap_or(rest))?;
    let operator = match sign {
        "<" => Operator::Less,
        "<=" => Operator::LessOrEqual,
        ">" => Operator::Greater,
        ">=" => Operator::GreaterOrEqual,
        _ => Operator::Equal,
    };
    Some(vec![Comparator::new(operator, version)])
}

/// npm removes the first `*` and an operator before it, wherever it is: `1.2.3*` is 1.2.3.
fn without_star(word: &str) -> String {
    let Some((before, after)) = word.split_once('*') else {
        return word.to_owned();
    };
    let before = before.strip_suffix('=').unwrap_or(before);
    let before = before.strip_suffix(['<', '>']).unwrap_or(before);
    format!("{before}{after}")
}

/// A version whose last numbers may be missing or `x`.
struct Partial {
    /// The numbers before the first that is missing or a wildcard.
    numbers: Vec<u64>,
    prerelease: Vec<Identifier>,
    /// Whether more than a `v` is before it.
    is_signed: bool,
}

impl Partial {
    fn parse(text: &str) -> Option<Self> {
        let mut rest = text.trim_start_matches(['v', '=', ' ']);
        let is_signed = !matches!(text.strip_suffix(rest), Some("" | "v"));
        let mut numbers = Vec::new();
        let mut open = false;
        let mut parts = 0;
        loop {
            if let Some(after) = rest.strip_prefix(is_wildcard) {
                open = true;
                rest = after;
            } else {
                let (number, after) = parse_number(rest)?;
                if !open {
                    numbers.push(number);
                }
                rest = after;
            }
            parts += 1;
            match rest.strip_prefix('.') {
                Some(after) if parts < 3 => rest = after,
                _ => break,
            }
        }
        if parts < 3 && !rest.is_empty() {
            return None;
        }
        let prerelease = parse_tail(rest)?;
        Some(Self {
            prerelease: if open { Vec::new() } else { prerelease },
            numbers,
            is_signed,
        })
    }

    fn is_whole(&self) -> bool {
        self.numbers.len() == 3
    }

    fn version(&self) -> Semantic {
        Semantic::new(&self.numbers, self.prerelease.clone())
    }

    fn at_least(&self) -> Group {
        if self.numbers.is_empty() {
            return Vec::new();
        }
        vec![Comparator::new(Operator::GreaterOrEqual, self.version())]
    }

    fn at_most(&self) -> Group {
        match self.numbers.len() {
            0 => Vec::new(),
            3 => vec![Comparator::new(Operator::LessOrEqual, self.version())],
            _ => vec![below_line_after(&self.numbers)],
        }
    }

    fn caret(&self) -> Group {
        // The first number that is not 0 is fixed, or the last that is given.
        let fixed = self.numbers.iter().take_while(|number| **number == 0).count() + 1;
        self.within(fixed.min(self.numbers.len()))
    }

    fn tilde(&self) -> Group {
        self.within(self.numbers.len().min(2))
    }

    /// At least this version, with the same first numbers.
    fn within(&self, fixed: usize) -> Group {
        match self.numbers.get(..fixed) {
            None | Some([]) => Vec::new(),
            Some(line) => [self.at_least(), vec![below_line_after(line)]].concat(),
        }
    }

    /// A comparison with all versions that an incomplete one stands for.
    fn compared(&self, sign: &str) -> Group {
        let begin = Comparator::new(Operator::GreaterOrEqual, self.version());
        match (sign, self.numbers.is_empty()) {
            ("<" | ">", true) => vec![Comparator::new(Operator::Less, Semantic::floor(&[0, 0, 0]))],
            (_, true) => Vec::new(),
            ("<", _) => vec![Comparator::new(Operator::Less, Semantic::floor(&self.numbers))],
            ("<=", _) => vec![below_line_after(&self.numbers)],
            (">", _) => vec![Comparator::new(
                Operator::GreaterOrEqual,
                Semantic::release(&next_line(&self.numbers)),
            )],
            (">=", _) => vec![begin],
            _ => vec![begin, below_line_after(&self.numbers)],
        }
    }
}

/// Below the next release line and all its pre-releases.
pub(super) fn below_line_after(line: &[u64]) -> Comparator<Semantic> {
    Comparator::new(Operator::Less, Semantic::floor(&next_line(line)))
}
