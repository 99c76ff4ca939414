//! The search path: what is wrong with each entry, and where the programs of the catalogue are on it.

use std::collections::{HashMap, HashSet};
use std::ffi::OsString;
use std::hash::BuildHasher;
use std::path::{Component, Path, PathBuf};

mod directory;
mod examine;
mod in_time;
mod progress;
mod start_files;

pub use directory::is_program;
pub use examine::find_in_time;

use super::{Probed, system};
use examine::{Examined, examine_each};

use crate::host::{FileId, Host};
use crate::scan::{PathEntry, PathEntryState, PathReport, Shadowed};

/// Where a shell looks when PATH is not set. Source: bash's `DEFAULT_PATH_VALUE` as distributions build it.
const DEFAULT_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Why a file cannot be run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// It is a directory, a pipe …
    NotAFile,
    /// This user has no permission to run it.
    NoPermission,
    /// Its file system is mounted `noexec`.
    NoExecMount,
    /// It is a link to nothing.
    Dangling,
    /// It is a link that leads back to itself.
    LinkLoop,
    /// It is a link to where this user may not look.
    Unreachable,
    /// It is a link to where nothing answers, such as a network directory whose server is away.
    Hangs,
}

/// A file on PATH that has the name of a program of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Where it is: the entry of PATH and the name, absolute.
    pub path: PathBuf,
    /// The place of its entry in PATH, from 0.
    pub entry: usize,
    /// Its entry is relative or empty: what it leads to depends on where one is.
    pub relative: bool,
    /// The same file by a path without links, where that is known already: it is no link itself.
    pub resolved: Option<PathBuf>,
    /// The stamp of that file, where it came with the directory.
    pub stamp: Option<String>,
    /// Which file it is. `None` where it leads to none.
    pub identity: Option<FileId>,
    /// Why it cannot be run. `None`: it can.
    pub obstacle: Option<Obstacle>,
}

/// PATH, read once for all who need it.
#[derive(Debug, Clone, Default)]
pub struct PathIndex {
    /// What the scan says of PATH.
    pub report: PathReport,
    /// Its directories in order, absolute, the readable ones, each once.
    pub directories: Vec<PathBuf>,
    programs: HashMap<String, Vec<Candidate>>,
}

impl PathIndex {
    /// The files of this name, in PATH's order; a directory that stands twice counts once.
    pub fn candidates(&self, program: &str) -> &[Candidate] {
        self.programs
            .get(&program_key(program))
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// The file that a shell runs for this name.
    pub fn first(&self, program: &str) -> Option<&Candidate> {
        self.candidates(program)
            .iter()
            .find(|candidate| candidate.obstacle.is_none())
    }

    /// PATH as it is given to a program that is started: absolute entries, without those to `avoid`.
    pub fn for_children(&self, avoid: impl Fn(&Path) -> bool) -> OsString {
        let safe = self.directories.iter().filter(|directory| !avoid(directory));
        std::env::join_paths(safe).unwrap_or_default()
    }
}

/// The path without `.` and `..`, by its text alone.
pub fn lexical(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => {
                plain.pop();
            }
            Component::CurDir => {}
            other => plain.push(other),
        }
    }
    plain
}

/// Reads PATH. `wanted` are the names of programs to look for.
pub fn read(host: &Host, wanted: &HashSet<String, impl BuildHasher>) -> Probed<PathIndex> {
    let (path, detail) = match host.env("PATH") {
        Some(path) => (path.to_owned(), None),
        None if cfg!(windows) => {
            return Probed::Failed {
                detail: "PATH is not set".to_owned(),
            };
        }
        None => (
            OsString::from(DEFAULT_PATH),
            Some("PATH is not set: looked where a shell would".to_owned()),
        ),
    };
    let directories: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let mut index = PathIndex::default();
    let mut first_of = HashMap::new();
    for (number, (written, examined)) in directories
        .iter()
        .zip(examine_each(host, &directories, wanted))
        .enumerate()
    {
        index.add(number, host, written, examined, &mut first_of);
    }
    index.report.shadowed = shadowed(&index.programs);
    index.report.assigned = start_files::read(host, system::shell_name(host).as_deref());
    match detail {
        None => Probed::Whole(index),
        Some(detail) => Probed::Partial { value: index, detail },
    }
}

impl PathIndex {
    /// Adds the next entry of PATH, as it is written there. `examined`: `None` if it hangs. `first_of`: the first mention of each directory.
    fn add(
        &mut self,
        number: usize,
        host: &Host,
        written: &Path,
        examined: Option<Examined>,
        first_of: &mut HashMap<FileId, PathBuf>,
    ) {
        let directory = host.directory().join(written);
        let relative = !written.is_absolute();
        let is_empty = written.as_os_str().is_empty();
        let mut examined = examined.unwrap_or(Examined {
            state: PathEntryState::TimedOut,
            writable_by_others: None,
            identity: None,
            detail: None,
            duplicate_of: None,
            contents: None,
        });
        if let Some(identity) = examined.identity.take() {
            match first_of.get(&identity) {
                Some(first) => {
                    examined.duplicate_of = Some(first.clone());
                    examined.contents = None;
                }
                None => {
                    first_of.insert(identity, directory.clone());
                }
            }
        }
        let first = examined.duplicate_of.map(|first| {
            let earlier = self.report.entries.iter();
            let same = earlier
                .map(|entry| &entry.directory)
                .find(|text| host.directory().join(text) == first);
            same.cloned().unwrap_or_else(|| first.to_string_lossy().into_owned())
        });
        self.report.entries.push(PathEntry {
            directory: written.to_string_lossy().into_owned(),
            state: match examined.state {
                _ if is_empty => PathEntryState::Empty,
                _ if relative => PathEntryState::Relative,
                state => state,
            },
            executables: examined.contents.as_ref().and_then(|contents| contents.executables),
            writable_by_others: examined.writable_by_others,
            duplicate_of: first,
            detail: examined.detail,
        });
        let Some(contents) = examined.contents else { return };
        if !relative {
            self.directories.push(directory);
        }
        for found in contents.found {
            let candidate = Candidate {
                path: found.path,
                entry: number,
                relative,
                resolved: found.resolved,
                stamp: found.stamp,
                identity: found.identity,
                obstacle: found.obstacle,
            };
            self.programs.entry(found.program).or_default().push(candidate);
        }
    }
}

/// The name that a program is found by: on Windows its case does not matter.
fn program_key(program: &str) -> String {
    if cfg!(windows) {
        program.to_lowercase()
    } else {
        program.to_owned()
    }
}

fn shadowed(programs: &HashMap<String, Vec<Candidate>>) -> Vec<Shadowed> {
    let mut shadowed: Vec<Shadowed> = programs
        .iter()
        .filter_map(|(name, candidates)| {
            let mut seen = HashSet::new();
            let paths: Vec<String> = candidates
                .iter()
                .filter(|candidate| candidate.obstacle.is_none() && seen.insert(candidate.identity.clone()))
                .map(|candidate| candidate.path.to_string_lossy().into_owned())
                .collect();
            (paths.len() > 1).then(|| Shadowed {
                name: name.clone(),
                paths,
            })
        })
        .collect();
    shadowed.sort_by(|left, right| left.name.cmp(&right.name));
    shadowed
}

#[cfg(unix)]
#[cfg(test)]
mod tests;
