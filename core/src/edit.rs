//! Edits on manifests: text that goes in, where it goes, and nothing else touched.

use crate::diagnostic::Edit;
use crate::source::{DocumentId, FileId, SourceMap, TextRange};
use crate::value::Value;
use std::collections::BTreeMap;

/// Writes a text as a YAML scalar that every reader takes as that text: plain where that is safe, else quoted.
pub fn scalar(text: &str) -> String {
    let mut chars = text.chars();
    let starts_plain = chars.next().is_some_and(|c| c.is_ascii_alphabetic());
    let is_plain =
        starts_plain && chars.all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '/'));
    let is_word = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"]
        .iter()
        .any(|word| text.eq_ignore_ascii_case(word));
    if is_plain && !is_word {
        return text.to_owned();
    }
    quoted(text)
}

/// Writes a text in double quotes, as JSON and YAML both read it.
pub fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if (c as u32) < 0x20 => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Replaces the text of a range.
pub fn replace(document: DocumentId, range: TextRange, new_text: impl Into<String>) -> Edit {
    Edit { span: range.in_document(document), new_text: new_text.into() }
}

/// Replaces a scalar, keeping the quotes it was written with.
pub fn replace_scalar(sources: &SourceMap, document: DocumentId, range: TextRange, text: &str) -> Edit {
    let written = sources.slice(range.in_document(document));
    let new_text = match written.chars().next() {
        Some('"') => quoted(text),
        Some('\'') => format!("'{}'", text.replace('\'', "''")),
        _ => scalar(text),
    };
    replace(document, range, new_text)
}

/// Replaces the text of a scalar by another that differs in part: in place where it stands as it is read, so that
/// quotes and what surrounds it stay, else as a whole.
pub fn replace_within(
    sources: &SourceMap,
    document: DocumentId,
    range: TextRange,
    old: &str,
    new: &str,
) -> Edit {
    let written = sources.slice(range.in_document(document));
    match written.find(old) {
        Some(at) => {
            let start = range.start + at as u32;
            replace(document, TextRange::new(start, start + old.len() as u32), new)
        }
        None => replace_scalar(sources, document, range, new),
    }
}

/// Adds an entry to a map, before its first one: on a line of its own in block style, inline in flow style and JSON.
///
/// `None` for an empty map or one that was not written.
pub fn insert_entry(
    sources: &SourceMap,
    document: DocumentId,
    map: &Value,
    key: &str,
    value: &str,
) -> Option<Edit> {
    let first = map.as_entries().iter().find_map(|entry| entry.key_range)?;
    let before = sources.slice(TextRange::new(0, first.start).in_document(document));
    let line = before.rsplit('\n').next().unwrap_or("");
    let is_flow = before.trim_end().ends_with(['{', ',']);
    let is_json = sources.slice(first.in_document(document)).starts_with('"');
    let new_text = match (is_flow, is_json) {
        (true, true) => format!("{}: {}, ", quoted(key), quoted(value)),
        (true, false) => format!("{}: {}, ", scalar(key), scalar(value)),
        (false, _) if line.chars().all(|c| c == ' ' || c == '-') => {
            format!("{}: {}\n{}", scalar(key), scalar(value), " ".repeat(line.len()))
        }
        (false, _) => return None,
    };
    Some(replace(document, TextRange::new(first.start, first.start), new_text))
}

/// The texts of the files that edits change, by file.
pub fn changed_files<'e>(
    sources: &SourceMap,
    edits: impl IntoIterator<Item = &'e Edit>,
) -> Vec<(FileId, String)> {
    let mut by_file: BTreeMap<FileId, Vec<(usize, usize, &str)>> = BTreeMap::new();
    for edit in edits {
        let place = sources.locate(edit.span);
        let edit = (place.start as usize, place.end as usize, edit.new_text.as_str());
        by_file.entry(place.file).or_default().push(edit);
    }
    let changed = |(id, edits): (FileId, Vec<_>)| Some((id, apply(&sources.file(id)?.text, &edits)));
    by_file.into_iter().filter_map(changed).collect()
}

/// Applies edits of one text, given as byte ranges of it. Edits that overlap or lie outside are left out.
pub fn apply(text: &str, edits: &[(usize, usize, &str)]) -> String {
    let mut sorted: Vec<&(usize, usize, &str)> = edits.iter().collect();
    sorted.sort_by_key(|edit| (edit.0, edit.1));
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for &&(start, end, new_text) in &sorted {
        if start < done || end < start {
            continue;
        }
        let (Some(kept), Some(_)) = (text.get(done..start), text.get(start..end)) else { continue };
        out.push_str(kept);
        out.push_str(new_text);
        done = end;
    }
    out.push_str(text.get(done..).unwrap_or(""));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_survive_every_reader() {
        assert_eq!(scalar("grpc"), "grpc");
        assert_eq!(scalar("app.kubernetes.io/name"), "app.kubernetes.io/name");
        assert_eq!(scalar("on"), "\"on\"");
        assert_eq!(scalar("1e3"), "\"1e3\"");
        assert_eq!(scalar("a b"), "\"a b\"");
        assert_eq!(scalar(""), "\"\"");
    }

    #[test]
    fn edits_apply_from_the_start_and_never_overlap() {
        assert_eq!(apply("abcdef", &[(4, 5, "E"), (0, 1, "A"), (0, 2, "X")]), "AbcdEf");
    }
}
