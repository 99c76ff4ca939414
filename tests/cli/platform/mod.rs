//! `devenv serve`, as whoever runs it and whoever uploads to it see it.

mod crash;
mod pages;
mod server;
mod serving;
