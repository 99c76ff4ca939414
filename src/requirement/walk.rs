//! Walks the directories of a project: those above the current one, then those below it, without what git ignores.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use gix_ignore::glob::pattern::Case;
use gix_ignore::search::Ignore;

use super::mise;
use super::scope;
use super::side_directory;
use super::workspace::Members;
use crate::host::Host;

/// Directories that are never entered.
const NEVER: [&str; 12] = [
    ".git",
    ".hg",
    ".svn",
    "node_modules",
    "bower_components",
    ".venv",
    "venv",
    "__pycache__",
    "site-packages",
    ".terraform",
    ".gradle",
    ".direnv",
];
/// Directories that hold settings for the directory above them, each with those inside it that are entered too.
const SETTINGS: [(&str, &[&str]); 7] = [
    (".github", &["workflows"]),
    (".config", &["mise"]),
    (".mise", &["conf.d"]),
    ("mise", &["conf.d"]),
    (".mvn", &["wrapper"]),
    (".devcontainer", &["*"]),
    ("gradle", &["wrapper"]),
];
/// A `.gitignore` is at most this large.
const IGNORE_BYTES: u64 = 1 << 20;
/// Levels of directories below the root.
const DEPTH: usize = 24;

/// Why a directory is walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// It is the current directory or above it.
    OnTheWay,
    /// It holds settings for a directory on the way.
    Settings,
    /// It is below the current directory.
    Below,
    /// It is below a directory of test data, templates or vendored code, or in a repository of its own: only declared members in it
    /// count.
    Side,
}

/// A directory to look into.
pub(super) struct Directory {
    pub(super) path: PathBuf,
    /// Relative to the root, with `/`; empty for the root.
    pub(super) relative: String,
    pub(super) kind: Kind,
    depth: usize,
    /// What git ignores in the directories above.
    rules: Rc<IgnoreRules>,
}

/// What is in a directory.
pub(super) struct Listing {
    /// Names of files that git does not ignore, as far as they have a format: see [`Walk::list`].
    pub(super) files: Vec<String>,
    /// It is the root of a repository of its own: a submodule, or a clone within the project.
    pub(super) is_repository: bool,
    directories: Vec<String>,
    rules: Rc<IgnoreRules>,
}

/// The patterns of one ignore file, and those of the directories above it.
struct IgnoreRules {
    patterns: gix_ignore::Search,
    above: Option<Rc<IgnoreRules>>,
}

impl IgnoreRules {
    /// Git ignores it. A nearer or later pattern with `!` wins.
    fn ignore(&self, relative: &str, is_directory: bool) -> bool {
        let mut next = Some(self);
        while let Some(rules) = next {
            let matching =
                rules
                    .patterns
                    .pattern_matching_relative_path(relative.into(), Some(is_directory), Case::Sensitive);
            if let Some(matching) = matching {
                return !matching.pattern.is_negative();
            }
            next = rules.above.as_deref();
        }
        false
    }
}

/// The directories that are still to be looked into.
pub(super) struct Walk<'h> {
    host: &'h Host,
    root: &'h Path,
    /// Relative to the root, with `/`; empty for the root.
    here: &'h str,
    /// Those on the way, and those that may hold members of a workspace.
    first: VecDeque<Directory>,
    rest: VecDeque<Directory>,
}

impl<'h> Walk<'h> {
    /// A walk that begins at the project's root.
    pub(super) fn new(host: &'h Host, root: &'h Path, here: &'h str) -> Self {
        let rules = Rc::new(IgnoreRules {
            patterns: patterns(host, &root.join(".git/info/exclude"), root, root),
            above: None,
        });
        let start = Directory {
            path: root.to_owned(),
            relative: String::new(),
            kind: Kind::OnTheWay,
            depth: 0,
            rules,
        };
        Self {
            host,
            root,
            here,
            first: VecDeque::from([start]),
            rest: VecDeque::new(),
        }
    }

    /// The next directory: first those on the way and those that may hold members, then the others, nearest first.
    ///
    /// The flag says that it is one of the first. All of those are read whatever the limits are.
    pub(super) fn next(&mut self) -> Option<(Directory, bool)> {
        match self.first.pop_front() {
            Some(directory) => Some((directory, true)),
            None => self.rest.pop_front().map(|directory| (directory, false)),
        }
    }

