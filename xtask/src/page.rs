//! The page, built by Trunk into `dist/`.

use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::{Result, anyhow};

use crate::{setup, stamp, step, wasm, workspace};

/// What the page is made of.
const SOURCES: [&str; 7] =
    ["web", "core", "index.html", "Trunk.toml", "Cargo.toml", "Cargo.lock", "xtask/src/setup.rs"];

/// `cargo xtask page`.
pub(crate) fn run() -> Result<ExitCode> {
    build()?;
    step::say(format!("the page is in {}: any static server serves it", workspace::path("dist").display()));
    Ok(ExitCode::SUCCESS)
}

/// Builds the page, unless `dist/` is what the sources make.
pub(crate) fn build() -> Result<()> {
    bundle_editor()?;
    stamp::once("page", stamp::hash(&SOURCES)?, &workspace::path("dist/index.html"), || {
        prepare()?;
        step::step("build the page", || step::succeed("trunk", wasm::tool("trunk")?.arg("build")).map(drop))
    })
}

/// Installs what a build of the page needs, and compiles the page's Rust while the tools are built.
///
/// Trunk compiles it by the same command, and so finds it done.
pub(crate) fn prepare() -> Result<()> {
    wasm::ensure_target()?;
    thread::scope(|scope| {
        let tools = scope.spawn(|| setup::wasm_bindgen().and_then(|()| setup::trunk()));
        let compiled = bundle_editor().and_then(|()| compile());
        tools.join().map_err(|_| anyhow!("installing the tools panicked"))??;
        compiled
    })
}

fn compile() -> Result<()> {
    step::step("compile the page", || {
        let mut cargo = wasm::tool("cargo")?;
        cargo.args([
            "build",
            "--manifest-path",
            "web/Cargo.toml",
            "--profile",
            "web",
            "--target",
            wasm::TARGET,
        ]);
        step::succeed("page-cargo", &mut cargo).map(drop)
    })
}

/// Bundles the editor binding, a file that the page's Rust names and therefore needs to compile.
pub(crate) fn bundle_editor() -> Result<()> {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    setup::npm_packages(setup::EDITOR)?;
    let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    step::succeed("editor", setup::tool("node")?.arg("web/js/build.mjs")).map(drop)
}
