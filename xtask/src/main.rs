//! Build and test commands of the project: `cargo xtask …`.

mod schema;

use anyhow::{Context, Result, bail};
use std::path::Path;

fn main() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("the workspace's folder")?;
    match std::env::args().nth(1).as_deref() {
        Some("schema") => schema::write(root),
        _ => bail!("usage: cargo xtask schema"),
    }
}
