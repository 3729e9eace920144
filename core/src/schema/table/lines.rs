//! The lines of the table's text.

use super::row::{Body, Field, KindEntry, RemovedEntry, Shape, Type, TypeId};

/// Reads a kind that some minor serves.
pub(super) fn kind_entry(line: &'static str) -> Option<KindEntry> {
    let mut words = line.splitn(5, ' ');
    let (api_version, kind, marks, ty) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let mut entry = KindEntry {
        api_version,
        kind,
        namespaced: marks.starts_with('n'),
        since: 0,
        until: u8::MAX,
        deprecated: None,
        removed: None,
        replacement: words.next(),
        ty: ty.parse().ok().map(TypeId),
    };
    for (mark, number) in marks_of(marks) {
        match mark {
            '>' => entry.since = number,
            '<' => entry.until = number,
            'd' => entry.deprecated = Some(number),
            'r' => entry.removed = Some(number),
            _ => {}
        }
    }
    Some(entry)
}

/// Reads a kind that no minor serves.
pub(super) fn removed_entry(line: &'static str) -> Option<RemovedEntry> {
    let mut words = line.splitn(5, ' ');
    let (api_version, kind, since, removed) = (words.next()?, words.next()?, words.next()?, words.next()?);
    Some(RemovedEntry {
        api_version,
        kind,
        namespaced: !since.starts_with('c'),
        removed: removed.parse().ok()?,
        replacement: words.next(),
    })
}

/// Marks and the numbers behind them, 0 where there is none.
fn marks_of(text: &str) -> Vec<(char, u8)> {
    let mut marks = Vec::new();
    for c in text.chars() {
        match (c.to_digit(10), marks.last_mut()) {
            (Some(digit), Some((_, number))) => *number = *number * 10 + digit as u8,
            _ => marks.push((c, 0)),
        }
    }
    marks
}

/// Reads a type; its number is its place among the lines.
pub(super) fn type_line(line: &'static str) -> Type {
    let (head, rest) = line.split_once(' ').unwrap_or((line, ""));
    if let Some((name, shape)) = head.split_once('=') {
        return Type {
            name,
            body: Body::Named(Shape(shape), rest.split('|').filter(|value| !value.is_empty()).collect()),
        };
    }
    let mut fields = Vec::new();
    for text in rest.split(' ').filter(|text| !text.is_empty()) {
        if text == "&" {
            let head = ["TypeMeta^kind?:s", "TypeMeta^apiVersion?:s", "metadata?:0"];
            fields.extend(head.into_iter().map(field));
        } else {
            fields.push(field(text));
        }
    }
    for (at, field) in fields.iter_mut().enumerate() {
        field.order = at as u16;
    }
    fields.sort_unstable_by_key(|field| field.name);
    Type { name: head, body: Body::Struct(fields) }
}

fn field(text: &'static str) -> Field {
    let (head, tail) = text.split_once(':').unwrap_or((text, ""));
    let (embedded, head) = head.split_once('^').unwrap_or(("", head));
    let marks_at = head.find(['?', '~', '!', '<', '>']).unwrap_or(head.len());
    let (name, marks) = head.split_at_checked(marks_at).unwrap_or((head, ""));
    let (tail, default) = tail.split_once('@').map_or((tail, None), |(tail, default)| (tail, Some(default)));
    let (shape, list_keys) = tail.split_once('%').map_or((tail, None), |(shape, keys)| (shape, Some(keys)));
    let mut field = Field {
        name,
        embedded,
        order: 0,
        omit_empty: false,
        omit_zero: false,
        required: false,
        since: 0,
        until: u8::MAX,
        shape: Shape(shape),
        list_keys,
        default,
    };
    for (mark, number) in marks_of(marks) {
        match mark {
            '?' => field.omit_empty = true,
            '~' => field.omit_zero = true,
            '!' => field.required = true,
            '>' => field.since = number,
            '<' => field.until = number,
            _ => {}
        }
    }
    field
}
