//! The whole program, as a user runs it.

#[path = "../architecture.rs"]
mod architecture;
mod docs;
