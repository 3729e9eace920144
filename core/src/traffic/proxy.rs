//! The Service proxy on one node: which endpoints it sends a connection to, and what it refuses.
//!
//! ```text
//! cluster IP ─────────────────▶ internal  ─┐
//! node port, load balancer,                ├─▶ endpoints of this node's choice, or reject, drop, filtered
//! external IP, from outside ──▶ external  ─┤
//! the same, from a Pod ───────▶ from_pod  ─┘
//! ```
//!
//! The proxy reads slices and nothing else: hints, not `trafficDistribution`; the ready condition, not
//! `publishNotReadyAddresses`.
//!
//! Source: kubernetes v1.37 pkg/proxy/{topology,serviceport,endpointslicecache}.go, pkg/proxy/iptables/proxier.go

use super::backends::joins;
use crate::admission::features::PREFER_SAME_TRAFFIC_DISTRIBUTION;
use crate::assumptions::Assumptions;
use crate::cluster::address::{family, parse_ip_sloppy};
use crate::cluster::slices::{LABEL_HEADLESS, families, is_service_ip_set};
use crate::cluster::world::World;
use crate::cluster::{PodId, SliceEndpoint};
use crate::go::ip::IpFamily;
use crate::object::service::{Service, ServicePort, ServiceType};
use crate::object::{Object, Sourced};
use crate::value::Origin;
use std::collections::BTreeMap;
use std::net::IpAddr;

/// A Service port as the proxy knows it, in one family.
///
/// Source: kubernetes v1.37 pkg/proxy/serviceport.go BaseServicePortInfo
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "four independent facts, as upstream has them")]
pub struct ServicePortInfo {
    /// The cluster IP; `None` where only a cluster can tell.
    pub cluster_ip: Option<String>,
    /// The node port, `None` if it has none or only a cluster can tell it.
    pub node_port: Option<i64>,
    /// It is reached by a port of every node.
    pub has_node_port: bool,
    /// `externalIPs` of the family.
    pub external_ips: Vec<String>,
    /// Load balancer addresses of the family that nodes accept themselves (`ipMode: VIP`).
    pub load_balancer_vips: Vec<String>,
    /// Source ranges of the family restrict those addresses.
    pub has_source_ranges: bool,
    /// `externalTrafficPolicy: Local` is in force.
    pub external_policy_local: bool,
    /// `internalTrafficPolicy: Local`.
    pub internal_policy_local: bool,
}

/// An endpoint as the proxy knows it.
///
/// Source: kubernetes v1.37 pkg/proxy/endpoint.go BaseEndpointInfo
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProxyEndpoint {
    /// Its first address.
    pub address: String,
    /// Its number.
    pub port: i64,
    /// The Pod behind it.
    pub pod: Option<PodId>,
    /// Where it runs.
    pub node_name: Option<String>,
    /// It gets new connections.
    pub ready: bool,
    /// It still answers.
    pub serving: bool,
    /// It is being deleted.
    pub terminating: bool,
    /// The zones it is meant for.
    pub zone_hints: Vec<String>,
    /// The nodes it is meant for.
    pub node_hints: Vec<String>,
}

/// How the proxy turns a connection away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    /// Refused at once: there is no endpoint anywhere.
    Reject,
    /// Left without answer: there is no endpoint on this node, and the policy is `Local`.
    Drop,
    /// Left without answer unless it comes from one of the source ranges.
    Filtered,
}

/// What a connection was addressed to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Destination {
    /// The cluster IP.
    ClusterIp,
    /// An external IP or an address of the load balancer.
    Address(String),
    /// The node port.
    NodePort,
}

/// What the proxy on one node does; endpoints by their place in the list that was asked about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OnNode {
    /// The endpoints of connections to the cluster IP.
    pub internal: Vec<usize>,
    /// The endpoints of connections from outside; `None` where nothing outside leads here.
    pub external: Option<Vec<usize>>,
    /// The endpoints of connections from a Pod or the node itself to an external address.
    pub external_from_pod: Option<Vec<usize>>,
    /// What is turned away.
    pub refused: Vec<(Destination, Refusal)>,
}

