//! Checks the architecture: which module imports which, which modules do no input or output, how long files are.
//!
//! It reads the source as text, without tests and comments. A path counts anywhere: in a `use` or in other code.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic; clippy recognises only functions with `#[test]`"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

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

/// The most lines of a file, without tests.
const LONGEST_FILE: usize = 450;
/// Files that may be longer, each with a reason.
const LONGER_FILES: [&str; 0] = [];

/// A file of the source tree.
struct SourceFile {
    /// Relative to the package, with `/`.
    name: String,
    /// `["probe", "tools"]` for `src/probe/tools.rs`, `["probe"]` for `src/probe/mod.rs` and `src/probe.rs`.
    module: Vec<String>,
    text: String,
    /// The text without comments, string literals and tests, line by line.
    code: String,
}

impl SourceFile {
    fn top(&self) -> &str {
        self.module.first().map_or("", String::as_str)
    }

    fn is_root(&self) -> bool {
        matches!(self.top(), "lib" | "main" | "")
    }
}

fn source_files() -> Vec<SourceFile> {
    fn collect(directory: &Path, files: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, files);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    collect(&package.join("src"), &mut paths);
    paths.sort();
    let files: Vec<(Vec<String>, String, String)> = paths
        .iter()
        .map(|path| {
            let name = path.strip_prefix(package).unwrap().to_str().unwrap().replace('\\', "/");
            let inner = name.strip_prefix("src/").unwrap().strip_suffix(".rs").unwrap();
            let mut module: Vec<String> = inner.split('/').map(str::to_owned).collect();
            if module.last().is_some_and(|last| last == "mod") {
                module.pop();
            }
            (module, name, std::fs::read_to_string(path).unwrap())
        })
        .collect();
    let tests: BTreeSet<Vec<String>> = files
        .iter()
        .flat_map(|(module, _, text)| {
            test_modules(text).into_iter().map(|name| {
                let mut path = if matches!(module.first().map(String::as_str), Some("lib" | "main")) {
                    Vec::new()
                } else {
                    module.clone()
                };
                path.push(name);
                path
            })
        })
        .collect();
    files
        .into_iter()
        .filter(|(module, ..)| !tests.iter().any(|test| module.starts_with(test)))
        .map(|(module, name, text)| SourceFile {
            code: code_of(&text),
            name,
            module,
            text,
        })
        .collect()
}

/// The modules in their own files that are declared under `#[cfg(test)]`.
fn test_modules(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.trim() != "#[cfg(test)]" {
            continue;
        }
        let declaration = lines.next().unwrap_or("").trim();
        let name = declaration.strip_suffix(';').and_then(|line| line.rsplit_once("mod "));
        names.extend(name.map(|(_, name)| name.to_owned()));
    }
    names
}

/// The number of lines before the tests at the end of a file.
fn before_tests(text: &str) -> usize {
    let lines: Vec<&str> = text.lines().collect();
    let starts =
        |pair: &[&str]| pair[0] == "#[cfg(test)]" && pair[1].trim_end().ends_with('{') && pair[1].contains("mod tests");
    lines.windows(2).position(starts).unwrap_or(lines.len())
}

/// The text with comments, literals and tests blanked. Line numbers do not change.
fn code_of(text: &str) -> String {
    let lines: Vec<&str> = text.lines().take(before_tests(text)).collect();
    let tested = lines.join("\n");
    let mut code = String::with_capacity(tested.len());
    let mut rest = tested.as_str();
    while let Some(first) = rest.chars().next() {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(hashes) = raw_string(rest) {
            let end = format!("\"{}", "#".repeat(hashes));
            let start = hashes + 2;
            rest[start..].find(&end).map_or(rest.len(), |at| start + at + end.len())
        } else if first == '"' {
            string_end(rest)
        } else if rest.starts_with("'\"'") {
            3
        } else if let Some(escape) = rest.strip_prefix("'\\") {
            escape.find('\'').map_or(rest.len(), |at| at + 3)
        } else {
            code.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        };
        code.extend(rest[..skipped].chars().filter(|character| *character == '\n'));
        rest = &rest[skipped..];
    }
    code
}

/// The number of `#` of a raw string that starts here.
fn raw_string(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix('r')?;
    let hashes = inner.len() - inner.trim_start_matches('#').len();
    inner[hashes..].starts_with('"').then_some(hashes)
}

