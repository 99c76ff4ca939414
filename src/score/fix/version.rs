//! Which version of a tool to install.

use jiff::civil::Date;

use super::manager::Target;
use crate::policy::Lifecycle;
use crate::version::{Dialect, Version, VersionRange};

/// The version to install.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Choice {
    Named(String),
    Exact(String),
    Line(String),
    Newest,
}

impl Choice {
    pub(super) fn as_target(&self) -> Target<'_> {
        match self {
            Self::Named(name) => Target::Named(name),
            Self::Exact(version) => Target::Exact(version),
            Self::Line(line) => Target::Line(line),
            Self::Newest => Target::Newest,
        }
    }
}

/// Chooses the version to install, in this order:
///
/// 1. the exact version that is required;
/// 2. the line that is supported longest, of those whose newest version is within all ranges;
/// 3. the newest such line, supported or not;
/// 4. the newest version of all;
/// 5. a line at the lower bound, else the lower bound itself.
///
/// `None`: nothing tells.
pub(super) fn choose(tool_id: &str, wanted: &[&VersionRange], day: Date) -> Option<Choice> {
    let product = Lifecycle::builtin().tool(tool_id);
    if wanted.is_empty() {
        let line = product
            .filter(|product| !product.rolling)
            .and_then(|product| product.newest_supported(day));
        return Some(line.map_or(Choice::Newest, |line| Choice::Line(line.cycle.clone())));
    }
    // rustup's toolchains are names: a version, a channel, a channel of a day.
    if let Some(toolchain) = wanted.iter().find(|range| range.dialect() == Dialect::Rustup) {
        return Some(toolchain.to_string())
            .filter(|name| is_toolchain(name))
            .map(Choice::Named);
    }
    // A range that compares with no plain version: a local build, another implementation.
    if wanted.iter().any(|range| range.allows("1.0.0").is_none()) {
        return None;
    }
    let exact = wanted.iter().filter_map(|range| range.exact());
    let mut agreed = exact.filter(|version| wanted.iter().all(|range| range.allows(version) == Some(true)));
    if let Some(version) = agreed.next() {
        return Some(Choice::Exact(version.to_owned()));
    }
    let fits = |line: &[u64]| newest_fits(line, wanted);
    if let Some(product) = product {
        let supported = product.supported(day);
        let mut lines = supported.iter().copied().chain(&product.cycles);
        let line = lines.find(|line| Version::parse(&line.cycle).is_some_and(|line| fits(line.numbers())));
        match line {
            Some(line) if product.rolling && supported.first() == Some(&line) => return Some(Choice::Newest),
            Some(line) => return Some(Choice::Line(line.cycle.clone())),
            None => {}
        }
    }
    if fits(&[]) {
        return Some(Choice::Newest);
    }
    let lowest = wanted.iter().filter_map(|range| range.lower_bound()).max()?;
    let prefixes = (1..3).filter_map(|length| lowest.numbers().get(..length));
    if let Some(line) = prefixes.into_iter().find(|line| fits(line)) {
        return Some(Choice::Line(dotted(line)));
    }
    let version = lowest.to_string();
    wanted
        .iter()
        .all(|range| range.allows(&version) == Some(true))
        .then_some(Choice::Exact(version))
}

/// Whether it can be a toolchain's name, and rustup does not take it for an option.
fn is_toolchain(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphanumeric())
        && name
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || "._-".contains(character))
}

/// Whether the newest version of a line is within all ranges: managers install that one for a line.
fn newest_fits(line: &[u64], wanted: &[&VersionRange]) -> bool {
    // Higher than any released version.
    const HIGH: u64 = 99_999_999;
    let mut numbers = line.to_vec();
    numbers.resize(numbers.len().max(3), HIGH);
    let newest = dotted(&numbers);
    wanted.iter().all(|range| range.allows(&newest) == Some(true))
}

fn dotted(numbers: &[u64]) -> String {
    numbers.iter().map(u64::to_string).collect::<Vec<_>>().join(".")
}
