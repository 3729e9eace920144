//! The endpoint table of a Service: every Pod that is in the endpoints, and every Pod that is not, with its reason.

use portolan_core::Analysis;
use portolan_core::cluster::decision::{Membership, decide};
use portolan_core::cluster::world::World;
use portolan_core::cluster::{ClusterPod, PodId, Readiness, Slice, SliceEndpoint};
use portolan_core::object::service::ServicePort;
use portolan_core::object::{Object, ObjectId, Pair, Service};
use portolan_core::source::Span;
use std::collections::BTreeSet;

/// Rows of Pods that are left out, at most.
const MOST_LEFT_OUT: usize = 60;

/// How a row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It gets traffic.
    In,
    /// It is in the endpoints and gets no new connections, or only some.
    Kept,
    /// It should be in the endpoints and cannot.
    Broken,
    /// It is not an endpoint.
    Out,
    /// The input cannot tell.
    Unknown,
}

/// A Pod or an address.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    /// The Pod's name, or the address' owner.
    pub(crate) name: String,
    /// The Pod, if it is one.
    pub(crate) pod: Option<PodId>,
    /// The object that it comes from.
    pub(crate) origin: Option<ObjectId>,
    /// Its addresses.
    pub(crate) addresses: String,
    /// For each Service port the number on the Pod, or a dash.
    pub(crate) ports: Vec<String>,
    /// Whether it is ready, in words.
    pub(crate) ready: String,
    /// Node and zone.
    pub(crate) place: String,
    /// How it stands.
    pub(crate) standing: Standing,
    /// Why, in words, and the texts that decide.
    pub(crate) why: Vec<(String, Option<Span>)>,
}

/// The table.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Table {
    /// The heads of the ports' columns, `http 80 →`.
    pub(crate) ports: Vec<String>,
    /// The rows: what is in, then what is left out.
    pub(crate) rows: Vec<Row>,
    /// Pods of the namespace that are not selected and not listed.
    pub(crate) unlisted: usize,
}

/// Makes the table of a Service.
pub(crate) fn table(analysis: &Analysis, object: &Object, service: &Service) -> Table {
    let world = analysis.world();
    let mut rows: Vec<Row> = Vec::new();
    for slice in analysis.cluster.slices_of(&object.namespace, &object.name) {
        for endpoint in &slice.endpoints {
            add(analysis, service, slice, endpoint, &mut rows);
        }
    }
    for row in &mut rows {
        if let Some(pod) =
            row.pod.and_then(|id| analysis.cluster.pod(id)).filter(|_| service.selector.is_some())
        {
            (row.standing, row.why) = judged(&world, object, service, pod);
        }
    }
    let listed: BTreeSet<PodId> = rows.iter().filter_map(|row| row.pod).collect();
    let mut unlisted = 0;
    if let Some(selector) = &service.selector {
        let mut out = left_out(&world, analysis, object, service, selector, &listed);
        unlisted = out.len().saturating_sub(MOST_LEFT_OUT);
        out.truncate(MOST_LEFT_OUT);
        rows.extend(out);
    }
    Table { ports: service.ports.iter().map(head).collect(), rows, unlisted }
}

fn head(port: &ServicePort) -> String {
    let protocol =
        if port.protocol.value == "TCP" { String::new() } else { format!("/{}", port.protocol.value) };
    match port.name_str() {
        "" => format!("{}{protocol} →", port.number()),
        name => format!("{name} {}{protocol} →", port.number()),
    }
}

/// Adds an endpoint of a slice; a Pod in several slices is one row.
fn add(analysis: &Analysis, service: &Service, slice: &Slice, endpoint: &SliceEndpoint, rows: &mut Vec<Row>) {
    let addresses = endpoint.addresses.join(", ");
    let number = |port: &ServicePort| {
        let joined = slice.ports.iter().find(|joined| {
            joined.name.as_deref().unwrap_or("") == port.name_str() && joined.protocol == port.protocol.value
        });
        joined.map(|joined| joined.port.map_or_else(|| "any".to_owned(), |port| port.to_string()))
    };
    let ports: Vec<Option<String>> = service.ports.iter().map(number).collect();
    let same = rows.iter_mut().find(|row| row.pod.is_some() && row.pod == endpoint.pod);
    if let Some(row) = same {
        if !row.addresses.contains(&addresses) {
            row.addresses = format!("{}, {addresses}", row.addresses);
        }
        for (shown, port) in row.ports.iter_mut().zip(ports) {
            if let Some(port) = port.filter(|_| shown == "–") {
                *shown = port;
            }
        }
        return;
    }
    let pod = endpoint.pod.and_then(|pod| analysis.cluster.pod(pod));
    let name = match (pod, &endpoint.target_ref) {
        (Some(pod), _) => pod.name.clone(),
        (None, Some(target)) if !target.name.is_empty() => format!("{} {}", target.kind, target.name),
        (None, _) => "by hand".to_owned(),
    };
    let place = [endpoint.node_name.clone().or_else(|| node(analysis, pod)), endpoint.zone.clone()];
    let (standing, why) = by_conditions(endpoint);
    rows.push(Row {
        name,
        pod: endpoint.pod,
        origin: pod.map(|pod| pod.origin),
        addresses,
        ports: ports.into_iter().map(|port| port.unwrap_or_else(|| "–".to_owned())).collect(),
        ready: ready(pod, endpoint.ready),
        place: place.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        standing,
        why: vec![(why.to_owned(), None)],
    });
}

