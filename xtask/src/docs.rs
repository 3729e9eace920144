//! `cargo xtask docs`: rewrites what is generated and checked in, by the tests that keep it fresh.

use std::process::{Command, ExitCode};

use anyhow::{Result, ensure};

/// Runs the freshness tests with `UPDATE=1`.
pub(crate) fn run() -> Result<ExitCode> {
    let tests: [&[&str]; 3] = [
        &["-p", "portolan-core", "--features", "report", "--lib", "typescript_types_are_fresh"],
        &["-p", "portolan-tests", "--test", "tidy", "pages_are_fresh"],
        &["-p", "portolan-tests", "--test", "fixtures"],
    ];
    for test in tests {
        let status =
            Command::new("cargo").arg("test").arg("--quiet").args(test).env("UPDATE", "1").status()?;
        ensure!(status.success(), "cargo test {} failed", test.join(" "));
    }
    Ok(ExitCode::SUCCESS)
}
