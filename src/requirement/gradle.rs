//! Gradle: its wrapper, and what build scripts say in so many words.
//!
//! Sources: Gradle's "Compatibility Matrix", "Toolchains for JVM projects", "Gradle Wrapper".

use std::path::PathBuf;

use super::data::Node;
use super::java_version::as_told;
use super::line_file;
use super::manifest::{Format, Manifest, ManifestContent};
use super::script;
use super::toml_file;
use crate::scan::{Requirement, RequirementKind};
use crate::version::{Dialect, Version};

pub(super) const FORMATS: &[Format] = &[
    Format {
        names: &["gradle-wrapper.properties"],
        wants_text: true,
        read: read_wrapper,
    },
    Format {
        names: &["settings.gradle", "settings.gradle.kts"],
        wants_text: true,
        read: read_settings,
    },
    Format {
        names: &["build.gradle", "build.gradle.kts"],
        wants_text: true,
        read: read_build,
    },
];

/// The wrapper's settings, relative to the directory of the build.
const WRAPPER: &str = "gradle/wrapper/gradle-wrapper.properties";

/// The version catalog that Gradle reads by itself.
const CATALOG: &str = "gradle/libs.versions.toml";
/// Settings and catalogs are at most this large.
const FILE_BYTES: u64 = 1 << 20;

/// The first Gradle that runs on each Java. Source: "Compatibility Matrix", as of Gradle 9.1.
const RUNS_ON: [(u32, &str); 17] = [
    (9, "4.3"),
    (10, "4.7"),
    (11, "5.0"),
    (12, "5.4"),
    (13, "6.0"),
    (14, "6.3"),
    (15, "6.7"),
    (16, "7.0"),
    (17, "7.3"),
    (18, "7.5"),
    (19, "7.6"),
    (20, "8.3"),
    (21, "8.5"),
    (22, "8.8"),
    (23, "8.10"),
    (24, "8.14"),
    (25, "9.1.0"),
];
/// From this Gradle on it needs Java 17 to run.
const NEEDS_17: &str = "9.0";

/// Reads which Gradle the wrapper downloads. Gradle itself is not required, but a Java that it runs on is.
fn read_wrapper(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let Some((url, line)) = line_file::property(manifest.text, "distributionUrl") else {
        found.broken(manifest, None, "`distributionUrl` is missing");
        return;
    };
    // `https://services.gradle.org/distributions/gradle-8.5-bin.zip`
    let file = url.rsplit('/').next().unwrap_or_default();
    let version = file.strip_prefix("gradle-").and_then(|rest| rest.split('-').next());
    let range = version.and_then(Version::parse).map(|version| runs_on(&version));
    found.require(manifest.tool_in("java", &range.unwrap_or_default(), Dialect::Maven, Some(line)));
    found.require(manifest.tool("javac", Some(line)));
}

/// The versions of Java that a Gradle runs on, as a range of Maven's: `[1.8,22)` for 8.5.
fn runs_on(gradle: &Version) -> String {
    let is_from = |first: &str| Version::parse(first).is_some_and(|first| *gradle >= first);
    let oldest = if is_from(NEEDS_17) { "17" } else { "1.8" };
    // A Gradle that is newer than the table runs on a Java that is, too.
    match RUNS_ON.iter().find(|(_, first)| !is_from(first)) {
        Some((java, _)) => format!("[{oldest},{java})"),
        None => format!("[{oldest},)"),
    }
}

fn ask_for_gradle(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    if !manifest.has_beside(WRAPPER) && !manifest.has_above(WRAPPER) {
        found.require(manifest.tool("gradle", None));
    }
}

/// Reads which projects a build includes: `include(":app", ":core:data")`, `includeBuild("build-logic")`.
///
/// Source: Gradle's "Multi-Project Build Basics" and "Composite Builds". `buildSrc` is built with every build.
fn read_settings(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    ask_for_gradle(manifest, found);
    found.members.push("buildSrc".to_owned());
    // The call that goes on from the line above.
    let mut open = None;
    for (_, text) in script::lines_without_comments(manifest.text) {
        let text = text.trim();
        let call = ["includeBuild", "include", "includeFlat"]
            .into_iter()
            .find_map(|name| Some((name, after(text, name)?)));
        let (name, arguments) = match (call, open) {
            (Some(call), _) => call,
            (None, Some(name)) => (name, text),
            (None, None) => match text.split_once(".projectDir") {
                Some((_, value)) => ("includeBuild", value),
                None => continue,
            },
        };
        open = (arguments.trim_end().ends_with([',', '(']) && !arguments.contains(')')).then_some(name);
        for path in script::all_strings(arguments) {
            found.members.push(match name {
                "include" => path.trim_start_matches(':').replace(':', "/"),
                "includeFlat" => format!("../{path}"),
                _ => path.to_owned(),
            });
        }
    }
}

