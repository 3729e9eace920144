//! The editor as JavaScript sees it, and the only place where positions leave for it.

use crate::engine::Checked;
use crate::findings;
use crate::settings::Settings;
use crate::workspace::File;
use portolan_core::source::FileId;
use serde::Serialize;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/js/editor.js")]
extern "C" {
    /// The editor: one view, one state for each file.
    #[derive(Clone)]
    pub(crate) type Editor;
    /// Mounts it; the closures must live as long as it does.
    pub(crate) fn mount(
        host: &web_sys::Element,
        on_change: &Closure<dyn FnMut(u32, String)>,
        on_cursor: &Closure<dyn FnMut(u32, u32, u32)>,
        on_fix: &Closure<dyn FnMut(u32, u32)>,
        on_complete: &Closure<dyn FnMut(u32, u32, u32) -> String>,
        on_hover: &Closure<dyn FnMut(u32, u32, u32) -> String>,
    ) -> Editor;
    /// Shows a file.
    pub(crate) fn open(editor: &Editor, file: u32, text: &str);
    /// Forgets a file.
    pub(crate) fn close(editor: &Editor, file: u32);
    /// Shows findings.
    pub(crate) fn set_diagnostics(editor: &Editor, json: &str);
    /// Marks lines.
    pub(crate) fn mark_lines(editor: &Editor, first: i32, last: i32);
    /// Shows a place.
    pub(crate) fn reveal(editor: &Editor, line: u32, column: u32, end_line: u32, end_column: u32, take: bool);
    /// Gives it the keyboard.
    pub(crate) fn focus(editor: &Editor);
    /// Ends it.
    pub(crate) fn destroy(editor: &Editor);
}

#[derive(Serialize)]
struct Mark<'a> {
    index: usize,
    start: (u32, u32),
    end: (u32, u32),
    severity: &'static str,
    message: &'a str,
    effect: Option<&'a str>,
    help: Option<&'a str>,
    cause: Option<String>,
    code: &'a str,
    fixes: Vec<&'a str>,
}

/// The findings of one file as the editor takes them.
pub(crate) fn marks(checked: &Checked, file: &File, settings: &Settings) -> String {
    let marks: Vec<Mark<'_>> = findings::rows(&checked.analysis, settings)
        .into_iter()
        .filter(|row| checked.file_of(row.file).is_some_and(|open| open.id == file.id))
        .map(|row| Mark {
            index: row.index,
            start: (row.start.line, row.start.character),
            end: (row.end.line, row.end.character),
            severity: findings::word(row.severity),
            message: &row.finding.message,
            effect: row.finding.effect.as_deref(),
            help: row.finding.help.as_deref(),
            cause: row.finding.cause.as_ref().map(|cause| cause.line.clone()),
            code: row.finding.code.as_str(),
            fixes: row.finding.fixes.iter().map(|fix| fix.title.as_str()).collect(),
        })
        .collect();
    serde_json::to_string(&marks).unwrap_or_else(|_| "[]".to_owned())
}

/// The byte offset of a line and UTF-16 column in an analyzed file.
pub(crate) fn offset(checked: &Checked, file: FileId, line: u32, column: u32) -> u32 {
    let position = portolan_core::source::Position { line, character: column };
    checked.analysis.sources.file(file).map_or(0, |source| source.lines.offset(&source.text, position))
}
