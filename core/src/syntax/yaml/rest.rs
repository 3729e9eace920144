//! What follows the root node: kubectl drops it without a word, unless its scanner stumbles over the first token.

use crate::diagnostic::{Code, Problem};
use crate::source::TextRange;

/// Judges the text after the root node's end.
pub(super) fn after_root(text: &str, root_end: u32) -> Option<Problem> {
    let mut at = root_end as usize;
    let mut is_same_line = true;
    let mut has_ended = false;
    loop {
        let rest = text.get(at..)?;
        let trimmed = rest.trim_start();
        let skipped = rest.len() - trimmed.len();
        is_same_line &= !rest.get(..skipped).unwrap_or("").contains('\n');
        at += skipped;
        if trimmed.starts_with('#') {
            at += trimmed.find('\n').unwrap_or(trimmed.len());
        } else if let Some(after) = trimmed.strip_prefix("...") {
            at += trimmed.len() - after.len();
            has_ended = true;
        } else if !is_same_line
            && !has_ended
            && matches!(trimmed.as_bytes(), [b':'] | [b':', b' ' | b'\t' | b'\r' | b'\n', ..])
        {
            // The colon of a last key that was written with `?` and has no value.
            at += 1;
        } else {
            break;
        }
    }
    let rest = text.get(at..)?.trim_end();
    let first_line = rest.lines().next()?.trim_end();
    let place = TextRange::new(at as u32, (at + first_line.len()) as u32);
    if !has_ended && stops_scanner(rest, is_same_line) {
        let message = "this text does not belong to the value above it";
        return Some(Problem::new(Code::SYNTAX_ERROR, place, message));
    }
    let message = "kubectl ignores the text from here to the document's end";
    let mut problem = Problem::new(Code::TEXT_IGNORED, place, message);
    let last =
        text.get(..root_end as usize).and_then(|root| root.chars().next_back()).map_or(0, char::len_utf8);
    let end = TextRange::new(root_end.saturating_sub(last as u32), root_end);
    problem.related.push((end, "the document ends here".to_owned()));
    problem.help = Some("Put `---` on a line before it to make it a document.".to_owned());
    Some(problem)
}

/// Says whether goyaml's scanner fails on the token at the start of a text; it reads one token ahead.
///
/// Source: go.yaml.in/yaml/v2 v2.4.4 scannerc.go yaml_parser_fetch_next_token
fn stops_scanner(rest: &str, is_same_line: bool) -> bool {
    let mut chars = rest.chars();
    let first = chars.next();
    let ends_token = chars.next().is_none_or(char::is_whitespace);
    match first {
        Some('@' | '`') => true,
        Some('%') => is_same_line || !(rest.starts_with("%YAML ") || rest.starts_with("%TAG ")),
        Some(quote @ ('"' | '\'')) => !rest.get(1..).is_some_and(|rest| rest.contains(quote)),
        Some('-' | '?' | ':') => is_same_line && ends_token,
        _ => false,
    }
}
