//! What the API server checks in a Service.
//!
//! Source: kubernetes v1.37 pkg/apis/core/validation/validation.go

use super::spec::{NodePort, Spec, externally_accessible, needs_health_check, port_key_json, texts};
use crate::admission::features::{
    PREFER_SAME_TRAFFIC_DISTRIBUTION, RELAXED_SERVICE_NAME_VALIDATION, STRICT_IP_CIDR_VALIDATION,
};
use crate::admission::field_error::Bad;
use crate::admission::ip::{Strictness, is_valid_cidr_for_legacy_field, is_valid_ip_for_legacy_field};
use crate::admission::label_selector::validate_labels;
use crate::admission::metadata::{Scope, name_is_dns_label, name_is_dns1035_label};
use crate::admission::names::{
    is_dns1123_label, is_dns1123_subdomain, is_qualified_name, is_valid_port_name, is_valid_port_num,
};
use crate::admission::strategy::validate_metadata;
use crate::admission::{Causes, Check, Context};
use crate::field_path::Path;
use crate::go::ip::{IpFamily, parse_ip_sloppy};
use crate::value::Value;

const SOURCE_RANGES_ANNOTATION: &str = "service.beta.kubernetes.io/load-balancer-source-ranges";

/// Source: ValidateServiceCreate
pub(super) fn validate_service_create(
    context: &Context<'_>,
    object: &Value,
    spec: &Spec,
    causes: &mut Causes,
) {
    let relaxed = context.on(RELAXED_SERVICE_NAME_VALIDATION);
    let name_check = if relaxed { name_is_dns_label } else { name_is_dns1035_label };
    validate_metadata(None, object, Scope::Namespaced, name_check, causes);
    validate_service(context, object, spec, None, causes);
}

/// Whether addresses and blocks of fields that always were there are read strictly.
pub(crate) fn strictness(context: &Context<'_>) -> Strictness {
    if context.on(STRICT_IP_CIDR_VALIDATION) { Strictness::Strict } else { Strictness::Sloppy }
}

/// Source: validateService
pub(super) fn validate_service(
    context: &Context<'_>,
    object: &Value,
    spec: &Spec,
    old: Option<(&Value, &Spec)>,
    causes: &mut Causes,
) {
    const HINTS: &str = "service.kubernetes.io/topology-aware-hints";
    const MODE: &str = "service.kubernetes.io/topology-mode";
    let meta = Path::new("metadata");
    let annotations_path = meta.child("annotations");
    let annotations = object.get("metadata").get("annotations");
    let value = object.get("spec");
    if let (Some(mode), Some(hints)) = (annotations.get(MODE).as_str(), annotations.get(HINTS).as_str())
        && mode != hints
    {
        let detail = format!("must match annotations[{HINTS}] when both are specified");
        causes.invalid(&annotations_path.key(MODE), mode, &detail);
    }

    let path = Path::new("spec");
    let ports_path = path.child("ports");
    let service_type = spec.service_type.as_str();
    if spec.ports.is_empty() && !spec.is_headless() && service_type != "ExternalName" {
        causes.required(&ports_path, "");
    }
    validate_type_against_addresses(value, spec, &path, causes);

    let mut names: Vec<&str> = Vec::new();
    for (at, port) in value.list("ports").iter().enumerate() {
        validate_service_port(port, value.list("ports").len() > 1, &mut names, &ports_path.index(at), causes);
    }
    validate_labels(value.get("selector"), &path.child("selector"), causes);
    validate_session_affinity(value, &path, causes);
    validate_cluster_ips_related_fields(context, spec, old.map(|(_, old)| old), causes);

    let external_ips_path = path.child("externalIPs");
    let existing = old.map(|(old, _)| texts(old.get("spec"), "externalIPs")).unwrap_or_default();
    for (at, ip) in texts(value, "externalIPs").into_iter().enumerate() {
        let path = external_ips_path.index(at);
        if is_valid_ip_for_legacy_field(&path, ip, strictness(context), &existing, causes).is_some() {
            validate_endpoint_ip(ip, &path, causes);
        }
    }

    match service_type {
        "" => causes.required(&path.child("type"), ""),
        "ClusterIP" | "ExternalName" | "LoadBalancer" | "NodePort" => {}
        other => causes.not_supported(
            &path.child("type"),
            Bad::typed(other),
            &["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"],
        ),
    }
    validate_port_uniqueness(spec, &ports_path, causes);
    validate_source_ranges(context, object, spec, old.map(|(old, _)| old), causes);

    if service_type != "LoadBalancer" && spec.allocate_node_ports.is_some() {
        causes.forbidden(
            &path.child("allocateLoadBalancerNodePorts"),
            Check::OnlyOfType("LoadBalancer").says("may only be used when `type` is 'LoadBalancer'"),
        );
    }
    validate_load_balancer_class(None, object, causes);
    validate_external_traffic_policy(value, spec, causes);
    validate_internal_traffic_policy(value, causes);
    validate_traffic_distribution(context, value, causes);
}

