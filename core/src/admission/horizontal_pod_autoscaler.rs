//! HorizontalPodAutoscalers, of both versions.
//!
//! Version 1 has a field only for a share of the processor; the server judges its objects in the form of version 2.
//!
//! Source: kubernetes v1.37 pkg/apis/autoscaling/validation/validation.go,
//! pkg/registry/autoscaling/horizontalpodautoscaler/strategy.go

mod annotations;

use super::features::{DECLARATIVE_VALIDATION_BETA, HPA_CONFIGURABLE_TOLERANCE, HPA_SCALE_TO_ZERO};
use super::field_error::Bad;
use super::metadata::{Scope, name_is_dns_subdomain, same};
use super::names::{is_dns1123_label, is_valid_path_segment_name};
use super::strategy::validate_metadata;
use super::{Causes, Check, Context, Strategy};
use crate::admission::pod::resource_names::validate_container_resource_name;
use crate::field_path::Path;
use crate::schema::quantity::Quantity;
use crate::value::{Data, Map, Value};
use std::borrow::Cow;

pub(super) const STRATEGY: Strategy = Strategy {
    group: "autoscaling",
    kind: "HorizontalPodAutoscaler",
    scope: Scope::Namespaced,
    defaults: set_defaults_horizontal_pod_autoscaler,
    prepare: prepare_horizontal_pod_autoscaler,
    validate: validate_horizontal_pod_autoscaler,
    ..Strategy::NONE
};

const WHY: &str = "SetDefaults_HorizontalPodAutoscaler";
const V1_TARGET: &str = "targetCPUUtilizationPercentage";
const DEFAULT_CPU_UTILIZATION: i64 = 80;
const MAX_PERIOD_SECONDS: i64 = 1800;
const MAX_STABILIZATION_WINDOW_SECONDS: i64 = 3600;

