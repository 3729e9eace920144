//! The long checks of the reader: mutants, hostile inputs, properties; in a release build, as the promises say.

use anyhow::Result;

use crate::suites::Suites;
use crate::{setup, step};

/// The programs of portolan-tests with their arguments.
const PROGRAMS: [(&str, &[&str]); 3] =
    [("mutants", &[]), ("hostile", &[]), ("properties", &["--texts", "100000"])];

/// Runs the programs one after another.
pub(crate) fn check(suites: &mut Suites) -> Result<()> {
    for (program, arguments) in PROGRAMS {
        let ran = step::step(&format!("check the reader: {program}"), || {
            let mut cargo = setup::tool("cargo")?;
            cargo.args([
                "run",
                "--quiet",
                "--release",
                "--package",
                "portolan-tests",
                "--bin",
                program,
                "--",
            ]);
            step::run(program, cargo.args(arguments))
        })?;
        suites.add_program(&format!("reader: {program}"), &ran);
    }
    Ok(())
}
