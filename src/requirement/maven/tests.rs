//! What projects of Maven ask for.

use super::super::example::{asked, asked_by};

fn pom(inner: &str) -> String {
    format!("<?xml version=\"1.0\"?>\n<project xmlns=\"http://maven.apache.org/POM/4.0.0\">\n{inner}\n</project>\n")
}

#[test]
fn the_highest_level_is_the_least_jdk() {
    let text = pom(
        "<properties>\n<java.version>17</java.version>\n<maven.compiler.source>1.8</maven.compiler.source>\n<maven.compiler.target>${java.version}</maven.compiler.target>\n</properties>",
    );
    assert_eq!(
        asked(&[("pom.xml", &text)]),
        [
            "tool java \"17\" minimum (pom.xml:4)",
            "tool javac (pom.xml:4)",
            "tool maven (pom.xml)"
        ]
    );
}

#[test]
fn executions_of_the_compiler_and_modules_of_an_active_profile_count() {
    let root = pom(
        "<profiles><profile><activation><activeByDefault>true</activeByDefault></activation><modules><module>a</module></modules></profile>\n<profile><modules><module>b</module></modules></profile></profiles>",
    );
    let level = |execution: &str| {
        pom(&format!(
            "<build><plugins><plugin><artifactId>maven-compiler-plugin</artifactId><executions>{execution}</executions></plugin></plugins></build>"
        ))
    };
    let a = level("<execution><configuration><release>21</release></configuration></execution>");
    let b = level("<execution><configuration><release>23</release></configuration></execution>");
    let files = [("pom.xml", root.as_str()), ("a/pom.xml", &a), ("b/pom.xml", &b)];
    assert_eq!(
        asked(&files),
        [
            "tool java (pom.xml)",
            "tool java \"21\" minimum (a/pom.xml:3)",
            "tool java \"23\" minimum suggested (b/pom.xml:3)",
            "tool javac (a/pom.xml:3)",
            "tool javac (pom.xml)",
            "tool javac suggested (b/pom.xml:3)",
            "tool maven (pom.xml)",
        ]
    );
}

#[test]
fn java_8_is_told_as_java_tells_it() {
    let text = pom(
        "<build><plugins><plugin>\n<artifactId>maven-compiler-plugin</artifactId>\n<configuration><source>8</source>\n<target>${unknown}</target></configuration></plugin></plugins></build>",
    );
    assert_eq!(
        asked(&[("pom.xml", &text)]),
        [
            "tool java \"1.8\" minimum (pom.xml:5)",
            "tool javac (pom.xml:5)",
            "tool maven (pom.xml)"
        ]
    );
}

#[test]
fn the_enforcer_has_ranges_of_its_own() {
    let text = pom(
        "<properties><jdk>[17,22)</jdk></properties><build><plugins><plugin>\n<artifactId>maven-enforcer-plugin</artifactId>\n<executions><execution><configuration><rules>\n<requireJavaVersion><version>${jdk}</version></requireJavaVersion>\n<requireMavenVersion>\n<version>3.6.3</version></requireMavenVersion></rules></configuration></execution></executions></plugin></plugins></build>",
    );
    assert_eq!(
        asked(&[("pom.xml", &text)]),
        [
            "tool java (pom.xml)",
            "tool java \"[17,22)\" maven (pom.xml:6)",
            "tool javac (pom.xml)",
            "tool maven \"3.6.3\" maven (pom.xml:8)",
        ]
    );
}

#[test]
fn a_wrapper_brings_maven_and_a_module_asks_for_nothing_again() {
    let module = pom("<artifactId>core</artifactId>");
    let files = [
        ("pom.xml", module.as_str()),
        ("core/pom.xml", module.as_str()),
        (".mvn/wrapper/maven-wrapper.properties", "distributionUrl=https\\://x\n"),
    ];
    assert_eq!(asked(&files), ["tool java (pom.xml)", "tool javac (pom.xml)"]);
}

#[test]
fn a_parent_in_another_directory_has_the_level() {
    let parent = pom("<properties>\n<maven.compiler.release>21</maven.compiler.release></properties>");
    let app = pom("<parent><relativePath>../parent</relativePath></parent>");
    assert_eq!(
        asked_by(
            &[("parent/pom.xml", &parent), ("app/pom.xml", &app)],
            "/project/app",
            &[]
        ),
        [
            "tool java \"21\" minimum (parent/pom.xml:4)",
            "tool javac (app/pom.xml)",
            "tool maven (app/pom.xml)"
        ]
    );
}

