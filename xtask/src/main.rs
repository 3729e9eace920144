//! Build and test commands of the project: `cargo xtask …`.
fn main() {}
