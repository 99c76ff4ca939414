//! Gradle: its wrapper, and what build scripts say in so many words.
//!
//! Sources: Gradle's "Compatibility Matrix", "Toolchains for JVM projects", "Gradle Wrapper".

mod android;
mod toolchain;
mod values;

use std::path::Path;

use super::code::{self, Code};
use super::manifest::{Format, Manifest, ManifestContent, Reach};
use super::side_directory::is_side_directory;
use super::{line_file, script, wrapper};
use crate::version::{Dialect, Version};
use values::level_of;

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
    Format {
        // Scripts that are applied, and plugins that a build has of its own.
        names: &["*.gradle", "*.gradle.kts"],
        wants_text: true,
        read: |manifest, found| {
            if !["build.", "settings.", "init."]
                .iter()
                .any(|start| manifest.name.starts_with(start))
            {
                read_script(manifest, found);
            }
        },
    },
    Format {
        names: &["gradle-daemon-jvm.properties"],
        wants_text: true,
        read: toolchain::read_daemon,
    },
];

/// The wrapper's settings, relative to the directory of the build.
const WRAPPER: &str = "gradle/wrapper/gradle-wrapper.properties";

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
    let Some((version, line)) = gradle_of(manifest.text) else {
        found.broken(manifest, None, "`distributionUrl` is missing");
        return;
    };
    if let Some(directory) = manifest.file.strip_suffix(WRAPPER) {
        wrapper::check(manifest, directory.trim_end_matches('/'), "gradlew", found);
    }
    let range = version.map(|version| runs_on(&version));
    found.require(manifest.tool_in("java", &range.unwrap_or_default(), Dialect::Maven, Some(line)));
    found.require(manifest.tool("javac", Some(line)));
    found.reach_from(0, Reach::Below);
}

/// The version of Gradle that a wrapper's settings name: of `https://services.gradle.org/distributions/gradle-8.5-bin.zip`.
fn gradle_of(wrapper: &str) -> Option<(Option<Version>, u32)> {
    let (url, line) = line_file::property(wrapper, "distributionUrl")?;
    let file = url.rsplit('/').next().unwrap_or_default();
    let version = file.strip_prefix("gradle-").and_then(|rest| rest.split('-').next());
    Some((version.and_then(Version::parse), line))
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
    if manifest.has_beside(WRAPPER) || manifest.has_above(WRAPPER) || is_of_a_plugin_for_apps(manifest) {
        return;
    }
    let gradle = manifest.tool("gradle", None);
    // Maven builds it as well.
    if manifest.has_beside("pom.xml") {
        found.suggest(gradle);
    } else {
        found.require(gradle);
    }
}

/// The Android part of a plugin for Flutter, or of a package for React Native: the wrapper of the app that uses it builds it.
fn is_of_a_plugin_for_apps(manifest: &Manifest<'_>) -> bool {
    let above = manifest.directory.parent();
    manifest.directory.ends_with("android")
        && above.is_some_and(|above| {
            ["pubspec.yaml", "package.json"]
                .iter()
                .any(|name| manifest.host.is_file(&above.join(name)))
        })
}

/// Reads which projects a build includes: `include(":app", ":core:data")`, `includeBuild("build-logic")`.
///
/// Source: Gradle's "Multi-Project Build Basics" and "Composite Builds". `buildSrc` is built with every build.
fn read_settings(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    ask_for_gradle(manifest, found);
    found.members.extend(builds_of_plugins("buildSrc"));
    let before = found.members.len();
    // The call that goes on from the line above.
    let mut open = None;
    for line in Code::of(manifest.text, &code::GRADLE).lines() {
        let text = line.text.trim();
        let call = ["includeBuild", "include", "includeFlat"]
            .into_iter()
            .find_map(|name| Some((name, line.after(name)?)));
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
            match name {
                "include" => {
                    let path = path.trim_start_matches(':').replace(':', "/");
                    // The projects above one are included with it.
                    let above = path.match_indices('/').filter_map(|(at, _)| path.get(..at));
                    found.members.extend(above.map(str::to_owned));
                    found.members.push(path);
                }
                "includeFlat" => found.members.push(format!("../{path}")),
                _ => found.members.extend(builds_of_plugins(path)),
            }
        }
    }
    if found.members.len() == before {
        found.members.extend(projects_below(manifest));
    }
}

/// A build that is built first, and the directories in which it has plugins that are scripts.
fn builds_of_plugins(path: &str) -> [String; 5] {
    [
        "",
        "/src/main/kotlin",
        "/src/main/groovy",
        "/*/src/main/kotlin",
        "/*/src/main/groovy",
    ]
    .map(|inner| format!("{path}{inner}"))
}

/// The projects directly below a build whose settings name none: what they include is computed, or left to a plugin.
fn projects_below(manifest: &Manifest<'_>) -> Vec<String> {
    const MOST_ENTRIES: usize = 300;
    let has_one_of = |directory: &Path, names: [&str; 2]| {
        let mut files = names.iter().map(|name| directory.join(name));
        files.any(|file| manifest.host.is_file(&file))
    };
    let entries = manifest.host.list(manifest.directory).unwrap_or_default();
    let names = entries.iter().take(MOST_ENTRIES).filter_map(|name| name.to_str());
    names
        .filter(|name| !name.starts_with('.') && !is_side_directory(name))
        .filter(|name| {
            let directory = manifest.directory.join(name);
            has_one_of(&directory, ["build.gradle", "build.gradle.kts"])
                && !has_one_of(&directory, ["settings.gradle", "settings.gradle.kts"])
        })
        .map(str::to_owned)
        .collect()
}

/// Reads the level of Java where a script has it as a plain number. A script is code: what it computes cannot be told.
fn read_build(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let has_settings = ["settings.gradle", "settings.gradle.kts"]
        .iter()
        .any(|name| manifest.has_beside(name) || manifest.has_above(name));
    if !has_settings && !manifest.has_above(manifest.name) {
        ask_for_gradle(manifest, found);
    }
    read_script(manifest, found);
}

fn read_script(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let code = Code::of(manifest.text, &code::GRADLE);
    android::read(manifest, &code, found);
    toolchain::read(manifest, &code, found);
    for line in code.lines() {
        for setting in ["sourceCompatibility", "targetCompatibility", "options.release"] {
            if let Some((version, line)) = line
                .after(setting)
                .and_then(|rest| level_of(manifest, &code, rest, line.number))
            {
                found.require(manifest.tool_in("java", &version, Dialect::Minimum, Some(line)));
            }
        }
    }
}

#[cfg(test)]
mod tests;
