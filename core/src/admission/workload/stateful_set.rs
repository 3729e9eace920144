//! StatefulSets.
//!
//! Source: kubernetes v1.37 pkg/registry/apps/statefulset/strategy.go, pkg/apis/apps/validation/validation.go

use super::{
    as_stored, int_or_percent_value, is_not_more_than_100_percent, is_readable_selector, prepare_workload,
    selects_all, template, template_options, validate_nonnegative_fields, validate_positive_int_or_percent,
    validate_required_selector, validate_workload_metadata, warnings_for_template,
};
use crate::admission::features::Gate;
use crate::admission::field_error::Bad;
use crate::admission::go_struct::{self, Shape};
use crate::admission::metadata::{Scope, name_is_dns_label, validate_immutable_field};
use crate::admission::names::is_dns1123_label;
use crate::admission::pod::containers::items_mut;
use crate::admission::pod::defaults::{
    default_text, present_mut, set_defaults_persistent_volume_claim_spec, set_defaults_pod_template,
};
use crate::admission::pod::gates;
use crate::admission::pod::options::PodValidationOptions;
use crate::admission::pod::probe::validate_nonnegative;
use crate::admission::pod::template::{
    validate_always_running, validate_pod_template_spec, validate_selector_matches_template,
    validate_template_meta,
};
use crate::admission::pod::volume_claim::{ClaimOptions, validate_persistent_volume_claim_spec};
use crate::admission::pod::warnings::warnings_for_persistent_volume_claim_spec;
use crate::admission::{Causes, Check, Context, Strategy, Warning};
use crate::field_path::{FieldPath, Path};
use crate::value::{Map, Value};
use std::collections::BTreeSet;

/// The steps for StatefulSets.
pub(crate) const STRATEGY: Strategy = Strategy {
    group: "apps",
    kind: "StatefulSet",
    scope: Scope::Namespaced,
    defaults: set_defaults_stateful_set,
    prepare: prepare_stateful_set,
    validate: validate_stateful_set,
    warnings: warnings_for_stateful_set,
    ..Strategy::NONE
};

/// What is checked of a StatefulSet's spec.
#[derive(Debug, Clone, Copy)]
struct SetOptions<'v> {
    pods: &'v PodValidationOptions,
    /// The set may be recreated on update.
    recreate: bool,
    /// The set is new: the name of its Service and the templates of its claims are checked.
    is_new: bool,
    /// The stored set is broken, so that its template is not checked again.
    skips_template: bool,
}

/// Source: kubernetes v1.37 pkg/apis/apps/v1/defaults.go SetDefaults_StatefulSet
fn set_defaults_stateful_set(context: &Context<'_>, set: &mut Value) {
    const WHY: &str = "SetDefaults_StatefulSet";
    let Some(spec) = set.map_mut("spec", WHY) else { return };
    default_text(spec, "podManagementPolicy", "OrderedReady", WHY);
    if let Some(strategy) = spec.map_mut("updateStrategy", WHY) {
        if strategy.str("type").is_empty() {
            default_text(strategy, "type", "RollingUpdate", WHY);
            strategy.default("rollingUpdate", Map::default(), WHY);
        }
        if strategy.str("type") == "RollingUpdate"
            && let Some(rolling) = present_mut(strategy, "rollingUpdate")
        {
            rolling.default("partition", 0, WHY);
            if context.on(gates::MAX_UNAVAILABLE_STATEFUL_SET) {
                rolling.default("maxUnavailable", 1, WHY);
            }
        }
    }
    if let Some(policy) = spec.map_mut("persistentVolumeClaimRetentionPolicy", WHY) {
        default_text(policy, "whenDeleted", "Retain", WHY);
        default_text(policy, "whenScaled", "Retain", WHY);
    }
    spec.default("replicas", 1, WHY);
    spec.default("revisionHistoryLimit", 10, WHY);
    if let Some(template) = spec.map_mut("template", WHY) {
        set_defaults_pod_template(context, template);
    }
    for claim in items_mut(spec, "volumeClaimTemplates") {
        const KIND: &str = "Convert_apps_StatefulSetSpec_To_v1_StatefulSetSpec";
        claim.set("apiVersion", Value::defaulted("v1", KIND));
        claim.set("kind", Value::defaulted("PersistentVolumeClaim", KIND));
        set_defaults_persistent_volume_claim_spec(claim);
        if let Some(status) = claim.map_mut("status", "SetDefaults_PersistentVolumeClaim") {
            default_text(status, "phase", "Pending", "SetDefaults_PersistentVolumeClaim");
        }
    }
}

