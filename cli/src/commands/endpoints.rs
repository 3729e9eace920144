//! `portolan endpoints`: what stands behind each port of each Service.

use crate::status::ExitStatus;
use crate::{streams, world};
use anyhow::Result;
use portolan_core::listing;
use std::io::Write;

/// Arguments of `endpoints`.
#[derive(Debug, clap::Args)]
pub(crate) struct Endpoints {
    /// What to read.
    #[command(flatten)]
    input: world::Arguments,
}

/// Lists the endpoints of every Service, one line per address and port, and why a port has none.
pub(crate) fn run(arguments: &Endpoints) -> Result<ExitStatus> {
    let worlds = world::read_sent(&arguments.input);
    let mut out = streams::output();
    for line in worlds.analyses().flat_map(listing::lines) {
        let why = line.why_none.map(|why| format!(": {why}")).unwrap_or_default();
        writeln!(out, "{}{why}", line.text)?;
    }
    Ok(worlds.shown())
}
