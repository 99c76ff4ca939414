//! The interface of a range, which each notation implements.

use std::fmt;
use std::sync::Arc;

use super::interval::Cover;

/// A range in one notation.
pub(super) trait DialectRange: fmt::Debug + Send + Sync {
    /// See [`super::VersionRange::allows`].
    fn allows(&self, version: &str) -> Option<bool>;

    /// The releases that it allows.
    fn cover(&self) -> Cover;

    /// Whether it is written to allow a single version. Its text, without operators, is then that version.
    fn is_exact(&self) -> bool;
}

/// Puts a range behind a pointer, so that all notations have one type.
pub(super) fn shared<J: DialectRange + 'static>(range: J) -> Arc<dyn DialectRange> {
    Arc::new(range)
}
