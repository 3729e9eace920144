//! What the strategies of workloads have in common.
//!
//! Source: kubernetes v1.37 pkg/registry/apps, pkg/registry/batch, pkg/apis/apps/validation/validation.go

pub(crate) mod cron_job;
pub(crate) mod cron_schedule;
pub(crate) mod daemon_set;
pub(crate) mod deployment;
pub(crate) mod job;
pub(crate) mod job_spec;
pub(crate) mod job_update;
pub(crate) mod replica_set;
pub(crate) mod replication_controller;
pub(crate) mod stateful_set;

use super::label_selector::{SelectorValues, validate_label_selector};
use super::metadata::{NameCheck, Scope};
use super::names::{is_dns1123_label, is_valid_percent, joined};
use super::pod::disabled;
use super::pod::options::{Holder, PodValidationOptions};
use super::pod::warnings::{self, warn};
use super::strategy::validate_metadata;
use super::{Causes, Check, Context, Warning, go_struct};
use crate::admission::pod::validation_options::validation_options;
use crate::field_path::Path;
use crate::schema::store;
use crate::value::{Data, Value};

/// The pod template of a workload, `spec.template`.
pub(crate) fn template(workload: &Value) -> &Value {
    workload.get("spec").get("template")
}

/// Forgets the status and drops disabled fields of the template.
pub(crate) fn prepare_workload(context: &Context<'_>, old: Option<&Value>, workload: &mut Value) {
    workload.remove("status");
    if let Some(template) = workload.get_mut("spec").and_then(|spec| spec.get_mut("template")) {
        disabled::drop_disabled_fields(context, old.map(self::template), template);
    }
}

/// Checks the metadata of a workload.
pub(crate) fn validate_workload_metadata(
    old: Option<&Value>,
    workload: &Value,
    name_check: NameCheck,
    causes: &mut Causes,
) {
    validate_metadata(old, workload, Scope::Namespaced, name_check, causes);
}

/// The options for a workload's template.
pub(crate) fn template_options(
    context: &Context<'_>,
    old: Option<&Value>,
    workload: &Value,
) -> PodValidationOptions {
    validation_options(context, Holder::Template, template(workload), old.map(template))
}

/// Warns of a workload's name and template; an update that changes nothing gives no warnings.
pub(crate) fn warnings_for_workload(
    context: &Context<'_>,
    old: Option<&Value>,
    workload: &Value,
    warnings: &mut Vec<Warning>,
) {
    if old.is_none() {
        warn_of_name(workload, warnings);
    }
    if old.is_none_or(|old| !is_unchanged(old, workload, spec)) {
        warnings_for_template(context, template(workload), &Path::new("spec"), warnings);
    }
}

/// An object as the server would store it, for comparisons: to Go, what is absent and what is zero are one unless a
/// pointer tells them apart.
pub(crate) fn as_stored(object: &Value) -> Value {
    let mut stored = object.clone();
    store(&mut stored, object.str("apiVersion"), object.str("kind"));
    stored
}

/// Says whether stored forms are equal; a pointer to nothing is not an absent one.
pub(crate) fn is_same_stored(left: &Value, right: &Value) -> bool {
    let is_void = |value: &Value| match &value.data {
        Data::Null => true,
        Data::List(items) => items.is_empty(),
        _ => false,
    };
    match (&left.data, &right.data) {
        (Data::List(left), Data::List(right)) => {
            left.len() == right.len()
                && left.iter().zip(right).all(|(left, right)| is_same_stored(left, right))
        }
        (Data::Map(a), Data::Map(b)) => {
            a.entries.iter().all(|entry| is_same_stored(&entry.value, right.get(&entry.key)))
                && b.entries.iter().all(|entry| left.has(&entry.key) || is_void(&entry.value))
        }
        (a, b) => a == b || is_void(left) && is_void(right),
    }
}

/// Says whether an update leaves a part of the object as it is.
pub(crate) fn is_unchanged(old: &Value, new: &Value, part: fn(&Value) -> &Value) -> bool {
    is_same_stored(part(&as_stored(old)), part(&as_stored(new)))
}

/// The spec of a workload.
pub(crate) fn spec(workload: &Value) -> &Value {
    workload.get("spec")
}

/// The name of an object, with five letters for those that the server chooses.
pub(crate) fn generated_name(object: &Value) -> String {
    object.get("metadata").str("name").replace("<allocated>", "aaaaa")
}

/// Warns of a name that makes surprising names of Pods.
pub(crate) fn warn_of_name(workload: &Value, warnings: &mut Vec<Warning>) {
    let messages = is_dns1123_label(&generated_name(workload));
    if !messages.is_empty() {
        let text = format!(
            "this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is \
             recommended: [{}]",
            joined(&messages, " ")
        );
        warn(&Path::new("metadata").child("name"), Check::NameSurprises.says(text), warnings);
    }
}

