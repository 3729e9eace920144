//! Whether a schema is structural: each field has one type, and conditions only restrict what has a type already.
//!
//! Source: apiextensions-apiserver v0.37.2 pkg/apiserver/schema/{validation,complete,convert}.go

use super::walk::{is_set, sorted};
use crate::admission::{Causes, Check};
use crate::field_path::Path;
use crate::go::regexp;
use crate::value::{Data, Value};

/// Where a schema stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Root,
    Item,
    Field,
}

/// Why a schema cannot be read as a structural one, if so.
///
/// Source: NewStructural, `validateUnsupportedFields`, `newExtensions`
pub(super) fn unsupported(schema: &Value) -> Option<String> {
    const FIELDS: [&str; 7] =
        ["id", "$schema", "$ref", "patternProperties", "dependencies", "additionalItems", "definitions"];
    let mut found = None;
    super::walk::visit(schema, &mut |schema| {
        if found.is_some() {
            return;
        }
        let is_there = |field: &&&str| match **field {
            "additionalItems" => schema.has("additionalItems"),
            field => is_set(schema.get(field)),
        };
        found = if let Some(field) = FIELDS.iter().find(is_there) {
            let name = if *field == "$schema" { "schema" } else { field };
            Some(format!("OpenAPIV3Schema '{name}' is not supported"))
        } else if schema.bool("x-kubernetes-preserve-unknown-fields") == Some(false) {
            Some(
                "internal error: 'x-kubernetes-preserve-unknown-fields' must be true or undefined".to_owned(),
            )
        } else if !schema.list("items").is_empty() {
            Some("OpenAPIV3Schema 'items' must be a schema, but is an array".to_owned())
        } else {
            None
        };
    });
    found
}

/// Finds what keeps a schema from being structural, in the order of the messages.
///
/// Source: ValidateStructural
pub(super) fn validate_structural(schema: &Value, path: &Path<'_>) -> Causes {
    let mut causes = Causes::default();
    validate_invariants(schema, Level::Root, path, &mut causes);
    validate_completeness(schema, schema, path, path, &mut causes);
    causes.list.sort_by_cached_key(|cause| format!("{}: {}", cause.path, cause.message()));
    causes
}

