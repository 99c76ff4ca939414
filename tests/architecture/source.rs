//! The reader of the source: files and the modules that they are, their code without comments, literals and tests.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A file of the source tree.
pub(super) struct SourceFile {
    /// Relative to the package, with `/`.
    pub(super) name: String,
    /// `["probe", "tools"]` for `src/probe/tools.rs`, `["probe"]` for `src/probe/mod.rs` and `src/probe.rs`.
    pub(super) module: Vec<String>,
    /// The text without comments, string literals and tests, line by line.
    pub(super) code: String,
}

impl SourceFile {
    pub(super) fn top(&self) -> &str {
        self.module.first().map_or("", String::as_str)
    }

    pub(super) fn is_root(&self) -> bool {
        matches!(self.top(), "lib" | "main" | "")
    }
}

/// The files of Rust in a directory of the package, tests too: names relative to the package, with `/`, and text.
pub(super) fn rust_files(directory: &str) -> Vec<(String, String)> {
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
    collect(&package.join(directory), &mut paths);
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let name = path.strip_prefix(package).unwrap().to_str().unwrap().replace('\\', "/");
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect()
}

pub(super) fn source_files() -> Vec<SourceFile> {
    let files: Vec<(Vec<String>, String, String)> = rust_files("src")
        .into_iter()
        .map(|(name, text)| {
            let inner = name.strip_prefix("src/").unwrap().strip_suffix(".rs").unwrap();
            let mut module: Vec<String> = inner.split('/').map(str::to_owned).collect();
            if module.last().is_some_and(|last| last == "mod") {
                module.pop();
            }
            (module, name, text)
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
pub(super) fn code_of(text: &str) -> String {
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
pub(super) fn first_segments(code: &str, root: &str) -> Vec<(usize, String)> {
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
