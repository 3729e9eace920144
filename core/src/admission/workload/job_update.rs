//! What may change in a Job that is stored.
//!
//! Source: kubernetes v1.37 pkg/apis/batch/validation/validation.go ValidateJobSpecUpdate

use super::job_spec::is_indexed;
use crate::admission::field_error::Bad;
use crate::admission::metadata::{same, validate_immutable_field};
use crate::admission::pod::containers::items_mut;
use crate::admission::pod::gates::MUTABLE_POD_RESOURCES_FOR_SUSPENDED_JOBS;
use crate::admission::{Causes, Check, Context};
use crate::field_path::Path;
use crate::value::Value;

/// Checks the spec that replaces `old`; stored Jobs have not started as far as manifests tell.
pub(crate) fn validate_job_spec_update(
    context: &Context<'_>,
    spec: &Value,
    old: &Value,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    validate_completions(spec, old, &path.child("completions"), causes);
    validate_immutable_field(spec.get("selector"), old.get("selector"), &path.child("selector"), causes);
    validate_pod_template_update(context, spec, old, path, causes);
    for field in ["completionMode", "podFailurePolicy", "backoffLimitPerIndex", "managedBy", "successPolicy"]
    {
        validate_immutable_field(spec.get(field), old.get(field), &path.child(field), causes);
    }
}

/// Source: kubernetes v1.37 pkg/apis/batch/validation/validation.go validateCompletions
fn validate_completions(spec: &Value, old: &Value, path: &Path<'_>, causes: &mut Causes) {
    let (completions, stored) = (spec.get("completions"), old.get("completions"));
    if !is_indexed(spec) {
        validate_immutable_field(completions, stored, path, causes);
    } else if !same(completions, stored)
        && let Some(number) = completions.as_int().filter(|number| *number != spec.int("parallelism"))
    {
        causes.invalid(path, number, "can only be modified in tandem with spec.parallelism");
    }
}

/// Source: kubernetes v1.37 pkg/apis/batch/validation/validation.go validatePodTemplateUpdate
fn validate_pod_template_update(
    context: &Context<'_>,
    spec: &Value,
    old: &Value,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    let template = spec.get("template");
    let suspended = old.bool("suspend") == Some(true);
    let mut stored = old.get("template").clone();
    if suspended {
        allow_scheduling_directives(&mut stored, template);
    }
    if !suspended || !context.on(MUTABLE_POD_RESOURCES_FOR_SUSPENDED_JOBS) {
        validate_immutable_field(template, &stored, &path.child("template"), causes);
        return;
    }
    let (pod, Some(stored)) = (template.get("spec"), stored.get_mut("spec")) else { return };
    for list in ["containers", "initContainers"] {
        if pod.list(list).len() != stored.list(list).len() {
            continue;
        }
        for (stored, new) in items_mut(stored, list).iter_mut().zip(pod.list(list)) {
            if stored.str("name") == new.str("name") {
                copy(stored, new, "resources");
            }
        }
    }
    if !same(pod, stored) {
        causes.invalid(
            &path.child("template.spec"),
            Bad::from(pod),
            Check::Immutable.says("field is immutable"),
        );
    }
}

/// Takes over what may change while a Job is suspended.
fn allow_scheduling_directives(stored: &mut Value, template: &Value) {
    const WHY: &str = "validatePodTemplateUpdate";
    let new = template.get("spec");
    if let Some(spec) = stored.get_mut("spec") {
        match (new.has("affinity"), spec.has("affinity")) {
            (false, true) => {
                let only_nodes =
                    ["podAffinity", "podAntiAffinity"].iter().all(|kind| !spec.get("affinity").has(kind));
                if only_nodes {
                    spec.remove("affinity");
                } else if let Some(affinity) = spec.get_mut("affinity") {
                    affinity.remove("nodeAffinity");
                }
            }
            (true, _) => {
                if let Some(affinity) = spec.map_mut("affinity", WHY) {
                    copy(affinity, new.get("affinity"), "nodeAffinity");
                }
            }
            (false, false) => {}
        }
        for field in ["nodeSelector", "tolerations", "schedulingGates"] {
            copy(spec, new, field);
        }
    }
    if let Some(meta) = stored.map_mut("metadata", WHY) {
        for field in ["annotations", "labels"] {
            copy(meta, template.get("metadata"), field);
        }
    }
}

fn copy(to: &mut Value, from: &Value, field: &'static str) {
    if from.has(field) {
        to.set(field, from.get(field).clone());
    } else {
        to.remove(field);
    }
}
