//! `cargo xtask test`: everything that must hold.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;

use crate::suites::Suites;
use crate::{e2e, lint, npm, page, reading, setup, step, wasm, workspace};

type Part = fn(&mut Suites) -> Result<()>;

/// The parts, in order: what fails soonest comes first.
const PARTS: [(&str, Part); 7] = [
    ("lint", lint::check),
    ("Rust tests", rust),
    ("recorded answers", recorded),
    ("reader", reading::check),
    ("wasm tests", wasm::test),
    ("npm package", npm::check),
    ("page", e2e::check),
];

/// Runs every part, also after one has failed.
pub(crate) fn run() -> ExitCode {
    let started = Instant::now();
    let mut suites = Suites::default();
    for (name, part) in PARTS {
        if let Err(error) = part(&mut suites) {
            println!("error: {error:#}");
            suites.add_check(&format!("{name}: could not be done"), false);
        }
    }
    println!("everything took {:.0} s", started.elapsed().as_secs_f64());
    suites.close()
}

/// The tests that need no browser: all but those of the npm crate.
fn rust(suites: &mut Suites) -> Result<()> {
    page::bundle_editor()?;
    let ran = step::step("test the Rust crates", || {
        let mut cargo = setup::tool("cargo")?;
        step::run("test", cargo.args(["test", "--workspace", "--exclude", "portolan-wasm", "--no-fail-fast"]))
    })?;
    suites.add_cargo("cargo test", &ran);
    Ok(())
}

/// How many answers recorded from Kubernetes' own code Portolan gives as well. The figures are shown, not judged: the
/// tests say which of them must be complete.
fn recorded(suites: &mut Suites) -> Result<()> {
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(workspace::path("tests/conformance"))? {
        // The answers about public manifests need those manifests; a test of their own compares them where they are.
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.ends_with(".jsonl.gz") && !name.starts_with("corpus") {
            files.push(path);
        }
    }
    files.sort();
    let ran = step::step("compare with recorded answers", || {
        let mut cargo = setup::tool("cargo")?;
        cargo.args(["run", "--quiet", "--package", "portolan-tests", "--bin", "conformance", "--"]);
        step::run("recorded", cargo.args(files))
    })?;
    for figure in ran.output.lines().filter(|line| line.contains(".jsonl ") && !line.ends_with(" 0/0")) {
        println!("  {figure}");
    }
    suites.add_check("recorded answers were compared", ran.status.success());
    Ok(())
}
