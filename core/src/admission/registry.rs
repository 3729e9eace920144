//! The kinds that have rules of their own, and what is checked of every other kind.

use super::metadata::{NameCheck, Scope, name_is_dns_subdomain, name_is_path_segment};
use super::strategy::validate_metadata;
use super::workload;
use super::{Causes, Judged, Strategy};
use crate::value::Value;

/// One file per kind.
const STRATEGIES: &[Strategy] = &[
    super::service::STRATEGY,
    super::endpoints::STRATEGY,
    super::endpoint_slice::STRATEGY,
    super::ingress::STRATEGY,
    super::ingress_class::STRATEGY,
    super::network_policy::STRATEGY,
    super::namespace::STRATEGY,
    super::config_map::STRATEGY,
    super::secret::STRATEGY,
    super::pod::STRATEGY,
    workload::deployment::STRATEGY,
    workload::replica_set::STRATEGY,
    workload::stateful_set::STRATEGY,
    workload::daemon_set::STRATEGY,
    workload::job::STRATEGY,
    workload::cron_job::STRATEGY,
    workload::replication_controller::STRATEGY,
    super::horizontal_pod_autoscaler::STRATEGY,
    super::api_service::STRATEGY,
    super::custom_resource_definition::STRATEGY,
    super::persistent_volume_claim::STRATEGY,
    super::persistent_volume::STRATEGY,
    super::storage_class::STRATEGY,
    super::service_account::STRATEGY,
    super::resource_quota::STRATEGY,
    super::limit_range::STRATEGY,
    super::priority_class::STRATEGY,
    super::pod_disruption_budget::STRATEGY,
];

/// One file for kinds that are checked alike.
const FAMILIES: &[&[Strategy]] = &[&super::rbac::STRATEGIES, &super::webhook_configuration::STRATEGIES];

/// The strategy of a kind; every kind that is served has at least the common one.
pub(super) fn strategy(group: &str, kind: &str, scope: Scope) -> Strategy {
    let mut known = STRATEGIES.iter().chain(FAMILIES.iter().copied().flatten());
    let own = known.find(|strategy| strategy.group == group && strategy.kind == kind);
    own.copied().unwrap_or(match (scope, name_check(group, kind) == Names::PathSegment) {
        (Scope::Namespaced, false) => Strategy {
            judged: Judged::SchemaAndMetadata,
            validate: |_, old, object, causes| {
                validate_common(old, object, Scope::Namespaced, name_is_dns_subdomain, causes);
            },
            ..Strategy::NONE
        },
        (Scope::Namespaced, true) => Strategy {
            judged: Judged::SchemaAndMetadata,
            validate: |_, old, object, causes| {
                validate_common(old, object, Scope::Namespaced, name_is_path_segment, causes);
            },
            ..Strategy::NONE
        },
        (Scope::Cluster, false) => Strategy {
            scope,
            judged: Judged::SchemaAndMetadata,
            validate: |_, old, object, causes| {
                validate_common(old, object, Scope::Cluster, name_is_dns_subdomain, causes);
            },
            ..Strategy::NONE
        },
        (Scope::Cluster, true) => Strategy {
            scope,
            judged: Judged::SchemaAndMetadata,
            validate: |_, old, object, causes| {
                validate_common(old, object, Scope::Cluster, name_is_path_segment, causes);
            },
            ..Strategy::NONE
        },
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Names {
    Subdomain,
    PathSegment,
}

/// What names of a kind may be, for kinds without rules of their own.
///
/// Source: kubernetes v1.37 pkg/apis/rbac/validation/validation.go ValidateRBACName
fn name_check(group: &str, kind: &str) -> Names {
    match (group, kind) {
        ("rbac.authorization.k8s.io" | "authentication.k8s.io" | "authorization.k8s.io", _)
        | (_, "Event" | "Binding") => Names::PathSegment,
        _ => Names::Subdomain,
    }
}

fn validate_common(
    old: Option<&Value>,
    object: &Value,
    scope: Scope,
    name_check: NameCheck,
    causes: &mut Causes,
) {
    validate_metadata(old, object, scope, name_check, causes);
}