/// Reads the level of Java where a script has it as a plain number. A script is code: what it computes cannot be told.
///
/// A toolchain is a JDK that Gradle looks for everywhere, and may fetch: which Java is on PATH does not matter for it.
fn read_build(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let has_settings = ["settings.gradle", "settings.gradle.kts"]
        .iter()
        .any(|name| manifest.has_beside(name) || manifest.has_above(name));
    if !has_settings && !manifest.has_above(manifest.name) {
        ask_for_gradle(manifest, found);
    }
    read_android(manifest, found);
    for (line, text) in script::lines_without_comments(manifest.text) {
        for call in ["JavaLanguageVersion.of", "jvmToolchain"] {
            if let Some((version, line)) = after(text, call).and_then(|rest| level_of(manifest, rest, line)) {
                found.suggest(manifest.tool_in("java", &version, Dialect::Prefix, Some(line)));
            }
        }
        for setting in ["sourceCompatibility", "targetCompatibility", "options.release"] {
            if let Some((version, line)) = after(text, setting).and_then(|rest| level_of(manifest, rest, line)) {
                found.require(manifest.tool_in("java", &version, Dialect::Minimum, Some(line)));
            }
        }
    }
}

/// The level that a setting is given, and its line: a number that stands there, or what a name stands for.
///
/// A name is looked for in the same script, in `gradle.properties`, and in the version catalog (`libs.versions.java`).
fn level_of(manifest: &Manifest<'_>, rest: &str, line: u32) -> Option<(String, u32)> {
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
fn read_above(manifest: &Manifest<'_>, name: &str) -> Option<String> {
    let levels = manifest.file.matches('/').count() + 1;
    manifest
        .directory
        .ancestors()
        .take(levels)
        .map(|directory| directory.join(name))
        .find(|file| manifest.host.is_file(file))
        .and_then(|file| manifest.host.read_text(&file, FILE_BYTES).ok())
}

/// Asks for the Android SDK where a script applies Android's plugin. Gradle looks for it where `ANDROID_HOME` or `sdk.dir` of
/// `local.properties` leads, and fetches the platforms in it by itself.
///
/// Source: Android's "Environment variables" and "Configure your build".
fn read_android(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let applies = |line: &str| {
        [
            "com.android.application",
            "com.android.library",
            "com.android.test",
            "com.android.dynamic-feature",
            "com.android.kotlin.multiplatform.library",
            "plugins.android.application",
            "plugins.android.library",
        ]
        .iter()
        .any(|plugin| line.contains(plugin))
            && !line.contains("apply false")
            && !line.contains("apply(false)")
    };
    let Some((line, _)) = script::lines_without_comments(manifest.text).find(|(_, line)| applies(line)) else {
        return;
    };
    let platform = script::lines_without_comments(manifest.text).find_map(|(line, text)| {
        let rest = after(text, "compileSdk").or_else(|| after(text, "compileSdkVersion"))?;
        Some((level_of(manifest, rest, line)?.0, line))
    });
    let sdk = android_sdk(manifest);
    let component = manifest.requirement(RequirementKind::Component, "android-sdk", Some(line));
    found.require(Requirement {
        present: Some(sdk.is_some()),
        ..component
    });
    if let (Some((platform, line)), Some(sdk)) = (platform, sdk) {
        let component = manifest.requirement(
            RequirementKind::Component,
            format!("android-platform:{platform}"),
            Some(line),
        );
        let directory = sdk.join("platforms").join(format!("android-{platform}"));
        found.suggest(Requirement {
            present: Some(manifest.host.exists(&directory)),
            ..component
        });
    }
}

/// The directory of the Android SDK, if one is named and there.
fn android_sdk(manifest: &Manifest<'_>) -> Option<PathBuf> {
    let local = read_above(manifest, "local.properties")
        .and_then(|text| line_file::property(&text, "sdk.dir"))
        .map(|(directory, _)| PathBuf::from(directory));
    let named = ["ANDROID_HOME", "ANDROID_SDK_ROOT"].map(|name| manifest.host.env_path(name));
    local
        .into_iter()
        .chain(named.into_iter().flatten())
        .find(|directory| manifest.host.exists(directory))
}

/// What follows a word in a line.
fn after<'t>(line: &'t str, word: &str) -> Option<&'t str> {
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

#[cfg(test)]
mod tests {
    use super::super::example::{asked, asked_by};
    use super::*;

