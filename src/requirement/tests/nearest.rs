//! Which of several manifests holds: on the way to the directory, beside it and below.

use std::path::Path;
use std::time::Instant;

use super::{applying, project};
use crate::host::Host;
use crate::requirement::example::later;
use crate::requirement::{LIMITS, Limits, ProjectRequirements, read_within};

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