fn validate_type_against_addresses(value: &Value, spec: &Spec, path: &Path<'_>, causes: &mut Causes) {
    match spec.service_type.as_str() {
        service_type @ ("LoadBalancer" | "NodePort") if spec.is_headless() => {
            let detail = format!("may not be set to 'None' for {service_type} services");
            causes.invalid(&path.child("clusterIPs").index(0), "None", Check::HeadlessType.says(detail));
        }
        "ExternalName" => {
            const DETAIL: &str = "may not be set for ExternalName services";
            if !spec.cluster_ips.is_empty() {
                causes.forbidden(&path.child("clusterIPs"), DETAIL);
            }
            if !spec.ip_families.is_empty() {
                causes.forbidden(&path.child("ipFamilies"), DETAIL);
            }
            if spec.ip_family_policy.is_some() {
                causes.forbidden(&path.child("ipFamilyPolicy"), DETAIL);
            }
            let name = value.str("externalName");
            let name = name.strip_suffix('.').unwrap_or(name);
            if name.is_empty() {
                causes.required(&path.child("externalName"), "");
            } else {
                causes.invalid_each(&path.child("externalName"), name, is_dns1123_subdomain(name));
            }
        }
        _ => {}
    }
}

/// Source: validateServicePort
fn validate_service_port<'v>(
    port: &'v Value,
    requires_name: bool,
    names: &mut Vec<&'v str>,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    let name = port.str("name");
    if !name.is_empty() {
        causes.invalid_each(&path.child("name"), name, is_dns1123_label(name));
        if names.contains(&name) {
            causes.duplicate(&path.child("name"), name);
        } else {
            names.push(name);
        }
    } else if requires_name {
        causes.required(&path.child("name"), "");
    }
    causes.invalid_each(&path.child("port"), port.int("port"), is_valid_port_num(port.int("port")));
    match port.str("protocol") {
        "" => causes.required(&path.child("protocol"), ""),
        "TCP" | "UDP" | "SCTP" => {}
        other => causes.not_supported(&path.child("protocol"), Bad::typed(other), &["SCTP", "TCP", "UDP"]),
    }
    validate_port_num_or_name(port.get("targetPort"), &path.child("targetPort"), causes);
    if let Some(protocol) = port.get("appProtocol").as_str() {
        causes.invalid_each(&path.child("appProtocol"), protocol, is_qualified_name(protocol));
    }
}

/// Source: ValidatePortNumOrName
pub(crate) fn validate_port_num_or_name(port: &Value, path: &Path<'_>, causes: &mut Causes) {
    if let Some(name) = port.as_str() {
        causes.invalid_each(path, name, is_valid_port_name(name));
    } else {
        let number = port.as_int().unwrap_or(0);
        causes.invalid_each(path, number, is_valid_port_num(number));
    }
}

