//! What the controllers make of admitted objects: Pods, endpoints, slices, DNS records.
//!
//! ```text
//! workloads ──simulate──▶ ClusterPod ─┐
//! Pods ───────────────────▶ ClusterPod ─┼─select──▶ Slice, LegacyEndpoints   (controllers)
//! Services ───────────────────────────┘             + hand-written ones       (as given or mirrored)
//! ```
//!
//! The world is three-valued: what is not in the input may exist all the same ([`Presence`]).

pub mod address;
pub mod decision;
pub mod dns;
mod hints;
mod labels;
pub mod legacy;
pub mod manual;
mod nodes;
pub(crate) mod pod_index;
pub mod pods;
pub mod slices;
pub mod target_port;
pub mod world;

use crate::assumptions::Assumptions;
use crate::object::endpoints::TargetRef;
use crate::object::pod::PodTemplate;
use crate::object::service::ServiceType;
use crate::object::{Object, ObjectId, is_in_force};
use crate::scenario::Scenario;
use hints::TopologyCache;
use nodes::Nodes;
use pod_index::PodIndex;
use std::collections::{BTreeMap, HashMap};

/// Whether something that is named exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence<T> {
    /// It is in the input.
    Present(T),
    /// It does not exist: the namespace is complete and it is not there.
    Absent,
    /// It is not in the input and may exist elsewhere.
    Unknown,
}

/// A Pod of the cluster, by its place in [`Cluster::pods`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PodId(pub u32);

/// A node of the cluster, by its place in [`Cluster::nodes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeIndex(pub u32);

/// A node: given by the input, or assumed where the input has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusterNode {
    /// Its name.
    pub name: String,
    /// Its zone, if it is known.
    pub zone: Option<String>,
    /// The Node of the input; `None` for an assumed one.
    pub object: Option<ObjectId>,
}

/// Whether a Pod gets traffic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readiness {
    /// It reports Ready.
    Ready,
    /// It reports not Ready, or a what-if says so.
    NotReady,
    /// Nobody knows; taken as ready, and said so where it matters.
    Assumed,
}

/// A Pod: given by the input or simulated from a workload's template.
#[derive(Debug, Clone, PartialEq)]
pub struct ClusterPod {
    /// Its place.
    pub id: PodId,
    /// Its name; made up for a simulated one.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
    /// The Pod of the input, or the workload whose template it is made of. Its view has the containers.
    pub origin: ObjectId,
    /// Simulated from a template.
    pub simulated: bool,
    /// Node and addresses are made up, for a simulated Pod or one that reports nothing.
    pub addresses_made_up: bool,
    /// Labels, those that controllers add included.
    pub labels: BTreeMap<String, String>,
    /// Where it runs, if that is known.
    pub node: Option<NodeIndex>,
    /// The node's name as the Pod states it.
    pub node_name: Option<String>,
    /// Its addresses in the order it reports them; made up for a simulated one.
    pub ips: Vec<String>,
    /// `Pending`, `Running`, `Succeeded`, `Failed` or `Unknown`.
    pub phase: String,
    /// Whether it is ready.
    pub readiness: Readiness,
    /// Whether it is being deleted.
    pub terminating: bool,
    /// `spec.hostname`, or the name of a StatefulSet's Pod.
    pub hostname: Option<String>,
    /// `spec.subdomain`, or a StatefulSet's `serviceName`.
    pub subdomain: Option<String>,
}

/// Who writes a slice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SliceSource {
    /// The endpointslice controller, from the selector of this Service.
    Selector(ObjectId),
    /// The mirroring controller, from these hand-written Endpoints.
    Mirrored(ObjectId),
    /// A hand: this EndpointSlice of the input.
    Manual(ObjectId),
}

/// An EndpointSlice of the cluster.
#[derive(Debug, Clone, PartialEq)]
pub struct Slice {
    /// Who writes it.
    pub source: SliceSource,
    /// Its namespace.
    pub namespace: String,
    /// The Service it belongs to.
    pub service_name: String,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// Annotations that the controllers copy.
    pub annotations: BTreeMap<String, String>,
    /// `IPv4`, `IPv6` or `FQDN`.
    pub address_type: String,
    /// The ports of every endpoint.
    pub ports: Vec<SlicePort>,
    /// The endpoints.
    pub endpoints: Vec<SliceEndpoint>,
}

/// A port of a slice.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SlicePort {
    /// The Service port's name; `None` where a hand-written slice has none.
    pub name: Option<String>,
    /// The number on the Pod; `None` means every port.
    pub port: Option<i64>,
    /// The protocol.
    pub protocol: String,
    /// `appProtocol`.
    pub app_protocol: Option<String>,
}

