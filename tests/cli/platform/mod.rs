//! `devenv serve`, as whoever runs it and whoever uploads to it see it.

mod crash;
mod server;
mod serving;
