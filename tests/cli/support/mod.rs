//! A machine for each test, and runs of `devenv` on it.

mod authority;
mod machine;
mod process;
mod run;
#[cfg(target_os = "linux")]
mod trace;

pub(crate) use authority::Authority;
pub(crate) use machine::Machine;
#[cfg(target_os = "linux")]
pub(crate) use process::assert_none_left;
pub(crate) use process::eventually;
pub(crate) use run::{Outcome, Run, finish};
#[cfg(target_os = "linux")]
pub(crate) use trace::{Call, calls_in, strace, trace, traced};
