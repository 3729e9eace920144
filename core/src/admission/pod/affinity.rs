//! Affinity of Pods to nodes and to each other.
//!
//! Source: kubernetes v1.37 pkg/apis/core/validation/validation.go

use super::options::PodValidationOptions;
use crate::admission::field_error::Bad;
use crate::admission::label_selector::{SelectorValues, validate_label_name, validate_label_selector};
use crate::admission::names::{is_dns1123_label, is_dns1123_subdomain, is_valid_label_value};
use crate::admission::{Causes, Check};
use crate::field_path::Path;
use crate::value::Value;
use std::collections::{BTreeMap, BTreeSet};

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";

/// Checks a Pod's affinity.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateAffinity
pub(crate) fn validate_affinity(
    affinity: &Value,
    options: &PodValidationOptions,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    if affinity.has("nodeAffinity") {
        validate_node_affinity(affinity.get("nodeAffinity"), options, &path.child("nodeAffinity"), causes);
    }
    for kind in ["podAffinity", "podAntiAffinity"] {
        let path = path.child(kind);
        let terms = affinity.get(kind);
        for (index, term) in terms.list(REQUIRED).iter().enumerate() {
            validate_pod_affinity_term(
                term,
                options.affinity_selectors,
                &path.child(REQUIRED).index(index),
                causes,
            );
        }
        for (index, weighted) in terms.list(PREFERRED).iter().enumerate() {
            let path = path.child(PREFERRED);
            let path = path.index(index);
            validate_weight(weighted, &path, causes);
            let term = weighted.get("podAffinityTerm");
            validate_pod_affinity_term(
                term,
                options.affinity_selectors,
                &path.child("podAffinityTerm"),
                causes,
            );
        }
    }
}

