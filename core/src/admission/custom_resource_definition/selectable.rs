//! Paths into a schema: of fields that can be selected by, and of fields that rules blame.

use super::walk::is_set;
use crate::admission::Causes;
use crate::field_path::{FieldPath, Path};
use crate::value::{Data, Value};

const MAX_SELECTABLE_FIELDS: usize = 8;

/// Source: apiextensions-apiserver v0.37.2 pkg/apis/apiextensions/validation/validation.go
/// ValidateCustomResourceSelectableFields
pub(super) fn validate_selectable_fields(
    fields: &[Value],
    schema: &Value,
    may_be_too_many: bool,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    let mut unique: Vec<FieldPath> = Vec::new();
    for (at, field) in fields.iter().enumerate() {
        let text = field.str("jsonPath");
        let path = path.index(at);
        let path = path.child("jsonPath");
        if text.is_empty() {
            causes.required(&path, "");
            continue;
        }
        let (found, schema) = match valid_field_path(text, schema, Brackets::Forbidden) {
            Ok(found) => found,
            Err(error) => {
                causes.invalid(&path, text, format!("is an invalid path: {error}"));
                continue;
            }
        };
        if found.to_string().split('.').next() == Some("metadata") {
            causes.invalid(&path, text, "must not point to fields in metadata");
        }
        if !matches!(schema.str("type"), "string" | "boolean" | "integer") {
            let detail = "must point to a field of type string, boolean or integer. Enum string fields and strings \
                          with formats are allowed.";
            causes.invalid(&path, text, detail);
        }
        if unique.contains(&found) {
            causes.duplicate(&path, text);
        } else {
            unique.push(found);
        }
    }
    if unique.len() > MAX_SELECTABLE_FIELDS && !may_be_too_many {
        causes.too_many(path, unique.len(), MAX_SELECTABLE_FIELDS);
    }
}

/// Whether a path may have names in brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Brackets {
    Allowed,
    Forbidden,
}

/// Follows a path into a schema.
///
/// # Errors
/// Says why the path is wrong.
///
/// Source: apiextensions-apiserver v0.37.2 pkg/apiserver/schema/cel/validation.go ValidFieldPath
pub(super) fn valid_field_path<'v>(
    text: &str,
    schema: &'v Value,
    brackets: Brackets,
) -> Result<(FieldPath, &'v Value), String> {
    let mut at = schema;
    let mut path = FieldPath::default();
    let mut rest = text;
    let end = || "unexpected end of JSON path".to_owned();
    while let Some(found) = token(&mut rest) {
        match found {
            "[" if brackets == Brackets::Forbidden => return Err("array notation is not allowed".to_owned()),
            "[" => {
                let quoted = token(&mut rest).ok_or_else(end)?;
                let inner = quoted.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
                let inner = inner.ok_or_else(|| format!("expected single quoted string but got {quoted}"))?;
                (path, at) = append(path, at, &unescape_single_quote(inner))?;
                let closing = token(&mut rest).ok_or_else(end)?;
                if closing != "]" {
                    return Err(format!("expected ] but got {closing}"));
                }
            }
            "." => {
                let name = token(&mut rest).ok_or_else(end)?;
                (path, at) = append(path, at, name)?;
            }
            other => return Err(format!("expected [ or . but got: {other}")),
        }
    }
    Ok((path, at))
}

fn append<'v>(path: FieldPath, schema: &'v Value, name: &str) -> Result<(FieldPath, &'v Value), String> {
    let unknown = || "does not refer to a valid field".to_owned();
    let others = schema.get("additionalProperties");
    if is_set(schema.get("properties")) {
        let Data::Map(properties) = &schema.get("properties").data else { return Err(unknown()) };
        Ok((path.child(name), properties.get(name).ok_or_else(unknown)?))
    } else if !others.is_null() {
        Ok((path.key(name), others))
    } else {
        Err(unknown())
    }
}

/// The next part of a path: a delimiter, a text in quotes, or what stands between.
fn token<'t>(rest: &mut &'t str) -> Option<&'t str> {
    let first = rest.chars().next()?;
    let length = match first {
        '\'' => {
            let mut before = first;
            let mut chars = rest.char_indices().skip(1);
            let closing = chars.find(|(_, c)| std::mem::replace(&mut before, *c) != '\\' && *c == '\'');
            closing.map_or(rest.len(), |(at, _)| at + 1)
        }
        '.' | '[' | ']' => 1,
        _ => rest.find(['.', '[', ']']).unwrap_or(rest.len()),
    };
    let (found, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(found)
}

fn unescape_single_quote(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.extend(chars.next()),
            c => out.push(c),
        }
    }
    out
}
