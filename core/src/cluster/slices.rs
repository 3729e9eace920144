//! The endpointslice controller: slices of a Service with a selector.
//!
//! Source: k8s.io/endpointslice v0.37 reconciler.go and utils.go

use super::address::{family, parse_ip_sloppy};
use super::controllers::Controllers;
use super::hints;
use super::state::{ClusterPod, PodId, Readiness, Slice, SliceEndpoint, SlicePort, SliceSource};
use super::target_port::find_port;
use crate::admission::features::PREFER_SAME_TRAFFIC_DISTRIBUTION;
use crate::assumptions::{Assumptions, Complete};
use crate::go::ip::IpFamily;
use crate::object::endpoints::{EndpointPort, LABEL_MANAGED_BY, LABEL_SERVICE_NAME, TargetRef};
use crate::object::pod::PodTemplate;
use crate::object::service::{Service, ServicePort, ServiceType};
use crate::object::{Object, ObjectId};
use std::collections::{BTreeMap, HashMap};

/// The value of the label that says who writes a slice.
pub const CONTROLLER_NAME: &str = "endpointslice-controller.k8s.io";
/// The label of slices and Endpoints of a Service without a cluster IP.
pub const LABEL_HEADLESS: &str = "service.kubernetes.io/headless";
/// How many endpoints a slice holds at most.
///
/// Source: kubernetes v1.37 pkg/controller/endpointslice/config/v1alpha1/defaults.go MaxEndpointsPerSlice
pub const MAX_ENDPOINTS_PER_SLICE: usize = 100;

/// The slices of a Service with a selector, by family.
///
/// Source: k8s.io/endpointslice v0.37 reconciler.go Reconcile
pub(super) fn reconcile(
    ctx: &Controllers<'_>,
    object: &Object,
    service: &Service,
    pods: &[PodId],
) -> Vec<Slice> {
    address_types(service, ctx.assumptions)
        .into_iter()
        .flat_map(|kind| by_address_type(ctx, object, service, pods, kind))
        .collect()
}

/// The families of a Service's slices, in the order of names.
///
/// Source: k8s.io/endpointslice v0.37 utils.go getAddressTypesForService
pub(crate) fn address_types(service: &Service, assumptions: &Assumptions) -> Vec<IpFamily> {
    let mut out = families(service, assumptions);
    out.sort_unstable();
    out.dedup();
    out
}

/// The families of a Service, the first one first: as it states or was given, else what its policy and addresses say
/// in a cluster of the assumed families (IPv4 first where those are unknown).
pub(crate) fn families(service: &Service, assumptions: &Assumptions) -> Vec<IpFamily> {
    let stated = service.ip_families.iter().filter_map(|family| IpFamily::parse(&family.value));
    let addresses = service.cluster_ips.iter().chain(&service.cluster_ip);
    let addressed = addresses.filter_map(|ip| parse_ip_sloppy(&ip.value)).map(family);
    let mut out: Vec<IpFamily> = stated.chain(addressed).collect();
    let known = assumptions.ip_families.get().as_slice();
    let policy = service.ip_family_policy.as_ref().map_or("", |policy| policy.value.as_str());
    if matches!(policy, "RequireDualStack" | "PreferDualStack") {
        out.extend(if known.is_empty() { &[IpFamily::V4, IpFamily::V6] } else { known });
    } else if out.is_empty() {
        out.push(known.first().copied().unwrap_or(IpFamily::V4));
    }
    let mut seen = Vec::new();
    out.retain(|family| {
        !seen.contains(family) && {
            seen.push(*family);
            true
        }
    });
    out
}