/// A direction, with the window and the policies that it has where a manifest does not say: of 15 seconds each, by type
/// and value.
type Direction = (&'static str, Option<i64>, &'static [(&'static str, i64)]);

const DIRECTIONS: [Direction; 2] =
    [("scaleUp", Some(0), &[("Pods", 4), ("Percent", 100)]), ("scaleDown", None, &[("Percent", 100)])];

/// What a metric's target must say.
struct Target {
    /// One of these must be set; the last is the one that is missed.
    one_of: &'static [&'static str],
    missing: &'static str,
    /// This must not be set if all are.
    not_both: Option<(&'static str, &'static str)>,
}

/// A source of metrics: its type, its field, and what it consists of.
struct Source {
    kind: &'static str,
    field: &'static str,
    target: Target,
}

const RESOURCE_TARGET: Target = Target {
    one_of: &["averageValue", "averageUtilization"],
    missing: "must set either a target raw value or a target utilization",
    not_both: Some(("averageValue", "may not set both a target raw value and a target utilization")),
};

/// In the order in which upstream looks for them.
const SOURCES: [Source; 5] = [
    Source {
        kind: "Object",
        field: "object",
        target: Target {
            one_of: &["value", "averageValue"],
            missing: "must set either a target value or averageValue",
            not_both: None,
        },
    },
    Source {
        kind: "External",
        field: "external",
        target: Target {
            one_of: &["value", "averageValue"],
            missing: "must set either a target value for metric or a per-pod target",
            not_both: Some(("value", "may not set both a target value for metric and a per-pod target")),
        },
    },
    Source {
        kind: "Pods",
        field: "pods",
        target: Target {
            one_of: &["averageValue"],
            missing: "must specify a positive target averageValue",
            not_both: None,
        },
    },
    Source { kind: "Resource", field: "resource", target: RESOURCE_TARGET },
    Source { kind: "ContainerResource", field: "containerResource", target: RESOURCE_TARGET },
];

const SOURCE_TYPES: [&str; 5] = ["ContainerResource", "External", "Object", "Pods", "Resource"];

/// Source: kubernetes v1.37 pkg/apis/autoscaling/v2/defaults.go SetDefaults_HorizontalPodAutoscaler,
/// `copyHPAScalingRules`, pkg/apis/autoscaling/v1/conversion.go
/// `Convert_v1_HorizontalPodAutoscaler_To_autoscaling_HorizontalPodAutoscaler`
fn set_defaults_horizontal_pod_autoscaler(_: &Context<'_>, object: &mut Value) {
    let is_v1 = is_v1(object);
    let has_others = is_v1 && !annotations::metrics(object).is_empty();
    let Some(spec) = object.map_mut("spec", WHY) else { return };
    spec.default("minReplicas", 1, WHY);
    if is_v1 {
        if !has_others {
            spec.default(V1_TARGET, DEFAULT_CPU_UTILIZATION, WHY);
        }
        return;
    }
    if spec.list("metrics").is_empty() {
        spec.set("metrics", Value::defaulted(cpu_utilization(DEFAULT_CPU_UTILIZATION), WHY));
    }
    let Some(behavior) = spec.get_mut("behavior").filter(|behavior| !behavior.is_null()) else { return };
    for (direction, window, policies) in DIRECTIONS {
        let Some(rules) = behavior.map_mut(direction, WHY) else { continue };
        if let Some(window) = window {
            rules.default("stabilizationWindowSeconds", window, WHY);
        }
        rules.default("selectPolicy", "Max", WHY);
        let policy = |(kind, value): &(&'static str, i64)| {
            let fields = [("type", (*kind).into()), ("value", (*value).into()), ("periodSeconds", 15.into())];
            map(fields)
        };
        rules.default("policies", policies.iter().map(policy).collect::<Vec<_>>(), WHY);
    }
}

fn is_v1(object: &Value) -> bool {
    object.str("apiVersion") == "autoscaling/v1"
}

fn map<const N: usize>(fields: [(&'static str, Data); N]) -> Value {
    let mut map = Map::default();
    for (name, data) in fields {
        map.set(name, Value::defaulted(data, WHY));
    }
    Value::defaulted(map, WHY)
}

/// Metrics that ask for a share of the processor.
fn cpu_utilization(percent: i64) -> Vec<Value> {
    let target = map([("type", "Utilization".into()), ("averageUtilization", percent.into())]);
    let resource = map([("name", "cpu".into()), ("target", target.data)]);
    vec![map([("type", "Resource".into()), ("resource", resource.data)])]
}

/// The spec in the form of version 2.
///
/// Source: kubernetes v1.37 pkg/apis/autoscaling/v1/conversion.go
/// `Convert_v1_HorizontalPodAutoscaler_To_autoscaling_HorizontalPodAutoscaler`
fn internal_spec(object: &Value) -> Cow<'_, Value> {
    let spec = object.get("spec");
    if !is_v1(object) {
        return Cow::Borrowed(spec);
    }
    let mut spec = spec.clone();
    let mut metrics = annotations::metrics(object);
    metrics.extend(spec.get(V1_TARGET).as_int().map(cpu_utilization).unwrap_or_default());
    spec.set("metrics", Value::defaulted(metrics, WHY));
    if let Some(behavior) = annotations::behavior(object) {
        spec.set("behavior", behavior);
    }
    Cow::Owned(spec)
}

/// Forgets the status, what only the other version keeps, and tolerances where they are not known.
///
/// Source: `PrepareForCreate`, `PrepareForUpdate`, `dropDisabledFields`
fn prepare_horizontal_pod_autoscaler(context: &Context<'_>, old: Option<&Value>, object: &mut Value) {
    object.remove("status");
    annotations::drop_round_trip_annotations(object, is_v1(object));
    let is_in_use = |old: &Value| {
        let behavior = old.get("spec").get("behavior");
        DIRECTIONS.iter().any(|(direction, ..)| behavior.get(direction).has("tolerance"))
    };
    if context.on(HPA_CONFIGURABLE_TOLERANCE) || old.is_some_and(is_in_use) {
        return;
    }
    let Some(behavior) = object.get_mut("spec").and_then(|spec| spec.get_mut("behavior")) else { return };
    for (direction, ..) in DIRECTIONS {
        if let Some(rules) = behavior.get_mut(direction) {
            rules.remove("tolerance");
        }
    }
}

/// Which versions a reference may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    /// Those with a group.
    Needed,
    /// All that can be read.
    Optional,
    /// Any text.
    Unchecked,
}

/// Source: ValidateHorizontalPodAutoscaler, ValidateHorizontalPodAutoscalerUpdate,
/// `validationOptionsForHorizontalPodAutoscaler`
fn validate_horizontal_pod_autoscaler(
    context: &Context<'_>,
    old: Option<&Value>,
    object: &Value,
    causes: &mut Causes,
) {
    validate_metadata(old, object, Scope::Namespaced, name_is_dns_subdomain, causes);
    let spec = internal_spec(object);
    let old_spec = old.map(internal_spec);
    let target = spec.get("scaleTargetRef");
    let keeps = |old: &Value, field| same(old.get("scaleTargetRef").get(field), target.get(field));
    let target_group = match old_spec.as_deref() {
        Some(old) if keeps(old, "apiVersion") && keeps(old, "kind") => Group::Unchecked,
        _ if target.str("kind") == "ReplicationController" => Group::Optional,
        _ => Group::Needed,
    };
    let is_unreadable = |metric: &Value| {
        let version = metric.get("object").get("describedObject").str("apiVersion");
        metric.str("type") == "Object"
            && metric.has("object")
            && validate_api_version(version, Group::Optional).is_some()
    };
    let object_group = match old_spec.as_deref() {
        Some(old) if old.list("metrics").iter().any(is_unreadable) => Group::Unchecked,
        _ => Group::Optional,
    };
    let path = Path::new("spec");
    let mut declared = Causes::default();
    validate_replicas(context, old_spec.as_deref(), &spec, &path, causes, &mut declared);
    validate_cross_version_object_reference(target, target_group, &path.child("scaleTargetRef"), causes);
    validate_metrics(&spec, object_group, &path.child("metrics"), causes);
    let behavior_path = path.child("behavior");
    for (direction, ..) in DIRECTIONS {
        let rules = spec.get("behavior").get(direction);
        if !rules.is_null() {
            validate_scaling_rules(rules, &behavior_path.child(direction), causes);
        }
    }
    causes.list.extend(declared.list);
}

/// Checks the numbers of replicas; what generated validation found where it is in force comes last.
///
/// Source: `validateHorizontalPodAutoscalerSpec`, kubernetes v1.37 pkg/apis/autoscaling/v2/zz_generated.validations.go
/// Validate_HorizontalPodAutoscalerSpec, what is beta
fn validate_replicas(
    context: &Context<'_>,
    old: Option<&Value>,
    spec: &Value,
    path: &Path<'_>,
    causes: &mut Causes,
    declared: &mut Causes,
) {
    let min = spec.get("minReplicas").as_int();
    let max = spec.int("maxReplicas");
    let is_declared = |field: &str| {
        context.on(DECLARATIVE_VALIDATION_BETA) && old.is_none_or(|old| old.int(field) != spec.int(field))
    };
    let had_zero = old.is_some_and(|old| old.get("minReplicas").as_int() == Some(0));
    let least = i64::from(!context.on(HPA_SCALE_TO_ZERO) && !had_zero);
    if let Some(min) = min.filter(|min| *min < least) {
        let target = if is_declared("minReplicas") { &mut *declared } else { &mut *causes };
        target.invalid(&path.child("minReplicas"), min, format!("must be greater than or equal to {least}"));
    }
    let path = path.child("maxReplicas");
    match (is_declared("maxReplicas"), max) {
        (_, 1..) => {}
        (true, 0) => declared.required(&path, ""),
        (false, 0) => causes.required(&path, "must be set and greater than 0"),
        (true, _) => declared.invalid(&path, max, "must be greater than or equal to 1"),
        (false, _) => causes.invalid(&path, max, "must be greater than or equal to 1"),
    }
    if min.is_some_and(|min| max < min) {
        causes.invalid(&path, max, "must be greater than or equal to `minReplicas`");
    }
}

/// Source: ValidateCrossVersionObjectReference
fn validate_cross_version_object_reference(
    reference: &Value,
    group: Group,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    for field in ["kind", "name"] {
        let text = reference.str(field);
        if text.is_empty() {
            causes.required(&path.child(field), "");
        } else {
            causes.invalid_each(&path.child(field), text, is_valid_path_segment_name(text));
        }
    }
    let version = reference.str("apiVersion");
    if let Some(message) = validate_api_version(version, group) {
        causes.invalid(&path.child("apiVersion"), version, Check::GroupVersion.says(message));
    }
}

/// Source: ValidateAPIVersion, staging/src/k8s.io/apimachinery/pkg/runtime/schema/group_version.go ParseGroupVersion
fn validate_api_version(version: &str, group: Group) -> Option<String> {
    let slashes = version.matches('/').count();
    match group {
        Group::Unchecked => None,
        Group::Needed | Group::Optional if slashes > 1 => {
            Some(format!("unexpected GroupVersion string: {version}"))
        }
        Group::Needed if slashes == 0 || version.starts_with('/') => {
            Some("apiVersion must specify API group".to_owned())
        }
        Group::Needed | Group::Optional => None,
    }
}

/// Source: `validateMetrics`
fn validate_metrics(spec: &Value, group: Group, path: &Path<'_>, causes: &mut Causes) {
    let metrics = spec.list("metrics");
    for (at, metric) in metrics.iter().enumerate() {
        validate_metric_spec(metric, group, &path.index(at), causes);
    }
    let is_outside = |metric: &Value| matches!(metric.str("type"), "Object" | "External");
    if spec.get("minReplicas").as_int() == Some(0) && !metrics.iter().any(is_outside) {
        let detail =
            "must specify at least one Object or External metric to support scaling to zero replicas";
        causes.forbidden(path, detail);
    }
}

/// Source: `validateMetricSpec`
fn validate_metric_spec(metric: &Value, group: Group, path: &Path<'_>, causes: &mut Causes) {
    let kind = metric.str("type");
    let type_path = path.child("type");
    if kind.is_empty() {
        causes.required(&type_path, "must specify a metric source type");
    }
    let own = SOURCES.iter().find(|source| source.kind == kind);
    if own.is_none() {
        causes.not_supported(&type_path, Bad::typed(kind), &SOURCE_TYPES);
    }
    let present = || SOURCES.iter().filter(|source| metric.has(source.field));
    if let Some(first) = present().next() {
        validate_source(metric.get(first.field), first, group, &path.child(first.field), causes);
    }
    if let Some(own) = own.filter(|own| !metric.has(own.field)) {
        causes.required(&path.child(own.field), "must populate information for the given metric source");
    }
    if present().count() > 1 {
        for other in present().filter(|source| source.kind != kind) {
            causes.forbidden(&path.child(other.field), "must populate the given metric source only");
        }
    }
}

/// Source: `validateObjectSource`, `validateExternalSource`, `validatePodsSource`, `validateResourceSource`,
/// `validateContainerResourceSource`
fn validate_source(value: &Value, source: &Source, group: Group, path: &Path<'_>, causes: &mut Causes) {
    let name_path = path.child("name");
    match source.field {
        "resource" | "containerResource" => match value.str("name") {
            "" => causes.required(&name_path, "must specify a resource name"),
            name if source.field == "containerResource" => {
                validate_container_resource_name(name, &name_path, causes);
            }
            _ => {}
        },
        _ => {
            if source.field == "object" {
                let described = value.get("describedObject");
                let path = path.child("describedObject");
                validate_cross_version_object_reference(described, group, &path, causes);
            }
            let metric_path = path.child("metric");
            let name_path = metric_path.child("name");
            match value.get("metric").str("name") {
                "" => causes.required(&name_path, "must specify a metric name"),
                name => causes.invalid_each(&name_path, name, is_valid_path_segment_name(name)),
            }
        }
    }
    if source.field == "containerResource" {
        let container_path = path.child("container");
        match value.str("container") {
            "" => causes.required(&container_path, "must specify a container"),
            container => causes.invalid_each(&container_path, container, is_dns1123_label(container)),
        }
    }
    let target = value.get("target");
    let path = path.child("target");
    validate_metric_target(target, &path, causes);
    let Target { one_of, missing, not_both } = &source.target;
    let set = one_of.iter().filter(|field| target.has(field)).count();
    if let (0, Some(last)) = (set, one_of.last()) {
        causes.required(&path.child(last), *missing);
    }
    if let Some((field, detail)) = not_both.filter(|_| set == one_of.len()) {
        causes.forbidden(&path.child(field), detail);
    }
}

/// Source: `validateMetricTarget`
fn validate_metric_target(target: &Value, path: &Path<'_>, causes: &mut Causes) {
    let kind = target.str("type");
    let type_path = path.child("type");
    if kind.is_empty() {
        causes.required(&type_path, "must specify a metric target type");
    }
    if !matches!(kind, "Utilization" | "Value" | "AverageValue") {
        causes.invalid(&type_path, Bad::typed(kind), "must be either Utilization, Value, or AverageValue");
    }
    for field in ["value", "averageValue"] {
        let amount =
            Quantity::of(target.get(field)).filter(|amount| amount.is_negative() || amount.is_zero());
        if let Some(amount) = amount {
            causes.invalid(&path.child(field), Bad::typed(&amount.canonical()), "must be positive");
        }
    }
    if let Some(percent) = target.get("averageUtilization").as_int().filter(|percent| *percent < 1) {
        causes.invalid(&path.child("averageUtilization"), percent, "must be greater than 0");
    }
}

/// Source: `validateScalingRules`
fn validate_scaling_rules(rules: &Value, path: &Path<'_>, causes: &mut Causes) {
    let window_path = path.child("stabilizationWindowSeconds");
    match rules.int("stabilizationWindowSeconds") {
        window if window < 0 => {
            causes.invalid(&window_path, window, "must be greater than or equal to zero");
        }
        window if window > MAX_STABILIZATION_WINDOW_SECONDS => {
            let detail = format!("must be less than or equal to {MAX_STABILIZATION_WINDOW_SECONDS}");
            causes.invalid(&window_path, window, &detail);
        }
        _ => {}
    }
    let selected = rules.get("selectPolicy").as_str();
    if let Some(other) = selected.filter(|select| !matches!(*select, "Max" | "Min" | "Disabled")) {
        causes.not_supported(&path.child("selectPolicy"), Bad::typed(other), &["Disabled", "Max", "Min"]);
    }
    let policies_path = path.child("policies");
    let policies = rules.list("policies");
    if policies.is_empty() {
        causes.required(&policies_path, "must specify at least one Policy");
    }
    for (at, policy) in policies.iter().enumerate() {
        validate_scaling_policy(policy, &policies_path.index(at), causes);
    }
    if let Some(tolerance) = Quantity::of(rules.get("tolerance")).filter(|amount| amount.is_negative()) {
        let detail = "must be greater than or equal to 0";
        causes.invalid(&path.child("tolerance"), &tolerance.canonical(), detail);
    }
}

/// Source: `validateScalingPolicy`
fn validate_scaling_policy(policy: &Value, path: &Path<'_>, causes: &mut Causes) {
    let kind = policy.str("type");
    if !matches!(kind, "Pods" | "Percent") {
        causes.not_supported(&path.child("type"), Bad::typed(kind), &["Percent", "Pods"]);
    }
    for field in ["value", "periodSeconds"] {
        if policy.int(field) <= 0 {
            causes.invalid(&path.child(field), policy.int(field), "must be greater than zero");
        }
    }
    let period = policy.int("periodSeconds");
    if period > MAX_PERIOD_SECONDS {
        let detail = format!("must be less than or equal to {MAX_PERIOD_SECONDS}");
        causes.invalid(&path.child("periodSeconds"), period, &detail);
    }
}
