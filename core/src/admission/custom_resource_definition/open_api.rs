//! What a schema may say beside being structural.
//!
//! Source: apiextensions-apiserver v0.37.2 pkg/apis/apiextensions/validation/validation.go

use super::options::{Asked, SchemaOptions};
use super::printed;
use super::selectable::{Brackets, valid_field_path};
use super::structural::unsupported;
use super::walk::{is_set, sorted};
use crate::admission::field_error::Bad;
use crate::admission::{Causes, Check};
use crate::field_path::Path;
use crate::value::{Data, Value};

const TYPES: [&str; 6] = ["array", "boolean", "integer", "number", "object", "string"];

/// Where a schema stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    is_root: bool,
    is_in_metadata: bool,
    /// Why there must be no default.
    no_defaults: Option<&'static str>,
}

impl Place {
    /// At the root.
    pub(super) const ROOT: Self = Self { is_root: true, is_in_metadata: false, no_defaults: None };
}

/// Source: ValidateCustomResourceDefinitionOpenAPISchema
pub(super) fn validate(
    schema: &Value,
    place: Place,
    options: SchemaOptions,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    validate_standard(schema, place, options, path, causes);
    if schema.bool("uniqueItems") == Some(true) {
        let detail = "uniqueItems cannot be set to true since the runtime complexity becomes quadratic";
        causes.forbidden(&path.child("uniqueItems"), detail);
    }
    validate_children(schema, place, options, path, causes);
    if schema.bool("x-kubernetes-preserve-unknown-fields") == Some(false) {
        let path = path.child("x-kubernetes-preserve-unknown-fields");
        causes.invalid(&path, false, "must be true or undefined");
    }
    validate_map_type(schema, path, causes);
    validate_list_type(schema, options, path, causes);
    if options.map_list_keys == Asked::Yes {
        validate_map_list_keys_map_set(schema, path, causes);
    }
    let path = path.child("x-kubernetes-validations");
    for (at, rule) in schema.list("x-kubernetes-validations").iter().enumerate() {
        validate_rule(rule, schema, &path.index(at), causes);
    }
}

fn validate_children(
    schema: &Value,
    place: Place,
    options: SchemaOptions,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    let below = Place { is_root: false, ..place };
    let others = schema.get("additionalProperties");
    let is_schema = matches!(others.data, Data::Map(_));
    if !others.is_null() {
        let path = path.child("additionalProperties");
        let is_any = matches!(others.data, Data::Bool(true));
        if is_set(schema.get("properties")) && !is_any {
            causes.forbidden(&path, "additionalProperties and properties are mutual exclusive");
        }
        if is_schema {
            let reason = "inside additionalProperties applying to object metadata";
            let no_defaults = if place.is_in_metadata { Some(reason) } else { place.no_defaults };
            validate(others, Place { no_defaults, ..below }, options, &path, causes);
        }
    }
    let is_resource = place.is_root || schema.bool("x-kubernetes-embedded-resource") == Some(true);
    let properties_path = path.child("properties");
    for (name, property) in sorted(schema, "properties") {
        let reason = match name {
            "metadata" => Some("in top-level metadata"),
            "kind" => Some("in top-level kind"),
            "apiVersion" => Some("in top-level apiVersion"),
            _ => None,
        };
        let mut inside = below;
        if reason.is_some() && is_resource {
            inside.is_in_metadata = true;
            if place.is_root {
                inside.no_defaults = reason;
            }
        }
        validate(property, inside, options, &properties_path.key(name), causes);
    }
    if schema.has("not") {
        validate(schema.get("not"), below, options, &path.child("not"), causes);
    }
    for field in ["allOf", "oneOf", "anyOf"] {
        let path = path.child(field);
        for (at, part) in schema.list(field).iter().enumerate() {
            validate(part, below, options, &path.index(at), causes);
        }
    }
    let definitions_path = path.child("definitions");
    for (name, inner) in sorted(schema, "definitions") {
        validate(inner, below, options, &definitions_path.key(name), causes);
    }
    let items_path = path.child("items");
    match &schema.get("items").data {
        Data::Map(_) => validate(schema.get("items"), below, options, &items_path, causes),
        Data::List(items) => {
            for (at, inner) in items.iter().enumerate() {
                validate(inner, below, options, &items_path.index(at), causes);
            }
        }
        Data::Null | Data::Bool(_) | Data::Int(_) | Data::Float(_) | Data::String(_) => {}
    }
    let dependencies_path = path.child("dependencies");
    for (name, inner) in sorted(schema, "dependencies") {
        if matches!(inner.data, Data::Map(_)) {
            validate(inner, below, options, &dependencies_path.key(name), causes);
        }
    }
}