/// Source: k8s.io/endpointslice v0.37 reconciler.go reconcileByAddressType
fn by_address_type(
    ctx: &Controllers<'_>,
    object: &Object,
    service: &Service,
    pods: &[PodId],
    address_type: IpFamily,
) -> Vec<Slice> {
    let mut groups: Vec<(Vec<SlicePort>, Vec<SliceEndpoint>)> = Vec::new();
    let mut group_of_ports: BTreeMap<Vec<SlicePort>, usize> = BTreeMap::new();
    let mut group_of_template: HashMap<ObjectId, usize> = HashMap::new();
    for pod in pods.iter().filter_map(|id| ctx.pods.get(id.0 as usize)) {
        if !should_pod_be_in_endpoints(pod, true) || is_on_missing_node(ctx, service, pod) {
            continue;
        }
        let endpoint = pod_to_endpoint(ctx, object, service, pod, address_type);
        if endpoint.addresses.is_empty() {
            continue;
        }
        let group = *group_of_template.entry(pod.origin).or_insert_with(|| {
            let ports = endpoint_ports(service, ctx.template(pod));
            let mut key = ports.clone();
            key.sort_unstable();
            *group_of_ports.entry(key).or_insert_with(|| {
                groups.push((ports, Vec::new()));
                groups.len() - 1
            })
        });
        if let Some((_, endpoints)) = groups.get_mut(group) {
            endpoints.push(endpoint);
        }
    }
    let new_slice = |ports: Vec<SlicePort>, endpoints: Vec<SliceEndpoint>| Slice {
        source: SliceSource::Selector(object.id),
        namespace: object.namespace.clone(),
        service_name: object.name.clone(),
        labels: slice_labels(object, service),
        annotations: BTreeMap::new(),
        address_type: address_type.as_str().to_owned(),
        ports,
        endpoints,
    };
    let mut slices = Vec::new();
    for (ports, endpoints) in groups {
        let mut endpoints = endpoints.into_iter().peekable();
        while endpoints.peek().is_some() {
            let chunk = endpoints.by_ref().take(MAX_ENDPOINTS_PER_SLICE).collect();
            slices.push(new_slice(ports.clone(), chunk));
        }
    }
    if slices.is_empty() {
        slices.push(new_slice(Vec::new(), Vec::new()));
    }
    if hints_enabled(object) {
        ctx.topology.add_hints(&mut slices);
    } else if let Some(distribution) = service.traffic_distribution.as_ref()
        && is_valid_traffic_distribution(ctx.assumptions, &distribution.value)
    {
        hints::prefer_close(&mut slices, &distribution.value);
    }
    slices
}

/// Source: k8s.io/endpointslice v0.37 reconciler.go validTrafficDistribution
fn is_valid_traffic_distribution(assumptions: &Assumptions, distribution: &str) -> bool {
    match distribution {
        "PreferClose" => true,
        "PreferSameZone" | "PreferSameNode" => {
            PREFER_SAME_TRAFFIC_DISTRIBUTION.on(*assumptions.kubernetes.get())
        }
        _ => false,
    }
}

/// Says whether a Pod can be an endpoint at all.
///
/// Source: k8s.io/endpointslice v0.37 util/controller_utils.go ShouldPodBeInEndpoints
pub(crate) fn should_pod_be_in_endpoints(pod: &ClusterPod, include_terminating: bool) -> bool {
    !matches!(pod.phase.as_str(), "Succeeded" | "Failed")
        && !pod.ips.is_empty()
        && (include_terminating || !pod.terminating)
}

/// Says whether a Pod runs on a node that the cluster is known not to have: such a Pod is left out.
pub(crate) fn is_on_missing_node(ctx: &Controllers<'_>, service: &Service, pod: &ClusterPod) -> bool {
    pod.node.is_none()
        && !service.publish_not_ready_addresses
        && ctx.assumptions.complete == Complete::Everything
}

/// Says whether a Pod reports Ready, or is taken to.
pub(crate) fn is_pod_ready(pod: &ClusterPod) -> bool {
    matches!(pod.readiness, Readiness::Ready | Readiness::Assumed)
}

