//! `devenv serve`, as whoever runs it and whoever uploads to it see it.

mod connections;
mod crash;
#[cfg(target_os = "linux")]
mod order;
pub(crate) mod pages;
#[cfg(all(feature = "aws", target_os = "linux"))]
mod s3;
pub(crate) mod server;
mod serving;