/// Source: kubernetes v1.37 pkg/registry/apps/statefulset/strategy.go dropStatefulSetDisabledFields
fn prepare_stateful_set(context: &Context<'_>, old: Option<&Value>, set: &mut Value) {
    let rolling =
        |set: &Value| set.get("spec").get("updateStrategy").get("rollingUpdate").has("maxUnavailable");
    if !context.on(gates::MAX_UNAVAILABLE_STATEFUL_SET)
        && !old.is_some_and(rolling)
        && let Some(spec) = set.get_mut("spec")
        && let Some(strategy) = spec.get_mut("updateStrategy")
        && let Some(rolling) = strategy.get_mut("rollingUpdate")
    {
        rolling.remove("maxUnavailable");
    }
    prepare_workload(context, old, set);
}

/// Source: kubernetes v1.37 pkg/apis/apps/validation/validation.go ValidateStatefulSet, ValidateStatefulSetUpdate
fn validate_stateful_set(context: &Context<'_>, old: Option<&Value>, set: &Value, causes: &mut Causes) {
    const RECREATE: Gate = gates::STATEFUL_SET_RECREATE_STRATEGY;
    let pods = template_options(context, old, set);
    let path = Path::new("spec");
    let recreates = |set: &Value| set.get("spec").get("updateStrategy").str("type") == "Recreate";
    let mut options = SetOptions {
        pods: &pods,
        recreate: context.on(RECREATE) || old.is_some_and(recreates),
        is_new: old.is_none(),
        skips_template: false,
    };
    validate_workload_metadata(old, set, name_is_dns_label, causes);
    let spec = set.get("spec");
    let Some(old) = old else {
        validate_stateful_set_spec(spec, options, &path, causes);
        return;
    };
    let mut stored = Causes::default();
    validate_stateful_set_spec(old.get("spec"), options, &path, &mut stored);
    options.skips_template = !stored.list.is_empty();
    validate_stateful_set_spec(spec, options, &path, causes);
    let (set, old) = (as_stored(set), as_stored(old));
    let (spec, old) = (set.get("spec"), old.get("spec"));
    for field in ["selector", "volumeClaimTemplates"] {
        validate_immutable_field(spec.get(field), old.get(field), &path.child(field), causes);
    }
    for field in ["serviceName", "podManagementPolicy"] {
        if spec.str(field) != old.str(field) {
            causes.invalid(&path.child(field), spec.str(field), Check::Immutable.says("field is immutable"));
        }
    }
}

/// Source: kubernetes v1.37 pkg/apis/apps/validation/validation.go ValidateStatefulSetSpec
fn validate_stateful_set_spec(spec: &Value, options: SetOptions<'_>, path: &Path<'_>, causes: &mut Causes) {
    match spec.str("podManagementPolicy") {
        "OrderedReady" | "Parallel" => {}
        "" => causes.required(&path.child("podManagementPolicy"), ""),
        other => {
            let detail = "must be 'OrderedReady' or 'Parallel'";
            causes.invalid(&path.child("podManagementPolicy"), Bad::typed(other), detail);
        }
    }
    validate_update_strategy(spec.get("updateStrategy"), options, &path.child("updateStrategy"), causes);
    let policy = spec.get("persistentVolumeClaimRetentionPolicy");
    let policy_path = path.child("persistentVolumeClaimRetentionPolicy");
    for field in ["whenDeleted", "whenScaled"] {
        let text = policy.str(field);
        if !policy.is_null() && !matches!(text, "Retain" | "Delete") {
            causes.not_supported(&policy_path.child(field), Bad::typed(text), &["Retain", "Delete"]);
        }
    }
    if options.is_new {
        let path = path.child("volumeClaimTemplates");
        for (index, claim) in spec.list("volumeClaimTemplates").iter().enumerate() {
            let path = path.index(index);
            let claim = claim.get("spec");
            validate_persistent_volume_claim_spec(claim, ClaimOptions::NEW, &path.child("spec"), causes);
        }
    }
    validate_nonnegative_fields(spec, &["replicas", "minReadySeconds"], path, causes);
    validate_nonnegative(spec.get("ordinals").int("start"), &path.child("ordinals.start"), causes);
    let service = spec.str("serviceName");
    if options.is_new && !service.is_empty() {
        causes.invalid_each(&path.child("serviceName"), service, is_dns1123_label(service));
    }
    let selector = spec.get("selector");
    let selector_path = path.child("selector");
    validate_required_selector(selector, "statefulset", &selector_path, causes);
    if is_readable_selector(selector) {
        validate_template(spec, options, &path.child("template"), causes);
    } else {
        let said = Check::SelectorUnreadable.says("");
        causes.invalid(&selector_path, go_struct::selector(selector), said);
    }
    validate_always_running(spec.get("template"), "StatefulSet", &path.child("template"), causes);
}

