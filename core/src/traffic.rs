//! What the data plane does with a request: by which names and addresses a Service is reached, and which endpoints
//! stand behind each of its ports.
//!
//! ```text
//! DNS name ─┐
//! cluster IP ├─▶ Service port ──name and protocol──▶ slice port ──▶ Backend (an endpoint, its number)
//! node port ─┘
//! ```
//!
//! A verdict is three-valued: traffic flows, certainly does not, or the input cannot tell.

mod backends;
mod external_name;
pub mod proxy;
pub mod trace;
mod verdict;

use crate::cluster::PodId;
use crate::cluster::decision::Because;
use crate::cluster::world::World;
use crate::object::service::{Service, ServicePort, ServiceType};
use crate::object::{Object, ObjectId, Sourced};
use crate::selection::{Miss, Selection};
use crate::value::Origin;
use std::collections::BTreeMap;

/// Whether a request gets through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It reaches a container's port.
    Pass,
    /// It certainly does not.
    Fail,
    /// The input cannot tell.
    Unknown,
}

/// By what a Service port is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryKind {
    /// The Service's DNS name, from inside the cluster.
    Dns,
    /// A cluster IP, from inside the cluster.
    ClusterIp,
    /// A port of every node.
    NodePort,
    /// An address of the load balancer.
    LoadBalancer,
    /// One of `externalIPs`.
    ExternalIp,
    /// The name that an ExternalName Service stands for.
    Alias,
}

/// One name or address by which a Service port is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it is.
    pub kind: EntryKind,
    /// The name or address; `None` where only a cluster can tell.
    pub address: Option<String>,
    /// The number; `None` where only a cluster can tell, and for a name without ports.
    pub port: Option<i64>,
}

/// An endpoint behind a Service port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backend {
    /// The slice, by its place in [`crate::cluster::Cluster::slices`].
    pub slice: usize,
    /// The endpoint, by its place in the slice.
    pub endpoint: usize,
    /// The Pod behind it, where it is in the input.
    pub pod: Option<PodId>,
    /// Its address.
    pub address: String,
    /// The number that is dialed; `None` means every port.
    pub number: Option<i64>,
    /// The proxy sends new connections to it.
    pub ready: bool,
    /// It still answers, as it does while it terminates.
    pub serving: bool,
    /// It is being deleted.
    pub terminating: bool,
}

/// The way of requests to one Service port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortRoute {
    /// The Service.
    pub service: ObjectId,
    /// The port, by its place in `spec.ports`; `None` for a Service without ports, as headless ones may be.
    pub port_index: Option<usize>,
    /// By what it is reached, names first.
    pub entries: Vec<Entry>,
    /// Whether a request gets through.
    pub verdict: Verdict,
    /// The fact that decides.
    pub because: Because,
    /// Every endpoint of the port, ready or not, in the order of slices.
    pub backends: Vec<Backend>,
}

/// The routes of all Services, by object and port. Linear in Services, their ports and endpoints.
///
/// `selections` says what each selector finds, and why where it finds nothing.
pub fn routes(world: &World<'_>, selections: &[Selection]) -> Vec<PortRoute> {
    let misses: BTreeMap<ObjectId, &Miss> = selections
        .iter()
        .filter_map(|selection| Some((selection.service, selection.miss.as_ref()?)))
        .collect();
    let mut out = Vec::new();
    for object in crate::cluster::live(world.objects) {
        let Some(service) = object.service() else { continue };
        if service.kind == ServiceType::ExternalName {
            out.push(external_name::route(world, object, service));
            continue;
        }
        let miss = misses.get(&object.id).copied();
        if service.ports.is_empty() {
            out.push(port_route(world, object, service, None, miss));
        }
        out.extend(service.ports.iter().map(|port| port_route(world, object, service, Some(port), miss)));
    }
    out
}

fn port_route(
    world: &World<'_>,
    object: &Object,
    service: &Service,
    port: Option<&ServicePort>,
    miss: Option<&Miss>,
) -> PortRoute {
    let backends = backends::backends(world, object, service, port);
    let (verdict, because) = verdict::judge(world, object, service, port, &backends, miss);
    PortRoute {
        service: object.id,
        port_index: port.map(|port| port.index),
        entries: entries(world, object, service, port),
        verdict,
        because,
        backends,
    }
}

/// A Service's DNS name.
fn dns_name(world: &World<'_>, object: &Object) -> String {
    format!("{}.{}.svc.{}", object.name, object.namespace, world.assumptions.cluster_domain.get())
}

/// By what a port is reached.
///
/// Source: kubernetes v1.37 pkg/proxy/iptables/proxier.go syncProxyRules
fn entries(world: &World<'_>, object: &Object, service: &Service, port: Option<&ServicePort>) -> Vec<Entry> {
    let number = port.and_then(|port| port.port.as_ref()).map(|number| number.value);
    let entry = |kind, address, port| Entry { kind, address, port };
    let mut out = vec![entry(EntryKind::Dns, Some(dns_name(world, object)), number)];
    if service.is_headless() {
        return out;
    }
    let mut addresses: Vec<&Sourced<String>> = service.cluster_ips.iter().collect();
    if addresses.is_empty() {
        addresses.extend(&service.cluster_ip);
    }
    out.extend(addresses.iter().map(|ip| entry(EntryKind::ClusterIp, known(ip), number)));
    if addresses.is_empty() {
        out.push(entry(EntryKind::ClusterIp, None, number));
    }
    out.extend(
        service.external_ips.iter().map(|ip| entry(EntryKind::ExternalIp, Some(ip.value.clone()), number)),
    );
    let is_exposed = matches!(service.kind, ServiceType::NodePort | ServiceType::LoadBalancer);
    let allocates = object.value.get("spec").bool("allocateLoadBalancerNodePorts").unwrap_or(true);
    let node_port = port.and_then(|port| port.node_port.as_ref());
    let has_node_port =
        is_exposed && (node_port.is_some() || service.kind == ServiceType::NodePort || allocates);
    if has_node_port {
        let number = node_port.filter(|number| !matches!(number.origin, Origin::Allocated(_)));
        out.push(entry(EntryKind::NodePort, None, number.map(|number| number.value)));
    }
    if service.kind == ServiceType::LoadBalancer {
        let of_ingress = service.load_balancer_ingress.iter().map(|ingress| {
            let address = if ingress.ip.is_empty() { &ingress.hostname } else { &ingress.ip };
            entry(EntryKind::LoadBalancer, Some(address.clone()), number)
        });
        out.extend(of_ingress);
        if service.load_balancer_ingress.is_empty() {
            out.push(entry(EntryKind::LoadBalancer, None, number));
        }
    }
    out
}

/// An address, unless only a cluster can tell it.
fn known(address: &Sourced<String>) -> Option<String> {
    (!matches!(address.origin, Origin::Allocated(_))).then(|| address.value.clone())
}
