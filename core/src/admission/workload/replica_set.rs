//! ReplicaSets.
//!
//! Source: kubernetes v1.37 pkg/registry/apps/replicaset/strategy.go, pkg/apis/apps/validation/validation.go

use super::{
    is_readable_selector, prepare_workload, selects_all, template_options, validate_nonnegative_fields,
    validate_required_selector, validate_workload_metadata, warnings_for_workload,
};
use crate::admission::Context;
use crate::admission::Strategy;
use crate::admission::go_struct;
use crate::admission::metadata::{Scope, name_is_dns_subdomain, validate_immutable_field};
use crate::admission::pod::defaults::set_defaults_pod_template;
use crate::admission::pod::options::PodValidationOptions;
use crate::admission::pod::template::{
    validate_always_running, validate_pod_template_spec, validate_selector_matches_template,
};
use crate::admission::{Causes, Check};
use crate::field_path::Path;
use crate::value::Value;

/// The steps for ReplicaSets.
pub(crate) const STRATEGY: Strategy = Strategy {
    group: "apps",
    kind: "ReplicaSet",
    scope: Scope::Namespaced,
    defaults: set_defaults_replica_set,
    prepare: prepare_workload,
    validate: validate_replica_set,
    warnings: warnings_for_workload,
    ..Strategy::NONE
};

/// Source: kubernetes v1.37 pkg/apis/apps/v1/defaults.go SetDefaults_ReplicaSet
fn set_defaults_replica_set(context: &Context<'_>, set: &mut Value) {
    const WHY: &str = "SetDefaults_ReplicaSet";
    let Some(spec) = set.map_mut("spec", WHY) else { return };
    spec.default("replicas", 1, WHY);
    if let Some(template) = spec.map_mut("template", WHY) {
        set_defaults_pod_template(context, template);
    }
}

/// Source: kubernetes v1.37 pkg/apis/apps/validation/validation.go ValidateReplicaSet, ValidateReplicaSetUpdate
fn validate_replica_set(context: &Context<'_>, old: Option<&Value>, set: &Value, causes: &mut Causes) {
    let options = template_options(context, old, set);
    let (spec, path) = (set.get("spec"), Path::new("spec"));
    validate_workload_metadata(old, set, name_is_dns_subdomain, causes);
    validate_nonnegative_fields(spec, &["replicas", "minReadySeconds"], &path, causes);
    let selector = spec.get("selector");
    let selector_path = path.child("selector");
    // Upstream speaks of a deployment here, too.
    validate_required_selector(selector, "deployment", &selector_path, causes);
    if is_readable_selector(selector) {
        validate_pod_template_spec_for_replica_set(spec, &options, &path.child("template"), causes);
    } else {
        causes.invalid(
            &selector_path,
            go_struct::selector(selector),
            Check::SelectorUnreadable.says("invalid label selector"),
        );
    }
    if let Some(old) = old {
        validate_immutable_field(selector, old.get("spec").get("selector"), &selector_path, causes);
    }
}

/// Checks the template in the spec of a ReplicaSet or Deployment.
///
/// Source: kubernetes v1.37 pkg/apis/apps/validation/validation.go ValidatePodTemplateSpecForReplicaSet
pub(crate) fn validate_pod_template_spec_for_replica_set(
    spec: &Value,
    options: &PodValidationOptions,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    let (selector, template) = (spec.get("selector"), spec.get("template"));
    if !selects_all(selector) {
        validate_selector_matches_template(selector, template, path, causes);
    }
    validate_pod_template_spec(template, path, options, causes);
    validate_always_running(template, "ReplicaSet", path, causes);
}
