//! Reads the machine. One file a subject; a probe gives what it read, and says what it could not read.

pub mod catalogue;

/// What a probe read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Probed<T> {
    /// All of it.
    Whole(T),
    /// Some of it; `detail` says what is missing.
    Partial {
        /// What could be read.
        value: T,
        /// What could not, and why.
        detail: String,
    },
    /// Nothing, and why.
    Failed {
        /// Why.
        detail: String,
    },
}
