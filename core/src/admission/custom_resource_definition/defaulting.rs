//! Defaults, which must be right by the schema that they stand in.
//!
//! Source: apiextensions-apiserver v0.37.2 pkg/apiserver/schema/defaulting/validation.go

use super::options::Asked;
use super::walk::sorted;
use crate::admission::custom::check_default;
use crate::admission::metadata::{Scope, name_is_path_segment, validate_object_meta};
use crate::admission::names::{is_dns1035_label, joined};
use crate::admission::service::default_text;
use crate::admission::{Cause, Causes, Check};
use crate::field_path::Path;
use crate::schema::definition::read_schema;
use crate::value::{Data, Value};

/// Finds defaults that are wrong.
///
/// Source: ValidateDefaults
pub(super) fn validate_defaults(schema: &Value, pruned: Asked, path: &Path<'_>) -> Causes {
    let mut causes = Causes::default();
    walk(schema, Level::Root, pruned, path, &mut causes);
    causes
}

/// Where a schema stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Root,
    Below,
    /// Inside of metadata, which the server knows better than the schema.
    Metadata,
}

/// Source: `validate`
fn walk(schema: &Value, level: Level, pruned: Asked, path: &Path<'_>, causes: &mut Causes) {
    let is_resource = level == Level::Root || schema.bool("x-kubernetes-embedded-resource") == Some(true);
    let level = if is_resource { Level::Below } else { level };
    if schema.has("default") {
        let default = schema.get("default");
        let path = path.child("default");
        let (schemas, id) = read_schema(schema);
        let found = schemas.get(id).map(|schema| check_default(&schemas, schema, default));
        let found = found.unwrap_or_default();
        let mut in_resources = Causes::default();
        if level != Level::Metadata {
            if found.has_unknown_fields && pruned == Asked::Yes {
                causes.invalid(&path, default, Check::DefaultValue.says("must not have unknown fields"));
            }
            validate_resources(default, schema, is_resource, &path, &mut in_resources);
        }
        if in_resources.is_empty() {
            let path = path.to_field_path();
            causes.list.extend(
                found
                    .causes
                    .into_iter()
                    .map(|cause| Cause { origin: Check::DefaultValue, ..cause.below(&path) }),
            );
        }
        causes.list.extend(in_resources.list);
    }
    if schema.has("items") {
        walk(schema.get("items"), level, pruned, &path.child("items"), causes);
    }
    let path = path.child("properties");
    for (name, property) in sorted(schema, "properties") {
        let is_metadata = is_resource && matches!(name, "metadata" | "apiVersion" | "kind");
        let level = if is_metadata { Level::Metadata } else { level };
        walk(property, level, pruned, &path.key(name), causes);
    }
}

/// Checks what the server knows of objects inside of a default.
///
/// Source: apiextensions-apiserver v0.37.2 pkg/apiserver/schema/objectmeta/validation.go `validate`
fn validate_resources(
    value: &Value,
    schema: &Value,
    is_resource: bool,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    let is_marked = |schema: &Value| schema.bool("x-kubernetes-embedded-resource") == Some(true);
    match &value.data {
        Data::Map(map) => {
            if is_resource {
                validate_embedded_resource(value, path, causes);
            }
            for entry in &map.entries {
                let own = schema.get("properties").get(&entry.key);
                let (inner, path) = if own.is_null() {
                    (schema.get("additionalProperties"), path.key(&entry.key))
                } else {
                    (own, path.child(&entry.key))
                };
                validate_resources(&entry.value, inner, is_marked(inner), &path, causes);
            }
        }
        Data::List(items) => {
            let inner = schema.get("items");
            for (at, item) in items.iter().enumerate() {
                validate_resources(item, inner, is_marked(inner), &path.index(at), causes);
            }
        }
        Data::Null | Data::Bool(_) | Data::Int(_) | Data::Float(_) | Data::String(_) => {}
    }
}

/// Source: apiextensions-apiserver v0.37.2 pkg/apiserver/schema/objectmeta/validation.go `validateEmbeddedResource`
fn validate_embedded_resource(object: &Value, path: &Path<'_>, causes: &mut Causes) {
    for field in ["apiVersion", "kind"] {
        let path = path.child(field);
        let value = object.get(field);
        match value.as_str() {
            None if value.is_null() => causes.required(&path, ""),
            None => causes.invalid(&path, value, "must be a string"),
            Some("") => causes.invalid(&path, "", "must not be empty"),
            Some(version) if field == "apiVersion" => {
                if version.matches('/').count() > 1 {
                    causes.invalid(&path, version, format!("unexpected GroupVersion string: {version}"));
                }
            }
            Some(kind) => {
                let messages = is_dns1035_label(&kind.to_lowercase());
                if !messages.is_empty() {
                    let messages = joined(&messages, ",");
                    let detail = format!("may have mixed case, but should otherwise match: {messages}");
                    causes.invalid(&path, kind, detail);
                }
            }
        }
    }
    let mut meta = object.get("metadata").clone();
    if meta.is_null() {
        return;
    }
    default_text(&mut meta, "name", "fakename", "validateEmbeddedResource");
    let scope = if meta.str("namespace").is_empty() { Scope::Cluster } else { Scope::Namespaced };
    validate_object_meta(&meta, scope, name_is_path_segment, &path.child("metadata"), causes);
}

/// Says whether a schema has a default with fields that it does not know.
///
/// Source: `schemaHasUnprunedDefaults`
pub(super) fn has_unpruned_default(schema: &Value) -> bool {
    if !schema.has("default") {
        return false;
    }
    let (schemas, id) = read_schema(schema);
    let found = schemas.get(id).map(|own| check_default(&schemas, own, schema.get("default")));
    found.is_some_and(|found| found.has_unknown_fields)
}
