//! Every folder of `fixtures/projects`: what the project in it asks for.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::*;
use crate::probe::catalogue::Catalogue;
use crate::scan::RequirementKind;

/// The answer to a project, as `expected.json` in its folder has it.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Expected {
    requirements: Vec<Requirement>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    broken: Vec<BrokenManifest>,
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

fn read_project(name: &str) -> Asked {
    let root = format!("/{name}");
    read(&Host::fixture(&projects(), &root, &[]), Path::new(&root))
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
            broken: asked.broken,
            partly: asked.partly,
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
fn no_manifest_can_break_the_reading() {
    let texts = [
        String::new(),
        "\u{feff}".to_owned(),
        "\0\u{1b}[31m\r\r\n\u{202e}".to_owned(),
        "[".repeat(100_000),
        "{\"a\":".repeat(100_000),
        "- ".repeat(100_000),
        "a.".repeat(100_000),
        "(".repeat(100_000),
        "\"".repeat(100_001),
        "<a>".repeat(100_000),
        "x".repeat(MANIFEST_BYTES as usize),
    ];
    let formats: Vec<&Format> = FORMATS.iter().flat_map(|formats| formats.iter()).collect();
    let host = Host::fixture(Path::new("/nowhere"), "/", &[]);
    for format in formats {
        for text in &texts {
            let mut findings = Findings::default();
            let manifest = Manifest {
                file: "folder/name",
                name: "name",
                folder: Path::new("/folder"),
                text,
                host: &host,
            };
            (format.read)(&manifest, &mut findings);
            for broken in &findings.broken {
                assert_eq!(broken.message.lines().count(), 1, "{:?}: {broken:?}", format.names);
            }
        }
    }
}
