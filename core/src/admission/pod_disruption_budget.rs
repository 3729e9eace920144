//! PodDisruptionBudgets.

use super::field_error::Bad;
use super::go_struct::{self, Shape};
use super::label_selector::{SelectorValues, validate_label_selector};
use super::metadata::{Scope, same};
use super::strategy::reset_status;
use super::workload::{is_not_more_than_100_percent, validate_positive_int_or_percent};
use super::{Causes, Check, Context, Strategy};
use crate::field_path::Path;
use crate::value::{Map, Value};

pub(super) const STRATEGY: Strategy = Strategy {
    group: "policy",
    kind: "PodDisruptionBudget",
    scope: Scope::Namespaced,
    defaults: |_, budget| budget.default("spec", Map::default(), "PodDisruptionBudget"),
    prepare: prepare_budget,
    validate: validate_pod_disruption_budget,
    ..Strategy::NONE
};

/// The key that conversion from v1beta1 uses for itself.
const V1BETA1_LABEL: &str = "pdb.kubernetes.io/deprecated-v1beta1-empty-selector-match";

/// `policy.PodDisruptionBudgetSpec`.
const SPEC: &[go_struct::Field] = &[
    ("MinAvailable", "minAvailable", Shape::Plain("null")),
    ("Selector", "selector", Shape::Selector),
    ("MaxUnavailable", "maxUnavailable", Shape::Plain("null")),
    ("UnhealthyPodEvictionPolicy", "unhealthyPodEvictionPolicy", Shape::Plain("null")),
];

/// Source: kubernetes v1.37 pkg/registry/policy/poddisruptionbudget/strategy.go PrepareForCreate, PrepareForUpdate,
/// dropDisabledFields, pkg/apis/policy/helper.go StripPDBV1beta1Label
fn prepare_budget(_: &Context<'_>, old: Option<&Value>, budget: &mut Value) {
    reset_status(old, budget);
    let selector = budget.get("spec").get("selector");
    if old.is_some_and(|old| same(old.get("spec").get("selector"), selector)) {
        return;
    }
    let expressions = selector.list("matchExpressions");
    let matches_none = selector.get("matchLabels").as_entries().is_empty()
        && matches!(expressions, [only] if only.str("key") == V1BETA1_LABEL
            && only.str("operator") == "Exists" && only.list("values").is_empty());
    if matches_none || !expressions.iter().any(|expression| expression.str("key") == V1BETA1_LABEL) {
        return;
    }
    let kept: Vec<Value> =
        expressions.iter().filter(|expression| expression.str("key") != V1BETA1_LABEL).cloned().collect();
    let kept = Value { data: kept.into(), origin: selector.get("matchExpressions").origin };
    if let Some(selector) = budget.get_mut("spec").and_then(|spec| spec.get_mut("selector")) {
        selector.set("matchExpressions", kept);
    }
}

/// Source: kubernetes v1.37 pkg/apis/policy/validation/validation.go ValidatePodDisruptionBudget,
/// pkg/registry/policy/poddisruptionbudget/strategy.go hasInvalidLabelValueInLabelSelector
fn validate_pod_disruption_budget(_: &Context<'_>, old: Option<&Value>, budget: &Value, causes: &mut Causes) {
    const FIELDS: [&str; 2] = ["minAvailable", "maxUnavailable"];
    let path = Path::new("spec");
    let spec = budget.get("spec");
    if FIELDS.iter().all(|field| spec.has(field)) {
        let [one, other] = FIELDS;
        let said = Check::EitherOf(one, other).says("minAvailable and maxUnavailable cannot be both set");
        causes.invalid(&path, go_struct::bad(spec, Shape::Struct(SPEC)), said);
    }
    for field in FIELDS {
        if spec.has(field) {
            validate_positive_int_or_percent(spec.get(field), &path.child(field), causes);
            is_not_more_than_100_percent(spec.get(field), &path.child(field), causes);
        }
    }
    let mut values = SelectorValues::Checked;
    if let Some(old) = old {
        let mut found = Causes::default();
        validate_label_selector(old.get("spec").get("selector"), values, &Path::ROOT, &mut found);
        if !found.is_empty() {
            values = SelectorValues::Any;
        }
    }
    validate_label_selector(spec.get("selector"), values, &path.child("selector"), causes);
    let policies = ["AlwaysAllow", "IfHealthyBudget"];
    let policy = spec.get("unhealthyPodEvictionPolicy").as_str();
    if let Some(policy) = policy.filter(|policy| !policies.contains(policy)) {
        causes.not_supported(&path.child("unhealthyPodEvictionPolicy"), Bad::typed(policy), &policies);
    }
}
