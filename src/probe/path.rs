//! The search path: what is wrong with each entry, and where the programs of the catalogue are on it.

use std::collections::{HashMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::fs::Metadata;
use std::hash::BuildHasher;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

mod directory;

pub use directory::is_program;

use super::Probed;
use directory::{Contents, read_directory};

use crate::host::{FileId, Host};
use crate::scan::{PathEntry, PathEntryState, PathReport, Shadowed};

/// Where a shell looks when PATH is not set. Source: bash's `DEFAULT_PATH_VALUE` as distributions build it.
const DEFAULT_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
/// How long a Windows folder under WSL may take: reading one goes through a file server (microsoft/WSL#5696).
const WINDOWS_FOLDER_TIMEOUT: Duration = Duration::from_millis(200);
/// How long all of them may take together.
const WINDOWS_FOLDERS_TIMEOUT: Duration = Duration::from_millis(600);

/// Why a file cannot be run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// It is a directory, a pipe …
    NotAFile,
    /// It has no permission to be run.
    NoRunBit,
    /// It is a link to nothing.
    Dangling,
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
    let mut reader = Reader {
        host,
        wanted: Arc::new(wanted.iter().map(|name| program_key(name)).collect()),
        extensions: extensions(host),
        windows_time_left: is_wsl(host).then_some(WINDOWS_FOLDERS_TIMEOUT),
        seen: HashMap::new(),
        index: PathIndex::default(),
    };
    for (number, directory) in std::env::split_paths(&path).enumerate() {
        reader.entry(number, &directory);
    }
    let mut index = reader.index;
    index.report.shadowed = shadowed(&index.programs);
    match detail {
        None => Probed::Whole(index),
        Some(detail) => Probed::Partial { value: index, detail },
    }
}

struct Reader<'a> {
    host: &'a Host,
    wanted: Arc<HashSet<String>>,
    extensions: Vec<String>,
    /// Set under WSL: what is left for Windows folders.
    windows_time_left: Option<Duration>,
    seen: HashMap<FileId, String>,
    index: PathIndex,
}

impl Reader<'_> {
    fn entry(&mut self, number: usize, written: &Path) {
        let text = written.to_string_lossy().into_owned();
        let absolute = self.host.directory().join(written);
        let relative = !written.is_absolute();
        let mut entry = PathEntry {
            directory: text.clone(),
            state: match () {
                () if text.is_empty() => PathEntryState::Empty,
                () if relative => PathEntryState::Relative,
                () => PathEntryState::Ok,
            },
            executables: None,
            writable_by_others: None,
            duplicate_of: None,
        };
        match self.host.metadata(&absolute) {
            Err(error) if !relative => entry.state = absent_or_unreadable(&error),
            Err(_) => {}
            Ok(metadata) if !metadata.is_dir() => entry.state = PathEntryState::NotADirectory,
            Ok(metadata) => self.directory(number, &absolute, relative, &metadata, &mut entry),
        }
        self.index.report.entries.push(entry);
    }

    fn directory(
        &mut self,
        number: usize,
        directory: &Path,
        relative: bool,
        metadata: &Metadata,
        entry: &mut PathEntry,
    ) {
        let is_windows_folder = self.windows_time_left.is_some() && is_windows_mount(directory);
        entry.writable_by_others = if is_windows_folder {
            None
        } else {
            world_writable(metadata)
        };
        if let Ok(identity) = self.host.identity_of(directory, metadata) {
            if let Some(first) = self.seen.get(&identity) {
                entry.duplicate_of = Some(first.clone());
                return;
            }
            self.seen.insert(identity, entry.directory.clone());
        }
        let read = if is_windows_folder {
            self.read_in_time(directory)
        } else {
            read_directory(self.host, directory, &self.wanted, &self.extensions)
                .map_err(|error| absent_or_unreadable(&error))
        };
        match read {
            Err(state) => entry.state = if relative { entry.state } else { state },
            Ok((executables, found)) => {
                entry.executables = Some(executables);
                if !relative {
                    self.index.directories.push(directory.to_owned());
                }
                for found in found {
                    let candidate = Candidate {
                        path: found.path,
                        entry: number,
                        relative,
                        resolved: found.resolved,
                        stamp: found.stamp,
                        identity: found.identity,
                        obstacle: found.obstacle,
                    };
                    self.index.programs.entry(found.program).or_default().push(candidate);
                }
            }
        }
    }

    /// Reads a Windows folder under WSL in a thread of its own, which is left behind when it takes too long.
    fn read_in_time(&mut self, directory: &Path) -> Result<Contents, PathEntryState> {
        let left = self.windows_time_left.unwrap_or_default();
        let timeout = left.min(WINDOWS_FOLDER_TIMEOUT);
        if timeout.is_zero() {
            return Err(PathEntryState::TimedOut);
        }
        let started = std::time::Instant::now();
        let (sender, receiver) = std::sync::mpsc::channel();
        let (host, directory, wanted) = (self.host.clone(), directory.to_owned(), Arc::clone(&self.wanted));
        std::thread::spawn(move || {
            // Under WSL a Windows program is run by its whole name: no extension is left out.
            let _ = sender.send(read_directory(&host, &directory, &wanted, &[]));
        });
        let result = receiver.recv_timeout(timeout);
        self.windows_time_left = Some(left.saturating_sub(started.elapsed()));
        match result {
            Ok(contents) => contents.map_err(|error| absent_or_unreadable(&error)),
            Err(_) => Err(PathEntryState::TimedOut),
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
