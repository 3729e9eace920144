//! From a name or an address to a Service or Pods.

use super::{Caller, Hop, Stage, Target};
use crate::cluster::address::parse_ip_sloppy;
use crate::cluster::decision::Because;
use crate::cluster::dns::resolver::{Outcome, Resolution};
use crate::cluster::dns::{Dns, RecordData, RecordType, Reply};
use crate::cluster::world::World;
use crate::cluster::{ClusterPod, PodId, Presence};
use crate::object::Object;
use crate::object::service::{Service, ServiceType};
use crate::traffic::Verdict;
use std::collections::BTreeSet;

/// By which of its addresses a Service is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// The cluster IP.
    Internal,
    /// A node port.
    NodePort,
    /// An external IP or the load balancer.
    External,
}

/// Where a request goes.
pub(super) enum Destination<'w> {
    Service {
        object: &'w Object,
        service: &'w Service,
        way: Way,
    },
    /// Straight to Pods, as a headless Service's name leads.
    Pods(Vec<PodId>),
}

/// Finds where a request goes, and says how.
pub(super) fn resolve<'w>(
    world: &World<'w>,
    dns: &Dns<'_>,
    from: Caller,
    to: &Target,
    hops: &mut Vec<Hop>,
) -> Option<Destination<'w>> {
    if let Some(ip) = parse_ip_sloppy(&to.host) {
        let found = by_address(world, from, &ip.to_string(), to);
        if found.is_none() {
            let text = format!("nothing in the input has the address `{}`", to.host);
            hops.push(Hop::new(Stage::Dns, Verdict::Unknown, vec![Because::new(text, None)]));
        }
        return found;
    }
    match from {
        Caller::Pod(id) => by_name(world, dns, world.cluster.pod(id)?, to, hops),
        Caller::Node(_) | Caller::Outside => {
            let found = by_outer_name(world, to);
            if found.is_none() {
                let text = format!("`{}` is looked up outside the cluster", to.host);
                hops.push(Hop::new(Stage::Dns, Verdict::Unknown, vec![Because::new(text, None)]));
            }
            found
        }
    }
}

/// The Services that are in force.
fn services<'w>(world: &World<'w>) -> impl Iterator<Item = (&'w Object, &'w Service)> {
    crate::cluster::live(world.objects).filter_map(|object| Some((object, object.service()?)))
}

fn by_address<'w>(world: &World<'w>, from: Caller, ip: &str, to: &Target) -> Option<Destination<'w>> {
    let is_ip = |text: &str| parse_ip_sloppy(text).is_some_and(|found| found.to_string() == ip);
    for (object, service) in services(world) {
        let is_internal =
            service.cluster_ips.iter().chain(&service.cluster_ip).any(|found| is_ip(&found.value));
        if is_internal && from != Caller::Outside {
            return Some(Destination::Service { object, service, way: Way::Internal });
        }
        let is_external = service.external_ips.iter().any(|found| is_ip(&found.value))
            || service.load_balancer_ingress.iter().any(|ingress| is_ip(&ingress.ip));
        if is_external {
            return Some(Destination::Service { object, service, way: Way::External });
        }
    }
    let is_node =
        world.cluster.nodes.iter().filter_map(|node| world.object(node.object?)).any(|object| {
            object.node().is_some_and(|node| node.internal_ips.iter().any(|found| is_ip(found)))
        });
    if is_node && let Some(found) = by_node_port(world, to) {
        return Some(found);
    }
    let pods: Vec<PodId> = world
        .cluster
        .pods
        .iter()
        .filter(|pod| pod.ips.iter().any(|found| is_ip(found)))
        .map(|pod| pod.id)
        .collect();
    (!pods.is_empty()).then_some(Destination::Pods(pods))
}

fn by_node_port<'w>(world: &World<'w>, to: &Target) -> Option<Destination<'w>> {
    let has = |service: &Service| {
        service.ports.iter().any(|port| {
            port.node_port.as_ref().is_some_and(|number| number.value == to.port)
                && port.protocol.value == to.protocol
        })
    };
    let (object, service) = services(world).find(|(_, service)| has(service))?;
    Some(Destination::Service { object, service, way: Way::NodePort })
}

/// A name that means something outside of Pods: a node's, or a load balancer's.
fn by_outer_name<'w>(world: &World<'w>, to: &Target) -> Option<Destination<'w>> {
    let is_balancer = |service: &Service| service.load_balancer_ingress.iter().any(|i| i.hostname == to.host);
    if let Some((object, service)) = services(world).find(|(_, service)| is_balancer(service)) {
        return Some(Destination::Service { object, service, way: Way::External });
    }
    let is_node = world.cluster.nodes.iter().any(|node| node.name == to.host);
    if is_node { by_node_port(world, to) } else { None }
}

