//! What builds of Gradle ask for.

use super::super::example::asked;
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
            "tool java \"17\" prefix any copy (build.gradle:3)",
            "tool java \"21\" prefix any copy (build.gradle:8)",
        ]
    );
}

#[test]
fn texts_set_no_level() {
    let text = "def a = \"sourceCompatibility = 25\"\nprintln 'options.release = 30'\ndef b = \"\"\"\n  java { sourceCompatibility = JavaVersion.VERSION_24 }\n\"\"\"\nsourceCompatibility = 17\n";
    assert_eq!(
        asked(&[("settings.gradle", ""), ("build.gradle", text)]),
        [
            "tool gradle (settings.gradle)",
            "tool java \"17\" minimum (build.gradle:6)"
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
        ("gradle/libs.versions.toml", "[versions]\njava = \"25\"\n"),
    ];
    assert_eq!(
        asked(&files),
        [
            "tool gradle (settings.gradle)",
            "tool java \"17\" minimum (build.gradle:5)",
            "tool java \"21\" minimum (build.gradle:2)",
            "tool java \"25\" prefix any copy (build.gradle:6)",
        ]
    );
}

#[test]
fn a_level_is_written_in_many_ways() {
    let level = |build: &str| {
        let files = [
            ("settings.gradle.kts", ""),
            (
                "gradle/libs.versions.toml",
                "[versions]\njava = { strictly = \"21\" }\n",
            ),
            ("gradle.properties", "level = 21\r\n"),
            ("build.gradle.kts", build),
        ];
        asked(&files)
            .iter()
            .any(|line| line.contains("tool java \"21\" minimum (build.gradle.kts:"))
    };
    let told = [
        "java { sourceCompatibility = JavaVersion.toVersion(\"21\") }\n",
        "java { targetCompatibility = JavaVersion.valueOf(\"VERSION_21\") }\n",
        "tasks { options.release.set(libs.versions.java.map { it.toInt() }) }\n",
        "tasks { options.release.set(providers.gradleProperty(\"level\").map(String::toInt)) }\n",
        "val level21 by extra { 21 }\njava.sourceCompatibility = JavaVersion.toVersion(level21)\n",
        "val level21 by extra(21)\njava.sourceCompatibility = JavaVersion.toVersion(level21)\n",
        "java.sourceCompatibility = JavaVersion.current()\n",
    ]
    .map(level);
    assert_eq!(told, [true, true, true, true, true, true, false]);
}

#[test]
fn applied_scripts_and_plugins_of_the_build_count() {
    let applying = [
        ("settings.gradle", ""),
        (
            "build.gradle",
            "apply from: \"$rootDir/gradle/java.gradle\"\nsourceCompatibility = javaLevel\n",
        ),
        (
            "gradle/java.gradle",
            "ext { javaLevel = 21 }\ntargetCompatibility = 17\n",
        ),
    ];
    assert_eq!(
        asked(&applying),
        [
            "tool gradle (settings.gradle)",
            "tool java \"17\" minimum (gradle/java.gradle:2)",
            "tool java \"21\" minimum (build.gradle:2)",
        ]
    );
    let plugin = "java { sourceCompatibility = JavaVersion.VERSION_21 }\n";
    let own = [
        (
            "settings.gradle.kts",
            "includeBuild(\"build-logic\")\ninclude(\":app\")\n",
        ),
        ("build-logic/convention/src/main/kotlin/shop.java.gradle.kts", plugin),
        ("buildSrc/src/main/groovy/shop.old.gradle", plugin),
        ("other/shop.gradle", plugin),
        ("gradle/gradle-daemon-jvm.properties", "toolchainVersion=25\n"),
    ];
    assert_eq!(
        asked(&own),
        [
            "tool gradle (settings.gradle.kts)",
            "tool java \"21\" minimum (build-logic/convention/src/main/kotlin/shop.java.gradle.kts:1)",
            "tool java \"21\" minimum (buildSrc/src/main/groovy/shop.old.gradle:1)",
            "tool java \"21\" minimum suggested (other/shop.gradle:1)",
            "tool java \"25\" prefix any copy (gradle/gradle-daemon-jvm.properties:1)",
        ]
    );
}

#[test]
fn settings_that_compute_what_they_include_mean_the_builds_directly_below() {
    let build = "sourceCompatibility = 17\n";
    let files = [
        ("settings.gradle", "rootDir.eachDir { include it.name }\n"),
        ("core/build.gradle", build),
        ("samples/build.gradle", "sourceCompatibility = 25\n"),
        ("apart/settings.gradle", "include 'x'\n"),
        ("apart/build.gradle", "sourceCompatibility = 21\n"),
    ];
    assert_eq!(
        asked(&files),
        [
            "tool gradle (settings.gradle)",
            "tool gradle suggested (apart/settings.gradle)",
            "tool java \"17\" minimum (core/build.gradle:1)",
            "tool java \"21\" minimum suggested (apart/build.gradle:1)",
        ]
    );
}

#[test]
fn a_script_hands_its_values_down() {
    let files = [
        ("settings.gradle", "include ':app:core'\n"),
        ("build.gradle", "ext {\n  javaLevel = 21\n}\n"),
        ("app/build.gradle", ""),
        (
            "app/core/build.gradle",
            "java { sourceCompatibility = rootProject.ext.javaLevel }\n",
        ),
    ];
    assert_eq!(
        asked(&files),
        [
            "tool gradle (settings.gradle)",
            "tool java \"21\" minimum (app/core/build.gradle:1)"
        ]
    );
}

#[test]
fn the_wrapper_of_an_app_builds_the_android_part_of_a_plugin() {
    let build = "android { compileOptions { sourceCompatibility JavaVersion.VERSION_17 } }\n";
    let plugin = [
        ("pubspec.yaml", "name: p\n"),
        ("android/settings.gradle", ""),
        ("android/build.gradle", build),
    ];
    assert_eq!(
        asked(&plugin),
        [
            "tool dart (pubspec.yaml)",
            "tool java \"17\" minimum suggested (android/build.gradle:1)"
        ]
    );
    let package = [("package.json", "{}"), ("android/build.gradle", build)];
    let names_gradle = |files: &[(&str, &str)]| asked(files).iter().any(|line| line.starts_with("tool gradle"));
    assert!(!names_gradle(&package));
    assert!(names_gradle(&package[1..]));
}
