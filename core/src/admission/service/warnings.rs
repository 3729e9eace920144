//! What the API server warns of in a Service it takes.

use crate::admission::ip::{warnings_for_cidr, warnings_for_ip};
use crate::admission::{Check, Context, Warning, warn};
use crate::field_path::Path;
use crate::go::quote::go_quote;
use crate::value::{Origin, Value};

/// Source: kubernetes v1.37 pkg/api/service/warnings.go GetWarningsForService
pub(super) fn warnings_for_service(
    _: &Context<'_>,
    _: Option<&Value>,
    object: &Value,
    warnings: &mut Vec<Warning>,
) {
    const HINTS: &str = "service.kubernetes.io/topology-aware-hints";
    let spec = object.get("spec");
    let annotations = object.get("metadata").get("annotations");
    if annotations.get(HINTS).as_str().is_some() {
        let path = Path::new("metadata");
        let message = format!(
            "annotation {HINTS} is deprecated, please use service.kubernetes.io/topology-mode instead"
        );
        let origin = Check::Deprecated { instead: Some("service.kubernetes.io/topology-mode") };
        warn(warnings, &path.child("annotations").key(HINTS), origin.says(message));
    }
    let path = Path::new("spec");
    let cluster_ip = spec.str("clusterIP");
    if !cluster_ip.is_empty() && cluster_ip != "None" {
        let ips_path = path.child("clusterIPs");
        for (at, ip) in spec.list("clusterIPs").iter().enumerate() {
            if !matches!(ip.origin, Origin::Allocated(_)) {
                warnings_for_ip(&ips_path.index(at), ip.as_str().unwrap_or(""), warnings);
            }
        }
    }
    let service_type = spec.str("type");
    let is_headless = service_type == "ClusterIP" && cluster_ip == "None";
    let external_ips = spec.list("externalIPs");
    let external_ips_path = path.child("externalIPs");
    if is_headless {
        if !spec.str("loadBalancerIP").is_empty() {
            let message = "spec.loadBalancerIP is ignored for headless services";
            warn(warnings, &path.child("loadBalancerIP"), Check::IgnoredByHeadless.says(message));
        }
        if !external_ips.is_empty() {
            let message = "spec.externalIPs is ignored for headless services";
            warn(warnings, &external_ips_path, Check::IgnoredByHeadless.says(message));
        }
        if spec.str("sessionAffinity") != "None" {
            let message = "spec.SessionAffinity is ignored for headless services";
            warn(warnings, &path.child("sessionAffinity"), Check::IgnoredByHeadless.says(message));
        }
    }
    for (at, ip) in external_ips.iter().enumerate() {
        warnings_for_ip(&external_ips_path.index(at), ip.as_str().unwrap_or(""), warnings);
    }
    if !external_ips.is_empty() && !is_headless && service_type != "ExternalName" {
        let message = "spec.externalIPs is deprecated and may no longer be implemented in some clusters";
        warn(warnings, &external_ips_path, Check::ExternalIps.says(message));
    }
    warnings_for_ip(&path.child("loadBalancerIP"), spec.str("loadBalancerIP"), warnings);
    let ranges_path = path.child("loadBalancerSourceRanges");
    for (at, range) in spec.list("loadBalancerSourceRanges").iter().enumerate() {
        warnings_for_cidr(&ranges_path.index(at), range.as_str().unwrap_or(""), warnings);
    }
    if service_type == "ExternalName" && !external_ips.is_empty() {
        let message = "spec.externalIPs is ignored when spec.type is \"ExternalName\"";
        warn(warnings, &external_ips_path, Check::IgnoredByExternalName.says(message));
    }
    if service_type != "ExternalName" && !spec.str("externalName").is_empty() {
        let message = "spec.externalName is ignored when spec.type is not \"ExternalName\"";
        warn(warnings, &path.child("externalName"), Check::Ignored.says(message));
    }
    if spec.str("trafficDistribution") == "PreferClose" {
        let message = format!(
            "spec.trafficDistribution: {} is deprecated; use {}",
            go_quote("PreferClose"),
            go_quote("PreferSameZone")
        );
        warn(warnings, &path.child("trafficDistribution"), Check::PreferClose.says(message));
    }
}
