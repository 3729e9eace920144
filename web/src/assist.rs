//! What the editor asks while someone writes: what may stand at the cursor, what is known of a field.

use crate::engine::Checked;
use crate::findings;
use crate::state::State;
use portolan_core::schema::{self, FieldFacts};
use portolan_core::source::{LineIndex, Position};
use portolan_core::syntax;
use serde::Serialize;

#[derive(Serialize)]
struct Completions {
    start: (u32, u32),
    end: (u32, u32),
    options: Vec<Choice>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Choice {
    label: String,
    apply: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    boost: i32,
}

#[derive(Serialize)]
struct Known {
    start: (u32, u32),
    end: (u32, u32),
    title: String,
    more: Vec<String>,
}

/// What may stand at a place of an open file, as JSON for the editor; empty for nothing.
pub(crate) fn complete(state: &State, file: u32, line: u32, column: u32) -> String {
    completions(state, file, line, column)
        .and_then(|found| serde_json::to_string(&found).ok())
        .unwrap_or_default()
}

fn completions(state: &State, file: u32, line: u32, character: u32) -> Option<Completions> {
    let file = state.file(file)?;
    let lines = LineIndex::new(&file.text);
    let offset = lines.offset(&file.text, Position { line, character });
    // The document at the cursor, which may lie past the end of the last one.
    let split = syntax::split(&file.name, &file.text);
    let start = split
        .chunks
        .iter()
        .map(|chunk| chunk.range.start)
        .filter(|start| *start <= offset)
        .max()
        .unwrap_or(0);
    let end = split
        .chunks
        .iter()
        .map(|chunk| chunk.range)
        .find(|range| range.start == start)
        .map_or(file.text.len(), |range| range.end.max(offset) as usize);
    let text = file.text.get(start as usize..end)?;
    let (assumptions, _) = state.settings.assumptions();
    let found = schema::complete(text, offset - start, *assumptions.kubernetes.get(), None)?;
    let place = |at: u32| {
        let position = lines.position(&file.text, start + at);
        (position.line, position.character)
    };
    let options = found.suggestions.into_iter().enumerate().map(|(at, suggestion)| Choice {
        detail: suggestion.facts.as_ref().map(|facts| facts.type_name.clone()),
        label: suggestion.label,
        apply: suggestion.text,
        boost: -(at.min(98) as i32),
    });
    Some(Completions {
        start: place(found.range.start),
        end: place(found.range.end),
        options: options.collect(),
    })
}

/// What is known of the field at a place of an analyzed file, as JSON for the editor; empty for nothing.
pub(crate) fn hover(checked: &Checked, file: u32, line: u32, column: u32) -> String {
    known(checked, file, line, column)
        .and_then(|known| serde_json::to_string(&known).ok())
        .unwrap_or_default()
}

fn known(checked: &Checked, file: u32, line: u32, column: u32) -> Option<Known> {
    let id = checked.id_of(file)?;
    let offset = crate::binding::offset(checked, id, line, column);
    let analysis = &checked.analysis;
    let document = analysis.sources.document_at(id, offset)?;
    let base = analysis.sources.documents.get(document.0 as usize)?.base;
    let read = analysis.documents.get(document.0 as usize)?;
    let version = *analysis.assumptions.kubernetes.get();
    let facts = schema::hover(&read.document, offset - base, version, None)?;
    let (_, start, end) = findings::positions(analysis, facts.range.in_document(document));
    let title = facts.path.as_written();
    Some(Known {
        start: (start.line, start.character),
        end: (end.line, end.character),
        title,
        more: more(&facts),
    })
}

fn more(facts: &FieldFacts) -> Vec<String> {
    let mut out =
        vec![if facts.required { format!("{}, required", facts.type_name) } else { facts.type_name.clone() }];
    out.extend(facts.description.clone());
    out.extend(facts.format.map(str::to_owned));
    if !facts.values.is_empty() {
        out.push(format!("one of {}", facts.values.join(", ")));
    }
    out.extend(facts.default.map(|default| format!("default: {default}")));
    out.extend(facts.since.map(|since| format!("since Kubernetes 1.{since}")));
    out.extend(facts.until.map(|until| format!("gone after Kubernetes 1.{until}")));
    out
}
