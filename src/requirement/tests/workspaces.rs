//! Workspaces, their members, and parts without a root.

use std::path::Path;

use super::{applying, project};
use crate::host::Host;
use crate::requirement::example::later;
use crate::requirement::read;

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
    let names: Vec<String> = (0..5).map(|number| format!("shop{number}/go.mod")).collect();
    let files: Vec<(&str, &str)> = names
        .iter()
        .map(|name| (name.as_str(), "module x\n\ngo 1.22\n"))
        .collect();
    let machine = project(&files);
    let found = read(&Host::fixture(machine.path(), "/p", &[]), Path::new("/p"), later());
    assert_eq!(found.parts, ["shop0", "shop1", "shop2", "shop3", "shop4"]);
    assert!(
        found
            .requirements
            .iter()
            .all(|requirement| requirement.strength == crate::scan::Strength::Suggested)
    );
}
