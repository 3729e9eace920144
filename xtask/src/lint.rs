//! Formatting and clippy, on the host and for wasm32; cargo-deny where it is installed.

use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::suites::Suites;
use crate::{page, setup, step, wasm};

/// `cargo xtask lint`.
pub(crate) fn run() -> Result<ExitCode> {
    let mut suites = Suites::default();
    check(&mut suites)?;
    Ok(suites.close())
}

/// Adds one check for each tool.
pub(crate) fn check(suites: &mut Suites) -> Result<()> {
    wasm::ensure_target()?;
    page::bundle_editor()?;
    let mut format = setup::tool("cargo")?;
    format.args(["fmt", "--all", "--check"]);
    add(suites, "formatting", "fmt", &mut format)?;

    let mut host = setup::tool("cargo")?;
    host.args(["clippy", "--workspace", "--exclude", "portolan-web", "--exclude", "portolan-wasm"]);
    host.args(["--all-targets", "--", "-D", "warnings"]);
    add(suites, "clippy on the host", "clippy", &mut host)?;

    let mut web = wasm::tool("cargo")?;
    web.args([
        "clippy",
        "--package",
        "portolan-web",
        "--package",
        "portolan-wasm",
        "--all-targets",
        "--target",
    ]);
    web.args([wasm::TARGET, "--", "-D", "warnings"]);
    add(suites, "clippy for wasm32", "clippy-wasm", &mut web)?;

    if setup::tool("cargo-deny")?.arg("--version").output().is_ok_and(|output| output.status.success()) {
        let mut deny = setup::tool("cargo")?;
        // Advisories need the network; they are checked by hand before a release.
        deny.args(["deny", "--offline", "check", "bans", "licenses", "sources"]);
        add(suites, "licenses and sources of dependencies", "deny", &mut deny)?;
    }
    Ok(())
}

fn add(suites: &mut Suites, name: &str, log: &str, command: &mut Command) -> Result<()> {
    let ran = step::step(name, || step::run(log, command))?;
    if !ran.status.success() {
        step::say(step::tail(&ran.output));
    }
    suites.add_check(name, ran.status.success());
    Ok(())
}
