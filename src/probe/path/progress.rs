//! How far the reading of a directory is, and which links are not followed again because they lead to where nothing answers.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::host::Host;

/// The progress of one reading of a directory, written by the thread that reads and seen by the one that waits.
#[derive(Debug, Default)]
pub(super) struct Progress {
    /// Entries that were seen.
    seen: AtomicUsize,
    /// The link that is being followed, or was the last one.
    link: Mutex<Option<OsString>>,
    /// Links that made earlier readings hang.
    hanging: Vec<OsString>,
}

impl Progress {
    /// One more entry was seen.
    pub(super) fn step(&self) {
        self.seen.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn seen(&self) -> usize {
        self.seen.load(Ordering::Relaxed)
    }

    /// Whether a link may be followed: not one that hung, nor one to the same directory.
    pub(super) fn follows(&self, host: &Host, directory: &Path, link: &OsStr) -> bool {
        let parent_of_target = |name: &OsStr| -> Option<PathBuf> {
            let target = host.read_link(&directory.join(name)).ok()?;
            Some(directory.join(target).parent()?.to_owned())
        };
        let hangs = self.hanging.iter().any(|hanging| {
            hanging == link || parent_of_target(hanging).is_some_and(|parent| parent_of_target(link) == Some(parent))
        });
        *self.link.lock().unwrap_or_else(PoisonError::into_inner) = Some(link.to_owned());
        !hangs
    }

    /// Another reading of the same directory that leaves out the link which this one hangs at. `None`: it does not hang at a link.
    pub(super) fn without_the_link(&self) -> Option<Self> {
        let link = self.link.lock().unwrap_or_else(PoisonError::into_inner).clone()?;
        // The last link was passed, and something else hangs.
        if self.hanging.contains(&link) {
            return None;
        }
        Some(Self {
            hanging: self.hanging.iter().cloned().chain([link]).collect(),
            ..Self::default()
        })
    }

    /// How many links were found to hang.
    pub(super) fn hanging_links(&self) -> usize {
        self.hanging.len()
    }
}
