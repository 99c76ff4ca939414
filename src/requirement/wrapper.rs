//! Scripts that bring a build tool along (`gradlew`, `mvnw`), where they would not start.

use super::manifest::{Manifest, ManifestContent};
use crate::host::RunRight;
use crate::scan::{Requirement, RequirementKind};

/// A script is read up to here.
const SCRIPT_BYTES: u64 = 1 << 20;
/// What Gradle's script starts, beside the wrapper's settings.
const GRADLE_JAR: &str = "gradle/wrapper/gradle-wrapper.jar";

/// Looks at a script in the project's directory `directory`, relative to the root and perhaps empty.
///
/// On Windows another script runs. One that is not executable may still be run by a shell, so that is only suggested.
pub(super) fn check(manifest: &Manifest<'_>, directory: &str, script: &str, found: &mut ManifestContent) {
    let file = super::walk::join(directory, script);
    let Some(place) = manifest.root().map(|root| root.join(&file)) else {
        return;
    };
    let Some(text) = manifest.host.text_once(&place, SCRIPT_BYTES).filter(|_| cfg!(unix)) else {
        return;
    };
    let problem = |kind: &str| Requirement {
        present: Some(false),
        ..manifest.requirement(RequirementKind::Component, format!("{kind}:{file}"), None)
    };
    let first = text.split('\n').next().unwrap_or_default();
    if first.starts_with("#!") && first.ends_with('\r') {
        found.require(problem("script-line-ends"));
    }
    if manifest.host.may_run(&place) == RunRight::No {
        found.suggest(problem("script-executable"));
    }
    // Some projects' own scripts fetch it, since they may not have it in their repository.
    let fetches_it = ["curl", "wget", "WrapperDownloader"]
        .iter()
        .any(|word| text.contains(word));
    if script == "gradlew" && !fetches_it {
        let jar = super::walk::join(directory, GRADLE_JAR);
        let is_there = manifest
            .root()
            .is_some_and(|root| manifest.host.is_file(&root.join(&jar)));
        if !is_there && text.contains("gradle-wrapper.jar") {
            found.require(Requirement {
                present: Some(false),
                ..manifest.requirement(RequirementKind::Component, format!("wrapper-jar:{jar}"), None)
            });
        }
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;
    use std::path::Path;

    use super::super::example::{later, lines};
    use crate::host::Host;
    use crate::requirement::read;

    const SETTINGS: &str = "distributionUrl=https\\://services.gradle.org/distributions/gradle-8.5-bin.zip\n";
    const SCRIPT: &str = "#!/bin/sh\nexec java -jar gradle/wrapper/gradle-wrapper.jar\n";

    /// What is wrong with the scripts of a project in `api`.
    fn told(script: &str, text: &str, mode: u32, files: &[(&str, &str)]) -> Vec<String> {
        let machine = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let place = machine.path().join("project").join(name);
            std::fs::create_dir_all(place.parent().unwrap()).unwrap();
            std::fs::write(&place, text).unwrap();
            place
        };
        for (name, text) in files {
            write(name, text);
        }
        let place = write(script, text);
        std::fs::set_permissions(place, std::fs::Permissions::from_mode(mode)).unwrap();
        let host = Host::fixture(machine.path(), "/project", &[]);
        let mut told = lines(&read(&host, Path::new("/project"), later()));
        told.retain(|line| line.starts_with("component"));
        told
    }

    #[test]
    fn a_wrapper_that_would_not_start_is_told() {
        let settings = ("api/gradle/wrapper/gradle-wrapper.properties", SETTINGS);
        let jar = ("api/gradle/wrapper/gradle-wrapper.jar", "");
        let of_gradle = |text: &str, mode, files: &[(&str, &str)]| {
            told("api/gradlew", text, mode, files)
                .into_iter()
                .map(|line| line.replace(" (api/gradle/wrapper/gradle-wrapper.properties)", ""))
                .collect::<Vec<_>>()
        };
        assert_eq!(of_gradle(SCRIPT, 0o755, &[settings, jar]), [""; 0]);
        assert_eq!(
            of_gradle(SCRIPT, 0o644, &[settings, jar]),
            ["component script-executable:api/gradlew missing suggested"]
        );
        assert_eq!(
            of_gradle(&SCRIPT.replace('\n', "\r\n"), 0o755, &[settings, jar]),
            ["component script-line-ends:api/gradlew missing"]
        );
        assert_eq!(
            of_gradle(SCRIPT, 0o755, &[settings]),
            ["component wrapper-jar:api/gradle/wrapper/gradle-wrapper.jar missing"]
        );
        assert_eq!(of_gradle(&format!("{SCRIPT}curl -o x\n"), 0o755, &[settings]), [""; 0]);
        let pom = ("pom.xml", "<project><modelVersion>4.0.0</modelVersion></project>");
        let wrapper = (".mvn/wrapper/maven-wrapper.properties", "distributionUrl=https\\://x\n");
        assert_eq!(
            told("mvnw", "#!/bin/sh\r\n", 0o644, &[pom, wrapper]),
            [
                "component script-executable:mvnw missing suggested (pom.xml)",
                "component script-line-ends:mvnw missing (pom.xml)"
            ]
        );
    }
}
