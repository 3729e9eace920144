//! Jobs.
//!
//! Source: kubernetes v1.37 pkg/registry/batch/job/strategy.go, pkg/apis/batch/validation/validation.go

use super::job_spec::{self, validate_job_spec_common};
use super::job_update::validate_job_spec_update;
use super::{
    as_stored, is_readable_selector, prepare_workload, template, template_options,
    validate_workload_metadata, warn_of_name, warnings_for_template,
};
use crate::admission::field_error::Bad;
use crate::admission::label_selector::{
    self, SelectorValues, has_invalid_label_value, validate_label_selector,
};
use crate::admission::metadata::{Scope, name_is_dns_subdomain};
use crate::admission::names::is_dns1123_label;
use crate::admission::pod::containers::items_mut;
use crate::admission::pod::defaults::{present_mut, set_defaults_pod_template};
use crate::admission::pod::gates::{JOB_MANAGED_BY, WORKLOAD_WITH_JOB};
use crate::admission::pod::options::PodValidationOptions;
use crate::admission::pod::template::validate_selector_matches_template;
use crate::admission::pod::warnings::warn;
use crate::admission::{Causes, Check, Context, Strategy, Warning, go_struct};
use crate::field_path::Path;
use crate::value::{Map, Origin, Value};

/// The steps for Jobs.
pub(crate) const STRATEGY: Strategy = Strategy {
    group: "batch",
    kind: "Job",
    scope: Scope::Namespaced,
    defaults: set_defaults_job,
    prepare: prepare_job,
    validate: validate_job,
    warnings: warnings_for_job,
    ..Strategy::NONE
};

const LEGACY_JOB_NAME: &str = "job-name";
const JOB_NAME: &str = "batch.kubernetes.io/job-name";
const LEGACY_CONTROLLER_UID: &str = "controller-uid";
const CONTROLLER_UID: &str = "batch.kubernetes.io/controller-uid";

/// How a text that the server chooses is written.
const ALLOCATED: &str = "<allocated>";
/// How JSON shows it.
const ESCAPED: &str = "\\u003callocated\\u003e";
const DEFAULTS: &str = "SetDefaults_Job";

/// Source: kubernetes v1.37 pkg/apis/batch/v1/defaults.go SetDefaults_Job
fn set_defaults_job(context: &Context<'_>, job: &mut Value) {
    let labels = template(job).get("metadata").get("labels").clone();
    let Some(spec) = job.map_mut("spec", DEFAULTS) else { return };
    if !spec.has("completions") && !spec.has("parallelism") {
        spec.default("completions", 1, DEFAULTS);
    }
    spec.default("parallelism", 1, DEFAULTS);
    let limit = if spec.has("backoffLimitPerIndex") { i64::from(i32::MAX) } else { 6 };
    spec.default("backoffLimit", limit, DEFAULTS);
    spec.default("completionMode", "NonIndexed", DEFAULTS);
    spec.default("suspend", false, DEFAULTS);
    let replacement = if spec.has("podFailurePolicy") { "Failed" } else { "TerminatingOrFailed" };
    spec.default("podReplacementPolicy", replacement, DEFAULTS);
    spec.default("manualSelector", false, DEFAULTS);
    set_defaults_job_spec(context, spec);
    let Some(meta) = job.map_mut("metadata", DEFAULTS) else { return };
    if !labels.is_null() && meta.entries("labels").is_empty() {
        meta.set("labels", Value::defaulted(labels.data, DEFAULTS));
    }
}

/// Fills in what the spec of a Job and of a CronJob's template have in common.
///
/// Source: kubernetes v1.37 pkg/apis/batch/v1/zz_generated.defaults.go
pub(crate) fn set_defaults_job_spec(context: &Context<'_>, spec: &mut Value) {
    const WHY: &str = "SetDefaults_PodFailurePolicyOnPodConditionsPattern";
    if let Some(policy) = present_mut(spec, "podFailurePolicy") {
        for rule in items_mut(policy, "rules") {
            for pattern in items_mut(rule, "onPodConditions") {
                crate::admission::pod::defaults::default_text(pattern, "status", "True", WHY);
            }
        }
    }
    if let Some(template) = spec.map_mut("template", "JobSpec") {
        set_defaults_pod_template(context, template);
    }
}

