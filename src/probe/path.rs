//! The search path: what is wrong with each entry, and where the programs of the catalogue are on it.

use std::collections::{HashMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::fs::Metadata;
use std::hash::BuildHasher;
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

mod directory;
mod in_time;

pub use directory::is_program;

use super::Probed;
use directory::{Contents, look_up, read_directory};
use in_time::{Limit, Read, read_each};

use crate::host::{FileId, Host};
use crate::scan::{PathEntry, PathEntryState, PathReport, Shadowed};

/// Where a shell looks when PATH is not set. Source: bash's `DEFAULT_PATH_VALUE` as distributions build it.
const DEFAULT_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
/// How long a directory may go without any progress. A busy machine stops a thread for a fraction of that.
const STUCK_AFTER: Duration = Duration::from_millis(800);
/// How long a Windows folder under WSL may take: reading one goes through a file server (microsoft/WSL#5696).
const WINDOWS_FOLDER_TIMEOUT: Duration = Duration::from_millis(200);
/// How long all of them may take together.
const WINDOWS_FOLDERS_TIMEOUT: Duration = Duration::from_millis(600);

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
    for (number, (written, examined)) in directories
        .iter()
        .zip(examine_each(host, &directories, wanted))
        .enumerate()
    {
        index.add(number, host, written, examined);
    }
    index.report.shadowed = shadowed(&index.programs);
    match detail {
        None => Probed::Whole(index),
        Some(detail) => Probed::Partial { value: index, detail },
    }
}

/// Examines each directory in time. `None`: it hangs.
fn examine_each(
    host: &Host,
    directories: &[PathBuf],
    wanted: &HashSet<String, impl BuildHasher>,
) -> Vec<Option<Examined>> {
    let is_wsl = is_wsl(host);
    let mut windows_time_left = WINDOWS_FOLDERS_TIMEOUT;
    let mut limit = |directory: &Path| {
        if !(is_wsl && is_windows_mount(directory)) {
            return Limit::Stuck(STUCK_AFTER);
        }
        let timeout = windows_time_left.min(WINDOWS_FOLDER_TIMEOUT);
        // One that answers at once costs next to nothing of what is left.
        windows_time_left = windows_time_left.saturating_sub(timeout / 4);
        Limit::Whole(timeout)
    };
    let absolute: Vec<PathBuf> = directories
        .iter()
        .map(|directory| host.directory().join(directory))
        .collect();
    let examiner = Examiner {
        wanted: wanted.iter().map(|name| program_key(name)).collect(),
        extensions: extensions(host),
        is_wsl,
        seen: Mutex::default(),
        host: host.clone(),
    };
    let read: Arc<Read<Examined>> =
        Arc::new(move |directory: &Path, progress: &AtomicUsize| examiner.examine(directory, progress));
    read_each(&absolute, &mut limit, &read)
}

/// What one directory turned out to be.
struct Examined {
    state: PathEntryState,
    writable_by_others: Option<bool>,
    /// The directory that it is, if it came earlier in PATH.
    duplicate_of: Option<PathBuf>,
    contents: Option<Contents>,
}

struct Examiner {
    host: Host,
    wanted: HashSet<String>,
    extensions: Vec<String>,
    is_wsl: bool,
    seen: Mutex<HashMap<FileId, PathBuf>>,
}

impl Examiner {
    fn examine(&self, directory: &Path, progress: &AtomicUsize) -> Examined {
        let mut examined = Examined {
            state: PathEntryState::Ok,
            writable_by_others: None,
            duplicate_of: None,
            contents: None,
        };
        let metadata = match self.host.metadata(directory) {
            Ok(metadata) if metadata.is_dir() => metadata,
            Ok(_) => {
                examined.state = PathEntryState::NotADirectory;
                return examined;
            }
            Err(error) => {
                examined.state = absent_or_unreadable(&error);
                return examined;
            }
        };
        if !(self.is_wsl && is_windows_mount(directory)) {
            examined.writable_by_others = world_writable(&metadata);
        }
        if let Ok(identity) = self.host.identity_of(directory, &metadata) {
            let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(first) = seen.get(&identity) {
                examined.duplicate_of = Some(first.clone());
                return examined;
            }
            seen.insert(identity, directory.to_owned());
        }
        match read_directory(&self.host, directory, &self.wanted, &self.extensions, progress) {
            Ok(contents) => examined.contents = Some(contents),
            Err(error) => {
                // One that may be entered and not listed works as any other.
                let looked_up = (error.kind() == std::io::ErrorKind::PermissionDenied && self.extensions.is_empty())
                    .then(|| look_up(&self.host, directory, &self.wanted));
                examined.contents = looked_up.flatten();
                if examined.contents.is_none() {
                    examined.state = absent_or_unreadable(&error);
                }
            }
        }
        examined
    }
}

impl PathIndex {
    /// Adds the next entry of PATH, as it is written there. `examined`: `None` if it hangs.
    fn add(&mut self, number: usize, host: &Host, written: &Path, examined: Option<Examined>) {
        let directory = host.directory().join(written);
        let relative = !written.is_absolute();
        let is_empty = written.as_os_str().is_empty();
        let examined = examined.unwrap_or(Examined {
            state: PathEntryState::TimedOut,
            writable_by_others: None,
            duplicate_of: None,
            contents: None,
        });
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

/// The extensions of programs on Windows, in lower case without the dot, in order. Empty elsewhere.
fn extensions(host: &Host) -> Vec<String> {
    if !cfg!(windows) {
        return Vec::new();
    }
    let text = host.env_text("PATHEXT").unwrap_or(".COM;.EXE;.BAT;.CMD");
    text.split(';')
        .map(|extension| extension.trim().trim_start_matches('.').to_lowercase())
        .filter(|extension| !extension.is_empty())
        .collect()
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere it is unknown")]
fn world_writable(metadata: &Metadata) -> Option<bool> {
    use std::os::unix::fs::MetadataExt;
    Some(metadata.mode() & 0o002 != 0)
}

#[cfg(not(unix))]
fn world_writable(_: &Metadata) -> Option<bool> {
    None
}

fn absent_or_unreadable(error: &std::io::Error) -> PathEntryState {
    match error.kind() {
        std::io::ErrorKind::NotFound => PathEntryState::Missing,
        std::io::ErrorKind::NotADirectory => PathEntryState::NotADirectory,
        _ => PathEntryState::Unreadable,
    }
}

fn is_wsl(host: &Host) -> bool {
    cfg!(target_os = "linux")
        && host
            .read_text(Path::new("/proc/sys/kernel/osrelease"), 1024)
            .is_ok_and(|text| text.to_lowercase().contains("microsoft"))
}

/// `/mnt/c` and what is below it.
fn is_windows_mount(directory: &Path) -> bool {
    let rest = directory
        .strip_prefix("/mnt")
        .ok()
        .and_then(|rest| rest.iter().next())
        .and_then(OsStr::to_str);
    rest.is_some_and(|drive| drive.len() == 1 && drive.chars().all(|letter| letter.is_ascii_lowercase()))
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
