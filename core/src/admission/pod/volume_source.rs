//! Sources of volumes, one by one.
//!
//! Source: kubernetes v1.37 pkg/apis/core/validation/validation.go

use super::container::validate_pull_policy;
use super::container_env::{
    ResourceReference, VOLUME_FIELDS, validate_container_resource_field_selector,
    validate_object_field_selector,
};
use super::options::PodValidationOptions;
use super::volume_claim::{ClaimOptions, validate_persistent_volume_claim_template};
use super::volume_path::{
    validate_local_descending_path, validate_local_non_reserved_path, validate_path_no_backsteps,
};
use super::volume_projected::validate_projected_volume_source;
use super::volume_storage;
use crate::admission::Causes;
use crate::admission::field_error::Bad;
use crate::admission::names::{
    inclusive_range_error, is_dns1123_label, is_dns1123_subdomain, is_valid_user_id,
};
use crate::field_path::Path;
use crate::schema::quantity::Quantity;
use crate::value::Value;

const FILE_MODE_ERROR: &str = "must be a number between 0 and 0777 (octal), both inclusive";
const EMPTY_DIR_MODE_ERROR: &str = "must be a number between 0 and 01777 (octal), both inclusive";

/// Values of `hostPath.type`, sorted.
const HOST_PATH_TYPES: [&str; 8] =
    ["", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"];

/// Checks the source that the field `field` of a volume holds.
pub(crate) fn validate_source(
    field: &str,
    source: &Value,
    path: &Path<'_>,
    options: &PodValidationOptions,
    causes: &mut Causes,
) {
    match field {
        "emptyDir" => validate_empty_dir(source, path, causes),
        "hostPath" => validate_host_path(source, path, causes),
        "gitRepo" => {
            require(source, &["repository"], path, causes);
            validate_local_descending_path(source.str("directory"), &path.child("directory"), causes);
        }
        "gcePersistentDisk" => validate_disk(source, "pdName", path, causes),
        "awsElasticBlockStore" => validate_disk(source, "volumeID", path, causes),
        "secret" => validate_keys_source(source, "secretName", path, causes),
        "configMap" => validate_keys_source(source, "name", path, causes),
        "persistentVolumeClaim" => require(source, &["claimName"], path, causes),
        "downwardAPI" => validate_downward_api(source, path, causes),
        "projected" => validate_projected_volume_source(source, path, options, causes),
        "csi" => validate_csi(source, path, causes),
        "ephemeral" => {
            let template = source.get("volumeClaimTemplate");
            let path = path.child("volumeClaimTemplate");
            if template.is_null() {
                causes.required(&path, "");
            } else {
                validate_persistent_volume_claim_template(template, ClaimOptions::NEW, &path, causes);
            }
        }
        "image" => {
            if !options.allow_empty_image_volume_reference {
                require(source, &["reference"], path, causes);
            }
            validate_pull_policy(source.str("pullPolicy"), &path.child("pullPolicy"), causes);
        }
        _ => volume_storage::validate_storage(field, source, path, causes),
    }
}

/// Checks that fields are there and not empty.
pub(crate) fn require(source: &Value, fields: &[&str], path: &Path<'_>, causes: &mut Causes) {
    for field in fields {
        if source.str(field).is_empty() {
            causes.required(&path.child(field), "");
        }
    }
}

fn validate_empty_dir(source: &Value, path: &Path<'_>, causes: &mut Causes) {
    if Quantity::of(source.get("sizeLimit")).is_some_and(Quantity::is_negative) {
        causes.forbidden(&path.child("sizeLimit"), "SizeLimit field must be a valid resource quantity");
    }
    if let Some(mode) = source.get("mode").as_int().filter(|mode| !(0..=0o1777).contains(mode)) {
        causes.invalid(&path.child("mode"), mode, EMPTY_DIR_MODE_ERROR);
    }
}

/// Checks a path of a node.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateHostPathVolumeSource
pub(crate) fn validate_host_path(source: &Value, path: &Path<'_>, causes: &mut Causes) {
    if source.str("path").is_empty() {
        causes.required(&path.child("path"), "");
        return;
    }
    validate_path_no_backsteps(source.str("path"), &path.child("path"), causes);
    if let Some(kind) = source.get("type").as_str().filter(|kind| !HOST_PATH_TYPES.contains(kind)) {
        causes.not_supported(&path.child("type"), Bad::typed(kind), &HOST_PATH_TYPES);
    }
}

/// Checks a disk of a cloud, whose identity is in the field `name`.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateGCEPersistentDiskVolumeSource,
/// validateAWSElasticBlockStoreVolumeSource
pub(crate) fn validate_disk(source: &Value, name: &str, path: &Path<'_>, causes: &mut Causes) {
    require(source, &[name], path, causes);
    let partition = source.int("partition");
    if !(0..=255).contains(&partition) {
        causes.invalid(&path.child("partition"), partition, inclusive_range_error(1, 255));
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateSecretVolumeSource,
/// validateConfigMapVolumeSource
fn validate_keys_source(source: &Value, name: &str, path: &Path<'_>, causes: &mut Causes) {
    require(source, &[name], path, causes);
    validate_default_mode_and_user(source, path, causes);
    let path = path.child("items");
    for (index, item) in source.list("items").iter().enumerate() {
        validate_key_to_path(item, &path.index(index), causes);
    }
}

/// Checks the mode and the owner that a volume's files have by default.
pub(crate) fn validate_default_mode_and_user(source: &Value, path: &Path<'_>, causes: &mut Causes) {
    validate_mode(source.get("defaultMode"), &path.child("defaultMode"), causes);
    validate_user_field(source.get("defaultUser"), &path.child("defaultUser"), causes);
}

fn validate_mode(mode: &Value, path: &Path<'_>, causes: &mut Causes) {
    if let Some(mode) = mode.as_int().filter(|mode| !(0..=0o777).contains(mode)) {
        causes.invalid(path, mode, FILE_MODE_ERROR);
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

fn validate_downward_api(source: &Value, path: &Path<'_>, causes: &mut Causes) {
    validate_default_mode_and_user(source, path, causes);
    for file in source.list("items") {
        validate_downward_api_volume_file(file, path, causes);
    }
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
            let detail = "fieldRef and resourceFieldRef can not be specified simultaneously";
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

/// Checks the name of a driver.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidateCSIDriverName
pub(crate) fn validate_csi_driver_name(driver: &str, path: &Path<'_>, causes: &mut Causes) {
    if driver.is_empty() {
        causes.required(path, "");
        return;
    }
    if driver.len() > 63 {
        causes.too_long(path, 63);
    }
    causes.invalid_each(path, driver, is_dns1123_subdomain(&driver.to_lowercase()));
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateCSIVolumeSource
fn validate_csi(source: &Value, path: &Path<'_>, causes: &mut Causes) {
    validate_csi_driver_name(source.str("driver"), &path.child("driver"), causes);
    let secret = source.get("nodePublishSecretRef");
    if secret.is_null() {
        return;
    }
    match secret.str("name") {
        "" => causes.required(&path.child("nodePublishSecretRef").child("name"), ""),
        name => causes.invalid_each(&path.child("name"), name, is_dns1123_subdomain(name)),
    }
}

/// Checks a name that must be a DNS label.
pub(crate) fn validate_label(name: &str, path: &Path<'_>, causes: &mut Causes) {
    causes.invalid_each(path, name, is_dns1123_label(name));
}
