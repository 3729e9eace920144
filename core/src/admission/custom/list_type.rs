//! Lists whose items must differ: sets, and lists that are maps.

use crate::admission::Causes;
use crate::admission::cel::same_value;
use crate::field_path::Path;
use crate::schema::structural::{ListType, Schema, SchemaId, Schemas};
use crate::value::json::json;
use crate::value::{Data, Map, Value};
use std::collections::BTreeMap;

/// Finds items that are there twice.
///
/// Source: apiextensions-apiserver v0.37.2 pkg/apiserver/schema/listtype/validation.go `ValidateListSetsAndMaps`
pub(super) fn validate(schemas: &Schemas, root: &Schema, object: &Value) -> Causes {
    let mut causes = Causes::default();
    walk(schemas, root, object, &Path::ROOT, &mut causes);
    causes
}

fn walk(schemas: &Schemas, schema: &Schema, value: &Value, path: &Path<'_>, causes: &mut Causes) {
    let mut below = |id: Option<SchemaId>, value: &Value, path: &Path<'_>| {
        if let Some(schema) = id.and_then(|id| schemas.get(id)) {
            walk(schemas, schema, value, path, causes);
        }
    };
    match &value.data {
        Data::Map(map) => {
            for entry in &map.entries {
                match schema.property(&entry.key) {
                    Some(id) => below(Some(id), &entry.value, &path.child(&entry.key)),
                    None => below(schema.of_key(&entry.key), &entry.value, &path.key(&entry.key)),
                }
            }
        }
        Data::List(items) => {
            for (at, item) in items.iter().enumerate() {
                below(schema.items, item, &path.index(at));
            }
            match &schema.list_type {
                ListType::Atomic => {}
                ListType::Set => again(items, path, causes),
                ListType::Map(keys) => list_map(items, keys, path, causes),
            }
        }
        Data::Null | Data::Bool(_) | Data::Int(_) | Data::Float(_) | Data::String(_) => {}
    }
}

/// Source: `validateListMap`
fn list_map(items: &[Value], keys: &[Box<str>], path: &Path<'_>, causes: &mut Causes) {
    let is_object = |item: &Value| matches!(item.data, Data::Map(_) | Data::Null);
    if let Some(at) = items.iter().position(|item| !is_object(item)) {
        let bad = items.get(at).unwrap_or(Value::absent());
        causes.invalid(&path.index(at), bad, "must be an object for an array of list-type map");
        return;
    }
    let keyed: Vec<Value> = items.iter().map(|item| key_of(item, keys)).collect();
    again(&keyed, path, causes);
}

/// The part of an item that names it.
pub(super) fn key_of(item: &Value, keys: &[Box<str>]) -> Value {
    let mut map = Map::default();
    for key in keys {
        if let Data::Map(fields) = &item.data
            && let Some(value) = fields.get(key)
        {
            map.set(key.to_string(), value.clone());
        }
    }
    Value { data: Data::Map(map), origin: item.origin }
}

/// Tells of the second appearance of each value.
///
/// Source: `validateListSet`
fn again(values: &[Value], path: &Path<'_>, causes: &mut Causes) {
    let mut times: BTreeMap<String, u32> = BTreeMap::new();
    for (at, value) in values.iter().enumerate() {
        let count = times.entry(json(value)).or_default();
        *count += 1;
        if *count == 2 {
            causes.duplicate(&path.index(at), value);
        }
    }
}

/// The stored item that a new item replaces, where the list is a map.
pub(super) fn correlated<'o>(list: &ListType, old: Option<&'o Value>, item: &Value) -> Option<&'o Value> {
    let ListType::Map(keys) = list else { return None };
    let key = key_of(item, keys);
    old?.as_list().iter().find(|other| same_value(&key_of(other, keys), &key))
}
