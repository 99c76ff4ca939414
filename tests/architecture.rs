//! Checks the architecture: which module imports which, which modules do no input or output, how long files are.
//!
//! It reads the source as text, without tests and comments. A path counts anywhere: in a `use` or in other code.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic; clippy recognises only functions with `#[test]`"
)]

#[path = "architecture/circles.rs"]
mod circles;
#[path = "architecture/source.rs"]
mod source;

use std::collections::{BTreeMap, BTreeSet};

use source::{SourceFile, code_of, first_segments, rust_files, source_files};

/// Modules that every module may import.
const SHARED: [&str; 4] = ["error", "text", "version", "secret"];

/// Which module may import which, besides [`SHARED`]. The same table is in `docs/architecture.md`.
pub(super) const IMPORTS: [(&str, &[&str]); 19] = [
    ("api", &["scan", "score", "web"]),
    ("auth", &["host", "config", "web"]),
    ("config", &["host"]),
    ("error", &["text"]),
    ("exec", &[]),
    ("history", &["host", "scan"]),
    ("host", &["exec"]),
    ("platform", &["scan", "policy", "score", "report", "api", "web"]),
    ("policy", &["scan"]),
    ("probe", &["host", "scan", "requirement"]),
    ("report", &["policy", "scan", "score"]),
    ("requirement", &["host", "scan"]),
    ("scan", &[]),
    (
        "scanner",
        &["probe", "requirement", "scan", "policy", "host", "exec", "config"],
    ),
    ("score", &["policy", "scan"]),
    ("secret", &[]),
    ("text", &[]),
    ("version", &[]),
    ("web", &[]),
];

/// Modules without side effects: a platform runs the same code.
const PURE: [&str; 6] = ["policy", "report", "scan", "score", "text", "version"];

/// Names that a pure module never uses.
const IMPURE: [&str; 11] = [
    "std::env",
    "std::fs",
    "std::io",
    "std::net",
    "std::process",
    "std::thread",
    "fs_err",
    "Instant",
    "SystemTime",
    "Timestamp::now",
    "Zoned::now",
];

/// The most lines of a file, of tests too.
const LONGEST_FILE: usize = 450;

/// The modules of this crate that a file uses, with lines: through `crate::`, or enough `super::` to leave its own module.
fn imports(file: &SourceFile, modules: &BTreeSet<String>) -> Vec<(usize, String)> {
    let up = vec!["super"; file.module.len()].join("::");
    let mut found = first_segments(&file.code, "crate");
    found.extend(first_segments(&file.code, &up));
    found.retain(|(_, name)| modules.contains(name) && name != file.top());
    found.sort();
    found.dedup();
    found
}

fn top_modules(files: &[SourceFile]) -> BTreeSet<String> {
    files
        .iter()
        .filter(|file| !file.is_root())
        .map(|file| file.top().to_owned())
        .collect()
}

#[test]
fn modules_import_only_what_the_table_allows() {
    let files = source_files();
    let modules = top_modules(&files);
    let table: BTreeMap<&str, &[&str]> = IMPORTS.into_iter().collect();
    let mut faults = Vec::new();
    for file in files.iter().filter(|file| !file.is_root() && file.top() != "cli") {
        let Some(allowed) = table.get(file.top()) else {
            faults.push(format!(
                "{}: `{}` is not in the table of tests/architecture.rs",
                file.name,
                file.top()
            ));
            continue;
        };
        for (line, import) in imports(file, &modules) {
            let shared = SHARED.contains(&import.as_str()) && !SHARED.contains(&file.top());
            if !shared && !allowed.contains(&import.as_str()) {
                faults.push(format!(
                    "{}:{line}: `{}` may not import `{import}`",
                    file.name,
                    file.top()
                ));
            }
            if file.top() == "platform"
                && import == "api"
                && !file.code.lines().nth(line - 1).unwrap_or("").contains("api::wire")
            {
                faults.push(format!("{}:{line}: `platform` may import `api::wire` only", file.name));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn pure_modules_do_no_input_or_output() {
    let mut faults = Vec::new();
    for file in source_files().iter().filter(|file| PURE.contains(&file.top())) {
        let mut named: Vec<(usize, String)> = first_segments(&file.code, "std")
            .into_iter()
            .map(|(line, head)| (line, format!("std::{head}")))
            .collect();
        for (index, line) in file.code.lines().enumerate() {
            let words = line.split(|character: char| !(character.is_alphanumeric() || "_:".contains(character)));
            for word in words {
                let parts = IMPURE.iter().filter(|name| !name.starts_with("std::"));
                named.extend(
                    parts
                        .filter(|name| word.split("::").any(|part| part == **name) || word.ends_with(**name))
                        .map(|name| (index + 1, (*name).to_owned())),
                );
            }
        }
        named.retain(|(_, name)| IMPURE.contains(&name.as_str()));
        named.dedup();
        faults.extend(named.iter().map(|(line, name)| {
            format!(
                "{}:{line}: `{}` does no input or output; this is `{name}`",
                file.name,
                file.top()
            )
        }));
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn a_file_has_one_subject() {
    let mut faults = Vec::new();
    for (name, text) in ["src", "tests"].into_iter().flat_map(rust_files) {
        if !text.starts_with("//! ") {
            faults.push(format!(
                "{name}:1: the first line is a `//!` that says the file's subject"
            ));
        }
        let length = text.lines().count();
        if length > LONGEST_FILE {
            faults.push(format!(
                "{name}:{LONGEST_FILE}: {length} lines; look for the second subject"
            ));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn the_source_reader_skips_comments_literals_and_tests() {
    let text = "//! S.\nuse crate::{a, b::{c, d}, e};\n// use crate::f;\nlet x = \"crate::g\"; crate::h::i();\n'\"'; crate::j;\n\
                r#\"crate::k \" \"#; mycrate::l;\n#[cfg(test)]\nmod tests {\n    use crate::m;\n}\n";
    let file = SourceFile {
        name: String::new(),
        module: vec!["top".to_owned(), "inner".to_owned()],
        code: code_of(text),
    };
    let modules: BTreeSet<String> = ('a'..='z').map(String::from).collect();
    let expected = [(2, "a"), (2, "b"), (2, "e"), (4, "h"), (5, "j")].map(|(line, name)| (line, name.to_owned()));
    assert_eq!(imports(&file, &modules), expected);
    let outside = SourceFile {
        code: "super::super::n::o; super::p; super::super::top::q".to_owned(),
        ..file
    };
    assert_eq!(imports(&outside, &modules), [(1, "n".to_owned())]);
}