fn validate_session_affinity(value: &Value, path: &Path<'_>, causes: &mut Causes) {
    let config = value.get("sessionAffinityConfig");
    let config_path = path.child("sessionAffinityConfig");
    match value.str("sessionAffinity") {
        "" => causes.required(&path.child("sessionAffinity"), ""),
        "ClientIP" => {
            const MISSING: &str = "when session affinity type is ClientIP";
            let client_ip_path = config_path.child("clientIP");
            let timeout_path = client_ip_path.child("timeoutSeconds");
            if config.is_null() {
                causes.required(&config_path, MISSING);
            } else if !config.has("clientIP") {
                causes.required(&client_ip_path, MISSING);
            } else if let Some(timeout) = config.get("clientIP").get("timeoutSeconds").as_int() {
                if timeout <= 0 || timeout > 86400 {
                    causes.invalid(
                        &timeout_path,
                        timeout,
                        Check::AffinityTimeout.says("must be greater than 0 and less than 86400"),
                    );
                }
            } else {
                causes.required(&timeout_path, MISSING);
            }
        }
        "None" => {
            if !config.is_null() {
                causes.forbidden(&config_path, "must not be set when session affinity is None");
            }
        }
        other => {
            causes.not_supported(&path.child("sessionAffinity"), Bad::typed(other), &["ClientIP", "None"]);
        }
    }
}

/// Source: ValidateServiceClusterIPsRelatedFields
pub(super) fn validate_cluster_ips_related_fields(
    context: &Context<'_>,
    spec: &Spec,
    old: Option<&Spec>,
    causes: &mut Causes,
) {
    if spec.service_type == "ExternalName" {
        return;
    }
    let path = Path::new("spec");
    let ips_path = path.child("clusterIPs");
    let families_path = path.child("ipFamilies");
    if spec.cluster_ip.is_empty() {
        if !spec.cluster_ips.is_empty() {
            causes.invalid(
                &ips_path,
                spec.bad_cluster_ips(),
                Check::ClusterIpsAlone.says("must be empty when `clusterIP` is not specified"),
            );
        }
    } else if spec.cluster_ips.is_empty() {
        causes.required(&ips_path, "");
    } else if spec.cluster_ips.first() != Some(&spec.cluster_ip) {
        causes.invalid(
            &ips_path,
            spec.bad_cluster_ips(),
            Check::FirstClusterIp.says("first value must match `clusterIP`"),
        );
    }
    for (at, family) in spec.ip_families.iter().enumerate() {
        let path = families_path.index(at);
        if IpFamily::parse(family).is_none() {
            causes.not_supported(&path, Bad::typed(family), &["IPv4", "IPv6"]);
        }
        if spec.ip_families.iter().take(at).any(|earlier| earlier == family) {
            causes.duplicate(&path, Bad::typed(family));
        }
    }
    if let Some(policy) = spec.ip_family_policy.as_deref()
        && !matches!(policy, "SingleStack" | "PreferDualStack" | "RequireDualStack")
    {
        causes.not_supported(
            &path.child("ipFamilyPolicy"),
            Bad::typed(policy),
            &["PreferDualStack", "RequireDualStack", "SingleStack"],
        );
    }

    let existing: Vec<&str> = old
        .map(|old| old.cluster_ips.iter().map(super::spec::ClusterIp::shown).collect())
        .unwrap_or_default();
    let mut has_invalid_ips = false;
    for (at, ip) in spec.cluster_ips.iter().enumerate() {
        if at == 0 && ip.is_none() {
            if spec.cluster_ips.len() > 1 {
                has_invalid_ips = true;
                causes.invalid(
                    &ips_path,
                    spec.bad_cluster_ips(),
                    Check::NoneAlone.says("'None' must be the first and only value"),
                );
            }
            continue;
        }
        if let super::spec::ClusterIp::Text(text) = ip {
            let before = causes.list.len();
            is_valid_ip_for_legacy_field(&ips_path.index(at), text, strictness(context), &existing, causes);
            has_invalid_ips |= causes.list.len() > before;
        }
    }
    if spec.cluster_ips.len() > 2 {
        causes.invalid(&ips_path, spec.bad_cluster_ips(), "may only hold up to 2 values");
    }
    if has_invalid_ips {
        return;
    }
    if spec.cluster_ips.len() > 1 {
        let has = |family| spec.cluster_ips.iter().any(|ip| ip.family() == Some(family));
        if !has(IpFamily::V4) || !has(IpFamily::V6) {
            let detail = "may specify no more than one IP for each IP family";
            causes.invalid(&ips_path, spec.bad_cluster_ips(), detail);
        }
    }
    if spec.is_headless() {
        return;
    }
    for (at, (ip, family)) in spec.cluster_ips.iter().zip(&spec.ip_families).enumerate() {
        let is_v6 = ip.family() == Some(IpFamily::V6);
        let wrong = match family.as_str() {
            "IPv4" => is_v6,
            "IPv6" => !is_v6 && ip.family().is_some(),
            _ => false,
        };
        if wrong {
            let detail = format!("expected an {family} value as indicated by `ipFamilies[{at}]`");
            causes.invalid(&ips_path.index(at), ip.shown(), Check::FamilyOfIp.says(detail));
        }
    }
}

