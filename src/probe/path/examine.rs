//! Looks at each directory of PATH, in time.

use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::fs::Metadata;
use std::hash::BuildHasher;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::directory::{Contents, is_program, look_up, read_directory};
use super::in_time::{Limit, Read, read_each};
use super::program_key;
use super::progress::Progress;
use crate::host::{FileId, Host};
use crate::scan::PathEntryState;

/// How long a directory may go without any progress. A busy machine stops a thread for a fraction of that.
const STUCK_AFTER: Duration = Duration::from_millis(800);
/// How long a Windows directory under WSL may take: reading one goes through a file server (microsoft/WSL#5696).
const WINDOWS_DIRECTORY_TIMEOUT: Duration = Duration::from_millis(200);
/// How long all of them may take together.
const WINDOWS_DIRECTORIES_TIMEOUT: Duration = Duration::from_millis(600);

/// The program of this name that a shell would run with this PATH, as far as its directories answer in time. For those who have no index.
pub fn find_in_time(host: &Host, program: &str, path: &OsStr) -> Option<PathBuf> {
    let directories: Vec<PathBuf> = std::env::split_paths(path)
        .map(|directory| host.directory().join(directory))
        .collect();
    let extensions = extensions(host);
    let names: Vec<String> = if extensions.is_empty() {
        vec![program.to_owned()]
    } else {
        extensions
            .iter()
            .map(|extension| format!("{program}.{extension}"))
            .collect()
    };
    let find: Arc<Read<Option<PathBuf>>> = {
        let host = host.clone();
        Arc::new(move |_: usize, directory: &Path, _: &Progress| {
            let mut files = names.iter().map(|name| directory.join(name));
            files.find(|file| is_program(&host, file))
        })
    };
    let mut limit = |_: &Path| Limit::Stuck(STUCK_AFTER);
    read_each(&directories, &mut limit, &find)
        .into_iter()
        .flatten()
        .flatten()
        .next()
}

/// Examines each directory in time. `None`: it hangs.
pub(super) fn examine_each(
    host: &Host,
    directories: &[PathBuf],
    wanted: &HashSet<String, impl BuildHasher>,
) -> Vec<Option<Examined>> {
    let is_wsl = is_wsl(host);
    let mut windows_time_left = WINDOWS_DIRECTORIES_TIMEOUT;
    let mut limit = |directory: &Path| {
        if !(is_wsl && is_windows_mount(directory)) {
            return Limit::Stuck(STUCK_AFTER);
        }
        let timeout = windows_time_left.min(WINDOWS_DIRECTORY_TIMEOUT);
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
    let read: Arc<Read<Examined>> = Arc::new(move |number: usize, directory: &Path, progress: &Progress| {
        examiner.examine(number, directory, progress)
    });
    read_each(&absolute, &mut limit, &read)
}

/// What one directory turned out to be.
pub(super) struct Examined {
    pub(super) state: PathEntryState,
    pub(super) writable_by_others: Option<bool>,
    pub(super) identity: Option<FileId>,
    /// Why it cannot be read, where the state does not say so.
    pub(super) detail: Option<String>,
    /// The directory that it is, if that comes earlier in PATH.
    pub(super) duplicate_of: Option<PathBuf>,
    pub(super) contents: Option<Contents>,
}

struct Examiner {
    host: Host,
    wanted: HashSet<String>,
    extensions: Vec<String>,
    is_wsl: bool,
    /// The first mention of each directory so far: its place in PATH, and its path. A later one may be read before an earlier one that is slow.
    seen: Mutex<HashMap<FileId, (usize, PathBuf)>>,
}

impl Examiner {
    fn examine(&self, number: usize, directory: &Path, progress: &Progress) -> Examined {
        let mut examined = Examined {
            state: PathEntryState::Ok,
            writable_by_others: None,
            identity: None,
            detail: None,
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
                if self.host.is_link_loop(directory) {
                    examined.detail = Some("it is a link that leads back to itself".to_owned());
                }
                return examined;
            }
        };
        if !(self.is_wsl && is_windows_mount(directory)) {
            examined.writable_by_others = world_writable(&metadata);
        }
        if let Ok(identity) = self.host.identity_of(directory, &metadata) {
            examined.identity = Some(identity.clone());
            let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((earlier, first)) = seen.get(&identity)
                && *earlier < number
            {
                examined.duplicate_of = Some(first.clone());
                return examined;
            }
            seen.insert(identity, (number, directory.to_owned()));
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
pub(super) fn is_windows_mount(directory: &Path) -> bool {
    let rest = directory
        .strip_prefix("/mnt")
        .ok()
        .and_then(|rest| rest.iter().next())
        .and_then(OsStr::to_str);
    rest.is_some_and(|drive| drive.len() == 1 && drive.chars().all(|letter| letter.is_ascii_lowercase()))
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
