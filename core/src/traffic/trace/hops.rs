//! From a Service port or an address into a Pod.

use super::destination::Way;
use super::{Caller, Hop, Stage, Target};
use crate::cluster::decision::Because;
use crate::cluster::slices::families;
use crate::cluster::world::World;
use crate::cluster::{ClusterPod, NodeIndex, PodId};
use crate::go::ip::IpFamily;
use crate::object::Object;
use crate::object::service::{Service, ServicePort};
use crate::traffic::proxy::{ProxyEndpoint, Refusal, endpoints, on_node, service_port_info};
use crate::traffic::{LinkKind, Links, Verdict};

/// Through a Service to Pods.
pub(super) fn through_service(
    world: &World<'_>,
    links: &Links,
    from: Caller,
    to: &Target,
    (object, service, way): (&Object, &Service, Way),
    hops: &mut Vec<Hop>,
) {
    let Some(port) = service.ports.iter().find(|port| is_dialed(port, way, to)) else {
        hops.push(Hop::new(Stage::Service, Verdict::Fail, vec![no_such_port(object, service, to)]));
        return;
    };
    let at = if way == Way::NodePort { &port.node_port } else { &port.port };
    let span = at.as_ref().and_then(crate::object::Sourced::range).map(|range| object.span(range));
    let text = format!("port {} of the Service `{}/{}`", to.port, object.namespace, object.name);
    hops.push(Hop::new(Stage::Service, Verdict::Pass, vec![Because::new(text, span)]));
    let link = links.find(object.id, LinkKind::Port(Some(port.index)));
    if let Some(link) = link.filter(|link| link.verdict != Verdict::Pass) {
        hops.push(Hop::new(Stage::Endpoint, link.verdict, vec![link.because.clone()]));
        return;
    }
    let (hop, pods, number) = choose(world, object, service, port, from, way);
    let is_refused = hop.verdict == Verdict::Fail;
    hops.push(hop);
    if !is_refused {
        enter(world, from, &pods, number, &port.protocol.value, hops);
    }
}

fn is_dialed(port: &ServicePort, way: Way, to: &Target) -> bool {
    let number = match way {
        Way::Internal | Way::External => port.port.as_ref(),
        Way::NodePort => port.node_port.as_ref(),
    };
    number.is_some_and(|number| number.value == to.port) && port.protocol.value == to.protocol
}

fn no_such_port(object: &Object, service: &Service, to: &Target) -> Because {
    let ports: Vec<String> =
        service.ports.iter().map(|port| format!("{}/{}", port.number(), port.protocol.value)).collect();
    let wanted = format!("{}/{}", to.port, to.protocol);
    let text = format!("the Service `{}` has no port {wanted}, only {}", object.name, ports.join(", "));
    let span = object.value.get("spec").get("ports").range().map(|range| object.span(range));
    Because::new(text, span)
}

/// The endpoints that the proxy of the caller's node chooses from.
fn choose(
    world: &World<'_>,
    object: &Object,
    service: &Service,
    port: &ServicePort,
    from: Caller,
    way: Way,
) -> (Hop, Vec<PodId>, Option<i64>) {
    let family = families(service, world.assumptions).first().copied().unwrap_or(IpFamily::V4);
    let known = endpoints(world, object, port, family);
    let info = service_port_info(world.assumptions, object, service, port, family);
    let Some(info) = info else {
        return (hop_of(Verdict::Unknown, "the proxy passes the Service over"), vec![], None);
    };
    // A request from outside may enter at any node.
    let nodes: Vec<NodeIndex> = match from {
        Caller::Pod(id) => world.cluster.pod(id).and_then(|pod| pod.node).into_iter().collect(),
        Caller::Node(at) => vec![at],
        Caller::Outside => (0..world.cluster.nodes.len() as u32).map(NodeIndex).collect(),
    };
    let is_placed = match from {
        Caller::Pod(id) => world.cluster.pod(id).is_some_and(|pod| !pod.addresses_made_up),
        Caller::Node(_) | Caller::Outside => true,
    };
    let are_placed = known.iter().all(|e| e.pod.and_then(|id| world.cluster.pod(id)).is_none_or(is_real));
    let mut used: Vec<usize> = Vec::new();
    let mut without: Vec<(&str, Refusal)> = Vec::new();
    for node in nodes.iter().filter_map(|&at| world.cluster.node(at)) {
        let done = on_node(&info, &known, &node.name, node.zone.as_deref().unwrap_or(""));
        let chosen = match (way, from) {
            (Way::Internal, _) => done.internal,
            (_, Caller::Outside) => done.external.unwrap_or_default(),
            (_, Caller::Pod(_) | Caller::Node(_)) => done.external_from_pod.unwrap_or_default(),
        };
        if chosen.is_empty() {
            let is_anywhere = known.iter().any(|endpoint| endpoint.ready);
            without.push((&node.name, if is_anywhere { Refusal::Drop } else { Refusal::Reject }));
        }
        used.extend(chosen);
    }
    if nodes.is_empty() {
        used.extend(known.iter().enumerate().filter(|(_, endpoint)| endpoint.ready).map(|(at, _)| at));
    }
    used.sort_unstable();
    used.dedup();
    let chosen: Vec<&ProxyEndpoint> = used.iter().filter_map(|&at| known.get(at)).collect();
    let is_local = match way {
        Way::Internal => info.internal_policy_local,
        Way::NodePort | Way::External => info.external_policy_local && from == Caller::Outside,
    };
    let is_certain = is_placed && are_placed;
    let verdict = match (chosen.is_empty(), without.is_empty()) {
        (false, true) if is_certain || !is_local => Verdict::Pass,
        (true, _) if is_certain => Verdict::Fail,
        // It hangs on the node, and nobody knows on which nodes Pods will run or where a request enters.
        _ => Verdict::Unknown,
    };
    let mut because = Vec::new();
    if !chosen.is_empty() {
        because.push(Because::new(listed(&chosen), None));
    }
    because.extend(without.iter().map(|(node, refusal)| refused(object, service, way, node, *refusal)));
    if is_local && !is_certain {
        because.push(Because::new("the policy is `Local`, and the nodes of these Pods are made up", None));
    }
    let pods = chosen.iter().filter_map(|endpoint| endpoint.pod).collect();
    (Hop::new(Stage::Endpoint, verdict, because), pods, chosen.first().map(|endpoint| endpoint.port))
}

