//! The Java virtual machine: files that name a JDK, sbt, and Clojure's Leiningen and command line. Maven and Gradle have files of their own.
//!
//! Sources: the READMEs of jEnv and SDKMAN ("Env Command"); Leiningen's `sample.project.clj`; Clojure's "Deps and CLI".

use super::code::{self, Code};
use super::java_version::java;
use super::manifest::{Format, Manifest, ManifestContent};
use super::{line_file, names, script};
use crate::scan::Requirement;
use crate::version::Dialect;

pub(super) const FORMATS: &[Format] = &[
    Format {
        names: &[".java-version"],
        wants_text: true,
        read: read_java_version,
    },
    Format {
        names: &[".sdkmanrc"],
        wants_text: true,
        read: read_sdkmanrc,
    },
    Format {
        names: &["build.sbt"],
        wants_text: false,
        read: read_sbt,
    },
    Format {
        names: &["project.clj"],
        wants_text: true,
        read: read_leiningen,
    },
    Format {
        names: &["deps.edn"],
        wants_text: true,
        read: |manifest, found| {
            if manifest.text.contains('{') {
                ask_for_clojure(manifest, manifest.tool("clojure", None), found);
            }
        },
    },
];

/// Reads the name of a JDK: `17`, `temurin-17.0.9+9`.
fn read_java_version(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let Some((name, line)) = line_file::lines(manifest.text).next() else {
        found.broken(manifest, None, "it contains no version");
        return;
    };
    // `system` and a name without a number ask for some JDK.
    let version = java(name).unwrap_or_default();
    found.require(manifest.tool_in("java", &version, Dialect::Prefix, Some(line)));
}

/// Reads lines such as `java=21.0.2-tem`.
fn read_sdkmanrc(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    for (text, line) in line_file::lines(manifest.text) {
        let Some((candidate, version)) = text.split_once('=') else {
            found.broken(manifest, Some(line), "expected `candidate=version`");
            continue;
        };
        let (candidate, version) = (candidate.trim(), version.trim());
        let Some(id) = names::tool(candidate) else { continue };
        let version = match id {
            "java" => sdkman_java(version),
            _ => version.to_owned(),
        };
        found.require(manifest.tool_in(id, &version, Dialect::Prefix, Some(line)));
    }
}

/// SDKMAN's own name of a JDK, which its command takes: `21.0.2-tem`. Names with other numbers than Java's become Java's.
fn sdkman_java(name: &str) -> String {
    let version = java(name).unwrap_or_default();
    if !version.is_empty()
        && name
            .strip_prefix(version.as_str())
            .is_some_and(|rest| rest.starts_with('-'))
    {
        name.to_owned()
    } else {
        version
    }
}

/// A build of sbt. What starts it fetches the version that `project/build.properties` names: any will do.
fn read_sbt(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    if manifest.has_above("build.sbt") {
        return;
    }
    found.require(manifest.tool("java", None));
    found.require(manifest.tool("sbt", None));
}

/// Reads `:min-lein-version "2.9.0"` of a project.
fn read_leiningen(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    let code = Code::of(manifest.text, &code::CLOJURE);
    if code.after("defproject").is_none() {
        return;
    }
    let least = code
        .after("min-lein-version")
        .and_then(|(rest, line)| Some((script::string(rest.trim_start())?.0, line)));
    let leiningen = match least {
        Some((version, line)) => manifest.tool_in("leiningen", version, Dialect::Minimum, Some(line)),
        None => manifest.tool("leiningen", None),
    };
    ask_for_clojure(manifest, leiningen, found);
}

/// A JDK, and what builds a project of Clojure: either will do where it has files for both.
fn ask_for_clojure(manifest: &Manifest<'_>, builder: Requirement, found: &mut ManifestContent) {
    found.require(manifest.tool("java", None));
    if ["project.clj", "deps.edn"].iter().all(|name| manifest.has_beside(name)) {
        found.suggest(builder);
    } else {
        found.require(builder);
    }
}

#[cfg(test)]
mod tests {
    use super::super::example::asked;

    #[test]
    fn a_project_of_clojure_needs_a_jdk_and_its_builder() {
        let project = (
            "project.clj",
            "; (defproject old)\n(defproject shop \"0.1\"\n  :min-lein-version \"2.9.0\")\n",
        );
        let deps = ("deps.edn", "{:deps {}}\n");
        assert_eq!(
            asked(&[project]),
            [
                "tool java (project.clj)",
                "tool leiningen \"2.9.0\" minimum (project.clj:3)"
            ]
        );
        assert_eq!(asked(&[deps]), ["tool clojure (deps.edn)", "tool java (deps.edn)"]);
        assert_eq!(
            asked(&[project, deps]),
            [
                "tool clojure suggested (deps.edn)",
                "tool java (deps.edn)",
                "tool java (project.clj)",
                "tool leiningen \"2.9.0\" minimum suggested (project.clj:3)",
            ]
        );
        assert_eq!(asked(&[("project.clj", "; nothing\n")]), [""; 0]);
    }

    #[test]
    fn a_jdk_is_named_in_a_file_of_its_own() {
        assert_eq!(
            asked(&[(".java-version", "temurin-17.0.9+9\n")]),
            ["tool java \"17.0.9\" prefix (.java-version:1)"]
        );
        assert_eq!(asked(&[(".java-version", "system\n")]), ["tool java (.java-version:1)"]);
        assert_eq!(
            asked(&[(".java-version", "\n")]),
            ["broken: it contains no version (.java-version)"]
        );
    }

    #[test]
    fn sdkman_names_a_jdk_and_tools() {
        let text = "# Enable auto-env\njava=8.0.392-tem\ngradle = 8.5 # ours\nquarkus=3.6\nmaven\n";
        assert_eq!(
            asked(&[(".sdkmanrc", text)]),
            [
                "tool gradle \"8.5\" prefix (.sdkmanrc:3)",
                "tool java \"1.8.0.392\" prefix (.sdkmanrc:2)",
                "broken: expected `candidate=version` (.sdkmanrc:5)",
            ]
        );
    }

    #[test]
    fn sbt_and_a_jdk_build_a_project_once() {
        assert_eq!(
            asked(&[("build.sbt", ""), ("core/build.sbt", "")]),
            ["tool java (build.sbt)", "tool sbt (build.sbt)"]
        );
    }

    #[test]
    fn sdkman_keeps_its_own_word_for_a_jdk() {
        assert_eq!(
            asked(&[(".sdkmanrc", "java=21.0.5-tem\n")]),
            ["tool java \"21.0.5-tem\" prefix (.sdkmanrc:1)"]
        );
    }
}