fn validate_weight(weighted: &Value, path: &Path<'_>, causes: &mut Causes) {
    let weight = weighted.int("weight");
    if !(1..=100).contains(&weight) {
        causes.invalid(&path.child("weight"), weight, "must be in the range 1-100");
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateNodeAffinity
fn validate_node_affinity(
    affinity: &Value,
    options: &PodValidationOptions,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    let required = affinity.get(REQUIRED);
    if !required.is_null() {
        let values = if options.allow_invalid_label_value_in_required_node_affinity {
            SelectorValues::Any
        } else {
            SelectorValues::Checked
        };
        validate_node_selector(required, values, &path.child(REQUIRED), causes);
    }
    let path = path.child(PREFERRED);
    for (index, preferred) in affinity.list(PREFERRED).iter().enumerate() {
        let path = path.index(index);
        validate_weight(preferred, &path, causes);
        let term = preferred.get("preference");
        validate_node_selector_term(term, SelectorValues::Any, &path.child("preference"), causes);
    }
}

/// Checks a selector of nodes.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidateNodeSelector
pub(crate) fn validate_node_selector(
    selector: &Value,
    values: SelectorValues,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    let path = path.child("nodeSelectorTerms");
    let terms = selector.list("nodeSelectorTerms");
    if terms.is_empty() {
        causes.required(&path, "must have at least one node selector term");
    }
    for (index, term) in terms.iter().enumerate() {
        validate_node_selector_term(term, values, &path.index(index), causes);
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidateNodeSelectorTerm
fn validate_node_selector_term(term: &Value, values: SelectorValues, path: &Path<'_>, causes: &mut Causes) {
    for (index, requirement) in term.list("matchExpressions").iter().enumerate() {
        let path = path.child("matchExpressions");
        validate_node_selector_requirement(requirement, values, &path.index(index), causes);
    }
    for (index, requirement) in term.list("matchFields").iter().enumerate() {
        let path = path.child("matchFields");
        validate_node_field_selector_requirement(requirement, &path.index(index), causes);
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidateNodeSelectorRequirement
fn validate_node_selector_requirement(
    requirement: &Value,
    checked: SelectorValues,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    let values_path = path.child("values");
    let values = requirement.list("values");
    match requirement.str("operator") {
        "In" | "NotIn" if values.is_empty() => {
            causes.required(&values_path, "must be specified when `operator` is 'In' or 'NotIn'");
        }
        "Exists" | "DoesNotExist" if !values.is_empty() => {
            causes.forbidden(
                &values_path,
                "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
            );
        }
        "Gt" | "Lt" if values.len() != 1 => {
            causes.required(&values_path, "must be specified single value when `operator` is 'Lt' or 'Gt'");
        }
        "In" | "NotIn" | "Exists" | "DoesNotExist" | "Gt" | "Lt" => {}
        other => causes.invalid(
            &path.child("operator"),
            Bad::typed(other),
            Check::SelectorOperator.says("not a valid selector operator"),
        ),
    }
    validate_label_name(requirement.str("key"), &path.child("key"), causes);
    if checked == SelectorValues::Checked {
        for (index, value) in values.iter().enumerate() {
            let value = value.as_str().unwrap_or("");
            causes.invalid_each(&values_path.index(index), value, is_valid_label_value(value));
        }
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidateNodeFieldSelectorRequirement
fn validate_node_field_selector_requirement(requirement: &Value, path: &Path<'_>, causes: &mut Causes) {
    let values = requirement.list("values");
    let values_path = path.child("values");
    match requirement.str("operator") {
        "In" | "NotIn" => {
            if values.len() != 1 {
                let detail =
                    "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
                causes.required(&values_path, detail);
            }
        }
        other => causes.invalid(
            &path.child("operator"),
            Bad::typed(other),
            Check::SelectorOperator.says("not a valid selector operator"),
        ),
    }
    let key = requirement.str("key");
    if key != "metadata.name" {
        causes.invalid(
            &path.child("key"),
            key,
            Check::FieldSelectorKey.says("not a valid field selector key"),
        );
        return;
    }
    for (index, value) in values.iter().enumerate() {
        let value = value.as_str().unwrap_or("");
        causes.invalid_each(&values_path.index(index), value, is_dns1123_subdomain(value));
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validatePodAffinityTerm
fn validate_pod_affinity_term(term: &Value, values: SelectorValues, path: &Path<'_>, causes: &mut Causes) {
    validate_label_selector(term.get("labelSelector"), values, &path.child("labelSelector"), causes);
    validate_label_selector(term.get("namespaceSelector"), values, &path.child("namespaceSelector"), causes);
    for name in term.list("namespaces") {
        let name = name.as_str().unwrap_or("");
        causes.invalid_each(&path.child("namespace"), name, is_dns1123_label(name));
    }
    let (matching, mismatching) = (term.list("matchLabelKeys"), term.list("mismatchLabelKeys"));
    validate_match_label_keys_and_mismatch_label_keys(
        matching,
        mismatching,
        term.get("labelSelector"),
        path,
        causes,
    );
    let key = term.str("topologyKey");
    if key.is_empty() {
        causes.required(&path.child("topologyKey"), "can not be empty");
    }
    validate_label_name(key, &path.child("topologyKey"), causes);
}

/// Checks keys whose values a Pod shares, or does not share, with the Pods a selector means.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidateMatchLabelKeysAndMismatchLabelKeys
pub(crate) fn validate_match_label_keys_and_mismatch_label_keys(
    matching: &[Value],
    mismatching: &[Value],
    selector: &Value,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    validate_label_keys(matching, selector, &path.child("matchLabelKeys"), causes);
    validate_label_keys(mismatching, selector, &path.child("mismatchLabelKeys"), causes);
    let places: BTreeMap<&str, usize> =
        matching.iter().enumerate().map(|(index, key)| (key.as_str().unwrap_or(""), index)).collect();
    let mut selected: BTreeSet<&str> =
        selector.entries("matchLabels").iter().map(|entry| entry.key.as_ref()).collect();
    for expression in selector.list("matchExpressions") {
        let key = expression.str("key");
        if let Some(place) = places.get(key).filter(|_| selected.contains(key)) {
            causes.invalid(
                &path.index(*place),
                key,
                Check::Stated.says("exists in both matchLabelKeys and labelSelector"),
            );
        }
        selected.insert(key);
    }
    for (index, key) in matching.iter().enumerate() {
        let key = key.as_str().unwrap_or("");
        if mismatching.iter().any(|other| other.as_str() == Some(key)) {
            let detail = Check::Stated.says("exists in both matchLabelKeys and mismatchLabelKeys");
            causes.invalid(&path.child("matchLabelKeys").index(index), key, detail);
        }
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateLabelKeys
fn validate_label_keys(keys: &[Value], selector: &Value, path: &Path<'_>, causes: &mut Causes) {
    if keys.is_empty() {
        return;
    }
    if selector.is_null() {
        causes.forbidden(path, "must not be specified when labelSelector is not set");
        return;
    }
    for (index, key) in keys.iter().enumerate() {
        validate_label_name(key.as_str().unwrap_or(""), &path.index(index), causes);
    }
}
