//! Builds for wasm32: the standard library, cargo's environment, and the npm crate's tests in a browser.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use crate::suites::Suites;
use crate::{browser, setup, step, workspace};

pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// The name under which rustup knows Debian's toolchain, once it is linked.
const DEBIAN: &str = "debian";

/// How long rustup may take; where its server cannot be reached it hangs.
const RUSTUP_LIMIT: Duration = Duration::from_secs(20);

/// `cargo xtask wasm`.
pub(crate) fn run() -> Result<ExitCode> {
    let mut suites = Suites::default();
    test(&mut suites)?;
    Ok(suites.close())
}

/// Runs the npm crate's tests in headless Chromium.
pub(crate) fn test(suites: &mut Suites) -> Result<()> {
    ensure_target()?;
    setup::wasm_bindgen()?;
    let found = browser::ensure()?;
    let ran = step::step("test the npm crate in Chromium", || {
        let mut cargo = tool("cargo")?;
        cargo.args(["test", "--package", "portolan-wasm", "--target", TARGET]);
        cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner");
        cargo
            .env("CHROMEDRIVER", &found.driver)
            .env("CHROME", &found.chromium)
            .env("WASM_BINDGEN_TEST_ONLY_WEB", "1")
            // Seconds; the default of 20 is short for a machine that does something else, too.
            .env("WASM_BINDGEN_TEST_TIMEOUT", "300");
        step::run("wasm-test", &mut cargo)
    })?;
    suites.add_cargo("wasm in Chromium", &ran);
    Ok(())
}

/// A command of a program that builds for wasm32 or calls one that does.
pub(crate) fn tool(program: &str) -> Result<Command> {
    let mut command = setup::tool(program)?;
    if !has_std(None) && has_std(Some(DEBIAN)) {
        command.env("RUSTUP_TOOLCHAIN", DEBIAN);
    }
    Ok(command)
}

/// Makes sure that a standard library for wasm32 is there.
///
/// Asks rustup first; where its server cannot be reached, and on Debian as root, builds the library from Debian's
/// source package with Debian's compiler and makes that compiler known to rustup.
pub(crate) fn ensure_target() -> Result<()> {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    if has_std(None) || has_std(Some(DEBIAN)) {
        return Ok(());
    }
    let asked = step::step("install the wasm32 standard library with rustup", || {
        step::succeed_within(RUSTUP_LIMIT, "rustup", Command::new("rustup").args(["target", "add", TARGET]))
    });
    if asked.is_ok() && has_std(None) {
        return Ok(());
    }
    if setup::can_apt() {
        step::step("build the wasm32 standard library with Debian's compiler", build_with_debian)?;
        if has_std(Some(DEBIAN)) {
            return Ok(());
        }
    }
    bail!("Rust has no standard library for {TARGET} here: install it with `rustup target add {TARGET}`")
}

fn has_std(toolchain: Option<&str>) -> bool {
    let mut rustc = Command::new("rustc");
    rustc.args(["--print", "target-libdir", "--target", TARGET]);
    if let Some(name) = toolchain {
        rustc.env("RUSTUP_TOOLCHAIN", name);
    }
    let Ok(output) = rustc.output() else { return false };
    let folder = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
    output.status.success() && has_file(&folder, "libstd-")
}

fn has_file(folder: &Path, start: &str) -> bool {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.into_iter().any(|entry| entry.file_name().to_string_lossy().starts_with(start))
}

fn build_with_debian() -> Result<()> {
    setup::apt(&["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm"])?;
    // The linker is a link into a package of its own, which it names: `lld-22` for `../lib/llvm-22/bin/lld`.
    let linker = fs::read_link("/usr/bin/rust-lld").context("rust-web-llvm brings no linker")?;
    let version = linker.to_string_lossy().chars().filter(char::is_ascii_digit).collect::<String>();
    setup::apt(&[&format!("lld-{version}")])?;

    let scratch = workspace::scratch("std");
    let mut build = Command::new("/usr/bin/cargo");
    build.args(["build", "--release", "--target", TARGET, "--target-dir"]).arg(&scratch);
    build.args(["--manifest-path", "/usr/lib/rustlib/src/rust/library/sysroot/Cargo.toml"]);
    build.env("RUSTC", "/usr/bin/rustc").env("RUSTC_BOOTSTRAP", "1");
    build.env("RUSTFLAGS", "-Zforce-unstable-if-unmarked -Cembed-bitcode=yes");
    build.env_remove("RUSTUP_TOOLCHAIN");
    step::succeed("std", &mut build)?;

    let destination = Path::new("/usr/lib/rustlib").join(TARGET).join("lib");
    fs::create_dir_all(&destination)?;
    for entry in fs::read_dir(scratch.join(TARGET).join("release/deps"))? {
        let entry = entry?;
        if entry.path().extension().is_some_and(|extension| extension == "rlib") {
            fs::copy(entry.path(), destination.join(entry.file_name()))?;
        }
    }
    step::succeed("rustup-link", Command::new("rustup").args(["toolchain", "link", DEBIAN, "/usr"]))?;
    Ok(())
}
