//! `portolan endpoints` and `portolan draw`.

use crate::args::Show;
use crate::world;
use anyhow::Result;
use portolan_core::picture::{self, tokens::Theme, view::View};
use std::io::Write;

/// Lists the endpoints of every Service, one line an address and port.
pub(crate) fn endpoints(args: &Show) -> Result<u8> {
    let worlds = world::read(&args.world)?;
    let mut out = std::io::stdout().lock();
    for analysis in &worlds.analyses {
        for line in portolan_core::listing::endpoints(analysis) {
            writeln!(out, "{line}")?;
        }
    }
    for problem in &worlds.unreadable {
        eprintln!("portolan: {problem}");
    }
    Ok(if worlds.unreadable.is_empty() && !worlds.analyses.is_empty() { 0 } else { 2 })
}

/// Draws the traffic of the first world as SVG.
pub(crate) fn draw(args: &Show) -> Result<u8> {
    let worlds = world::read(&args.world)?;
    let mut out = std::io::stdout().lock();
    for analysis in &worlds.analyses {
        writeln!(out, "{}", picture::to_svg(analysis, &View::default(), Theme::Light))?;
    }
    for problem in &worlds.unreadable {
        eprintln!("portolan: {problem}");
    }
    Ok(if worlds.unreadable.is_empty() && !worlds.analyses.is_empty() { 0 } else { 2 })
}
