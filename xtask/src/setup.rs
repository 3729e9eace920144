//! Installs what the other commands need and is missing, at the versions they were seen to work with.
//!
//! Programs go into `target/tools`, npm packages beside their lock files; only Rust's wasm32 target and, on Debian as
//! root, Chromium change the machine.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result, bail};

use crate::{browser, step, wasm, workspace};

/// Builds and serves the page. 0.22 needs a later Rust.
const TRUNK: &str = "0.21.14";

/// Folders with an npm lock file: the page's editor and build tools, and the tools of the browser checks.
pub(crate) const EDITOR: &str = "web/js";
pub(crate) const CHECKS: &str = "tests/e2e";

/// `cargo xtask setup`.
pub(crate) fn run() -> Result<ExitCode> {
    for_page()?;
    npm_packages(CHECKS)?;
    let found = browser::ensure()?;
    println!("everything is there; browser: {}", found.chromium.display());
    Ok(ExitCode::SUCCESS)
}

/// What a build of the page needs.
pub(crate) fn for_page() -> Result<()> {
    wasm::ensure_target()?;
    wasm_bindgen()?;
    trunk()?;
    npm_packages(EDITOR)
}

/// The `wasm-bindgen` command and its test runner, of the very version of the crate.
pub(crate) fn wasm_bindgen() -> Result<()> {
    let version = wasm_bindgen_version()?;
    cargo_install("wasm-bindgen", "wasm-bindgen-cli", &version)
}

fn trunk() -> Result<()> {
    cargo_install("trunk", "trunk", TRUNK)
}

/// Installs the packages of a lock file, unless they are installed already.
pub(crate) fn npm_packages(folder: &str) -> Result<()> {
    let folder_path = workspace::path(folder);
    let lock = fs::read(folder_path.join("package-lock.json"))?;
    let installed = folder_path.join("node_modules/.installed-lock.json");
    if fs::read(&installed).is_ok_and(|written| written == lock) {
        return Ok(());
    }
    step::step(&format!("install the npm packages of {folder}"), || {
        let mut npm = Command::new("npm");
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&folder_path);
        step::succeed("npm-ci", &mut npm).context("Node and npm are needed")?;
        fs::write(&installed, &lock)?;
        Ok(())
    })
}

/// A command of a program, found in the tools that these commands install before the rest of `PATH`.
///
/// Cargo's own search path is kept, color switches that Trunk refuses are taken away.
pub(crate) fn tool(program: &str) -> Result<Command> {
    let path = tool_path()?;
    let mut command = Command::new(program);
    command.env("PATH", path).env_remove("NO_COLOR").current_dir(workspace::root());
    Ok(command)
}

/// Whether packages may be installed with apt: on Debian and its kin, as root.
pub(crate) fn can_apt() -> bool {
    let root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n");
    root && Path::new("/usr/bin/apt-get").exists()
}

/// Installs Debian packages, reading the package lists first where they do not know one of them.
pub(crate) fn apt(packages: &[&str]) -> Result<()> {
    let install = |log: &str| {
        let mut command = Command::new("apt-get");
        command.args(["install", "--yes", "--no-install-recommends"]).args(packages);
        step::succeed(log, command.env("DEBIAN_FRONTEND", "noninteractive"))
    };
    if install("apt").is_err() {
        step::succeed("apt-update", Command::new("apt-get").arg("update"))?;
        install("apt")?;
    }
    Ok(())
}

fn tool_path() -> Result<OsString> {
    let own = [tools().join("bin"), workspace::path(EDITOR).join("node_modules/.bin")];
    let given = std::env::var_os("PATH").unwrap_or_default();
    let all = own.into_iter().chain(std::env::split_paths(&given));
    std::env::join_paths(all).context("PATH")
}

fn tools() -> PathBuf {
    workspace::target().join("tools")
}

/// Installs a program from crates.io unless that version of it is on the path.
fn cargo_install(program: &str, package: &str, version: &str) -> Result<()> {
    if tool(program)?.arg("--version").output().is_ok_and(|output| names_version(&output.stdout, version)) {
        return Ok(());
    }
    step::step(&format!("install {package} {version} (some minutes)"), || {
        let mut cargo = tool("cargo")?;
        cargo.args(["install", package, "--version", version, "--locked", "--no-default-features", "--root"]);
        cargo.arg(tools()).arg("--target-dir").arg(tools().join("build"));
        // These programs run for seconds and are built once: a quick build is the better bargain.
        cargo.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1").env("CARGO_PROFILE_RELEASE_LTO", "off");
        cargo.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16").env("CARGO_PROFILE_RELEASE_DEBUG", "0");
        step::succeed(&format!("install-{program}"), &mut cargo)
    })?;
    if !tool(program)?.arg("--version").output().is_ok_and(|output| names_version(&output.stdout, version)) {
        bail!("`{program}` is installed but does not say version {version}");
    }
    Ok(())
}

fn names_version(output: &[u8], version: &str) -> bool {
    String::from_utf8_lossy(output).split_whitespace().any(|word| word == version)
}

/// The version of the wasm-bindgen crate in the lock file.
fn wasm_bindgen_version() -> Result<String> {
    let lock = fs::read_to_string(workspace::path("Cargo.lock"))?;
    let mut lines = lock.lines().skip_while(|line| *line != "name = \"wasm-bindgen\"");
    let line = lines.nth(1).and_then(|line| line.strip_prefix("version = \""));
    let version = line.and_then(|line| line.strip_suffix('"')).context("Cargo.lock names no wasm-bindgen")?;
    Ok(version.to_owned())
}
