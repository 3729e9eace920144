//! Defaults of a definition.

use crate::schema::structural::{Additional, Schema, SchemaId, Schemas};
use crate::value::{Data, Value};

/// Fills in what an object leaves out, also inside of what was filled in.
///
/// Source: apiextensions-apiserver v0.37.2 pkg/apiserver/schema/defaulting/algorithm.go Default,
/// prunenulls.go `PruneNonNullableNullsWithoutDefaults`
pub(super) fn fill(schemas: &Schemas, schema: &Schema, value: &mut Value) {
    match &mut value.data {
        Data::Map(map) => {
            for (name, id) in &schema.properties {
                let default = schemas.get(*id).and_then(|property| property.default.as_ref());
                if let Some(default) = default
                    && map.get(name).is_none_or(Value::is_null)
                {
                    map.set(name.to_string(), default.clone());
                }
            }
            for entry in &mut map.entries {
                if let Some(inner) = schema.of_key(&entry.key) {
                    fill_at(schemas, inner, &mut entry.value);
                }
            }
            if let Additional::Schema(id) = schema.additional
                && schemas.get(id).is_some_and(|inner| !inner.nullable)
            {
                map.entries.retain(|entry| !entry.value.is_null());
            }
        }
        Data::List(items) => {
            for item in items {
                if let Some(inner) = schema.items {
                    fill_at(schemas, inner, item);
                }
            }
        }
        Data::Null | Data::Bool(_) | Data::Int(_) | Data::Float(_) | Data::String(_) => {}
    }
}

fn fill_at(schemas: &Schemas, id: SchemaId, value: &mut Value) {
    let Some(schema) = schemas.get(id) else { return };
    if value.is_null()
        && !schema.nullable
        && let Some(default) = &schema.default
    {
        *value = default.clone();
    }
    fill(schemas, schema, value);
}
