//! The page, built by Trunk into `dist/`.

use std::process::ExitCode;

use anyhow::Result;

use crate::{setup, stamp, step, wasm, workspace};

/// What the page is made of.
const SOURCES: [&str; 7] =
    ["web", "core", "index.html", "Trunk.toml", "Cargo.toml", "Cargo.lock", "xtask/src/setup.rs"];

/// `cargo xtask page`.
pub(crate) fn run() -> Result<ExitCode> {
    build()?;
    println!("the page is in {}: any static server serves it", workspace::path("dist").display());
    Ok(ExitCode::SUCCESS)
}

/// Builds the page, unless `dist/` is what the sources make.
pub(crate) fn build() -> Result<()> {
    setup::for_page()?;
    bundle_editor()?;
    stamp::once("page", stamp::hash(&SOURCES)?, &workspace::path("dist/index.html"), || {
        step::step("build the page", || step::succeed("trunk", wasm::tool("trunk")?.arg("build")).map(drop))
    })
}

/// Bundles the editor binding, a file that the page's Rust names and therefore needs to compile.
pub(crate) fn bundle_editor() -> Result<()> {
    setup::npm_packages(setup::EDITOR)?;
    step::succeed("editor", setup::tool("node")?.arg("web/js/build.mjs")).map(drop)
}
