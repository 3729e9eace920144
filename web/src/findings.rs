//! The findings as the page shows them: placed, filtered, counted, and the edits of their fixes.

use crate::engine::Checked;
use crate::settings::Settings;
use portolan_core::Analysis;
use portolan_core::diagnostic::{Diagnostic, Fix, Severity};
use portolan_core::source::{FileId, Position, Span};
use std::collections::BTreeMap;

/// A finding with its place.
pub(crate) struct Row<'a> {
    /// Its place among the analysis' findings.
    pub(crate) index: usize,
    /// The finding.
    pub(crate) finding: &'a Diagnostic,
    /// Its severity under the user's settings.
    pub(crate) severity: Severity,
    /// Its file.
    pub(crate) file: FileId,
    /// Where it starts.
    pub(crate) start: Position,
    /// Where it ends.
    pub(crate) end: Position,
}

/// The findings that the settings leave, in the analysis' order.
pub(crate) fn rows<'a>(analysis: &'a Analysis, settings: &Settings) -> Vec<Row<'a>> {
    let severity =
        |finding: &Diagnostic| match settings.severities.get(finding.code.as_str()).map(String::as_str) {
            Some("off") => None,
            Some("error") => Some(Severity::Error),
            Some("warning") => Some(Severity::Warning),
            Some("info") => Some(Severity::Info),
            Some("hint") => Some(Severity::Hint),
            _ => Some(finding.severity),
        };
    let place = |(index, finding): (usize, &'a Diagnostic)| {
        let (file, start, end) = positions(analysis, finding.span);
        Some(Row { index, finding, severity: severity(finding)?, file, start, end })
    };
    analysis.diagnostics.iter().enumerate().filter_map(place).collect()
}

/// Places a span in its file.
pub(crate) fn positions(analysis: &Analysis, span: Span) -> (FileId, Position, Position) {
    let place = analysis.sources.locate(span);
    let position = |offset| analysis.sources.position(place.file, offset);
    (place.file, position(place.start), position(place.end))
}

/// The severity as a word.
pub(crate) fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
        Severity::Hint => "hint",
    }
}

/// `2 warnings`.
pub(crate) fn counted(count: usize, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}

/// Words as a sentence: a capital at the start, a stop at the end.
pub(crate) fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first: String = chars.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
    let stop = if text.ends_with(['.', '?', '!', ':']) { "" } else { "." };
    format!("{first}{}{stop}", chars.as_str())
}

/// The texts of the files that a fix changes, by open file.
pub(crate) fn apply(checked: &Checked, fix: &Fix) -> Vec<(u32, String)> {
    let mut edits: BTreeMap<FileId, Vec<(u32, u32, &str)>> = BTreeMap::new();
    for edit in &fix.edits {
        let place = checked.analysis.sources.locate(edit.span);
        edits.entry(place.file).or_default().push((place.start, place.end, &edit.new_text));
    }
    let changed = edits.into_iter().filter_map(|(file, mut edits)| {
        let open = checked.file_of(file)?;
        let mut text = open.text.to_string();
        edits.sort_unstable();
        for (start, end, new_text) in edits.into_iter().rev() {
            text.get(start as usize..end as usize)?;
            text.replace_range(start as usize..end as usize, new_text);
        }
        Some((open.id, text))
    });
    changed.collect()
}
