//! The spec of Jobs and of CronJobs' templates.
//!
//! Source: kubernetes v1.37 pkg/apis/batch/validation/validation.go validateJobSpec

use super::validate_nonnegative_fields;
use crate::admission::field_error::Bad;
use crate::admission::go_struct::{self, Shape};
use crate::admission::names::{is_dns1123_subdomain, is_qualified_name};
use crate::admission::pod::options::PodValidationOptions;
use crate::admission::pod::probe::validate_nonnegative;
use crate::admission::pod::template::validate_pod_template_spec;
use crate::admission::{Causes, Check, Said};
use crate::field_path::Path;
use crate::go::quote::go_quote;
use crate::value::Value;
use std::collections::BTreeSet;

const MAX_INDEXES: i64 = 100_000;
const MAX_FOR_HIGH_COMPLETIONS: i64 = 10_000;
const MAX_RULES: usize = 20;
const MAX_EXIT_CODES: usize = 255;
const MAX_CONDITIONS: usize = 20;
const MAX_MANAGED_BY: usize = 63;
const MAX_SUCCEEDED_INDEXES: usize = 64 * 1024;
const ACTIONS: [&str; 4] = ["Count", "FailIndex", "FailJob", "Ignore"];
const STATUSES: [&str; 3] = ["False", "True", "Unknown"];

/// Says whether each of the Job's Pods has an index.
pub(crate) fn is_indexed(spec: &Value) -> bool {
    spec.str("completionMode") == "Indexed"
}

/// Checks a spec but for its selector.
pub(crate) fn validate_job_spec_common(
    spec: &Value,
    options: &PodValidationOptions,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    const NUMBERS: [&str; 7] = [
        "parallelism",
        "completions",
        "activeDeadlineSeconds",
        "backoffLimit",
        "ttlSecondsAfterFinished",
        "backoffLimitPerIndex",
        "maxFailedIndexes",
    ];
    validate_nonnegative_fields(spec, &NUMBERS, path, causes);
    if spec.has("maxFailedIndexes") && !spec.has("backoffLimitPerIndex") {
        causes.required(&path.child("backoffLimitPerIndex"), "when maxFailedIndexes is specified");
    }
    if let Some(manager) = spec.get("managedBy").as_str() {
        let path = path.child("managedBy");
        validate_domain_prefixed_path(manager, &path, causes);
        if manager.len() > MAX_MANAGED_BY {
            causes.too_long(&path, MAX_MANAGED_BY);
        }
    }
    validate_completion_mode(spec, path, causes);
    if spec.has("podFailurePolicy") {
        validate_pod_failure_policy(spec, &path.child("podFailurePolicy"), causes);
    }
    let success = spec.get("successPolicy");
    if !success.is_null() {
        let path = path.child("successPolicy");
        if is_indexed(spec) {
            validate_success_policy(spec, &path, causes);
        } else {
            let bad = go_struct::bad(success, Shape::Struct(go_struct::SUCCESS_POLICY));
            causes.invalid(&path, bad, "requires indexed completion mode");
        }
    }
    let has_failure_policy = spec.has("podFailurePolicy");
    if let Some(policy) = spec.get("podReplacementPolicy").as_str() {
        let known: &[&str] =
            if has_failure_policy { &["Failed"] } else { &["Failed", "TerminatingOrFailed"] };
        if !known.contains(&policy) {
            causes.not_supported(&path.child("podReplacementPolicy"), Bad::typed(policy), known);
        }
    }
    let template = spec.get("template");
    let template_path = path.child("template");
    validate_pod_template_spec(template, &template_path, options, causes);
    let policy = template.get("spec").str("restartPolicy");
    let path = template_path.child("spec");
    let path = path.child("restartPolicy");
    match policy {
        "Always" | "" => causes.required(&path, "valid values: \"OnFailure\", \"Never\""),
        "Never" => {}
        "OnFailure" if !has_failure_policy => {}
        "OnFailure" => {
            causes.invalid(
                &path,
                policy,
                Check::NeverRestart.says("only \"Never\" is supported when podFailurePolicy is specified"),
            );
        }
        other => causes.not_supported(&path, Bad::typed(other), &["OnFailure", "Never"]),
    }
}

