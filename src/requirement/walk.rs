//! Finds the manifests of a project: folder by folder, without what git leaves out, in bounds.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::time::Instant;

use gix_ignore::glob::pattern::Case;
use gix_ignore::search::Ignore;

use super::manifest::{Formats, Place};
use crate::host::{Host, is_below};

/// Folders that hold others' code or what was built, whether git leaves them out or not.
const OTHERS_CODE: [&str; 14] = [
    ".git",
    ".hg",
    ".svn",
    "node_modules",
    "bower_components",
    "vendor",
    "third_party",
    "Pods",
    ".venv",
    "venv",
    "__pycache__",
    "site-packages",
    ".terraform",
    ".gradle",
];
/// Folders whose manifests are data of tests: nobody builds them.
const TEST_DATA: [&str; 7] = [
    "fixtures",
    "__fixtures__",
    "testdata",
    "test-data",
    "test_data",
    "test-fixtures",
    "snapshots",
];
/// Folders whose manifests are for those who work on documentation or examples: what they ask for is suggested.
const ASIDE: [&str; 10] = [
    "docs",
    "doc",
    "website",
    "examples",
    "example",
    "samples",
    "demo",
    "demos",
    "benchmarks",
    "templates",
];
/// A `.gitignore` is at most this large.
const IGNORE_BYTES: u64 = 1 << 20;
/// Levels of folders below the root.
const DEPTH: usize = 24;

/// The manifests of a project.
#[derive(Debug, Default)]
pub(super) struct Found<'f> {
    /// Those nearest to the root first.
    pub(super) manifests: Vec<Place<'f>>,
    /// Why some may be missing. `None`: none are.
    pub(super) partly: Option<String>,
}

struct Folder {
    path: PathBuf,
    /// Relative to the root, with `/` at its end; empty for the root.
    relative: String,
    depth: usize,
    aside: bool,
    /// It is the root, or leads to the host's directory.
    is_on_the_way: bool,
}

/// Finds the manifests below `root`: at most `limit` of them, until `deadline`.
///
/// Folders on the way to the host's directory are read first and always: whoever is in one means it.
pub(super) fn find<'f>(host: &Host, root: &Path, formats: &Formats<'f>, limit: usize, deadline: Instant) -> Found<'f> {
    let mut found = Found::default();
    let mut ignored = gix_ignore::Search::default();
    add_patterns(host, &root.join(".git/info/exclude"), root, root, &mut ignored);
    let mut waiting = VecDeque::from([Folder {
        path: root.to_owned(),
        relative: String::new(),
        depth: 0,
        aside: false,
        is_on_the_way: true,
    }]);
    while let Some(folder) = waiting.pop_front() {
        if !folder.is_on_the_way && Instant::now() >= deadline {
            found.partly = Some("there was no time to look through all of its folders".to_owned());
            break;
        }
        // One that may not be read, or that is gone by now, has no manifests for us.
        let Ok(entries) = host.list_kinds(&folder.path) else {
            continue;
        };
        if entries.iter().any(|(name, _)| name == ".gitignore") {
            add_patterns(host, &folder.path.join(".gitignore"), &folder.path, root, &mut ignored);
        }
        for (name, is_folder) in entries {
            let Some(name) = name.to_str() else { continue };
            if is_folder {
                let path = folder.path.join(name);
                let is_on_the_way = is_below(host.directory(), &path);
                let relative = format!("{}{name}", folder.relative);
                if !is_on_the_way
                    && (folder.depth >= DEPTH || is_left_out(name) || is_ignored(&ignored, &relative, true))
                {
                    continue;
                }
                let aside = !is_on_the_way && (folder.aside || ASIDE.contains(&name));
                let next = Folder {
                    path,
                    relative: relative + "/",
                    depth: folder.depth + 1,
                    aside,
                    is_on_the_way,
                };
                if is_on_the_way {
                    waiting.push_front(next);
                } else {
                    waiting.push_back(next);
                }
                continue;
            }
            let taking = formats.of(name);
            if taking.is_empty() {
                continue;
            }
            if found.manifests.len() >= limit {
                found.partly = Some(format!("it has more than {limit} manifests"));
                return found;
            }
            let file = format!("{}{name}", folder.relative);
            if is_ignored(&ignored, &file, false) {
                continue;
            }
            found.manifests.push(Place {
                folder: folder.path.clone(),
                name: name.to_owned(),
                file,
                formats: taking,
                aside: folder.aside,
            });
        }
    }
    found
}

fn is_left_out(name: &str) -> bool {
    OTHERS_CODE.contains(&name) || TEST_DATA.contains(&name)
}

fn add_patterns(host: &Host, file: &Path, base: &Path, root: &Path, ignored: &mut gix_ignore::Search) {
    let Ok(bytes) = host.read(file, IGNORE_BYTES) else {
        return;
    };
    // Its patterns hold below the folder that it is in: that of this name stands for it.
    let source = base.join(".gitignore");
    // It fails only for a file outside the root.
    let _ = ignored.add_patterns_buffer(
        &bytes,
        source,
        Some(root),
        Ignore {
            support_precious: false,
        },
    );
}

/// What git leaves out; a file that a later pattern takes in again is not.
fn is_ignored(ignored: &gix_ignore::Search, relative: &str, is_folder: bool) -> bool {
    ignored
        .pattern_matching_relative_path(relative.into(), Some(is_folder), Case::Sensitive)
        .is_some_and(|found| !found.pattern.is_negative())
}
