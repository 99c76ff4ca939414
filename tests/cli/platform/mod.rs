//! `devenv serve`, as its operator and its clients see it.

mod connections;
mod crash;
#[cfg(target_os = "linux")]
mod order;
pub(crate) mod pages;
mod proxy;
#[cfg(all(feature = "aws", target_os = "linux"))]
mod s3;
pub(crate) mod server;
mod serving;
mod signals;