/// Source: ValidateEndpointIP
pub(crate) fn validate_endpoint_ip(text: &str, path: &Path<'_>, causes: &mut Causes) {
    let Some(ip) = parse_ip_sloppy(text) else {
        causes.invalid(path, text, Check::Ip.says("must be a valid IP address"));
        return;
    };
    if ip.is_unspecified() {
        causes.invalid(path, text, Check::UnspecifiedIp.says(format!("may not be unspecified ({text})")));
    }
    if ip.is_loopback() {
        causes.invalid(
            path,
            text,
            Check::LoopbackIp.says("may not be in the loopback range (127.0.0.0/8, ::1/128)"),
        );
    }
    if ip.is_link_local_unicast() {
        causes.invalid(
            path,
            text,
            Check::LinkLocalIp.says("may not be in the link-local range (169.254.0.0/16, fe80::/10)"),
        );
    }
    if ip.is_link_local_multicast() {
        causes.invalid(
            path,
            text,
            Check::LinkLocalIp.says("may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)"),
        );
    }
}

/// The part of validateService about node ports and ports that occur twice.
fn validate_port_uniqueness(spec: &Spec, ports_path: &Path<'_>, causes: &mut Causes) {
    if spec.service_type == "ClusterIP" {
        for (at, port) in spec.ports.iter().enumerate() {
            if port.node_port != NodePort::Zero {
                let detail = "may not be used when `type` is 'ClusterIP'";
                causes.forbidden(&ports_path.index(at).child("nodePort"), Check::NotOfClusterIp.says(detail));
            }
        }
    }
    for (at, port) in spec.ports.iter().enumerate() {
        let same =
            |other: &&super::spec::Port| other.protocol == port.protocol && other.node_port == port.node_port;
        if port.node_port != NodePort::Zero && spec.ports.iter().take(at).any(|other| same(&other)) {
            causes.duplicate(&ports_path.index(at).child("nodePort"), port.node_port.bad());
        }
    }
    for (at, port) in spec.ports.iter().enumerate() {
        let same = |other: &super::spec::Port| other.protocol == port.protocol && other.port == port.port;
        if spec.ports.iter().take(at).any(same) {
            causes.duplicate(&ports_path.index(at), Bad::json(port_key_json(&port.protocol, port.port)));
        }
    }
}

/// The part of validateService about source ranges. The path's capital letter is upstream's.
fn validate_source_ranges(
    context: &Context<'_>,
    object: &Value,
    spec: &Spec,
    old: Option<&Value>,
    causes: &mut Causes,
) {
    const ONLY_LOAD_BALANCER: &str = "may only be used when `type` is 'LoadBalancer'";
    let ranges = texts(object.get("spec"), "loadBalancerSourceRanges");
    if !ranges.is_empty() {
        let path = Path::new("spec");
        let path = path.child("LoadBalancerSourceRanges");
        if spec.service_type != "LoadBalancer" {
            causes.forbidden(&path, Check::OnlyOfType("LoadBalancer").says(ONLY_LOAD_BALANCER));
        }
        let existing: Vec<&str> = old
            .map(|old| {
                texts(old.get("spec"), "loadBalancerSourceRanges").into_iter().map(str::trim).collect()
            })
            .unwrap_or_default();
        for (at, range) in ranges.into_iter().enumerate() {
            let path = path.index(at);
            is_valid_cidr_for_legacy_field(&path, range.trim(), strictness(context), &existing, causes);
        }
        return;
    }
    let annotation = |object: &Value| {
        object.get("metadata").get("annotations").get(SOURCE_RANGES_ANNOTATION).as_str().map(str::to_owned)
    };
    let Some(text) = annotation(object) else { return };
    let path = Path::new("metadata");
    let path = path.child("annotations");
    let path = path.key(SOURCE_RANGES_ANNOTATION);
    if spec.service_type != "LoadBalancer" {
        causes.forbidden(&path, Check::OnlyOfType("LoadBalancer").says(ONLY_LOAD_BALANCER));
    }
    let unchanged = old.is_some_and(|old| annotation(old).unwrap_or_default() == text);
    if unchanged || text.trim().is_empty() {
        return;
    }
    for range in text.trim().split(',') {
        is_valid_cidr_for_legacy_field(&path, range.trim(), strictness(context), &[], causes);
    }
}

