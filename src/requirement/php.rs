//! PHP: `composer.json`, `.php-version`.

use std::path::Path;

use super::data::{Node, Value, text_at};
use super::manifest::{Format, Manifest, ManifestContent};
use super::{json, line_file};
use crate::host::Host;
use crate::scan::{Requirement, RequirementKind};
use crate::version::Dialect;

/// The formats of PHP.
pub(super) const FORMATS: &[Format] = &[
    Format {
        names: &["composer.json"],
        wants_text: true,
        read: read_composer,
    },
    Format {
        names: &[".php-version"],
        wants_text: true,
        read: |manifest, found| line_file::read_version(manifest, found, "php", &["php-"]),
    },
];

/// Reads `require.php`, and `require-dev.php`, which Composer takes as well. Source: Composer's documentation of platform packages.
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
    let mut is_any = true;
    for table in ["require", "require-dev"] {
        let range = ["php", "php-64bit"]
            .into_iter()
            .find_map(|name| text_at(&package, &[table, name], manifest, found));
        if let Some((range, line)) = range {
            is_any = false;
            found.require(manifest.tool_in("php", range, Dialect::Composer, Some(line)));
        }
    }
    if is_any {
        found.require(manifest.tool("php", None));
    }
    // Composer installs what development needs, too, and takes what `config.platform` says for installed.
    let is_said = |name: &str| package.at(&["config", "platform", name]).is_some();
    for (name, node) in ["require", "require-dev"]
        .iter()
        .flat_map(|table| package.get(table).map(Node::entries).unwrap_or_default())
    {
        if let Some(extension) = name.strip_prefix("ext-").filter(|_| !is_said(name)) {
            let component = manifest.requirement(
                RequirementKind::Component,
                format!("php-extension:{}", extension.to_ascii_lowercase()),
                Some(node.line),
            );
            found.require(Requirement {
                present: has_extension(manifest.host, &extension.to_ascii_lowercase()),
                ..component
            });
        }
    }
}

/// Extensions that are part of every PHP. Source: PHP's manual, "Extension List/Categorization".
const BUILT_IN: [&str; 10] = [
    "core",
    "ctype",
    "date",
    "filter",
    "hash",
    "json",
    "pcre",
    "random",
    "reflection",
    "spl",
];
/// Where Debian and Fedora name the extensions that PHP loads.
const SETTINGS: [&str; 2] = ["/etc/php", "/etc/php.d"];

/// An extension is loaded by some PHP of this machine. `None`: the settings of its PHP are somewhere else.
fn has_extension(host: &Host, name: &str) -> Option<bool> {
    if BUILT_IN.contains(&name) {
        return Some(true);
    }
    let loads = |directory: &Path| {
        let files = host.list(directory).unwrap_or_default();
        files
            .iter()
            .filter_map(|file| file.to_str()?.strip_suffix(".ini"))
            .any(|file| file.rsplit('-').next() == Some(name))
    };
    let [debian, fedora] = SETTINGS.map(Path::new);
    if host.exists(fedora) {
        return Some(loads(fedora));
    }
    let versions = host.list(debian).ok()?;
    Some(
        versions
            .iter()
            .any(|version| loads(&debian.join(version).join("cli/conf.d"))),
    )
}

#[cfg(test)]
mod tests {
    use super::super::example::asked;

    #[test]
    fn development_needs_extensions_too_and_the_platform_may_be_said() {
        let package = "{\"require\": {\"ext-intl\": \"*\"}, \"config\": {\"platform\": {\"ext-intl\": \"1\"}},\n\"require-dev\": {\"ext-json\": \"*\"}}";
        assert_eq!(
            asked(&[("composer.json", package)]),
            [
                "tool composer (composer.json)",
                "tool php (composer.json)",
                "component php-extension:json present (composer.json:2)"
            ]
        );
    }

    #[test]
    fn extensions_are_looked_for_where_php_loads_them() {
        let package =
            "{\"require\": {\"php\": \"^8.2\",\n\"ext-intl\": \"*\",\n\"ext-json\": \"*\",\n\"ext-redis\": \"*\"}}";
        let expected = |intl: &str, redis: &str| {
            [
                "tool composer (composer.json)".to_owned(),
                "tool php \"^8.2\" composer (composer.json:1)".to_owned(),
                format!("component php-extension:intl{intl} (composer.json:2)"),
                "component php-extension:json present (composer.json:3)".to_owned(),
                format!("component php-extension:redis{redis} (composer.json:4)"),
            ]
        };
        assert_eq!(asked(&[("composer.json", package)]), expected("", ""));
        let debian = [("composer.json", package), ("/etc/php/8.2/cli/conf.d/20-intl.ini", "")];
        assert_eq!(asked(&debian), expected(" present", " missing"));
    }
}
