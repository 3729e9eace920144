//! Volumes of a Pod.
//!
//! Source: kubernetes v1.37 pkg/apis/core/validation/validation.go

use super::options::PodValidationOptions;
use super::volume_source::validate_source;
use crate::admission::names::{is_dns1123_label, is_dns1123_subdomain};
use crate::admission::{Causes, Check};
use crate::field_path::Path;
use crate::value::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The volumes that are in order, by name.
pub(crate) type Volumes<'v> = BTreeMap<&'v str, &'v Value>;

/// The sources of volumes in the order in which upstream looks for them: the field, its name in the cause where a
/// volume has several, and its name in the causes below it.
const SOURCES: [(&str, &str, &str); 30] = [
    ("emptyDir", "emptyDir", "emptyDir"),
    ("hostPath", "hostPath", "hostPath"),
    ("gitRepo", "gitRepo", "gitRepo"),
    ("gcePersistentDisk", "gcePersistentDisk", "persistentDisk"),
    ("awsElasticBlockStore", "awsElasticBlockStore", "awsElasticBlockStore"),
    ("secret", "secret", "secret"),
    ("nfs", "nfs", "nfs"),
    ("iscsi", "iscsi", "iscsi"),
    ("glusterfs", "glusterfs", "glusterfs"),
    ("flocker", "flocker", "flocker"),
    ("persistentVolumeClaim", "persistentVolumeClaim", "persistentVolumeClaim"),
    ("rbd", "rbd", "rbd"),
    ("cinder", "cinder", "cinder"),
    ("cephfs", "cephFS", "cephfs"),
    ("quobyte", "quobyte", "quobyte"),
    ("downwardAPI", "downwarAPI", "downwardAPI"),
    ("fc", "fc", "fc"),
    ("flexVolume", "flexVolume", "flexVolume"),
    ("configMap", "configMap", "configMap"),
    ("azureFile", "azureFile", "azureFile"),
    ("vsphereVolume", "vsphereVolume", "vsphereVolume"),
    ("photonPersistentDisk", "photonPersistentDisk", "photonPersistentDisk"),
    ("portworxVolume", "portworxVolume", "portworxVolume"),
    ("azureDisk", "azureDisk", "azureDisk"),
    ("storageos", "storageos", "storageos"),
    ("projected", "projected", "projected"),
    ("scaleIO", "scaleIO", "scaleIO"),
    ("csi", "csi", "csi"),
    ("ephemeral", "ephemeral", "ephemeral"),
    ("image", "image", "image"),
];

/// Checks the volumes of a Pod and returns those that are in order; `pod_name` is absent for templates.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidateVolumes
pub(crate) fn validate_volumes<'v>(
    volumes: &'v [Value],
    pod_name: Option<&str>,
    path: &Path<'_>,
    options: &PodValidationOptions,
    causes: &mut Causes,
) -> Volumes<'v> {
    let pod_name = pod_name.filter(|name| !name.is_empty());
    let created_claims: BTreeSet<String> = volumes
        .iter()
        .filter(|volume| volume.has("ephemeral"))
        .filter_map(|volume| Some(format!("{}-{}", pod_name?, volume.str("name"))))
        .collect();
    let mut valid = Volumes::new();
    for (index, volume) in volumes.iter().enumerate() {
        let path = path.index(index);
        let name = volume.str("name");
        let mut found = Causes::default();
        validate_volume_source(volume, pod_name, &path, options, &mut found);
        if name.is_empty() {
            found.required(&path.child("name"), "");
        } else {
            found.invalid_each(&path.child("name"), name, is_dns1123_label(name));
        }
        if valid.contains_key(name) {
            found.duplicate(&path.child("name"), name);
        }
        if found.list.is_empty() {
            valid.insert(name, volume);
        }
        causes.list.append(&mut found.list);
        let claim = volume.get("persistentVolumeClaim").str("claimName");
        if created_claims.contains(claim) {
            let detail = "must not reference a PVC that gets created for an ephemeral volume";
            causes.invalid(&path.child("persistentVolumeClaim").child("claimName"), claim, detail);
        }
    }
    valid
}

/// Checks that a volume has one source, and that one.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateVolumeSource
fn validate_volume_source(
    volume: &Value,
    pod_name: Option<&str>,
    path: &Path<'_>,
    options: &PodValidationOptions,
    causes: &mut Causes,
) {
    let name = volume.str("name");
    let mut found = false;
    for (field, in_conflict, below) in SOURCES {
        let source = volume.get(field);
        if source.is_null() {
            continue;
        }
        if found {
            let said = Check::OneSource.says("may not specify more than 1 volume type");
            causes.forbidden(&path.child(in_conflict), said);
        } else {
            validate_source(field, source, &path.child(below), options, causes);
            if let ("ephemeral", Some(pod_name), false) = (field, pod_name, name.is_empty()) {
                validate_ephemeral_claim_name(&format!("{pod_name}-{name}"), name, path, causes);
            }
        }
        found = true;
        let portal = source.str("targetPortal");
        if field == "iscsi" && source.has("initiatorName") && name.len() + 1 + portal.len() > 64 {
            let detail = Check::Stated.says(
                "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if \
                          iscsi.initiatorName is specified.",
            );
            causes.invalid(&path.child("name"), name, detail);
        }
    }
    if !found {
        causes.required(path, "must specify a volume type");
    }
}

fn validate_ephemeral_claim_name(claim: &str, name: &str, path: &Path<'_>, causes: &mut Causes) {
    for message in is_dns1123_subdomain(claim) {
        let detail = format!("PVC name {}: {message}", crate::go::quote::go_quote(claim));
        causes.invalid(&path.child("name"), name, message.origin.says(detail));
    }
}