/// Source: k8s.io/endpointslice v0.37 utils.go podToEndpoint
fn pod_to_endpoint(
    ctx: &Controllers<'_>,
    object: &Object,
    service: &Service,
    pod: &ClusterPod,
    address_type: IpFamily,
) -> SliceEndpoint {
    let serving = is_pod_ready(pod);
    let addresses =
        pod.ips.iter().filter_map(|ip| parse_ip_sloppy(ip)).filter(|ip| family(*ip) == address_type);
    SliceEndpoint {
        addresses: addresses.map(|ip| ip.to_string()).collect(),
        pod: Some(pod.id),
        ready: Some(service.publish_not_ready_addresses || (serving && !pod.terminating)),
        serving: Some(serving),
        terminating: Some(pod.terminating),
        hostname: if should_set_hostname(pod, object) { pod.hostname.clone() } else { None },
        node_name: pod.node_name.clone(),
        zone: pod.node.and_then(|at| ctx.nodes.get(at)).and_then(|node| node.zone.clone()),
        hint_zones: Vec::new(),
        hint_nodes: Vec::new(),
        target_ref: Some(pod_ref(pod)),
    }
}

/// The reference by which an endpoint names its Pod.
pub(super) fn pod_ref(pod: &ClusterPod) -> TargetRef {
    TargetRef {
        kind: "Pod".to_owned(),
        namespace: pod.namespace.clone(),
        name: pod.name.clone(),
        ..TargetRef::default()
    }
}

/// Source: k8s.io/endpointslice v0.37 util/controller_utils.go ShouldSetHostname
pub(super) fn should_set_hostname(pod: &ClusterPod, service: &Object) -> bool {
    pod.hostname.as_ref().is_some_and(|hostname| !hostname.is_empty())
        && pod.subdomain.as_deref() == Some(service.name.as_str())
        && pod.namespace == service.namespace
}

/// The ports of a Service on one Pod; a port that the Pod lacks is left out.
///
/// Source: k8s.io/endpointslice v0.37 utils.go getEndpointPorts
fn endpoint_ports(service: &Service, template: Option<&PodTemplate>) -> Vec<SlicePort> {
    let resolve = |port: &ServicePort| {
        Some(SlicePort {
            name: Some(port.name_str().to_owned()),
            port: Some(find_port(template, port).number()?),
            protocol: port.protocol.value.clone(),
            app_protocol: port.app_protocol.as_ref().map(|protocol| protocol.value.clone()),
        })
    };
    service.ports.iter().filter_map(resolve).collect()
}

/// The Service's labels, the reserved ones replaced.
///
/// Source: k8s.io/endpointslice v0.37 utils.go setEndpointSliceLabels
fn slice_labels(object: &Object, service: &Service) -> BTreeMap<String, String> {
    let mut labels: BTreeMap<String, String> =
        object.labels().into_iter().map(|pair| (pair.key, pair.value.value)).collect();
    labels.remove(LABEL_HEADLESS);
    if !is_service_ip_set(service) {
        labels.insert(LABEL_HEADLESS.to_owned(), String::new());
    }
    labels.insert(LABEL_SERVICE_NAME.to_owned(), object.name.clone());
    labels.insert(LABEL_MANAGED_BY.to_owned(), CONTROLLER_NAME.to_owned());
    labels
}

/// Says whether a Service has a cluster IP, or will get one.
///
/// Source: k8s.io/endpointslice v0.37 utils.go isServiceIPSet
pub(crate) fn is_service_ip_set(service: &Service) -> bool {
    service.kind != ServiceType::ExternalName && !service.is_headless()
}

/// Source: k8s.io/endpointslice v0.37 utils.go hintsEnabled
pub(crate) fn hints_enabled(object: &Object) -> bool {
    let mode = object
        .annotation("service.kubernetes.io/topology-aware-hints")
        .or_else(|| object.annotation("service.kubernetes.io/topology-mode"));
    matches!(mode, Some("Auto" | "auto"))
}

/// A port of Endpoints, where no name and the name `""` are one.
pub(crate) fn named(port: SlicePort) -> SlicePort {
    SlicePort { name: Some(port.name.unwrap_or_default()), ..port }
}

/// A written port, as it is.
pub(crate) fn slice_port(port: &EndpointPort) -> SlicePort {
    SlicePort {
        name: port.name.as_ref().map(|name| name.value.clone()),
        port: port.port.as_ref().map(|number| number.value),
        protocol: port.protocol.value.clone(),
        app_protocol: port.app_protocol.as_ref().map(|protocol| protocol.value.clone()),
    }
}
