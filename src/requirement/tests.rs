//! Every directory of `fixtures/projects`: what the project in it asks for.

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
    let formats: Vec<&Format> = FORMATS.iter().flat_map(|(_, formats)| formats.iter()).collect();
    let host = Host::fixture(Path::new("/nowhere"), "/", &[]);
    for format in formats {
        for text in &texts {
            let mut found = ManifestContent::default();
            let manifest = Manifest {
                file: "directory/name",
                name: "name",
                directory: Path::new("/directory"),
                text,
                host: &host,
            };
            (format.read)(&manifest, &mut found);
            for broken in &found.broken {
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

#[test]
fn on_the_way_to_the_directory_the_nearest_manifest_wins() {
    let machine = project(&[
        (".nvmrc", "20"),
        ("a/.nvmrc", "22"),
        ("a/b/.nvmrc", "24"),
        ("c/.nvmrc", "18"),
        ("c/.node-version", "18.1"),
        ("d/.keep", ""),
    ]);
    let at = |directory: &str| applying(machine.path(), directory);
    assert_eq!(at("/p/a/b"), ["node 24 (a/b/.nvmrc)"]);
    assert_eq!(at("/p/c"), ["node 18 (c/.nvmrc)", "node 18.1 (c/.node-version)"]);
    assert_eq!(at("/p/d"), ["node 20 (.nvmrc)"], "what is beside is not asked for");
    assert_eq!(
        at("/p"),
        [
            "node 18 (c/.nvmrc)?",
            "node 18.1 (c/.node-version)?",
            "node 20 (.nvmrc)",
            "node 22 (a/.nvmrc)?",
            "node 24 (a/b/.nvmrc)?"
        ],
        "what is below is suggested"
    );
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
    assert_eq!(at("/p/api"), ["node 22 (.nvmrc)", "node >=22 (api/package.json)", npm]);
    assert_eq!(at("/p/ui"), ["node 20 (ui/.nvmrc)", npm]);
}

/// `dotnet` looks upwards for its file, whatever the project there is for.
#[test]
fn a_file_above_that_chooses_an_sdk_holds_beside_a_nearer_framework() {
    let machine = project(&[
        ("global.json", r#"{"sdk": {"version": "9.0.100"}}"#),
        (
            "src/A.csproj",
            "<Project Sdk=\"x\"><PropertyGroup><TargetFramework>net9.0</TargetFramework></PropertyGroup></Project>",
        ),
    ]);
    assert_eq!(
        applying(machine.path(), "/p/src"),
        ["dotnet 9.0 (src/A.csproj)", "dotnet [9.0.100,9.0.200) (global.json)"]
    );
}

#[test]
fn a_nearer_one_for_any_version_replaces_no_range() {
    let machine = project(&[
        ("package.json", r#"{"engines": {"node": ">=20"}}"#),
        ("tool/requirements.txt", "x\n"),
        ("tool/pyproject.toml", "[project]\nname = \"x\"\n"),
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
fn a_sibling_asks_for_nothing() {
    let machine = project(&[
        ("web/package.json", "{}"),
        ("api/go.mod", "module x\n\ngo 1.22\n"),
        ("api/.devcontainer/devcontainer.json", "{}"),
    ]);
    assert_eq!(
        applying(machine.path(), "/p/web"),
        ["node any (web/package.json)", "npm any (web/package.json)?"]
    );
}

#[test]
fn every_member_of_a_workspace_holds_in_manifests_of_its_ecosystem() {
    let machine = project(&[
        (
            "package.json",
            r#"{"engines": {"node": ">=18"}, "workspaces": ["site", "packages/**", "examples/*", "!packages/old"]}"#,
        ),
        ("site/package.json", r#"{"engines": {"node": ">=20"}}"#),
        ("packages/core/api/package.json", r#"{"engines": {"node": ">=24"}}"#),
        ("packages/core/api/go.mod", "module x\n\ngo 1.22\n"),
        ("packages/core/fixtures/x/package.json", r#"{"engines": {"node": "4"}}"#),
        ("packages/old/package.json", r#"{"engines": {"node": "6"}}"#),
        ("examples/one/package.json", r#"{"engines": {"node": ">=19"}}"#),
        ("tools/package.json", r#"{"engines": {"node": "8"}}"#),
    ]);
    assert_eq!(
        applying(machine.path(), "/p"),
        [
            "go 1.22 (packages/core/api/go.mod)?",
            "node 6 (packages/old/package.json)?",
            "node 8 (tools/package.json)?",
            "node >=18 (package.json)",
            "node >=19 (examples/one/package.json)",
            "node >=20 (site/package.json)",
            "node >=24 (packages/core/api/package.json)",
            "npm any (package.json)?",
        ]
    );
}

#[test]
fn every_kind_of_workspace_declares_its_members() {
    let go = "module x\n\ngo 1.22\n";
    let node = r#"{"engines": {"node": ">=24"}}"#;
    let pom = "<project><properties><maven.compiler.release>21</maven.compiler.release></properties></project>";
    let kinds: [(&[(&str, &str)], &str); 16] = [
        (
            &[
                ("pnpm-workspace.yaml", "packages:\n  - 'a/*'\n"),
                ("package.json", "{}"),
                ("a/b/package.json", node),
            ],
            "node >=24 (a/b/package.json)",
        ),
        (
            &[
                ("lerna.json", "{}"),
                ("package.json", "{}"),
                ("packages/b/package.json", node),
            ],
            "node >=24 (packages/b/package.json)",
        ),
        (
            &[
                (
                    "rush.json",
                    "{\"projects\": [{\"packageName\": \"b\", \"projectFolder\": \"a/b\"}] /* ours */}",
                ),
                ("a/b/package.json", node),
            ],
            "node >=24 (a/b/package.json)",
        ),
        (
            &[("deno.json", "{\"workspace\": [\"./a\"]}"), ("a/package.json", node)],
            "node >=24 (a/package.json)",
        ),
        (
            &[
                ("Cargo.toml", "[workspace]\nmembers = [\"a/*\"]\n"),
                ("a/b/Cargo.toml", "[package]\nname = \"b\"\nrust-version = \"1.90\"\n"),
            ],
            "rustc 1.90 (a/b/Cargo.toml)",
        ),
        (
            &[
                (
                    "Cargo.toml",
                    "[package]\nname = \"x\"\n[dependencies]\nb = { path = \"a/b\" }\n",
                ),
                ("a/b/Cargo.toml", "[package]\nname = \"b\"\nrust-version = \"1.90\"\n"),
            ],
            "rustc 1.90 (a/b/Cargo.toml)",
        ),
        (
            &[("go.work", "go 1.21\n\nuse (\n\t./a/b\n)\n"), ("a/b/go.mod", go)],
            "go 1.22 (a/b/go.mod)",
        ),
        (
            &[
                (
                    "pyproject.toml",
                    "[project]\nname = \"x\"\n[tool.uv.workspace]\nmembers = [\"a/*\"]\n",
                ),
                (
                    "a/b/pyproject.toml",
                    "[project]\nname = \"b\"\nrequires-python = \">=3.13\"\n",
                ),
            ],
            "python3 >=3.13 (a/b/pyproject.toml)",
        ),
        (
            &[
                ("pom.xml", "<project><modules><module>a/b</module></modules></project>"),
                ("a/b/pom.xml", pom),
            ],
            "java 21 (a/b/pom.xml)",
        ),
        (
            &[
                ("settings.gradle.kts", "include(\n    \":a:b\",\n)\n"),
                ("a/b/build.gradle.kts", "tasks { options.release = 21 }\n"),
            ],
            "java 21 (a/b/build.gradle.kts)",
        ),
        (
            &[
                (
                    "App.sln",
                    "Project(\"{FAE0}\") = \"B\", \"a\\b\\B.csproj\", \"{1}\"\nEndProject\n",
                ),
                (
                    "a/b/B.csproj",
                    "<Project Sdk=\"x\"><PropertyGroup><TargetFramework>net9.0</TargetFramework></PropertyGroup></Project>",
                ),
            ],
            "dotnet 9.0 (a/b/B.csproj)",
        ),
        (
            &[
                ("App.slnx", "<Solution><Project Path=\"a/b/B.csproj\" /></Solution>"),
                (
                    "a/b/B.csproj",
                    "<Project Sdk=\"x\"><PropertyGroup><TargetFramework>net9.0</TargetFramework></PropertyGroup></Project>",
                ),
            ],
            "dotnet 9.0 (a/b/B.csproj)",
        ),
        (
            &[
                (
                    "mix.exs",
                    "defmodule X do\n  use Mix.Project\n  def project, do: [apps_path: \"apps\"]\nend\n",
                ),
                (
                    "apps/b/mix.exs",
                    "defmodule B do\n  use Mix.Project\n  def project, do: [elixir: \"~> 1.17\"]\nend\n",
                ),
            ],
            "elixir ~> 1.17 (apps/b/mix.exs)",
        ),
        (
            &[
                ("pubspec.yaml", "name: x\nworkspace:\n  - a/b\n"),
                ("a/b/pubspec.yaml", "name: b\nenvironment:\n  sdk: ^3.6.0\n"),
            ],
            "dart ^3.6.0 (a/b/pubspec.yaml)",
        ),
        (
            &[
                (
                    "composer.json",
                    r#"{"repositories": [{"type": "path", "url": "packages/*"}]}"#,
                ),
                ("packages/b/composer.json", r#"{"require": {"php": "^8.4"}}"#),
            ],
            "php ^8.4 (packages/b/composer.json)",
        ),
        (
            &[
                (
                    "Cargo.toml",
                    "[workspace]\nmembers = [\"a\", \"b\"]\ndefault-members = [\"b\"]\n",
                ),
                ("a/Cargo.toml", "[package]\nname = \"a\"\nrust-version = \"1.91\"\n"),
                ("b/Cargo.toml", "[package]\nname = \"b\"\nrust-version = \"1.90\"\n"),
            ],
            "rustc 1.90 (b/Cargo.toml)",
        ),
    ];
    for (files, expected) in kinds {
        let lines = applying(project(files).path(), "/p");
        assert!(
            lines.iter().any(|line| line == expected),
            "{expected} is not in {lines:?}"
        );
    }
}

#[test]
fn parts_without_a_root_are_the_project_if_they_are_few() {
    let frontend = ("frontend/package.json", r#"{"workspaces": ["lib/*"]}"#);
    let member = ("frontend/lib/a/package.json", r#"{"engines": {"node": ">=22"}}"#);
    let nested = ("frontend/tools/go.mod", "module x\n\ngo 1.20\n");
    let backend = ("backend/go.mod", "module x\n\ngo 1.22\n");
    let docs = ("docs/Gemfile", "ruby \"2.7\"\n");
    let two = project(&[frontend, member, nested, backend, docs]);
    assert_eq!(
        applying(two.path(), "/p"),
        [
            "go 1.20 (frontend/tools/go.mod)?",
            "go 1.22 (backend/go.mod)",
            "node any (frontend/package.json)",
            "node >=22 (frontend/lib/a/package.json)",
            "npm any (frontend/package.json)?",
        ]
    );
    let compose = ("compose.yaml", "services:\n  api:\n    build: ./backend\n");
    let built = project(&[frontend, backend, compose]);
    assert_eq!(
        applying(built.path(), "/p"),
        [
            "go 1.22 (backend/go.mod)?",
            "node any (frontend/package.json)",
            "npm any (frontend/package.json)?",
            "container-engine any (compose.yaml)",
        ]
    );
    let with_root = project(&[frontend, backend, ("mise.toml", "[tools]\nnode = \"22\"\n")]);
    assert_eq!(
        applying(with_root.path(), "/p"),
        [
            "go 1.22 (backend/go.mod)?",
            "mise any (mise.toml)?",
            "node any (frontend/package.json)?",
            "node 22 (mise.toml)",
            "npm any (frontend/package.json)?",
        ]
    );
}

#[test]
fn many_parts_are_a_collection() {
    let names: Vec<String> = (0..5).map(|number| format!("sample{number}/go.mod")).collect();
    let files: Vec<(&str, &str)> = names
        .iter()
        .map(|name| (name.as_str(), "module x\n\ngo 1.22\n"))
        .collect();
    let machine = project(&files);
    let found = read(&Host::fixture(machine.path(), "/p", &[]), Path::new("/p"), later());
    assert_eq!(found.parts, ["sample0", "sample1", "sample2", "sample3", "sample4"]);
    assert!(
        found
            .requirements
            .iter()
            .all(|requirement| requirement.strength == crate::scan::Strength::Suggested)
    );
}

#[test]
fn others_code_test_data_and_what_git_leaves_out_ask_for_nothing() {
    let machine = project(&[
        (".git/info/exclude", "/secret\n"),
        (".gitignore", "dist/\n*.lock\n!keep.lock\n/only-here\n"),
        ("node_modules/x/.nvmrc", "1"),
        ("Vendor/x/.nvmrc", "2"),
        ("test-fixtures/x/.nvmrc", "3"),
        ("project_templates/x/package.json", "{\"name\": {{name}}}"),
        ("react-examples/x/.nvmrc", "3"),
        ("load-tests/.nvmrc", "3"),
        ("Sample.App/.nvmrc", "3"),
        ("src/it/simple/pom.xml", "<project>@version@"),
        ("deep/dist/.nvmrc", "4"),
        ("secret/.nvmrc", "5"),
        ("src/templates/{{name}}/pyproject.toml", "[project]\nname = \"{{\n"),
        ("{{cookiecutter.slug}}/.nvmrc", "5"),
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
fn a_file_counts_for_the_directory_that_it_is_in() {
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
    assert_eq!(at("/p"), [""; 0]);
}

#[test]
fn directories_for_settings_speak_for_the_one_above() {
    let machine = project(&[("a/.config/.nvmrc", "20"), ("a/.nvmrc", "22"), ("a/b/.keep", "")]);
    for directory in ["/p/a", "/p/a/b"] {
        assert_eq!(
            applying(machine.path(), directory),
            ["node 20 (a/.config/.nvmrc)", "node 22 (a/.nvmrc)"]
        );
    }
}

#[test]
fn one_suggestion_from_below_is_listed_a_few_times() {
    let names: Vec<String> = (0..30).map(|number| format!("part-{number:02}/.nvmrc")).collect();
    let mut files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "20")).collect();
    files.push((".nvmrc", "20"));
    let machine = project(&files);
    assert_eq!(applying(machine.path(), "/p").len(), 11);
}

#[test]
fn limits_hold_below_and_never_on_the_way_or_for_members() {
    let names: Vec<String> = (0..30).map(|number| format!("part-{number:02}/.nvmrc")).collect();
    let mut files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "20")).collect();
    files.push(("package.json", r#"{"workspaces": ["zz/*"]}"#));
    files.push(("zz/last/package.json", r#"{"engines": {"node": ">=24"}}"#));
    let machine = project(&files);
    let root = Path::new("/p");
    let host = Host::fixture(machine.path(), "/p", &[]);
    let ranges = |found: &ProjectRequirements| -> Vec<String> {
        let ranges = found.requirements.iter().filter_map(|asked| asked.range.clone());
        ranges.collect()
    };
    let few = |directories, manifests, bytes| Limits {
        directories,
        manifests,
        bytes,
    };
    for (limits, told) in [
        (few(2, 100, 1000), "it has more than 2 directories"),
        (few(100, 2, 1000), "it has more than 2 manifests"),
        (few(100, 100, 4), "it has more than 4 bytes of manifests"),
    ] {
        let found = read_within(&host, root, later(), limits);
        assert_eq!(ranges(&found), ["20", "20", ">=24"]);
        assert_eq!((found.partly_read.as_deref(), found.timed_out), (Some(told), false));
    }
    let found = read_within(&host, root, Instant::now(), LIMITS);
    assert_eq!(found.requirements, []);
    assert_eq!(
        (found.partly_read.as_deref(), found.timed_out),
        (Some("the scan's time ran out before all of its files were read"), true)
    );
}

#[test]
fn a_manifest_that_cannot_be_read_is_told() {
    let machine = project(&[(".nvmrc", ""), (".node-version", "# none\n")]);
    let file = machine.path().join("p/package.json");
    let large = fs_err::File::create(&file).unwrap();
    large.set_len(MANIFEST_BYTES + 1).unwrap();
    let asked = read(&Host::fixture(machine.path(), "/p", &[]), Path::new("/p"), later());
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
    let formats = formats();
    let host = Host::fixture(Path::new("/nowhere"), "/", &[]);
    for path in files_below(&projects()) {
        let name = path.file_name().unwrap().to_str().unwrap();
        let Ok(whole) = fs_err::read_to_string(&path) else {
            continue;
        };
        let cuts: Vec<usize> = whole.char_indices().map(|(offset, _)| offset).collect();
        for (_, format) in formats.of(name) {
            for cut in cuts.iter().step_by(cuts.len() / 100 + 1) {
                let text = &whole[..*cut];
                let mut found = ManifestContent::default();
                let manifest = Manifest {
                    file: "directory/name",
                    name,
                    directory: Path::new("/directory"),
                    text,
                    host: &host,
                };
                (format.read)(&manifest, &mut found);
                let asked = found.requirements.iter().map(|requirement| &requirement.source);
                let broken = found.broken.iter().map(|broken| &broken.source);
                let last = u32::try_from(text.matches('\n').count()).unwrap() + 1;
                for source in asked.chain(broken) {
                    let is_there = source.line.is_none_or(|line| (1..=last).contains(&line));
                    assert!(is_there, "{}, cut at {cut}: {found:?}", path.display());
                }
            }
        }
    }
}
