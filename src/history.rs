//! Scans that are saved on this machine, one file each: the history, and the outbox of pending uploads.
//!
//! A file is named after its scan's id. That is a `UUIDv7`, so names sort by time and tell the scan's age.

mod clock;
mod error;
mod file;
mod limits;
pub mod outbox;
#[cfg(test)]
mod tests;

pub use error::HistoryError;
pub use limits::{Pruned, Retention};

use std::io;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::host::Host;
use crate::scan::{Scan, Summary};

/// The directory of the history in devenv's state directory.
const DIRECTORY: &str = "history";
/// A scan that is further ahead of the clock was taken while the clock was wrong.
const CLOCKS_DIFFER_BY: SignedDuration = SignedDuration::from_hours(1);
/// No scan is larger. A larger file was not written by devenv.
pub const LARGEST_SCAN_BYTES: u64 = 64 * 1024 * 1024;

/// The scans that are saved on this machine.
#[derive(Debug)]
pub struct History<'h> {
    host: &'h Host,
    directory: PathBuf,
}

/// The saved scans, and the files that cannot be read.
#[derive(Debug, Default)]
pub struct Listing {
    /// The readable scans, newest first.
    pub summaries: Vec<Summary>,
    /// Why the others cannot be read.
    pub unreadable: Vec<HistoryError>,
}

impl<'h> History<'h> {
    /// The history in devenv's state directory, which need not exist yet.
    pub fn in_state(host: &'h Host, state: &Path) -> Self {
        Self {
            host,
            directory: state.join(DIRECTORY),
        }
    }

    /// Saves a scan as a private file, and removes scans beyond the limits. A scan is removed for its age only if scans have been too
    /// old for a week, since the clock may be wrong.
    ///
    /// `bytes` is the scan as JSON, exactly as it would be uploaded.
    ///
    /// # Errors
    /// It cannot be written. The other scans are unharmed.
    pub fn save(&self, scan_id: Uuid, bytes: &[u8], limits: &Retention, now: Timestamp) -> io::Result<Pruned> {
        file::write_whole(&self.path(scan_id), bytes, file::Durability::NoSync)?;
        let is_any_old = limits.is_any_old(&self.ids()?, now);
        if clock::is_confirmed(self.host, &self.directory, is_any_old, now) {
            return self.prune(limits, now);
        }
        let by_number = Retention {
            days: u32::MAX,
            ..*limits
        };
        self.prune(&by_number, now)
    }

    /// Removes scans beyond the limits, and unfinished files of writers that were killed.
    ///
    /// # Errors
    /// The directory cannot be listed. A file that cannot be removed counts as saved.
    pub fn prune(&self, limits: &Retention, now: Timestamp) -> io::Result<Pruned> {
        file::remove_abandoned(&self.directory, now);
        let ids = self.ids()?;
        let mut pruned = Pruned {
            removed: 0,
            kept: ids.len(),
        };
        for id in limits.beyond(&ids, now) {
            match fs_err::remove_file(self.path(id)) {
                Ok(()) => pruned.removed += 1,
                // Another process removed it first.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(_) => continue,
            }
            pruned.kept -= 1;
        }
        Ok(pruned)
    }

    /// The ids of the saved scans, newest first. Other files in the directory are ignored.
    ///
    /// Scans of a later time than now come last: the clock was ahead then, so nobody knows when they were taken.
    ///
    /// # Errors
    /// The directory exists and cannot be listed.
    pub fn ids(&self) -> io::Result<Vec<Uuid>> {
        let names = match self.host.list(&self.directory) {
            Ok(names) => names,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let id = |name: &str| Uuid::try_parse(name.strip_suffix(".json")?).ok();
        let ids = names.iter().rev().filter_map(|name| id(name.to_str()?));
        let latest = self.host.now().checked_add(CLOCKS_DIFFER_BY).unwrap_or(Timestamp::MAX);
        let (ahead, mut ids): (Vec<Uuid>, Vec<Uuid>) =
            ids.partition(|id| limits::taken_at(*id).is_some_and(|taken_at| taken_at > latest));
        ids.extend(ahead);
        Ok(ids)
    }

    /// Summaries of all saved scans, newest first.
    ///
    /// # Errors
    /// The directory exists and cannot be listed.
    pub fn list(&self) -> Result<Listing, HistoryError> {
        let mut listing = Listing::default();
        for id in self.all()? {
            match self.bytes(id).and_then(|bytes| {
                Summary::parse(&bytes).map_err(|source| HistoryError::Corrupt {
                    path: self.path(id),
                    source,
                })
            }) {
                Ok(summary) => listing.summaries.push(summary),
                Err(error) => listing.unreadable.push(error),
            }
        }
        Ok(listing)
    }

    /// The id that starts with these characters. Hyphens and case are ignored.
    ///
    /// # Errors
    /// No id starts so, or several do.
    pub fn find(&self, prefix: &str) -> Result<Uuid, HistoryError> {
        let plain = |text: &str| text.replace('-', "").to_lowercase();
        let wanted = plain(prefix);
        let mut matching: Vec<Uuid> = self
            .all()?
            .into_iter()
            .filter(|id| id.simple().to_string().starts_with(&wanted))
            .collect();
        let is_named = !wanted.is_empty();
        match (matching.pop().filter(|_| is_named), matching.len()) {
            (Some(id), 0) => Ok(id),
            (Some(_), others) => Err(HistoryError::Ambiguous {
                prefix: prefix.to_owned(),
                count: others + 1,
            }),
            (None, _) => Err(HistoryError::Unknown {
                prefix: prefix.to_owned(),
            }),
        }
    }

    /// A saved scan.
    ///
    /// # Errors
    /// It cannot be read, or is not a scan.
    pub fn read(&self, id: Uuid) -> Result<Scan, HistoryError> {
        let path = self.path(id);
        serde_json::from_slice(&self.bytes(id)?).map_err(|source| HistoryError::Corrupt { path, source })
    }

    fn all(&self) -> Result<Vec<Uuid>, HistoryError> {
        self.ids().map_err(|source| HistoryError::Read {
            path: self.directory.clone(),
            source,
        })
    }

    fn bytes(&self, id: Uuid) -> Result<Vec<u8>, HistoryError> {
        let path = self.path(id);
        self.host
            .read(&path, LARGEST_SCAN_BYTES)
            .map_err(|source| HistoryError::Read { path, source })
    }

    fn path(&self, id: Uuid) -> PathBuf {
        self.directory.join(format!("{id}.json"))
    }
}

/// The shortest unique prefix of each id, at least eight characters.
pub fn short_ids(ids: &[Uuid]) -> Vec<String> {
    const SHORTEST: usize = 8;
    let mut texts: Vec<String> = ids.iter().map(|id| id.simple().to_string()).collect();
    let mut sorted = texts.clone();
    sorted.sort_unstable();
    let common = |left: &String, right: &String| left.bytes().zip(right.bytes()).take_while(|(l, r)| l == r).count();
    let mut length = SHORTEST;
    for (left, right) in sorted.iter().zip(sorted.iter().skip(1)) {
        length = length.max(common(left, right) + 1);
    }
    for text in &mut texts {
        text.truncate(length);
    }
    texts
}
