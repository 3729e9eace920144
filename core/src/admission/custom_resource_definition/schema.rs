//! The schema of a version, as a whole.

use super::options::{Asked, SchemaOptions};
use super::walk::{any_schema, is_set, schemas, visit};
use super::{defaulting, open_api, printed, structural};
use crate::admission::go_struct::Shape;
use crate::admission::{Causes, Check};
use crate::field_path::Path;
use crate::value::Value;

/// The options for replacing a definition; a new one has an absent old spec.
///
/// Source: `requireValidPropertyType`, `requirePrunedDefaults`, `requireAtomicSetType`,
/// `requireMapListKeysMapSetValidation`
pub(super) fn schema_options(old: &Value) -> SchemaOptions {
    SchemaOptions {
        valid_property_type: Asked::unless(any_schema(old, &open_api::has_invalid_type)),
        pruned_defaults: Asked::unless(schemas(old).any(|schema| {
            let mut has_any = false;
            visit(schema, &mut |schema| has_any |= defaulting::has_unpruned_default(schema));
            has_any && structural::validate_structural(schema, &Path::ROOT).is_empty()
        })),
        atomic_set_type: Asked::unless(any_schema(old, &open_api::has_non_atomic_set_type)),
        map_list_keys: Asked::unless(any_schema(old, &|schema| {
            let mut causes = Causes::default();
            open_api::validate_map_list_keys_map_set(schema, &Path::ROOT, &mut causes);
            !causes.is_empty()
        })),
    }
}

/// What may stand at the root of a schema whose status is taken out of it, by Go's names.
const ALLOWED_AT_ROOT: &str = "Description Type Format Title Maximum ExclusiveMaximum Minimum ExclusiveMinimum \
                               MaxLength MinLength Pattern MaxItems MinItems UniqueItems MultipleOf Required Items \
                               Properties ExternalDocs Example XPreserveUnknownFields XValidations";

/// Source: apiextensions-apiserver v0.37.2 pkg/apis/apiextensions/validation/validation.go
/// `validateCustomResourceDefinitionValidation`
pub(super) fn validate_validation(
    validation: &Value,
    has_status: bool,
    options: SchemaOptions,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    let schema = validation.get("openAPIV3Schema");
    if schema.is_null() {
        return;
    }
    let path = path.child("openAPIV3Schema");
    let mut found = Causes::default();
    if has_status {
        validate_root_fields(schema, &path, &mut found);
    }
    if schema.bool("nullable") == Some(true) {
        found.forbidden(&path.child("nullable"), "nullable cannot be true at the root");
    }
    let unsupported = structural::unsupported(schema);
    if unsupported.is_none() {
        let mut broken = structural::validate_structural(schema, &path);
        if broken.is_empty() {
            broken = defaulting::validate_defaults(schema, options.pruned_defaults, &path);
        }
        found.list.extend(broken.list);
    }
    open_api::validate(schema, open_api::Place::ROOT, options, &path, &mut found);
    if let Some(error) = unsupported.filter(|_| found.is_empty()) {
        found.invalid(&path, "", Check::Stated.says(error));
    }
    causes.list.extend(found.list);
}

/// Tells of the first field that may not stand at the root.
fn validate_root_fields(schema: &Value, path: &Path<'_>, causes: &mut Causes) {
    for (name, field, shape) in &printed::JSON_SCHEMA_PROPS {
        let value = schema.get(field);
        // Texts and truth values are no pointers: what is zero is not there.
        let is_plain = matches!(shape, Shape::Plain("\"\"" | "false"));
        let is_there = if is_plain { is_set(value) } else { !value.is_null() };
        if !is_there {
            continue;
        }
        if *name == "Type" && schema.str("type") != "object" {
            let detail = "only \"object\" is allowed as the type at the root of the schema if the status subresource \
                          is enabled";
            causes.invalid(&path.child("type"), schema.str("type"), Check::Stated.says(detail));
            return;
        }
        if !ALLOWED_AT_ROOT.split(' ').any(|allowed| allowed == *name) {
            let detail = format!(
                "only [{ALLOWED_AT_ROOT}] fields are allowed at the root of the schema if the status subresource is \
                 enabled"
            );
            causes.invalid(path, printed::schema(schema), Check::Stated.says(detail));
            return;
        }
    }
}
