//! The exit status: the whole answer for a script.

use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum ExitStatus {
    /// The question was answered, and nothing is wrong.
    Fine = 0,
    /// The question was answered, and something is wrong: a finding, a refusal.
    Findings = 1,
    /// The question was not asked, or not of everything that was named: bad usage, unreadable input.
    NotAsked = 2,
}

/// What `--help` says of it.
pub(crate) const HELP: &str = "\
Exit status:
  0  answered, and nothing is wrong
  1  answered, and something is wrong: a finding at or above --fail-on, a refusal
  2  not asked: a wrong argument, or input that could not be read or holds no manifest";

impl ExitStatus {
    /// Says whether anything is wrong in what was answered.
    pub(crate) fn of_findings(any: bool) -> Self {
        if any { Self::Findings } else { Self::Fine }
    }
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        Self::from(status as u8)
    }
}
