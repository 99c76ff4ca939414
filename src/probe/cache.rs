//! What was found out about programs in earlier scans, keyed by all that decides it, so that it is never stale.

use std::collections::HashMap;
use std::sync::Mutex;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::interpreter::Interpreter;
use crate::scan::Failure;

/// How long a version is believed, though nothing that decides it has changed.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How long a failure is believed. A program that was too slow is not remembered at all: the machine may have been busy.
const FAILURE_KEPT_FOR: SignedDuration = SignedDuration::from_hours(24);
/// More than this is not kept; a machine has some hundred.
const LIMIT: usize = 4096;
/// The form of the file. Another one is not read.
const FORMAT: u32 = 1;

/// What is known of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CacheEntry {
    /// The package that it is from, with the database and the package's version. `None`: from none.
    Owner(Option<(String, String, String)>),
    /// What runs it, if it is a script.
    Script(Option<Interpreter>),
    /// The version manager that a script hands its call to, if it is a shim.
    Shim(Option<String>),
    /// What the file asks of the system that starts it, as JSON; `None`: nothing that can be told.
    Needs(Option<String>),
    /// The version of glibc that a C library is.
    Glibc(Option<Vec<u32>>),
    /// What a toolchain says of its components, a line each.
    Components(String),
    /// What it answered: its version and the text that it was read from.
    Answer(String, String),
    /// It answered as another program of the tool's name, which is named here.
    OtherProgram(String),
    /// How it failed.
    Failure(Failure),
}

#[derive(Debug, Serialize, Deserialize)]
struct File {
    format: u32,
    /// Its name in the file is older than this one.
    #[serde(rename = "memos")]
    entries: Vec<(String, Timestamp, CacheEntry)>,
}

/// What earlier scans and this one found out.
#[derive(Debug, Default)]
pub struct ProbeCache {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    known: HashMap<String, (Timestamp, CacheEntry)>,
    changed: bool,
}

impl ProbeCache {
    /// Reads what an earlier scan kept; what is too old, or not to be read, is forgotten.
    pub fn parse(text: &str, now: Timestamp) -> Self {
        let file = serde_json::from_str::<File>(text)
            .ok()
            .filter(|file| file.format == FORMAT);
        let known = file
            .map(|file| file.entries)
            .unwrap_or_default()
            .into_iter()
            .filter(|(_, at, entry)| {
                let age = now.duration_since(*at);
                // A time to come is a clock that was set back.
                !age.is_negative()
                    && age
                        < if matches!(entry, CacheEntry::Failure(_)) {
                            FAILURE_KEPT_FOR
                        } else {
                            KEPT_FOR
                        }
            })
            .map(|(key, at, entry)| (key, (at, entry)))
            .collect();
        Self {
            state: Mutex::new(State { known, changed: false }),
        }
    }

    /// What is known under a key.
    pub fn get(&self, key: &str) -> Option<CacheEntry> {
        self.state().known.get(key).map(|(_, entry)| entry.clone())
    }

    /// Keeps what was found out now.
    pub fn insert(&self, key: String, now: Timestamp, entry: CacheEntry) {
        let mut state = self.state();
        state.known.insert(key, (now, entry));
        state.changed = true;
    }

    /// The text to be kept for later scans; `None` when nothing new was found out.
    pub fn to_text(&self) -> Option<String> {
        let state = self.state();
        if !state.changed {
            return None;
        }
        let mut entries: Vec<_> = state
            .known
            .iter()
            .map(|(key, (at, entry))| (key.clone(), *at, entry.clone()))
            .collect();
        entries.sort_by(|(left, left_at, _), (right, right_at, _)| right_at.cmp(left_at).then_with(|| left.cmp(right)));
        entries.truncate(LIMIT);
        serde_json::to_string(&File {
            format: FORMAT,
            entries,
        })
        .ok()
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::FailReason;

    fn at(hours: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours)
    }

    #[test]
    fn what_is_kept_is_known_until_it_is_too_old() {
        let cache = ProbeCache::default();
        assert_eq!(cache.to_text(), None);
        let answer = CacheEntry::Answer("1.2".to_owned(), "x 1.2".to_owned());
        let failure = CacheEntry::Failure(Failure::new(FailReason::Exit, "status 1"));
        cache.insert("a".to_owned(), at(0), answer.clone());
        cache.insert("b".to_owned(), at(0), failure.clone());
        cache.insert("c".to_owned(), at(1), CacheEntry::Owner(None));
        let text = cache.to_text().unwrap();
        let recall = |now: i64| {
            let cache = ProbeCache::parse(&text, at(now));
            ["a", "b", "c"].map(|key| cache.get(key))
        };
        assert_eq!(
            recall(2),
            [Some(answer.clone()), Some(failure), Some(CacheEntry::Owner(None))]
        );
        assert_eq!(recall(30), [Some(answer), None, Some(CacheEntry::Owner(None))]);
        assert_eq!(recall(7 * 24), [None, None, Some(CacheEntry::Owner(None))]);
        assert_eq!(recall(-1), [None, None, None]);
    }

    #[test]
    fn a_file_that_cannot_be_read_is_an_empty_cache() {
        for text in ["", "{", "{\"format\":2,\"memos\":[]}", "[]"] {
            assert_eq!(ProbeCache::parse(text, at(0)).get("a"), None);
        }
    }
}