/// A Service port in one family; `None` where the proxy passes it over.
///
/// Source: kubernetes v1.37 pkg/proxy/servicechangetracker.go serviceToServiceMap, pkg/proxy/serviceport.go
/// newBaseServiceInfo
pub fn service_port_info(
    assumptions: &Assumptions,
    object: &Object,
    service: &Service,
    port: &ServicePort,
    wanted: IpFamily,
) -> Option<ServicePortInfo> {
    if !is_service_ip_set(service) {
        return None;
    }
    let cluster_ip = match cluster_ip_by_family(assumptions, service, wanted) {
        ClusterIp::Missing => return None,
        ClusterIp::Unknown => None,
        ClusterIp::Known(ip) => Some(ip),
    };
    let of_family = |text: &str| parse_ip_sloppy(text).filter(|ip| family(*ip) == wanted);
    let external_ips = service.external_ips.iter().filter_map(|ip| of_family(&ip.value));
    let vips =
        service.load_balancer_ingress.iter().filter(|ingress| matches!(ingress.ip_mode.as_str(), "" | "VIP"));
    let prefixes = source_range_prefixes(service, wanted);
    let is_exposed = matches!(service.kind, ServiceType::NodePort | ServiceType::LoadBalancer);
    let has_local =
        |policy: &Option<Sourced<String>>| policy.as_ref().is_some_and(|policy| policy.value == "Local");
    let node_port = port.node_port.as_ref();
    let stored = object.value.get("spec").list("ports").get(port.index).map(|port| port.get("nodePort"));
    let is_allocated =
        stored.is_some_and(|stored| !stored.is_null() && matches!(stored.origin, Origin::Allocated(_)));
    Some(ServicePortInfo {
        cluster_ip,
        node_port: node_port
            .filter(|number| !matches!(number.origin, Origin::Allocated(_)))
            .map(|number| number.value),
        has_node_port: node_port.is_some() || is_allocated,
        external_ips: external_ips.map(|ip| ip.to_string()).collect(),
        load_balancer_vips: vips.filter_map(|vip| of_family(&vip.ip)).map(|ip| ip.to_string()).collect(),
        has_source_ranges: !prefixes.is_empty() && !prefixes.contains(&0),
        external_policy_local: has_local(&service.external_traffic_policy)
            && (is_exposed || !service.external_ips.is_empty()),
        internal_policy_local: has_local(&service.internal_traffic_policy),
    })
}

/// The cluster IP of one family.
enum ClusterIp {
    /// The Service has none.
    Missing,
    /// Only a cluster can tell.
    Unknown,
    Known(String),
}

/// Source: kubernetes v1.37 pkg/proxy/util/utils.go GetClusterIPByFamily
fn cluster_ip_by_family(assumptions: &Assumptions, service: &Service, wanted: IpFamily) -> ClusterIp {
    let known = |ip: &Sourced<String>| match ip.origin {
        Origin::Allocated(_) => None,
        Origin::Written(_) | Origin::Defaulted(_) => parse_ip_sloppy(&ip.value),
    };
    let told = |ip: Option<&Sourced<String>>| {
        ip.and_then(known).map_or(ClusterIp::Unknown, |ip| ClusterIp::Known(ip.to_string()))
    };
    if service.ip_families.is_empty() {
        return match service.cluster_ip.as_ref().and_then(known) {
            Some(ip) if family(ip) == wanted => ClusterIp::Known(ip.to_string()),
            None if families(service, assumptions).contains(&wanted) => ClusterIp::Unknown,
            Some(_) | None => ClusterIp::Missing,
        };
    }
    match service.ip_families.iter().position(|stated| stated.value == wanted.as_str()) {
        None => ClusterIp::Missing,
        Some(0) if service.cluster_ips.is_empty() => told(service.cluster_ip.as_ref()),
        Some(at) => told(service.cluster_ips.get(at)),
    }
}

