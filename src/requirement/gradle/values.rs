//! Values in Gradle's build scripts: those that stand there word for word, and those behind a name.

use std::sync::Arc;

use super::super::code::{self, Code};
use super::super::java_version::as_told;
use super::super::manifest::Manifest;
use super::super::{line_file, script};

/// The version catalog that Gradle reads by itself.
const CATALOG: &str = "gradle/libs.versions.toml";

/// The level that a setting is given, and its line: a number, or the value of a name.
///
/// A name is looked for in the same script, in `gradle.properties`, in the scripts that are applied, in those above, and in the version
/// catalog (`libs.versions.java`).
pub(super) fn level_of(manifest: &Manifest<'_>, code: &Code, rest: &str, line: u32) -> Option<(String, u32)> {
    if let Some(version) = level(rest) {
        return Some((version, line));
    }
    let is_of_name = |character: char| character.is_ascii_alphanumeric() || "_.".contains(character);
    rest.split(|character| !is_of_name(character))
        .map(|name| name.trim_matches('.'))
        .filter(|name| !name.is_empty())
        .find_map(|name| {
            // `JavaVersion.toVersion("17")`, `JavaVersion.valueOf("VERSION_17")`
            match level(name.strip_prefix("VERSION_").unwrap_or(name)) {
                Some(version) => Some((version, line)),
                None => named_level(manifest, code, name, line),
            }
        })
}

fn named_level(manifest: &Manifest<'_>, code: &Code, name: &str, line: u32) -> Option<(String, u32)> {
    if let Some((_, alias)) = name.split_once("versions.") {
        // What is called on it follows: `java.get().toInt()`, `java.map { it.toInt() }`.
        let end = [".get", ".map", ".asProvider"]
            .iter()
            .filter_map(|call| alias.find(call))
            .min();
        let alias = alias.get(..end.unwrap_or(alias.len())).unwrap_or(alias);
        return Some((as_told(&catalog_version(manifest, alias)?, 3), line));
    }
    // `project.ext.javaVersion`, `rootProject.javaVersion`, `javaVersion.toInteger()`
    name.split('.').find_map(|name| {
        let constant = script::constant(code, name).map(|(value, line)| (value.to_owned(), line));
        let (value, line) = constant
            .or_else(|| {
                let text = read_above(manifest, "gradle.properties")?;
                Some((line_file::property(&text, name)?.0, line))
            })
            .or_else(|| {
                // `rootProject.ext.javaVersion`: the scripts above hand their values down.
                let scripts = ["build.gradle", "build.gradle.kts"].into_iter();
                let above: Vec<Code> = scripts
                    .flat_map(|script| manifest.texts_at_or_above(script))
                    .map(|text| Code::of(&text, &code::GRADLE))
                    .collect();
                let mut scripts = applied(manifest, code, &above).into_iter().chain(above);
                scripts.find_map(|code| Some((script::constant(&code, name)?.0.to_owned(), line)))
            })?;
        let value = value.replace('_', ".");
        let is_version = value.starts_with(|first: char| first.is_ascii_digit());
        is_version.then(|| (as_told(&value, 3), line))
    })
}

/// The scripts that this one and those above apply by a path that stands there: `apply from: "$rootDir/gradle/java.gradle"`.
fn applied(manifest: &Manifest<'_>, code: &Code, above: &[Code]) -> Vec<Code> {
    let lines = std::iter::once(code).chain(above).flat_map(Code::lines);
    let paths = lines.filter_map(|line| {
        let rest = line.text.trim_start().strip_prefix("apply")?;
        let (_, path) = rest.split_once("from")?;
        let path = path.split(['"', '\'']).nth(1)?;
        // `$rootDir`, `${rootProject.projectDir}`: the directories above are tried one after the other.
        let path = match path.strip_prefix('$') {
            Some(path) => path.split_once('/')?.1,
            None => path.trim_start_matches("../"),
        };
        (!path.contains(['$', ':']) && !path.contains("..")).then(|| path.to_owned())
    });
    paths
        .filter_map(|path| Some(Code::of(&read_above(manifest, &path)?, &code::GRADLE)))
        .collect()
}

/// The version that a catalog gives to an alias: of `java = "25"`, or the first one of `{ strictly = "25", … }`.
fn catalog_version(manifest: &Manifest<'_>, alias: &str) -> Option<String> {
    of_catalog(manifest, "versions", alias, |value| {
        script::all_strings(value).first().copied()
    })
}

/// The id of a plugin that a catalog gives to an alias: of `{ id = "com.android.library", … }`, or `"com.android.library:8.7.0"`.
pub(super) fn catalog_plugin(manifest: &Manifest<'_>, alias: &str) -> Option<String> {
    of_catalog(manifest, "plugins", alias, |value| {
        let id = after(value, "id").unwrap_or(value);
        let id = script::all_strings(id).first().copied()?;
        id.split(':').next()
    })
}

/// What a table of the version catalog has for an alias, in which `-`, `_` and `.` are the same. An entry has a line of its own.
///
/// Source: Gradle's "Version Catalogs".
fn of_catalog(
    manifest: &Manifest<'_>,
    table: &str,
    alias: &str,
    read: impl Fn(&str) -> Option<&str>,
) -> Option<String> {
    let text = read_above(manifest, CATALOG)?;
    let plain = |name: &str| name.trim().trim_matches('"').replace(['-', '_'], ".");
    let alias = plain(alias);
    let header = format!("[{table}]");
    script::lines(&text, "#")
        .map(|(line, _)| line)
        .skip_while(|line| *line != header)
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.split_once('='))
        .find(|(name, _)| plain(name) == alias)
        .and_then(|(_, value)| read(value).map(str::to_owned))
}

/// The text of the nearest file of this name in the manifest's directory or one above it.
pub(super) fn read_above(manifest: &Manifest<'_>, name: &str) -> Option<Arc<str>> {
    manifest.texts_at_or_above(name).next()
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
