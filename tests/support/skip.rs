//! How a test reports that it was skipped, and why.

use std::fmt;
use std::io::Write as _;

/// Writes `skipped: REASON` to the process's own stderr, where `cargo test` shows it even for a test that passes. `scripts/test` lists
/// these lines again at its end.
pub(crate) fn skip(reason: fmt::Arguments<'_>) {
    // One write, so that tests that run side by side do not mix their lines.
    let line = format!("skipped: {reason}\n");
    std::io::stderr().write_all(line.as_bytes()).unwrap();
}
