//! Elm: `elm.json`.

use super::data::text_at;
use super::json;
use super::manifest::{Findings, Format, Manifest};
use crate::version::Dialect;

/// The formats of Elm.
pub(super) const FORMATS: &[Format] = &[Format {
    names: &["elm.json"],
    wants_text: true,
    read: read_elm,
}];

/// Reads `elm-version`: of an application the exact one, of a package a range, `0.19.0 <= v < 0.20.0`.
fn read_elm(manifest: &Manifest<'_>, findings: &mut Findings) {
    let Some(package) = json::read(manifest, findings) else {
        return;
    };
    let asked =
        text_at(&package, &["elm-version"], manifest, findings).and_then(|(text, line)| Some((range(text)?, line)));
    findings.ask(match asked {
        Some((range, line)) => manifest.tool_in("elm", &range, Dialect::Npm, Some(line)),
        None => manifest.tool("elm", None),
    });
}

/// The same as npm writes it. `None`: it is neither form.
fn range(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.as_slice() {
        [version] => Some((*version).to_owned()),
        [least, "<=", "v", "<", limit] => Some(format!(">={least} <{limit}")),
        _ => None,
    }
}