/// Source: validateLoadBalancerClassField
pub(super) fn validate_load_balancer_class(old: Option<&Value>, object: &Value, causes: &mut Causes) {
    let path = Path::new("spec");
    let path = path.child("loadBalancerClass");
    let spec = object.get("spec");
    let class = spec.get("loadBalancerClass").as_str();
    let is_load_balancer = spec.str("type") == "LoadBalancer";
    if let Some(old) = old.map(|old| old.get("spec"))
        && is_load_balancer
        && old.str("type") == "LoadBalancer"
        && old.get("loadBalancerClass").as_str() != class
    {
        causes.invalid(
            &path,
            class.map_or_else(Bad::null, Bad::typed),
            Check::Immutable.says("may not change once set"),
        );
    }
    let Some(class) = class else { return };
    if is_load_balancer {
        causes.invalid_each(&path, class, is_qualified_name(class));
    } else {
        causes.forbidden(
            &path,
            Check::OnlyOfType("LoadBalancer").says("may only be used when `type` is 'LoadBalancer'"),
        );
    }
}

/// Source: validateServiceExternalTrafficPolicy
fn validate_external_traffic_policy(value: &Value, spec: &Spec, causes: &mut Causes) {
    let path = Path::new("spec");
    let policy_path = path.child("externalTrafficPolicy");
    let accessible = externally_accessible(value);
    match spec.external_traffic_policy.as_str() {
        "" if accessible => causes.required(&policy_path, ""),
        "" => {}
        policy if !accessible => {
            let detail = "may only be set for externally-accessible services";
            causes.invalid(&policy_path, Bad::typed(policy), Check::ExternallyReachedOnly.says(detail));
        }
        "Cluster" | "Local" => {}
        other => causes.not_supported(&policy_path, Bad::typed(other), &["Cluster", "Local"]),
    }
    let path = path.child("healthCheckNodePort");
    match (needs_health_check(value), spec.health_check_node_port) {
        (false, NodePort::Zero) | (true, NodePort::Allocated(_)) => {}
        (false, port) => causes.invalid(
            &path,
            port.bad(),
            Check::HealthCheckOnly
                .says("may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"),
        ),
        (true, NodePort::Zero) => causes.required(&path, ""),
        (true, NodePort::Number(number)) => causes.invalid_each(&path, number, is_valid_port_num(number)),
    }
}

/// Source: validateServiceInternalTrafficFieldsValue
fn validate_internal_traffic_policy(value: &Value, causes: &mut Causes) {
    let path = Path::new("spec");
    let path = path.child("internalTrafficPolicy");
    match value.get("internalTrafficPolicy").as_str() {
        None if matches!(value.str("type"), "NodePort" | "LoadBalancer" | "ClusterIP") => {
            causes.required(&path, "");
        }
        None | Some("Cluster" | "Local") => {}
        Some(other) => causes.not_supported(&path, Bad::typed(other), &["Cluster", "Local"]),
    }
}

/// Source: validateServiceTrafficDistribution
fn validate_traffic_distribution(context: &Context<'_>, value: &Value, causes: &mut Causes) {
    let Some(distribution) = value.get("trafficDistribution").as_str() else { return };
    let supported: &[&str] = if context.on(PREFER_SAME_TRAFFIC_DISTRIBUTION) {
        &["PreferClose", "PreferSameZone", "PreferSameNode"]
    } else {
        &["PreferClose"]
    };
    if !supported.contains(&distribution) {
        let path = Path::new("spec");
        causes.not_supported(&path.child("trafficDistribution"), distribution, supported);
    }
}
