//! Checks of the documentation: links, the table of imports, the examples.

#[cfg(all(unix, feature = "platform"))]
mod console;
#[cfg(all(unix, feature = "platform"))]
mod monitoring;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::architecture::IMPORTS;
#[cfg(unix)]
use crate::support::Run;

fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> String {
    // Git may have converted its line ends for Windows.
    std::fs::read_to_string(package().join(name))
        .unwrap_or_default()
        .replace("\r\n", "\n")
}

/// The README and the pages of `docs/`, by their names in the package, sorted.
fn documents() -> Vec<String> {
    let mut names = vec!["README.md".to_owned()];
    for directory in ["docs", "docs/reference"] {
        for entry in std::fs::read_dir(package().join(directory)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "md") {
                let name = path.file_name().unwrap().to_str().unwrap();
                names.push(format!("{directory}/{name}"));
            }
        }
    }
    names.sort();
    names
}

#[test]
fn links_lead_to_files_of_this_tree() {
    let mut dead: Vec<(PathBuf, String)> = Vec::new();
    for name in documents() {
        let document = package().join(&name);
        let text = read(&name);
        let targets = text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split([')', '#']).next())
            .filter(|target| !target.is_empty() && !target.contains("://"));
        for target in targets {
            if !document.with_file_name(target).exists() {
                dead.push((document.clone(), target.to_owned()));
            }
        }
    }
    assert_eq!(dead, []);
}

#[test]
fn the_table_of_imports_in_the_docs_is_the_tested_one() {
    let text = read("docs/architecture.md");
    let (_, after) = text.split_once("| module | may import |\n|---|---|\n").unwrap();
    let documented: BTreeMap<&str, &str> = after
        .lines()
        .map_while(|line| line.strip_prefix("| ")?.strip_suffix(" |")?.split_once(" | "))
        .collect();
    let held: BTreeMap<&str, String> = IMPORTS
        .iter()
        .map(|(module, imports)| (*module, imports.join(", ")))
        .collect();
    let held: BTreeMap<&str, &str> = held
        .iter()
        .map(|(module, imports)| (*module, if imports.is_empty() { "–" } else { imports.as_str() }))
        .collect();
    assert_eq!(documented, held);
}

#[test]
#[cfg(unix)]
fn the_tool_of_the_settings_page_is_found() {
    use std::os::unix::fs::PermissionsExt;
    let text = read("docs/config.md");
    let (_, after) = text.split_once("## Your own tools\n").unwrap();
    let (_, after) = after.split_once("```toml\n").unwrap();
    let (settings, _) = after.split_once("```").unwrap();
    let directory = tempfile::tempdir().unwrap();
    let program = directory.path().join("acme");
    std::fs::write(&program, "#!/bin/sh\necho acme 1.2.3\n").unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    std::fs::write(directory.path().join("config.toml"), settings).unwrap();
    let answer = Run::new(["tools", "acme", "--json"])
        .env("PATH", directory.path())
        .env("DEVENV_CONFIG_DIR", directory.path())
        .directory("/")
        .json();
    let documented = ["name", "category", "state", "version"].map(|key| answer["tools"][0][key].as_str());
    assert_eq!(
        documented,
        [Some("Acme CLI"), Some("cloud"), Some("found"), Some("1.2.3")]
    );
}