fn string_end(rest: &str) -> usize {
    let mut escaped = false;
    for (at, character) in rest.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// The names after each `root::` in code, with their lines: `crate::{a, b::c}` gives `a` and `b`.
fn first_segments(code: &str, root: &str) -> Vec<(usize, String)> {
    let needle = format!("{root}::");
    let mut found = Vec::new();
    for (at, _) in code.match_indices(&needle) {
        let before = code[..at].chars().next_back();
        if before.is_some_and(|character| character.is_alphanumeric() || character == '_' || character == ':') {
            continue;
        }
        let line = code[..at].matches('\n').count() + 1;
        let rest = &code[at + needle.len()..];
        if let Some(group) = rest.strip_prefix('{') {
            found.extend(group_heads(group).into_iter().map(|head| (line, head)));
        } else {
            found.push((line, word(rest)));
        }
    }
    found
}

fn word(text: &str) -> String {
    text.chars()
        .take_while(|character| character.is_alphanumeric() || *character == '_')
        .collect()
}

/// The first word of each member of a `{…}` group. `group`: the text after the brace.
fn group_heads(group: &str) -> Vec<String> {
    let (mut depth, mut heads, mut start) = (0, Vec::new(), 0);
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => {
                heads.push(word(group[start..at].trim_start()));
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                heads.push(word(group[start..at].trim_start()));
                start = at + 1;
            }
            _ => {}
        }
    }
    heads.retain(|head| !head.is_empty());
    heads
}

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
    for file in source_files() {
        if !file.text.starts_with("//! ") {
            faults.push(format!(
                "{}:1: the first line is a `//!` that says the file's subject",
                file.name
            ));
        }
        let length = before_tests(&file.text);
        if length > LONGEST_FILE && !LONGER_FILES.contains(&file.name.as_str()) {
            faults.push(format!(
                "{}:{LONGEST_FILE}: {length} lines without tests; look for the second subject",
                file.name
            ));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// The paths in code: each leaf of its `use` trees, and each other path, with its first name resolved through the imports.
fn paths(code: &str) -> Vec<Vec<String>> {
    let is_name = |character: char| character.is_alphanumeric() || character == '_';
    let mut found = Vec::new();
    for (at, _) in code.match_indices("use ") {
        if !code[..at].ends_with(is_name) {
            leaves(code[at + 4..].split(';').next().unwrap_or(""), &[], &mut found);
        }
    }
    let imported: BTreeMap<String, Vec<String>> = found
        .iter()
        .filter_map(|path| Some((path.last()?.clone(), path.clone())))
        .collect();
    for word in code.split(|character: char| !is_name(character) && character != ':') {
        let mut parts: Vec<String> = word
            .split("::")
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect();
        if parts.len() < 2 {
            continue;
        }
        if let Some(path) = imported.get(&parts[0]) {
            parts.splice(0..1, path.iter().cloned());
        }
        found.push(parts);
    }
    found
}

/// The leaves of a `use` tree: `a::{b, c::{d as e}}` has `a::b` and `a::c::d`.
fn leaves(tree: &str, prefix: &[String], found: &mut Vec<Vec<String>>) {
    let tree = tree.trim();
    let (head, group) = tree
        .split_once('{')
        .map_or((tree, None), |(head, group)| (head, Some(group)));
    let head = head.split(" as ").next().unwrap_or("").trim();
    let mut path = prefix.to_vec();
    path.extend(
        head.split("::")
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(str::to_owned),
    );
    let Some(group) = group else {
        found.push(path);
        return;
    };
    let (mut depth, mut start) = (0_usize, 0);
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => {
                leaves(&group[start..at], &path, found);
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                leaves(&group[start..at], &path, found);
                start = at + 1;
            }
            _ => {}
        }
    }
}

/// The names that a file re-exports, each with its path as written.
fn re_exports(code: &str) -> BTreeMap<String, Vec<String>> {
    let mut found = BTreeMap::new();
    for line in ["pub use ", "pub(crate) use ", "pub(super) use "] {
        for (at, _) in code.match_indices(line) {
            let mut paths = Vec::new();
            leaves(code[at + line.len()..].split(';').next().unwrap_or(""), &[], &mut paths);
            found.extend(paths.into_iter().filter_map(|path| Some((path.last()?.clone(), path))));
        }
    }
    found
}

/// Files by module path, each with its re-exports.
type Modules<'f> = BTreeMap<Vec<String>, (&'f SourceFile, BTreeMap<String, Vec<String>>)>;

fn by_module<'f>(files: impl IntoIterator<Item = &'f SourceFile>) -> Modules<'f> {
    files
        .into_iter()
        .map(|file| (file.module.clone(), (file, re_exports(&file.code))))
        .collect()
}

