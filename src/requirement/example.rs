//! Projects made of a few files, for tests.

use std::path::Path;
use std::time::{Duration, Instant};

use super::{ProjectRequirements, read};
use crate::host::Host;
use crate::scan::{Source, Strength};

/// A project in `/project`, of which the user is in the root. A name that begins with `/` is a file of the machine.
pub(super) fn asked(files: &[(&str, &str)]) -> Vec<String> {
    asked_by(files, "/project", &[])
}

/// As [`asked`], from another directory and environment.
pub(super) fn asked_by(files: &[(&str, &str)], directory: &str, environment: &[(&str, &str)]) -> Vec<String> {
    lines(&reading(files, directory, environment))
}

/// As [`asked_by`], without what a nearer manifest replaces.
pub(super) fn applying_by(files: &[(&str, &str)], directory: &str) -> Vec<String> {
    let mut found = reading(files, directory, &[]);
    found.requirements.retain(|requirement| requirement.applies);
    lines(&found)
}

fn reading(files: &[(&str, &str)], directory: &str, environment: &[(&str, &str)]) -> ProjectRequirements {
    let machine = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let place = match name.strip_prefix('/') {
            Some(name) => machine.path().join(name),
            None => machine.path().join("project").join(name),
        };
        std::fs::create_dir_all(place.parent().unwrap()).unwrap();
        std::fs::write(place, text).unwrap();
    }
    let host = Host::fixture(machine.path(), directory, environment);
    read(&host, Path::new("/project"), later())
}

/// One line for each version that CI jobs and containers have.
pub(super) fn evidence_of(files: &[(&str, &str)]) -> Vec<String> {
    let line = |evidence: &crate::scan::Evidence| {
        let source = &evidence.source;
        format!(
            "{} {} {} ({}:{})",
            evidence.id,
            evidence.range.as_deref().unwrap_or("any"),
            word(evidence.used_by),
            source.file,
            source.line.unwrap_or_default()
        )
    };
    reading(files, "/project", &[]).evidence.iter().map(line).collect()
}

/// A deadline that no test reaches, however slow the machine is.
pub(super) fn later() -> Instant {
    Instant::now() + Duration::from_hours(1)
}

/// One line for each requirement, then one for each broken manifest.
pub(super) fn lines(asked: &ProjectRequirements) -> Vec<String> {
    let place = |source: &Source| match source.line {
        Some(line) => format!("{}:{line}", source.file),
        None => source.file.clone(),
    };
    let mut lines: Vec<String> = asked
        .requirements
        .iter()
        .map(|requirement| {
            let mut words = vec![word(requirement.kind), requirement.id.clone()];
            if let (Some(range), Some(dialect)) = (&requirement.range, &requirement.dialect) {
                words.extend([format!("{range:?}"), word(dialect)]);
            }
            words.extend(requirement.minimum.map(|minimum| minimum.to_string()));
            words.extend(
                requirement
                    .present
                    .map(|present| if present { "present" } else { "missing" }.to_owned()),
            );
            words.extend(
                requirement
                    .downloads
                    .map(|downloads| if downloads { "downloaded" } else { "no download" }.to_owned()),
            );
            if requirement.any_copy {
                words.push("any copy".to_owned());
            }
            words.extend(requirement.choice.as_ref().map(|choice| format!("one of {choice}")));
            if requirement.strength == Strength::Suggested {
                words.push("suggested".to_owned());
            }
            words.extend(requirement.address.as_ref().map(|address| format!("at {address}")));
            words.push(format!("({})", place(&requirement.source)));
            words.join(" ")
        })
        .collect();
    lines.extend(
        asked
            .broken_manifests
            .iter()
            .map(|broken| format!("broken: {} ({})", broken.message, place(&broken.source))),
    );
    lines
}

/// A value's name in the contract.
fn word(value: impl serde::Serialize) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
}
