//! Files of plain lines: a version alone (`.ruby-version`), or keys with values (Java's properties).

use super::manifest::{Manifest, ManifestContent};
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
pub(super) fn read_version(manifest: &Manifest<'_>, found: &mut ManifestContent, id: &str, prefixes: &[&str]) {
    let Some((text, line)) = lines(manifest.text).next() else {
        found.broken(manifest, None, "it contains no version");
        return;
    };
    if let Some(version) = version(text, prefixes) {
        found.require(manifest.tool_in(id, version, Dialect::Prefix, Some(line)));
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

/// The value of a key, and its line, from 1. Lines that go on behind a `\` are not joined: no manifest that is read needs it.
///
/// Source: `java.util.Properties.load`.
pub(super) fn property(text: &str, key: &str) -> Option<(String, u32)> {
    (1..).zip(text.lines()).find_map(|(number, line)| {
        let line = line.trim_start();
        if line.starts_with(['#', '!']) {
            return None;
        }
        let rest = line.strip_prefix(key)?;
        let value = rest.trim_start();
        let value = match value.strip_prefix(['=', ':']) {
            Some(value) => value,
            // A blank alone may stand between.
            None if rest.len() > value.len() => value,
            None => return None,
        };
        // `\:` is an escaped colon.
        Some((value.trim().replace('\\', ""), number))
    })
}

#[cfg(test)]
mod tests {
    use super::property;

    #[test]
    fn keys_and_values_are_parted_in_three_ways() {
        let text = "# url=no\nurlBase=x\nurl = https\\://a/b\nother: c\nthird d\n";
        assert_eq!(property(text, "url"), Some(("https://a/b".to_owned(), 3)));
        assert_eq!(property(text, "other"), Some(("c".to_owned(), 4)));
        assert_eq!(property(text, "third"), Some(("d".to_owned(), 5)));
        assert_eq!(property(text, "no"), None);
    }
}
