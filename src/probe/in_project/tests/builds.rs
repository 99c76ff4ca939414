//! Build tools: Bazel, sbt, and those that run the Java of `JAVA_HOME`.

use super::{Machine, on_path, tool};

#[test]
fn bazelisk_runs_the_bazel_that_the_project_names() {
    let bazel = || {
        Machine::new(vec![on_path("bazel", "1.25.0", "/usr/local/bin/bazelisk")])
            .write("/home/anna/shop/.bazelversion", "7.4.1\n")
    };
    assert_eq!(
        bazel().told("bazel"),
        "7.4.1 fetched by ~/shop/.bazelversion, for bazel"
    );
    let told = bazel()
        .write("/home/anna/shop/.bazeliskrc", "USE_BAZEL_VERSION=8.0.0\n")
        .told("bazel");
    assert_eq!(told, "8.0.0 fetched by ~/shop/.bazeliskrc, for bazel");
    assert_eq!(
        bazel().set("USE_BAZEL_VERSION", "latest").told("bazel"),
        "? fetched by USE_BAZEL_VERSION, for bazel"
    );
    let cached = "/bazelisk/downloads/metadata/bazelbuild/bazel-7.4.1-linux-x86_64";
    let told = bazel()
        .set("BAZELISK_HOME", "/bazelisk")
        .write(cached, "x")
        .told("bazel");
    assert_eq!(told, "7.4.1 installed by ~/shop/.bazelversion, for bazel");
    let plain = Machine::new(vec![on_path("bazel", "7.0.0", "/usr/bin/bazel")])
        .write("/home/anna/shop/.bazelversion", "7.4.1\n");
    assert_eq!(plain.told("bazel"), "as on PATH");
}

#[test]
fn sbt_runs_the_version_that_the_build_names() {
    let sbt = |content: &str| {
        Machine::new(vec![tool("sbt", "1.10.7")]).write("/home/anna/shop/project/build.properties", content)
    };
    let build = || sbt("# ours\nsbt.version = 1.9.7\n");
    let file = "~/shop/project/build.properties";
    assert_eq!(build().told("sbt"), format!("1.9.7 fetched by {file}, for sbt"));
    assert_eq!(
        build()
            .write("/home/anna/.sbt/boot/scala-2.12.18/org.scala-sbt/sbt/1.9.7/sbt.jar", "")
            .told("sbt"),
        format!("1.9.7 installed by {file}, for sbt")
    );
    assert_eq!(sbt("sbt.version=1.10.7\n").told("sbt"), "as on PATH");
    assert_eq!(sbt("name=shop\n").told("sbt"), "as on PATH");
}

#[test]
fn build_tools_run_the_java_of_java_home() {
    let java = || {
        let tools = vec![
            on_path("java", "21.0.5", "/opt/jdk-21/bin/java"),
            on_path("javac", "21.0.5", "/opt/jdk-21/bin/javac"),
        ];
        Machine::new(tools)
            .write("/opt/jdk-21/release", "JAVA_VERSION=\"21.0.5\"\n")
            .write("/opt/jdk-21/bin/java", "")
            .write("/opt/jdk-21/bin/javac", "")
            .write("/opt/jdk-17/release", "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"17.0.9\"\n")
            .write("/opt/jdk-17/bin/java", "")
    };
    let maven = || java().write("/home/anna/shop/pom.xml", "<project/>");
    assert_eq!(maven().told("java"), "as on PATH");
    assert_eq!(java().set("JAVA_HOME", "/opt/jdk-17").told("java"), "as on PATH");
    let home = || maven().set("JAVA_HOME", "/opt/jdk-17");
    assert_eq!(home().told("java"), "17.0.9 installed by JAVA_HOME, for maven");
    assert_eq!(home().told("javac"), "? refused by JAVA_HOME, for maven");
    assert_eq!(maven().set("JAVA_HOME", "/opt/jdk-21").told("java"), "as on PATH");
    assert_eq!(
        maven().set("JAVA_HOME", "/opt/gone").told("java"),
        "? refused by JAVA_HOME, for maven"
    );
    let told = home().write("/home/anna/shop/build.gradle", "").told("java");
    assert_eq!(told, "17.0.9 installed by JAVA_HOME, for gradle maven");
    let gradle = || {
        java()
            .write("/home/anna/shop/build.gradle.kts", "")
            .set("JAVA_HOME", "/opt/jdk-21")
    };
    assert_eq!(gradle().told("java"), "as on PATH");
    let told = gradle()
        .write(
            "/home/anna/.gradle/gradle.properties",
            "org.gradle.java.home=/opt/jdk-17\n",
        )
        .told("java");
    assert_eq!(told, "17.0.9 installed by ~/.gradle/gradle.properties, for gradle");
    let told = maven()
        .write("/home/anna/.mavenrc", "export JAVA_HOME=\"/opt/jdk-17\"\n")
        .told("java");
    assert_eq!(told, "17.0.9 installed by ~/.mavenrc, for maven");
    let told = maven()
        .write("/home/anna/.mavenrc", "JAVA_HOME=$(/usr/libexec/java_home)\n")
        .told("java");
    assert_eq!(told, "as on PATH");
}