    #[test]
    fn a_wrapper_brings_gradle_and_needs_a_java_that_it_runs_on() {
        let text = "distributionBase=GRADLE_USER_HOME\ndistributionUrl=https\\://services.gradle.org/distributions/gradle-8.5-bin.zip\n";
        assert_eq!(
            asked(&[(WRAPPER, text), ("settings.gradle", "")]),
            [
                format!("tool java \"[1.8,22)\" maven ({WRAPPER}:2)"),
                format!("tool javac ({WRAPPER}:2)")
            ]
        );
        assert_eq!(
            asked(&[(WRAPPER, "a=b\n")]),
            [format!("broken: `distributionUrl` is missing ({WRAPPER})")]
        );
    }

    #[test]
    fn each_gradle_runs_on_its_javas() {
        let ranges = [
            ("4.0", "[1.8,9)"),
            ("6.9.4", "[1.8,16)"),
            ("7.3", "[1.8,18)"),
            ("8.14.3", "[1.8,25)"),
            ("9.0.0", "[17,25)"),
            ("9.1.0", "[17,)"),
            ("10.0", "[17,)"),
        ];
        for (gradle, range) in ranges {
            assert_eq!(runs_on(&Version::parse(gradle).unwrap()), range, "{gradle}");
        }
    }

    #[test]
    fn a_build_without_a_wrapper_needs_gradle_once() {
        assert_eq!(
            asked(&[
                ("settings.gradle.kts", ""),
                ("build.gradle.kts", ""),
                ("app/build.gradle.kts", "")
            ]),
            ["tool gradle (settings.gradle.kts)"]
        );
        assert_eq!(
            asked(&[("build.gradle", ""), ("app/build.gradle", "")]),
            ["tool gradle (build.gradle)"]
        );
    }

    #[test]
    fn plain_levels_are_read_and_computed_ones_are_not() {
        let text = "// sourceCompatibility = 5\njava {\n  toolchain { languageVersion = JavaLanguageVersion.of(17) }\n  sourceCompatibility = JavaVersion.VERSION_1_8\n  targetCompatibility = '11'\n}\n/* jvmToolchain(9)\n*/ kotlin { jvmToolchain(21) }\ntasks.withType { options.release.set(17) }\nsourceCompatibility = javaLevel\nmySourceCompatibility = 3\n";
        assert_eq!(
            asked(&[("settings.gradle", ""), ("build.gradle", text)]),
            [
                "tool gradle (settings.gradle)",
                "tool java \"1.8\" minimum (build.gradle:4)",
                "tool java \"11\" minimum (build.gradle:5)",
                "tool java \"17\" minimum (build.gradle:9)",
                "tool java \"17\" prefix suggested (build.gradle:3)",
                "tool java \"21\" prefix suggested (build.gradle:8)",
            ]
        );
    }

    #[test]
    fn a_level_may_stand_behind_a_name() {
        let build = "ext {\n  minJavaVersion = 21\n}\ntasks.withType(JavaCompile) { options.release = minJavaVersion }\njava { sourceCompatibility = JavaVersion.toVersion(project.level) }\njavaToolchain { languageVersion = JavaLanguageVersion.of(libs.versions.java.get().toInt()) }\n";
        let files = [
            ("build.gradle", build),
            ("settings.gradle", ""),
            ("gradle.properties", "level=17\n"),
            (CATALOG, "[versions]\njava = \"25\"\n"),
        ];
        assert_eq!(
            asked(&files),
            [
                "tool gradle (settings.gradle)",
                "tool java \"17\" minimum (build.gradle:5)",
                "tool java \"21\" minimum (build.gradle:2)",
                "tool java \"25\" prefix suggested (build.gradle:6)",
            ]
        );
    }

    #[test]
    fn androids_plugin_needs_its_sdk() {
        let build = "plugins { id(\"com.android.application\") }\nandroid { compileSdk = 36 }\n";
        let root = "plugins { id(\"com.android.application\") apply false }\n";
        let files = [
            ("build.gradle.kts", root),
            ("settings.gradle.kts", "include(\":app\")"),
            ("app/build.gradle.kts", build),
        ];
        let gradle = "tool gradle (settings.gradle.kts)";
        assert_eq!(
            asked(&files),
            [gradle, "component android-sdk missing (app/build.gradle.kts:1)"]
        );
        let with_sdk = [
            files[0],
            files[1],
            files[2],
            ("/sdk/platforms/android-36/android.jar", ""),
        ];
        let environment = [("ANDROID_HOME", "/sdk")];
        let expected = [
            gradle,
            "component android-platform:36 present suggested (app/build.gradle.kts:2)",
            "component android-sdk present (app/build.gradle.kts:1)",
        ];
        assert_eq!(asked_by(&with_sdk, "/project", &environment), expected);
        let with_file = [
            with_sdk[0],
            with_sdk[1],
            with_sdk[2],
            with_sdk[3],
            ("local.properties", "sdk.dir=/sdk\n"),
        ];
        assert_eq!(asked(&with_file), expected);
    }
}
