//! The Portolan page.
fn main() {}
