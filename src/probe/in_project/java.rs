//! The Java that a project's build tools run: `JAVA_HOME` comes before PATH.
//!
//! Sources: `bin/mvn` and `mvnw` of Maven, `gradlew` and "Build environment" of Gradle (`org.gradle.java.home`), `bin/sbt`, `bin/ant`.

use std::path::PathBuf;

use super::{nearest, small, text, value};
use crate::host::Host;
use crate::scan::{Availability, InProject, Tool, ToolState};

/// The build tools that look at `JAVA_HOME`, and the files of a project that they build.
const BUILD_TOOLS: [(&str, &[&str]); 4] = [
    ("ant", &["build.xml"]),
    (
        "gradle",
        &[
            "build.gradle",
            "build.gradle.kts",
            "settings.gradle",
            "settings.gradle.kts",
            "gradlew",
        ],
    ),
    ("maven", &["pom.xml", "mvnw"]),
    ("sbt", &["build.sbt", "project/build.properties"]),
];

pub(super) fn tell(host: &Host, tools: &mut [Tool]) {
    let mut used_by: Vec<&str> = BUILD_TOOLS
        .iter()
        .filter(|(_, files)| files.iter().any(|file| nearest(host, file).is_some()))
        .map(|(id, _)| *id)
        .collect();
    let Some(first) = used_by.first().copied() else {
        return;
    };
    let Some((home, set_by)) = home(host, first) else {
        return;
    };
    used_by.retain(|id| self::home(host, id).is_some_and(|(other, _)| other == home));
    for (id, program) in [("java", "java"), ("javac", "javac")] {
        let Some(tool) = tools.iter_mut().find(|tool| tool.id == id) else {
            continue;
        };
        let name = if cfg!(windows) {
            format!("{program}.exe")
        } else {
            program.to_owned()
        };
        let path = home.join("bin").join(name);
        let resolved = host.resolve(&path).ok();
        let is_the_same = resolved.is_some() && resolved.as_deref().map(text) == tool.resolved_path;
        if is_the_same && tool.state == ToolState::Found {
            continue;
        }
        let version = small(host, &home.join("release"))
            .and_then(|release| value(&release, "JAVA_VERSION", '=').map(str::to_owned));
        let is_there = host.is_file(&path);
        tool.in_project = Some(InProject {
            version: version.filter(|_| is_there),
            path: Some(text(&path)),
            set_by: set_by.clone(),
            used_by: used_by.iter().map(|id| (*id).to_owned()).collect(),
            availability: if is_there {
                Availability::Installed
            } else {
                Availability::Refused
            },
        });
    }
}

/// The directory of the JDK that a build tool takes, and what sets it. `None`: it takes the one on PATH.
fn home(host: &Host, build_tool: &str) -> Option<(PathBuf, String)> {
    let of_gradle = || {
        let user = host
            .env_path("GRADLE_USER_HOME")
            .or_else(|| Some(host.home()?.join(".gradle")))
            .map(|directory| directory.join("gradle.properties"));
        let files = [user, nearest(host, "gradle.properties")];
        files.into_iter().flatten().find_map(|file| {
            let content = small(host, &file)?;
            let home = value(&content, "org.gradle.java.home", '=')?;
            Some((PathBuf::from(home.replace("\\\\", "\\")), text(&file)))
        })
    };
    // Maven's script reads it as a shell would: only a plain path counts.
    let of_maven = || {
        let file = host.home()?.join(".mavenrc");
        let content = small(host, &file)?;
        let plain = content.replace("export ", "");
        let home = value(&plain, "JAVA_HOME", '=')?;
        (!home.contains(['$', '`'])).then(|| (PathBuf::from(home), text(&file)))
    };
    let own = match build_tool {
        "gradle" => of_gradle(),
        "maven" => of_maven(),
        _ => None,
    };
    own.filter(|(home, _)| home.is_absolute())
        .or_else(|| Some((PathBuf::from(host.env("JAVA_HOME")?), "JAVA_HOME".to_owned())))
}
