//! Files that pin one tool's version in a line of text: `.ruby-version`, `.bun-version` and the like.

use super::manifest::{Findings, Manifest};
use crate::version::Dialect;

/// The lines that say something, without blanks and comments (`#`) around them, each with its number.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (&str, u32)> {
    text.lines().zip(1..).filter_map(|(line, number)| {
        let line = line.split('#').next().unwrap_or(line).trim();
        (!line.is_empty()).then_some((line, number))
    })
}

/// Reads a file whose first line is a version, or the beginning of one, perhaps behind one of `prefixes`: `ruby-3.2.2`.
///
/// A word that is no version (`system`, another implementation of the language) asks for nothing.
pub(super) fn read(manifest: &Manifest<'_>, findings: &mut Findings, id: &str, prefixes: &[&str]) {
    let Some((text, line)) = lines(manifest.text).next() else {
        findings.broken(manifest, None, "it names no version");
        return;
    };
    if let Some(version) = version(text, prefixes) {
        findings.ask(manifest.tool_in(id, version, Dialect::Prefix, Some(line)));
    }
}

/// The version in `text`, behind one of `prefixes` or none. `None`: it is no version.
pub(super) fn version<'t>(text: &'t str, prefixes: &[&str]) -> Option<&'t str> {
    let version = prefixes
        .iter()
        .find_map(|prefix| text.strip_prefix(prefix))
        .unwrap_or(text);
    version
        .starts_with(|character: char| character.is_ascii_digit())
        .then_some(version)
}
