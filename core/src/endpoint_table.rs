//! The endpoint table of a Service: what stands behind each of its ports, what does not, and why.
//!
//! The table is put together, not decided: which endpoint serves which port is [`crate::traffic`]'s answer, what became
//! of a Pod is [`crate::cluster::decision`]'s.

use crate::Analysis;
use crate::cluster::decision::{Because, Membership, decide};
use crate::cluster::pod_index::missing;
use crate::cluster::world::World;
use crate::cluster::{ClusterPod, PodId, Readiness, Slice, SliceEndpoint, SliceSource};
use crate::object::{Object, ObjectId, Service};
use crate::traffic::{PortRoute, Verdict};
use std::collections::{BTreeMap, BTreeSet};

/// What stands behind a Service.
#[derive(Debug, Clone, PartialEq)]
pub struct EndpointTable {
    /// The Service's ports, in its order.
    pub ports: Vec<TablePort>,
    /// What is in the endpoints, in the order of slices; a Pod in several slices is one row.
    pub rows: Vec<Row>,
}

/// A port of the Service.
#[derive(Debug, Clone, PartialEq)]
pub struct TablePort {
    /// Its place in `spec.ports`; `None` stands for all ports of a headless Service that names none.
    pub index: Option<usize>,
    /// Whether a request to it gets through.
    pub verdict: Verdict,
    /// The fact that decides.
    pub because: Because,
}

/// A Pod or an address, and how it stands to the Service.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What it is.
    pub subject: Subject,
    /// Its addresses in the slices; those of the Pod where it is in none.
    pub addresses: Vec<RowAddress>,
    /// Whether it is ready; `None` where nobody says so.
    pub ready: Option<Readiness>,
    /// The name of its node.
    pub node: Option<String>,
    /// The zone that the slices state.
    pub zone: Option<String>,
    /// How it stands.
    pub standing: Standing,
    /// Why, the deciding fact first; empty for what plainly gets traffic.
    pub because: Vec<Because>,
}

/// What a row is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A Pod of the cluster.
    Pod(PodId),
    /// An object that a hand-written endpoint names and the input does not have.
    Named {
        /// Its kind.
        kind: String,
        /// Its name.
        name: String,
    },
    /// An address without a name.
    Address,
}

/// An address of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowAddress {
    /// The address.
    pub text: String,
    /// `IPv4`, `IPv6` or `FQDN`; empty for an address of a Pod that is in no slice.
    pub family: String,
    /// For each Service port the number that is dialed; `None` where the address does not serve it.
    pub numbers: Vec<Option<DialedPort>>,
    /// `conditions.ready`.
    pub ready: Option<bool>,
    /// `conditions.terminating`.
    pub terminating: Option<bool>,
    /// Its place among the endpoints of all slices of the Service.
    order: usize,
}

/// A number on the Pod.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DialedPort {
    /// This one.
    Number(i64),
    /// Every one: a hand-written slice has no number.
    Any,
}

/// How a row stands to the Service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
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

/// Pods that are not in the endpoints.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LeftOut {
    /// Their rows, those that nearly are endpoints first.
    pub rows: Vec<Row>,
    /// How many more there are.
    pub more: usize,
}

/// Puts the table of a Service together. Linear in its endpoints and ports.
pub fn endpoint_table(
    analysis: &Analysis,
    world: &World<'_>,
    object: &Object,
    service: &Service,
) -> EndpointTable {
    let routes = analysis.routes_of(object.id);
    let mut dialed: BTreeMap<(usize, usize), Vec<Option<DialedPort>>> = BTreeMap::new();
    for (at, route) in routes.iter().enumerate() {
        for backend in &route.backends {
            let numbers =
                dialed.entry((backend.slice, backend.endpoint)).or_insert_with(|| vec![None; routes.len()]);
            if let Some(number) = numbers.get_mut(at) {
                *number = Some(backend.number.map_or(DialedPort::Any, DialedPort::Number));
            }
        }
    }
    let mut rows: Vec<Row> = Vec::new();
    let mut by_pod: BTreeMap<PodId, usize> = BTreeMap::new();
    let mut order = 0;
    for (slice_at, slice) in analysis.cluster.slices_with_index(&object.namespace, &object.name) {
        for (at, endpoint) in slice.endpoints.iter().enumerate() {
            let numbers = dialed.remove(&(slice_at, at)).unwrap_or_else(|| vec![None; routes.len()]);
            let Some(address) = address(slice, endpoint, numbers, order) else { continue };
            order += 1;
            let known = endpoint.pod.and_then(|pod| by_pod.get(&pod)).and_then(|&row| rows.get_mut(row));
            if let Some(row) = known {
                row.addresses.push(address);
                continue;
            }
            by_pod.extend(endpoint.pod.map(|pod| (pod, rows.len())));
            let mut made = row(analysis, endpoint, address);
            let pod = made.pod().filter(|_| matches!(slice.source, SliceSource::Selector(_)));
            if let Some(pod) = pod.and_then(|pod| analysis.cluster.pod(pod)) {
                (made.standing, made.because) = selected(world, object, service, pod);
            }
            rows.push(made);
        }
    }
    let ports = routes.iter().filter_map(|route| port(analysis, route)).collect();
    EndpointTable { ports, rows }
}