/// `PrepareForCreate` and `PrepareForUpdate`.
fn prepare_job(context: &Context<'_>, old: Option<&Value>, job: &mut Value) {
    if old.is_none() {
        generate_selector_if_needed(job);
    }
    if let Some(spec) = job.get_mut("spec") {
        drop_disabled_fields(context, old.map(|old| old.get("spec")), spec);
        if old.is_none() && !context.on(JOB_MANAGED_BY) {
            spec.remove("managedBy");
        }
    }
    prepare_workload(context, old, job);
}

/// Drops what a version does not have from the spec of a Job or of a CronJob's template.
///
/// Source: kubernetes v1.37 pkg/api/job/util.go DropDisabledFields
pub(crate) fn drop_disabled_fields(context: &Context<'_>, old: Option<&Value>, spec: &mut Value) {
    if !context.on(WORKLOAD_WITH_JOB) && !old.is_some_and(|old| old.has("scheduling")) {
        spec.remove("scheduling");
    }
}

/// Adds the labels and the selector by which the Job finds its Pods.
///
/// Source: kubernetes v1.37 pkg/registry/batch/job/strategy.go generateSelectorIfNeeded
fn generate_selector_if_needed(job: &mut Value) {
    const WHY: &str = "generateSelector";
    let name = job.get("metadata").str("name").to_owned();
    let Some(spec) = job.get_mut("spec") else { return };
    if spec.bool("manualSelector") == Some(true) {
        return;
    }
    let Some(template) = spec.get_mut("template") else { return };
    let Some(labels) = template.map_mut("metadata", WHY).and_then(|meta| meta.map_mut("labels", WHY)) else {
        return;
    };
    let has = |labels: &Value, key: &str| labels.as_entries().iter().any(|entry| entry.key == key);
    for key in [LEGACY_JOB_NAME, JOB_NAME] {
        if !has(labels, key) {
            let generated = name.contains(ALLOCATED);
            let value = if generated { Value::allocated } else { Value::defaulted };
            labels.set(key, value(name.as_str(), WHY));
        }
    }
    for key in [LEGACY_CONTROLLER_UID, CONTROLLER_UID] {
        if !has(labels, key) {
            labels.set(key, Value::allocated(ALLOCATED, WHY));
        }
    }
    let labels = labels.data.clone();
    if let Some(selected) =
        spec.map_mut("selector", WHY).and_then(|selector| selector.map_mut("matchLabels", WHY))
        && !has(selected, CONTROLLER_UID)
    {
        selected.set(CONTROLLER_UID, Value::allocated(ALLOCATED, WHY));
    }
    // Labels that were copied from the template share its map upstream.
    let own = job.get_mut("metadata").and_then(|meta| meta.get_mut("labels"));
    if let Some(own) = own.filter(|labels| labels.origin == Origin::Defaulted(DEFAULTS)) {
        own.data = labels;
    }
}

/// `Validate` and `ValidateUpdate`.
fn validate_job(context: &Context<'_>, old: Option<&Value>, job: &Value, causes: &mut Causes) {
    let first = causes.list.len();
    validate_chosen_job(context, old, job, causes);
    // What the server chooses needs no escapes; only the words for it do.
    for cause in causes.list.iter_mut().skip(first) {
        if let Some(bad) = &mut cause.bad {
            let shown = bad.to_string();
            if shown.contains(ESCAPED) {
                *bad = Bad::json(shown.replace(ESCAPED, ALLOCATED));
            }
        }
    }
}

fn validate_chosen_job(context: &Context<'_>, old: Option<&Value>, job: &Value, causes: &mut Causes) {
    let options = template_options(context, old, job);
    let (spec, path) = (job.get("spec"), Path::new("spec"));
    validate_workload_metadata(old, job, name_is_dns_subdomain, causes);
    match old {
        None => {
            validate_generated_selector(job, causes);
            validate_job_spec(spec, &options, SelectorValues::Checked, &path, causes);
        }
        Some(old) => {
            let selector = old.get("spec").get("selector");
            let loose =
                has_invalid_label_value(selector) || options.affinity_selectors == SelectorValues::Any;
            let values = if loose { SelectorValues::Any } else { SelectorValues::Checked };
            validate_job_spec(spec, &options, values, &path, causes);
            let (job, old) = (as_stored(job), as_stored(old));
            validate_job_spec_update(context, job.get("spec"), old.get("spec"), &path, causes);
        }
    }
    validate_name_allows_completions(job, causes);
}

