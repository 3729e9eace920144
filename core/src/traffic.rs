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

mod alias;
mod backend;
mod backends;
pub mod fault;
mod gateway;
mod grant;
mod ingress;
mod judge;
pub mod link;
pub mod manual;
mod port;
pub mod proxy;
mod route;
mod service;
pub mod trace;
mod verdict;

use crate::cluster::PodId;
use crate::cluster::world::World;
use crate::object::service::{Service, ServicePort, ServiceType};
use crate::object::{Object, ObjectId, Sourced, View};
use crate::selection::Selection;
use crate::value::Origin;

pub use link::{Link, LinkId, LinkKind, Links, State};
pub(crate) use service::LABEL_PROXY_NAME;
pub use verdict::Verdict;

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
    /// Every endpoint of the port, ready or not, in the order of slices.
    pub backends: Vec<Backend>,
    /// The link that says whether a request gets through, and why.
    pub link: LinkId,
}

/// Decides all links, and the routes of all Services, by object and port. Linear in objects, ports and endpoints.
///
/// `selections` says what each selector finds, and why where it finds nothing.
pub fn judge(world: &World<'_>, selections: &[Selection]) -> (Links, Vec<PortRoute>) {
    let mut judge = judge::Judge::new(world, selections);
    for object in world.objects.iter().filter(|object| object.superseded_by.is_none()) {
        match &object.view {
            View::Service(service) if service.kind == ServiceType::ExternalName => {
                judge.alias(object, service);
            }
            View::Service(service) => judge.service(object, service),
            View::Ingress(ingress) => judge.ingress(object, ingress),
            View::Route(route) => judge.route(object, route),
            _ => {}
        }
    }
    (judge.links, judge.routes)
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
    if let Some(port) = port.filter(|port| has_node_port(object, service, port)) {
        let number = port.node_port.as_ref().filter(|number| !matches!(number.origin, Origin::Allocated(_)));
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

/// Says whether a Service port has, or will get, a port on every node.
pub(crate) fn has_node_port(object: &Object, service: &Service, port: &ServicePort) -> bool {
    match service.kind {
        ServiceType::NodePort => true,
        ServiceType::LoadBalancer => {
            let allocates = object.value.get("spec").bool("allocateLoadBalancerNodePorts").unwrap_or(true);
            port.node_port.is_some() || allocates
        }
        ServiceType::ClusterIp | ServiceType::ExternalName => false,
    }
}

/// An address, unless only a cluster can tell it.
fn known(address: &Sourced<String>) -> Option<String> {
    (!matches!(address.origin, Origin::Allocated(_))).then(|| address.value.clone())
}