#[test]
fn maven_or_gradle_will_do_where_both_have_files() {
    let text = pom("");
    let files = [("pom.xml", text.as_str()), ("build.gradle", "")];
    assert_eq!(
        asked(&files),
        [
            "tool gradle suggested (build.gradle)",
            "tool java (pom.xml)",
            "tool javac (pom.xml)",
            "tool maven suggested (pom.xml)"
        ]
    );
}

#[test]
fn a_parent_hands_its_properties_down() {
    let parent = pom("<modules><module>core</module></modules><properties><jdk>21</jdk></properties>");
    let module = pom("<properties>\n<maven.compiler.release>${jdk}</maven.compiler.release></properties>");
    assert_eq!(
        asked(&[("pom.xml", &parent), ("core/pom.xml", &module)]),
        [
            "tool java (pom.xml)",
            "tool java \"21\" minimum (core/pom.xml:4)",
            "tool javac (core/pom.xml:4)",
            "tool javac (pom.xml)",
            "tool maven (pom.xml)",
        ]
    );
}

#[test]
fn what_is_no_pom_is_broken() {
    assert_eq!(
        asked(&[("pom.xml", "<project>\n<a></b>\n</project>")]),
        ["broken: expected 'a' tag, not 'b' (pom.xml:2)"]
    );
    let entities = "<!DOCTYPE p [<!ENTITY a \"aaaa\">]>\n<project>&a;</project>";
    assert_eq!(
        asked(&[("pom.xml", entities)]),
        ["broken: it has a DOCTYPE, which devenv does not read (pom.xml)"]
    );
    assert_eq!(
        asked(&[("pom.xml", "\n<settings/>")]),
        ["broken: its root element is not `project` (pom.xml:2)"]
    );
}

#[test]
fn a_property_that_a_module_sets_anew_is_the_level_of_its_parent() {
    let parent = pom(
        "<modules><module>a</module><module>b</module></modules><properties><jdk>17</jdk>\n<maven.compiler.release>${jdk}</maven.compiler.release></properties>",
    );
    let module = pom("<properties>\n<jdk>21</jdk></properties>");
    let plain = pom("<properties><other>25</other></properties>");
    assert_eq!(
        asked(&[("pom.xml", &parent), ("a/pom.xml", &module), ("b/pom.xml", &plain)]),
        [
            "tool java \"17\" minimum (pom.xml:4)",
            "tool java \"21\" minimum (a/pom.xml:4)",
            "tool javac (a/pom.xml)",
            "tool javac (pom.xml:4)",
            "tool maven (pom.xml)",
        ]
    );
}

#[test]
fn modules_are_named_in_many_ways() {
    let level = pom("<properties><maven.compiler.release>25</maven.compiler.release></properties>");
    let level_of = |root: &str, file: &str| {
        let asked = asked(&[("pom.xml", root), (file, &level)]);
        asked
            .into_iter()
            .find(|line| line.contains("\"25\""))
            .unwrap_or_default()
    };
    let of_maven_4 = |inner: &str| {
        format!("<project xmlns=\"http://maven.apache.org/POM/4.1.0\"><packaging>pom</packaging>{inner}</project>")
    };
    let subprojects = "<subprojects><subproject>a</subproject></subprojects>";
    let required = "tool java \"25\" minimum (a/pom.xml:3)";
    let suggested = "tool java \"25\" minimum suggested (a/pom.xml:3)";
    assert_eq!(level_of(&of_maven_4(subprojects), "a/pom.xml"), required);
    assert_eq!(level_of(&of_maven_4(""), "a/pom.xml"), required);
    assert_eq!(level_of(&of_maven_4("<modules/>"), "a/pom.xml"), suggested);
    assert_eq!(level_of(&pom("<packaging>pom</packaging>"), "a/pom.xml"), suggested);
    let named = pom("<modules><module>a/pom-x.xml</module></modules>");
    assert_eq!(
        level_of(&named, "a/pom-x.xml"),
        "tool java \"25\" minimum (a/pom-x.xml:3)"
    );
}

#[test]
fn what_tests_are_compiled_for_is_needed_too() {
    let text = pom(
        "<properties><maven.compiler.release>8</maven.compiler.release>\n<maven.compiler.testRelease>21</maven.compiler.testRelease></properties>",
    );
    assert_eq!(
        asked(&[("pom.xml", &text)]),
        [
            "tool java \"21\" minimum (pom.xml:4)",
            "tool javac (pom.xml:4)",
            "tool maven (pom.xml)"
        ]
    );
}
