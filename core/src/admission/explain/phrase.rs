//! Parts of sentences: a field, a value, an object, a choice.

use crate::field_path::{FieldPath, Step};
use crate::object::Object;

/// The longest message.
const LINE: usize = 90;

/// A message with as much of names and values as fits.
pub(crate) fn fitting(message: impl Fn(usize) -> String) -> String {
    let fits = |text: &String| text.chars().count() <= LINE;
    [63, 40, 28, 20, 14].into_iter().map(&message).find(fits).unwrap_or_else(|| message(8))
}

/// The object in a sentence; names that would not fit are cut.
pub(crate) fn title(object: &Object, limit: usize) -> String {
    match object.name.as_str() {
        "" => format!("this {}", object.kind),
        name => format!("{} {}", object.kind, shown(name, limit)),
    }
}

/// A value in backticks, cut where it would not fit.
pub(crate) fn shown(value: &str, limit: usize) -> String {
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

/// A kind with its article, as it is spoken: "an HTTPRoute", "a UDPRoute".
pub(super) fn a(kind: &str) -> String {
    let mut letters = kind.chars();
    let (first, second) = (letters.next().unwrap_or(' '), letters.next().unwrap_or(' '));
    let is_spelled = second.is_ascii_uppercase();
    let is_an = if is_spelled { "AEFHILMNORSX".contains(first) } else { "AEIOU".contains(first) };
    format!("{} {kind}", if is_an { "an" } else { "a" })
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

/// A type or format of a schema, with its article.
pub(super) fn noun_of_type(name: &str) -> String {
    match name {
        "integer" => "a whole number".to_owned(),
        "number" => "a number".to_owned(),
        "string" => "a text".to_owned(),
        "boolean" => "`true` or `false`".to_owned(),
        "array" => "a list".to_owned(),
        "object" => "a map".to_owned(),
        format => format!("of the format `{format}`"),
    }
}

/// The server's words with backticks in place of the quotes around names, and without their final period.
pub(super) fn ticked(words: &str) -> String {
    let words = words.trim_end_matches('.');
    let mut out = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(at) = rest.find(['\'', '"']) {
        let (before, from) = rest.split_at(at);
        let quote = from.chars().next().unwrap_or('"');
        let inside = from.get(1..).unwrap_or("");
        let is_opening = before.is_empty() && out.is_empty() || before.ends_with([' ', '(', '[', '=', ':']);
        let end = inside.find(quote).filter(|end| *end > 0 && is_opening);
        let quoted = end.and_then(|end| Some((inside.get(..end)?, inside.get(end + 1..)?)));
        out.push_str(before);
        match quoted {
            Some((text, after)) if !text.contains('`') && !after.starts_with(char::is_alphanumeric) => {
                out.push_str(&format!("`{text}`"));
                rest = after;
            }
            Some(_) | None => {
                out.push(quote);
                rest = inside;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stay_whole() {
        let labels = FieldPath::default().child("metadata").child("labels");
        let key = labels.clone().key("app.kubernetes.io/version");
        assert_eq!(short(&key, 63), "labels[\"app.kubernetes.io/version\"]");
        assert_eq!(short(&key, 28), "app.kubernetes.io/version");
        assert_eq!(short(&labels.clone().key("app"), 63), "labels.app");
        assert_eq!(short(&labels.key(""), 63), "labels[\"\"]");
        let port = FieldPath::default().child("spec").child("ports").index(1).child("name");
        assert_eq!(short(&port, 63), "ports[1].name");
    }

    #[test]
    fn articles_as_spoken() {
        let found = ["HTTPRoute", "UDPRoute", "APIService", "Ingress", "Service", "TLSRoute"].map(a);
        assert_eq!(
            found,
            ["an HTTPRoute", "a UDPRoute", "an APIService", "an Ingress", "a Service", "a TLSRoute"]
        );
    }

    #[test]
    fn quotes_become_backticks() {
        assert_eq!(ticked("must be 'A' or \"B\"."), "must be `A` or `B`");
        assert_eq!(ticked("doesn't follow 'the rule"), "doesn't follow 'the rule");
        assert_eq!(ticked("must be set when `type` is 'In'"), "must be set when `type` is `In`");
    }
}
