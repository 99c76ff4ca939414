//! Parse, run, exit; nothing else.
fn main() {}
