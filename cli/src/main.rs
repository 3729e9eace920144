//! The `portolan` command line.
fn main() {}
