//! What a Service keeps when it is replaced, and what may not change.

use super::spec::{ClusterIp, NodePort, Spec, externally_accessible, needs_cluster_ip, needs_health_check};
use super::validation::{validate_load_balancer_class, validate_service};
use crate::admission::field_error::Bad;
use crate::admission::metadata::Scope;
use crate::admission::strategy::validate_metadata;
use crate::admission::{Causes, Check, Context};
use crate::field_path::Path;
use crate::value::Value;

/// What is said of a value that stays.
const CHANGED: &str = "may not change once set";

/// Source: kubernetes v1.37 pkg/registry/core/service/storage/storage.go patchAllocatedValues
pub(super) fn patch_allocated_values(value: &Value, spec: &mut Spec, old_value: &Value, old: &Spec) {
    if needs_cluster_ip(old_value) && needs_cluster_ip(value) {
        if spec.cluster_ip.is_empty() {
            spec.cluster_ip = old.cluster_ip.clone();
        }
        if spec.cluster_ips.is_empty() {
            spec.cluster_ips.clone_from(&old.cluster_ips);
        }
    }
    let needs_node_port = |spec: &Spec| match spec.service_type.as_str() {
        "NodePort" => true,
        "LoadBalancer" => spec.allocate_node_ports.unwrap_or(true),
        _ => false,
    };
    if needs_node_port(old) && needs_node_port(spec) {
        let new_ports = spec.node_ports();
        let used: Vec<NodePort> =
            old.node_ports().into_iter().filter(|port| new_ports.contains(port)).collect();
        for port in &mut spec.ports {
            if port.node_port != NodePort::Zero {
                continue;
            }
            // The last of several old ports of one name counts.
            let kept = old.ports.iter().rev().find(|candidate| candidate.name == port.name);
            if let Some(kept) = kept.filter(|kept| !used.contains(&kept.node_port)) {
                port.node_port = kept.node_port;
            }
        }
    }
    if needs_health_check(old_value)
        && needs_health_check(value)
        && spec.health_check_node_port == NodePort::Zero
    {
        spec.health_check_node_port = old.health_check_node_port;
    }
}

/// Source: kubernetes v1.37 pkg/registry/core/service/storage/storage.go normalizeClusterIPs
pub(super) fn normalize_cluster_ips(spec: &mut Spec, old: Option<&Spec>) {
    let Some(old) = old else {
        if !spec.cluster_ip.is_empty() && spec.cluster_ips.is_empty() {
            spec.cluster_ips = vec![spec.cluster_ip.clone()];
        }
        return;
    };
    if !old.cluster_ips.is_empty() && spec.cluster_ips.is_empty() && old.cluster_ip == spec.cluster_ip {
        spec.cluster_ips.clone_from(&old.cluster_ips);
    }
    if old.cluster_ip != spec.cluster_ip && old.cluster_ips == spec.cluster_ips {
        spec.cluster_ips = if !old.cluster_ip.is_empty() && spec.cluster_ip.is_empty() {
            Vec::new()
        } else {
            vec![spec.cluster_ip.clone()]
        };
    }
}

