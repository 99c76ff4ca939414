//! The Android SDK, which builds with Android's Gradle plugin need.

use std::path::PathBuf;

use super::super::code::{Code, Line};
use super::super::line_file;
use super::super::manifest::{Manifest, ManifestContent};
use super::super::script;
use super::values::{after, catalog_plugin, level_of, read_above};
use crate::scan::{Requirement, RequirementKind};

/// Asks for the Android SDK where a script applies Android's plugin. Gradle looks for it where `ANDROID_HOME` or `sdk.dir` of
/// `local.properties` leads, and fetches the platforms in it by itself.
///
/// Source: Android's "Environment variables" and "Configure your build".
pub(super) fn read(manifest: &Manifest<'_>, code: &Code, found: &mut ManifestContent) {
    let lines: Vec<Line<'_>> = code.lines().collect();
    let Some(line) = lines.iter().find(|line| applies(manifest, line.text)) else {
        return;
    };
    let line = line.number;
    let platform = lines.iter().enumerate().find_map(|(index, line)| {
        let rest = line.after("compileSdk").or_else(|| line.after("compileSdkVersion"))?;
        if let Some((level, line)) = level_of(manifest, code, rest, line.number) {
            return Some((level, line));
        }
        // `compileSdk { version = release(36) }`, in one line or in several.
        let mut block = lines.get(index..).unwrap_or_default().iter().take(3);
        block.find_map(|line| level_of(manifest, code, line.after("release")?, line.number))
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

/// A line applies one of Android's plugins, by its id or by its name in the version catalog, or sets up what only they know.
fn applies(manifest: &Manifest<'_>, line: &str) -> bool {
    if line.contains("apply false") || line.contains("apply(false)") {
        return false;
    }
    // A block of its own, where a plugin of the project's own build applies Android's.
    let is_block = after(line, "android").is_some_and(|rest| line.starts_with("android") && rest.trim() == "{");
    let alias = line
        .split_once("alias(libs.plugins.")
        .map(|(_, rest)| rest.split([')', ' ', ',']).next().unwrap_or_default());
    is_block
        || script::all_strings(line).into_iter().any(is_androids)
        || alias.is_some_and(|alias| match catalog_plugin(manifest, alias) {
            Some(id) => is_androids(&id),
            None => is_androids(&format!("plugins.{alias}")),
        })
}

/// Android's own plugin, or one of the project's build that is named after it: `shop.android.application`.
fn is_androids(id: &str) -> bool {
    const KINDS: [&str; 7] = [
        "application",
        "asset-pack",
        "dynamic-feature",
        "feature",
        "kotlin.multiplatform.library",
        "library",
        "test",
    ];
    KINDS.iter().any(|kind| {
        id.strip_suffix(kind)
            .is_some_and(|start| start == "com.android." || start.ends_with(".android."))
    })
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

    #[test]
    fn androids_plugin_has_many_names() {
        let catalog = "[versions]\nagp = \"8.7.0\"\n[plugins]\nagp-app = { id = \"com.android.application\", version.ref = \"agp\" }\nshop-android-library = { id = \"shop.android.library\" }\nlint = \"com.android.lint:8.7.0\"\n";
        let needs_sdk = |build: &str| {
            let files = [
                ("settings.gradle", ""),
                ("gradle/libs.versions.toml", catalog),
                ("build.gradle", build),
            ];
            asked(&files).iter().any(|line| line.contains("android-sdk"))
        };
        let told = [
            "apply plugin: 'com.android.library'\n",
            "plugins { alias(libs.plugins.agp.app) }\n",
            "plugins {\n  alias(libs.plugins.shop.android.library)\n}\n",
            "plugins { alias(libs.plugins.android.application) }\n",
            "plugins { id(\"shop.android.library\") }\n",
            "android {\n  compileSdk 35\n}\n",
            "plugins { id 'com.android.application' version '8.7.0' apply false }\n",
            "plugins { alias(libs.plugins.lint) }\n",
            "apply plugin: 'java-library'\n",
            "androidComponents {\n}\n",
        ]
        .map(needs_sdk);
        assert_eq!(told, [true, true, true, true, true, true, false, false, false, false]);
    }

    #[test]
    fn a_platform_may_stand_in_a_block() {
        let build =
            "plugins { id(\"com.android.library\") }\nandroid {\n  compileSdk {\n    version = release(36)\n  }\n}\n";
        let files = [
            ("build.gradle.kts", build),
            ("settings.gradle.kts", ""),
            ("/sdk/platforms/android-35/android.jar", ""),
        ];
        assert_eq!(
            asked_by(&files, "/project", &[("ANDROID_HOME", "/sdk")]),
            [
                "tool gradle (settings.gradle.kts)",
                "component android-platform:36 missing suggested (build.gradle.kts:4)",
                "component android-sdk present (build.gradle.kts:1)",
            ]
        );
    }
}