/// An endpoint of a slice.
#[derive(Debug, Clone, PartialEq)]
pub struct SliceEndpoint {
    /// Its addresses.
    pub addresses: Vec<String>,
    /// The Pod behind it.
    pub pod: Option<PodId>,
    /// `conditions.ready`.
    pub ready: Option<bool>,
    /// `conditions.serving`.
    pub serving: Option<bool>,
    /// `conditions.terminating`.
    pub terminating: Option<bool>,
    /// `hostname`.
    pub hostname: Option<String>,
    /// `nodeName`.
    pub node_name: Option<String>,
    /// `zone`.
    pub zone: Option<String>,
    /// `hints.forZones`.
    pub hint_zones: Vec<String>,
    /// `hints.forNodes`.
    pub hint_nodes: Vec<String>,
    /// `targetRef`.
    pub target_ref: Option<TargetRef>,
}

/// Who writes Endpoints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndpointsSource {
    /// The endpoints controller, from the selector of this Service.
    Selector(ObjectId),
    /// A hand: these Endpoints of the input.
    Manual(ObjectId),
}

/// The Endpoints of a Service, the older form of slices.
#[derive(Debug, Clone, PartialEq)]
pub struct LegacyEndpoints {
    /// Who writes them.
    pub source: EndpointsSource,
    /// Their namespace.
    pub namespace: String,
    /// Their name, which is the Service's.
    pub name: String,
    /// Their labels.
    pub labels: BTreeMap<String, String>,
    /// Their annotations.
    pub annotations: BTreeMap<String, String>,
    /// The subsets. Those that the controller writes are in canonical form.
    pub subsets: Vec<LegacySubset>,
}

/// Addresses with equal ports.
#[derive(Debug, Clone, PartialEq)]
pub struct LegacySubset {
    /// Addresses that get traffic.
    pub addresses: Vec<LegacyAddress>,
    /// Addresses that do not yet.
    pub not_ready_addresses: Vec<LegacyAddress>,
    /// The ports of every address.
    pub ports: Vec<SlicePort>,
}

/// An address of a subset.
#[derive(Debug, Clone, PartialEq)]
pub struct LegacyAddress {
    /// `ip`.
    pub ip: String,
    /// `hostname`.
    pub hostname: Option<String>,
    /// `nodeName`.
    pub node_name: Option<String>,
    /// `targetRef`.
    pub target_ref: Option<TargetRef>,
    /// The Pod behind it.
    pub pod: Option<PodId>,
}

/// The cluster that the controllers make of the input.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cluster {
    /// The nodes.
    pub nodes: Vec<ClusterNode>,
    /// The Pods, ordered by namespace and name.
    pub pods: Vec<ClusterPod>,
    /// The slices, ordered by namespace and Service.
    pub slices: Vec<Slice>,
    /// The Endpoints, ordered by namespace and name.
    pub endpoints: Vec<LegacyEndpoints>,
    /// Workloads that ask for more Pods than are simulated ([`pods::MAX_PODS_PER_WORKLOAD`], [`pods::MAX_PODS`]).
    pub capped: Vec<ObjectId>,
}

impl Cluster {
    /// A Pod by its place.
    pub fn pod(&self, id: PodId) -> Option<&ClusterPod> {
        self.pods.get(id.0 as usize)
    }

    /// A node by its place.
    pub fn node(&self, index: NodeIndex) -> Option<&ClusterNode> {
        self.nodes.get(index.0 as usize)
    }

    /// The slices of a Service, in order.
    pub fn slices_of(&self, namespace: &str, service: &str) -> &[Slice] {
        let key = |slice: &Slice| {
            (slice.namespace.as_str(), slice.service_name.as_str()).cmp(&(namespace, service))
        };
        let start = self.slices.partition_point(|slice| key(slice).is_lt());
        let end = self.slices.partition_point(|slice| key(slice).is_le());
        self.slices.get(start..end).unwrap_or(&[])
    }

    /// The slices of a Service with their places in [`Cluster::slices`].
    pub fn slices_with_index(&self, namespace: &str, service: &str) -> impl Iterator<Item = (usize, &Slice)> {
        let key = |slice: &Slice| {
            (slice.namespace.as_str(), slice.service_name.as_str()).cmp(&(namespace, service))
        };
        let start = self.slices.partition_point(|slice| key(slice).is_lt());
        self.slices_of(namespace, service).iter().enumerate().map(move |(at, slice)| (start + at, slice))
    }

    /// The Endpoints of a Service.
    pub fn endpoints_of(&self, namespace: &str, service: &str) -> Option<&LegacyEndpoints> {
        let at = self
            .endpoints
            .binary_search_by(|e| (e.namespace.as_str(), e.name.as_str()).cmp(&(namespace, service)));
        at.ok().and_then(|at| self.endpoints.get(at))
    }

    /// The Pods of a namespace, in order.
    pub fn pods_in(&self, namespace: &str) -> &[ClusterPod] {
        let start = self.pods.partition_point(|pod| pod.namespace.as_str() < namespace);
        let end = self.pods.partition_point(|pod| pod.namespace.as_str() <= namespace);
        self.pods.get(start..end).unwrap_or(&[])
    }
}

impl ClusterPod {
    /// The labels' and containers' source: the Pod itself or its workload's template.
    pub fn template<'o>(&self, objects: &'o [Object]) -> Option<&'o PodTemplate> {
        objects.get(self.origin.0 as usize)?.pod_template()
    }
}

