//! Reads the machine. One file a subject; a probe gives what it read, and says what it could not read.

pub mod cache;
pub mod catalogue;
pub mod disks;
pub mod evidence;
pub mod executable;
#[cfg(test)]
#[cfg(unix)]
mod fixture;
pub mod git;
pub mod in_project;
pub mod interpreter;
pub mod managers;
#[cfg(target_os = "linux")]
mod mountinfo;
mod name;
pub mod namesake;
pub mod package;
pub mod path;
pub mod ports;
pub mod project;
pub mod run;
pub mod services;
pub mod shim;
pub mod system;
pub mod tools;
pub mod version_text;
mod workers;

pub use name::ProbeName;

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
