//! PersistentVolumeClaims.

use super::features::VOLUME_ATTRIBUTES_CLASS;
use super::label_selector::{SelectorValues, validate_label_selector};
use super::metadata::{Scope, name_is_dns_subdomain, validate_immutable_field};
use super::persistent_volume::{
    BETA_STORAGE_CLASS, drop_volume_attributes_class, protect, warn_of_annotations,
};
use super::pod::defaults::set_defaults_persistent_volume_claim_spec;
use super::pod::volume_claim::{ClaimOptions, validate_persistent_volume_claim_spec};
use super::strategy::{reset_status, validate_metadata};
use super::workload::{as_stored, is_same_stored};
use super::{Causes, Check, Context, Strategy, Warning};
use crate::admission::pod::warnings::warnings_for_persistent_volume_claim_spec;
use crate::field_path::Path;
use crate::schema::quantity::Quantity;
use crate::value::{Map, Value};
use std::cmp::Ordering;

pub(super) const STRATEGY: Strategy = Strategy {
    group: "",
    kind: "PersistentVolumeClaim",
    scope: Scope::Namespaced,
    defaults: |_, claim| set_defaults_persistent_volume_claim_spec(claim),
    prepare: prepare_claim,
    validate: validate_persistent_volume_claim,
    warnings: warnings_for_persistent_volume_claim,
    ..Strategy::NONE
};

const VOLUME_ATTRIBUTES: &str = "volumeAttributesClassName";

/// Source: kubernetes v1.37 pkg/registry/core/persistentvolumeclaim/strategy.go PrepareForCreate, PrepareForUpdate,
/// pkg/api/persistentvolumeclaim/util.go DropDisabledFields
fn prepare_claim(context: &Context<'_>, old: Option<&Value>, claim: &mut Value) {
    if old.is_none() {
        protect(claim, "kubernetes.io/pvc-protection");
    }
    reset_status(old, claim);
    let old = old.map(|old| old.get("spec"));
    let Some(spec) = claim.get_mut("spec") else { return };
    drop_volume_attributes_class(context, old, spec);
    // The gate CrossNamespaceVolumeDataSource is off by default in every version.
    let names_namespace = !spec.get("dataSourceRef").str("namespace").is_empty();
    if names_namespace && !old.is_some_and(|old| old.has("dataSourceRef")) {
        spec.remove("dataSourceRef");
    }
    let had_source = old.is_some_and(|old| old.has("dataSource") || old.has("dataSourceRef"));
    if !had_source && !spec.has("dataSourceRef") && !is_claim_or_snapshot(spec.get("dataSource")) {
        spec.remove("dataSource");
    }
    normalize_data_sources(spec);
}

/// Source: kubernetes v1.37 pkg/api/persistentvolumeclaim/util.go dataSourceIsPvcOrSnapshot
fn is_claim_or_snapshot(source: &Value) -> bool {
    matches!(
        (source.str("apiGroup"), source.str("kind")),
        ("", "PersistentVolumeClaim") | ("snapshot.storage.k8s.io", "VolumeSnapshot")
    )
}

