//! PersistentVolumes.

mod source;

use super::features::VOLUME_ATTRIBUTES_CLASS;
use super::field_error::Bad;
use super::go_struct::{self, NODE_SELECTOR_TERM, Shape};
use super::label_selector::{SelectorValues, has_invalid_label_value};
use super::metadata::{Scope, name_is_dns_subdomain, validate_immutable_field};
use super::pod::affinity::validate_node_selector;
use super::pod::defaults::{set_defaults_resource_list, set_defaults_volume_source};
use super::pod::volume_claim::{validate_access_modes, validate_class, validate_volume_mode};
use super::pod::warnings::{removed_volume, warn, warn_of_node_selector_term};
use super::service::default_text;
use super::strategy::{reset_status, validate_metadata};
use super::workload::{as_stored, is_same_stored};
use super::{Causes, Check, Context, Strategy, Warning};
use crate::field_path::Path;
use crate::schema::quantity::Quantity;
use crate::value::{Map, Value};
use source::{SOURCES, validate_source};

pub(super) const STRATEGY: Strategy = Strategy {
    group: "",
    kind: "PersistentVolume",
    scope: Scope::Cluster,
    defaults: set_defaults_persistent_volume,
    prepare: prepare_volume,
    validate: validate_persistent_volume,
    warnings: warnings_for_persistent_volume,
    ..Strategy::NONE
};

/// The annotation that named the class before there was a field for it, and what the server says to it.
pub(super) const BETA_STORAGE_CLASS: DeprecatedAnnotation = DeprecatedAnnotation {
    key: "volume.beta.kubernetes.io/storage-class",
    text: "deprecated since v1.8; use \"storageClassName\" attribute instead",
    instead: Some("storageClassName"),
};

const MOUNT_OPTIONS: DeprecatedAnnotation = DeprecatedAnnotation {
    key: "volume.beta.kubernetes.io/mount-options",
    text: "deprecated since v1.31; use \"mountOptions\" attribute instead",
    instead: Some("mountOptions"),
};

/// What takes mount options from an annotation.
const TAKES_MOUNT_OPTIONS: [&str; 13] = [
    "gcePersistentDisk",
    "awsElasticBlockStore",
    "glusterfs",
    "nfs",
    "rbd",
    "quobyte",
    "iscsi",
    "cinder",
    "cephfs",
    "azureFile",
    "vsphereVolume",
    "azureDisk",
    "photonPersistentDisk",
];

const VOLUME_ATTRIBUTES: &str = "volumeAttributesClassName";

/// Adds the finalizer that keeps an object while it is used, as an admission plugin does.
///
/// Source: kubernetes v1.37 plugin/pkg/admission/storage/storageobjectinuseprotection/admission.go
pub(super) fn protect(object: &mut Value, finalizer: &'static str) {
    const WHY: &str = "StorageObjectInUseProtection";
    let Some(meta) = object.get_mut("metadata") else { return };
    let mut finalizers = meta.list("finalizers").to_vec();
    if !finalizers.iter().any(|name| name.as_str() == Some(finalizer)) {
        finalizers.push(Value::defaulted(finalizer, WHY));
        meta.set("finalizers", Value::defaulted(finalizers, WHY));
    }
}

