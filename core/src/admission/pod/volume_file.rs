//! Files that volumes show, and what sources of volumes share.
//!
//! Source: kubernetes v1.37 pkg/apis/core/validation/validation.go

use super::container_env::{
    ResourceReference, VOLUME_FIELDS, validate_container_resource_field_selector,
    validate_object_field_selector,
};
use super::volume_path::validate_local_non_reserved_path;
use crate::admission::names::{is_dns1123_label, is_valid_user_id};
use crate::admission::{Causes, Check};
use crate::field_path::Path;
use crate::value::Value;

pub(crate) const FILE_MODE_ERROR: &str = "must be a number between 0 and 0777 (octal), both inclusive";

/// Checks that fields are there and not empty.
pub(crate) fn require(source: &Value, fields: &[&str], path: &Path<'_>, causes: &mut Causes) {
    for field in fields {
        if source.str(field).is_empty() {
            causes.required(&path.child(field), "");
        }
    }
}

/// Checks the mode and the owner that a volume's files have by default.
pub(crate) fn validate_default_mode_and_user(source: &Value, path: &Path<'_>, causes: &mut Causes) {
    validate_mode(source.get("defaultMode"), &path.child("defaultMode"), causes);
    validate_user_field(source.get("defaultUser"), &path.child("defaultUser"), causes);
}

pub(crate) fn validate_mode(mode: &Value, path: &Path<'_>, causes: &mut Causes) {
    if let Some(mode) = mode.as_int().filter(|mode| !(0..=0o777).contains(mode)) {
        causes.invalid(path, mode, Check::FileMode.says(FILE_MODE_ERROR));
    }
}

/// Checks the owner of a file.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateUserField
pub(crate) fn validate_user_field(user: &Value, path: &Path<'_>, causes: &mut Causes) {
    if let Some(user) = user.as_int() {
        causes.invalid_each(path, user, is_valid_user_id(user));
    }
}

/// Checks where a key's content goes.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateKeyToPath
pub(crate) fn validate_key_to_path(item: &Value, path: &Path<'_>, causes: &mut Causes) {
    require(item, &["key", "path"], path, causes);
    validate_local_non_reserved_path(item.str("path"), &path.child("path"), causes);
    validate_mode(item.get("mode"), &path.child("mode"), causes);
    validate_user_field(item.get("user"), &path.child("user"), causes);
}

/// Checks a file that shows a field or a resource; upstream names no index in the causes.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateDownwardAPIVolumeFile
pub(crate) fn validate_downward_api_volume_file(file: &Value, path: &Path<'_>, causes: &mut Causes) {
    require(file, &["path"], path, causes);
    validate_local_non_reserved_path(file.str("path"), &path.child("path"), causes);
    let (field, resource) = (file.get("fieldRef"), file.get("resourceFieldRef"));
    if !field.is_null() {
        validate_object_field_selector(field, &VOLUME_FIELDS, &path.child("fieldRef"), causes);
        if !resource.is_null() {
            let detail =
                Check::Stated.says("fieldRef and resourceFieldRef can not be specified simultaneously");
            causes.invalid(path, "resource", detail);
        }
    } else if resource.is_null() {
        causes.required(path, "one of fieldRef and resourceFieldRef is required");
    } else {
        let path = path.child("resourceFieldRef");
        validate_container_resource_field_selector(resource, ResourceReference::Volume, &path, causes);
    }
    validate_mode(file.get("mode"), &path.child("mode"), causes);
    validate_user_field(file.get("user"), &path.child("user"), causes);
}

/// Checks a name that must be a DNS label.
pub(crate) fn validate_label(name: &str, path: &Path<'_>, causes: &mut Causes) {
    causes.invalid_each(path, name, is_dns1123_label(name));
}
