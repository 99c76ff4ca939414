//! Git's submodules, where they are not checked out.
//!
//! Source: gitmodules(5).

use super::line_file::lines;
use super::manifest::{Format, Manifest, ManifestContent};
use super::workspace;
use crate::scan::{Requirement, RequirementKind};

pub(super) const FORMATS: &[Format] = &[Format {
    names: &[".gitmodules"],
    wants_text: true,
    read,
}];

/// Suggests the submodules, at the first one that is not checked out. One that Git itself leaves out (`update = none`) is not missed.
fn read(manifest: &Manifest<'_>, found: &mut ManifestContent) {
    // A copy of the files alone has no repository to fetch them with.
    let Some(root) = manifest.root().filter(|root| manifest.host.exists(&root.join(".git"))) else {
        return;
    };
    let mut modules: Vec<Module> = Vec::new();
    for (text, line) in lines(manifest.text) {
        if text.starts_with('[') {
            modules.push(Module {
                path: String::new(),
                line,
                is_left_out: false,
            });
            continue;
        }
        let (Some(module), Some((key, value))) = (modules.last_mut(), text.split_once('=')) else {
            continue;
        };
        match (key.trim(), value.trim().trim_matches('"')) {
            ("path", path) => (module.path, module.line) = (path.to_owned(), line),
            ("update", "none") => module.is_left_out = true,
            _ => {}
        }
    }
    let directory = manifest.file.rsplit_once('/').map_or("", |(directory, _)| directory);
    let is_missing = |module: &&Module| {
        let path = workspace::resolve(directory, &module.path).filter(|path| !path.is_empty());
        !module.is_left_out && path.is_some_and(|path| !manifest.host.exists(&root.join(path).join(".git")))
    };
    if let Some(module) = modules.iter().find(is_missing) {
        found.suggest(Requirement {
            present: Some(false),
            ..manifest.requirement(RequirementKind::Component, "git-submodules", Some(module.line))
        });
    }
}

struct Module {
    path: String,
    line: u32,
    is_left_out: bool,
}

#[cfg(test)]
mod tests {
    use super::super::example::asked;

    #[test]
    fn submodules_that_are_not_checked_out_are_told_once() {
        let modules = (
            ".gitmodules",
            "[submodule \"a\"]\n\tpath = libs/a\n\turl = ../a.git\n[submodule \"b\"]\n\tpath = libs/b\n[submodule \"c\"]\n\tpath = libs/c\n[submodule \"docs\"]\n\tpath = docs\n\tupdate = none\n",
        );
        let head = (".git/HEAD", "ref: refs/heads/main\n");
        let a = ("libs/a/.git", "gitdir: ../../.git/modules/a\n");
        let rest = [("libs/b/.git", ""), ("libs/c/.git", "")];
        assert_eq!(
            asked(&[head, modules, a]),
            ["component git-submodules missing suggested (.gitmodules:5)"]
        );
        assert_eq!(asked(&[head, modules, a, rest[0], rest[1]]), [""; 0]);
        assert_eq!(asked(&[modules]), [""; 0]);
    }
}
