//! What several readers of a scan ask for, read once.

use std::collections::HashMap;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::Host;

/// Folders and files that several readers ask for, read once in a scan.
#[derive(Debug, Clone, Default)]
pub(in crate::host) struct Seen {
    folders: Memo<[OsString]>,
    texts: Memo<str>,
    stamps: Memo<str>,
    targets: Memo<Path>,
}

/// What was read under a path; `None`: it cannot be read.
type Memo<T> = Arc<Mutex<HashMap<PathBuf, Option<Arc<T>>>>>;

impl Host {
    /// The names in a directory, sorted; read once, however many ask. `None`: it cannot be read.
    pub fn list_once(&self, path: &Path) -> Option<Arc<[OsString]>> {
        once(&self.seen.folders, path, || self.list(path).ok().map(Arc::from))
    }

    /// As [`Host::read_text`], read once, however many ask. `None`: it cannot be read.
    pub fn text_once(&self, path: &Path, limit: u64) -> Option<Arc<str>> {
        once(&self.seen.texts, path, || {
            self.read_text(path, limit).ok().map(Arc::from)
        })
    }

    /// As [`Host::stamp`], asked for once, however many ask. `None`: it leads to nothing.
    pub fn stamp_once(&self, path: &Path) -> Option<Arc<str>> {
        once(&self.seen.stamps, path, || self.stamp(path).ok().map(Arc::from))
    }

    /// As [`Host::canonicalize`], done once, however many ask. `None`: the path leads to nothing.
    pub fn canonicalize_once(&self, path: &Path) -> Option<Arc<Path>> {
        self.target(path, 0)
    }

    /// A file's path with every link resolved, as [`Host::canonicalize`], for many files in few folders: a folder is resolved once.
    ///
    /// # Errors
    /// As [`Host::canonicalize`].
    pub fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        self.resolve_below(path, 0)
    }

    /// `depth`: folders that are being resolved because of this one.
    fn target(&self, path: &Path, depth: usize) -> Option<Arc<Path>> {
        let known = || self.seen.targets.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known().get(path) {
            return known.clone();
        }
        // The lock is free meanwhile: the folders above are asked for in turn.
        let found = self.resolve_below(path, depth).ok().map(Arc::from);
        known().insert(path.to_owned(), found.clone());
        found
    }

    fn resolve_below(&self, path: &Path, depth: usize) -> io::Result<PathBuf> {
        // Source: path_resolution(7): more links than this are a circle.
        const LINKS: usize = 40;
        let mut current = path.to_owned();
        for _ in 0..LINKS {
            let folder = current
                .parent()
                .filter(|_| depth < LINKS && cfg!(unix) && self.is_real())
                .and_then(|folder| self.target(folder, depth + 1));
            let (Some(folder), Some(name)) = (folder, current.file_name()) else {
                break;
            };
            let file = folder.join(name);
            match self.read_link(&file) {
                Ok(target) => current = folder.join(target),
                // It is no link.
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
