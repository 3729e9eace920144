//! `portolan check`: findings as text or JSON, and an exit status.

use crate::status::ExitStatus;
use crate::world::{self, Worlds};
use crate::{streams, text};
use anyhow::Result;
use clap::ValueEnum;
use portolan_core::Analysis;
use portolan_core::diagnostic::Severity;
use portolan_core::report::{self, Report};
use std::io::Write;

/// Arguments of `check`.
#[derive(Debug, clap::Args)]
pub(crate) struct Check {
    /// What to read.
    #[command(flatten)]
    input: world::Arguments,
    /// How to print findings.
    #[arg(long, value_enum, default_value_t = Output::Text)]
    output: Output,
    /// The least severity that makes the exit status 1.
    #[arg(long, value_enum, default_value_t = Level::Error)]
    fail_on: Level,
    /// Prints hints, too; JSON always has them.
    #[arg(long)]
    hints: bool,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Output {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// A severity as an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Level {
    /// Refused, or traffic certainly cannot flow.
    Error,
    /// Accepted, but it does not work as written.
    Warning,
    /// A fact worth knowing.
    Info,
    /// Advice.
    Hint,
}

impl Level {
    /// The severity itself.
    fn severity(self) -> Severity {
        match self {
            Self::Error => Severity::Error,
            Self::Warning => Severity::Warning,
            Self::Info => Severity::Info,
            Self::Hint => Severity::Hint,
        }
    }
}

/// Checks what the arguments name.
pub(crate) fn run(arguments: &Check) -> Result<ExitStatus> {
    let worlds = world::read(&arguments.input);
    let mut out = streams::output();
    match arguments.output {
        Output::Json => {
            let json = serde_json::to_string_pretty(&merged(&worlds))?;
            writeln!(out, "{json}")?;
        }
        Output::Text => {
            let least = if arguments.hints { Severity::Hint } else { Severity::Info };
            for analysis in worlds.analyses() {
                text::write(&mut out, analysis, least)?;
            }
            text::write_summary(&mut out, &worlds, least)?;
        }
    }
    worlds.tell_unreadable();
    Ok(status(&worlds, arguments.fail_on.severity()))
}

fn status(worlds: &Worlds, fail_on: Severity) -> ExitStatus {
    let has = |least: Severity| {
        let mut findings = worlds.analyses().flat_map(|analysis: &Analysis| &analysis.diagnostics);
        findings.any(|finding| finding.severity >= least)
    };
    // Where every file is empty or a template, no verdict was reached; "nothing wrong" would be a false one.
    let is_judged = worlds.objects() > 0 || has(Severity::Error);
    if !worlds.unreadable.is_empty() || !is_judged {
        ExitStatus::NotAsked
    } else {
        ExitStatus::of_findings(has(fail_on))
    }
}

/// One report of all worlds, in their order.
fn merged(worlds: &Worlds) -> Report {
    let mut all = Report::default();
    for analysis in worlds.analyses() {
        all.add(report::report(analysis));
    }
    all
}