/// Drops what an old type needed and the new one does not, where the manifest repeats it.
///
/// Source: kubernetes v1.37 pkg/registry/core/service/strategy.go dropTypeDependentFields
pub(super) fn drop_type_dependent_fields(object: &mut Value, spec: &mut Spec, old: &Value, old_spec: &Spec) {
    let old_value = old.get("spec");
    let value = object.get("spec");
    let mut drop_load_balancer_class = false;
    if needs_cluster_ip(old_value) && !needs_cluster_ip(value) {
        if old_spec.cluster_ip == spec.cluster_ip && old_spec.cluster_ips == spec.cluster_ips {
            spec.cluster_ip = ClusterIp::Text(String::new());
            spec.cluster_ips.clear();
        }
        if old_spec.ip_families == spec.ip_families {
            spec.ip_families.clear();
        }
        if old_spec.ip_family_policy == spec.ip_family_policy {
            spec.ip_family_policy = None;
        }
    }
    let needs_node_port = |spec: &Spec| matches!(spec.service_type.as_str(), "NodePort" | "LoadBalancer");
    if needs_node_port(old_spec) && !needs_node_port(spec) {
        let old_ports = old_spec.node_ports();
        if spec.node_ports().iter().all(|port| old_ports.contains(port)) {
            for port in &mut spec.ports {
                port.node_port = NodePort::Zero;
            }
        }
    }
    if needs_health_check(old_value)
        && !needs_health_check(value)
        && old_spec.health_check_node_port == spec.health_check_node_port
    {
        spec.health_check_node_port = NodePort::Zero;
    }
    let was_load_balancer = old_spec.service_type == "LoadBalancer";
    if was_load_balancer && spec.service_type != "LoadBalancer" {
        if spec.allocate_node_ports == old_spec.allocate_node_ports {
            spec.allocate_node_ports = None;
        }
        drop_load_balancer_class =
            old_value.get("loadBalancerClass").as_str() == value.get("loadBalancerClass").as_str();
    }
    if externally_accessible(old_value)
        && !externally_accessible(value)
        && old_spec.external_traffic_policy == spec.external_traffic_policy
    {
        spec.external_traffic_policy.clear();
    }
    if drop_load_balancer_class && let Some(spec) = object.get_mut("spec") {
        spec.remove("loadBalancerClass");
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidateServiceUpdate
pub(super) fn validate_service_update(
    context: &Context<'_>,
    object: &Value,
    spec: &Spec,
    old: &Value,
    old_spec: &Spec,
    causes: &mut Causes,
) {
    validate_metadata(Some(old), object, Scope::Namespaced, |_| Vec::new(), causes);
    validate_upgrade_downgrade_cluster_ips(old_spec, spec, causes);
    validate_upgrade_downgrade_ip_families(old_spec, spec, causes);
    validate_load_balancer_class(Some(old), object, causes);
    if needs_health_check(old.get("spec"))
        && needs_health_check(object.get("spec"))
        && old_spec.health_check_node_port != spec.health_check_node_port
    {
        let path = Path::new("spec");
        causes.forbidden(&path.child("healthCheckNodePort"), Check::Immutable.says("field is immutable"));
    }
    validate_service(context, object, spec, Some((old, old_spec)), causes);
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateUpgradeDowngradeClusterIPs
fn validate_upgrade_downgrade_cluster_ips(old: &Spec, spec: &Spec, causes: &mut Causes) {
    if spec.service_type == "ExternalName" || old.service_type == "ExternalName" {
        return;
    }
    if old.is_headless() && spec.is_headless() {
        return;
    }
    let spec_path = Path::new("spec");
    let path = spec_path.child("clusterIPs");
    let shown = || spec.bad_cluster_ips();
    let primary_changed = !old.cluster_ips.is_empty()
        && spec.cluster_ips.first().is_some_and(|ip| Some(ip) != old.cluster_ips.first());
    if old.cluster_ips.len() == spec.cluster_ips.len() {
        for (at, (old, new)) in old.cluster_ips.iter().zip(&spec.cluster_ips).enumerate() {
            if old != new {
                causes.invalid(&path.index(at), shown(), Check::Immutable.says(CHANGED));
            }
        }
    } else if old.cluster_ips.len() > spec.cluster_ips.len() {
        if spec.cluster_ips.is_empty() {
            causes.invalid(
                &path.index(0),
                Bad::null(),
                Check::Immutable.says("primary clusterIP can not be unset"),
            );
        }
        if primary_changed {
            causes.invalid(&path.index(0), shown(), Check::Immutable.says(CHANGED));
        }
        if spec.cluster_ips.len() == 1 && spec.ip_family_policy.as_deref() != Some("SingleStack") {
            causes.invalid(
                &spec_path.child("ipFamilyPolicy"),
                spec.bad_ip_family_policy(),
                "must be set to 'SingleStack' when releasing the secondary clusterIP",
            );
        }
    } else if primary_changed {
        causes.invalid(&path.index(0), shown(), Check::Immutable.says(CHANGED));
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateUpgradeDowngradeIPFamilies
fn validate_upgrade_downgrade_ip_families(old: &Spec, spec: &Spec, causes: &mut Causes) {
    if spec.service_type == "ExternalName" || old.service_type == "ExternalName" {
        return;
    }
    if spec.is_headless() || old.is_headless() {
        return;
    }
    let spec_path = Path::new("spec");
    let families_path = spec_path.child("ipFamilies");
    let path = families_path.index(0);
    let families = || Bad::texts(spec.ip_families.iter().map(String::as_str));
    let primary_changed = !old.ip_families.is_empty()
        && spec.ip_families.first().is_some_and(|family| Some(family) != old.ip_families.first());
    if old.ip_families.len() == spec.ip_families.len() {
        for (old, new) in old.ip_families.iter().zip(&spec.ip_families) {
            if old != new {
                causes.invalid(&path, families(), Check::Immutable.says(CHANGED));
            }
        }
    } else if old.ip_families.len() > spec.ip_families.len() {
        if spec.cluster_ips.is_empty() {
            causes.invalid(&path, families(), Check::Immutable.says("primary ipFamily can not be unset"));
        }
        if primary_changed {
            causes.invalid(&path, spec.bad_cluster_ips(), Check::Immutable.says(CHANGED));
        }
        if spec.ip_families.len() == 1 && spec.ip_family_policy.as_deref() != Some("SingleStack") {
            causes.invalid(
                &spec_path.child("ipFamilyPolicy"),
                spec.bad_ip_family_policy(),
                "must be set to 'SingleStack' when releasing the secondary ipFamily",
            );
        }
    } else if primary_changed {
        causes.invalid(&path, spec.bad_cluster_ips(), Check::Immutable.says(CHANGED));
    }
}