/// Says whether a schema has a type that there is not.
///
/// Source: SchemaHasInvalidTypes
pub(super) fn has_invalid_type(schema: &Value) -> bool {
    let kind = schema.str("type");
    !kind.is_empty() && !TYPES.contains(&kind)
}

/// Fields that no schema may have, in upstream's order.
const UNSUPPORTED: [&str; 6] =
    ["id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref"];

/// Source: `specStandardValidatorV3.validate`
fn validate_standard(
    schema: &Value,
    place: Place,
    options: SchemaOptions,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    let kind = schema.str("type");
    if options.valid_property_type == Asked::Yes && has_invalid_type(schema) {
        causes.not_supported(&path.child("type"), kind, &TYPES);
    }
    if let Some(reason) = place.no_defaults.filter(|_| schema.has("default")) {
        causes.forbidden(&path.child("default"), format!("must not be set {reason}"));
    }
    for field in UNSUPPORTED {
        let value = schema.get(field);
        let is_there = match field {
            "additionalItems" | "dependencies" | "$ref" => !value.is_null(),
            _ => is_set(value),
        };
        if is_there {
            causes.forbidden(&path.child(field), format!("{field} is not supported"));
        }
    }
    if kind == "null" {
        let detail = "type cannot be set to null, use nullable as an alternative";
        causes.forbidden(&path.child("type"), detail);
    }
    if !schema.list("items").is_empty() {
        causes.forbidden(&path.child("items"), "items must be a schema object and not an array");
    }
    if place.is_in_metadata && schema.bool("x-kubernetes-embedded-resource") == Some(true) {
        let path = path.child("x-kubernetes-embedded-resource");
        causes.forbidden(&path, "must not be used inside of resource meta");
    }
}

/// Refuses a type other than the one that an extension needs.
fn needs_type(schema: &Value, wanted: &str, extension: &str, path: &Path<'_>, causes: &mut Causes) -> bool {
    let detail = format!("must be {wanted} if {extension} is specified");
    match schema.str("type") {
        kind if kind == wanted => return true,
        "" => causes.required(&path.child("type"), &detail),
        kind => causes.invalid(&path.child("type"), kind, &detail),
    }
    false
}

fn validate_map_type(schema: &Value, path: &Path<'_>, causes: &mut Causes) {
    const EXTENSION: &str = "x-kubernetes-map-type";
    let Some(found) = schema.get(EXTENSION).as_str() else { return };
    needs_type(schema, "object", EXTENSION, path, causes);
    if !matches!(found, "atomic" | "granular") {
        causes.not_supported(&path.child(EXTENSION), found, &["atomic", "granular"]);
    }
}

fn validate_list_type(schema: &Value, options: SchemaOptions, path: &Path<'_>, causes: &mut Causes) {
    const EXTENSION: &str = "x-kubernetes-list-type";
    const KEYS: &str = "x-kubernetes-list-map-keys";
    let found = schema.get(EXTENSION).as_str();
    let items = schema.get("items");
    let items_path = path.child("items");
    let type_path = path.child(EXTENSION);
    if let Some(found) = found {
        if needs_type(schema, "array", EXTENSION, path, causes)
            && options.atomic_set_type == Asked::Yes
            && has_non_atomic_set_type(schema)
        {
            let is_list = items.str("type") == "array";
            let extension = if is_list { EXTENSION } else { "x-kubernetes-map-type" };
            // The list type is shown in either case.
            let bad = items.get(EXTENSION).as_str().map_or_else(Bad::null, Bad::typed);
            let detail = "must be atomic as item of a list with x-kubernetes-list-type=set";
            causes.invalid(&items_path.child(extension), bad, detail);
        }
        if !matches!(found, "atomic" | "set" | "map") {
            causes.not_supported(&type_path, found, &["atomic", "set", "map"]);
        }
    }
    let keys = schema.list(KEYS);
    if !keys.is_empty() {
        let detail = "must be map if x-kubernetes-list-map-keys is non-empty";
        match found {
            None => causes.required(&type_path, detail),
            Some("map") => {}
            Some(found) => causes.invalid(&type_path, found, detail),
        }
    }
    if found != Some("map") {
        return;
    }
    let keys_path = path.child(KEYS);
    if keys.is_empty() {
        causes.required(&keys_path, "must not be empty if x-kubernetes-list-type is map");
    }
    match &items.data {
        Data::Null => causes.required(&items_path, "must have a schema if x-kubernetes-list-type is map"),
        Data::Map(_) => {}
        _ => {
            let detail = "must only have a single schema if x-kubernetes-list-type is map";
            causes.invalid(&items_path, printed::items(items), detail);
            return;
        }
    }
    if items.is_null() {
        return;
    }
    let kind = items.str("type");
    if kind != "object" {
        let detail = "must be object if parent array's x-kubernetes-list-type is map";
        causes.invalid(&items_path.child("type"), kind, detail);
        return;
    }
    let properties_path = items_path.child("properties");
    let mut seen = Vec::new();
    for key in keys.iter().filter_map(Value::as_str) {
        let property = items.get("properties").get(key);
        if property.is_null() {
            causes.invalid(
                &keys_path,
                schema.get(KEYS),
                Check::Stated.says("entries must all be names of item properties"),
            );
        } else if matches!(property.str("type"), "array" | "object") {
            let path = properties_path.key(key);
            let detail = "must be a scalar type if parent array's x-kubernetes-list-type is map";
            causes.invalid(&path.child("type"), kind, detail);
        }
        if seen.contains(&key) {
            causes.invalid(&keys_path, schema.get(KEYS), "must not contain duplicate entries");
        }
        seen.push(key);
    }
}