fn validate_completion_mode(spec: &Value, path: &Path<'_>, causes: &mut Causes) {
    let mode = spec.get("completionMode").as_str();
    if let Some(mode) = mode.filter(|mode| !matches!(*mode, "NonIndexed" | "Indexed")) {
        causes.not_supported(&path.child("completionMode"), Bad::typed(mode), &["NonIndexed", "Indexed"]);
    }
    let max_failed = spec.get("maxFailedIndexes").as_int();
    let max_failed_path = path.child("maxFailedIndexes");
    if mode.is_none_or(|mode| mode == "NonIndexed") {
        for field in ["backoffLimitPerIndex", "maxFailedIndexes"] {
            if let Some(number) = spec.get(field).as_int() {
                causes.invalid(&path.child(field), number, "requires indexed completion mode");
            }
        }
    }
    if !is_indexed(spec) {
        return;
    }
    let completions = spec.get("completions").as_int();
    let parallelism = spec.get("parallelism").as_int();
    if completions.is_none() {
        causes.required(&path.child("completions"), "when completion mode is Indexed");
    }
    if let Some(number) = parallelism.filter(|number| *number > MAX_INDEXES) {
        let detail = format!("must be less than or equal to {MAX_INDEXES} when completion mode is Indexed");
        causes.invalid(&path.child("parallelism"), number, &detail);
    }
    if let Some(number) =
        max_failed.filter(|number| completions.is_some_and(|completions| *number > completions))
    {
        causes.invalid(&max_failed_path, number, "must be less than or equal to completions");
    }
    if let Some(number) = max_failed.filter(|number| *number > MAX_INDEXES) {
        causes.invalid(&max_failed_path, number, format!("must be less than or equal to {MAX_INDEXES}"));
    }
    if completions.is_none_or(|completions| completions <= MAX_INDEXES) || !spec.has("backoffLimitPerIndex") {
        return;
    }
    if max_failed.is_none() {
        let detail = format!("must be specified when completions is above {MAX_INDEXES}");
        causes.required(&max_failed_path, &detail);
    }
    let detail = format!(
        "must be less than or equal to {MAX_FOR_HIGH_COMPLETIONS} when completions are above {MAX_INDEXES} and used \
         with backoff limit per index"
    );
    for field in ["parallelism", "maxFailedIndexes"] {
        let number = spec.get(field).as_int();
        if let Some(number) = number.filter(|number| *number > MAX_FOR_HIGH_COMPLETIONS) {
            causes.invalid(&path.child(field), number, &detail);
        }
    }
}

/// Source: kubernetes v1.37 staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go IsDomainPrefixedPath
fn validate_domain_prefixed_path(text: &str, path: &Path<'_>, causes: &mut Causes) {
    if text.is_empty() {
        causes.required(path, "");
        return;
    }
    let Some((host, rest)) = text.split_once('/').filter(|(host, rest)| !host.is_empty() && !rest.is_empty())
    else {
        causes.invalid(path, text, "must be a domain-prefixed path (such as \"acme.io/foo\")");
        return;
    };
    causes.invalid_each(path, host, is_dns1123_subdomain(host));
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~%!$&'()*+,;=:".contains(&byte);
    if !rest.bytes().all(allowed) {
        let detail = "Invalid path (regex used for validation is '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')";
        causes.invalid(path, rest, detail);
    }
}

/// Source: kubernetes v1.37 pkg/apis/batch/validation/validation.go validatePodFailurePolicy
fn validate_pod_failure_policy(spec: &Value, path: &Path<'_>, causes: &mut Causes) {
    let rules = spec.get("podFailurePolicy").list("rules");
    let path = path.child("rules");
    if rules.len() > MAX_RULES {
        causes.too_many(&path, rules.len(), MAX_RULES);
    }
    let pod = spec.get("template").get("spec");
    let names: BTreeSet<&str> = pod
        .list("containers")
        .iter()
        .chain(pod.list("initContainers"))
        .map(|container| container.str("name"))
        .collect();
    for (index, rule) in rules.iter().enumerate() {
        validate_pod_failure_policy_rule(spec, rule, &names, &path.index(index), causes);
    }
}

