//! R: a package's `DESCRIPTION`, and the lock file of renv.

use super::data::text_at;
use super::json;
use super::manifest::{Format, Manifest, ManifestContent};
use crate::version::Dialect;

/// The formats of R.
pub(super) const FORMATS: &[Format] = &[
    Format {
        names: &["DESCRIPTION"],
        wants_text: true,
        read: read_description,
    },
    Format {
        names: &["renv.lock"],
        wants_text: true,
        read: read_lock_file,
    },
];

/// Reads `Depends: R (>= 4.1)`. A file of this name without a `Package` or `Type` is another program's.
///
/// Source: "Writing R Extensions", section 1.1.1: a line that is indented goes on with the field above.
fn read_description(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let mut field = "";
    let mut is_package = false;
    let mut asked = None;
    for (line, number) in manifest.text.lines().zip(1..) {
        let value = if line.starts_with([' ', '\t']) {
            line
        } else if let Some((name, value)) = line.split_once(':') {
            field = name;
            is_package |= matches!(name, "Package" | "Type");
            value
        } else {
            continue;
        };
        if field == "Depends" {
            asked = asked.or_else(|| Some((value.split(',').find_map(range)?, number)));
        }
    }
    if !is_package {
        return;
    }
    found.require(match asked {
        Some((range, line)) => manifest.tool_in("r", range, Dialect::Gem, Some(line)),
        None => manifest.tool("r", None),
    });
}

/// The versions in a dependency on R: `R (>= 4.1)`.
fn range(dependency: &str) -> Option<&str> {
    let rest = dependency.trim().strip_prefix('R')?.trim_start();
    Some(rest.strip_prefix('(')?.strip_suffix(')')?.trim())
}

/// renv goes on with another R, and says so.
fn read_lock_file(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let Some(lock) = json::read(manifest, found) else {
        return;
    };
    found.require(manifest.tool("r", None));
    if let Some((version, line)) = text_at(&lock, &["R", "Version"], manifest, found) {
        found.suggest(manifest.tool_in("r", version, Dialect::Prefix, Some(line)));
    }
}
