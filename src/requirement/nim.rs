//! Nim: the `.nimble` file of a package, which is a program and is not run.

use super::literal;
use super::manifest::{Findings, Format, Manifest};
use crate::version::Dialect;

/// The formats of Nim.
pub(super) const FORMATS: &[Format] = &[Format {
    names: &["*.nimble"],
    wants_text: true,
    read: read_nimble,
}];

/// Reads `requires "nim >= 1.6.0"`. Source: the documentation of Nimble.
fn read_nimble(manifest: &Manifest<'_>, findings: &mut Findings) {
    let asked = literal::lines(manifest.text, "#").find_map(|(line, number)| {
        let (words, _) = literal::strings(line.strip_prefix("requires")?);
        let range = words.iter().find_map(|word| range(word))?;
        Some((range, number))
    });
    findings.ask(match asked {
        Some((range, line)) => manifest.tool_in("nim", &range, Dialect::Gem, Some(line)),
        None => manifest.tool("nim", None),
    });
}

/// Of `nim >= 1.4 & < 3` the range as `RubyGems` writes it. `None`: it is another package, or a range that cannot be written so.
fn range(word: &str) -> Option<String> {
    let range = word.strip_prefix("nim")?;
    let parts: Vec<&str> = range.split('&').map(str::trim).collect();
    let is_known = |part: &&str| {
        let version = part.trim_start_matches(['<', '>', '=']).trim_start();
        part.starts_with(['<', '>', '=']) && version.starts_with(|character: char| character.is_ascii_digit())
    };
    parts.iter().all(is_known).then(|| parts.join(", ").replace("==", "="))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_of_nim_is_told_from_others() {
        let is = |range: &str| Some(range.to_owned());
        assert_eq!(range("nim >= 1.6.0"), is(">= 1.6.0"));
        assert_eq!(range("nim>=1.4 & < 3"), is(">=1.4, < 3"));
        assert_eq!(range("nim == 2.0.0"), is("= 2.0.0"));
        assert_eq!(
            ["nim", "nimcrypto >= 0.5", "nim#devel", "nim ^= 1.6"].map(range),
            [const { None }; 4]
        );
    }
}
