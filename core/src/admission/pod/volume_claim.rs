//! The `spec` of claims of persistent volumes, as claims and their templates state it.
//!
//! Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidatePersistentVolumeClaimSpec

use super::resources::validate_resource_quantity_value;
use crate::admission::field_error::Bad;
use crate::admission::label_selector::{SelectorValues, validate_label_selector, validate_labels};
use crate::admission::metadata::validate_annotations;
use crate::admission::names::{is_dns1123_label, is_dns1123_subdomain};
use crate::admission::{Causes, Check};
use crate::field_path::Path;
use crate::schema::quantity::Quantity;
use crate::value::Value;

/// Modes of access, sorted.
const ACCESS_MODES: [&str; 4] = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];

/// How strictly a claim is checked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ClaimOptions {
    /// `volumeAttributesClassName` is checked.
    pub(crate) volume_attributes_class: bool,
    /// How the values of the selector are checked.
    pub(crate) selector_values: SelectorValues,
    /// The groups of data sources are not checked.
    pub(crate) any_api_group: bool,
}

impl ClaimOptions {
    /// For a new claim.
    pub(crate) const NEW: Self = Self {
        volume_attributes_class: true,
        selector_values: SelectorValues::Checked,
        any_api_group: false,
    };
}

/// Checks the template of an ephemeral volume's claim.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidatePersistentVolumeClaimTemplate
pub(crate) fn validate_persistent_volume_claim_template(
    template: &Value,
    options: ClaimOptions,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    validate_template_object_meta(template.get("metadata"), &path.child("metadata"), causes);
    validate_persistent_volume_claim_spec(template.get("spec"), options, &path.child("spec"), causes);
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidateTemplateObjectMeta
fn validate_template_object_meta(meta: &Value, path: &Path<'_>, causes: &mut Causes) {
    const OTHERS: [&str; 12] = [
        "name",
        "generateName",
        "namespace",
        "selfLink",
        "uid",
        "resourceVersion",
        "generation",
        "creationTimestamp",
        "deletionTimestamp",
        "deletionGracePeriodSeconds",
        "ownerReferences",
        "finalizers",
    ];
    validate_annotations(meta.get("annotations"), &path.child("annotations"), causes);
    validate_labels(meta.get("labels"), &path.child("labels"), causes);
    for field in OTHERS {
        let value = meta.get(field);
        let empty = value.as_str().is_some_and(str::is_empty) || value.as_int() == Some(0);
        if !value.is_null() && !empty {
            causes.forbidden(&path.child(field), "cannot be set");
        }
    }
}

/// Checks the `spec` of a claim.
pub(crate) fn validate_persistent_volume_claim_spec(
    spec: &Value,
    options: ClaimOptions,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    let modes = spec.list("accessModes");
    if modes.is_empty() {
        causes.required(&path.child("accessModes"), "at least 1 access mode is required");
    }
    let selector = spec.get("selector");
    validate_label_selector(selector, options.selector_values, &path.child("selector"), causes);
    validate_access_modes(modes, path, causes);
    let storage = spec.get("resources").get("requests").get("storage");
    let resources = path.child("resources");
    let storage_path = resources.key("storage");
    match Quantity::of(storage) {
        None => causes.required(&storage_path, ""),
        Some(amount) if amount.is_negative() || amount.is_zero() => {
            causes.invalid(&storage_path, &amount.canonical(), "must be greater than zero");
        }
        Some(amount) => validate_resource_quantity_value("storage", amount, &storage_path, causes),
    }
    validate_class(spec, "storageClassName", path, causes);
    validate_volume_mode(spec, path, causes);
    validate_data_sources(spec, options, path, causes);
    if options.volume_attributes_class {
        validate_class(spec, "volumeAttributesClassName", path, causes);
    }
}

/// Checks the mode of a claim or volume, whose `spec` stands at `path`.
pub(crate) fn validate_volume_mode(spec: &Value, path: &Path<'_>, causes: &mut Causes) {
    let mode = spec.get("volumeMode").as_str();
    if let Some(mode) = mode.filter(|mode| !matches!(*mode, "Block" | "Filesystem")) {
        causes.not_supported(&path.child("volumeMode"), Bad::typed(mode), &["Block", "Filesystem"]);
    }
}

/// Checks the name of a class, if there is one.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidateClassName
pub(crate) fn validate_class(spec: &Value, field: &str, path: &Path<'_>, causes: &mut Causes) {
    let name = spec.str(field);
    if !name.is_empty() {
        causes.invalid_each(&path.child(field), name, is_dns1123_subdomain(name));
    }
}

/// Checks the modes of access of a claim or volume, whose `spec` stands at `path`.
pub(crate) fn validate_access_modes(modes: &[Value], path: &Path<'_>, causes: &mut Causes) {
    let modes_path = path.child("accessModes");
    let modes: Vec<&str> = modes.iter().map(|mode| mode.as_str().unwrap_or("")).collect();
    for mode in modes.iter().filter(|mode| !ACCESS_MODES.contains(mode)) {
        causes.not_supported(&modes_path, Bad::typed(mode), &ACCESS_MODES);
    }
    let one_pod = modes.contains(&"ReadWriteOncePod");
    if one_pod && modes.iter().any(|mode| *mode != "ReadWriteOncePod" && ACCESS_MODES.contains(mode)) {
        let said = Check::AccessModeAlone.says("may not use ReadWriteOncePod with other access modes");
        causes.forbidden(&modes_path, said);
    }
}

fn validate_data_sources(spec: &Value, options: ClaimOptions, path: &Path<'_>, causes: &mut Causes) {
    let (source, reference) = (spec.get("dataSource"), spec.get("dataSourceRef"));
    for (field, value) in [("dataSource", source), ("dataSourceRef", reference)] {
        if !value.is_null() {
            validate_data_source(value, options, &path.child(field), causes);
        }
    }
    // Upstream shows a path as the value, which prints as an empty struct.
    let bad = || Bad::json("{}");
    let has_both = !source.is_null() && !reference.is_null();
    if !reference.str("namespace").is_empty() {
        if has_both {
            causes.invalid(path, bad(), "may not be specified when dataSourceRef.namespace is specified");
        }
    } else if has_both {
        let same = ["apiGroup", "kind", "name"]
            .into_iter()
            .all(|field| source.get(field).as_str() == reference.get(field).as_str());
        if !same {
            causes.invalid(path, bad(), "must match dataSourceRef");
        }
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateDataSource, validateDataSourceRef
fn validate_data_source(source: &Value, options: ClaimOptions, path: &Path<'_>, causes: &mut Causes) {
    let (name, kind, group) = (source.str("name"), source.str("kind"), source.str("apiGroup"));
    if name.is_empty() {
        causes.required(&path.child("name"), "");
    }
    if kind.is_empty() {
        causes.required(&path.child("kind"), "");
    }
    if group.is_empty() && kind != "PersistentVolumeClaim" {
        let detail = "must be 'PersistentVolumeClaim' when referencing the default apiGroup";
        causes.invalid(path, kind, detail);
    }
    if !group.is_empty() && !options.any_api_group {
        causes.invalid_each(&path.child("apiGroup"), group, is_dns1123_subdomain(group));
    }
    let namespace = source.str("namespace");
    if !namespace.is_empty() {
        causes.invalid_each(&path.child("namespace"), namespace, is_dns1123_label(namespace));
    }
}
