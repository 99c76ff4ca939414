//! OCaml: `dune-project` and opam's files.

use super::manifest::{Format, Manifest, ManifestContent};
use crate::version::Dialect;

/// The formats of OCaml.
pub(super) const FORMATS: &[Format] = &[
    Format {
        names: &["dune-project"],
        wants_text: true,
        read: |manifest, found| read(manifest, found, ';'),
    },
    Format {
        names: &["*.opam"],
        wants_text: true,
        read: |manifest, found| {
            // dune writes these from its own file.
            if !manifest.has_beside("dune-project") {
                read(manifest, found, '#');
            }
        },
    },
];

/// Both say the same in their own brackets: `(ocaml (>= 4.14))` and `"ocaml" {>= "4.14"}`; the first one counts.
///
/// Two bounds (`(and (>= 4.14) (< 5.3))`, `{>= "4.14" & < "5.3"}`) hold together. One with an "or" in it says nothing to us.
/// Sources: the manuals of dune and of opam.
fn read(manifest: &Manifest<'_>, found: &mut ManifestContent, comment: char) {
    found.suggest(manifest.tool("opam", None));
    let asked = manifest.text.lines().zip(1..).find_map(|(line, number)| {
        let line = line.split(comment).next().unwrap_or(line);
        let words: Vec<&str> = line
            .split([' ', '\t', '(', ')', '{', '}', '[', ']', '"'])
            .filter(|word| !word.is_empty())
            .collect();
        let at = words.iter().position(|word| *word == "ocaml")?;
        Some((bounds(words.get(at + 1..).unwrap_or_default())?, number))
    });
    found.require(match asked {
        Some((range, line)) => manifest.tool_in("ocaml", &range, Dialect::Gem, Some(line)),
        None => manifest.tool("ocaml", None),
    });
}

/// The bounds that `words` begin with, as `RubyGems` writes them. `None`: there are none, or it is not all of them that must hold.
fn bounds(words: &[&str]) -> Option<String> {
    if words.iter().any(|word| matches!(*word, "or" | "|")) {
        return None;
    }
    let mut bounds = Vec::new();
    let mut words = words.iter().copied().filter(|word| !matches!(*word, "and" | "&"));
    while let Some(sign @ (">=" | ">" | "<=" | "<" | "=" | "!=")) = words.next() {
        let version = words.next()?;
        bounds.push(format!("{sign} {version}"));
    }
    (!bounds.is_empty()).then(|| bounds.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_hold_together() {
        let is = |range: &str| Some(range.to_owned());
        assert_eq!(bounds(&[">=", "4.14"]), is(">= 4.14"));
        assert_eq!(bounds(&["and", ">=", "4.14", "<", "5.3", "dune"]), is(">= 4.14, < 5.3"));
        assert_eq!(bounds(&["or", ">=", "4.14"]), None);
        assert_eq!(bounds(&[">=", "4.14", "|", "=", "4.12"]), None);
        assert_eq!(bounds(&[">="]), None);
        assert_eq!(bounds(&[]), None);
    }
}
