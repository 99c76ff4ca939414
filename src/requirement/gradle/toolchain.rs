//! JDKs that builds name as toolchains. Gradle looks for them everywhere, and downloads them only where it is told from where.
//!
//! Sources: Gradle's "Toolchains for JVM projects" and "Gradle Daemon"; the release notes of 8.0, which took the default repository away.

use super::super::code::{self, Code};
use super::super::manifest::{Manifest, ManifestContent, Reach};
use super::super::{MANIFEST_BYTES, line_file, script};
use super::values::{after, level_of, read_above};
use super::{WRAPPER, gradle_of};
use crate::scan::Requirement;
use crate::version::{Dialect, Version};

const SETTINGS: [&str; 2] = ["settings.gradle", "settings.gradle.kts"];
/// How the ids of plugins for settings begin that say nothing about where to download JDKs from.
const OTHER_PLUGINS: [&str; 5] = [
    "com.android.",
    "com.gradle.",
    "de.fayard.",
    "io.spring.develocity.",
    "org.jetbrains.",
];

/// Reads `JavaLanguageVersion.of(21)` and `jvmToolchain(21)`. Which Java is on PATH does not matter for it: any installed JDK of that
/// version will do.
///
/// One that Gradle downloads is suggested, and so is one for a single task, or one that depends on a condition.
pub(super) fn read(manifest: &Manifest<'_>, code: &Code, found: &mut ManifestContent) {
    let mut is_downloaded = None;
    let mut is_of_task = false;
    for line in code.lines() {
        let text = line.text;
        is_of_task |= ["launcherFor", "compilerFor", "javadocToolFor"]
            .iter()
            .any(|call| text.contains(call));
        let is_conditional =
            text.contains(" ? ") || text.contains("?:") || text.contains("rElse") || text.contains("if (");
        for call in ["JavaLanguageVersion.of", "jvmToolchain"] {
            let Some((version, line)) = line
                .after(call)
                .and_then(|rest| level_of(manifest, code, rest, line.number))
            else {
                continue;
            };
            let jdk = jdk(manifest, &version, line);
            if is_of_task || is_conditional || *is_downloaded.get_or_insert_with(|| downloads(manifest)) {
                found.suggest(jdk);
            } else {
                found.require(jdk);
            }
        }
        is_of_task &= !text.contains('}');
    }
}

/// Reads `gradle-daemon-jvm.properties`: the JDK that Gradle itself runs on. It may say where to download it from.
pub(super) fn read_daemon(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let Some((version, line)) = line_file::property(manifest.text, "toolchainVersion") else {
        return;
    };
    let jdk = jdk(manifest, &version, line);
    if manifest.text.contains("toolchainUrl") && may_download(manifest) {
        found.suggest(jdk);
    } else {
        found.require(jdk);
    }
    found.reach_from(0, Reach::Below);
}

fn jdk(manifest: &Manifest<'_>, version: &str, line: u32) -> Requirement {
    Requirement {
        any_copy: true,
        ..manifest.tool_in("java", version, Dialect::Prefix, Some(line))
    }
}

/// Whether Gradle downloads a JDK that is not installed.
fn downloads(manifest: &Manifest<'_>) -> bool {
    // The first one that has no repository of its own.
    const WITHOUT_REPOSITORY: &str = "8.0";
    let gradle = read_above(manifest, WRAPPER).and_then(|wrapper| gradle_of(&wrapper)?.0);
    let has_own = gradle
        .zip(Version::parse(WITHOUT_REPOSITORY))
        .is_some_and(|(gradle, first)| gradle < first);
    may_download(manifest) && (has_own || has_repository(manifest))
}

/// No setting of the user or of the project forbids it.
fn may_download(manifest: &Manifest<'_>) -> bool {
    const SETTING: &str = "org.gradle.java.installations.auto-download";
    const FILE: &str = "gradle.properties";
    let host = manifest.host;
    let of_user = host
        .env_path("GRADLE_USER_HOME")
        .or_else(|| Some(host.home()?.join(".gradle")))
        .and_then(|directory| host.text_once(&directory.join(FILE), MANIFEST_BYTES));
    let mut texts = of_user.into_iter().chain(manifest.texts_at_or_above(FILE));
    texts
        .find_map(|text| line_file::property(&text, SETTING))
        .is_none_or(|(value, _)| value != "false")
}

