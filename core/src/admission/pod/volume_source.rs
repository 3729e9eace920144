//! Sources of volumes, one by one.
//!
//! Source: kubernetes v1.37 pkg/apis/core/validation/validation.go

use super::image_name::validate_pull_policy;
use super::options::PodValidationOptions;
use super::volume_claim::{ClaimOptions, validate_persistent_volume_claim_template};
use super::volume_file::{
    require, validate_default_mode_and_user, validate_downward_api_volume_file, validate_key_to_path,
};
use super::volume_path::{validate_local_descending_path, validate_path_no_backsteps};
use super::volume_projected::validate_projected_volume_source;
use super::volume_storage;
use crate::admission::field_error::Bad;
use crate::admission::names::{inclusive_range_error, is_dns1123_subdomain};
use crate::admission::{Causes, Check};
use crate::field_path::Path;
use crate::schema::quantity::Quantity;
use crate::value::Value;

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

fn validate_empty_dir(source: &Value, path: &Path<'_>, causes: &mut Causes) {
    if Quantity::of(source.get("sizeLimit")).is_some_and(Quantity::is_negative) {
        causes.forbidden(
            &path.child("sizeLimit"),
            Check::NegativeSize.says("SizeLimit field must be a valid resource quantity"),
        );
    }
    if let Some(mode) = source.get("mode").as_int().filter(|mode| !(0..=0o1777).contains(mode)) {
        causes.invalid(&path.child("mode"), mode, Check::FileMode.says(EMPTY_DIR_MODE_ERROR));
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

fn validate_downward_api(source: &Value, path: &Path<'_>, causes: &mut Causes) {
    validate_default_mode_and_user(source, path, causes);
    for file in source.list("items") {
        validate_downward_api_volume_file(file, path, causes);
    }
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
