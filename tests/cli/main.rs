//! The whole program, as a user runs it.