/// The settings of the build, or of one around it, say where to download JDKs from, or apply a plugin that may do so.
fn has_repository(manifest: &Manifest<'_>) -> bool {
    let mut texts = SETTINGS.iter().flat_map(|name| manifest.texts_at_or_above(name));
    texts.any(|text| {
        let mut depth_of_plugins = None;
        let mut depth = 0_usize;
        let code = Code::of(&text, &code::GRADLE);
        code.lines().any(|line| {
            let line = line.text;
            // What is there for plugins to be found is not applied yet.
            if after(line, "pluginManagement").is_some() && depth_of_plugins.is_none() {
                depth_of_plugins = Some(depth);
            }
            let is_applied =
                depth_of_plugins.is_none() && !line.contains("apply false") && !line.contains("apply(false)");
            depth = (depth + line.matches('{').count()).saturating_sub(line.matches('}').count());
            if depth_of_plugins.is_some_and(|outside| depth <= outside) && line.contains('}') {
                depth_of_plugins = None;
            }
            let plugin = after(line, "id").or_else(|| after(line, "apply"));
            let ids = plugin.map(script::all_strings).unwrap_or_default();
            let is_other = |id: &str| OTHER_PLUGINS.iter().any(|start| id.starts_with(start));
            line.contains("javaRepositories") || (is_applied && ids.first().is_some_and(|id| !is_other(id)))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::example::{asked, asked_by};
    use super::*;

    const BUILD: (&str, &str) = (
        "build.gradle",
        "java { toolchain { languageVersion = JavaLanguageVersion.of(21) } }\n",
    );
    const FOOJAY: (&str, &str) = (
        "settings.gradle",
        "plugins { id 'org.gradle.toolchains.foojay-resolver-convention' version '0.9.0' }\n",
    );

    /// The line on the toolchain of a project of these files and a wrapper of this Gradle.
    fn toolchain(gradle: &str, files: &[(&str, &str)]) -> String {
        let wrapper = format!("distributionUrl=https\\://x/gradle-{gradle}-bin.zip\n");
        let mut files = files.to_vec();
        files.push((WRAPPER, &wrapper));
        let mut asked = asked(&files).into_iter();
        asked.find(|line| line.contains("prefix")).unwrap_or_default()
    }

    #[test]
    fn a_toolchain_that_gradle_downloads_is_suggested_and_another_one_required() {
        let required = "tool java \"21\" prefix any copy (build.gradle:1)";
        let suggested = "tool java \"21\" prefix any copy suggested (build.gradle:1)";
        let none = ("settings.gradle", "rootProject.name = 'shop'\n");
        assert_eq!(toolchain("8.13", &[BUILD, none]), required);
        assert_eq!(toolchain("8.13", &[BUILD, FOOJAY]), suggested);
        assert_eq!(toolchain("7.6.4", &[BUILD, none]), suggested);
        let off = "org.gradle.java.installations.auto-download=false\n";
        assert_eq!(
            toolchain("8.13", &[BUILD, FOOJAY, ("gradle.properties", off)]),
            required
        );
        assert_eq!(toolchain("7.6.4", &[BUILD, none, ("gradle.properties", off)]), required);
        // The user's own settings win.
        let of_user = asked_by(
            &[
                BUILD,
                FOOJAY,
                (
                    "gradle.properties",
                    "org.gradle.java.installations.auto-download=true\n",
                ),
                ("/home/ada/.gradle/gradle.properties", off),
            ],
            "/project",
            &[("HOME", "/home/ada")],
        );
        assert_eq!(of_user, ["tool gradle (settings.gradle)", required]);
    }

    #[test]
    fn settings_say_in_many_ways_where_jdks_are_from() {
        let is_required =
            |settings: &str| !toolchain("9.1.0", &[BUILD, ("settings.gradle", settings)]).contains("suggested");
        let told = [
            "plugins {\n  id(\"org.gradle.toolchains.foojay-resolver\") version \"1.0.0\"\n}\n",
            "toolchainManagement { jvm { javaRepositories { repository('own') {} } } }\n",
            "plugins { id 'shop.settings' }\n",
            "apply plugin: 'shop.settings'\n",
            "// id 'org.gradle.toolchains.foojay-resolver-convention'\n",
            "plugins { id 'com.gradle.develocity' version '4.0' }\n",
            "pluginManagement {\n  plugins {\n    id 'org.springframework.boot' version '3.5.0'\n  }\n}\ninclude 'a'\n",
            "pluginManagement {\n  includeBuild 'build-logic'\n}\nplugins {\n  id 'shop.settings'\n}\n",
            "",
        ]
        .map(is_required);
        assert_eq!(told, [false, false, false, false, true, true, true, false, true]);
    }

    #[test]
    fn a_toolchain_of_one_task_or_of_a_condition_is_suggested() {
        let build = "tasks.test { javaLauncher = javaToolchains.launcherFor {\n  languageVersion = JavaLanguageVersion.of(25)\n} }\nkotlin { jvmToolchain(17) }\njava { toolchain { languageVersion = JavaLanguageVersion.of(findProperty('jdk') ?: 11) } }\n";
        assert_eq!(
            asked(&[("build.gradle", build), ("settings.gradle", "")]),
            [
                "tool gradle (settings.gradle)",
                "tool java \"11\" prefix any copy suggested (build.gradle:5)",
                "tool java \"17\" prefix any copy (build.gradle:4)",
                "tool java \"25\" prefix any copy suggested (build.gradle:2)",
            ]
        );
    }

    #[test]
    fn the_jdk_of_the_daemon_is_downloaded_from_where_its_file_says() {
        let asked = |text: &str| asked(&[("gradle/gradle-daemon-jvm.properties", text)]);
        let file = "gradle/gradle-daemon-jvm.properties";
        assert_eq!(
            asked("toolchainVersion=21\n"),
            [format!("tool java \"21\" prefix any copy ({file}:1)")]
        );
        assert_eq!(
            asked("toolchainUrl.LINUX.X86_64=https\\://x\ntoolchainVersion=21\n"),
            [format!("tool java \"21\" prefix any copy suggested ({file}:2)")]
        );
    }
}
