//! Names of resources, and what they say of their amounts.
//!
//! Source: kubernetes v1.37 pkg/apis/core/helper/helpers.go

use crate::admission::field_error::Bad;
use crate::admission::names::is_qualified_name;
use crate::admission::{Causes, Check};
use crate::field_path::Path;
use crate::schema::quantity::Quantity;

pub(crate) const HUGE_PAGES: &str = "hugepages-";

pub(crate) const STANDARD_RESOURCES: [&str; 20] = [
    "cpu",
    "memory",
    "ephemeral-storage",
    "requests.cpu",
    "requests.memory",
    "requests.ephemeral-storage",
    "limits.cpu",
    "limits.memory",
    "limits.ephemeral-storage",
    "pods",
    "resourcequotas",
    "services",
    "replicationcontrollers",
    "secrets",
    "configmaps",
    "persistentvolumeclaims",
    "storage",
    "requests.storage",
    "services.nodeports",
    "services.loadbalancers",
];

/// Says whether a resource is memory in huge pages.
pub(crate) fn is_huge_page_resource_name(name: &str) -> bool {
    name.starts_with(HUGE_PAGES)
}

pub(crate) fn is_native_resource(name: &str) -> bool {
    !name.contains('/') || name.contains("kubernetes.io/")
}

/// Says whether more of a resource may be promised than there is.
pub(crate) fn is_overcommit_allowed(name: &str) -> bool {
    is_native_resource(name) && !is_huge_page_resource_name(name)
}

pub(crate) fn is_extended_resource_name(name: &str) -> bool {
    !is_native_resource(name)
        && !name.starts_with("requests.")
        && is_qualified_name(&format!("requests.{name}")).is_empty()
}

pub(crate) fn is_integer_resource_name(name: &str) -> bool {
    let counted = matches!(
        name,
        "pods"
            | "resourcequotas"
            | "services"
            | "replicationcontrollers"
            | "secrets"
            | "configmaps"
            | "persistentvolumeclaims"
            | "services.nodeports"
            | "services.loadbalancers"
    );
    counted || is_extended_resource_name(name)
}

/// Says whether a resource needs no group in its name.
pub(crate) fn is_standard_resource_name(name: &str) -> bool {
    STANDARD_RESOURCES.contains(&name)
        || is_huge_page_resource_name(name)
        || name.starts_with("requests.hugepages-")
}

/// Checks the name of a resource.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateResourceName
pub(crate) fn validate_resource_name(name: &str, path: &Path<'_>, causes: &mut Causes) {
    let messages = is_qualified_name(name);
    if messages.is_empty() && !name.contains('/') && !is_standard_resource_name(name) {
        causes.invalid(path, Bad::typed(name), "must be a standard resource type or fully qualified");
    }
    causes.invalid_each(path, Bad::typed(name), messages);
}

/// Checks the name of a resource that a container asks for.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidateContainerResourceName
pub(crate) fn validate_container_resource_name(name: &str, path: &Path<'_>, causes: &mut Causes) {
    validate_resource_name(name, path, causes);
    if !name.contains('/') {
        if !matches!(name, "cpu" | "memory" | "ephemeral-storage") && !is_huge_page_resource_name(name) {
            causes.invalid(path, Bad::typed(name), "must be a standard resource for containers");
        }
    } else if !is_native_resource(name) && !is_extended_resource_name(name) {
        causes.invalid(
            path,
            Bad::typed(name),
            Check::Stated.says("doesn't follow extended resource name standard"),
        );
    }
}

/// Says whether an amount of huge pages is a whole number of pages.
pub(crate) fn is_huge_page_resource_value_divisible(name: &str, amount: Quantity) -> bool {
    let Some(Ok(page)) = name.strip_prefix(HUGE_PAGES).map(Quantity::parse) else { return false };
    !page.is_negative()
        && !page.is_zero()
        && page.is_whole()
        && amount.value().checked_rem(page.value()) == Some(0)
}
