//! setuptools' files: `setup.cfg`, and `setup.py`, which is a program and is not run.

use super::ask_for_python;
use crate::requirement::literal;
use crate::requirement::manifest::{Findings, Manifest};

/// Reads `[options] python_requires`. A `setup.cfg` without a package in it holds the settings of other tools.
///
/// Source: Python's `configparser`: a line that is indented goes on with the value above.
pub(super) fn read_configuration(manifest: &Manifest<'_>, findings: &mut Findings) {
    let (mut section, mut key) = ("", "");
    let (mut is_package, mut range) = (false, None);
    for (line, number) in manifest.text.lines().zip(1..) {
        let text = line.trim();
        if text.is_empty() || text.starts_with(['#', ';']) {
            continue;
        }
        let continues = line.starts_with([' ', '\t']) && !key.is_empty();
        let value = if continues {
            text
        } else if let Some((name, _)) = text.strip_prefix('[').and_then(|text| text.split_once(']')) {
            (section, key) = (name.trim(), "");
            is_package |= matches!(section, "metadata" | "options");
            continue;
        } else if let Some((name, value)) = text.split_once(['=', ':']).filter(|_| !text.starts_with('[')) {
            key = name.trim();
            value.trim()
        } else {
            findings.broken(manifest, Some(number), "it is neither a section nor a setting");
            return;
        };
        if section == "options" && matches!(key, "python_requires" | "python-requires") && !value.is_empty() {
            range = Some((value, number));
        }
    }
    if is_package {
        ask_for_python(manifest, range, findings);
    }
}

/// Reads `python_requires=">=3.9"` where it stands word for word.
pub(super) fn read_program(manifest: &Manifest<'_>, findings: &mut Findings) {
    let range = literal::lines(manifest.text, "#").find_map(|(line, number)| {
        let (_, value) = line.split_once("python_requires")?;
        let (word, _) = literal::string(value.trim_start().strip_prefix('=')?.trim_start())?;
        Some((word, number))
    });
    // With a newer file beside it that says it, `setup.py` is there for old tools.
    if range.is_some() || !(manifest.is_beside("pyproject.toml") || manifest.is_beside("setup.cfg")) {
        ask_for_python(manifest, range, findings);
    }
}
