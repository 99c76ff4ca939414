//! What a scan reads, and within which bounds.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::probe::name::ProbeName;

/// What to read, and within which bounds.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The probes whose parts are wanted.
    pub probes: BTreeSet<ProbeName>,
    /// The ids of the tools that are wanted; `None`: all.
    pub tools: Option<Vec<String>>,
    /// Programs may be started.
    pub exec: bool,
    /// How long one program may take.
    pub program_timeout: Duration,
    /// How long all may take.
    pub timeout: Duration,
    /// Programs that run at the same time.
    pub workers: usize,
    /// The ids of tools that somebody else than the project's files requires.
    pub required: BTreeSet<String>,
}
