//! No files import each other in a circle.

use std::collections::{BTreeMap, BTreeSet};

use super::source::{SourceFile, source_files};

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