/// The prefix lengths of the source ranges of a family; ranges that cannot be read are passed over.
///
/// Source: kubernetes v1.37 pkg/proxy/util/utils.go MapCIDRsByIPFamily
fn source_range_prefixes(service: &Service, wanted: IpFamily) -> Vec<u8> {
    let ranges = service.load_balancer_source_ranges.iter().filter_map(|range| {
        let (ip, prefix) = range.value.trim().split_once('/')?;
        let ip = parse_ip_sloppy(ip)?;
        let longest = if matches!(ip, IpAddr::V4(_)) { 32 } else { 128 };
        let prefix: u8 = prefix.parse().ok()?;
        (family(ip) == wanted && prefix <= longest).then_some(prefix)
    });
    ranges.collect()
}

/// The endpoints of a Service port in one family, ordered by address and number.
///
/// Of two endpoints with one address and number the one that is not being deleted counts.
///
/// Source: kubernetes v1.37 pkg/proxy/endpointslicecache.go endpointInfoByServicePort, addEndpoints
pub fn endpoints(
    world: &World<'_>,
    object: &Object,
    port: &ServicePort,
    wanted: IpFamily,
) -> Vec<ProxyEndpoint> {
    let has_node_hints = PREFER_SAME_TRAFFIC_DISTRIBUTION.on(*world.assumptions.kubernetes.get());
    let mut set: BTreeMap<String, ProxyEndpoint> = BTreeMap::new();
    for slice in world.cluster.slices_of(&object.namespace, &object.name) {
        if slice.address_type != wanted.as_str() || slice.labels.contains_key(LABEL_HEADLESS) {
            continue;
        }
        for slice_port in &slice.ports {
            let is_joined = joins(port, slice_port.name.as_deref(), &slice_port.protocol);
            let Some(number) = slice_port.port.filter(|number| is_joined && *number != 0) else { continue };
            for endpoint in &slice.endpoints {
                let Some(info) = endpoint_info(endpoint, number, has_node_hints) else { continue };
                let key = info.to_string();
                if !info.terminating || !set.contains_key(&key) {
                    set.insert(key, info);
                }
            }
        }
    }
    set.into_values().collect()
}

fn endpoint_info(endpoint: &SliceEndpoint, port: i64, has_node_hints: bool) -> Option<ProxyEndpoint> {
    let address = parse_ip_sloppy(endpoint.addresses.first()?)?;
    Some(ProxyEndpoint {
        address: address.to_string(),
        port,
        pod: endpoint.pod,
        node_name: endpoint.node_name.clone(),
        ready: endpoint.ready.unwrap_or(true),
        serving: endpoint.serving.unwrap_or(true),
        terminating: endpoint.terminating.unwrap_or(false),
        zone_hints: endpoint.hint_zones.clone(),
        node_hints: if has_node_hints { endpoint.hint_nodes.clone() } else { Vec::new() },
    })
}

/// `address:port`, an IPv6 address in brackets.
impl std::fmt::Display for ProxyEndpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.address.contains(':') {
            write!(f, "[{}]:{}", self.address, self.port)
        } else {
            write!(f, "{}:{}", self.address, self.port)
        }
    }
}

impl ProxyEndpoint {
    fn still_answers(&self) -> bool {
        self.serving && self.terminating
    }

    fn is_on(&self, node_name: &str) -> bool {
        self.node_name.as_deref() == Some(node_name)
    }
}

impl ServicePortInfo {
    /// Says whether anything but the cluster IP leads here.
    pub fn is_externally_accessible(&self) -> bool {
        self.has_node_port || !self.external_ips.is_empty() || !self.load_balancer_vips.is_empty()
    }

    fn uses_cluster_endpoints(&self) -> bool {
        !self.internal_policy_local || self.is_externally_accessible()
    }

    fn uses_local_endpoints(&self) -> bool {
        self.internal_policy_local || (self.external_policy_local && self.is_externally_accessible())
    }
}

/// What the endpoints are for the two policies on one node, and whether there is any anywhere.
struct Categories {
    cluster: Vec<usize>,
    local: Vec<usize>,
    has_any: bool,
}

