//! Pod templates of workloads.
//!
//! Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidatePodTemplateSpec

use super::annotations::{
    validate_app_armor_annotations_and_fields_match, validate_pod_specific_annotations,
    validate_seccomp_annotations_and_fields,
};
use super::options::PodValidationOptions;
use super::spec::validate_pod_spec;
use crate::admission::field_error::Bad;
use crate::admission::label_selector::{self, validate_labels};
use crate::admission::metadata::validate_annotations;
use crate::admission::{Causes, Check};
use crate::field_path::Path;
use crate::value::Value;

/// Checks a template.
pub(crate) fn validate_pod_template_spec(
    template: &Value,
    path: &Path<'_>,
    options: &PodValidationOptions,
    causes: &mut Causes,
) {
    let spec = template.get("spec");
    let spec_path = path.child("spec");
    validate_template_meta(template, path, options, causes);
    validate_pod_spec(spec, None, &spec_path, options, causes);
    let annotations = template.get("metadata").get("annotations");
    validate_seccomp_annotations_and_fields(annotations, spec, &spec_path, causes);
    validate_app_armor_annotations_and_fields_match(annotations, spec, &spec_path, causes);
    if !spec.list("ephemeralContainers").is_empty() {
        let detail = "ephemeral containers not allowed in pod template";
        causes.forbidden(&spec_path.child("ephemeralContainers"), detail);
    }
}

/// Checks the labels and annotations of a template; upstream leaves `metadata` out of their paths.
pub(crate) fn validate_template_meta(
    template: &Value,
    path: &Path<'_>,
    options: &PodValidationOptions,
    causes: &mut Causes,
) {
    let meta = template.get("metadata");
    let annotations = meta.get("annotations");
    validate_labels(meta.get("labels"), &path.child("labels"), causes);
    validate_annotations(annotations, &path.child("annotations"), causes);
    validate_pod_specific_annotations(
        annotations,
        template.get("spec"),
        &path.child("annotations"),
        options,
        causes,
    );
}

/// Checks that a selector finds the Pods of its template.
pub(crate) fn validate_selector_matches_template(
    selector: &Value,
    template: &Value,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    let labels = template.get("metadata").get("labels");
    if !label_selector::matches(selector, labels) {
        let said = Check::TemplateNotSelected.says("`selector` does not match template `labels`");
        causes.invalid(&path.child("metadata").child("labels"), labels, said);
    }
}

/// Checks that the Pods of a workload that keeps them running always restart and never end.
pub(crate) fn validate_always_running(template: &Value, kind: &str, path: &Path<'_>, causes: &mut Causes) {
    let spec = template.get("spec");
    let path = path.child("spec");
    let policy = spec.str("restartPolicy");
    if policy != "Always" {
        causes.not_supported(&path.child("restartPolicy"), Bad::typed(policy), &["Always"]);
    }
    if spec.has("activeDeadlineSeconds") {
        let detail = format!("activeDeadlineSeconds in {kind} is not Supported");
        causes.forbidden(&path.child("activeDeadlineSeconds"), &detail);
    }
}
