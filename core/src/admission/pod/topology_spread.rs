//! How Pods are spread over a cluster.
//!
//! Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateTopologySpreadConstraints

use super::affinity::validate_match_label_keys_and_mismatch_label_keys;
use super::options::{MatchLabelKeys, PodValidationOptions};
use crate::admission::field_error::Bad;
use crate::admission::label_selector::{SelectorValues, validate_label_name, validate_label_selector};
use crate::admission::{Causes, Check};
use crate::field_path::Path;
use crate::value::Value;
use std::collections::{BTreeMap, BTreeSet};

const ACTIONS: [&str; 2] = ["DoNotSchedule", "ScheduleAnyway"];

/// Checks the constraints.
pub(crate) fn validate_topology_spread_constraints(
    constraints: &[Value],
    options: &PodValidationOptions,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    let pairs = constraints.iter().map(|one| (one.str("topologyKey"), one.str("whenUnsatisfiable")));
    let last: BTreeMap<(&str, &str), usize> = pairs.zip(0..).collect();
    for (index, constraint) in constraints.iter().enumerate() {
        let path = path.index(index);
        validate_positive(constraint.int("maxSkew"), &path.child("maxSkew"), causes);
        let (key, action) = (constraint.str("topologyKey"), constraint.str("whenUnsatisfiable"));
        if key.is_empty() {
            causes.required(&path.child("topologyKey"), "can not be empty");
        }
        if !ACTIONS.contains(&action) {
            causes.not_supported(&path.child("whenUnsatisfiable"), Bad::typed(action), &ACTIONS);
        }
        if last.get(&(key, action)).is_some_and(|last| *last > index) {
            let pair = format!("{{{key}, {action}}}");
            causes.duplicate(&path.child("{topologyKey, whenUnsatisfiable}"), &pair);
        }
        if let Some(domains) = constraint.get("minDomains").as_int() {
            validate_positive(domains, &path.child("minDomains"), causes);
            if action != "DoNotSchedule" {
                let detail =
                    format!("can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {action}");
                causes.invalid(&path.child("minDomains"), domains, &detail);
            }
        }
        for field in ["nodeAffinityPolicy", "nodeTaintsPolicy"] {
            let policy = constraint.get(field).as_str();
            if let Some(policy) = policy.filter(|policy| !matches!(*policy, "Honor" | "Ignore")) {
                causes.not_supported(&path.child(field), Bad::typed(policy), &["Honor", "Ignore"]);
            }
        }
        validate_match_label_keys(constraint, options.match_label_keys, &path, causes);
        if !options.allow_invalid_topology_spread_constraint_label_selector {
            let selector = constraint.get("labelSelector");
            validate_label_selector(selector, SelectorValues::Checked, &path.child("labelSelector"), causes);
        }
    }
}

/// Checks that a number is greater than zero.
fn validate_positive(number: i64, path: &Path<'_>, causes: &mut Causes) {
    if number <= 0 {
        causes.invalid(path, number, "must be greater than zero");
    }
}

fn validate_match_label_keys(constraint: &Value, keys: MatchLabelKeys, path: &Path<'_>, causes: &mut Causes) {
    let (matching, selector) = (constraint.list("matchLabelKeys"), constraint.get("labelSelector"));
    match keys {
        MatchLabelKeys::Merged => {
            validate_match_label_keys_and_mismatch_label_keys(matching, &[], selector, path, causes);
        }
        MatchLabelKeys::Beside => {
            validate_match_label_keys_beside(matching, selector, &path.child("matchLabelKeys"), causes);
        }
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidateMatchLabelKeysInTopologySpread
fn validate_match_label_keys_beside(keys: &[Value], selector: &Value, path: &Path<'_>, causes: &mut Causes) {
    if keys.is_empty() {
        return;
    }
    if selector.is_null() {
        causes.forbidden(path, "must not be specified when labelSelector is not set");
    }
    let labels = selector.entries("matchLabels").iter().map(|entry| entry.key.as_ref());
    let expressions = selector.list("matchExpressions").iter().map(|expression| expression.str("key"));
    let selected: BTreeSet<&str> = labels.chain(expressions).collect();
    for (index, key) in keys.iter().enumerate() {
        let key = key.as_str().unwrap_or("");
        let path = path.index(index);
        validate_label_name(key, &path, causes);
        if selected.contains(key) {
            causes.invalid(&path, key, Check::Stated.says("exists in both matchLabelKeys and labelSelector"));
        }
    }
}

/// How `matchLabelKeys` is checked where a stored spec does not pass the check of its version: the other way.
///
/// Source: kubernetes v1.37 pkg/api/pod/util.go hasInvalidTopologySpreadConstrainMatchLabelKeys
pub(crate) fn match_label_keys_of_stored(keys: MatchLabelKeys, stored: &Value) -> MatchLabelKeys {
    let mut causes = Causes::default();
    for constraint in stored.list("topologySpreadConstraints") {
        validate_match_label_keys(constraint, keys, &Path::ROOT, &mut causes);
    }
    match (causes.list.is_empty(), keys) {
        (true, keys) => keys,
        (false, MatchLabelKeys::Merged) => MatchLabelKeys::Beside,
        (false, MatchLabelKeys::Beside) => MatchLabelKeys::Merged,
    }
}
