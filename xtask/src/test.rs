//! `cargo xtask test`: everything that must hold.

use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;

use crate::suites::Suites;
use crate::{e2e, lint, npm, setup, step, wasm};

type Part = fn(&mut Suites) -> Result<()>;

/// The parts, in order: what fails soonest comes first.
const PARTS: [(&str, Part); 5] = [
    ("lint", lint::check),
    ("Rust tests", rust),
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

/// The tests of the host crates, fixtures and recorded answers among them.
fn rust(suites: &mut Suites) -> Result<()> {
    let ran = step::step("test the Rust crates", || {
        step::run("test", setup::tool("cargo")?.args(["test", "--no-fail-fast"]))
    })?;
    suites.add_cargo("cargo test", &ran);
    Ok(())
}
