//! Judges the cases from public reports and prints one line each, then the figures.
//!
//! `--list` tells what is not as a case says, `--show` also the findings and the picture as text. Names, or starts of
//! names, choose cases; without any all are judged.

use portolan_core::picture::{self, view::View};
use portolan_tests::cases::report::{self, Outcome};
use portolan_tests::cases::{self, silent};
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    let (switches, chosen): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|argument| argument.starts_with("--"));
    let has = |switch: &str| switches.iter().any(|given| given == switch);
    match run(&chosen, has("--list") || has("--show"), has("--show")) {
        Ok(text) => {
            let _ = std::io::stdout().write_all(text.as_bytes());
            ExitCode::SUCCESS
        }
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(chosen: &[String], list: bool, show: bool) -> std::io::Result<String> {
    let statements = silent::parse(&std::fs::read_to_string(cases::folder("silent.txt"))?);
    let mut out = String::new();
    let mut sum = Outcome::default();
    let (mut passed, mut all) = (0, 0);
    for (name, path) in cases::reports()? {
        if !chosen.is_empty() && !chosen.iter().any(|start| name.starts_with(start.as_str())) {
            continue;
        }
        let outcome = report::judge(&path, statements.get(&name).map_or(&[], Vec::as_slice))?;
        all += 1;
        passed += usize::from(outcome.passes());
        let _ = writeln!(out, "{} {name}", if outcome.passes() { "pass" } else { "open" });
        for fault in outcome.faults.iter().filter(|_| list) {
            let _ = writeln!(out, "       {fault}");
        }
        if show && path.is_file() {
            let analysis =
                report::analysis(&std::fs::read_to_string(&path)?).map_err(std::io::Error::other)?;
            for finding in &analysis.diagnostics {
                let _ = writeln!(out, "  {:?} {} {}", finding.severity, finding.code, finding.message);
            }
            out.push_str(&picture::to_outline(&analysis, &View::default()));
        }
        sum.traces += outcome.traces;
        sum.traces_not_asked += outcome.traces_not_asked;
        sum.silent += outcome.silent;
        sum.silent_not_asked += outcome.silent_not_asked;
    }
    let _ = writeln!(out, "{passed} of {all} pass");
    let _ = writeln!(out, "{} traces as expected, {} cannot be asked yet", sum.traces, sum.traces_not_asked);
    let _ = writeln!(
        out,
        "{} statements kept back as they should, {} cannot be checked yet",
        sum.silent, sum.silent_not_asked
    );
    Ok(out)
}
