//! DaemonSets.
//!
//! Source: kubernetes v1.37 pkg/registry/apps/daemonset/strategy.go, pkg/apis/apps/validation/validation.go

use super::{
    int_or_percent_value, is_not_more_than_100_percent, is_readable_selector, is_unchanged, prepare_workload,
    selects_all, template, template_options, validate_nonnegative_fields, validate_positive_int_or_percent,
    validate_workload_metadata, warnings_for_template,
};
use crate::admission::Context;
use crate::admission::Strategy;
use crate::admission::Warning;
use crate::admission::go_struct::{self, Shape};
use crate::admission::label_selector::{SelectorValues, has_invalid_label_value, validate_label_selector};
use crate::admission::metadata::{Scope, name_is_dns_subdomain, validate_immutable_field};
use crate::admission::pod::defaults::{default_text, set_defaults_pod_template};
use crate::admission::pod::options::PodValidationOptions;
use crate::admission::pod::template::{
    validate_always_running, validate_pod_template_spec, validate_selector_matches_template,
};
use crate::admission::{Causes, Check};
use crate::field_path::Path;
use crate::value::{Map, Value};

/// The steps for DaemonSets.
pub(crate) const STRATEGY: Strategy = Strategy {
    group: "apps",
    kind: "DaemonSet",
    scope: Scope::Namespaced,
    defaults: set_defaults_daemon_set,
    prepare: prepare_daemon_set,
    validate: validate_daemon_set,
    warnings: warnings_for_daemon_set,
    ..Strategy::NONE
};

/// Where the generation of the template is kept.
const TEMPLATE_GENERATION: &str = "deprecated.daemonset.template.generation";

/// Source: kubernetes v1.37 pkg/apis/apps/v1/defaults.go SetDefaults_DaemonSet
fn set_defaults_daemon_set(context: &Context<'_>, set: &mut Value) {
    const WHY: &str = "SetDefaults_DaemonSet";
    let Some(spec) = set.map_mut("spec", WHY) else { return };
    if let Some(strategy) = spec.map_mut("updateStrategy", WHY) {
        default_text(strategy, "type", "RollingUpdate", WHY);
        if strategy.str("type") == "RollingUpdate" {
            strategy.default("rollingUpdate", Map::default(), WHY);
            if let Some(rolling) = strategy.get_mut("rollingUpdate") {
                rolling.default("maxUnavailable", 1, WHY);
                rolling.default("maxSurge", 0, WHY);
            }
        }
    }
    spec.default("revisionHistoryLimit", 10, WHY);
    if let Some(template) = spec.map_mut("template", WHY) {
        set_defaults_pod_template(context, template);
    }
}

/// The generation of a set's template; 0 if it is not stated or no number.
fn template_generation(set: &Value) -> i64 {
    let annotations = set.get("metadata").get("annotations");
    annotations.str(TEMPLATE_GENERATION).parse().unwrap_or(0)
}

/// Counts the template's generation; see `PrepareForCreate`, `PrepareForUpdate` and the conversion to apps/v1.
fn prepare_daemon_set(context: &Context<'_>, old: Option<&Value>, set: &mut Value) {
    const WHY: &str = "Convert_apps_DaemonSet_To_v1_DaemonSet";
    prepare_workload(context, old, set);
    let generation = match old {
        None => template_generation(set).max(1),
        Some(old) if is_unchanged(old, set, template) => template_generation(old),
        Some(old) => template_generation(old).saturating_add(1),
    };
    let Some(annotations) = set.get_mut("metadata").and_then(|meta| meta.map_mut("annotations", WHY)) else {
        return;
    };
    if annotations.str(TEMPLATE_GENERATION) != generation.to_string() {
        annotations.set(TEMPLATE_GENERATION, Value::defaulted(generation.to_string(), WHY));
    }
}