/// How an endpoint that is written by hand stands.
fn by_conditions(endpoint: &SliceEndpoint) -> (Standing, &'static str) {
    match (endpoint.ready, endpoint.serving, endpoint.terminating) {
        (_, Some(true), Some(true)) => {
            (Standing::Kept, "terminating: serves only while no other endpoint is ready")
        }
        (_, _, Some(true)) => (Standing::Kept, "terminating and not serving"),
        (Some(false), _, _) => (Standing::Kept, "not ready: gets no new connections"),
        _ => (Standing::In, "yes"),
    }
}

/// How a Pod stands, and the facts that decide.
fn judged(
    world: &World<'_>,
    object: &Object,
    service: &Service,
    pod: &ClusterPod,
) -> (Standing, Vec<(String, Option<Span>)>) {
    let decision = decide(world, object, service, pod);
    let facts = decision.because.into_iter().map(|because| (because.text, because.span));
    match decision.membership {
        Membership::Ready => (Standing::In, vec![("yes".to_owned(), None)]),
        Membership::Partial => {
            (Standing::Kept, std::iter::once(("in part".to_owned(), None)).chain(facts).collect())
        }
        Membership::NotReady => {
            let more = ("kept in the slice with ready: false; gets no new connections".to_owned(), None);
            (Standing::Kept, facts.chain([more]).collect())
        }
        Membership::LeftOut => (Standing::Out, facts.collect()),
        Membership::Unknown => (Standing::Unknown, facts.collect()),
    }
}

fn ready(pod: Option<&ClusterPod>, condition: Option<bool>) -> String {
    match (pod.map(|pod| pod.readiness), condition) {
        (Some(Readiness::Ready), _) | (None, Some(true)) => "yes",
        (Some(Readiness::NotReady), _) | (None, Some(false)) => "no",
        (Some(Readiness::Assumed), _) => "assumed",
        (None, None) => "not said",
    }
    .to_owned()
}

fn node(analysis: &Analysis, pod: Option<&ClusterPod>) -> Option<String> {
    let pod = pod?;
    pod.node_name.clone().or_else(|| analysis.cluster.node(pod.node?).map(|node| node.name.clone()))
}

/// The Pods that are not in the slices: those that nearly are first.
fn left_out(
    world: &World<'_>,
    analysis: &Analysis,
    object: &Object,
    service: &Service,
    selector: &[Pair],
    listed: &BTreeSet<PodId>,
) -> Vec<Row> {
    let mut out: Vec<(usize, Row)> = Vec::new();
    for pod in &analysis.cluster.pods {
        if listed.contains(&pod.id) {
            continue;
        }
        let fits =
            selector.iter().filter(|pair| pod.labels.get(&pair.key) == Some(&pair.value.value)).count();
        let here = pod.namespace == object.namespace;
        let selected = fits == selector.len();
        // Pods elsewhere are worth a word only where the Service has none of its own.
        if !here && (!selected || !listed.is_empty()) {
            continue;
        }
        let (standing, why) = judged(world, object, service, pod);
        let row = Row {
            name: if here { pod.name.clone() } else { format!("{}/{}", pod.namespace, pod.name) },
            pod: Some(pod.id),
            origin: Some(pod.origin),
            addresses: pod.ips.first().cloned().unwrap_or_default(),
            ports: service.ports.iter().map(|_| "–".to_owned()).collect(),
            ready: ready(Some(pod), None),
            place: node(analysis, Some(pod)).unwrap_or_default(),
            standing: if here && selected && standing == Standing::Out { Standing::Broken } else { standing },
            why,
        };
        let distance = match (here, selected) {
            (true, true) => 0,
            (false, _) => 1,
            (true, false) => 2 + selector.len() - fits,
        };
        out.push((distance, row));
    }
    out.sort_by_key(|(distance, _)| *distance);
    out.into_iter().map(|(_, row)| row).collect()
}
