//! Requests and limits of containers and Pods.
//!
//! Source: kubernetes v1.37 pkg/apis/core/validation/validation.go, pkg/apis/core/helper/helpers.go

use super::options::PodValidationOptions;
use super::pod_level_resources::{self, Amounts, is_supported_pod_level_resource};
use super::resource_names::{
    HUGE_PAGES, is_huge_page_resource_name, is_huge_page_resource_value_divisible, is_integer_resource_name,
    is_overcommit_allowed, validate_container_resource_name, validate_resource_name,
};
use crate::admission::field_error::Bad;
use crate::admission::names::is_dns1123_label;
use crate::admission::{Causes, Check};
use crate::field_path::Path;
use crate::schema::quantity::Quantity;
use crate::value::{Entry, Value};
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validatePodResourceName
fn validate_pod_resource_name(name: &str, path: &Path<'_>, causes: &mut Causes) {
    let before = causes.list.len();
    validate_resource_name(name, path, causes);
    if causes.list.len() == before && !is_supported_pod_level_resource(name) {
        causes.not_supported(path, Bad::typed(name), &["cpu", HUGE_PAGES, "memory"]);
    }
}

/// Checks an amount of a resource.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidateResourceQuantityValue
pub(crate) fn validate_resource_quantity_value(
    name: &str,
    amount: Quantity,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    if amount.is_negative() {
        causes.invalid(path, &amount.canonical(), "must be greater than or equal to 0");
    }
    if is_integer_resource_name(name) && !amount.is_whole() {
        causes.invalid(path, &amount.canonical(), "must be an integer");
    }
}

/// Checks the `resources` of a container; without `claim_names` there are no claims to refer to.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidateContainerResourceRequirements
pub(crate) fn validate_container_resource_requirements(
    requirements: &Value,
    claim_names: &BTreeSet<&str>,
    path: &Path<'_>,
    options: &PodValidationOptions,
    causes: &mut Causes,
) {
    validate_resource_requirements(
        requirements,
        validate_container_resource_name,
        claim_names,
        path,
        options,
        causes,
    );
}

/// Checks a Pod's `overhead` as if it were a container's limits.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateOverhead
pub(crate) fn validate_overhead(
    overhead: &Value,
    path: &Path<'_>,
    options: &PodValidationOptions,
    causes: &mut Causes,
) {
    let limits = path.child("limits");
    let (has_cpu_or_memory, has_huge_pages) = validate_amounts(
        overhead.as_entries(),
        validate_container_resource_name,
        &limits,
        options,
        causes,
        |_, _, _, _, _| {},
    );
    if has_huge_pages && !has_cpu_or_memory {
        causes.forbidden(path, Check::HugePagesAlone.says("HugePages require cpu or memory"));
    }
}

