//! The built page in a real Chromium.

use std::process::ExitCode;

use anyhow::Result;

use crate::suites::Suites;
use crate::{browser, page, setup, step, workspace};

/// `cargo xtask e2e`.
pub(crate) fn run() -> Result<ExitCode> {
    let mut suites = Suites::default();
    check(&mut suites)?;
    Ok(suites.close())
}

/// Builds the page and uses it.
pub(crate) fn check(suites: &mut Suites) -> Result<()> {
    page::build()?;
    setup::npm_packages(setup::CHECKS)?;
    let found = browser::ensure()?;
    let ran = step::step("use the page in Chromium", || {
        let mut node = setup::tool("node")?;
        node.arg("tests/e2e/page.mjs").arg(workspace::path("dist")).arg(workspace::scratch("screenshots"));
        step::run("e2e", node.env("CHROMIUM", &found.chromium))
    })?;
    suites.add_program("the page in Chromium", &ran);
    Ok(())
}
