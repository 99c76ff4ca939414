//! Julia: `Project.toml`.

use super::data::text_at;
use super::manifest::{Findings, Format, Manifest};
use super::toml_file;
use crate::version::Dialect;

/// The formats of Julia.
pub(super) const FORMATS: &[Format] = &[Format {
    names: &["Project.toml", "JuliaProject.toml"],
    wants_text: true,
    read: read_project,
}];

/// Reads `[compat] julia`. A file of this name without Julia's tables is another program's.
///
/// Source: the documentation of Julia's package manager, on compatibility.
fn read_project(manifest: &Manifest<'_>, findings: &mut Findings) {
    let Some(project) = toml_file::read(manifest, findings) else {
        return;
    };
    if !["uuid", "deps", "compat"].iter().any(|key| project.get(key).is_some()) {
        return;
    }
    let asked = text_at(&project, &["compat", "julia"], manifest, findings);
    findings.ask(match asked {
        Some((compat, line)) => manifest.tool_in("julia", &range(compat), Dialect::Npm, Some(line)),
        None => manifest.tool("julia", None),
    });
}

/// The same as npm writes it: in Julia a comma is an "or", and a version alone is one that it is compatible with.
fn range(compat: &str) -> String {
    let alternatives: Vec<String> = compat
        .split(',')
        .map(str::trim)
        .map(|part| {
            let is_bare = part.starts_with(|character: char| character.is_ascii_digit()) && !part.contains(" - ");
            if is_bare {
                format!("^{part}")
            } else {
                part.replace('≥', ">=")
            }
        })
        .collect();
    alternatives.join(" || ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comma_is_an_or_and_a_version_alone_a_caret() {
        assert_eq!(
            ["1.6", "1.6, 2", "~1.6", "1.6 - 1.10", ">= 1.6, =0.7.0", "≥ 1.6"].map(range),
            ["^1.6", "^1.6 || ^2", "~1.6", "1.6 - 1.10", ">= 1.6 || =0.7.0", ">= 1.6"]
        );
    }
}
