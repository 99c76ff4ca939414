//! Every directory of `fixtures/projects`: what the project in it asks for.

mod broken;
mod nearest;
mod workspaces;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::example::later;
use super::*;
use crate::probe::catalogue::Catalogue;
use crate::scan::RequirementKind;
use crate::version::VersionRange;

/// The answer to a project, as `expected.json` in its directory has it.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Expected {
    requirements: Vec<Requirement>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    broken: Vec<BrokenManifest>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    evidence: Vec<Evidence>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    partly: Option<String>,
}

fn projects() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/projects")
}

fn names() -> Vec<String> {
    let mut names: Vec<String> = fs_err::read_dir(projects())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn read_project(name: &str) -> ProjectRequirements {
    let root = format!("/{name}");
    read(&Host::fixture(&projects(), &root, &[]), Path::new(&root), later())
}

/// `DEVENV_WRITE_FIXTURES=1 cargo test --lib requirement` writes the answers anew: read what it writes.
#[test]
fn every_project_asks_for_what_it_must() {
    #[expect(clippy::disallowed_methods, reason = "the test's own switch, not the program's")]
    let write = std::env::var("DEVENV_WRITE_FIXTURES").is_ok();
    let mut faults = Vec::new();
    for name in names() {
        let asked = read_project(&name);
        let expected = Expected {
            requirements: asked.requirements,
            broken: asked.broken_manifests,
            evidence: asked.evidence,
            partly: asked.partly_read,
        };
        let text = serde_json::to_string_pretty(&expected).unwrap() + "\n";
        let file = projects().join(&name).join("expected.json");
        if write {
            fs_err::write(&file, &text).unwrap();
        }
        // Git may have made its line ends those of Windows.
        let written = fs_err::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
        if written != text {
            faults.push(format!("{name} gives\n{text}"));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn every_tool_that_is_asked_for_is_in_the_catalogue() {
    let catalogue = Catalogue::builtin();
    for name in names() {
        for requirement in read_project(&name).requirements {
            if requirement.kind == RequirementKind::Tool {
                assert!(catalogue.get(&requirement.id).is_some(), "{name}: {requirement:?}");
            }
            assert_eq!(
                requirement.range.is_some(),
                requirement.dialect.is_some(),
                "{name}: {requirement:?}"
            );
        }
    }
}

#[test]
fn every_range_that_is_asked_for_can_be_read() {
    for name in names() {
        for requirement in read_project(&name).requirements {
            if let (Some(range), Some(dialect)) = (&requirement.range, requirement.dialect) {
                assert!(VersionRange::parse(range, dialect).is_ok(), "{name}: {requirement:?}");
            }
        }
    }
}

/// A project at `/p` made of these files.
fn project(files: &[(&str, &str)]) -> tempfile::TempDir {
    let machine = tempfile::tempdir().unwrap();
    for (file, text) in files {
        let path = machine.path().join("p").join(file);
        fs_err::create_dir_all(path.parent().unwrap()).unwrap();
        fs_err::write(path, text).unwrap();
    }
    machine
}

/// What applies to somebody in `directory`: `id range (file)`, with `?` behind what is only suggested.
fn applying(machine: &Path, directory: &str) -> Vec<String> {
    let host = Host::fixture(machine, directory, &[]);
    let asked = read(&host, Path::new("/p"), later());
    assert_eq!((asked.broken_manifests, asked.partly_read), (Vec::new(), None));
    asked
        .requirements
        .into_iter()
        .filter(|requirement| requirement.applies)
        .map(|requirement| {
            let range = requirement.range.as_deref().unwrap_or("any");
            let mark = if requirement.strength == crate::scan::Strength::Suggested {
                "?"
            } else {
                ""
            };
            format!("{} {range} ({}){mark}", requirement.id, requirement.source.file)
        })
        .collect()
}
