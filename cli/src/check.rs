//! `portolan check`: findings as text or JSON, and an exit status.

use crate::args::{Check, Output};
use crate::text;
use crate::world::{self, Worlds};
use anyhow::Result;
use portolan_core::diagnostic::Severity;
use portolan_core::report::{self, Report};
use std::io::Write;

/// Nothing at or above the level that fails.
const CLEAN: u8 = 0;
/// Something at or above it.
const FOUND: u8 = 1;
/// Something could not be read.
const COULD_NOT_RUN: u8 = 2;

/// Checks what the arguments name; the exit status.
pub(crate) fn run(args: &Check) -> Result<u8> {
    let worlds = world::read(&args.world)?;
    match args.output {
        Output::Json => {
            let json = serde_json::to_string_pretty(&merged(&worlds))?;
            writeln!(std::io::stdout().lock(), "{json}")?;
        }
        Output::Text => {
            let least = if args.hints { Severity::Hint } else { Severity::Info };
            let mut out = std::io::stdout().lock();
            for analysis in &worlds.analyses {
                text::write(&mut out, analysis, least)?;
            }
            text::write_summary(&mut out, &worlds.analyses, least)?;
        }
    }
    worlds.tell_unreadable();
    Ok(status(&worlds, args.fail_on.severity()))
}

fn status(worlds: &Worlds, fail_on: Severity) -> u8 {
    let is_at_fault = |analysis: &portolan_core::Analysis| {
        analysis.diagnostics.iter().any(|finding| finding.severity >= fail_on)
    };
    // Where every file is empty or a template, no verdict was reached; "nothing wrong" would be a false one.
    let objects: usize = worlds.analyses.iter().map(|analysis| analysis.objects.len()).sum();
    let is_refused = worlds.analyses.iter().any(|analysis| analysis.count(Severity::Error) > 0);
    if !worlds.unreadable.is_empty() || (objects == 0 && !is_refused) {
        COULD_NOT_RUN
    } else if worlds.analyses.iter().any(is_at_fault) {
        FOUND
    } else {
        CLEAN
    }
}

/// One report of all worlds, in their order.
fn merged(worlds: &Worlds) -> Report {
    let mut all = Report::default();
    for analysis in &worlds.analyses {
        all.add(report::report(analysis));
    }
    all
}
