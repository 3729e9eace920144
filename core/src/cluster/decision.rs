//! Why a Pod is behind a Service, or is not: the decision with the text that decides it.

use super::address::{family, parse_ip_sloppy};
use super::pod_index::is_unknowable;
use super::slices::address_types;
use super::target_port::{TargetPort, find_port};
use super::world::World;
use super::{ClusterPod, PodId, Readiness};
use crate::assumptions::Complete;
use crate::go::ip::IpFamily;
use crate::object::service::{Service, ServicePort, ServiceType};
use crate::object::{Object, Pair, PortRef, Sourced};
use crate::source::Span;
use crate::value::Origin;

/// What became of a Pod in view of a Service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Membership {
    /// It gets traffic on every port and family.
    Ready,
    /// It gets traffic, though not on every port or family.
    Partial,
    /// It is an endpoint that gets no traffic: not ready, or being deleted.
    NotReady,
    /// It is not an endpoint.
    LeftOut,
    /// The input cannot tell.
    Unknown,
}

/// A fact and the text that it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Because {
    /// The fact, in words that stand alone.
    pub text: String,
    /// The deciding text; `None` where nothing was written.
    pub span: Option<Span>,
}

impl Because {
    /// Makes a fact.
    pub fn new(text: impl Into<String>, span: Option<Span>) -> Self {
        Self { text: text.into(), span }
    }
}

/// The decision about one Pod.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The Pod.
    pub pod: PodId,
    /// What became of it.
    pub membership: Membership,
    /// Why, the deciding fact first.
    pub because: Vec<Because>,
}

/// Decides about every Pod of the Service's namespace, in their order. Linear in those Pods.
pub fn decide_all(world: &World<'_>, object: &Object, service: &Service) -> Vec<Decision> {
    world.cluster.pods_in(&object.namespace).iter().map(|pod| decide(world, object, service, pod)).collect()
}

/// Decides about one Pod as the endpoint controllers do.
///
/// Source: kubernetes v1.37 pkg/controller/endpointslice/endpointslice_controller.go syncService,
/// k8s.io/endpointslice v0.37 reconciler.go reconcileByAddressType
pub fn decide(world: &World<'_>, object: &Object, service: &Service, pod: &ClusterPod) -> Decision {
    let (membership, because) = reasons(world, object, service, pod);
    Decision { pod: pod.id, membership, because }
}

fn reasons(
    world: &World<'_>,
    object: &Object,
    service: &Service,
    pod: &ClusterPod,
) -> (Membership, Vec<Because>) {
    let at = |origin: Option<crate::source::TextRange>| origin.map(|range| object.span(range));
    let out = |because: Vec<Because>| (Membership::LeftOut, because);
    if pod.namespace != object.namespace {
        let text =
            format!("the Pod is in namespace `{}`, the Service in `{}`", pod.namespace, object.namespace);
        return out(vec![Because::new(text, at(object.value.get("metadata").get("namespace").range()))]);
    }
    if service.kind == ServiceType::ExternalName {
        let span = at(service.kind_origin.range());
        return out(vec![Because::new("an ExternalName Service has no endpoints", span)]);
    }
    let Some(selector) = &service.selector else {
        let span = at(service.selector_empty.and_then(Origin::range));
        return out(vec![Because::new("the Service has no selector", span)]);
    };
    if let Some((membership, because)) = mismatch(world, object, selector, pod) {
        return (membership, because);
    }
    let origin = world.object(pod.origin);
    let on_pod = |path: &[&str]| {
        let origin = origin?;
        let value = path.iter().fold(&origin.value, |value, name| value.get(name));
        value.range().map(|range| origin.span(range))
    };
    if matches!(pod.phase.as_str(), "Succeeded" | "Failed") {
        let text = format!("the Pod has finished (`{}`)", pod.phase);
        return out(vec![Because::new(text, on_pod(&["status", "phase"]))]);
    }
    if pod.ips.is_empty() {
        return out(vec![Because::new("the Pod has no address", on_pod(&["status"]))]);
    }
    let is_on_missing_node = pod.node.is_none() && world.assumptions.complete == Complete::Everything;
    if is_on_missing_node && !service.publish_not_ready_addresses {
        let text = format!("the node `{}` does not exist", pod.node_name.as_deref().unwrap_or(""));
        return out(vec![Because::new(text, on_pod(&["spec", "nodeName"]))]);
    }
    let mut because = Vec::new();
    let lacking = missing_families(world, service, pod);
    let families = address_types(service, world.assumptions);
    for family in &lacking {
        let text = format!("the Pod has no {} address", family.as_str());
        let span = service.ip_families.iter().find(|stated| stated.value == family.as_str());
        because.push(Because::new(text, span.and_then(|stated| at(stated.range()))));
    }
    if lacking.len() == families.len() {
        return out(because);
    }
    let missing = missing_ports(world, object, service, pod);
    let lacks_all = !service.ports.is_empty() && missing.len() == service.ports.len();
    let lacks_some = !missing.is_empty() || !lacking.is_empty();
    because.splice(0..0, missing);
    if lacks_all {
        return out(because);
    }
    if let Some(unready) = unready(service, pod, &on_pod) {
        because.insert(0, unready);
        return (Membership::NotReady, because);
    }
    if lacks_some {
        return (Membership::Partial, because);
    }
    let pairs: Vec<String> = selector.iter().map(spelled).collect();
    because.push(Because::new(format!("selected by {}", pairs.join(", ")), selector_span(object, selector)));
    if pod.readiness == Readiness::Assumed {
        because.push(Because::new("readiness is assumed: only the running Pod can tell", None));
    }
    (Membership::Ready, because)
}

