//! What stands in the cluster once the controllers have run: nodes, Pods, slices and Endpoints.

use crate::object::endpoints::TargetRef;
use crate::object::pod::PodTemplate;
use crate::object::{Object, ObjectId};
use std::collections::BTreeMap;

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

impl ClusterPod {
    /// The labels' and containers' source: the Pod itself or its workload's template.
    pub fn template<'o>(&self, objects: &'o [Object]) -> Option<&'o PodTemplate> {
        objects.get(self.origin.0 as usize)?.pod_template()
    }
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
