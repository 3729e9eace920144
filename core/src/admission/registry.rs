//! The kinds that have rules of their own, and what is checked of every other kind.

use super::metadata::{NameCheck, Scope, name_is_dns_subdomain, name_is_path_segment};
use super::strategy::validate_metadata;
use super::workload::{
    cron_job, daemon_set, deployment, job, replica_set, replication_controller, stateful_set,
};
use super::{
    Causes, Strategy, api_service, config_map, endpoint_slice, endpoints, horizontal_pod_autoscaler, ingress,
    ingress_class, namespace, network_policy, pod, rbac, secret, service, webhook_configuration,
};
use crate::value::Value;

/// One file per kind.
const STRATEGIES: &[Strategy] = &[
    service::STRATEGY,
    endpoints::STRATEGY,
    endpoint_slice::STRATEGY,
    ingress::STRATEGY,
    ingress_class::STRATEGY,
    network_policy::STRATEGY,
    namespace::STRATEGY,
    config_map::STRATEGY,
    secret::STRATEGY,
    pod::STRATEGY,
    deployment::STRATEGY,
    replica_set::STRATEGY,
    stateful_set::STRATEGY,
    daemon_set::STRATEGY,
    job::STRATEGY,
    cron_job::STRATEGY,
    replication_controller::STRATEGY,
    horizontal_pod_autoscaler::STRATEGY,
    api_service::STRATEGY,
];

/// One file for kinds that are checked alike.
const FAMILIES: &[&[Strategy]] = &[&rbac::STRATEGIES, &webhook_configuration::STRATEGIES];

/// The strategy of a kind; every kind that is served has at least the common one.
pub(super) fn strategy(group: &str, kind: &str, scope: Scope) -> Strategy {
    let mut known = STRATEGIES.iter().chain(FAMILIES.iter().copied().flatten());
    let own = known.find(|strategy| strategy.group == group && strategy.kind == kind);
    own.copied().unwrap_or(match (scope, name_check(group, kind) == Names::PathSegment) {
        (Scope::Namespaced, false) => Strategy {
            validate: |_, old, object, causes| {
                validate_common(old, object, Scope::Namespaced, name_is_dns_subdomain, causes);
            },
            ..Strategy::NONE
        },
        (Scope::Namespaced, true) => Strategy {
            validate: |_, old, object, causes| {
                validate_common(old, object, Scope::Namespaced, name_is_path_segment, causes);
            },
            ..Strategy::NONE
        },
        (Scope::Cluster, false) => Strategy {
            scope,
            validate: |_, old, object, causes| {
                validate_common(old, object, Scope::Cluster, name_is_dns_subdomain, causes);
            },
            ..Strategy::NONE
        },
        (Scope::Cluster, true) => Strategy {
            scope,
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
