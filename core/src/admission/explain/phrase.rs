//! Parts of sentences: a field, a value, an object, a choice.

use crate::field_path::{FieldPath, Step};
use crate::object::Object;

/// The object in a sentence; names that would not fit are cut.
pub(super) fn title(object: &Object, limit: usize) -> String {
    match object.name.as_str() {
        "" => format!("this {}", object.kind),
        name => format!("{} {}", object.kind, shown(name, limit)),
    }
}

/// A value in backticks, cut where it would not fit.
pub(super) fn shown(value: &str, limit: usize) -> String {
    let plain: String = value.chars().map(|c| if c.is_control() || c == '`' { ' ' } else { c }).collect();
    if plain.is_empty() || plain != plain.trim() {
        return format!("`\"{}\"`", cut(&plain, limit));
    }
    format!("`{}`", cut(&plain, limit))
}

fn cut(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or("")),
        None => text.to_owned(),
    }
}

/// A noun with its article.
pub(super) fn a(noun: &str) -> String {
    let is_vowel = noun.starts_with(['A', 'E', 'I', 'O', 'U', 'a', 'e', 'i', 'o', 'u']);
    format!("{} {noun}", if is_vowel { "an" } else { "a" })
}

/// The end of a path: the last field, with the list entry or the field it stands in where it says little by itself.
/// Keys of maps stay whole.
pub(super) fn short(path: &FieldPath, limit: usize) -> String {
    const VAGUE: [&str; 11] =
        ["name", "number", "namespace", "kind", "port", "ip", "key", "operator", "values", "cidr", "except"];
    let steps = path.steps.as_slice();
    let last = steps.iter().rposition(|step| matches!(step, Step::Field(_))).unwrap_or(0);
    let before = |at: usize| steps.iter().take(at).rposition(|step| matches!(step, Step::Field(_)));
    if let (Some(Step::Field(_)), Some(Step::Key(key))) = (steps.get(last), steps.get(last + 1)) {
        let whole = FieldPath { steps: steps.get(last..).unwrap_or_default().to_vec() }.as_written();
        return if whole.chars().count() <= limit.max(20) { whole } else { cut(key, limit) };
    }
    let is_vague = matches!(steps.get(last), Some(Step::Field(name)) if VAGUE.contains(&&**name));
    let is_in_list = last > 0 && matches!(steps.get(last - 1), Some(Step::Index(_)));
    let start = if is_in_list || is_vague { before(last).unwrap_or(last) } else { last };
    let tail = FieldPath { steps: steps.get(start..).unwrap_or_default().to_vec() };
    let text = tail.as_written();
    let text = text.strip_prefix("metadata.").unwrap_or(&text);
    if text.is_empty() { "metadata".to_owned() } else { cut(text, limit) }
}

/// Says whether a path ends in an entry of a list.
pub(super) fn is_item(path: &FieldPath) -> bool {
    matches!(path.steps.last(), Some(Step::Index(_)))
}

/// Values to choose from.
pub(super) fn choice(values: &[String]) -> String {
    let quoted: Vec<String> = values.iter().map(|value| shown(value, usize::MAX)).collect();
    match quoted.as_slice() {
        [] => "a value that the field knows".to_owned(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}
