//! What goes between the command line and the platform.

pub mod wire;
