//! Taking a file apart: JSON values one after another, or YAML documents between separator lines.
//!
//! Source: apimachinery v0.37.2 pkg/util/yaml/decoder.go YAMLOrJSONDecoder.Decode, YAMLReader.Read

use super::document::{Chunk, Format, Split};
use super::json;
use crate::diagnostic::{Code, Problem};
use crate::source::TextRange;

/// How far kubectl looks for the brace that makes a file JSON.
const GUESS_WINDOW: usize = 4096;

/// Splits a file as kubectl does. `name` matters for files that end in `.json` only.
///
/// The cost is linear in the length of the text.
pub fn split(name: &str, text: &str) -> Split {
    let mut out = Split::default();
    let mut rest = 0;
    let mut format = Format::Yaml;
    if starts_with_brace(text) {
        let mut at = 0;
        loop {
            let from = skip_json_space(text, at);
            if from == text.len() {
                return out;
            }
            match json::check(text.get(from..).unwrap_or("")) {
                Ok(len) => {
                    at = from + len;
                    out.chunks.push(Chunk { range: range(from, at), format: Format::Json });
                }
                Err(_) if out.chunks.len() > 1 => {
                    out.chunks.push(Chunk { range: range(from, text.len()), format: Format::Json });
                    return out;
                }
                Err(_) => {
                    if let Some(start) = skip_to_yaml(text, at) {
                        rest = start;
                    } else {
                        out.chunks.push(Chunk { range: range(from, text.len()), format: Format::Json });
                        return out;
                    }
                    #[expect(
                        clippy::case_sensitive_file_extension_comparisons,
                        reason = "kubectl compares so"
                    )]
                    if name.ends_with(".json") {
                        format = Format::BrokenJson;
                    }
                    break;
                }
            }
        }
    }
    split_yaml(text, rest, format, &mut out);
    out
}

/// Says whether the first character that is not white space is a brace; a byte order mark is not white space.
fn starts_with_brace(text: &str) -> bool {
    text.char_indices()
        .take_while(|(at, _)| *at < GUESS_WINDOW)
        .find(|(_, c)| !c.is_whitespace())
        .is_some_and(|(_, c)| c == '{')
}

fn skip_json_space(text: &str, from: usize) -> usize {
    let rest = text.as_bytes().get(from..).unwrap_or_default();
    from + rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')).count()
}

/// Skips white space up to and including one newline. kubectl gives up when fewer than four bytes are left.
fn skip_to_yaml(text: &str, from: usize) -> Option<usize> {
    let mut at = from;
    for c in text.get(from..)?.chars() {
        if text.len() - at < 4 && from > 0 {
            return None;
        }
        if !c.is_whitespace() {
            return Some(at);
        }
        at += c.len_utf8();
        if c == '\n' {
            return Some(at);
        }
    }
    Some(at)
}

/// Splits at lines that start with `---`, before any YAML is read.
fn split_yaml(text: &str, from: usize, first: Format, out: &mut Split) {
    let bytes = text.as_bytes();
    let mut format = first;
    let mut start = from;
    // kubectl keeps a separator line that follows nothing as the first line of the next document.
    let mut line = from;
    while line < bytes.len() {
        let after = memchr::memchr(b'\n', bytes.get(line..).unwrap_or_default())
            .map_or(bytes.len(), |newline| line + newline + 1);
        let text_of_line = text.get(line..after).unwrap_or("");
        if let Some(tail) = text_of_line.strip_prefix("---") {
            let content = tail.trim();
            let is_valid = content.is_empty() || content.starts_with('#');
            if !is_valid {
                push_chunk(text, start, line, &mut format, out, true);
                out.lost_from.get_or_insert(out.chunks.len().saturating_sub(1));
                out.problems.push(invalid_separator(line, tail, content));
                // The text behind the dashes may be the first line of what follows.
                start = if tail.starts_with('-') {
                    after
                } else {
                    line + text_of_line.len() - tail.trim_start().len()
                };
            } else if start < line {
                push_chunk(text, start, line, &mut format, out, false);
                start = after;
            }
        }
        line = after;
    }
    push_chunk(text, start, bytes.len(), &mut format, out, false);
}

/// Adds a chunk unless it has no text. A chunk of blanks is kept if `keep_blank` and it is not empty.
fn push_chunk(text: &str, start: usize, end: usize, format: &mut Format, out: &mut Split, keep_blank: bool) {
    let chunk = text.get(start..end).unwrap_or("");
    let content = chunk.strip_prefix("---").unwrap_or(chunk);
    let is_blank = content.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty();
    if is_blank && (chunk.is_empty() || !keep_blank) {
        return;
    }
    out.chunks.push(Chunk { range: range(start, end), format: *format });
    *format = Format::Yaml;
}

fn invalid_separator(line: usize, tail: &str, content: &str) -> Problem {
    let from = line + 3 + (tail.len() - tail.trim_start().len());
    let place = range(from, from + content.len());
    let message = if tail.starts_with('-') {
        "a separator line has exactly three dashes".to_owned()
    } else {
        "only a comment may follow `---` on its line".to_owned()
    };
    let mut problem = Problem::new(Code::SEPARATOR_INVALID, place, message);
    problem.effect = Some(
        "kubectl stops here: the document before this line and all after it are not applied.".to_owned(),
    );
    problem.help = Some("Put the text on a line of its own, or keep nothing but `---` here.".to_owned());
    problem
}

fn range(start: usize, end: usize) -> TextRange {
    TextRange::new(start as u32, end as u32)
}
