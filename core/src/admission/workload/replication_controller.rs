//! ReplicationControllers.
//!
//! Source: kubernetes v1.37 pkg/registry/core/replicationcontroller/strategy.go,
//! pkg/apis/core/validation/validation.go ValidateReplicationController

use super::{
    prepare_workload, template, template_options, validate_nonnegative_fields, validate_workload_metadata,
    warnings_for_workload,
};
use crate::admission::Context;
use crate::admission::Strategy;
use crate::admission::features::DECLARATIVE_VALIDATION_BETA;
use crate::admission::metadata::{NameCheck, Scope, name_is_dns_subdomain};
use crate::admission::names::is_dns1123_subdomain;
use crate::admission::pod::defaults::{present_mut, set_defaults_pod_template};
use crate::admission::pod::template::{validate_always_running, validate_pod_template_spec};
use crate::admission::{Causes, Check};
use crate::field_path::Path;
use crate::value::Value;

/// The steps for ReplicationControllers.
pub(crate) const STRATEGY: Strategy = Strategy {
    group: "",
    kind: "ReplicationController",
    scope: Scope::Namespaced,
    defaults: set_defaults_replication_controller,
    prepare: prepare_workload,
    validate: validate_replication_controller,
    warnings: warnings_for_workload,
    ..Strategy::NONE
};

/// Source: kubernetes v1.37 pkg/apis/core/v1/defaults.go SetDefaults_ReplicationController
fn set_defaults_replication_controller(context: &Context<'_>, controller: &mut Value) {
    const WHY: &str = "SetDefaults_ReplicationController";
    let labels = template(controller).get("metadata").get("labels").clone();
    let Some(spec) = controller.map_mut("spec", WHY) else { return };
    spec.default("replicas", 1, "SetObjectDefaults_ReplicationController");
    if !labels.is_null() && spec.entries("selector").is_empty() {
        spec.set("selector", Value::defaulted(labels.data.clone(), WHY));
    }
    if let Some(template) = present_mut(spec, "template") {
        set_defaults_pod_template(context, template);
    }
    let Some(meta) = controller.map_mut("metadata", WHY) else { return };
    if !labels.is_null() && meta.entries("labels").is_empty() {
        meta.set("labels", Value::defaulted(labels.data, WHY));
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidateReplicationController,
/// ValidateReplicationControllerUpdate; pkg/apis/core/v1/zz_generated.validations.go
fn validate_replication_controller(
    context: &Context<'_>,
    old: Option<&Value>,
    controller: &Value,
    causes: &mut Causes,
) {
    let options = template_options(context, old, controller);
    let (spec, path) = (controller.get("spec"), Path::new("spec"));
    // Where generated validation is in force, it answers for these fields, after everything else.
    let generated = context.on(DECLARATIVE_VALIDATION_BETA);
    let name_check: NameCheck = if generated { |_| Vec::new() } else { name_is_dns_subdomain };
    validate_workload_metadata(old, controller, name_check, causes);
    if !generated {
        validate_nonnegative_fields(spec, &["minReadySeconds"], &path, causes);
    }
    if spec.entries("selector").is_empty() {
        causes.required(&path.child("selector"), "");
    }
    if !generated {
        validate_nonnegative_fields(spec, &["replicas"], &path, causes);
    }
    validate_template(spec, &options, &path.child("template"), causes);
    if generated {
        let name = controller.get("metadata").str("name");
        if old.is_none() && !name.is_empty() {
            let path = Path::new("metadata");
            causes.invalid_each(&path.child("name"), name, is_dns1123_subdomain(name));
        }
        validate_nonnegative_fields(spec, &["replicas", "minReadySeconds"], &path, causes);
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidatePodTemplateSpecForRC
fn validate_template(
    spec: &Value,
    options: &crate::admission::pod::options::PodValidationOptions,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    let template = spec.get("template");
    if template.is_null() {
        causes.required(path, "");
        return;
    }
    let labels = template.get("metadata").get("labels");
    let selected = |entry: &crate::value::Entry| labels.get(&entry.key).as_str() == entry.value.as_str();
    if !spec.entries("selector").iter().all(selected) {
        let detail = Check::TemplateNotSelected.says("`selector` does not match template `labels`");
        causes.invalid(&path.child("metadata").child("labels"), labels, detail);
    }
    validate_pod_template_spec(template, path, options, causes);
    validate_always_running(template, "ReplicationController", path, causes);
}
