//! Directories and files that several readers of a scan ask for are read once.

use std::collections::HashMap;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::Host;

/// What was read in this scan.
#[derive(Debug, Clone, Default)]
pub(in crate::host) struct Seen {
    directories: Memo<[OsString]>,
    texts: Memo<str>,
    marked_texts: Memo<str>,
    stamps: Memo<str>,
    targets: Memo<Path>,
}

/// What was read at a path. `None`: it cannot be read.
type Memo<T> = Arc<Mutex<HashMap<PathBuf, Option<Arc<T>>>>>;

impl Host {
    /// The names in a directory, sorted. `None`: it cannot be read.
    pub fn list_once(&self, path: &Path) -> Option<Arc<[OsString]>> {
        once(&self.seen.directories, path, || self.list(path).ok().map(Arc::from))
    }

    /// As [`Host::read_text`]. `None`: it cannot be read.
    pub fn text_once(&self, path: &Path, limit: u64) -> Option<Arc<str>> {
        once(&self.seen.texts, path, || {
            self.read_text(path, limit).ok().map(Arc::from)
        })
    }

    /// The text of a file, with its byte order mark. `None`: it cannot be read.
    pub fn marked_text_once(&self, path: &Path, limit: u64) -> Option<Arc<str>> {
        once(&self.seen.marked_texts, path, || {
            let bytes = self.read(path, limit).ok()?;
            Some(Arc::from(String::from_utf8_lossy(&bytes)))
        })
    }

    /// As [`Host::stamp`]. `None`: it leads to nothing.
    pub fn stamp_once(&self, path: &Path) -> Option<Arc<str>> {
        once(&self.seen.stamps, path, || self.stamp(path).ok().map(Arc::from))
    }

    /// As [`Host::canonicalize`]. `None`: the path leads to nothing.
    pub fn canonicalize_once(&self, path: &Path) -> Option<Arc<Path>> {
        self.target(path, 0)
    }

    /// As [`Host::canonicalize`], faster for many files in few directories: each directory is resolved once.
    ///
    /// # Errors
    /// As [`Host::canonicalize`].
    pub fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        self.resolve_below(path, 0)
    }

    /// `depth`: how many paths wait for this one to be resolved.
    fn target(&self, path: &Path, depth: usize) -> Option<Arc<Path>> {
        let known = || self.seen.targets.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known().get(path) {
            return known.clone();
        }
        // The lock is not held here: this asks for the directories above in turn.
        let found = self.resolve_below(path, depth).ok().map(Arc::from);
        known().insert(path.to_owned(), found.clone());
        found
    }

    fn resolve_below(&self, path: &Path, depth: usize) -> io::Result<PathBuf> {
        // More links than this are a circle. Source: path_resolution(7).
        const LINKS: usize = 40;
        let mut current = path.to_owned();
        for _ in 0..LINKS {
            let directory = current
                .parent()
                .filter(|_| depth < LINKS && cfg!(unix) && self.is_real())
                .and_then(|directory| self.target(directory, depth + 1));
            let (Some(directory), Some(name)) = (directory, current.file_name()) else {
                break;
            };
            let file = directory.join(name);
            match self.read_link(&file) {
                Ok(target) => current = directory.join(target),
                // It is not a link.
                Err(error) if error.kind() == io::ErrorKind::InvalidInput => return Ok(file),
                Err(error) => return Err(error),
            }
        }
        self.canonicalize(path)
    }
}

fn once<T: ?Sized>(memo: &Memo<T>, path: &Path, read: impl FnOnce() -> Option<Arc<T>>) -> Option<Arc<T>> {
    let mut memo = memo.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = memo.get(path) {
        return known.clone();
    }
    let found = read();
    memo.insert(path.to_owned(), found.clone());
    found
}
