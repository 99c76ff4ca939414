//! What a range of any dialect can be asked.

use std::fmt;
use std::sync::Arc;

use super::interval::Cover;

/// A range as its dialect understands it.
pub(super) trait Judge: fmt::Debug + Send + Sync {
    /// See [`super::VersionRange::allows`].
    fn allows(&self, version: &str) -> Option<bool>;

    /// What it allows, on the number line of releases.
    fn cover(&self) -> Cover;

    /// It is written to allow one version and no other. Its text, without signs, is then that version.
    fn names_one(&self) -> bool;
}

/// The judge behind a pointer, so that ranges of all dialects have one type.
pub(super) fn shared<J: Judge + 'static>(judge: J) -> Arc<dyn Judge> {
    Arc::new(judge)
}