/// The files that a path in a module leads to. If a file only re-exports the name, the file that defines it.
fn targets(modules: &Modules, from: &[String], path: &[String], found: &mut Vec<Vec<String>>) {
    let (mut base, mut rest) = (from.to_vec(), path);
    match path.first().map(String::as_str) {
        None => return,
        Some("crate") => (base, rest) = (Vec::new(), &path[1..]),
        Some("self") => rest = &path[1..],
        Some("super") => {
            while rest.first().is_some_and(|part| part == "super") {
                base.pop();
                rest = &rest[1..];
            }
        }
        Some(first) => {
            base.push(first.to_owned());
            if !modules.contains_key(&base) {
                return;
            }
            rest = &path[1..];
        }
    }
    while let Some(part) = rest.first() {
        base.push(part.clone());
        if !modules.contains_key(&base) {
            base.pop();
            break;
        }
        rest = &rest[1..];
    }
    let Some((_, exports)) = modules.get(&base) else { return };
    if found.contains(&base) {
        return;
    }
    found.push(base.clone());
    if let Some(path) = rest.first().and_then(|name| exports.get(name)) {
        targets(modules, &base, path, found);
    }
}

/// Groups of modules that all depend on each other.
fn circles(arrows: &BTreeMap<Vec<String>, BTreeSet<Vec<String>>>) -> Vec<Vec<Vec<String>>> {
    let reach = |start: &Vec<String>| {
        let (mut seen, mut open) = (BTreeSet::new(), vec![start.clone()]);
        while let Some(module) = open.pop() {
            for next in arrows.get(&module).into_iter().flatten() {
                if seen.insert(next.clone()) {
                    open.push(next.clone());
                }
            }
        }
        seen
    };
    let reached: BTreeMap<&Vec<String>, BTreeSet<Vec<String>>> =
        arrows.keys().map(|module| (module, reach(module))).collect();
    let mut groups = BTreeSet::new();
    for (module, seen) in &reached {
        if !seen.contains(*module) {
            continue;
        }
        let back = |other: &&Vec<String>| reached.get(other).is_some_and(|reached| reached.contains(*module));
        groups.insert(seen.iter().filter(back).cloned().collect::<Vec<_>>());
    }
    groups.into_iter().collect()
}

/// The dependencies between files, without those between a module and its own parents or children.
fn arrows(modules: &Modules) -> BTreeMap<Vec<String>, BTreeSet<Vec<String>>> {
    let mut arrows: BTreeMap<Vec<String>, BTreeSet<Vec<String>>> = BTreeMap::new();
    for (module, (file, _)) in modules {
        for path in paths(&file.code) {
            let mut found = Vec::new();
            targets(modules, module, &path, &mut found);
            found.retain(|to| !to.starts_with(module) && !module.starts_with(to));
            arrows.entry(module.clone()).or_default().extend(found);
        }
    }
    arrows
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let files = source_files();
    let modules = by_module(files.iter().filter(|file| !file.is_root()));
    let arrows = arrows(&modules);
    let mut faults = Vec::new();
    for circle in circles(&arrows) {
        for module in &circle {
            let others = arrows[module].iter().filter(|other| circle.contains(other));
            let others: Vec<&str> = others.map(|other| modules[other].0.name.as_str()).collect();
            faults.push(format!("{} imports {}", modules[module].0.name, others.join(", ")));
        }
        faults.push("move what they share below all of them".to_owned());
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn circles_are_found_through_re_exports() {
    let file = |module: &str, code: &str| SourceFile {
        name: format!("src/{}.rs", module.replace("::", "/")),
        module: module.split("::").map(str::to_owned).collect(),
        text: String::new(),
        code: code.to_owned(),
    };
    let files = [
        file("a", "mod one;\nmod two;\npub(crate) use two::{Second, Third as Other};"),
        file("a::one", "use super::Second;"),
        file("a::two", "use crate::b::{self, c::Name};\nfn f() { super::one::run() }"),
        file("b", "pub use self::c::Name;"),
        file("b::c", "use std::fs; use crate::b::Name;"),
    ];
    let modules = by_module(&files);
    let path = |text: &str| text.split("::").map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(circles(&arrows(&modules)), [[path("a::one"), path("a::two")]]);
}

#[test]
fn the_source_reader_skips_comments_literals_and_tests() {
    let text = "//! S.\nuse crate::{a, b::{c, d}, e};\n// use crate::f;\nlet x = \"crate::g\"; crate::h::i();\n'\"'; crate::j;\n\
                r#\"crate::k \" \"#; mycrate::l;\n#[cfg(test)]\nmod tests {\n    use crate::m;\n}\n";
    let file = SourceFile {
        name: String::new(),
        module: vec!["top".to_owned(), "inner".to_owned()],
        text: String::new(),
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
