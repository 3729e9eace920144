//! Sources of persistent volumes, as far as they differ from those of Pods' volumes.
//!
//! Source: kubernetes v1.37 pkg/apis/core/validation/validation.go

use crate::admission::names::{is_dns1123_label, is_dns1123_subdomain};
use crate::admission::pod::volume_file::require;
use crate::admission::pod::volume_path::validate_path_no_backsteps;
use crate::admission::pod::volume_source::{validate_csi_driver_name, validate_disk, validate_host_path};
use crate::admission::pod::volume_storage::{IscsiHolder, validate_iscsi_target, validate_storage};
use crate::admission::{Causes, Check};
use crate::field_path::Path;
use crate::value::Value;

/// The sources in the order in which upstream looks for them: the field, its name in the cause where a volume has
/// several, and its name in the causes below it.
pub(super) const SOURCES: [(&str, &str, &str); 22] = [
    ("hostPath", "hostPath", "hostPath"),
    ("gcePersistentDisk", "gcePersistentDisk", "persistentDisk"),
    ("awsElasticBlockStore", "awsElasticBlockStore", "awsElasticBlockStore"),
    ("glusterfs", "glusterfs", "glusterfs"),
    ("flocker", "flocker", "flocker"),
    ("nfs", "nfs", "nfs"),
    ("rbd", "rbd", "rbd"),
    ("quobyte", "quobyte", "quobyte"),
    ("cephfs", "cephFS", "cephfs"),
    ("iscsi", "iscsi", "iscsi"),
    ("cinder", "cinder", "cinder"),
    ("fc", "fc", "fc"),
    ("flexVolume", "flexVolume", "flexVolume"),
    ("azureFile", "azureFile", "azureFile"),
    ("vsphereVolume", "vsphereVolume", "vsphereVolume"),
    ("photonPersistentDisk", "photonPersistentDisk", "photonPersistentDisk"),
    ("portworxVolume", "portworxVolume", "portworxVolume"),
    ("azureDisk", "azureDisk", "azureDisk"),
    ("scaleIO", "scaleIO", "scaleIO"),
    ("local", "local", "local"),
    ("storageos", "storageos", "storageos"),
    ("csi", "csi", "csi"),
];

/// Checks the source that the field `field` of the volume `name` holds.
pub(super) fn validate_source(field: &str, source: &Value, name: &str, path: &Path<'_>, causes: &mut Causes) {
    match field {
        "hostPath" => validate_host_path(source, path, causes),
        "gcePersistentDisk" => validate_disk(source, "pdName", path, causes),
        "awsElasticBlockStore" => validate_disk(source, "volumeID", path, causes),
        "local" => {
            require(source, &["path"], path, causes);
            validate_path_no_backsteps(source.str("path"), &path.child("path"), causes);
        }
        "iscsi" => validate_iscsi(source, name, path, causes),
        "csi" => validate_csi(source, path, causes),
        _ => validate_storage(field, source, path, causes),
    }
    match field {
        "glusterfs" => validate_endpoints_namespace(source, path, causes),
        "azureFile" if source.get("secretNamespace").as_str() == Some("") => {
            causes.required(&path.child("secretNamespace"), "");
        }
        "cinder" | "storageos" if source.has("secretRef") => {
            require(source.get("secretRef"), &["namespace"], &path.child("secretRef"), causes);
        }
        _ => {}
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateGlusterfsPersistentVolumeSource
fn validate_endpoints_namespace(source: &Value, path: &Path<'_>, causes: &mut Causes) {
    let path = path.child("endpointsNamespace");
    match source.get("endpointsNamespace").as_str() {
        None => {}
        Some("") => {
            causes.invalid(
                &path,
                "",
                Check::Dns1123Label
                    .says("if the endpointnamespace is set, it must be a valid namespace name"),
            );
        }
        Some(namespace) => causes.invalid_each(&path, namespace, is_dns1123_label(namespace)),
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateISCSIPersistentVolumeSource
fn validate_iscsi(source: &Value, name: &str, path: &Path<'_>, causes: &mut Causes) {
    require(source, &["targetPortal"], path, causes);
    let portal = source.str("targetPortal");
    if source.has("initiatorName") && name.len() + 1 + portal.len() > 64 {
        let detail = Check::Stated.says(
            "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if \
                      iscsi.initiatorName is specified.",
        );
        causes.invalid(&path.child("targetportal"), portal, detail);
    }
    validate_iscsi_target(source, IscsiHolder::PersistentVolume, path, causes);
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateCSIPersistentVolumeSource
fn validate_csi(source: &Value, path: &Path<'_>, causes: &mut Causes) {
    validate_csi_driver_name(source.str("driver"), &path.child("driver"), causes);
    require(source, &["volumeHandle"], path, causes);
    for field in [
        "controllerPublishSecretRef",
        "controllerExpandSecretRef",
        "nodePublishSecretRef",
        "nodeExpandSecretRef",
    ] {
        let secret = source.get(field);
        if secret.is_null() {
            continue;
        }
        let path = path.child(field);
        let (name, namespace) = (secret.str("name"), secret.str("namespace"));
        require(secret, &["name"], &path, causes);
        if !name.is_empty() {
            causes.invalid_each(&path.child("name"), name, is_dns1123_subdomain(name));
        }
        require(secret, &["namespace"], &path, causes);
        if !namespace.is_empty() {
            causes.invalid_each(&path.child("namespace"), namespace, is_dns1123_label(namespace));
        }
    }
}