fn by_name<'w>(
    world: &World<'w>,
    dns: &Dns<'_>,
    pod: &ClusterPod,
    to: &Target,
    hops: &mut Vec<Hop>,
) -> Option<Destination<'w>> {
    let origin = world.object(pod.origin)?;
    let mut resolution = dns.resolve(origin, pod, &to.host, RecordType::A);
    if !is_found(&resolution) {
        let six = dns.resolve(origin, pod, &to.host, RecordType::Aaaa);
        if is_found(&six) {
            resolution = six;
        }
    }
    let last = resolution.steps.last()?;
    let mut tried: Vec<Because> = Vec::new();
    for step in resolution.steps.iter().rev().skip(1) {
        tried.push(Because::new(format!("`{}` does not exist", step.name), None));
    }
    let mut tell = |verdict, text: String| {
        let mut because = vec![Because::new(text, None)];
        because.append(&mut tried);
        hops.push(Hop::new(Stage::Dns, verdict, because));
    };
    match &last.outcome {
        Outcome::HostsFile(addresses) => {
            let text = format!("`{}` is {} in the Pod's hosts file", last.name, addresses.join(", "));
            tell(Verdict::Pass, text);
            let first = addresses.first()?;
            by_address(world, Caller::Pod(pod.id), &parse_ip_sloppy(first)?.to_string(), to)
        }
        Outcome::Outside => {
            let is_short = resolution.steps.len() > 1 && !to.host.contains('.');
            let text = if is_short {
                format!("`{}` is not a name of the cluster; what is outside is not known", last.name)
            } else {
                format!("`{}` is looked up outside the cluster", last.name)
            };
            tell(Verdict::Unknown, text);
            None
        }
        Outcome::Answered(reply) if reply.answer.is_empty() => {
            let is_certain = resolution.steps.iter().all(|step| match &step.outcome {
                Outcome::Answered(reply) => reply.certain,
                Outcome::HostsFile(_) | Outcome::Outside => false,
            });
            let verdict = if is_certain { Verdict::Fail } else { Verdict::Unknown };
            tell(verdict, format!("`{}` has no address", to.host));
            None
        }
        Outcome::Answered(reply) => {
            let found = by_answer(world, reply);
            let verdict = if reply.certain { Verdict::Pass } else { Verdict::Unknown };
            tell(verdict, format!("`{}` is {}", last.name, spelled(reply)));
            found
        }
    }
}

fn is_found(resolution: &Resolution) -> bool {
    resolution.steps.last().is_some_and(|step| match &step.outcome {
        Outcome::Answered(reply) => !reply.answer.is_empty(),
        Outcome::HostsFile(_) => true,
        Outcome::Outside => false,
    })
}

fn spelled(reply: &Reply) -> String {
    let data = reply.answer.iter().map(|record| match &record.data {
        RecordData::Address(text) | RecordData::Pointer(text) | RecordData::Text(text) => text.clone(),
        RecordData::Alias(text) => format!("an alias of `{}`", text.trim_end_matches('.')),
        RecordData::Service { target, .. } => target.clone(),
    });
    let mut data: Vec<String> = data.collect();
    if data.len() > 4 {
        let more = data.len() - 3;
        data.truncate(3);
        data.push(format!("{more} more"));
    }
    data.join(", ")
}

/// The Service that owns the addresses of an answer, or the Pods that have them.
fn by_answer<'w>(world: &World<'w>, reply: &Reply) -> Option<Destination<'w>> {
    let addresses: BTreeSet<&str> = reply
        .answer
        .iter()
        .filter_map(|record| match &record.data {
            RecordData::Address(address) => Some(address.as_str()),
            _ => None,
        })
        .collect();
    let owner = reply.answer.iter().rev().find(|record| matches!(record.data, RecordData::Address(_)))?;
    let domain = world.assumptions.cluster_domain.get().trim_end_matches('.');
    let rest = owner.name.trim_end_matches('.').to_lowercase();
    let labels: Vec<&str> = rest.strip_suffix(domain)?.trim_end_matches('.').split('.').collect();
    if let [service, namespace, "svc"] = labels.as_slice()
        && let Presence::Present((object, service)) = world.service(namespace, service)
        && !service.is_headless()
        && service.kind != ServiceType::ExternalName
    {
        return Some(Destination::Service { object, service, way: Way::Internal });
    }
    let pods =
        world.cluster.pods.iter().filter(|pod| pod.ips.iter().any(|ip| addresses.contains(ip.as_str())));
    let pods: Vec<PodId> = pods.map(|pod| pod.id).collect();
    (!pods.is_empty()).then_some(Destination::Pods(pods))
}
