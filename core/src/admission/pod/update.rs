//! What may change in a Pod that is stored.
//!
//! Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidatePodUpdate

use super::annotations::{validate_pod_specific_annotation_updates, validate_pod_specific_annotations};
use super::containers::items_mut;
use super::options::PodValidationOptions;
use super::spec::validate_pod_metadata_and_spec;
use super::toleration::validate_tolerations;
use crate::admission::go_struct::{self, Shape};
use crate::admission::label_selector::sorted_pairs;
use crate::admission::metadata::{Scope, name_is_dns_subdomain, same};
use crate::admission::names::inclusive_range_error;
use crate::admission::strategy::validate_metadata;
use crate::admission::workload::{as_stored, is_same_stored};
use crate::admission::{Causes, Check};
use crate::field_path::Path;
use crate::value::Value;

/// Fields that may change, as the API server lists them.
const UPDATABLE: &str = "`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,\
                         `spec.tolerations` (only additions to existing tolerations),\
                         `spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

/// Checks the Pod that replaces `old`.
pub(crate) fn validate_pod_update(
    pod: &Value,
    old: &Value,
    options: &PodValidationOptions,
    causes: &mut Causes,
) {
    let (meta_path, path) = (Path::new("metadata"), Path::new("spec"));
    validate_metadata(Some(old), pod, Scope::Namespaced, name_is_dns_subdomain, causes);
    validate_pod_metadata_and_spec(pod, options, causes);
    let (pod, old) = (as_stored(pod), as_stored(old));
    let (spec, old_spec) = (pod.get("spec"), old.get("spec"));
    let annotations = pod.get("metadata").get("annotations");
    let annotations_path = meta_path.child("annotations");
    let old_annotations = old.get("metadata").get("annotations");
    validate_pod_specific_annotation_updates(annotations, old_annotations, &annotations_path, causes);
    validate_pod_specific_annotations(annotations, spec, &annotations_path, options, causes);
    for list in ["containers", "initContainers"] {
        let (new, old) = (spec.list(list), old_spec.list(list));
        if new.len() != old.len() {
            causes.forbidden(
                &path.child(list),
                Check::Update.says("pod updates may not add or remove containers"),
            );
            return;
        }
        validate_images(new, &path.child(list), causes);
    }
    if !validate_active_deadline(spec, old_spec, &path.child("activeDeadlineSeconds"), causes) {
        return;
    }
    validate_only_added_tolerations(spec, old_spec, options, &path.child("tolerations"), causes);
    validate_only_deleted_scheduling_gates(spec, old_spec, &path.child("schedulingGates"), causes);
    if is_same_stored(spec, old_spec) {
        return;
    }
    let mut munged = spec.clone();
    munge(&mut munged, old_spec);
    if !old_spec.list("schedulingGates").is_empty() {
        munge_gated(&mut munged, old_spec, &path, causes);
    }
    if !is_same_stored(&munged, old_spec) {
        causes.forbidden(
            &path,
            Check::Update.says(format!("pod updates may not change fields other than {UPDATABLE}")),
        );
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidateContainerUpdates
fn validate_images(containers: &[Value], path: &Path<'_>, causes: &mut Causes) {
    for (index, container) in containers.iter().enumerate() {
        let path = path.index(index);
        let image = container.str("image");
        if image.is_empty() {
            causes.required(&path.child("image"), "");
        }
        if image.trim() != image {
            causes.invalid(&path.child("image"), image, "must not have leading or trailing whitespace");
        }
    }
}

/// Says whether to go on.
fn validate_active_deadline(spec: &Value, old: &Value, path: &Path<'_>, causes: &mut Causes) -> bool {
    let limit = i64::from(i32::MAX);
    let old = old.get("activeDeadlineSeconds").as_int();
    match spec.get("activeDeadlineSeconds").as_int() {
        Some(seconds) if !(0..=limit).contains(&seconds) => {
            causes.invalid(path, seconds, inclusive_range_error(0, limit));
            false
        }
        Some(seconds) if old.is_some_and(|old| old < seconds) => {
            causes.invalid(path, seconds, "must be less than or equal to previous value");
            false
        }
        None if old.is_some() => {
            let detail = Check::Update.says("must not update from a positive integer to nil value");
            causes.invalid(path, crate::admission::field_error::Bad::null(), detail);
            true
        }
        _ => true,
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateOnlyAddedTolerations
fn validate_only_added_tolerations(
    spec: &Value,
    old: &Value,
    options: &PodValidationOptions,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    let without_seconds = |toleration: &Value| {
        let mut toleration = toleration.clone();
        toleration.remove("tolerationSeconds");
        toleration
    };
    let new: Vec<Value> = spec.list("tolerations").iter().map(without_seconds).collect();
    let kept = |old: &Value| new.iter().any(|new| same(new, &without_seconds(old)));
    if !old.list("tolerations").iter().all(kept) {
        causes.forbidden(
            path,
            Check::Update.says("existing toleration can not be modified except its tolerationSeconds"),
        );
        return;
    }
    validate_tolerations(spec.list("tolerations"), options, path, causes);
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateOnlyDeletedSchedulingGates
fn validate_only_deleted_scheduling_gates(spec: &Value, old: &Value, path: &Path<'_>, causes: &mut Causes) {
    let stored = old.list("schedulingGates");
    for (index, gate) in spec.list("schedulingGates").iter().enumerate() {
        let name = gate.str("name");
        if !stored.iter().any(|old| old.str("name") == name) {
            let detail = format!("only deletion is allowed, but found new scheduling gate '{name}'");
            causes.forbidden(&path.index(index).child("name"), &detail);
        }
    }
}

/// Takes from the stored spec what may change.
fn munge(spec: &mut Value, old: &Value) {
    for list in ["containers", "initContainers"] {
        for (new, old) in items_mut(spec, list).iter_mut().zip(old.list(list)) {
            copy(new, old, "image");
        }
    }
    for field in ["activeDeadlineSeconds", "schedulingGates", "tolerations"] {
        copy(spec, old, field);
    }
    if old.int("terminationGracePeriodSeconds") < 0 && spec.int("terminationGracePeriodSeconds") == 1 {
        copy(spec, old, "terminationGracePeriodSeconds");
    }
}

fn copy(new: &mut Value, old: &Value, field: &'static str) {
    if old.has(field) {
        new.set(field, old.get(field).clone());
    } else {
        new.remove(field);
    }
}

/// Takes from the stored spec what may grow while the Pod waits to be scheduled.
fn munge_gated(spec: &mut Value, old: &Value, path: &Path<'_>, causes: &mut Causes) {
    let (selector, old_selector) = (spec.get("nodeSelector"), old.get("nodeSelector"));
    if !same(selector, old_selector) {
        if sorted_pairs(old_selector).iter().any(|(key, value)| selector.get(key).as_str() != Some(*value)) {
            let detail = "only additions to spec.nodeSelector are allowed (no mutations or deletions)";
            causes.invalid(&path.child("nodeSelector"), selector, detail);
        }
        copy(spec, old, "nodeSelector");
    }
    let old_affinity = old.get("affinity").get("nodeAffinity");
    let affinity = spec.get("affinity").get("nodeAffinity");
    if same(affinity, old_affinity) {
        return;
    }
    validate_node_affinity_mutation(affinity, old_affinity, path, causes);
    let others = ["podAffinity", "podAntiAffinity"].iter().any(|kind| spec.get("affinity").has(kind));
    match (spec.has("affinity"), old.has("affinity")) {
        (true, false) if !others => drop(spec.remove("affinity")),
        (false, false) => {}
        _ => {
            if let Some(affinity) = spec.map_mut("affinity", "ValidatePodUpdate") {
                copy(affinity, old.get("affinity"), "nodeAffinity");
            }
        }
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateNodeAffinityMutation
fn validate_node_affinity_mutation(affinity: &Value, old: &Value, path: &Path<'_>, causes: &mut Causes) {
    const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
    let (terms, old_terms) =
        (affinity.get(REQUIRED).list("nodeSelectorTerms"), old.get(REQUIRED).list("nodeSelectorTerms"));
    let path = path.child("affinity");
    let path = path.child("nodeAffinity");
    let path = path.child(REQUIRED);
    let path = path.child("nodeSelectorTerms");
    if !old_terms.is_empty() && old_terms.len() != terms.len() {
        let shape = Shape::Structs(go_struct::NODE_SELECTOR_TERM);
        let bad = go_struct::bad(affinity.get(REQUIRED).get("nodeSelectorTerms"), shape);
        causes.invalid(
            &path,
            bad,
            Check::Update.says("no additions/deletions to non-empty NodeSelectorTerms list are allowed"),
        );
        return;
    }
    for (index, (term, old)) in terms.iter().zip(old_terms).enumerate() {
        if !has_only_additions(term, old) {
            let bad = go_struct::bad(term, Shape::Struct(go_struct::NODE_SELECTOR_TERM));
            causes.invalid(
                &path.index(index),
                bad,
                Check::Update.says("only additions are allowed (no mutations or deletions)"),
            );
        }
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateNodeSelectorTermHasOnlyAdditions
fn has_only_additions(term: &Value, old: &Value) -> bool {
    let fields = ["matchExpressions", "matchFields"];
    let was_empty = fields.iter().all(|field| old.list(field).is_empty());
    if was_empty {
        return fields.iter().all(|field| term.list(field).is_empty());
    }
    fields.iter().all(|field| {
        let (new, old) = (term.list(field), old.list(field));
        new.len() >= old.len() && new.iter().zip(old).all(|(new, old)| same(new, old))
    })
}