fn is_real(pod: &ClusterPod) -> bool {
    !pod.addresses_made_up
}

fn hop_of(verdict: Verdict, text: &str) -> Hop {
    Hop::new(Stage::Endpoint, verdict, vec![Because::new(text, None)])
}

fn listed(chosen: &[&ProxyEndpoint]) -> String {
    let shown: Vec<String> = chosen.iter().take(3).map(ToString::to_string).collect();
    match chosen.len() {
        1 => shown.join(", "),
        n if n <= 3 => format!("one of {}", shown.join(", ")),
        n => format!("one of {} and {} more", shown.join(", "), n - 3),
    }
}

fn refused(object: &Object, service: &Service, way: Way, node: &str, refusal: Refusal) -> Because {
    let policy = match way {
        Way::Internal => &service.internal_traffic_policy,
        Way::NodePort | Way::External => &service.external_traffic_policy,
    };
    let span = policy.as_ref().and_then(crate::object::Sourced::range).map(|range| object.span(range));
    let text = match refusal {
        Refusal::Reject => format!("`{node}` refuses the connection: no endpoint is ready"),
        Refusal::Drop | Refusal::Filtered => {
            format!("`{node}` drops the packet: the policy is `Local` and no endpoint runs there")
        }
    };
    Because::new(text, span)
}

/// Straight into Pods, by their own addresses.
pub(super) fn into_pods(world: &World<'_>, from: Caller, pods: &[PodId], to: &Target, hops: &mut Vec<Hop>) {
    let text = if pods.len() == 1 { "the address of a Pod" } else { "the addresses of Pods" };
    let because = Because::new(format!("{text}: no Service port translates {}", to.port), None);
    hops.push(Hop::new(Stage::Service, Verdict::Pass, vec![because]));
    enter(world, from, pods, Some(to.port), &to.protocol, hops);
}

/// Past the policies and into a container.
fn enter(
    world: &World<'_>,
    from: Caller,
    pods: &[PodId],
    number: Option<i64>,
    protocol: &str,
    hops: &mut Vec<Hop>,
) {
    let targets: Vec<&ClusterPod> = pods.iter().filter_map(|&id| world.cluster.pod(id)).collect();
    let policies = policies(world, from, &targets);
    if !policies.is_empty() {
        hops.push(Hop::new(Stage::Policy, Verdict::Unknown, policies));
    }
    let Some(number) = number else { return };
    let declared = targets.iter().find_map(|pod| {
        let origin = world.object(pod.origin)?;
        let template = pod.template(world.objects)?;
        template.serving_containers().find_map(|container| {
            let port = container.ports.iter().find(|port| {
                port.container_port.as_ref().is_some_and(|found| found.value == number)
                    && port.protocol.value == protocol
            })?;
            let span = port.container_port.as_ref()?.range().map(|range| origin.span(range));
            Some(Because::new(
                format!("container `{}` declares port {number}/{protocol}", container.name),
                span,
            ))
        })
    });
    let because = declared.unwrap_or_else(|| {
        let text =
            format!("no container declares port {number}/{protocol}, which it need not: it may listen");
        Because::new(text, None)
    });
    hops.push(Hop::new(Stage::Container, Verdict::Pass, vec![because]));
}

/// Policies of the input that may apply to either end.
fn policies(world: &World<'_>, from: Caller, targets: &[&ClusterPod]) -> Vec<Because> {
    let caller = match from {
        Caller::Pod(id) => world.cluster.pod(id),
        Caller::Node(_) | Caller::Outside => None,
    };
    let touches = |object: &Object| {
        object.namespace.is_empty()
            || caller.is_some_and(|pod| pod.namespace == object.namespace)
            || targets.iter().any(|pod| pod.namespace == object.namespace)
    };
    crate::cluster::live(world.objects)
        .filter(|object| object.kind.ends_with("NetworkPolicy") && touches(object))
        .map(|object| {
            let text = format!("{} may apply: policies are not judged", object.title());
            Because::new(text, Some(object.head()))
        })
        .collect()
}
