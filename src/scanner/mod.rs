//! One scan from start to end.
//!
//! ```text
//!   Selection ─► probes ─► assembly ─► support dates ─► what the policy asks for ─► install commands ─► redaction ─► Scan
//!                  ▲  │
//!                cache ◄┘
//! ```
//!
//! [`ScanContext::open`] reads the user's settings once; [`ScanContext::scan`] then reads the machine.

mod assembly;
mod context;
mod error;
mod identity;
mod installs;
mod interrupt;
mod run;
mod selection;
mod support_dates;

pub use context::ScanContext;
pub use error::ScanError;
pub use identity::{masked_root, redactor};
pub use interrupt::abort;
pub use run::{Progress, ScanOptions};
pub use selection::{Selection, UnknownName};