/// Says whether the items of a set have parts that could be changed one by one.
///
/// Source: `hasNonAtomicSetType`
pub(super) fn has_non_atomic_set_type(schema: &Value) -> bool {
    let items = schema.get("items");
    let is_atomic = |extension: &str| items.str(extension) == "atomic";
    schema.str("x-kubernetes-list-type") == "set"
        && match items.str("type") {
            "array" => items.has("x-kubernetes-list-type") && !is_atomic("x-kubernetes-list-type"),
            "object" => !is_atomic("x-kubernetes-map-type"),
            _ => false,
        }
}

/// Source: `validateMapListKeysMapSet`
pub(super) fn validate_map_list_keys_map_set(schema: &Value, path: &Path<'_>, causes: &mut Causes) {
    let kind = schema.str("x-kubernetes-list-type");
    let items = schema.get("items");
    if !matches!(kind, "set" | "map") || !matches!(items.data, Data::Map(_)) {
        return;
    }
    let path = path.child("items");
    if items.bool("nullable") == Some(true) {
        let detail = format!("cannot be nullable when x-kubernetes-list-type is {kind}");
        causes.forbidden(&path.child("nullable"), &detail);
    }
    if kind == "set" {
        return;
    }
    let path = path.child("properties");
    for key in schema.list("x-kubernetes-list-map-keys").iter().filter_map(Value::as_str) {
        let property = items.get("properties").get(key);
        let is_required = items.list("required").iter().any(|name| name.as_str() == Some(key));
        let path = path.key(key);
        if property.is_null() {
            continue;
        }
        if !is_required && !property.has("default") {
            let detail = "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required \
                          property";
            causes.required(&path.child("default"), detail);
        }
        if property.bool("nullable") == Some(true) {
            let detail = "this property is in x-kubernetes-list-map-keys, so it cannot be nullable";
            causes.forbidden(&path.child("nullable"), detail);
        }
    }
}

const REASONS: [&str; 4] =
    ["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"];

/// Checks a rule as far as it can be without compiling it.
fn validate_rule(rule: &Value, schema: &Value, path: &Path<'_>, causes: &mut Causes) {
    let has_lines = |text: &str| text.contains(['\n', '\r']);
    let (text, message) = (rule.str("rule"), rule.str("message"));
    let message_path = path.child("message");
    if text.trim().is_empty() {
        causes.required(&path.child("rule"), "rule is not specified");
    } else if !message.is_empty() && message.trim().is_empty() {
        causes.invalid(&message_path, message, "must be non-empty if specified");
    } else if has_lines(message.trim()) {
        causes.invalid(&message_path, message, "must not contain line breaks");
    } else if has_lines(text.trim()) && message.trim().is_empty() {
        causes.required(&message_path, "message must be specified if rule contains line breaks");
    }
    let expression = rule.str("messageExpression");
    if !expression.is_empty() && expression.trim().is_empty() {
        let detail = "messageExpression must be non-empty if specified";
        causes.required(&path.child("messageExpression"), detail);
    }
    if let Some(reason) = rule.get("reason").as_str().filter(|reason| !REASONS.contains(reason)) {
        causes.not_supported(&path.child("reason"), Bad::typed(reason), &REASONS);
    }
    let field = rule.str("fieldPath");
    let field_path = path.child("fieldPath");
    if field.is_empty() {
        return;
    }
    if field.trim().is_empty() {
        causes.invalid(&field_path, field, "must be non-empty if specified");
    }
    if has_lines(field) {
        causes.invalid(&field_path, field, "must not contain line breaks");
    }
    if unsupported(schema).is_none() && valid_field_path(field, schema, Brackets::Allowed).is_err() {
        causes.invalid(&field_path, field, "must be a valid path");
    }
}