/// Tells of the Pods that are not in the endpoints of a Service with a selector, at most `most` of them: those of its
/// namespace, and where the table is empty, those elsewhere that would be selected. Linear in the Pods of the cluster.
pub fn left_out(
    analysis: &Analysis,
    world: &World<'_>,
    object: &Object,
    service: &Service,
    table: &EndpointTable,
    most: usize,
) -> LeftOut {
    let Some(selector) = &service.selector else { return LeftOut::default() };
    let listed: BTreeSet<PodId> = table.rows.iter().filter_map(Row::pod).collect();
    let mut found: Vec<(usize, &ClusterPod)> = Vec::new();
    for pod in analysis.cluster.pods.iter().filter(|pod| !listed.contains(&pod.id)) {
        match (pod.namespace == object.namespace, missing(pod, selector)) {
            (true, 0) => found.push((0, pod)),
            (true, missing) => found.push((1 + missing, pod)),
            // Pods elsewhere are worth a word only where the Service has none of its own.
            (false, 0) if listed.is_empty() => found.push((1, pod)),
            (false, _) => {}
        }
    }
    found.sort_by_key(|(distance, _)| *distance);
    let more = found.len().saturating_sub(most);
    let rows = found.into_iter().take(most).map(|(distance, pod)| {
        let judge = if distance == 0 { selected } else { judged };
        let (standing, because) = judge(world, object, service, pod);
        let address = |text: &String| RowAddress {
            text: text.clone(),
            family: String::new(),
            numbers: vec![None; table.ports.len()],
            ready: None,
            terminating: None,
            order: 0,
        };
        Row {
            subject: Subject::Pod(pod.id),
            addresses: pod.ips.first().map(address).into_iter().collect(),
            ready: Some(pod.readiness),
            node: node(analysis, pod),
            zone: None,
            standing,
            because,
        }
    });
    LeftOut { rows: rows.collect(), more }
}

/// The Services that have Pods of an object in their endpoints, in input order. Linear in the endpoints of all Services.
pub fn services_of(analysis: &Analysis, origin: ObjectId) -> Vec<ObjectId> {
    let is_of = |pod: PodId| analysis.cluster.pod(pod).is_some_and(|pod| pod.origin == origin);
    let has = |route: &&PortRoute| route.backends.iter().filter_map(|backend| backend.pod).any(is_of);
    let mut services: Vec<ObjectId> = analysis.routes.iter().filter(has).map(|route| route.service).collect();
    services.dedup();
    services
}

impl EndpointTable {
    /// The addresses that serve a port, by its place among [`Self::ports`], each with its row and the number that is
    /// dialed; in the order of slices.
    pub fn behind(&self, port: usize) -> Vec<(&Row, &RowAddress, DialedPort)> {
        let mut found: Vec<_> = self
            .rows
            .iter()
            .flat_map(|row| row.addresses.iter().map(move |address| (row, address)))
            .filter_map(|(row, address)| Some((row, address, (*address.numbers.get(port)?)?)))
            .collect();
        found.sort_by_key(|(_, address, _)| address.order);
        found
    }
}

impl Row {
    /// The Pod, if the row is about one.
    pub fn pod(&self) -> Option<PodId> {
        match self.subject {
            Subject::Pod(pod) => Some(pod),
            Subject::Named { .. } | Subject::Address => None,
        }
    }