/// Drops the class of attributes where it is disabled and the stored object has none.
///
/// Source: kubernetes v1.37 pkg/api/persistentvolume/util.go DropDisabledSpecFields,
/// pkg/api/persistentvolumeclaim/util.go DropDisabledFields
pub(super) fn drop_volume_attributes_class(context: &Context<'_>, old: Option<&Value>, spec: &mut Value) {
    if !context.on(VOLUME_ATTRIBUTES_CLASS) && !old.is_some_and(|old| old.has(VOLUME_ATTRIBUTES)) {
        spec.remove(VOLUME_ATTRIBUTES);
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/v1/defaults.go SetDefaults_PersistentVolume,
/// pkg/apis/core/v1/zz_generated.defaults.go SetObjectDefaults_PersistentVolume
fn set_defaults_persistent_volume(_: &Context<'_>, volume: &mut Value) {
    const WHY: &str = "SetDefaults_PersistentVolume";
    volume.default("spec", Map::default(), "PersistentVolume");
    let Some(spec) = volume.get_mut("spec") else { return };
    default_text(spec, "persistentVolumeReclaimPolicy", "Retain", WHY);
    spec.default("volumeMode", "Filesystem", WHY);
    set_defaults_resource_list(spec, "capacity");
    set_defaults_volume_source(spec);
}

/// Source: kubernetes v1.37 pkg/registry/core/persistentvolume/strategy.go PrepareForCreate, PrepareForUpdate
fn prepare_volume(context: &Context<'_>, old: Option<&Value>, volume: &mut Value) {
    if old.is_none() {
        protect(volume, "kubernetes.io/pv-protection");
    }
    reset_status(old, volume);
    if let Some(spec) = volume.get_mut("spec") {
        drop_volume_attributes_class(context, old.map(|old| old.get("spec")), spec);
    }
}

/// Source: kubernetes v1.37 pkg/registry/core/persistentvolume/strategy.go Validate, ValidateUpdate,
/// pkg/apis/core/validation/validation.go ValidatePersistentVolume
fn validate_persistent_volume(
    context: &Context<'_>,
    old: Option<&Value>,
    volume: &Value,
    causes: &mut Causes,
) {
    validate_metadata(None, volume, Scope::Cluster, name_is_dns_subdomain, causes);
    let path = Path::new("spec");
    let spec = volume.get("spec");
    let checks_attributes =
        context.on(VOLUME_ATTRIBUTES_CLASS) || old.is_some_and(|old| old.get("spec").has(VOLUME_ATTRIBUTES));
    let modes = spec.list("accessModes");
    if modes.is_empty() {
        causes.required(&path.child("accessModes"), "");
    }
    validate_access_modes(modes, &path, causes);
    validate_capacity(spec.get("capacity"), &path.child("capacity"), causes);
    let policies = ["Delete", "Recycle", "Retain"];
    let policy = spec.str("persistentVolumeReclaimPolicy");
    if !policy.is_empty() && !policies.contains(&policy) {
        causes.not_supported(&path.child("persistentVolumeReclaimPolicy"), Bad::typed(policy), &policies);
    }
    validate_volume_node_affinity(old, spec, &path, causes);
    validate_sources(volume, &path, causes);
    let host_path = spec.get("hostPath").get("path").as_str();
    if policy == "Recycle" && host_path.is_some_and(is_root) {
        let said = Check::RecycledRoot.says("may not be 'recycle' for a hostPath mount of '/'");
        causes.forbidden(&path.child("persistentVolumeReclaimPolicy"), said);
    }
    validate_class(spec, "storageClassName", &path, causes);
    validate_volume_mode(spec, &path, causes);
    if checks_attributes && spec.has(VOLUME_ATTRIBUTES) {
        if spec.str(VOLUME_ATTRIBUTES).is_empty() {
            causes.required(&path.child(VOLUME_ATTRIBUTES), "an empty string is disallowed");
        }
        validate_class(spec, VOLUME_ATTRIBUTES, &path, causes);
        if !spec.has("csi") {
            causes.required(&path.child("csi"), "has to be specified when using volumeAttributesClassName");
        }
    }
    check_mount_option(volume, causes);
    if let Some(old) = old {
        validate_changes(context, old, volume, causes);
    }
}

fn validate_capacity(capacity: &Value, path: &Path<'_>, causes: &mut Causes) {
    if capacity.as_entries().is_empty() {
        causes.required(path, "");
    }
    if !capacity.has("storage") || capacity.as_entries().len() > 1 {
        causes.not_supported(path, capacity, &["storage"]);
    }
    for entry in capacity.as_entries() {
        let amount = Quantity::of(&entry.value).unwrap_or(Quantity::ZERO);
        let path = path.key(&entry.key);
        if amount.value() < 0 {
            causes.invalid(&path, amount.value(), "must be a valid resource quantity");
        }
        if amount.is_negative() || amount.is_zero() {
            causes.invalid(&path, &amount.canonical(), "must be greater than zero");
        }
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateVolumeNodeAffinity
fn validate_volume_node_affinity(old: Option<&Value>, spec: &Value, path: &Path<'_>, causes: &mut Causes) {
    let affinity = spec.get("nodeAffinity");
    if affinity.is_null() {
        return;
    }
    let path = path.child("nodeAffinity");
    let path = path.child("required");
    if !affinity.has("required") {
        causes.required(&path, "must specify required node constraints");
        return;
    }
    let old_terms =
        old.map(|old| old.get("spec").get("nodeAffinity").get("required").list("nodeSelectorTerms"));
    let values = if old_terms.unwrap_or_default().iter().any(has_invalid_label_value) {
        SelectorValues::Any
    } else {
        SelectorValues::Checked
    };
    validate_node_selector(affinity.get("required"), values, &path, causes);
}

/// Checks that a volume has one source, and that one.
fn validate_sources(volume: &Value, path: &Path<'_>, causes: &mut Causes) {
    let spec = volume.get("spec");
    let mut found = false;
    for (field, in_conflict, below) in SOURCES {
        let source = spec.get(field);
        if source.is_null() {
            continue;
        }
        // A driver of its own may stand beside another source.
        if found && field != "flexVolume" {
            let said = Check::OneSource.says("may not specify more than 1 volume type");
            causes.forbidden(&path.child(in_conflict), said);
        } else {
            let name = volume.get("metadata").str("name");
            validate_source(field, source, name, &path.child(below), causes);
            if field == "local" && !spec.has("nodeAffinity") {
                causes.required(&path.child("nodeAffinity"), "Local volume requires node affinity");
            }
        }
        found = true;
    }
    if !found {
        causes.required(path, Check::SourceMissing.says("must specify a volume type"));
    }
}

/// Says whether a path is that of the root.
///
/// Source: Go 1.26 src/path/path.go Clean
fn is_root(path: &str) -> bool {
    let depth = path.split('/').fold(0_usize, |depth, part| match part {
        "" | "." => depth,
        ".." => depth.saturating_sub(1),
        _ => depth + 1,
    });
    path.starts_with('/') && depth == 0
}

/// Source: kubernetes v1.37 pkg/volume/validation/pv_validation.go checkMountOption
fn check_mount_option(volume: &Value, causes: &mut Causes) {
    let spec = volume.get("spec");
    let takes = TAKES_MOUNT_OPTIONS.iter().any(|field| spec.has(field));
    if !takes && volume.get("metadata").get("annotations").has(MOUNT_OPTIONS.key) {
        let meta = Path::new("metadata");
        let path = meta.child("annotations");
        causes
            .forbidden(&path.child(MOUNT_OPTIONS.key), "may not specify mount options for this volume type");
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidatePersistentVolumeUpdate; the difference that
/// it prints after its words is left out
fn validate_changes(context: &Context<'_>, old: &Value, volume: &Value, causes: &mut Causes) {
    let (mut stored, old_stored) = (as_stored(volume), as_stored(old));
    if let Some(csi) = stored.get_mut("spec").and_then(|spec| spec.get_mut("csi"))
        && !old.get("spec").get("csi").has("controllerExpandSecretRef")
    {
        csi.remove("controllerExpandSecretRef");
    }
    let path = Path::new("spec");
    let is_same =
        |field: &str| is_same_stored(stored.get("spec").get(field), old_stored.get("spec").get(field));
    if !SOURCES.iter().all(|(field, ..)| is_same(field)) {
        let said = Check::Update.says("spec.persistentvolumesource is immutable after creation");
        causes.forbidden(&path.child("persistentvolumesource"), said);
    }
    let (spec, old_spec) = (volume.get("spec"), old.get("spec"));
    let (mode, old_mode) = (spec.get("volumeMode"), old_spec.get("volumeMode"));
    validate_immutable_field(mode, old_mode, &Path::new("volumeMode"), causes);
    // The gate MutablePVNodeAffinity is off by default in every version.
    if old_spec.has("nodeAffinity") {
        validate_node_affinity_change(spec.get("nodeAffinity"), old_spec.get("nodeAffinity"), causes);
    }
    let (class, old_class) = (spec.get(VOLUME_ATTRIBUTES), old_spec.get(VOLUME_ATTRIBUTES));
    if class.data != old_class.data {
        let path = path.child(VOLUME_ATTRIBUTES);
        if !context.on(VOLUME_ATTRIBUTES_CLASS) {
            let text = "update is forbidden when the VolumeAttributesClass feature gate is disabled";
            causes.forbidden(&path, Check::Update.says(text));
        }
        if class.is_null() {
            causes.forbidden(&path, Check::Update.says("update from non-nil value to nil is forbidden"));
        }
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validatePvNodeAffinity, betaToGALabel
fn validate_node_affinity_change(affinity: &Value, old: &Value, causes: &mut Causes) {
    const BETA_TO_GA: [(&str, &str); 5] = [
        ("failure-domain.beta.kubernetes.io/zone", "topology.kubernetes.io/zone"),
        ("failure-domain.beta.kubernetes.io/region", "topology.kubernetes.io/region"),
        ("beta.kubernetes.io/os", "kubernetes.io/os"),
        ("beta.kubernetes.io/arch", "kubernetes.io/arch"),
        ("beta.kubernetes.io/instance-type", "node.kubernetes.io/instance-type"),
    ];
    const AFFINITY: &[go_struct::Field] = &[(
        "Required",
        "required",
        Shape::Pointer(&[("NodeSelectorTerms", "nodeSelectorTerms", Shape::Structs(NODE_SELECTOR_TERM))]),
    )];
    let mut masked = old.clone();
    let terms = masked.get_mut("required").and_then(|required| required.get_mut("nodeSelectorTerms"));
    let new_terms = affinity.get("required").list("nodeSelectorTerms");
    for (term, new_term) in terms.map(Value::as_list_mut).unwrap_or_default().iter_mut().zip(new_terms) {
        for field in ["matchExpressions", "matchFields"] {
            let requirements = term.get_mut(field).map(Value::as_list_mut).unwrap_or_default();
            for (requirement, new) in requirements.iter_mut().zip(new_term.list(field)) {
                if BETA_TO_GA.contains(&(requirement.str("key"), new.str("key"))) {
                    requirement.set("key", new.get("key").clone());
                }
            }
        }
    }
    if !is_same_stored(affinity, &masked) {
        let said = Check::Immutable.says("field is immutable, except for updating from beta label to GA");
        causes.invalid(&Path::new("nodeAffinity"), go_struct::bad(affinity, Shape::Pointer(AFFINITY)), said);
    }
}

/// An annotation that is deprecated.
pub(super) struct DeprecatedAnnotation {
    /// The annotation.
    pub(super) key: &'static str,
    /// What the server says of it.
    pub(super) text: &'static str,
    /// The field that takes its place.
    pub(super) instead: Option<&'static str>,
}

/// Warns of annotations that are deprecated.
pub(super) fn warn_of_annotations(
    object: &Value,
    deprecated: &[DeprecatedAnnotation],
    warnings: &mut Vec<Warning>,
) {
    let meta = Path::new("metadata");
    let path = meta.child("annotations");
    for DeprecatedAnnotation { key, text, instead } in deprecated {
        if object.get("metadata").get("annotations").has(key) {
            warn(&path.key(key), Check::Deprecated { instead: *instead }.says(*text), warnings);
        }
    }
}

/// Source: kubernetes v1.37 pkg/api/persistentvolume/util.go GetWarningsForPersistentVolume
fn warnings_for_persistent_volume(
    _: &Context<'_>,
    _: Option<&Value>,
    volume: &Value,
    warnings: &mut Vec<Warning>,
) {
    warn_of_annotations(volume, &[BETA_STORAGE_CLASS, MOUNT_OPTIONS], warnings);
    let path = Path::new("spec");
    let spec = volume.get("spec");
    if spec.str("persistentVolumeReclaimPolicy") == "Recycle" {
        let text = "The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic \
                    provisioning.";
        let said = Check::Deprecated { instead: None }.says(text);
        warn(&path.child("persistentVolumeReclaimPolicy"), said, warnings);
    }
    let affinity_path = path.child("nodeAffinity");
    let required_path = affinity_path.child("required");
    let terms_path = required_path.child("nodeSelectorTerms");
    let terms = spec.get("nodeAffinity").get("required").list("nodeSelectorTerms");
    for (index, term) in terms.iter().enumerate() {
        warn_of_node_selector_term(term, &terms_path.index(index), warnings);
    }
    for field in ["cephfs", "photonPersistentDisk", "scaleIO", "storageos", "glusterfs", "rbd"] {
        if let Some((name, text)) = removed_volume(field).filter(|_| spec.has(field)) {
            warn(&path.child(name), Check::NonFunctional { instead: None }.says(text), warnings);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_the_root() {
        for path in ["/", "//", "/a/..", "/./"] {
            assert!(is_root(path), "{path}");
        }
        for path in ["", ".", "/a", "/../a", "a/.."] {
            assert!(!is_root(path), "{path}");
        }
    }
}