/// Source: kubernetes v1.37 pkg/proxy/topology.go CategorizeEndpoints
fn categorize(
    info: &ServicePortInfo,
    endpoints: &[ProxyEndpoint],
    node_name: &str,
    zone: &str,
) -> Categories {
    let pick = |test: &dyn Fn(&ProxyEndpoint) -> bool| -> Vec<usize> {
        endpoints.iter().enumerate().filter(|(_, endpoint)| test(endpoint)).map(|(at, _)| at).collect()
    };
    let mut out = Categories { cluster: Vec::new(), local: Vec::new(), has_any: false };
    if info.uses_cluster_endpoints() {
        let topology = topology_from_hints(endpoints, node_name, zone);
        out.cluster = pick(&|endpoint| endpoint.ready && is_available(endpoint, topology, node_name, zone));
        if out.cluster.is_empty() {
            out.cluster = pick(&ProxyEndpoint::still_answers);
        }
        out.has_any = !out.cluster.is_empty();
    }
    if info.uses_local_endpoints() {
        out.has_any |= endpoints.iter().any(|endpoint| endpoint.ready || endpoint.still_answers());
        out.local = pick(&|endpoint| endpoint.is_on(node_name) && endpoint.ready);
        if out.local.is_empty() {
            out.local = pick(&|endpoint| endpoint.is_on(node_name) && endpoint.still_answers());
        }
    }
    out
}

/// Which hints count on a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Topology {
    All,
    SameZone,
    SameNode,
}

/// A level of hints counts only if every ready endpoint has one and one of them fits.
///
/// Source: kubernetes v1.37 pkg/proxy/topology.go topologyModeFromHints
fn topology_from_hints(endpoints: &[ProxyEndpoint], node_name: &str, zone: &str) -> Topology {
    let ready = || endpoints.iter().filter(|endpoint| endpoint.ready);
    let counts = |hints: &dyn Fn(&ProxyEndpoint) -> &Vec<String>, wanted: &str| {
        ready().all(|endpoint| !hints(endpoint).is_empty())
            && ready().any(|endpoint| hints(endpoint).iter().any(|hint| hint == wanted))
    };
    if counts(&|endpoint| &endpoint.node_hints, node_name) {
        Topology::SameNode
    } else if counts(&|endpoint| &endpoint.zone_hints, zone) {
        Topology::SameZone
    } else {
        Topology::All
    }
}

/// Source: kubernetes v1.37 pkg/proxy/topology.go availableForTopology
fn is_available(endpoint: &ProxyEndpoint, topology: Topology, node_name: &str, zone: &str) -> bool {
    match topology {
        Topology::All => true,
        Topology::SameNode => endpoint.node_hints.iter().any(|hint| hint == node_name),
        Topology::SameZone => endpoint.zone_hints.iter().any(|hint| hint == zone),
    }
}

/// What the proxy of a node does with a Service port; `zone` is `""` where the node has none.
///
/// Source: kubernetes v1.37 pkg/proxy/iptables/proxier.go syncProxyRules
pub fn on_node(info: &ServicePortInfo, endpoints: &[ProxyEndpoint], node_name: &str, zone: &str) -> OnNode {
    let Categories { cluster, local, has_any } = categorize(info, endpoints, node_name, zone);
    let of_policy = |is_local: bool| if is_local { &local } else { &cluster };
    let refusal = |is_local: bool| match (has_any, is_local && local.is_empty()) {
        (false, _) => Some(Refusal::Reject),
        (true, true) => Some(Refusal::Drop),
        (true, false) => None,
    };
    let mut refused: Vec<(Destination, Refusal)> = Vec::new();
    refused.extend(refusal(info.internal_policy_local).map(|refusal| (Destination::ClusterIp, refusal)));
    let external = refusal(info.external_policy_local);
    let is_filtered = has_any && info.has_source_ranges;
    for ip in &info.external_ips {
        refused.extend(external.map(|refusal| (Destination::Address(ip.clone()), refusal)));
    }
    for ip in &info.load_balancer_vips {
        let refusal = external.or(is_filtered.then_some(Refusal::Filtered));
        refused.extend(refusal.map(|refusal| (Destination::Address(ip.clone()), refusal)));
    }
    if info.has_node_port {
        refused.extend(external.map(|refusal| (Destination::NodePort, refusal)));
    }
    let is_accessible = info.is_externally_accessible();
    OnNode {
        internal: of_policy(info.internal_policy_local).clone(),
        external: is_accessible.then(|| of_policy(info.external_policy_local).clone()),
        external_from_pod: is_accessible.then(|| cluster.clone()),
        refused,
    }
}
