//! Values in Gradle's build scripts: those that stand there word for word, and those behind a name.

use super::super::data::Node;
use super::super::java_version::as_told;
use super::super::manifest::Manifest;
use super::super::{line_file, script, toml_file};

/// The version catalog that Gradle reads by itself.
const CATALOG: &str = "gradle/libs.versions.toml";
/// Settings and catalogs are at most this large.
const FILE_BYTES: u64 = 1 << 20;

/// The level that a setting is given, and its line: a number that stands there, or what a name stands for.
///
/// A name is looked for in the same script, in `gradle.properties`, and in the version catalog (`libs.versions.java`).
pub(super) fn level_of(manifest: &Manifest<'_>, rest: &str, line: u32) -> Option<(String, u32)> {
    if let Some(version) = level(rest) {
        return Some((version, line));
    }
    let is_of_name = |character: char| character.is_ascii_alphanumeric() || "_.".contains(character);
    rest.split(|character| !is_of_name(character))
        .map(|name| name.trim_matches('.'))
        .filter(|name| !name.is_empty())
        .find_map(|name| named_level(manifest, name, line))
}

fn named_level(manifest: &Manifest<'_>, name: &str, line: u32) -> Option<(String, u32)> {
    if let Some((_, alias)) = name.split_once("versions.") {
        let alias = alias.split(".get").next().unwrap_or(alias);
        return Some((as_told(&catalog_version(manifest, alias)?, 3), line));
    }
    // `project.ext.javaVersion`, `rootProject.javaVersion`, `javaVersion.toInteger()`
    name.split('.').find_map(|name| {
        let constant = script::constant(manifest.text, name, "//").map(|(value, line)| (value.to_owned(), line));
        let (value, line) = constant.or_else(|| {
            let text = read_above(manifest, "gradle.properties")?;
            Some((line_file::property(&text, name)?.0, line))
        })?;
        let value = value.replace('_', ".");
        let is_version = value.starts_with(|first: char| first.is_ascii_digit());
        is_version.then(|| (as_told(&value, 3), line))
    })
}

/// The version that a catalog gives to an alias, in which `-`, `_` and `.` are the same. Source: Gradle's "Version Catalogs".
fn catalog_version(manifest: &Manifest<'_>, alias: &str) -> Option<String> {
    let text = read_above(manifest, CATALOG)?;
    let catalog = toml_file::parse_quietly(&text)?;
    let plain = |name: &str| name.replace(['-', '_'], ".");
    let versions = catalog.get("versions").map(Node::entries).unwrap_or_default();
    let (_, version) = versions.iter().find(|(name, _)| plain(name) == plain(alias))?;
    version.scalar().map(str::to_owned)
}

/// The text of the nearest file of this name in the manifest's directory or one above it.
pub(super) fn read_above(manifest: &Manifest<'_>, name: &str) -> Option<String> {
    let levels = manifest.file.matches('/').count() + 1;
    manifest
        .directory
        .ancestors()
        .take(levels)
        .map(|directory| directory.join(name))
        .find(|file| manifest.host.is_file(file))
        .and_then(|file| manifest.host.read_text(&file, FILE_BYTES).ok())
}

/// What follows a word in a line.
pub(super) fn after<'t>(line: &'t str, word: &str) -> Option<&'t str> {
    let (before, rest) = line.split_once(word)?;
    let is_whole = |character: Option<char>| !character.is_some_and(|one| one.is_alphanumeric() || one == '_');
    (is_whole(before.chars().next_back()) && is_whole(rest.chars().next())).then_some(rest)
}

/// The level that a setting is given: `= 17`, `(17)`, `.set("17")`, `= JavaVersion.VERSION_1_8`, `= '1.8'`.
fn level(rest: &str) -> Option<String> {
    let rest = rest.trim_start();
    let rest = rest.strip_prefix(".set").unwrap_or(rest);
    let rest = rest.trim_start_matches(|character: char| character.is_whitespace() || "=(\"'".contains(character));
    let (rest, is_constant) = match rest.strip_prefix("JavaVersion.VERSION_") {
        Some(rest) => (rest, true),
        None => (rest, false),
    };
    let end = rest
        .find(|character: char| !(character.is_ascii_digit() || character == '.' || (is_constant && character == '_')))
        .unwrap_or(rest.len());
    let (version, _) = rest.split_at_checked(end)?;
    let version = version.replace('_', ".");
    let version = version.trim_end_matches('.');
    (!version.is_empty()).then(|| as_told(version, 3))
}