/// Source: kubernetes v1.37 pkg/apis/batch/validation/validation.go validateGeneratedSelector
fn validate_generated_selector(job: &Value, causes: &mut Causes) {
    let (spec, name) = (job.get("spec"), job.get("metadata").str("name"));
    let selector = spec.get("selector");
    if spec.bool("manualSelector") == Some(true) || selector.is_null() {
        return;
    }
    let labels = template(job).get("metadata").get("labels");
    let path = Path::new("spec");
    let path = path.child("template");
    let path = path.child("metadata");
    let path = path.child("labels");
    let expected = [
        (LEGACY_CONTROLLER_UID, ALLOCATED),
        (LEGACY_JOB_NAME, name),
        (CONTROLLER_UID, ALLOCATED),
        (JOB_NAME, name),
    ];
    for (key, value) in expected {
        let path = path.key(key);
        match labels.get(key).as_str() {
            None => causes.required(&path, format!("must be '{value}'")),
            Some(text) if text != value => causes.invalid(&path, labels, format!("must be '{value}'")),
            Some(_) => {}
        }
    }
    let mut generated = Map::default();
    for (key, value) in expected {
        generated.set(key, Value::defaulted(value, "generateSelector"));
    }
    let generated = Value::defaulted(generated, "generateSelector");
    if is_readable_selector(selector) && !label_selector::matches(selector, &generated) {
        let bad = go_struct::selector(selector);
        causes.invalid(
            &Path::new("spec").child("selector"),
            bad,
            Check::JobSelector.says("`selector` not auto-generated"),
        );
    }
}

/// Source: kubernetes v1.37 pkg/apis/batch/validation/validation.go ValidateJobSpec
fn validate_job_spec(
    spec: &Value,
    options: &PodValidationOptions,
    values: SelectorValues,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    validate_job_spec_common(spec, options, path, causes);
    let selector = spec.get("selector");
    if selector.is_null() {
        causes.required(&path.child("selector"), "");
    } else {
        validate_label_selector(selector, values, &path.child("selector"), causes);
    }
    if is_readable_selector(selector) {
        validate_selector_matches_template(selector, spec.get("template"), &path.child("template"), causes);
    }
}

/// Source: kubernetes v1.37 pkg/apis/batch/validation/validation.go validateNameAllowsCompletions
fn validate_name_allows_completions(job: &Value, causes: &mut Causes) {
    let (spec, name) = (job.get("spec"), job.get("metadata").str("name"));
    let completions = spec.int("completions");
    if !job_spec::is_indexed(spec) || completions <= 0 {
        return;
    }
    let hostname = format!("{name}-{}", completions - 1);
    if !is_dns1123_label(&hostname.replace(ALLOCATED, "aaaaa")).is_empty() {
        let detail = Check::IndexedName
            .says(format!("will not able to create pod with invalid DNS label: {hostname}"));
        causes.invalid(&Path::new("metadata").child("name"), name, detail);
    }
}

/// `WarningsOnCreate` and `WarningsOnUpdate`.
fn warnings_for_job(context: &Context<'_>, old: Option<&Value>, job: &Value, warnings: &mut Vec<Warning>) {
    let spec = job.get("spec");
    if old.is_none() {
        warn_of_name(job, warnings);
    }
    if old.is_none_or(|old| !super::is_unchanged(old, job, super::spec)) {
        warnings_for_job_spec(context, spec, &Path::new("spec"), warnings);
    }
}

/// Warns of the spec of a Job or of a CronJob's template.
///
/// Source: kubernetes v1.37 pkg/api/job/warnings.go WarningsForJobSpec
pub(crate) fn warnings_for_job_spec(
    context: &Context<'_>,
    spec: &Value,
    path: &Path<'_>,
    warnings: &mut Vec<Warning>,
) {
    if job_spec::is_indexed(spec) && spec.int("completions") > 100_000 && spec.int("parallelism") > 10_000 {
        let text = "In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than \
                    10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail";
        warn(path, Check::IndexesUntracked.says(text), warnings);
    }
    warnings_for_template(context, spec.get("template"), path, warnings);
}