    /// The number that is dialed for a Service port, by its place, at the first address that serves it.
    pub fn dialed(&self, port: usize) -> Option<DialedPort> {
        self.addresses.iter().find_map(|address| *address.numbers.get(port)?)
    }
}

/// `8080`, or `any`.
impl std::fmt::Display for DialedPort {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Any => f.write_str("any"),
        }
    }
}

fn port(analysis: &Analysis, route: &PortRoute) -> Option<TablePort> {
    let link = analysis.links.get(route.link)?;
    Some(TablePort { index: route.port_index, verdict: link.verdict, because: link.because.clone() })
}

/// Of an endpoint's addresses the first one is used.
///
/// Source: kubernetes v1.37 pkg/proxy/endpointslicecache.go addEndpoints
fn address(
    slice: &Slice,
    endpoint: &SliceEndpoint,
    numbers: Vec<Option<DialedPort>>,
    order: usize,
) -> Option<RowAddress> {
    Some(RowAddress {
        text: endpoint.addresses.first()?.clone(),
        family: slice.address_type.clone(),
        numbers,
        ready: endpoint.ready,
        terminating: endpoint.terminating,
        order,
    })
}

/// The row of an endpoint as its conditions have it.
fn row(analysis: &Analysis, endpoint: &SliceEndpoint, address: RowAddress) -> Row {
    let pod = endpoint.pod.and_then(|pod| analysis.cluster.pod(pod));
    let subject = match (pod, &endpoint.target_ref) {
        (Some(pod), _) => Subject::Pod(pod.id),
        (None, Some(target)) if !target.name.is_empty() => {
            Subject::Named { kind: target.kind.clone(), name: target.name.clone() }
        }
        (None, _) => Subject::Address,
    };
    let stated = |ready: bool| if ready { Readiness::Ready } else { Readiness::NotReady };
    let (standing, because) = by_conditions(endpoint);
    Row {
        subject,
        addresses: vec![address],
        ready: pod.map(|pod| pod.readiness).or(endpoint.ready.map(stated)),
        node: endpoint.node_name.clone().or_else(|| node(analysis, pod?)),
        zone: endpoint.zone.clone(),
        standing,
        because: because.map(|text| Because::new(text, None)).into_iter().collect(),
    }
}

/// How an endpoint stands by its conditions alone, as one that no selector makes does.
///
/// Source: kubernetes v1.37 pkg/proxy/topology.go CategorizeEndpoints
fn by_conditions(endpoint: &SliceEndpoint) -> (Standing, Option<&'static str>) {
    match (endpoint.ready, endpoint.serving, endpoint.terminating) {
        (_, Some(true), Some(true)) => {
            (Standing::Kept, Some("terminating: serves only while no other endpoint is ready"))
        }
        (_, _, Some(true)) => (Standing::Kept, Some("terminating and not serving")),
        (Some(false), _, _) => (Standing::Kept, Some("not ready: gets no new connections")),
        (Some(true) | None, _, _) => (Standing::In, None),
    }
}

/// How a Pod stands, and the facts that decide.
fn judged(
    world: &World<'_>,
    object: &Object,
    service: &Service,
    pod: &ClusterPod,
) -> (Standing, Vec<Because>) {
    let mut decision = decide(world, object, service, pod);
    match decision.membership {
        Membership::Ready => (Standing::In, Vec::new()),
        Membership::Partial => {
            decision.because.insert(0, Because::new("in part", None));
            (Standing::Kept, decision.because)
        }
        Membership::NotReady => {
            decision
                .because
                .push(Because::new("kept in the slice with ready: false; gets no new connections", None));
            (Standing::Kept, decision.because)
        }
        Membership::LeftOut => (Standing::Out, decision.because),
        Membership::Unknown => (Standing::Unknown, decision.because),
    }
}

/// How a Pod stands that the selector finds: one that is left out all the same is broken.
fn selected(
    world: &World<'_>,
    object: &Object,
    service: &Service,
    pod: &ClusterPod,
) -> (Standing, Vec<Because>) {
    let (standing, because) = judged(world, object, service, pod);
    (if standing == Standing::Out { Standing::Broken } else { standing }, because)
}

fn node(analysis: &Analysis, pod: &ClusterPod) -> Option<String> {
    pod.node_name.clone().or_else(|| analysis.cluster.node(pod.node?).map(|node| node.name.clone()))
}
