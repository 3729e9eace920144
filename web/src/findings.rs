//! The findings as the page shows them: placed, filtered, counted, and the edits of their fixes.

use crate::engine::{self, Checked};
use crate::settings::Settings;
use crate::state::{Action, Selection, Store};
use portolan_core::Analysis;
use portolan_core::diagnostic::{Diagnostic, Fix, Severity};
use portolan_core::edit;
use portolan_core::source::{FileId, Position, Span};

pub(crate) use portolan_core::report::severity as word;

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
fn apply(checked: &Checked, fix: &Fix) -> Vec<(u32, String)> {
    let changed = edit::changed_files(&checked.analysis.sources, &fix.edits);
    changed.into_iter().filter_map(|(file, text)| Some((checked.file_of(file)?.id, text))).collect()
}

/// Applies a fix of a finding, each file in one undo step.
pub(crate) fn apply_fix(store: &Store, checked: &Checked, finding: usize, fix: usize) {
    let fix = checked.analysis.diagnostics.get(finding).and_then(|finding| finding.fixes.get(fix));
    for (file, text) in fix.map(|fix| apply(checked, fix)).unwrap_or_default() {
        store.dispatch(Action::Replaced(file, text.into()));
    }
}

/// Selects a finding's object and shows its place; the editor takes the keyboard where `take` says so.
pub(crate) fn show(store: &Store, checked: &Checked, finding: &Diagnostic, take: bool) {
    if let Some(object) = finding.object.and_then(|id| checked.analysis.object(id)) {
        store.dispatch(Action::Select(Selection::Object(engine::key(object))));
    }
    if let Some(place) = engine::reveal(checked, finding.span, take) {
        store.dispatch(Action::Reveal(place));
    }
}