fn validate_update_strategy(strategy: &Value, options: SetOptions<'_>, path: &Path<'_>, causes: &mut Causes) {
    let rolling = strategy.get("rollingUpdate");
    let rolling_path = path.child("rollingUpdate");
    match strategy.str("type") {
        "" => causes.required(path, ""),
        "RollingUpdate" => {
            if !rolling.is_null() {
                validate_rolling_update(rolling, &rolling_path, causes);
            }
        }
        kind if kind == "OnDelete" || kind == "Recreate" && options.recreate => {
            if !rolling.is_null() {
                let bad = go_struct::bad(rolling, Shape::Pointer(go_struct::STATEFUL_SET_ROLLING_UPDATE));
                causes.invalid(
                    &rolling_path,
                    bad,
                    Check::RollingUpdateOnly.says("only allowed for updateStrategy 'RollingUpdate'"),
                );
            }
        }
        _ => {
            let bad = go_struct::bad(strategy, Shape::Struct(go_struct::STATEFUL_SET_UPDATE_STRATEGY));
            let detail = if options.recreate {
                "must be 'RollingUpdate', 'OnDelete', or 'Recreate'"
            } else {
                "must be 'RollingUpdate' or 'OnDelete'"
            };
            causes.invalid(path, bad, detail);
        }
    }
}

/// Source: kubernetes v1.37 pkg/apis/apps/validation/validation.go validateRollingUpdateStatefulSet
fn validate_rolling_update(rolling: &Value, path: &Path<'_>, causes: &mut Causes) {
    validate_nonnegative_fields(rolling, &["partition"], path, causes);
    let unavailable = rolling.get("maxUnavailable");
    if unavailable.is_null() {
        return;
    }
    let path = path.child("maxUnavailable");
    validate_positive_int_or_percent(unavailable, &path, causes);
    if int_or_percent_value(unavailable) == 0 {
        causes.invalid(&path, unavailable, "cannot be 0");
    }
    is_not_more_than_100_percent(unavailable, &path, causes);
}

/// Checks the template as the controller will use it: with its own volumes, hostname and subdomain.
fn validate_template(spec: &Value, options: SetOptions<'_>, path: &Path<'_>, causes: &mut Causes) {
    let (selector, mut template) = (spec.get("selector"), spec.get("template").clone());
    if let Some(pod) = template.get_mut("spec") {
        pod.remove("subdomain");
        pod.remove("hostname");
        add_claimed_volumes(pod, spec.list("volumeClaimTemplates"));
    }
    if !selects_all(selector) {
        validate_selector_matches_template(selector, &template, path, causes);
    }
    if !options.skips_template {
        validate_pod_template_spec(&template, path, options.pods, causes);
    }
    validate_template_meta(&template, path, options.pods, causes);
}

/// Source: kubernetes v1.37 pkg/apis/apps/validation/validation.go volumesToAddForTemplates
fn add_claimed_volumes(pod: &mut Value, claims: &[Value]) {
    const WHY: &str = "volumesToAddForTemplates";
    if claims.is_empty() {
        return;
    }
    let names: Vec<&str> = claims.iter().map(|claim| claim.get("metadata").str("name")).collect();
    let mut volumes: Vec<Value> = Vec::new();
    let mut added = BTreeSet::new();
    for name in names.iter().filter(|name| added.insert(**name)) {
        let (mut volume, mut source) = (Map::default(), Map::default());
        source.set("claimName", Value::defaulted(*name, WHY));
        volume.set("name", Value::defaulted(*name, WHY));
        volume.set("persistentVolumeClaim", Value::defaulted(source, WHY));
        volumes.push(Value::defaulted(volume, WHY));
    }
    let others = pod.list("volumes").iter().filter(|volume| !names.contains(&volume.str("name")));
    volumes.extend(others.cloned());
    pod.set("volumes", Value::defaulted(volumes, WHY));
}

/// `WarningsOnCreate` and `WarningsOnUpdate`.
fn warnings_for_stateful_set(
    context: &Context<'_>,
    old: Option<&Value>,
    set: &Value,
    warnings: &mut Vec<Warning>,
) {
    let spec = set.get("spec");
    let path = Path::new("spec");
    if old.is_none_or(|old| !super::is_unchanged(old, set, super::spec)) {
        warnings_for_template(context, template(set), &path, warnings);
    }
    let claims_path = path.child("volumeClaimTemplates");
    for (index, claim) in spec.list("volumeClaimTemplates").iter().enumerate() {
        let item = claims_path.index(index);
        // Upstream spells the path so on updates.
        let below = item.child("Spec");
        let path = if old.is_none() { item } else { below };
        warnings_for_persistent_volume_claim_spec(claim.get("spec"), &path, warnings);
    }
    if spec.int("revisionHistoryLimit") < 0 {
        warnings.push(Warning {
            path: FieldPath::default().child("spec").child("revisionHistoryLimit"),
            origin: Check::KeepsAllRevisions,
            text: "spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is \
                      recommended"
                .to_owned(),
        });
    }
}
