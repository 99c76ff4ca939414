//! The Android SDK, which builds with Android's Gradle plugin need.

use std::path::PathBuf;

use super::super::line_file;
use super::super::manifest::{Manifest, ManifestContent};
use super::super::script;
use super::values::{after, level_of, read_above};
use crate::scan::{Requirement, RequirementKind};

/// Asks for the Android SDK where a script applies Android's plugin. Gradle looks for it where `ANDROID_HOME` or `sdk.dir` of
/// `local.properties` leads, and fetches the platforms in it by itself.
///
/// Source: Android's "Environment variables" and "Configure your build".
pub(super) fn read(manifest: &Manifest<'_>, found: &mut ManifestContent) {
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

#[cfg(test)]
mod tests {
    use super::super::super::example::{asked, asked_by};

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