/// The first pair of the selector that the Pod does not carry; pairs that only its controller knows come last.
fn mismatch(
    world: &World<'_>,
    object: &Object,
    selector: &[Pair],
    pod: &ClusterPod,
) -> Option<(Membership, Vec<Because>)> {
    let origin = world.object(pod.origin);
    let carries = |pair: &&Pair| pod.labels.get(&pair.key).is_some_and(|value| *value == pair.value.value);
    let is_unknowable = |pair: &&Pair| {
        !pod.labels.contains_key(&pair.key) && origin.is_some_and(|origin| is_unknowable(origin, &pair.key))
    };
    let missing: Vec<&Pair> = selector.iter().filter(|pair| !carries(pair)).collect();
    let decided = missing.iter().find(|pair| !is_unknowable(pair)).copied();
    let pair = decided.or_else(|| missing.first().copied())?;
    let span = pair.value.range().or(pair.key_range).map(|range| object.span(range));
    if decided.is_none() {
        let text = format!("the value of `{}` is chosen by the Pod's controller", pair.key);
        return Some((Membership::Unknown, vec![Because::new(text, span)]));
    }
    let label = pod.template(world.objects).and_then(|t| t.labels.iter().find(|label| label.key == pair.key));
    let Some(found) = pod.labels.get(&pair.key) else {
        let asked = format!("the selector asks for {}, the Pod has no label `{}`", spelled(pair), pair.key);
        return Some((Membership::LeftOut, vec![Because::new(asked, span)]));
    };
    let there = label.and_then(|label| label.value.range()).and_then(|range| Some(origin?.span(range)));
    let asked = Because::new(format!("the selector asks for {}", spelled(pair)), span);
    let carried = Because::new(format!("the Pod carries `{}: {found}`", pair.key), there);
    Some((Membership::LeftOut, vec![asked, carried]))
}

fn spelled(pair: &Pair) -> String {
    format!("`{}: {}`", pair.key, pair.value.value)
}

/// The text of a whole selector.
pub(crate) fn selector_span(object: &Object, selector: &[Pair]) -> Option<Span> {
    let first = selector.first()?.key_range?;
    let last = selector.last()?.value.range()?;
    Some(object.span(crate::source::TextRange::new(first.start, last.end)))
}

/// The families of the Service in which the Pod has no address.
fn missing_families(world: &World<'_>, service: &Service, pod: &ClusterPod) -> Vec<IpFamily> {
    let has = |wanted| pod.ips.iter().filter_map(|ip| parse_ip_sloppy(ip)).any(|ip| family(ip) == wanted);
    address_types(service, world.assumptions).into_iter().filter(|&family| !has(family)).collect()
}

/// The ports of the Service that the Pod does not have by name.
fn missing_ports(world: &World<'_>, object: &Object, service: &Service, pod: &ClusterPod) -> Vec<Because> {
    let template = pod.template(world.objects);
    let describe = |port: &ServicePort| {
        let PortRef::Name(name) = &port.target_port.as_ref()?.value else { return None };
        let protocol = &port.protocol.value;
        let text = match find_port(template, port) {
            TargetPort::Number(_) | TargetPort::Named(_) => return None,
            TargetPort::OtherProtocol(other) => {
                format!("the Pod's port `{name}` is {}, not {protocol}", other.protocol.value)
            }
            TargetPort::OfInitContainer(_) | TargetPort::Missing => {
                format!("the Pod has no {protocol} port named `{name}`")
            }
        };
        let span = port.target_port.as_ref().and_then(Sourced::range).map(|range| object.span(range));
        Some(Because::new(text, span))
    };
    service.ports.iter().filter_map(describe).collect()
}

/// Why an endpoint gets no traffic.
fn unready(service: &Service, pod: &ClusterPod, on_pod: &dyn Fn(&[&str]) -> Option<Span>) -> Option<Because> {
    if service.publish_not_ready_addresses {
        return None;
    }
    if pod.terminating {
        return Some(Because::new("the Pod is being deleted", on_pod(&["metadata", "deletionTimestamp"])));
    }
    (pod.readiness == Readiness::NotReady)
        .then(|| Because::new("the Pod is not ready", on_pod(&["status", "conditions"])))
}
