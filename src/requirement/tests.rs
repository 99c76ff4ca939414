//! Every directory of `fixtures/projects`: what the project in it asks for.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::*;
use crate::probe::catalogue::Catalogue;
use crate::scan::{BrokenManifest, Requirement, RequirementKind};
use crate::version::VersionRange;

/// The answer to a project, as `expected.json` in its directory has it.
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

fn read_project(name: &str) -> ProjectRequirements {
    let root = format!("/{name}");
    // However slow the machine is.
    let deadline = Instant::now() + Duration::from_hours(1);
    read_until(
        &Host::fixture(&projects(), &root, &[]),
        Path::new(&root),
        deadline,
        deadline,
    )
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
        "x".repeat(200_000),
    ];
    let formats: Vec<&Format> = FORMATS.iter().flat_map(|formats| formats.iter()).collect();
    let host = Host::fixture(Path::new("/nowhere"), "/", &[]);
    for format in formats {
        for text in &texts {
            let mut found = ProjectRequirements::default();
            let manifest = Manifest {
                file: "directory/name",
                name: "name",
                directory: Path::new("/directory"),
                text,
                host: &host,
            };
            (format.read)(&manifest, &mut found);
            for broken in &found.broken_manifests {
                assert_eq!(broken.message.lines().count(), 1, "{:?}: {broken:?}", format.names);
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
    let deadline = Instant::now() + Duration::from_hours(1);
    let host = Host::fixture(machine, directory, &[]);
    let asked = read_until(&host, Path::new("/p"), deadline, deadline);
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

#[test]
fn the_nearest_manifest_wins() {
    let machine = project(&[
        (".nvmrc", "20"),
        ("a/.nvmrc", "22"),
        ("a/b/.nvmrc", "24"),
        ("c/.nvmrc", "18"),
        ("c/.node-version", "18.1"),
        ("d/.keep", ""),
    ]);
    let at = |directory: &str| applying(machine.path(), directory);
    assert_eq!(at("/p"), ["node 20 (.nvmrc)"]);
    assert_eq!(at("/p/a"), ["node 22 (a/.nvmrc)"]);
    assert_eq!(at("/p/a/b"), ["node 24 (a/b/.nvmrc)"]);
    assert_eq!(at("/p/c"), ["node 18 (c/.nvmrc)", "node 18.1 (c/.node-version)"]);
    assert_eq!(at("/p/d"), ["node 20 (.nvmrc)"], "one above is nearer than one beside");
}

/// nvm looks upwards for its file, whatever the package there says of engines.
#[test]
fn a_file_above_that_chooses_a_version_holds_beside_a_nearer_range() {
    let machine = project(&[
        (".nvmrc", "22"),
        ("package.json", r#"{"engines": {"node": ">=20"}}"#),
        ("api/package.json", r#"{"engines": {"node": ">=22"}}"#),
        ("ui/.nvmrc", "20"),
        ("ui/package.json", "{}"),
    ]);
    let at = |directory: &str| applying(machine.path(), directory);
    let npm = "npm any (package.json)?";
    assert_eq!(at("/p"), ["node 22 (.nvmrc)", "node >=20 (package.json)", npm]);
    assert_eq!(at("/p/api"), ["node 22 (.nvmrc)", "node >=22 (api/package.json)", npm]);
    assert_eq!(at("/p/ui"), ["node 20 (ui/.nvmrc)", npm]);
}

#[test]
fn below_the_root_those_that_are_equally_near_all_hold() {
    let machine = project(&[("a/.nvmrc", "22"), ("b/.nvmrc", "24"), ("c/d/.nvmrc", "18")]);
    assert_eq!(
        applying(machine.path(), "/p"),
        ["node 22 (a/.nvmrc)", "node 24 (b/.nvmrc)"]
    );
}

#[test]
fn a_nearer_one_for_any_version_replaces_no_range() {
    let machine = project(&[
        ("package.json", r#"{"engines": {"node": ">=20"}}"#),
        ("tool/requirements.txt", ""),
        ("tool/pyproject.toml", ""),
        (".python-version", "3.12"),
    ]);
    assert_eq!(
        applying(machine.path(), "/p/tool"),
        [
            "node >=20 (package.json)",
            "npm any (package.json)?",
            "python3 any (tool/pyproject.toml)",
            "python3 any (tool/requirements.txt)",
            "python3 3.12 (.python-version)",
        ]
    );
}

#[test]
fn others_code_test_data_and_what_git_leaves_out_ask_for_nothing() {
    let machine = project(&[
        (".git/info/exclude", "/secret\n"),
        (".gitignore", "dist/\n*.lock\n!keep.lock\n/only-here\n"),
        ("node_modules/x/.nvmrc", "1"),
        ("vendor/x/.nvmrc", "2"),
        ("tests/fixtures/x/.nvmrc", "3"),
        ("deep/dist/.nvmrc", "4"),
        ("secret/.nvmrc", "5"),
        ("uv.lock", ""),
        ("only-here/.nvmrc", "6"),
        ("sub/.gitignore", "inner\n"),
        ("sub/inner/.nvmrc", "7"),
        ("sub/only-here/.bun-version", "1.1"),
        ("other/inner/.ruby-version", "3.3"),
    ]);
    assert_eq!(
        applying(machine.path(), "/p"),
        [
            "bun 1.1 (sub/only-here/.bun-version)",
            "ruby 3.3 (other/inner/.ruby-version)"
        ]
    );
}

#[test]
fn whoever_is_in_a_folder_means_it() {
    let machine = project(&[
        (".gitignore", "build/\n"),
        ("tests/fixtures/web/.nvmrc", "20"),
        ("tests/fixtures/old/.nvmrc", "10"),
        ("build/app/.nvmrc", "22"),
        ("docs/.nvmrc", "24"),
    ]);
    let at = |directory: &str| applying(machine.path(), directory);
    assert_eq!(at("/p/tests/fixtures/web"), ["node 20 (tests/fixtures/web/.nvmrc)"]);
    assert_eq!(at("/p/build/app"), ["node 22 (build/app/.nvmrc)"]);
    assert_eq!(at("/p/docs"), ["node 24 (docs/.nvmrc)"]);
    assert_eq!(at("/p"), ["node 24 (docs/.nvmrc)?"], "documentation only suggests");
}

#[test]
fn folders_for_settings_speak_for_the_one_above() {
    let machine = project(&[("a/.config/.nvmrc", "20"), ("a/.nvmrc", "22")]);
    assert_eq!(
        applying(machine.path(), "/p/a"),
        ["node 20 (a/.config/.nvmrc)", "node 22 (a/.nvmrc)"]
    );
}

#[test]
fn a_large_project_is_read_as_far_as_the_limits_go() {
    let names: Vec<String> = (0..30).map(|number| format!("part-{number:02}/.nvmrc")).collect();
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "20")).collect();
    let machine = project(&files);
    let (root, past) = (Path::new("/p"), Instant::now());
    let later = past + Duration::from_hours(1);
    let host = Host::fixture(machine.path(), "/p/part-29", &[]);

    let formats = Formats::new(FORMATS.iter().copied().flatten());
    let found = walk::find(&host, root, &formats, 3, later);
    let files: Vec<&str> = found.manifests.iter().map(|place| place.file.as_str()).collect();
    assert_eq!(files, ["part-29/.nvmrc", "part-00/.nvmrc", "part-01/.nvmrc"]);
    assert_eq!(found.partly_read.as_deref(), Some("it has more than 3 manifests"));

    let asked = read_until(&host, root, later, past);
    assert_eq!(asked.requirements.len(), FIRST);
    assert_eq!(
        asked.partly_read.as_deref(),
        Some("there was no time to read all of its manifests")
    );

    let asked = read_until(&host, root, past, later);
    let files: Vec<&str> = asked
        .requirements
        .iter()
        .map(|asked| asked.source.file.as_str())
        .collect();
    assert_eq!(files, ["part-29/.nvmrc"], "the way to the directory is always read");
    assert_eq!(
        asked.partly_read.as_deref(),
        Some("there was no time to look through all of its directories")
    );
}

#[test]
fn a_manifest_that_cannot_be_read_is_told() {
    let machine = project(&[(".nvmrc", ""), (".node-version", "# none\n")]);
    let file = machine.path().join("p/package.json");
    let large = fs_err::File::create(&file).unwrap();
    large.set_len(MANIFEST_BYTES + 1).unwrap();
    let asked = read(&Host::fixture(machine.path(), "/p", &[]), Path::new("/p"));
    let broken: Vec<(&str, Option<u32>, &str)> = asked
        .broken_manifests
        .iter()
        .map(|broken| (broken.source.file.as_str(), broken.source.line, broken.message.as_str()))
        .collect();
    assert_eq!(
        broken,
        [
            (".node-version", None, "it contains no version"),
            (".nvmrc", None, "it contains no version"),
            ("package.json", None, "it is larger than 4194304 bytes"),
        ]
    );
    assert_eq!(asked.requirements, []);
}

/// The files of a directory, and of those in it.
fn files_below(directory: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs_err::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.push(path);
        }
    }
    files
}

#[test]
fn a_manifest_that_is_cut_off_anywhere_is_read_or_told() {
    let formats = Formats::new(FORMATS.iter().copied().flatten());
    let host = Host::fixture(Path::new("/nowhere"), "/", &[]);
    for path in files_below(&projects()) {
        let name = path.file_name().unwrap().to_str().unwrap();
        let Ok(whole) = fs_err::read_to_string(&path) else {
            continue;
        };
        let cuts: Vec<usize> = whole.char_indices().map(|(offset, _)| offset).collect();
        for format in formats.of(name) {
            for cut in cuts.iter().step_by(cuts.len() / 100 + 1) {
                let text = &whole[..*cut];
                let mut found = ProjectRequirements::default();
                let manifest = Manifest {
                    file: "directory/name",
                    name,
                    directory: Path::new("/directory"),
                    text,
                    host: &host,
                };
                (format.read)(&manifest, &mut found);
                let asked = found.requirements.iter().map(|requirement| &requirement.source);
                let broken = found.broken_manifests.iter().map(|broken| &broken.source);
                let last = u32::try_from(text.matches('\n').count()).unwrap() + 1;
                for source in asked.chain(broken) {
                    let is_there = source.line.is_none_or(|line| (1..=last).contains(&line));
                    assert!(is_there, "{}, cut at {cut}: {found:?}", path.display());
                }
            }
        }
    }
}
