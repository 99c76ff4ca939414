//! PHP: `composer.json`, its lock file, `.php-version`.

use super::data::{Value, text_at};
use super::manifest::{Findings, Format, Manifest};
use super::{json, line_file};
use crate::version::Dialect;

/// The formats of PHP.
pub(super) const FORMATS: &[Format] = &[
    Format {
        names: &["composer.json"],
        wants_text: true,
        read: read_composer,
    },
    Format {
        names: &["composer.lock"],
        wants_text: false,
        read: |manifest, findings| {
            if !manifest.is_beside("composer.json") {
                findings.ask(manifest.tool("composer", None));
            }
        },
    },
    Format {
        names: &[".php-version"],
        wants_text: true,
        read: |manifest, findings| line_file::read_version(manifest, findings, "php", &["php-"]),
    },
];

/// Reads `require.php`. Source: Composer's documentation of platform packages.
fn read_composer(manifest: &Manifest<'_>, findings: &mut Findings) {
    let Some(package) = json::read(manifest, findings) else {
        return;
    };
    if !matches!(package.value, Value::Table(_)) {
        findings.broken(manifest, Some(package.line), "it is no object");
        return;
    }
    findings.ask(manifest.tool("composer", None));
    let range = ["php", "php-64bit"]
        .into_iter()
        .find_map(|name| text_at(&package, &["require", name], manifest, findings));
    findings.ask(match range {
        Some((range, line)) => manifest.tool_in("php", range, Dialect::Composer, Some(line)),
        None => manifest.tool("php", None),
    });
}