/// Source: kubernetes v1.37 pkg/api/persistentvolumeclaim/util.go NormalizeDataSources
fn normalize_data_sources(spec: &mut Value) {
    let (source, reference) = (spec.get("dataSource"), spec.get("dataSourceRef"));
    let (from, to) = match (source.is_null(), reference.is_null()) {
        (false, true) => (source, "dataSourceRef"),
        (true, false) if reference.str("namespace").is_empty() => (reference, "dataSource"),
        _ => return,
    };
    let mut copy = Map::default();
    for field in ["apiGroup", "kind", "name"] {
        if from.has(field) {
            copy.set(field, from.get(field).clone());
        }
    }
    // The copy stands for what was written, so that a finding points there.
    let copy = Value { data: copy.into(), origin: from.origin };
    spec.set(to, copy);
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidatePersistentVolumeClaim,
/// ValidatePersistentVolumeClaimUpdate, ValidationOptionsForPersistentVolumeClaim
fn validate_persistent_volume_claim(
    context: &Context<'_>,
    old: Option<&Value>,
    claim: &Value,
    causes: &mut Causes,
) {
    let mut options = ClaimOptions {
        volume_attributes_class: context.on(VOLUME_ATTRIBUTES_CLASS),
        selector_values: SelectorValues::Checked,
        any_api_group: false,
    };
    if let Some(old) = old {
        validate_metadata(Some(old), claim, Scope::Namespaced, name_is_dns_subdomain, causes);
        let spec = old.get("spec");
        options.volume_attributes_class |= spec.has(VOLUME_ATTRIBUTES);
        options.any_api_group =
            ["dataSource", "dataSourceRef"].iter().any(|field| spec.get(field).has("apiGroup"));
        let mut found = Causes::default();
        let selector = spec.get("selector");
        validate_label_selector(selector, SelectorValues::Checked, &Path::ROOT, &mut found);
        if !found.is_empty() {
            options.selector_values = SelectorValues::Any;
        }
    }
    validate_metadata(None, claim, Scope::Namespaced, name_is_dns_subdomain, causes);
    validate_persistent_volume_claim_spec(claim.get("spec"), options, &Path::new("spec"), causes);
    if let Some(old) = old {
        validate_changes(context, old, claim, options, causes);
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidatePersistentVolumeClaimUpdate; the difference
/// that it prints after its words is left out
fn validate_changes(
    context: &Context<'_>,
    old: &Value,
    claim: &Value,
    options: ClaimOptions,
    causes: &mut Causes,
) {
    const IMMUTABLE: &str = "spec is immutable after creation except resources.requests and \
                             volumeAttributesClassName for bound claims";
    let mut compared = as_stored(claim);
    let mut old_compared = as_stored(old);
    let annotation =
        |claim: &Value| claim.get("metadata").get("annotations").get(BETA_STORAGE_CLASS.key).clone();
    let (annotated, old_annotated) = (annotation(claim), annotation(old));
    let class = claim.get("spec").get("storageClassName").as_str();
    let is_new_class = class.is_some() && !old.get("spec").has("storageClassName");
    let upgrades = is_new_class
        && old_annotated.as_str() == class
        && (annotated.is_null() || annotated.as_str() == class);
    if !upgrades && annotated.as_str().unwrap_or("") != old_annotated.as_str().unwrap_or("") {
        let meta = Path::new("metadata");
        let path = meta.child("annotations");
        causes.invalid(
            &path.child(BETA_STORAGE_CLASS.key),
            annotated.as_str().unwrap_or(""),
            Check::Immutable.says("field is immutable"),
        );
    }
    let allows_class = is_new_class && (old_annotated.is_null() || old_annotated.as_str() == class);
    let is_bound = claim.get("status").str("phase") == "Bound";
    if let (Some(new), Some(old)) = (compared.get_mut("spec"), old_compared.get_mut("spec")) {
        if old.str("volumeName").is_empty() {
            take(old, new, "volumeName");
        }
        if allows_class {
            take(new, old, "storageClassName");
        }
        if is_bound {
            take(new, old, VOLUME_ATTRIBUTES);
        }
        for list in ["requests", "limits"] {
            let old_amounts = old.get("resources").get(list).clone();
            let amounts = new.get_mut("resources").and_then(|resources| resources.get_mut(list));
            if let Some(amounts) = amounts {
                take_equal_amounts(amounts, &old_amounts, is_bound && list == "requests");
            }
        }
        if !is_same_stored(new, old) {
            causes.forbidden(&Path::new("spec"), Check::Update.says(IMMUTABLE));
        }
    }
    let amount = |amounts: &Value| Quantity::of(amounts.get("storage")).unwrap_or(Quantity::ZERO);
    let requested = |claim: &Value| amount(claim.get("spec").get("resources").get("requests"));
    if requested(claim).compare(requested(old)) == Ordering::Less
        && requested(claim).compare(amount(old.get("status").get("capacity"))) != Ordering::Greater
    {
        let path = Path::new("spec");
        let path = path.child("resources");
        let path = path.child("requests");
        let said = Check::BelowCapacity.says("field can not be less than status.capacity");
        causes.forbidden(&path.child("storage"), said);
    }
    let (mode, old_mode) = (claim.get("spec").get("volumeMode"), old.get("spec").get("volumeMode"));
    validate_immutable_field(mode, old_mode, &Path::new("volumeMode"), causes);
    validate_attributes_change(context, old, claim, options, causes);
}

/// Makes a field of one `spec` that of another.
fn take(to: &mut Value, from: &Value, field: &'static str) {
    to.remove(field);
    if from.has(field) {
        to.set(field, from.get(field).clone());
    }
}

/// Makes amounts that are equal however they are written the same; that of storage is made so wherever it is free.
fn take_equal_amounts(amounts: &mut Value, old: &Value, is_storage_free: bool) {
    if is_storage_free && old.has("storage") {
        amounts.set("storage", old.get("storage").clone());
    }
    for entry in old.as_entries() {
        let same = Quantity::of(amounts.get(&entry.key)).zip(Quantity::of(&entry.value));
        if same.is_some_and(|(new, old)| new.compare(old) == Ordering::Equal) {
            amounts.set(entry.key.clone(), entry.value.clone());
        }
    }
}

fn validate_attributes_change(
    context: &Context<'_>,
    old: &Value,
    claim: &Value,
    options: ClaimOptions,
    causes: &mut Causes,
) {
    let (class, old_class) =
        (claim.get("spec").get(VOLUME_ATTRIBUTES), old.get("spec").get(VOLUME_ATTRIBUTES));
    if class.data == old_class.data {
        return;
    }
    let path = Path::new("spec");
    let path = path.child(VOLUME_ATTRIBUTES);
    if !context.on(VOLUME_ATTRIBUTES_CLASS) {
        let text = "update is forbidden when the VolumeAttributesClass feature gate is disabled";
        causes.forbidden(&path, Check::Update.says(text));
    }
    if options.volume_attributes_class && old.get("status").has("currentVolumeAttributesClassName") {
        let what = match class.as_str() {
            None => "nil",
            Some("") => "empty string",
            Some(_) => return,
        };
        let text =
            format!("update to {what} is forbidden when status.currentVolumeAttributesClassName is not nil");
        causes.forbidden(&path, Check::Update.says(text));
    }
}

/// Source: kubernetes v1.37 pkg/api/persistentvolumeclaim/util.go GetWarningsForPersistentVolumeClaim
fn warnings_for_persistent_volume_claim(
    _: &Context<'_>,
    _: Option<&Value>,
    claim: &Value,
    warnings: &mut Vec<Warning>,
) {
    warn_of_annotations(claim, &[BETA_STORAGE_CLASS], warnings);
    warnings_for_persistent_volume_claim_spec(claim.get("spec"), &Path::new("spec"), warnings);
}
