//! Cases from public reports: a header with cause, level, place, expected traces, and what must not be said.

use super::place::Place;
use super::question::Question;
use super::silent::{self, Said};
use super::{header, headers, judge_places, judge_quiet, level};
use crate::world;
use portolan_core::Analysis;
use portolan_core::assumptions::{Assumptions, FactName};
use std::path::Path;

/// What came of a case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// What is not as the case says; none where it passes.
    pub faults: Vec<String>,
    /// Traces that are as expected.
    pub traces: usize,
    /// Traces that cannot be asked yet.
    pub traces_not_asked: usize,
    /// Statements that are not said, as they should not be.
    pub silent: usize,
    /// Statements that cannot be checked yet.
    pub silent_not_asked: usize,
}

impl Outcome {
    /// Says whether everything that could be asked is as the case says.
    pub fn passes(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Judges a case: a file, or a folder with `EXPECT.md`. `statements` is what must not be said of it.
///
/// A header that is not understood is a fault, so that nothing is left out in silence.
pub fn judge(path: &Path, statements: &[String]) -> std::io::Result<Outcome> {
    if path.is_dir() {
        let expect = std::fs::read_to_string(path.join("EXPECT.md"))?;
        return Ok(judge_folder(&expect));
    }
    let text = std::fs::read_to_string(path)?;
    let mut outcome = Outcome::default();
    if let Err(fault) = judge_file(&text, statements, &mut outcome) {
        outcome.faults.push(fault);
    }
    Ok(outcome)
}

/// Analyzes the text of a case under the facts that its header states.
pub fn analysis(text: &str) -> Result<Analysis, String> {
    Ok(world::analysis_with(text, &facts(header(text, "facts"))?))
}

fn judge_file(text: &str, statements: &[String], outcome: &mut Outcome) -> Result<(), String> {
    let analysis = analysis(text)?;
    let judged = match header(text, "level") {
        "none" => judge_quiet(&analysis),
        word => {
            let level = level(word).ok_or("the header has no level")?;
            judge_places(&analysis, level, &Place::parse_all(header(text, "at")))
        }
    };
    outcome.faults.extend(judged.err());
    for asked in headers(text, "trace") {
        let question = Question::parse(asked).ok_or_else(|| format!("no question: {asked}"))?;
        match question.judge(&analysis) {
            None => outcome.traces_not_asked += 1,
            Some(Ok(())) => outcome.traces += 1,
            Some(Err(fault)) => outcome.faults.push(fault),
        }
    }
    if statements.is_empty() != header(text, "silent").is_empty() {
        return Err("`silent` in the header and in silent.txt do not go together".to_owned());
    }
    for statement in statements {
        match silent::is_said(&analysis, statement)? {
            Said::Yes => outcome.faults.push(format!("said, though it should not be: {statement}")),
            Said::No => outcome.silent += 1,
            Said::NotAsked => outcome.silent_not_asked += 1,
        }
    }
    Ok(())
}

/// Judges a folder by the command that its `EXPECT.md` runs.
///
/// When the engine compares two sets of manifests and builds kustomizations, this is the place to ask it.
fn judge_folder(expect: &str) -> Outcome {
    let run = header(expect, "run");
    Outcome { faults: vec![format!("cannot be asked yet: {run}")], ..Outcome::default() }
}

/// Facts as flags of the command line: `--service-cidrs 10.20.16.0/20`.
fn facts(flags: &str) -> Result<Assumptions, String> {
    let mut assumptions = Assumptions::default();
    let mut words = flags.split_whitespace();
    while let Some(flag) = words.next() {
        let name = flag.strip_prefix("--").ok_or_else(|| format!("no flag: {flag}"))?;
        let value = words.next().ok_or_else(|| format!("{flag} has no value"))?;
        let fact = FactName::parse(&camel_case(name)).ok_or_else(|| format!("no fact: {flag}"))?;
        assumptions.state(fact, value).map_err(|wrong| format!("{flag} {wrong}"))?;
    }
    Ok(assumptions)
}

/// `service-cidrs` as the facts are called: `serviceCidrs`.
fn camel_case(flag: &str) -> String {
    let mut out = String::new();
    for (at, word) in flag.split('-').enumerate() {
        let (first, rest) = word.split_at(word.len().min(1));
        if at == 0 {
            out.push_str(first);
        } else {
            out.push_str(&first.to_uppercase());
        }
        out.push_str(rest);
    }
    out
}
