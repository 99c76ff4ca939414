//! PHP: `composer.json`, its lock file, `.php-version`.

use super::data::{Node, Value, text_at};
use super::manifest::{Format, Manifest, ManifestContent};
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
        read: |manifest, found| {
            if !manifest.has_beside("composer.json") {
                found.require(manifest.tool("composer", None));
            }
        },
    },
    Format {
        names: &[".php-version"],
        wants_text: true,
        read: |manifest, found| line_file::read_version(manifest, found, "php", &["php-"]),
    },
];

/// Reads `require.php`. Source: Composer's documentation of platform packages.
fn read_composer(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let Some(package) = json::read(manifest, found) else {
        return;
    };
    if !matches!(package.value, Value::Table(_)) {
        found.broken(manifest, Some(package.line), "it is not a JSON object");
        return;
    }
    found.require(manifest.tool("composer", None));
    let repositories = package.get("repositories");
    let listed = repositories.map(Node::items).unwrap_or_default().iter();
    let named = repositories.map(Node::entries).unwrap_or_default();
    found.members.extend(
        listed
            .chain(named.iter().map(|(_, repository)| repository))
            .filter(|repository| repository.get("type").and_then(Node::text) == Some("path"))
            .filter_map(|repository| repository.get("url")?.text().map(str::to_owned)),
    );
    let range = ["php", "php-64bit"]
        .into_iter()
        .find_map(|name| text_at(&package, &["require", name], manifest, found));
    found.require(match range {
        Some((range, line)) => manifest.tool_in("php", range, Dialect::Composer, Some(line)),
        None => manifest.tool("php", None),
    });
}
