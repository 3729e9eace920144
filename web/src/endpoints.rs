//! The endpoint table of a Service: every Pod that is in the endpoints, and every Pod that is not, with its reason.

use portolan_core::Analysis;
use portolan_core::cluster::{ClusterPod, PodId, Readiness, Slice, SliceEndpoint};
use portolan_core::object::service::ServicePort;
use portolan_core::object::{Object, ObjectId, Pair, PortRef, Service};
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
    /// It is not selected.
    Out,
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
    /// Why, in words.
    pub(crate) why: String,
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
    let slices = analysis.cluster.slices_of(&object.namespace, &object.name);
    let mut rows: Vec<Row> = Vec::new();
    for slice in slices {
        for endpoint in &slice.endpoints {
            add(analysis, service, slice, endpoint, &mut rows);
        }
    }
    let listed: BTreeSet<PodId> = rows.iter().filter_map(|row| row.pod).collect();
    let mut unlisted = 0;
    if let Some(selector) = &service.selector {
        let mut out = left_out(analysis, object, service, selector, &listed);
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
        judge(analysis, service, endpoint, row);
        return;
    }
    let pod = endpoint.pod.and_then(|pod| analysis.cluster.pod(pod));
    let name = match (pod, &endpoint.target_ref) {
        (Some(pod), _) => pod.name.clone(),
        (None, Some(target)) if !target.name.is_empty() => format!("{} {}", target.kind, target.name),
        (None, _) => "by hand".to_owned(),
    };
    let place = [endpoint.node_name.clone().or_else(|| node(analysis, pod)), endpoint.zone.clone()];
    let mut row = Row {
        name,
        pod: endpoint.pod,
        origin: pod.map(|pod| pod.origin),
        addresses,
        ports: ports.into_iter().map(|port| port.unwrap_or_else(|| "–".to_owned())).collect(),
        ready: ready(pod, endpoint.ready),
        place: place.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        standing: Standing::In,
        why: String::new(),
    };
    judge(analysis, service, endpoint, &mut row);
    rows.push(row);
}

fn judge(analysis: &Analysis, service: &Service, endpoint: &SliceEndpoint, row: &mut Row) {
    let missing: Vec<&ServicePort> = service
        .ports
        .iter()
        .zip(&row.ports)
        .filter(|(_, shown)| *shown == "–")
        .map(|(port, _)| port)
        .collect();
    let pod = endpoint.pod.and_then(|pod| analysis.cluster.pod(pod));
    (row.standing, row.why) = match (endpoint.ready, endpoint.terminating, missing.first()) {
        (_, Some(true), _) => {
            let serving = endpoint.serving.unwrap_or(false);
            let words = if serving {
                "terminating: serves only while no other endpoint is ready"
            } else {
                "terminating and not serving"
            };
            (Standing::Kept, words.to_owned())
        }
        (Some(false), _, _) => {
            (Standing::Kept, "kept in the slice with ready: false; gets no new connections".to_owned())
        }
        (_, _, Some(port)) if missing.len() == service.ports.len() => (Standing::Broken, no_port(port)),
        (_, _, Some(port)) => (Standing::Kept, format!("yes, but {}", no_port(port))),
        _ if pod.is_some_and(|pod| pod.readiness == Readiness::NotReady) => {
            (Standing::In, "yes: not ready, but publishNotReadyAddresses is set".to_owned())
        }
        _ => (Standing::In, "yes".to_owned()),
    };
}

fn no_port(port: &ServicePort) -> String {
    match port.target_port.as_ref().map(|target| &target.value) {
        Some(PortRef::Name(name)) => format!("no container port “{name}”"),
        _ => format!("no endpoint port for {}", port.number()),
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
        let row = |standing, why| Row {
            name: if here { pod.name.clone() } else { format!("{}/{}", pod.namespace, pod.name) },
            pod: Some(pod.id),
            origin: Some(pod.origin),
            addresses: pod.ips.join(", "),
            ports: service.ports.iter().map(|_| "–".to_owned()).collect(),
            ready: ready(Some(pod), None),
            place: node(analysis, Some(pod)).unwrap_or_default(),
            standing,
            why,
        };
        if here && fits == selector.len() {
            out.push((0, row(Standing::Broken, format!("selected, but {}", excluded(pod)))));
        } else if here {
            out.push((
                2 + selector.len() - fits,
                row(Standing::Out, format!("not selected: {}", unlike(pod, selector))),
            ));
        } else if fits == selector.len() {
            out.push((1, row(Standing::Out, format!("not selected: it is in namespace {}", pod.namespace))));
        }
    }
    out.sort_by_key(|(distance, _)| *distance);
    out.into_iter().map(|(_, row)| row).collect()
}

/// Source: kubernetes v1.37 staging/src/k8s.io/endpointslice/util/controller_utils.go ShouldPodBeInEndpoints
fn excluded(pod: &ClusterPod) -> String {
    if matches!(pod.phase.as_str(), "Succeeded" | "Failed") {
        format!("its phase is {}", pod.phase)
    } else if pod.ips.is_empty() {
        "it has no address".to_owned()
    } else if pod.terminating {
        "it is terminating".to_owned()
    } else {
        "it has no address of the Service's family".to_owned()
    }
}

fn unlike(pod: &ClusterPod, selector: &[Pair]) -> String {
    let wrong = selector.iter().find(|pair| pod.labels.get(&pair.key) != Some(&pair.value.value));
    match wrong.map(|pair| (pair, pod.labels.get(&pair.key))) {
        Some((pair, Some(value))) => format!("label {} is {value}, not {}", pair.key, pair.value.value),
        Some((pair, None)) => format!("it has no label {}", pair.key),
        None => "it is not in the slices".to_owned(),
    }
}