/// Source: `validateStructuralInvariants`, `validateExtensions`
fn validate_invariants(schema: &Value, level: Level, path: &Path<'_>, causes: &mut Causes) {
    let is_on = |name: &str| schema.bool(name) == Some(true);
    let kind = schema.str("type");
    let items = schema.get("items");
    if !items.is_null() {
        validate_invariants(items, Level::Item, &path.child("items"), causes);
    } else if kind == "array" {
        causes.required(&path.child("items"), "must be specified");
    }
    let properties_path = path.child("properties");
    for (name, property) in sorted(schema, "properties") {
        validate_invariants(property, Level::Field, &properties_path.key(name), causes);
    }
    let others = schema.get("additionalProperties");
    let others_path = path.child("additionalProperties");
    if !others.is_null() && level == Level::Root {
        causes.forbidden(&others_path, "must not be used at the root");
    }
    if matches!(others.data, Data::Map(_)) {
        validate_invariants(others, Level::Field, &others_path, causes);
    }
    let (is_resource, preserves) =
        (is_on("x-kubernetes-embedded-resource"), is_on("x-kubernetes-preserve-unknown-fields"));
    let is_int_or_string = is_on("x-kubernetes-int-or-string");
    if is_int_or_string {
        for field in ["x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource"] {
            if is_on(field) {
                let detail = "must be false if x-kubernetes-int-or-string is true";
                causes.invalid(&path.child(field), true, detail);
            }
        }
    }
    let first_all_of = schema.list("allOf").first().unwrap_or(Value::absent());
    let skips = Skips {
        any_of: is_int_or_string_any_of(schema),
        first_all_of: is_int_or_string_any_of(first_all_of),
    };
    validate_value_validation(schema, skips, path, causes);
    let type_path = path.child("type");
    if is_resource && kind != "object" {
        let detail = "must be object if x-kubernetes-embedded-resource is true";
        match kind {
            "" => causes.required(&type_path, detail),
            kind => causes.invalid(&type_path, kind, detail),
        }
    } else if kind.is_empty() && !is_int_or_string && !preserves {
        causes.required(
            &type_path,
            match level {
                Level::Root => "must not be empty at the root",
                Level::Item => "must not be empty for specified array items",
                Level::Field => "must not be empty for specified object fields",
            },
        );
    }
    if is_resource && !others.is_null() {
        causes.forbidden(&others_path, "must not be used if x-kubernetes-embedded-resource is set");
    }
    if level == Level::Root && !matches!(kind, "" | "object") {
        causes.invalid(&type_path, kind, "must be object at the root");
    }
    let checks_metadata = level == Level::Root || is_resource;
    let properties = schema.get("properties");
    for name in ["kind", "apiVersion"] {
        let found = properties.get(name);
        if checks_metadata && !found.is_null() && found.str("type") != "string" {
            let path = properties_path.key(name);
            causes.invalid(&path.child("type"), found.str("type"), "must be string");
        }
    }
    let metadata = properties.get("metadata");
    if checks_metadata && !metadata.is_null() {
        validate_metadata_invariants(metadata, level, &properties_path.key("metadata"), causes);
    }
    if is_resource && !preserves && properties.as_entries().is_empty() {
        let detail = "must not be empty if x-kubernetes-embedded-resource is true without \
                      x-kubernetes-preserve-unknown-fields";
        causes.required(&properties_path, detail);
    }
}

/// Source: `validateStructuralMetadataInvariants`
fn validate_metadata_invariants(metadata: &Value, level: Level, path: &Path<'_>, causes: &mut Causes) {
    if metadata.str("type") != "object" {
        causes.invalid(&path.child("type"), metadata.str("type"), "must be object");
    }
    let is_name = |name: &str| matches!(name, "name" | "generateName");
    let goes_beyond = metadata.as_entries().iter().any(|entry| match &*entry.key {
        "type" | "default" => false,
        "properties" => entry.value.as_entries().iter().any(|property| !is_name(&property.key)),
        _ => is_set(&entry.value),
    });
    if level == Level::Root && goes_beyond {
        let detail = "must not specify anything other than name and generateName, but metadata is implicitly specified";
        causes.forbidden(path, detail);
    }
}

/// Which conditions only say that something is an integer or a text, and may have types.
#[derive(Debug, Clone, Copy, Default)]
struct Skips {
    any_of: bool,
    first_all_of: bool,
}

/// Source: `isIntOrStringAnyOfPattern`, `isIntOrStringAllOfPattern`
fn is_int_or_string_any_of(schema: &Value) -> bool {
    let is_only = |part: &Value, kind: &str| {
        let mut set = part.as_entries().iter().filter(|entry| is_set(&entry.value));
        set.next().is_some_and(|entry| entry.key == "type" && entry.value.as_str() == Some(kind))
            && set.next().is_none()
    };
    matches!(schema.list("anyOf"), [one, other] if is_only(one, "integer") && is_only(other, "string"))
}

/// Source: `validateValueValidation`
fn validate_value_validation(schema: &Value, skips: Skips, path: &Path<'_>, causes: &mut Causes) {
    for field in ["anyOf", "allOf", "oneOf"] {
        if field == "anyOf" && skips.any_of {
            continue;
        }
        let path = path.child(field);
        for (at, part) in schema.list(field).iter().enumerate() {
            let any_of = field == "allOf" && at == 0 && skips.first_all_of;
            validate_nested(part, Skips { any_of, first_all_of: false }, &path.index(at), causes);
        }
    }
    if schema.has("not") {
        validate_nested(schema.get("not"), Skips::default(), &path.child("not"), causes);
    }
    let text = schema.str("pattern");
    if let Some(fault) = regexp::fault(text) {
        let detail = format!("must be a valid regular expression, but isn't: {fault}");
        causes.invalid(&path.child("pattern"), text, Check::Pattern.says(detail));
    }
}

