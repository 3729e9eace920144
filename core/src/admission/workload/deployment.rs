//! Deployments.
//!
//! Source: kubernetes v1.37 pkg/registry/apps/deployment/strategy.go, pkg/apis/apps/validation/validation.go

use super::replica_set::validate_pod_template_spec_for_replica_set;
use super::{
    int_or_percent_value, is_not_more_than_100_percent, is_readable_selector, prepare_workload,
    template_options, validate_nonnegative_fields, validate_positive_int_or_percent,
    validate_required_selector, validate_workload_metadata, warn_of_name, warnings_for_template,
};
use crate::admission::Context;
use crate::admission::Strategy;
use crate::admission::Warning;
use crate::admission::go_struct::{self, Shape};
use crate::admission::metadata::{Scope, name_is_dns_subdomain, same, validate_immutable_field};
use crate::admission::pod::defaults::{default_text, set_defaults_pod_template};
use crate::admission::pod::options::PodValidationOptions;
use crate::admission::{Causes, Check};
use crate::field_path::Path;
use crate::value::{Map, Value};

/// The steps for Deployments.
pub(crate) const STRATEGY: Strategy = Strategy {
    group: "apps",
    kind: "Deployment",
    scope: Scope::Namespaced,
    defaults: set_defaults_deployment,
    prepare: prepare_deployment,
    validate: validate_deployment,
    warnings: warnings_for_deployment,
    ..Strategy::NONE
};

const ROLLBACK: &str = "deprecated.deployment.rollback.to";

/// Source: kubernetes v1.37 pkg/apis/apps/v1/defaults.go SetDefaults_Deployment
fn set_defaults_deployment(context: &Context<'_>, deployment: &mut Value) {
    const WHY: &str = "SetDefaults_Deployment";
    let Some(spec) = deployment.map_mut("spec", WHY) else { return };
    spec.default("replicas", 1, WHY);
    if let Some(strategy) = spec.map_mut("strategy", WHY) {
        default_text(strategy, "type", "RollingUpdate", WHY);
        if strategy.str("type") == "RollingUpdate" {
            strategy.default("rollingUpdate", Map::default(), WHY);
            if let Some(rolling) = strategy.get_mut("rollingUpdate") {
                rolling.default("maxUnavailable", "25%", WHY);
                rolling.default("maxSurge", "25%", WHY);
            }
        }
    }
    spec.default("revisionHistoryLimit", 10, WHY);
    spec.default("progressDeadlineSeconds", 600, WHY);
    if let Some(template) = spec.map_mut("template", WHY) {
        set_defaults_pod_template(context, template);
    }
}

/// Prepares as every workload; an empty request to roll back is forgotten by conversion.
fn prepare_deployment(context: &Context<'_>, old: Option<&Value>, deployment: &mut Value) {
    prepare_workload(context, old, deployment);
    let annotations = deployment.get_mut("metadata").and_then(|meta| meta.get_mut("annotations"));
    if let Some(annotations) =
        annotations.filter(|annotations| annotations.get(ROLLBACK).as_str() == Some(""))
    {
        annotations.remove(ROLLBACK);
    }
}

/// Source: kubernetes v1.37 pkg/apis/apps/validation/validation.go ValidateDeployment, ValidateDeploymentUpdate
fn validate_deployment(context: &Context<'_>, old: Option<&Value>, deployment: &Value, causes: &mut Causes) {
    let options = template_options(context, old, deployment);
    let path = Path::new("spec");
    validate_workload_metadata(old, deployment, name_is_dns_subdomain, causes);
    let spec = deployment.get("spec");
    validate_deployment_spec(spec, &options, &path, causes);
    if let Some(old) = old {
        let selector = old.get("spec").get("selector");
        validate_immutable_field(spec.get("selector"), selector, &path.child("selector"), causes);
    }
}

/// Source: kubernetes v1.37 pkg/apis/apps/validation/validation.go ValidateDeploymentSpec
fn validate_deployment_spec(
    spec: &Value,
    options: &PodValidationOptions,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    validate_nonnegative_fields(spec, &["replicas"], path, causes);
    let selector = spec.get("selector");
    let selector_path = path.child("selector");
    validate_required_selector(selector, "deployment", &selector_path, causes);
    if is_readable_selector(selector) {
        let path = path.child("template");
        validate_pod_template_spec_for_replica_set(spec, options, &path, causes);
    } else {
        causes.invalid(
            &selector_path,
            go_struct::selector(selector),
            Check::SelectorUnreadable.says("invalid label selector"),
        );
    }
    validate_deployment_strategy(spec.get("strategy"), &path.child("strategy"), causes);
    validate_nonnegative_fields(
        spec,
        &["minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds"],
        path,
        causes,
    );
    let deadline = spec.get("progressDeadlineSeconds").as_int();
    if let Some(deadline) = deadline.filter(|deadline| *deadline <= spec.int("minReadySeconds")) {
        let path = path.child("progressDeadlineSeconds");
        causes.invalid(&path, deadline, "must be greater than minReadySeconds");
    }
}

/// Source: kubernetes v1.37 pkg/apis/apps/validation/validation.go ValidateDeploymentStrategy
fn validate_deployment_strategy(strategy: &Value, path: &Path<'_>, causes: &mut Causes) {
    let rolling = strategy.get("rollingUpdate");
    let rolling_path = path.child("rollingUpdate");
    match strategy.str("type") {
        "Recreate" => {
            if !rolling.is_null() {
                causes.forbidden(&rolling_path, "may not be specified when strategy `type` is 'Recreate'");
            }
        }
        "RollingUpdate" if rolling.is_null() => {
            causes.required(&rolling_path, "this should be defaulted and never be nil");
        }
        "RollingUpdate" => validate_rolling_update_deployment(rolling, &rolling_path, causes),
        _ => {
            let bad = go_struct::bad(strategy, Shape::Pointer(go_struct::UPDATE_STRATEGY));
            causes.not_supported(path, bad, &["Recreate", "RollingUpdate"]);
        }
    }
}

/// Source: kubernetes v1.37 pkg/apis/apps/validation/validation.go ValidateRollingUpdateDeployment
fn validate_rolling_update_deployment(rolling: &Value, path: &Path<'_>, causes: &mut Causes) {
    let (unavailable, surge) = (rolling.get("maxUnavailable"), rolling.get("maxSurge"));
    let unavailable_path = path.child("maxUnavailable");
    validate_positive_int_or_percent(unavailable, &unavailable_path, causes);
    validate_positive_int_or_percent(surge, &path.child("maxSurge"), causes);
    if int_or_percent_value(unavailable) == 0 && int_or_percent_value(surge) == 0 {
        causes.invalid(&unavailable_path, unavailable, "may not be 0 when `maxSurge` is 0");
    }
    is_not_more_than_100_percent(unavailable, &unavailable_path, causes);
}

/// `WarningsOnCreate` and `WarningsOnUpdate`: changed annotations count as a change.
fn warnings_for_deployment(
    context: &Context<'_>,
    old: Option<&Value>,
    deployment: &Value,
    warnings: &mut Vec<Warning>,
) {
    if old.is_none() {
        warn_of_name(deployment, warnings);
    }
    let annotations = |value: &Value| value.get("metadata").get("annotations").clone();
    let unchanged = old.is_some_and(|old| {
        super::is_unchanged(old, deployment, super::spec) && same(&annotations(old), &annotations(deployment))
    });
    if !unchanged {
        warnings_for_template(context, super::template(deployment), &Path::new("spec"), warnings);
    }
}