/// Warns of a pod template below the spec at `path`.
pub(crate) fn warnings_for_template(
    context: &Context<'_>,
    template: &Value,
    path: &Path<'_>,
    warnings: &mut Vec<Warning>,
) {
    let path = path.child("template");
    warnings::warnings_for_pod_spec_and_meta(context, template, Holder::Template, &path, warnings);
}

/// Checks a selector that must be there and say something.
pub(crate) fn validate_required_selector(selector: &Value, kind: &str, path: &Path<'_>, causes: &mut Causes) {
    if selector.is_null() {
        causes.required(path, "");
        return;
    }
    validate_label_selector(selector, SelectorValues::Checked, path, causes);
    if selects_all(selector) {
        let detail = Check::SelectorEmpty.says(format!("empty selector is invalid for {kind}"));
        causes.invalid(path, go_struct::selector(selector), detail);
    }
}

/// Says whether a selector is there and names neither labels nor expressions.
pub(crate) fn selects_all(selector: &Value) -> bool {
    !selector.is_null()
        && selector.entries("matchLabels").is_empty()
        && selector.list("matchExpressions").is_empty()
}

/// Says whether a selector can be read at all: its operators fit their values, its keys and values are valid.
///
/// Source: kubernetes v1.37 staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/helpers.go LabelSelectorAsSelector
pub(crate) fn is_readable_selector(selector: &Value) -> bool {
    let mut causes = Causes::default();
    validate_label_selector(selector, SelectorValues::Checked, &Path::ROOT, &mut causes);
    causes.list.is_empty()
}

/// Checks a number of Pods or a percentage.
///
/// Source: kubernetes v1.37 pkg/apis/apps/validation/validation.go ValidatePositiveIntOrPercent
pub(crate) fn validate_positive_int_or_percent(value: &Value, path: &Path<'_>, causes: &mut Causes) {
    match &value.data {
        Data::String(text) => causes.invalid_each(path, value, is_valid_percent(text)),
        _ => super::pod::probe::validate_nonnegative(value.as_int().unwrap_or(0), path, causes),
    }
}

/// The number of a percentage.
fn percent(value: &Value) -> Option<i64> {
    let text = value.as_str().filter(|text| is_valid_percent(text).is_empty())?;
    Some(text.strip_suffix('%')?.parse().unwrap_or(i64::MAX))
}

/// A number of Pods or the number of a percentage; 0 for any other text that is not a number.
///
/// Source: kubernetes v1.37 pkg/apis/apps/validation/validation.go getIntOrPercentValue
pub(crate) fn int_or_percent_value(value: &Value) -> i64 {
    percent(value).or_else(|| value.as_str()?.parse().ok()).or_else(|| value.as_int()).unwrap_or(0)
}

/// Checks that a percentage is at most a hundred.
///
/// Source: kubernetes v1.37 pkg/apis/apps/validation/validation.go IsNotMoreThan100Percent
pub(crate) fn is_not_more_than_100_percent(value: &Value, path: &Path<'_>, causes: &mut Causes) {
    if percent(value).is_some_and(|percent| percent > 100) {
        causes.invalid(path, value, "must not be greater than 100%");
    }
}

/// Checks that numbers of a spec, where they are set, are not negative.
pub(crate) fn validate_nonnegative_fields(
    spec: &Value,
    fields: &[&str],
    path: &Path<'_>,
    causes: &mut Causes,
) {
    for field in fields {
        super::pod::probe::validate_nonnegative(spec.int(field), &path.child(field), causes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Map;

    fn pod(fields: &[(&'static str, Data)]) -> Value {
        let defaulted = |data: Data| Value::defaulted(data, "");
        let mut spec = defaulted(Map::default().into());
        for (field, data) in fields {
            spec.set(*field, defaulted(data.clone()));
        }
        let mut pod = defaulted(Map::default().into());
        pod.set("apiVersion", defaulted("v1".into()));
        pod.set("kind", defaulted("Pod".into()));
        pod.set("spec", spec);
        pod
    }

    #[test]
    fn tells_absent_from_empty_only_behind_pointers() {
        let cases: &[(&'static str, Data, bool)] = &[
            ("hostPID", false.into(), true),
            ("hostPID", true.into(), false),
            ("nodeName", "".into(), true),
            ("nodeSelector", Map::default().into(), true),
            ("volumes", Vec::new().into(), true),
            ("affinity", Map::default().into(), false),
            ("enableServiceLinks", false.into(), false),
        ];
        for (field, data, unchanged) in cases {
            let written = pod(&[(*field, data.clone())]);
            assert_eq!(is_unchanged(&written, &pod(&[]), spec), *unchanged, "{field} removed");
            assert_eq!(is_unchanged(&pod(&[]), &written, spec), *unchanged, "{field} added");
        }
    }
}
