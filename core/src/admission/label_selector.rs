//! Labels and label selectors.
//!
//! Source: kubernetes v1.37 staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/validation/validation.go

use super::field_error::Bad;
use super::names::{is_qualified_name, is_valid_label_value};
use super::{Causes, Check};
use crate::field_path::Path;
use crate::object::label_selector::Operator;
use crate::value::{Entry, Origin, Value};

/// Whether values of `In` and `NotIn` must be label values; an object that was stored otherwise keeps them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SelectorValues {
    /// They must.
    Checked,
    /// Anything goes.
    Any,
}

/// Checks a label selector; an absent one is right.
pub fn validate_label_selector(
    selector: &Value,
    values: SelectorValues,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    validate_labels(selector.get("matchLabels"), &path.child("matchLabels"), causes);
    let expressions_path = path.child("matchExpressions");
    for (at, expression) in selector.list("matchExpressions").iter().enumerate() {
        validate_label_selector_requirement(expression, values, &expressions_path.index(at), causes);
    }
}

fn validate_label_selector_requirement(
    requirement: &Value,
    values: SelectorValues,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    let given = requirement.list("values");
    match requirement.str("operator") {
        "In" | "NotIn" => {
            if given.is_empty() {
                causes
                    .required(&path.child("values"), "must be specified when `operator` is 'In' or 'NotIn'");
            }
        }
        "Exists" | "DoesNotExist" => {
            if !given.is_empty() {
                let detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
                causes.forbidden(&path.child("values"), detail);
            }
        }
        // The operator is a Go type of its own, which prints as JSON.
        other => causes.invalid(
            &path.child("operator"),
            Bad::typed(other),
            Check::SelectorOperator.says("not a valid selector operator"),
        ),
    }
    validate_label_name(requirement.str("key"), &path.child("key"), causes);
    if values == SelectorValues::Checked {
        let values_path = path.child("values");
        for (at, value) in given.iter().enumerate() {
            let value = value.as_str().unwrap_or("");
            causes.invalid_each(&values_path.index(at), value, is_valid_label_value(value));
        }
    }
}

/// Says whether a selector has a value that is not a label value.
pub fn has_invalid_label_value(selector: &Value) -> bool {
    selector
        .list("matchExpressions")
        .iter()
        .flat_map(|expression| expression.list("values"))
        .any(|value| !is_valid_label_value(value.as_str().unwrap_or("")).is_empty())
}

/// Checks a label's key.
pub fn validate_label_name(name: &str, path: &Path<'_>, causes: &mut Causes) {
    causes.invalid_each(path, name, is_qualified_name(name));
}

/// Checks labels; causes name the whole map, in the order of the keys, as upstream's order is random.
///
/// Values that the server chooses are as they should be.
pub fn validate_labels(labels: &Value, path: &Path<'_>, causes: &mut Causes) {
    let mut entries: Vec<&Entry> = labels.as_entries().iter().collect();
    entries.sort_unstable_by(|a, b| a.key.cmp(&b.key));
    for entry in entries {
        validate_label_name(&entry.key, path, causes);
        if !matches!(entry.value.origin, Origin::Allocated(_)) {
            let value = entry.value.as_str().unwrap_or("");
            causes.invalid_each(path, value, is_valid_label_value(value));
        }
    }
}

/// The pairs of a map of texts, by key.
pub(crate) fn sorted_pairs(map: &Value) -> Vec<(&str, &str)> {
    let mut pairs: Vec<(&str, &str)> = map
        .as_entries()
        .iter()
        .map(|entry| (entry.key.as_ref(), entry.value.as_str().unwrap_or("")))
        .collect();
    pairs.sort_unstable();
    pairs
}

/// Says whether labels match a selector; an absent selector matches nothing, an empty one everything.
pub fn matches(selector: &Value, labels: &Value) -> bool {
    if selector.is_null() {
        return false;
    }
    let has = |key: &str| labels.get(key).as_str();
    let pairs = selector.entries("matchLabels").iter().all(|entry| has(&entry.key) == entry.value.as_str());
    pairs
        && selector.list("matchExpressions").iter().all(|expression| {
            Operator::named(expression.str("operator")).is_some_and(|operator| {
                let mut values = expression.list("values").iter().filter_map(Value::as_str);
                operator.holds(has(expression.str("key")), &mut values)
            })
        })
}