/// What the controllers know while they write.
pub(crate) struct Controllers<'c> {
    objects: &'c [Object],
    assumptions: &'c Assumptions,
    pods: &'c [ClusterPod],
    nodes: &'c Nodes,
    topology: TopologyCache,
    pod_by_name: HashMap<(&'c str, &'c str), PodId>,
}

impl<'c> Controllers<'c> {
    fn template(&self, pod: &ClusterPod) -> Option<&'c PodTemplate> {
        pod.template(self.objects)
    }

    /// The Pod that a hand-written endpoint names.
    fn pod_of(&self, target: &TargetRef) -> Option<PodId> {
        if target.kind != "Pod" {
            return None;
        }
        self.pod_by_name.get(&(target.namespace.as_str(), target.name.as_str())).copied()
    }
}

/// Runs the controllers over the admitted objects; `objects` are indexed by their ids.
///
/// Of two objects of one kind, namespace and name the later one counts, as if both were applied in turn. The cost is
/// linear in objects, Pods and endpoints.
pub fn simulate(objects: &[Object], assumptions: &Assumptions, scenario: &Scenario) -> Cluster {
    let live: Vec<&Object> = live(objects).collect();
    let nodes = nodes::nodes(&live, assumptions);
    let population = pods::pods(objects, &live, assumptions, scenario, &nodes);
    let pods = population.pods;
    let ctx = Controllers {
        objects,
        assumptions,
        pods: &pods,
        nodes: &nodes,
        topology: TopologyCache::set_nodes(&nodes, objects),
        pod_by_name: pods.iter().map(|pod| ((pod.namespace.as_str(), pod.name.as_str()), pod.id)).collect(),
    };
    let (slices, endpoints) = run_controllers(&ctx, &live);
    Cluster { nodes: nodes.list, pods, slices, endpoints, capped: population.capped }
}

/// The objects that are in force: the last of each kind, namespace and name that the API server takes.
pub(crate) fn live(objects: &[Object]) -> impl Iterator<Item = &Object> {
    objects.iter().filter(|object| is_in_force(object))
}

fn run_controllers(ctx: &Controllers<'_>, live: &[&Object]) -> (Vec<Slice>, Vec<LegacyEndpoints>) {
    let index = PodIndex::of_pods(ctx.pods);
    let mut slices: Vec<Slice> = Vec::new();
    let mut endpoints: Vec<LegacyEndpoints> = Vec::new();
    let mut services = HashMap::new();
    let mut written = HashMap::new();
    for object in live {
        let key = (object.namespace.as_str(), object.name.as_str());
        if let Some(service) = object.service() {
            services.insert(key, service);
        } else if object.endpoints().is_some() {
            written.insert(key, *object);
        }
    }
    // Services whose endpoints a controller writes, and whether it finds Pods.
    let mut rewritten = HashMap::new();
    for object in live {
        let Some(service) = object.service() else { continue };
        let Some(selector) = service.selector.as_ref().filter(|_| service.kind != ServiceType::ExternalName)
        else {
            continue;
        };
        let key = (object.namespace.as_str(), object.name.as_str());
        let selected = index.select(&object.namespace, selector);
        slices.extend(slices::reconcile(ctx, object, service, &selected));
        endpoints.push(legacy::sync_service(ctx, object, service, &selected, written.get(&key).copied()));
        rewritten.insert(key, !selected.is_empty());
    }
    for object in live {
        let key = (object.namespace.as_str(), object.name.as_str());
        if let Some(view) = object.endpoints() {
            let service = services.get(&key);
            if service.is_some_and(|service| service.selector.is_none()) && manual::should_mirror(object) {
                slices.extend(manual::mirror(ctx, object, view));
            }
            if !rewritten.contains_key(&key) {
                endpoints.push(legacy::as_written(object, view));
            }
        } else if let Some(view) = object.endpoint_slice() {
            // A dump holds what the controllers wrote: if they can write it anew from the input, they do.
            let service = view.service_name.as_ref().map_or("", |name| name.value.as_str());
            let key = (object.namespace.as_str(), service);
            let is_out_of_date = match view.managed_by.as_ref().map(|by| by.value.as_str()) {
                Some(slices::CONTROLLER_NAME) => rewritten.get(&key) == Some(&true),
                Some(manual::MIRRORING_CONTROLLER_NAME) => written.contains_key(&key),
                _ => false,
            };
            if !is_out_of_date {
                slices.extend(manual::as_written(ctx, object, view));
            }
        }
    }
    let order = |slice: &Slice| match slice.source {
        SliceSource::Selector(_) => 0,
        SliceSource::Mirrored(_) => 1,
        SliceSource::Manual(_) => 2,
    };
    slices.sort_by(|a, b| {
        (&a.namespace, &a.service_name, order(a), &a.address_type).cmp(&(
            &b.namespace,
            &b.service_name,
            order(b),
            &b.address_type,
        ))
    });
    endpoints.sort_unstable_by(|a, b| (&a.namespace, &a.name).cmp(&(&b.namespace, &b.name)));
    (slices, endpoints)
}
