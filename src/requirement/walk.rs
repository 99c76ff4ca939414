//! Finds the manifests of a project: directory by directory, without what git leaves out, in bounds.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Instant;

use gix_ignore::glob::pattern::Case;
use gix_ignore::search::Ignore;

use super::manifest::{Formats, ManifestFile};
use crate::host::{Host, is_below};

/// Directories that hold others' code or what was built, whether git leaves them out or not.
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
/// Directories whose manifests are data of tests: nobody builds them.
const TEST_DATA: [&str; 7] = [
    "fixtures",
    "__fixtures__",
    "testdata",
    "test-data",
    "test_data",
    "test-fixtures",
    "snapshots",
];
/// Directories whose manifests are for those who work on documentation or examples: what they ask for is suggested.
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
/// Levels of directories below the root.
const DEPTH: usize = 24;

/// The manifests of a project.
#[derive(Debug, Default)]
pub(super) struct Found<'f> {
    /// Those nearest to the root first.
    pub(super) manifests: Vec<ManifestFile<'f>>,
    /// Why some may be missing. `None`: none are.
    pub(super) partly_read: Option<String>,
}

struct Directory {
    path: PathBuf,
    /// Relative to the root, with `/` at its end; empty for the root.
    relative: String,
    depth: usize,
    aside: bool,
    /// It is the root, or leads to the host's directory.
    is_on_the_way: bool,
    /// What git leaves out below it.
    ignored: Rc<Ignored>,
}

/// The patterns of one file, and those of the directories above it: a directory is held against the few that speak of it.
struct Ignored {
    patterns: gix_ignore::Search,
    above: Option<Rc<Ignored>>,
}

impl Ignored {
    /// What git leaves out; a file that a nearer or later pattern takes in again is not.
    fn holds(&self, relative: &str, is_directory: bool) -> bool {
        let mut around = Some(self);
        while let Some(ignored) = around {
            let found =
                ignored
                    .patterns
                    .pattern_matching_relative_path(relative.into(), Some(is_directory), Case::Sensitive);
            if let Some(found) = found {
                return !found.pattern.is_negative();
            }
            around = ignored.above.as_deref();
        }
        false
    }
}

/// Finds the manifests below `root`: at most `limit` of them, until `deadline`.
///
/// Directories on the way to the host's directory are read first and always: whoever is in one means it.
pub(super) fn find<'f>(host: &Host, root: &Path, formats: &Formats<'f>, limit: usize, deadline: Instant) -> Found<'f> {
    let mut found = Found::default();
    let ignored = Rc::new(Ignored {
        patterns: patterns(host, &root.join(".git/info/exclude"), root, root),
        above: None,
    });
    let mut waiting = VecDeque::from([Directory {
        path: root.to_owned(),
        relative: String::new(),
        depth: 0,
        aside: false,
        is_on_the_way: true,
        ignored,
    }]);
    while let Some(directory) = waiting.pop_front() {
        if !directory.is_on_the_way && Instant::now() >= deadline {
            found.partly_read = Some("there was no time to look through all of its directories".to_owned());
            break;
        }
        // One that may not be read, or that is gone by now, has no manifests for us.
        let Ok(entries) = host.list_kinds(&directory.path) else {
            continue;
        };
        let ignored = if entries.iter().any(|(name, _)| name == ".gitignore") {
            Rc::new(Ignored {
                patterns: patterns(host, &directory.path.join(".gitignore"), &directory.path, root),
                above: Some(Rc::clone(&directory.ignored)),
            })
        } else {
            Rc::clone(&directory.ignored)
        };
        for (name, is_directory) in entries {
            let Some(name) = name.to_str() else { continue };
            if is_directory {
                let path = directory.path.join(name);
                let is_on_the_way = is_below(host.directory(), &path);
                let relative = format!("{}{name}", directory.relative);
                if !is_on_the_way && (directory.depth >= DEPTH || is_left_out(name) || ignored.holds(&relative, true)) {
                    continue;
                }
                let aside = !is_on_the_way && (directory.aside || ASIDE.contains(&name));
                let next = Directory {
                    path,
                    relative: relative + "/",
                    depth: directory.depth + 1,
                    aside,
                    is_on_the_way,
                    ignored: Rc::clone(&ignored),
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
                found.partly_read = Some(format!("it has more than {limit} manifests"));
                return found;
            }
            let file = format!("{}{name}", directory.relative);
            if ignored.holds(&file, false) {
                continue;
            }
            found.manifests.push(ManifestFile {
                directory: directory.path.clone(),
                name: name.to_owned(),
                file,
                formats: taking,
                aside: directory.aside,
            });
        }
    }
    found
}

fn is_left_out(name: &str) -> bool {
    OTHERS_CODE.contains(&name) || TEST_DATA.contains(&name)
}

/// The patterns of a file, which hold below `base`. None, where it cannot be read.
fn patterns(host: &Host, file: &Path, base: &Path, root: &Path) -> gix_ignore::Search {
    let mut patterns = gix_ignore::Search::default();
    if let Ok(bytes) = host.read(file, IGNORE_BYTES) {
        // Its patterns hold below the directory that it is in: that of this name stands for it.
        let source = base.join(".gitignore");
        let support_precious = false;
        // It fails only for a file outside the root.
        let _ = patterns.add_patterns_buffer(&bytes, source, Some(root), Ignore { support_precious });
    }
    patterns
}