    /// What is in a directory; of its files those that are wanted, by its path and their name. `None`: it cannot be read.
    pub(super) fn list(&self, directory: &Directory, is_wanted: impl Fn(&str, &str) -> bool) -> Option<Listing> {
        let entries = self.host.list_kinds(&directory.path).ok()?;
        let rules = if entries.iter().any(|(name, _)| name == ".gitignore") {
            let file = directory.path.join(".gitignore");
            Rc::new(IgnoreRules {
                patterns: patterns(self.host, &file, &directory.path, self.root),
                above: Some(Rc::clone(&directory.rules)),
            })
        } else {
            Rc::clone(&directory.rules)
        };
        let mut listing = Listing {
            files: Vec::new(),
            is_repository: entries.iter().any(|(name, _)| name == ".git"),
            directories: Vec::new(),
            rules,
        };
        for (name, is_directory) in entries {
            let Some(name) = name.to_str() else { continue };
            if is_directory {
                listing.directories.push(name.to_owned());
            } else if is_wanted(&directory.relative, name)
                && (mise::PERSONAL.contains(&name) || !listing.rules.ignore(&join(&directory.relative, name), false))
            {
                listing.files.push(name.to_owned());
            }
        }
        Some(listing)
    }

    /// Adds the directories inside `directory` that are to be walked.
    pub(super) fn descend(&mut self, directory: &Directory, listing: Listing, members: &Members) {
        let is_of_flutter = listing.files.iter().any(|file| file == "pubspec.yaml");
        for name in listing.directories {
            let relative = join(&directory.relative, &name);
            let may_lead_to_members = members.may_be_below(&relative);
            let Some(kind) = self.kind_of(directory, &name, &relative, may_lead_to_members) else {
                continue;
            };
            if kind == Kind::Below && is_of_flutter && scope::is_of_another_system(&name, std::env::consts::OS) {
                continue;
            }
            if kind != Kind::OnTheWay && (directory.depth >= DEPTH || listing.rules.ignore(&relative, true)) {
                continue;
            }
            let next = Directory {
                path: directory.path.join(&name),
                relative,
                kind,
                depth: directory.depth + 1,
                rules: Rc::clone(&listing.rules),
            };
            if may_lead_to_members || matches!(kind, Kind::OnTheWay | Kind::Settings) {
                self.first.push_back(next);
            } else {
                self.rest.push_back(next);
            }
        }
    }

    /// Why a directory is walked. `None`: it is not.
    fn kind_of(&self, parent: &Directory, name: &str, relative: &str, may_lead_to_members: bool) -> Option<Kind> {
        if scope::is_at_or_below(self.here, relative) {
            return Some(Kind::OnTheWay);
        }
        if NEVER.contains(&name) {
            return None;
        }
        let parent_name = parent.relative.rsplit('/').next().unwrap_or_default();
        let is_settings = parent.kind == Kind::Settings || (parent.kind == Kind::Below && parent_name.starts_with('.'));
        if is_settings && may_lead_to_members {
            return Some(Kind::Below);
        }
        if is_settings {
            let (_, inner) = SETTINGS.iter().find(|(settings, _)| *settings == parent_name)?;
            return (inner.contains(&name) || inner.contains(&"*")).then_some(parent.kind);
        }
        match parent.kind {
            Kind::OnTheWay if name.starts_with('.') || name == "gradle" => Some(Kind::Settings),
            Kind::OnTheWay if parent.relative != self.here => None,
            Kind::Side => may_lead_to_members.then_some(Kind::Side),
            // Maven's plugins have the projects of their tests in `src/it`.
            _ if !(side_directory::is_side_directory(name) || (parent_name == "src" && name == "it")) => {
                Some(Kind::Below)
            }
            _ => may_lead_to_members.then_some(Kind::Side),
        }
    }
}

/// A path below the root.
pub(super) fn join(directory: &str, name: &str) -> String {
    if directory.is_empty() {
        name.to_owned()
    } else {
        format!("{directory}/{name}")
    }
}

/// The patterns of a file, which hold below `base`; none if it cannot be read.
fn patterns(host: &Host, file: &Path, base: &Path, root: &Path) -> gix_ignore::Search {
    let mut patterns = gix_ignore::Search::default();
    if let Ok(bytes) = host.read(file, IGNORE_BYTES) {
        // The directory of this file is the base of its patterns.
        let source = base.join(".gitignore");
        let support_precious = false;
        // It fails only for a file outside the root.
        let _ = patterns.add_patterns_buffer(&bytes, source, Some(root), Ignore { support_precious });
    }
    patterns
}