/// What a condition must not have, and what is said then.
const FORBIDDEN: [(&str, &str); 13] = [
    ("type", "must be empty to be structural"),
    ("default", "must be undefined to be structural"),
    ("title", "must be empty to be structural"),
    ("description", "must be empty to be structural"),
    ("nullable", "must be false to be structural"),
    ("x-kubernetes-preserve-unknown-fields", "must be false to be structural"),
    ("x-kubernetes-embedded-resource", "must be false to be structural"),
    ("x-kubernetes-int-or-string", "must be false to be structural"),
    ("x-kubernetes-list-map-keys", "must be empty to be structural"),
    ("x-kubernetes-list-type", "must be undefined to be structural"),
    ("x-kubernetes-map-type", "must be undefined to be structural"),
    ("x-kubernetes-validations", "must be empty to be structural"),
    ("additionalProperties", "must be undefined to be structural"),
];

/// Source: `validateNestedValueValidation`
fn validate_nested(schema: &Value, skips: Skips, path: &Path<'_>, causes: &mut Causes) {
    validate_value_validation(schema, skips, path, causes);
    if schema.has("items") {
        validate_nested(schema.get("items"), Skips::default(), &path.child("items"), causes);
    }
    let properties_path = path.child("properties");
    for (name, property) in sorted(schema, "properties") {
        validate_nested(property, Skips::default(), &properties_path.key(name), causes);
        if name == "metadata" {
            causes.forbidden(&properties_path.key(name), "must not be specified in a nested context");
        }
    }
    for (field, detail) in FORBIDDEN {
        let value = schema.get(field);
        let is_there = match field {
            "default" | "x-kubernetes-list-type" | "x-kubernetes-map-type" => !value.is_null(),
            "additionalProperties" => !matches!(value.data, Data::Null | Data::Bool(false)),
            _ => is_set(value),
        };
        if is_there {
            causes.forbidden(&path.child(field), detail);
        }
    }
}

/// Finds conditions about what has no schema of its own.
///
/// Source: `validateValueValidationCompleteness`
fn validate_completeness(
    condition: &Value,
    schema: &Value,
    path: &Path<'_>,
    condition_path: &Path<'_>,
    causes: &mut Causes,
) {
    if condition.has("not") {
        let condition_path = condition_path.child("not");
        validate_nested_completeness(condition.get("not"), schema, path, &condition_path, causes);
    }
    for field in ["allOf", "anyOf", "oneOf"] {
        let condition_path = condition_path.child(field);
        for (at, part) in condition.list(field).iter().enumerate() {
            validate_nested_completeness(part, schema, path, &condition_path.index(at), causes);
        }
    }
}

/// Source: `validateNestedValueValidationCompleteness`
fn validate_nested_completeness(
    condition: &Value,
    schema: &Value,
    path: &Path<'_>,
    condition_path: &Path<'_>,
    causes: &mut Causes,
) {
    if schema.is_null() {
        causes.required(path, format!("because it is defined in {condition_path}"));
        return;
    }
    validate_completeness(condition, schema, path, condition_path, causes);
    if condition.has("items") {
        let (items, own) = (condition.get("items"), schema.get("items"));
        validate_nested_completeness(
            items,
            own,
            &path.child("items"),
            &condition_path.child("items"),
            causes,
        );
    }
    let (path, condition_path) = (path.child("properties"), condition_path.child("properties"));
    for (name, property) in sorted(condition, "properties") {
        let own = schema.get("properties").get(name);
        validate_nested_completeness(property, own, &path.key(name), &condition_path.key(name), causes);
    }
}
