//! The schemas of a definition, from the root of each down.
//!
//! Source: apiextensions-apiserver v0.37.2 pkg/apis/apiextensions/validation/validation.go

use crate::value::{Data, Value};

/// The schemas of all versions, absent ones included.
pub(super) fn schemas(spec: &Value) -> impl Iterator<Item = &Value> {
    spec.list("versions").iter().map(|version| version.get("schema").get("openAPIV3Schema"))
}

/// Says whether one of the schemas of a spec, at any depth, is such a one.
///
/// Source: HasSchemaWith
pub(super) fn any_schema(spec: &Value, is_such: &dyn Fn(&Value) -> bool) -> bool {
    let mut found = false;
    for schema in schemas(spec) {
        visit(schema, &mut |schema| found |= is_such(schema));
    }
    found
}

/// Visits a schema and all schemas in it, each before those below it.
///
/// Source: SchemaHas
pub(super) fn visit<'v>(schema: &'v Value, visitor: &mut dyn FnMut(&'v Value)) {
    let mut open = vec![schema];
    while let Some(schema) = open.pop() {
        if !matches!(schema.data, Data::Map(_)) {
            continue;
        }
        visitor(schema);
        let first = open.len();
        open.extend([schema.get("items")]);
        open.extend(schema.list("items"));
        for field in ["allOf", "anyOf", "oneOf"] {
            open.extend(schema.list(field));
        }
        open.push(schema.get("not"));
        open.extend(sorted(schema, "properties").map(|(_, property)| property));
        open.push(schema.get("additionalProperties"));
        open.extend(sorted(schema, "patternProperties").map(|(_, property)| property));
        open.push(schema.get("additionalItems"));
        for field in ["definitions", "dependencies"] {
            open.extend(sorted(schema, field).map(|(_, inner)| inner));
        }
        if let Some(added) = open.get_mut(first..) {
            added.reverse();
        }
    }
}

/// The entries of a map of schemas by key; upstream's order is random.
pub(super) fn sorted<'v>(schema: &'v Value, field: &str) -> impl Iterator<Item = (&'v str, &'v Value)> {
    let mut entries: Vec<(&str, &Value)> =
        schema.entries(field).iter().map(|entry| (entry.key.as_ref(), &entry.value)).collect();
    entries.sort_unstable_by_key(|(key, _)| *key);
    entries.into_iter()
}

/// Says whether a field of a schema is set to anything but Go's zero value.
pub(super) fn is_set(value: &Value) -> bool {
    match &value.data {
        Data::Null | Data::Bool(false) => false,
        Data::String(text) => !text.is_empty(),
        Data::List(items) => !items.is_empty(),
        Data::Map(map) => !map.entries.is_empty(),
        Data::Bool(true) | Data::Int(_) | Data::Float(_) => true,
    }
}