/// Source: kubernetes v1.37 pkg/apis/apps/validation/validation.go ValidateDaemonSet, ValidateDaemonSetUpdate
fn validate_daemon_set(context: &Context<'_>, old: Option<&Value>, set: &Value, causes: &mut Causes) {
    let mut options = template_options(context, old, set);
    let (spec, path) = (set.get("spec"), Path::new("spec"));
    validate_workload_metadata(old, set, name_is_dns_subdomain, causes);
    if let Some(old) = old {
        let selector = old.get("spec").get("selector");
        if has_invalid_label_value(selector) {
            options.affinity_selectors = SelectorValues::Any;
        }
        validate_immutable_field(spec.get("selector"), selector, &path.child("selector"), causes);
    }
    validate_daemon_set_spec(spec, &options, &path, causes);
}

/// Source: kubernetes v1.37 pkg/apis/apps/validation/validation.go ValidateDaemonSetSpec
fn validate_daemon_set_spec(
    spec: &Value,
    options: &PodValidationOptions,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    let selector = spec.get("selector");
    let selector_path = path.child("selector");
    let template_path = path.child("template");
    validate_label_selector(selector, options.affinity_selectors, &selector_path, causes);
    if is_readable_selector(selector) {
        validate_selector_matches_template(selector, spec.get("template"), &template_path, causes);
    }
    if selects_all(selector) {
        let detail = Check::SelectorEmpty.says("empty selector is invalid for daemonset");
        causes.invalid(&selector_path, go_struct::selector(selector), detail);
    }
    validate_pod_template_spec(spec.get("template"), &template_path, options, causes);
    validate_always_running(spec.get("template"), "DaemonSet", &template_path, causes);
    validate_nonnegative_fields(spec, &["minReadySeconds"], path, causes);
    validate_update_strategy(spec.get("updateStrategy"), &path.child("updateStrategy"), causes);
    validate_nonnegative_fields(spec, &["revisionHistoryLimit"], path, causes);
}

/// Source: kubernetes v1.37 pkg/apis/apps/validation/validation.go ValidateDaemonSetUpdateStrategy
fn validate_update_strategy(strategy: &Value, path: &Path<'_>, causes: &mut Causes) {
    let rolling = strategy.get("rollingUpdate");
    let rolling_path = path.child("rollingUpdate");
    match strategy.str("type") {
        "OnDelete" => {}
        "RollingUpdate" if rolling.is_null() => causes.required(&rolling_path, ""),
        "RollingUpdate" => validate_rolling_update(rolling, &rolling_path, causes),
        _ => {
            let bad = go_struct::bad(strategy, Shape::Pointer(go_struct::UPDATE_STRATEGY));
            causes.not_supported(path, bad, &["RollingUpdate", "OnDelete"]);
        }
    }
}

/// Source: kubernetes v1.37 pkg/apis/apps/validation/validation.go ValidateRollingUpdateDaemonSet
fn validate_rolling_update(rolling: &Value, path: &Path<'_>, causes: &mut Causes) {
    let (unavailable, surge) = (rolling.get("maxUnavailable"), rolling.get("maxSurge"));
    let (unavailable_path, surge_path) = (path.child("maxUnavailable"), path.child("maxSurge"));
    validate_positive_int_or_percent(unavailable, &unavailable_path, causes);
    validate_positive_int_or_percent(surge, &surge_path, causes);
    is_not_more_than_100_percent(unavailable, &unavailable_path, causes);
    is_not_more_than_100_percent(surge, &surge_path, causes);
    match (int_or_percent_value(unavailable) != 0, int_or_percent_value(surge) != 0) {
        (true, true) => causes.invalid(&surge_path, surge, "may not be set when maxUnavailable is non-zero"),
        (false, false) => causes.required(&unavailable_path, "cannot be 0 when maxSurge is 0"),
        _ => {}
    }
}

/// `WarningsOnCreate` and `WarningsOnUpdate`: only a changed template is looked at again.
fn warnings_for_daemon_set(
    context: &Context<'_>,
    old: Option<&Value>,
    set: &Value,
    warnings: &mut Vec<Warning>,
) {
    if old.is_none_or(|old| !is_unchanged(old, set, template)) {
        warnings_for_template(context, template(set), &Path::new("spec"), warnings);
    }
}
