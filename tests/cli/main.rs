//! The whole program, as a user runs it.

#![cfg_attr(
    unix,
    expect(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        reason = "a test may panic; clippy recognises only functions with `#[test]`"
    )
)]

#[cfg(target_os = "linux")]
mod answers;
#[path = "../architecture.rs"]
mod architecture;
#[cfg(all(unix, feature = "platform"))]
mod ci_upload;
#[cfg(unix)]
mod command_line;
#[cfg(unix)]
mod completions;
#[cfg(unix)]
mod config;
mod docs;
#[cfg(unix)]
mod fix;
#[cfg(unix)]
mod frame;
#[cfg(target_os = "linux")]
mod hanging_directory;
#[cfg(target_os = "linux")]
mod harmless;
#[cfg(unix)]
mod history;
#[cfg(unix)]
mod hook;
#[cfg(target_os = "linux")]
mod hostile;
#[cfg(target_os = "linux")]
mod interrupt;
#[cfg(unix)]
mod lifecycle;
#[cfg(unix)]
mod login;
#[cfg(unix)]
mod mcp;
#[cfg(unix)]
mod memory;
#[cfg(all(unix, feature = "platform"))]
mod platform;
#[cfg(unix)]
mod policy;
#[cfg(unix)]
mod privacy;
#[cfg(unix)]
#[path = "../support/mod.rs"]
mod provider;
#[cfg(all(unix, feature = "platform"))]
mod reference;
#[cfg(all(unix, feature = "platform"))]
mod remote;
#[cfg(unix)]
mod reports;
#[cfg(unix)]
mod requirements;
#[cfg(unix)]
mod settings;
#[cfg(unix)]
mod setup;
#[cfg(unix)]
mod support;
#[cfg(all(unix, feature = "platform"))]
mod upload;
#[cfg(unix)]
mod verdict;
#[path = "../words.rs"]
mod words;
