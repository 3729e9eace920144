//! Labelled cases: manifests whose header says what is wrong, where, and how much it matters.
//!
//! A case passes if a finding of at least its level stands on the named object, with a path equal to, under or above
//! the named one (or on the named line or document), and no finding of a higher level stands anywhere else.
//!
//! [`report`] reads the cases from public reports, whose headers also tell what a trace says and what must not be said.

pub mod place;
pub mod question;
pub mod report;
pub mod silent;

use crate::world;
use place::Place;
use portolan_core::Analysis;
use portolan_core::diagnostic::{Diagnostic, Severity};
use portolan_core::field_path::FieldPath;
use portolan_core::report::severity;
use std::path::{Path, PathBuf};

/// A file or folder among the cases.
pub fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("cases").join(name)
}

/// The cases from public reports, by name: files, and folders with `EXPECT.md`.
pub fn reports() -> std::io::Result<Vec<(String, PathBuf)>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder("reports"))? {
        let path = entry?.path();
        if path.is_dir() || path.extension().is_some_and(|extension| extension == "yaml") {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            found.push((name, path));
        }
    }
    found.sort();
    Ok(found)
}

/// Judges a labelled case; `Err` says what is missing or too much.
pub fn judge(text: &str) -> Result<(), String> {
    let level = level(header(text, "level")).ok_or("the header has no level")?;
    let places = Place::parse_all(header(text, "at"));
    judge_places(&world::analysis(text), level, &places)
}

/// Judges a trap, a manifest that works: `Err` names what is said about it at warning or above.
pub fn judge_trap(text: &str) -> Result<(), String> {
    judge_quiet(&world::analysis(text))
}

/// A header of a case: what follows `# name: ` in the first line that starts so, and nothing where there is none.
fn header<'a>(text: &'a str, name: &str) -> &'a str {
    headers(text, name).next().unwrap_or("")
}

fn headers<'a>(text: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    text.lines().filter_map(move |line| line.strip_prefix("# ")?.strip_prefix(name)?.strip_prefix(": "))
}

fn judge_places(analysis: &Analysis, level: Severity, places: &[Place]) -> Result<(), String> {
    if places.is_empty() {
        return Err("the header names no place".to_owned());
    }
    if let Some(finding) = analysis
        .diagnostics
        .iter()
        .find(|finding| portolan_core::codes::page(finding.code.as_str()).is_none())
    {
        return Err(format!("the code {} has no page", finding.code));
    }
    let stands = |finding: &Diagnostic| places.iter().any(|place| place.holds(analysis, finding));
    let found = analysis.diagnostics.iter().any(|finding| finding.severity >= level && stands(finding));
    let louder = analysis.diagnostics.iter().find(|finding| finding.severity > level && !stands(finding));
    match (found, louder) {
        (false, _) => Err(format!("nothing at {} there; findings: {}", severity(level), told(analysis))),
        (true, Some(finding)) => Err(format!("louder elsewhere: {} {}", finding.code, finding.message)),
        (true, None) => Ok(()),
    }
}

fn judge_quiet(analysis: &Analysis) -> Result<(), String> {
    let said = analysis.diagnostics.iter().find(|finding| finding.severity >= Severity::Warning);
    said.map_or(Ok(()), |finding| Err(format!("{}: {}", finding.code, finding.message)))
}

fn told(analysis: &Analysis) -> String {
    let tell = |finding: &Diagnostic| {
        let path = finding.path.as_ref().map_or(String::new(), FieldPath::as_written);
        format!("{}[{}] {path}", severity(finding.severity), finding.code)
    };
    analysis.diagnostics.iter().map(tell).collect::<Vec<_>>().join(", ")
}

fn level(text: &str) -> Option<Severity> {
    match text {
        "error" => Some(Severity::Error),
        "warning" => Some(Severity::Warning),
        "info" => Some(Severity::Info),
        "hint" => Some(Severity::Hint),
        _ => None,
    }
}
