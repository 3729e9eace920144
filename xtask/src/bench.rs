//! Benchmarks: the reader beside other readers, each side in the same run.

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::suites::Suites;
use crate::{setup, step, wasm, workspace};

/// Where the packages that the reader is compared with are named.
const PACKAGES: &str = "benches";

/// `cargo xtask bench reading`.
pub(crate) fn run(what: Option<&str>) -> Result<ExitCode> {
    if what != Some("reading") {
        bail!("`cargo xtask bench reading` is the only benchmark");
    }
    let mut suites = Suites::default();
    native(&mut suites)?;
    node(&mut suites)?;
    hostile(&mut suites)?;
    Ok(suites.close())
}

fn native(suites: &mut Suites) -> Result<()> {
    let ran = step::step("read manifests beside serde_yaml", || {
        let mut cargo = setup::tool("cargo")?;
        step::run(
            "bench",
            cargo.args(["run", "--quiet", "--profile", "measure", "--package", "portolan-bench"]),
        )
    })?;
    suites.add_program("native reader", &ran);
    Ok(())
}

/// Prints how long inputs take that were made to break a reader.
fn hostile(suites: &mut Suites) -> Result<()> {
    let ran = step::step("read hostile inputs", || {
        let mut cargo = setup::tool("cargo")?;
        cargo.args(["run", "--quiet", "--release", "--package", "portolan-tests", "--bin", "hostile", "--"]);
        step::run("bench-hostile", cargo.arg("--times"))
    })?;
    for line in ran.output.lines() {
        step::say(format!("  {line}"));
    }
    suites.add_check("hostile inputs were timed", ran.status.success());
    Ok(())
}

fn node(suites: &mut Suites) -> Result<()> {
    wasm::ensure_target()?;
    setup::wasm_bindgen()?;
    setup::npm_packages(PACKAGES)?;
    let glue = workspace::scratch("bench");
    step::step("build the readers for Node", || {
        let mut cargo = wasm::tool("cargo")?;
        cargo.args([
            "build",
            "--package",
            "portolan-bench",
            "--lib",
            "--profile",
            "web",
            "--target",
            wasm::TARGET,
        ]);
        step::succeed("bench-cargo", &mut cargo)?;
        let module = workspace::target().join(wasm::TARGET).join("web/portolan_bench.wasm");
        let mut bindgen = setup::tool("wasm-bindgen")?;
        bindgen.args(["--target", "nodejs", "--no-typescript", "--out-dir"]).arg(&glue).arg(module);
        step::succeed("bench-bindgen", &mut bindgen)
    })?;
    let ran = step::step("read manifests beside npm's readers", || {
        let mut node = setup::tool("node")?;
        node.arg("benches/reading.mjs").arg(glue.join("portolan_bench.js")).arg(workspace::path(PACKAGES));
        step::run("bench-node", &mut node)
    })?;
    suites.add_program("reader in Node", &ran);
    Ok(())
}
