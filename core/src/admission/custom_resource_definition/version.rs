//! What each version says beside its schema, and what is said above them.

use super::internal::Internal;
use super::options::Options;
use super::schema::validate_validation;
use super::selectable::validate_selectable_fields;
use super::structural::unsupported;
use crate::admission::field_error::Bad;
use crate::admission::metadata::same;
use crate::admission::{Causes, Check};
use crate::field_path::Path;
use crate::go::quote::is_print;
use crate::value::Value;

const COLUMN_TYPES: [&str; 5] = ["boolean", "date", "integer", "number", "string"];
const COLUMN_FORMATS: [&str; 8] =
    ["byte", "date", "date-time", "double", "float", "int32", "int64", "password"];

/// Source: apiextensions-apiserver v0.37.2 pkg/apis/apiextensions/validation/validation.go
/// `validateCustomResourceDefinitionVersion`
pub(super) fn validate_version<'v>(
    internal: &Internal<'v>,
    version: &'v Value,
    options: &Options<'_>,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    validate_deprecation_warning(version, path, causes);
    let subresources = internal.of(version, "subresources");
    // Of two versions with one name the first one counts.
    let namesake = internal.versions.iter().find(|other| other.str("name") == version.str("name"));
    let has_status = namesake.unwrap_or(version).get("subresources").has("status");
    let schema = internal.of(version, "schema");
    validate_validation(schema, has_status, options.schema, &path.child("schema"), causes);
    validate_subresources(subresources, &path.child("subresources"), causes);
    validate_columns(internal.of(version, "additionalPrinterColumns"), path, causes);
    let fields = internal.of(version, "selectableFields");
    let version_path = path;
    let path = path.child("selectableFields");
    let Some(schema) = Some(schema.get("openAPIV3Schema")).filter(|schema| !schema.is_null()) else {
        if !fields.as_list().is_empty() {
            let detail = "may only be set when `version.schema.openAPIV3Schema` is not included";
            causes.invalid(&path, "", detail);
        }
        return;
    };
    let allowed = may_be_too_many(fields, options, Some(version.str("name")));
    validate_selectable(fields, schema, allowed, version_path, causes);
}

/// Checks fields to select by; a schema that cannot be read is told with them.
fn validate_selectable(
    fields: &Value,
    schema: &Value,
    may_be_too_many: bool,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    if fields.as_list().is_empty() {
        return;
    }
    if let Some(error) = unsupported(schema) {
        let path = path.child("schema");
        causes.invalid(&path.child("openAPIV3Schema"), "", Check::Stated.says(error));
    }
    let path = path.child("selectableFields");
    validate_selectable_fields(fields.as_list(), schema, may_be_too_many, &path, causes);
}

/// Checks what all versions have in common.
///
/// Source: `validateCustomResourceDefinitionSpec`
pub(super) fn validate_top(
    internal: &Internal<'_>,
    options: &Options<'_>,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    let has_status = internal.versions.iter().any(|version| version.get("subresources").has("status"));
    let validation = internal.top("schema");
    validate_validation(validation, has_status, options.schema, &path.child("validation"), causes);
    validate_subresources(internal.top("subresources"), &path.child("subresources"), causes);
    validate_columns(internal.top("additionalPrinterColumns"), path, causes);
    let fields = internal.top("selectableFields");
    if validation.is_null() {
        if !fields.as_list().is_empty() {
            let detail = "may only be set when validations.schema is included";
            causes.invalid(&path.child("selectableFields"), "", detail);
        }
        return;
    }
    let allowed = may_be_too_many(fields, options, None);
    validate_selectable(fields, validation.get("openAPIV3Schema"), allowed, path, causes);
}

/// Says whether fields are as they were, so that there may be too many of them; `version` is the one that has them, all
/// if there is none.
///
/// Source: `findTooManySelectableFieldsAllowed`
fn may_be_too_many(fields: &Value, options: &Options<'_>, version: Option<&str>) -> bool {
    let mut old =
        options.old_versions.iter().filter(|old| version.is_none_or(|name| name == old.str("name")));
    old.any(|old| same(old.get("selectableFields"), fields))
}

/// Source: `validateDeprecationWarning`
fn validate_deprecation_warning(version: &Value, path: &Path<'_>, causes: &mut Causes) {
    let Some(text) = version.get("deprecationWarning").as_str() else { return };
    let path = path.child("deprecationWarning");
    let mut say = |detail: &str| causes.invalid(&path, Bad::typed(text), detail);
    if version.bool("deprecated") != Some(true) {
        say("can only be set for deprecated versions");
        return;
    }
    if text.len() > 256 {
        say("must be <= 256 characters long");
    }
    if text.is_empty() {
        say("must not be an empty string");
    }
    if let Some((at, _)) = text.char_indices().find(|(_, c)| !is_print(*c)) {
        say(&format!(
            "must only contain printable UTF-8 characters; non-printable character found at index {at}"
        ));
    }
}

/// Source: ValidateCustomResourceDefinitionSubresources
fn validate_subresources(subresources: &Value, path: &Path<'_>, causes: &mut Causes) {
    let scale = subresources.get("scale");
    if scale.is_null() {
        return;
    }
    let path = path.child("scale");
    for (field, start) in [("specReplicasPath", ".spec."), ("statusReplicasPath", ".status.")] {
        let (text, path) = (scale.str(field), path.child(field));
        if text.is_empty() {
            causes.required(&path, "");
        } else if validate_simple_json_path(text, &path, causes) && !text.starts_with(start) {
            let root = start.trim_end_matches('.');
            causes.invalid(&path, text, format!("should be a json path under {root}"));
        }
    }
    let text = scale.str("labelSelectorPath");
    let path = path.child("labelSelectorPath");
    if !text.is_empty()
        && validate_simple_json_path(text, &path, causes)
        && !text.starts_with(".spec.")
        && !text.starts_with(".status.")
    {
        causes.invalid(&path, Bad::typed(text), "should be a json path under either .spec or .status");
    }
}

/// Says whether a text is a simple path.
///
/// Source: `validateSimpleJSONPath`
fn validate_simple_json_path(text: &str, path: &Path<'_>, causes: &mut Causes) -> bool {
    let is_simple = text.starts_with('.');
    if !is_simple {
        causes.invalid(path, text, Check::JsonPath.says("must be a simple json path starting with ."));
    }
    is_simple
}

/// Source: ValidateCustomResourceColumnDefinition
fn validate_columns(columns: &Value, path: &Path<'_>, causes: &mut Causes) {
    let path = path.child("additionalPrinterColumns");
    for (at, column) in columns.as_list().iter().enumerate() {
        let path = path.index(at);
        if column.str("name").is_empty() {
            causes.required(&path.child("name"), "");
        }
        let kind = column.str("type");
        let must = |known: &[&str]| format!("must be one of {}", known.join(","));
        if kind.is_empty() {
            causes.required(&path.child("type"), must(&COLUMN_TYPES));
        } else if !COLUMN_TYPES.contains(&kind) {
            causes.invalid(&path.child("type"), kind, must(&COLUMN_TYPES));
        }
        let format = column.str("format");
        if !format.is_empty() && !COLUMN_FORMATS.contains(&format) {
            causes.invalid(&path.child("format"), format, must(&COLUMN_FORMATS));
        }
        let json_path = column.str("jsonPath");
        if json_path.is_empty() {
            causes.required(&path.child("JSONPath"), "");
        } else {
            validate_simple_json_path(json_path, &path.child("JSONPath"), causes);
        }
    }
}