/// Source: kubernetes v1.37 pkg/apis/batch/validation/validation.go validatePodFailurePolicyRule
fn validate_pod_failure_policy_rule(
    spec: &Value,
    rule: &Value,
    names: &BTreeSet<&str>,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    let action_path = path.child("action");
    match rule.str("action") {
        "" => causes.required(&action_path, valid_values(&ACTIONS)),
        "FailIndex" => {
            if !spec.has("backoffLimitPerIndex") {
                causes.invalid(&action_path, "FailIndex", "requires the backoffLimitPerIndex to be set");
            }
        }
        action if ACTIONS.contains(&action) => {}
        other => causes.not_supported(&action_path, Bad::typed(other), &ACTIONS),
    }
    let (exit_codes, conditions) = (rule.get("onExitCodes"), rule.list("onPodConditions"));
    if !exit_codes.is_null() {
        validate_on_exit_codes(exit_codes, names, &path.child("onExitCodes"), causes);
    }
    let conditions_path = path.child("onPodConditions");
    if conditions.len() > MAX_CONDITIONS {
        causes.too_many(&conditions_path, conditions.len(), MAX_CONDITIONS);
    }
    for (index, pattern) in conditions.iter().enumerate() {
        let path = conditions_path.index(index);
        let kind = pattern.str("type");
        causes.invalid_each(&path.child("type"), kind, is_qualified_name(kind));
        match pattern.str("status") {
            "" => causes.required(&path.child("status"), valid_values(&STATUSES)),
            status if STATUSES.contains(&status) => {}
            other => causes.not_supported(&path.child("status"), Bad::typed(other), &STATUSES),
        }
    }
    let omitted = |causes: &mut Causes, detail: Said| {
        causes.invalid_omitted(path, detail);
    };
    match (exit_codes.is_null(), conditions.is_empty()) {
        (false, false) => omitted(
            causes,
            Check::Stated.says("specifying both OnExitCodes and OnPodConditions is not supported"),
        ),
        (true, true) => omitted(
            causes,
            Check::Stated.says("specifying one of OnExitCodes and OnPodConditions is required"),
        ),
        _ => {}
    }
}

/// Lists values as Go prints a list of quoted texts.
fn valid_values(values: &[&str]) -> String {
    let quoted: Vec<String> = values.iter().map(|value| go_quote(value)).collect();
    format!("valid values: [{}]", quoted.join(" "))
}

/// Source: kubernetes v1.37 pkg/apis/batch/validation/validation.go validatePodFailurePolicyRuleOnExitCodes
fn validate_on_exit_codes(requirement: &Value, names: &BTreeSet<&str>, path: &Path<'_>, causes: &mut Causes) {
    let operator = requirement.str("operator");
    match operator {
        "In" | "NotIn" => {}
        "" => causes.required(&path.child("operator"), valid_values(&["In", "NotIn"])),
        other => causes.not_supported(&path.child("operator"), Bad::typed(other), &["In", "NotIn"]),
    }
    if let Some(name) = requirement.get("containerName").as_str().filter(|name| !names.contains(name)) {
        let detail = "must be one of the container or initContainer names in the pod template";
        causes.invalid(&path.child("containerName"), name, detail);
    }
    let path = path.child("values");
    let values: Vec<i64> =
        requirement.list("values").iter().map(|value| value.as_int().unwrap_or(0)).collect();
    let bad = || if requirement.has("values") { Bad::from(requirement.get("values")) } else { Bad::null() };
    if values.is_empty() {
        causes.invalid(&path, bad(), Check::Stated.says("at least one value is required"));
    } else if values.len() > MAX_EXIT_CODES {
        causes.too_many(&path, values.len(), MAX_EXIT_CODES);
    }
    let mut seen = BTreeSet::new();
    for (index, value) in values.iter().enumerate() {
        if operator == "In" && *value == 0 {
            causes.invalid(&path.index(index), *value, "must not be 0 for the In operator");
        }
        if !seen.insert(value) {
            causes.duplicate(&path.index(index), *value);
        }
    }
    if !values.is_sorted() {
        causes.invalid(&path, bad(), "must be ordered");
    }
}

