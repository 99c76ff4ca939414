//! `devenv serve`, as whoever runs it and whoever uploads to it see it.

mod crash;
#[cfg(target_os = "linux")]
mod order;
mod pages;
#[cfg(all(feature = "aws", target_os = "linux"))]
mod s3;
mod server;
mod serving;
