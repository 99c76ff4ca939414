//! What happened, and who is told: the log.

pub(crate) mod log;
pub(crate) mod sink;