/// Source: kubernetes v1.37 pkg/apis/batch/validation/validation.go validateSuccessPolicy
fn validate_success_policy(spec: &Value, path: &Path<'_>, causes: &mut Causes) {
    let rules = spec.get("successPolicy").list("rules");
    let path = path.child("rules");
    if rules.is_empty() {
        let detail = "at least one rules must be specified when the successPolicy is specified";
        causes.required(&path, detail);
    }
    if rules.len() > MAX_RULES {
        causes.too_many(&path, rules.len(), MAX_RULES);
    }
    for (index, rule) in rules.iter().enumerate() {
        validate_success_policy_rule(rule, spec.int("completions"), &path.index(index), causes);
    }
}

/// Source: kubernetes v1.37 pkg/apis/batch/validation/validation.go validateSuccessPolicyRule
fn validate_success_policy_rule(rule: &Value, completions: i64, path: &Path<'_>, causes: &mut Causes) {
    let (count, indexes) = (rule.get("succeededCount").as_int(), rule.get("succeededIndexes").as_str());
    if count.is_none() && indexes.is_none() {
        causes.required(path, "at least one of succeededCount or succeededIndexes must be specified");
    }
    let mut total = 0;
    if let Some(text) = indexes {
        let path = path.child("succeededIndexes");
        if text.len() > MAX_SUCCEEDED_INDEXES {
            causes.too_long(&path, MAX_SUCCEEDED_INDEXES);
        }
        match count_indexes(text, completions) {
            Ok(number) => total = number,
            Err(error) => causes.invalid(
                &path,
                text,
                Check::Stated.says(format!("error parsing succeededIndexes: {error}")),
            ),
        }
    }
    let Some(count) = count else { return };
    let path = path.child("succeededCount");
    validate_nonnegative(count, &path, causes);
    if count > completions {
        let detail =
            format!("must be less than or equal to {completions} (the number of specified completions)");
        causes.invalid(&path, count, &detail);
    }
    if indexes.is_some() && count > total {
        let detail = format!(
            "must be less than or equal to {total} (the number of indexes in the specified succeededIndexes field)"
        );
        causes.invalid(&path, count, &detail);
    }
}

/// Counts the indexes of a text such as `0,2-4`.
///
/// Source: kubernetes v1.37 pkg/apis/batch/validation/validation.go validateIndexesFormat
fn count_indexes(text: &str, completions: i64) -> Result<i64, String> {
    let (mut last, mut total) = (None, 0);
    if text.is_empty() {
        return Ok(0);
    }
    for interval in text.split(',') {
        let (first, end) = parse_index_interval(interval, completions)?;
        if let Some(last) = last.filter(|last| *last >= first) {
            return Err(format!("non-increasing order, previous: {last}, current: {first}"));
        }
        total += end - first + 1;
        last = Some(end);
    }
    Ok(total)
}

fn parse_index_interval(interval: &str, completions: i64) -> Result<(i64, i64), String> {
    let parts: Vec<&str> = interval.split('-').collect();
    let parse = |text: &str| match text.parse::<i64>() {
        Err(_) => Err(format!("cannot convert string to integer for index: {}", go_quote(text))),
        Ok(index) if index >= completions => Err(format!("too large index: {}", go_quote(text))),
        Ok(index) => Ok(index),
    };
    match parts.as_slice() {
        [only] => parse(only).map(|index| (index, index)),
        [first, end] => {
            let (first, end) = (parse(first)?, parse(end)?);
            if first >= end {
                return Err(format!("non-increasing order, previous: {first}, current: {end}"));
            }
            Ok((first, end))
        }
        _ => Err(format!(
            "the fragment {} violates the requirement that an index interval can have at most two parts separated \
             by '-'",
            go_quote(interval)
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_indexes() {
        assert_eq!(count_indexes("0,2-4", 5), Ok(4));
        assert_eq!(count_indexes("", 5), Ok(0));
        assert_eq!(count_indexes("3,1", 5), Err("non-increasing order, previous: 3, current: 1".to_owned()));
        assert_eq!(count_indexes("5", 5), Err("too large index: \"5\"".to_owned()));
        assert_eq!(
            count_indexes("x", 5),
            Err("cannot convert string to integer for index: \"x\"".to_owned())
        );
    }
}
