//! Counts what ran: one row a test program, and their sum in the last line.

use std::process::ExitCode;

use crate::step::{self, Ran};

/// The rows, in the order they ran.
#[derive(Default)]
pub(crate) struct Suites {
    rows: Vec<Row>,
}

struct Row {
    name: String,
    passed: usize,
    failed: usize,
}

impl Suites {
    /// Adds the test programs of one `cargo test`, and prints the tests that ran.
    ///
    /// A run that fails without a failed test, because something did not compile, counts as one failure.
    pub(crate) fn add_cargo(&mut self, what: &str, ran: &Ran) {
        let before = self.failed();
        let mut name = what.to_owned();
        for line in ran.output.lines().map(str::trim) {
            if let Some(program) = program(line) {
                name = format!("{what}: {program}");
            } else if let Some(result) = line.strip_prefix("test result: ") {
                let (passed, failed) = (count(result, "passed"), count(result, "failed"));
                if passed + failed > 0 {
                    self.rows.push(Row { name: name.clone(), passed, failed });
                }
            } else if line.starts_with("test ") {
                step::say(format!("  {line}"));
            }
        }
        if !ran.status.success() {
            step::say(step::tail(&ran.output));
            if self.failed() == before {
                self.add_check(&format!("{what}: did not run to its end"), false);
            }
        }
    }

    /// Adds a program whose last line reads `N passed, N failed`, and prints what it said.
    pub(crate) fn add_program(&mut self, name: &str, ran: &Ran) {
        for line in ran.output.lines() {
            step::say(format!("  {line}"));
        }
        let last = ran.output.lines().last().unwrap_or_default();
        let (passed, mut failed) = (count(last, "passed"), count(last, "failed"));
        if failed == 0 && (passed == 0 || !ran.status.success()) {
            failed = 1;
        }
        self.rows.push(Row { name: name.to_owned(), passed, failed });
    }

    /// Adds one check.
    pub(crate) fn add_check(&mut self, name: &str, passed: bool) {
        self.rows.push(Row {
            name: name.to_owned(),
            passed: usize::from(passed),
            failed: usize::from(!passed),
        });
    }

    /// Adds the rows of others behind these.
    pub(crate) fn append(&mut self, others: Suites) {
        self.rows.extend(others.rows);
    }

    /// Prints the rows and their sum.
    pub(crate) fn close(&self) -> ExitCode {
        step::say("");
        for row in &self.rows {
            step::say(format!("{:>6} passed {:>4} failed  {}", row.passed, row.failed, row.name));
        }
        let passed: usize = self.rows.iter().map(|row| row.passed).sum();
        step::say(format!("{passed} passed, {} failed", self.failed()));
        if self.failed() == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }

    fn failed(&self) -> usize {
        self.rows.iter().map(|row| row.failed).sum()
    }
}

/// The test program that a line of cargo's announces: `Running unittests src/lib.rs (target/…/portolan_core-0a1b)`.
fn program(line: &str) -> Option<String> {
    if let Some(name) = line.strip_prefix("Doc-tests ") {
        return Some(format!("{name} (examples)"));
    }
    let (_, path) = line.strip_prefix("Running ")?.rsplit_once('(')?;
    let file = path.rsplit(['/', '\\']).next()?;
    let stem = file.trim_end_matches([')', '`']).trim_end_matches(".wasm");
    Some(stem.rsplit_once('-').map_or(stem, |(name, _)| name).to_owned())
}

/// The number before a word: 3 in `1 passed; 3 failed` for `failed`.
fn count(line: &str, word: &str) -> usize {
    let words: Vec<&str> = line.split([' ', ';', ',']).collect();
    let place = words.iter().position(|candidate| *candidate == word);
    place.and_then(|place| words.get(place.checked_sub(1)?)?.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{count, program};

    #[test]
    fn counts_stand_before_their_words() {
        let line = "ok. 12 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s";
        assert_eq!((count(line, "passed"), count(line, "failed")), (12, 3));
        assert_eq!(count("2 passed, 1 failed", "failed"), 1);
        assert_eq!(count("no figures", "failed"), 0);
    }

    #[test]
    fn a_program_is_named_by_its_file() {
        let unit = "Running unittests src/lib.rs (target/debug/deps/portolan_core-0a1b2c3d)";
        assert_eq!(program(unit).as_deref(), Some("portolan_core"));
        assert_eq!(program("Doc-tests portolan_core").as_deref(), Some("portolan_core (examples)"));
        assert_eq!(program("Compiling portolan-core v0.1.0"), None);
        assert_eq!(program("Running headless tests in Chrome on `http://127.0.0.1:40000/`"), None);
    }
}
