//! Runs the rules of a definition.

use super::list_type::correlated;
use crate::admission::cel::{Failure, evaluate, same_value};
use crate::admission::{Causes, Check, Warning, warn};
use crate::field_path::Path;
use crate::schema::structural::{Additional, Schema, SchemaId, Schemas, Type};
use crate::value::{Data, Value};

/// Says whether a schema has a rule anywhere.
pub(super) fn any(schemas: &Schemas, root: &Schema) -> bool {
    let mut open = vec![root];
    while let Some(schema) = open.pop() {
        if !schema.rules.is_empty() {
            return true;
        }
        let additional = match schema.additional {
            Additional::Schema(id) => Some(id),
            Additional::Any | Additional::None => None,
        };
        let below = schema.properties.iter().map(|(_, id)| *id).chain(schema.items).chain(additional);
        open.extend(below.filter_map(|id| schemas.get(id)));
    }
    false
}

/// Runs the rules of every part of an object that has some.
///
/// Source: apiextensions-apiserver v0.37.2 pkg/apiserver/schema/cel/validation.go `Validator.validate`
pub(super) fn validate(
    schemas: &Schemas,
    root: &Schema,
    object: &Value,
    old: Option<&Value>,
    causes: &mut Causes,
    warnings: &mut Vec<Warning>,
) {
    let mut run = Run { schemas, causes, warnings };
    let same = old.map(|old| same_value(object, old));
    run.walk(root, object, &Path::ROOT, old, old, same == Some(true));
}

struct Run<'r> {
    schemas: &'r Schemas,
    causes: &'r mut Causes,
    warnings: &'r mut Vec<Warning>,
}

impl Run<'_> {
    /// `old` is what a rule compares with; `correlated` what the value replaces. Faults of what did not change become
    /// warnings: `is_same` says that of the value, or of its nearest ancestor that can be compared.
    fn walk(
        &mut self,
        schema: &Schema,
        value: &Value,
        path: &Path<'_>,
        old: Option<&Value>,
        replaced: Option<&Value>,
        is_same: bool,
    ) {
        for rule in &schema.rules {
            if value.is_null() || rule.uses_old && old.is_none() {
                continue;
            }
            match evaluate(&rule.expression, value, old) {
                Ok(true) => {}
                Ok(false) => {
                    let said = Check::Rule.says(rule.message.trim());
                    let mut found = Causes::default();
                    match schema.kind {
                        Type::Object | Type::Array => found.invalid_omitted(path, said),
                        _ => found.invalid(path, value, said),
                    }
                    if is_same && !rule.uses_old {
                        let place = path.to_string();
                        let place = if place.is_empty() { "<nil>" } else { &place };
                        for cause in found.list {
                            let text = format!("{place}: {}", cause.message());
                            warn(self.warnings, path, Check::Rule.says(text));
                        }
                    } else {
                        self.causes.list.extend(found.list);
                    }
                }
                Err(error) => {
                    let what = rule.message.trim();
                    let detail = if error == Failure::NoOverload {
                        format!(
                            "'{error}': call arguments did not match a supported operator, function or macro \
                             signature for rule: {what}"
                        )
                    } else {
                        format!("{error} evaluating rule: {what}")
                    };
                    self.causes.invalid(path, schema.kind.as_str(), Check::Rule.says(detail));
                }
            }
        }
        match &value.data {
            Data::List(items) => {
                for (at, item) in items.iter().enumerate() {
                    let old = correlated(&schema.list_type, old, item);
                    let replaced = correlated(&schema.list_type, replaced, item);
                    self.below(schema.items, item, &path.index(at), old, replaced, is_same);
                }
            }
            Data::Map(map) => {
                for entry in &map.entries {
                    let old = field(old, &entry.key);
                    let replaced = field(replaced, &entry.key);
                    if let Some(id) = schema.property(&entry.key) {
                        let path = path.child(&entry.key);
                        self.below(Some(id), &entry.value, &path, old, replaced, is_same);
                    } else {
                        let id = schema.of_key(&entry.key);
                        self.below(id, &entry.value, &path.key(&entry.key), old, replaced, is_same);
                    }
                }
            }
            Data::Null | Data::Bool(_) | Data::Int(_) | Data::Float(_) | Data::String(_) => {}
        }
    }

    fn below(
        &mut self,
        id: Option<SchemaId>,
        value: &Value,
        path: &Path<'_>,
        old: Option<&Value>,
        replaced: Option<&Value>,
        is_same: bool,
    ) {
        if let Some(schema) = id.and_then(|id| self.schemas.get(id)) {
            // Below what did not change nothing did.
            let is_same = is_same || replaced.is_some_and(|old| same_value(value, old));
            self.walk(schema, value, path, old, replaced, is_same);
        }
    }
}

/// The field of a stored map, if it is there.
fn field<'o>(old: Option<&'o Value>, key: &str) -> Option<&'o Value> {
    old.map(|old| old.get(key)).filter(|value| !value.is_null())
}