type NameRule = fn(&str, &Path<'_>, &mut Causes);

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateResourceRequirements
fn validate_resource_requirements(
    requirements: &Value,
    validate_name: NameRule,
    claim_names: &BTreeSet<&str>,
    path: &Path<'_>,
    options: &PodValidationOptions,
    causes: &mut Causes,
) {
    let limits_path = path.child("limits");
    let requests_path = path.child("requests");
    let limits = requirements.get("limits");
    let in_limits = validate_amounts(
        limits.as_entries(),
        validate_name,
        &limits_path,
        options,
        causes,
        |_, _, _, _, _| {},
    );
    let in_requests = validate_amounts(
        requirements.entries("requests"),
        validate_name,
        &requests_path,
        options,
        causes,
        |name, amount, _, _, causes| {
            validate_request_against_limit(name, amount, limits, &requests_path, &limits_path, causes);
        },
    );
    let (has_cpu_or_memory, has_huge_pages) = (in_limits.0 || in_requests.0, in_limits.1 || in_requests.1);
    if !has_cpu_or_memory && has_huge_pages {
        causes.forbidden(path, Check::HugePagesAlone.says("HugePages require cpu or memory"));
    }
    validate_resource_claim_names(requirements.list("claims"), claim_names, &path.child("claims"), causes);
}

/// Checks one list of amounts; says whether it names cpu or memory, and whether huge pages.
fn validate_amounts(
    amounts: &[Entry],
    validate_name: NameRule,
    path: &Path<'_>,
    options: &PodValidationOptions,
    causes: &mut Causes,
    between: impl Fn(&str, Quantity, &Path<'_>, &PodValidationOptions, &mut Causes),
) -> (bool, bool) {
    let (mut has_cpu_or_memory, mut has_huge_pages) = (false, false);
    let mut sorted: Vec<&Entry> = amounts.iter().collect();
    sorted.sort_unstable_by(|a, b| a.key.cmp(&b.key));
    for entry in sorted {
        let name = entry.key.as_ref();
        let path = path.key(name);
        let amount = Quantity::of(&entry.value).unwrap_or(Quantity::ZERO);
        validate_name(name, &path, causes);
        validate_resource_quantity_value(name, amount, &path, causes);
        between(name, amount, &path, options, causes);
        if is_huge_page_resource_name(name) {
            has_huge_pages = true;
            if !options.allow_indivisible_huge_pages_values
                && !is_huge_page_resource_value_divisible(name, amount)
            {
                let text = amount.canonical();
                causes.invalid(
                    &path,
                    &text,
                    Check::Stated.says(format!("{text} is not positive integer multiple of {name}")),
                );
            }
        }
        has_cpu_or_memory |= matches!(name, "cpu" | "memory");
    }
    (has_cpu_or_memory, has_huge_pages)
}

fn validate_request_against_limit(
    name: &str,
    request: Quantity,
    limits: &Value,
    requests_path: &Path<'_>,
    limits_path: &Path<'_>,
    causes: &mut Causes,
) {
    let overcommit = is_overcommit_allowed(name);
    match limits.as_entries().iter().find(|limit| limit.key == name) {
        Some(limit) => {
            let limit = Quantity::of(&limit.value).unwrap_or(Quantity::ZERO);
            let order = request.compare(limit);
            let (request, limit) = (request.canonical(), limit.canonical());
            if order != Ordering::Equal && !overcommit {
                causes.invalid(requests_path, &request, format!("must be equal to {name} limit of {limit}"));
            } else if order == Ordering::Greater {
                let detail = format!("must be less than or equal to {name} limit of {limit}");
                causes.invalid(requests_path, &request, &detail);
            }
        }
        None if !overcommit => {
            causes.required(limits_path, "Limit must be set for non overcommitable resources");
        }
        None => {}
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateResourceClaimNames
fn validate_resource_claim_names(
    claims: &[Value],
    claim_names: &BTreeSet<&str>,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for (index, claim) in claims.iter().enumerate() {
        let path = path.index(index);
        let (name, request) = (claim.str("name"), claim.str("request"));
        if name.is_empty() {
            causes.required(&path, "");
            continue;
        }
        if seen.contains(name) {
            causes.duplicate(&path, name);
        } else {
            let mut key = name.to_owned();
            if !request.is_empty() {
                causes.invalid_each(&path.child("request"), request, is_dns1123_label(request));
                key = format!("{name}/{request}");
            }
            if seen.contains(&key) {
                causes.duplicate(&path, &key);
            } else if request.is_empty() {
                let overlapping =
                    seen.iter().filter(|key| key.split_once('/').is_some_and(|(claim, _)| claim == name));
                for _ in overlapping {
                    causes.duplicate(&path, name);
                }
            }
            seen.insert(key);
        }
        if !claim_names.contains(name) {
            let known: Vec<&str> = claim_names.iter().copied().collect();
            let known = if known.is_empty() {
                " which is empty".to_owned()
            } else {
                format!(": {}", known.join(", "))
            };
            let detail = format!("must be one of the names in pod.spec.resourceClaims{known}");
            causes.not_found_because(&path, name, detail);
        }
    }
}

/// Checks the resources of a whole Pod.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validatePodResources
pub(crate) fn validate_pod_resources(
    spec: &Value,
    claim_names: &BTreeSet<&str>,
    path: &Path<'_>,
    options: &PodValidationOptions,
    causes: &mut Causes,
) {
    let resources = spec.get("resources");
    if resources.is_null() {
        return;
    }
    let path = path.child("resources");
    if spec.get("os").str("name") == "windows" {
        causes.forbidden(&path, "may not be set for a windows pod");
        return;
    }
    if resources.has("claims") {
        causes.forbidden(&path.child("claims"), "claims may not be set for Resources at pod-level");
    }
    validate_resource_requirements(
        resources,
        validate_pod_resource_name,
        claim_names,
        &path,
        options,
        causes,
    );
    validate_pod_resource_consistency(spec, &path, causes);
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validatePodResourceConsistency
fn validate_pod_resource_consistency(spec: &Value, path: &Path<'_>, causes: &mut Causes) {
    let of_pod =
        |amounts: Amounts| pod_level_resources::resource_list(spec.get("resources").get(amounts.field()));
    let (pod_requests, pod_limits) = (of_pod(Amounts::Requests), of_pod(Amounts::Limits));
    for (name, needed) in pod_level_resources::aggregate(spec, Amounts::Requests) {
        let Some(stated) =
            pod_requests.get(&name).filter(|stated| needed.compare(**stated) == Ordering::Greater)
        else {
            continue;
        };
        let detail = format!(
            "must be greater than or equal to aggregate container requests of {}",
            needed.canonical()
        );
        causes.invalid(&path.child("requests").key(&name), &stated.canonical(), &detail);
    }
    for (name, needed) in pod_level_resources::aggregate(spec, Amounts::Limits) {
        let stated = pod_limits.get(&name).filter(|stated| needed.compare(**stated) == Ordering::Greater);
        let Some(stated) = stated.filter(|_| is_huge_page_resource_name(&name)) else { continue };
        let detail =
            format!("must be greater than or equal to aggregate container limits of {}", needed.canonical());
        causes.invalid(&path.child("limits").key(&name), &stated.canonical(), &detail);
    }
    for (index, container) in spec.list("containers").iter().enumerate() {
        for (name, limit) in pod_level_resources::resource_list(container.get("resources").get("limits")) {
            let Some(pod_limit) = pod_limits.get(&name) else { continue };
            if limit.compare(*pod_limit) == Ordering::Greater {
                let detail = format!("must be less than or equal to pod limits of {}", pod_limit.canonical());
                let path = path.child("containers");
                let path = path.index(index);
                causes.invalid(&path.key(&name).child("limits"), &limit.canonical(), &detail);
            }
        }
    }
}
